"""Changes: when a document may be sent again, changed or deleted, and a parcel number used again."""

from calendar import monthrange
from datetime import date, datetime
from typing import NamedTuple

from declarations.rules import kinds
from declarations.rules.flow import CHANGEABLE, CLOSED_TO_CHANGE, REJECTED, STORED
from kernel.clock import business_date
from kernel.refusal import Rule, Severity, Violation, gettext_noop

_FORMAT = "GACC notice 113/2018, enterprise interface specification of the unified system: appType; "
_ORDER = _FORMAT + "orderNo unique per platform"
_PAYMENT = _FORMAT + "payTransactionId unique per payment firm"
_WAYBILL = _FORMAT + "logisticsNo not reused within 6 months per carrier"
_LIST = _FORMAT + "change of a list"

CHG_01 = Rule(
    "CHG-01",
    Severity.REFUSE,
    gettext_noop(
        "An order with this ebpCode and orderNo was already filed with other content; send appType 2 to "
        "change it."
    ),
    _ORDER,
    "-301010",
)
CHG_02 = Rule(
    "CHG-02",
    Severity.REFUSE,
    gettext_noop(
        "A payment with this payCode and payTransactionId was already filed with other content; send "
        "appType 2 to change it."
    ),
    _PAYMENT,
    "-401007",
)
CHG_03 = Rule(
    "CHG-03",
    Severity.REFUSE,
    gettext_noop(
        "A waybill with this logisticsCode and logisticsNo was already filed with other content; send "
        "appType 2 to change it."
    ),
    _WAYBILL,
    "-504015",
)
CHG_04 = Rule(
    "CHG-04",
    Severity.REFUSE,
    gettext_noop(
        "A list with this ebpCode and orderNo was already filed with other content; send appType 2 to "
        "change it."
    ),
    _LIST,
    "-621004",
)
CHG_05 = Rule(
    "CHG-05",
    Severity.REFUSE,
    gettext_noop("There is no order with this ebpCode and orderNo to change; send appType 1."),
    _ORDER,
    "-301009",
)
CHG_06 = Rule(
    "CHG-06",
    Severity.REFUSE,
    gettext_noop("There is no payment with this payCode and payTransactionId to change; send appType 1."),
    _PAYMENT,
    "-401006",
)
CHG_07 = Rule(
    "CHG-07",
    Severity.REFUSE,
    gettext_noop("There is no waybill with this logisticsCode and logisticsNo to change; send appType 1."),
    _WAYBILL,
    "-504014",
)
CHG_08 = Rule(
    "CHG-08",
    Severity.REFUSE,
    gettext_noop("There is no list with this ebpCode and orderNo to change; send appType 1."),
    _LIST,
    "-621011",
)
CHG_09 = Rule(
    "CHG-09",
    Severity.REFUSE,
    gettext_noop(
        "The list of this orderNo is with an officer, released or sent back; "
        "its order cannot change any more."
    ),
    _ORDER,
    "-301011",
)
CHG_10 = Rule(
    "CHG-10",
    Severity.REFUSE,
    gettext_noop(
        "The list of this orderNo is with an officer, released or sent back; "
        "its payment cannot change any more."
    ),
    _PAYMENT,
    "-401008",
)
CHG_11 = Rule(
    "CHG-11",
    Severity.REFUSE,
    gettext_noop(
        "The list of this logisticsNo is with an officer, released or sent back; "
        "its waybill cannot change any more."
    ),
    _WAYBILL,
    "-504016",
)
CHG_12 = Rule(
    "CHG-12",
    Severity.REFUSE,
    gettext_noop(
        "This list cannot change in its present status (%(status)s); a change (appType 2) is taken only "
        "while it is stored (1), waiting (3) or rejected (100)."
    ),
    _LIST,
    "-621012",
)
CHG_13 = Rule(
    "CHG-13",
    Severity.REFUSE,
    gettext_noop("appType 3 (delete) is not taken; a list is cancelled by a cancellation request (CEB623)."),
    _FORMAT + "cancellation is CEB623, one list per request",
)
CHG_14 = Rule(
    "CHG-14",
    Severity.REFUSE,
    gettext_noop(
        "appTime is earlier than that of the version already filed; the older message changes nothing."
    ),
    _FORMAT + "an old message is not processed",
    "-301014",
)
CHG_15 = Rule(
    "CHG-15",
    Severity.REFUSE,
    gettext_noop(
        "appTime is earlier than that of the payment already filed; the older message changes nothing."
    ),
    _FORMAT + "an old message is not processed",
    "-401012",
)
CHG_16 = Rule(
    "CHG-16",
    Severity.REFUSE,
    gettext_noop(
        "appTime is earlier than that of the waybill already filed; the older message changes nothing."
    ),
    _FORMAT + "an old message is not processed",
    "-505016",
)
CHG_17 = Rule(
    "CHG-17",
    Severity.REFUSE,
    gettext_noop(
        "logisticsNo was used less than %(months)s months ago; a carrier may use a number again only "
        "after that."
    ),
    _WAYBILL,
    "-504012",
)
CHG_18 = Rule(
    "CHG-18",
    Severity.REFUSE,
    gettext_noop(
        "Another document with this number stands before it in the same message with other content; send the "
        "change (appType 2) in a message of its own."
    ),
    _FORMAT + "one state of a document at a time",
)
CHG_19 = Rule(
    "CHG-19",
    Severity.WARN,
    gettext_noop("%(message)s is read and kept, but not acted upon yet by this portal."),
    "Portal: messages served so far are CEB311, CEB411, CEB511 and CEB621",
)
CHG_20 = Rule(
    "CHG-20",
    Severity.REFUSE,
    gettext_noop("A document with this number was sent by another firm; only its sender may send it again."),
    "GACC notice 194/2018: each document comes from its own firm; that it stays so is a reading (UNVERIFIED)",
    "-10102",
)
CHG_21 = Rule(
    "CHG-21",
    Severity.REFUSE,
    gettext_noop(
        "A payment keeps its order: ebpCode and orderNo cannot change; send the other order's payment "
        "under its own payTransactionId."
    ),
    _PAYMENT,
    "-401007",
)

