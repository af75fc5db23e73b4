"""Standing documents: what may be filed, when the firm is reminded, and when one has run out."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from kernel.refusal import Rule, Severity, Violation, gettext_noop

_HOUSE = "Rule of this portal: documents that run out are kept with dates (parameter standing.reminder_days)"

KINDS = ("business_licence", "customs_certificate", "food_importer", "security", "other")
EXPIRED = 0  # the reminder that says that it has run out

NO_NUMBER = Rule("STD-01", Severity.REFUSE, gettext_noop("Give the number printed on the document."), _HOUSE)
NO_START = Rule("STD-02", Severity.REFUSE, gettext_noop("Give the day from which it is valid."), _HOUSE)
WRONG_SPAN = Rule(
    "STD-03", Severity.REFUSE, gettext_noop("The last day of validity lies before the first."), _HOUSE
)
RUN_OUT = Rule("STD-04", Severity.REFUSE, gettext_noop("The document has run out already."), _HOUSE)
NO_SCAN = Rule("STD-05", Severity.REFUSE, gettext_noop("Attach a copy of the document."), _HOUSE)
NO_TITLE = Rule("STD-06", Severity.REFUSE, gettext_noop("Say what kind of document this is."), _HOUSE)
UNKNOWN_KIND = Rule("STD-07", Severity.REFUSE, gettext_noop("There is no such kind of document."), _HOUSE)
UNKNOWN_DOCUMENT = Rule("STD-08", Severity.REFUSE, gettext_noop("There is no such document."), _HOUSE)
NOT_REPLACEABLE = Rule(
    "STD-09",
    Severity.REFUSE,
    gettext_noop("Only a confirmed document of the same kind can be replaced, and only by one at a time."),
    _HOUSE,
)
NOT_FILED = Rule(
    "STD-10", Severity.REFUSE, gettext_noop("This document does not wait to be confirmed."), _HOUSE
)
NO_REASON = Rule(
    "STD-11",
    Severity.REFUSE,
    gettext_noop("Say in at least five characters (at most 500) why the document is refused."),
    _HOUSE,
)

RULES = (
    NO_NUMBER,
    NO_START,
    WRONG_SPAN,
    RUN_OUT,
    NO_SCAN,
    NO_TITLE,
    UNKNOWN_KIND,
    UNKNOWN_DOCUMENT,
    NOT_REPLACEABLE,
    NOT_FILED,
    NO_REASON,
)


class Filing(NamedTuple):
    """A document as filed; ``last_day`` None: it has no end."""

    kind: str
    title: str
    document_no: str
    valid_from: date | None
    last_day: date | None
    scans: int


def judge_filing(filing: Filing, *, on: date) -> tuple[Violation, ...]:
    """Why the document cannot be filed today, all reasons."""
    found: list[Violation] = []
    if filing.kind not in KINDS:
        found.append(Violation(UNKNOWN_KIND, "kind"))
    if filing.kind == "other" and not filing.title.strip():
        found.append(Violation(NO_TITLE, "title"))
    if not filing.document_no.strip():
        found.append(Violation(NO_NUMBER, "document_no"))
    if not filing.scans:
        found.append(Violation(NO_SCAN, "attachments"))
    return (*found, *_judge_days(filing.valid_from, last_day=filing.last_day, on=on))


def _judge_days(valid_from: date | None, *, last_day: date | None, on: date) -> tuple[Violation, ...]:
    if valid_from is None:
        return (Violation(NO_START, "valid_from"),)
    if last_day is not None and last_day < valid_from:
        return (Violation(WRONG_SPAN, "last_day"),)
    if last_day is not None and last_day < on:
        return (Violation(RUN_OUT, "last_day"),)
    return ()


def judge_refusal(reason: str) -> tuple[Violation, ...]:
    """Whether the reason says something: five to 500 characters."""
    return () if 5 <= len(reason.strip()) <= 500 else (Violation(NO_REASON, "reason"),)


def days_left(valid_to: date, *, on: date) -> int:
    """How many days it still holds, today included; 0 or less: it has run out."""
    return (valid_to - on).days


def due_reminder(left: int, *, steps: Collection[int], sent: Collection[int]) -> int | None:
    """The reminder that is owed now: of the steps that are reached the latest, once; None where none is.

    A step that was missed while nothing ran is not made up for once a later one is reached.
    """
    reached = [step for step in (*steps, EXPIRED) if left <= step]
    if not reached:
        return None
    latest = min(reached)
    return None if latest in sent else latest


def reminder_steps(text: str) -> tuple[int, ...]:
    """The days of the parameter ``standing.reminder_days`` (``30,10,1``).

    Raises:
        ValueError: something else than numbers stands there.
    """
    return tuple(int(part) for part in text.split(","))
