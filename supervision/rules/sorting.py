"""The sorting line: where a parcel goes, by what became of the lists that name its waybill."""

from collections.abc import Sequence
from typing import NamedTuple

from kernel.refusal import gettext_noop

RELEASE, INSPECT, STOP, UNKNOWN = "release", "inspect", "stop", "unknown"

# CEB622 returnStatus and this portal's 90; PARCEL_FLOW of bonded.
_SUPERSEDED, _REJECTED, _INSPECTION, _SENT_BACK, _RELEASED = 90, 100, 500, 700, 800
_GONE, _BACK = 30, 80


class Lying(NamedTuple):
    """One list of the waybill: its status, the order that stops it, and how its released goods stand.

    ``parcel`` None: no goods of a ledger, or not released yet.
    """

    status: int
    stop: str = ""
    parcel: int | None = None


class Answer(NamedTuple):
    """What the line does with the parcel, why as a code of ``REASONS``, and the stop order if one is why."""

    lane: str
    reason: str
    stop: str = ""


REASONS = {
    "released": gettext_noop("Released"),
    "inspection": gettext_noop("To be inspected"),
    "stopped": gettext_noop("Stopped by customs"),
    "not_released": gettext_noop("Not released yet"),
    "rejected": gettext_noop("The list was rejected"),
    "sent_back": gettext_noop("To be sent back abroad"),
    "gone": gettext_noop("Has left through the gate already"),
    "back": gettext_noop("Was put back into stock"),
    "unknown": gettext_noop("No list names this waybill"),
}


def sort_parcel(lists: Sequence[Lying]) -> Answer:
    """The lane of a parcel; where several lists name its waybill the strictest answer holds.

    Lists that a newer version replaced do not count, nor rejected ones where another one lives. What is not
    released yet is stopped: the line has no place to wait.
    """
    counting = [one for one in lists if one.status != _SUPERSEDED]
    living = [one for one in counting if one.status != _REJECTED] or counting
    if not living:
        return Answer(UNKNOWN, "unknown")
    return min((_sort(one) for one in living), key=_strictness)


def _sort(one: Lying) -> Answer:
    if one.stop:
        return Answer(STOP, "stopped", one.stop)
    if one.status == _INSPECTION:
        return Answer(INSPECT, "inspection")
    if one.status == _REJECTED:
        return Answer(STOP, "rejected")
    if one.status == _SENT_BACK:
        return Answer(STOP, "sent_back")
    if one.status != _RELEASED:
        return Answer(STOP, "not_released")
    if one.parcel in (_GONE, _BACK):
        return Answer(STOP, "gone" if one.parcel == _GONE else "back")
    return Answer(RELEASE, "released")


_STRICTEST_FIRST = (
    "stopped", "inspection", "sent_back", "rejected", "back", "gone", "not_released", "released",
)  # fmt: skip


def _strictness(answer: Answer) -> int:
    return _STRICTEST_FIRST.index(answer.reason)