RULES = (
    CHG_01, CHG_02, CHG_03, CHG_04, CHG_05, CHG_06, CHG_07, CHG_08, CHG_09,
    CHG_10, CHG_11, CHG_12, CHG_13, CHG_14, CHG_15, CHG_16, CHG_17, CHG_18, CHG_19, CHG_20,
    CHG_21,
)  # fmt: skip


class Words(NamedTuple):
    """The rules of one kind, each at its path."""

    key: str
    filed: Rule
    absent: Rule
    closed: Rule
    older: Rule | None


_WORDS = {
    kinds.ORDER: Words("orderNo", CHG_01, CHG_05, CHG_09, CHG_14),
    kinds.PAYMENT: Words("payTransactionId", CHG_02, CHG_06, CHG_10, CHG_15),
    kinds.WAYBILL: Words("logisticsNo", CHG_03, CHG_07, CHG_11, CHG_16),
    kinds.LIST: Words("orderNo", CHG_04, CHG_08, CHG_12, None),
}


class Live(NamedTuple):
    """The version that lives under the same business key.

    ``same``: it says the same as the new one. ``list_status``: of a list its own status, of
    another document the status of the list it was judged with (None: no list yet). ``app_time``:
    its 14 digits, where known. ``foreign``: another firm sent it. ``moved``: the new one names
    another order. ``stored``: it is only stored (appStatus 1).
    """

    same: bool
    list_status: int | None = None
    app_time: str = ""
    foreign: bool = False
    moved: bool = False
    stored: bool = False


def judge_change(kind: str, *, app_type: str, live: Live | None, app_time: str = "") -> tuple[Violation, ...]:
    """Whether a document may come now, given what lives under its key.

    The same content again is never refused here: it changes nothing, and the caller says so. A
    rejected list may be filed again as new or as a change, a stored document be declared as new.

    Source: interface specification, appType; error codes -301009 to -301014, -401006 to -401012,
    -504014 to -504016, -621004, -621011 and -621012.
    """
    words = _WORDS[kind]
    if app_type == "3":
        return (Violation(CHG_13, "appType"),)
    if live is None:
        return (Violation(words.absent, words.key),) if app_type == "2" else ()
    if live.same:
        return ()
    if live.foreign:
        return (Violation(CHG_20, words.key),)
    if app_type == "1":
        again = live.stored or (kind == kinds.LIST and live.list_status in (STORED, REJECTED))
        return () if again else (Violation(words.filed, words.key),)
    found = [*_closed(kind, live=live)]
    if live.moved:
        found.append(Violation(CHG_21, "orderNo"))
    if words.older is not None and app_time and app_time < live.app_time:
        found.append(Violation(words.older, "appTime"))
    return tuple(found)


def judge_reuse(last_used: datetime, *, at: datetime, months: int) -> tuple[Violation, ...]:
    """Whether a carrier may use a parcel number again that it last used at ``last_used``.

    Months are calendar months in Shanghai; on the same day of the month it may.

    Source: interface specification, logisticsNo; parameter ``waybill.reuse_months``.
    """
    if business_date(at) >= months_after(business_date(last_used), months=months):
        return ()
    return (Violation(CHG_17, "logisticsNo", args=(("months", str(months)),)),)


def months_after(day: date, *, months: int) -> date:
    """The same day so many months later, or the last of a shorter month.

    Source: this portal's reading of "6 months" (UNVERIFIED); parameter ``waybill.reuse_months``.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _closed(kind: str, *, live: Live) -> tuple[Violation, ...]:
    words, status = _WORDS[kind], live.list_status
    if kind != kinds.LIST:
        return (Violation(words.closed, words.key),) if status in CLOSED_TO_CHANGE else ()
    if status in CHANGEABLE:
        return ()
    return (Violation(words.closed, words.key, args=(("status", str(status)),)),)
