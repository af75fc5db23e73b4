"""What must be said about a difficulty, who may touch it, and when it counts as overdue or silent."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from re import Pattern
from re import compile as pattern
from typing import NamedTuple

from enterprises.rules import flow
from kernel.refusal import Rule, Severity, Violation, gettext_noop

_REGISTER = "Problem clearing: each difficulty has a number, an owner, a clock and an answer (practice, 2020)"
_CONFIRM = "Problem clearing: solved is what the firm confirms, or does not answer in time (practice, 2020)"
_RECUSAL = "GACC 181/2018: a coordinator with an interest in the firm stays away from it"

NO_TITLE = Rule(
    "DIF-01",
    Severity.REFUSE,
    gettext_noop("Give the difficulty a title of at most 120 characters."),
    _REGISTER,
)
NO_TEXT = Rule(
    "DIF-02",
    Severity.REFUSE,
    gettext_noop("Say in at least five characters (at most 4,000) what is difficult."),
    _REGISTER,
)
NO_WORDS = Rule(
    "DIF-03", Severity.REFUSE, gettext_noop("Write something, at most 4,000 characters."), _REGISTER
)
UNKNOWN_CHOICE = Rule("DIF-04", Severity.REFUSE, gettext_noop("Choose one of the values offered."), _REGISTER)
LINK_SHAPE = Rule(
    "DIF-05",
    Severity.REFUSE,
    gettext_noop("“%(number)s” is not a number of this kind of document."),
    _REGISTER,
)
TOO_MANY_LINKS = Rule(
    "DIF-06", Severity.REFUSE, gettext_noop("At most %(most)s documents can be linked."), _REGISTER
)
NO_OFFICE = Rule(
    "DIF-07",
    Severity.REFUSE,
    gettext_noop("No customs office is in charge of this firm yet, so nobody could take the difficulty."),
    _REGISTER,
)
RECUSED = Rule(
    "DIF-08",
    Severity.REFUSE,
    gettext_noop("You have declared an interest in this firm, so you cannot open its difficulties."),
    _RECUSAL,
)
NO_MARK = Rule(
    "DIF-09",
    Severity.REFUSE,
    gettext_noop("Say how satisfied you are, from 1 to 5; only then is the difficulty closed."),
    _CONFIRM,
)
TOO_LATE = Rule(
    "DIF-10",
    Severity.REFUSE,
    gettext_noop("It can be re-opened within %(days)s days after it was closed; please raise a new one."),
    _CONFIRM,
)
NOT_A_COLLEAGUE = Rule(
    "DIF-11",
    Severity.REFUSE,
    gettext_noop("Choose officers of the office or of a helping department."),
    _REGISTER,
)
SAME_AS_ITSELF = Rule(
    "DIF-12", Severity.REFUSE, gettext_noop("There is no such other difficulty in your offices."), _REGISTER
)
WORKERS_ONLY = Rule(
    "DIF-13",
    Severity.REFUSE,
    gettext_noop("Only officers, inspectors, coordinators and chiefs work on difficulties."),
    _REGISTER,
)
NO_CHANGE_TEXT = Rule(
    "DIF-14",
    Severity.REFUSE,
    gettext_noop("Say what was changed, in at least five and at most 500 characters."),
    _REGISTER,
)
LONG_REMARK = Rule(
    "DIF-15", Severity.REFUSE, gettext_noop("The remark may have at most 500 characters."), _CONFIRM
)
UNKNOWN = Rule("DIF-16", Severity.REFUSE, gettext_noop("There is no such difficulty."), _REGISTER)

RULES = (
    NO_TITLE,
    NO_TEXT,
    NO_WORDS,
    UNKNOWN_CHOICE,
    LINK_SHAPE,
    TOO_MANY_LINKS,
    NO_OFFICE,
    RECUSED,
    NO_MARK,
    TOO_LATE,
    NOT_A_COLLEAGUE,
    SAME_AS_ITSELF,
    WORKERS_ONLY,
    NO_CHANGE_TEXT,
    LONG_REMARK,
    UNKNOWN,
)

CHANNELS = ("page", "phone", "visit", "hall", "mail")
CATEGORIES = (
    "declaration", "inspection", "guarantee", "tax", "bonded", "logistics", "registration", "system",
    "policy", "other",
)  # fmt: skip
URGENCIES = ("normal", "urgent", "critical")
CHANGE_KINDS = ("plan", "rule", "guide", "other")
TITLE_MOST, TEXT_MOST, REMARK_MOST, LINKS_MOST = 120, 4000, 500, 20
_SHORTEST = 5

_OWN = r"(?:%s)[0-9]{4}[0-9]{9}"
# The kinds of documents that can be linked, with the shape of their public numbers.
LINK_KINDS: Mapping[str, Pattern[str]] = {
    "import_list": pattern(r"[0-9A-Z][0-9A-Z-]{3,39}"),
    "order": pattern(r"[0-9A-Za-z][0-9A-Za-z_.-]{1,59}"),
    "payment": pattern(r"[0-9A-Za-z][0-9A-Za-z_.-]{1,59}"),
    "waybill": pattern(r"[0-9A-Za-z][0-9A-Za-z_.-]{1,59}"),
    "ledger": pattern(r"[A-Z][0-9]{4}[0-9A-Z]{7}|[A-Z]{1,2}[0-9A-Z]{8,14}"),
    "guarantee": pattern(r"[0-9A-Z][0-9A-Z-]{5,31}"),
    "plan": pattern(_OWN % "PL"),
    "registration": pattern(_OWN % "RG"),
    "visit": pattern(_OWN % "VS"),
}


class Draft(NamedTuple):
    """A difficulty as somebody raises it; ``links`` are (kind, number)."""

    title: str
    text: str
    category: str
    urgency: str
    channel: str
    links: tuple[tuple[str, str], ...] = ()


class Standing(NamedTuple):
    """What the escalation asks of one open difficulty; times in UTC."""

    id: int
    status: int
    urgency: str
    clock_from: datetime
    due_at: datetime


def judge_draft(draft: Draft) -> tuple[Violation, ...]:
    """All that is wrong with what was typed."""
    found = []
    if not 1 <= len(draft.title.strip()) <= TITLE_MOST:
        found.append(Violation(NO_TITLE, "title"))
    if not _SHORTEST <= len(draft.text.strip()) <= TEXT_MOST:
        found.append(Violation(NO_TEXT, "text"))
    for name, allowed in (("category", CATEGORIES), ("urgency", URGENCIES), ("channel", CHANNELS)):
        if getattr(draft, name) not in allowed:
            found.append(Violation(UNKNOWN_CHOICE, name))
    return (*found, *judge_links(draft.links))


def judge_links(links: Iterable[tuple[str, str]]) -> tuple[Violation, ...]:
    """Whether each number has the shape of its kind of document, and there are not too many."""
    rows = list(links)
    found = [
        Violation(LINK_SHAPE, f"links[{place}].number", args=(("number", number[:60]),))
        for place, (kind, number) in enumerate(rows, 1)
        if kind not in LINK_KINDS or not LINK_KINDS[kind].fullmatch(number)
    ]
    if len(rows) > LINKS_MOST:
        found.append(Violation(TOO_MANY_LINKS, "links", args=(("most", str(LINKS_MOST)),)))
    return tuple(found)


def judge_words(text: str, *, path: str = "text") -> tuple[Violation, ...]:
    """Whether something is said and fits its column."""
    return () if 1 <= len(text.strip()) <= TEXT_MOST else (Violation(NO_WORDS, path),)


def judge_confirmation(mark: int | None, *, remark: str) -> tuple[Violation, ...]:
    """Whether the firm gives its mark: without one nothing is closed."""
    found = [] if mark is not None and 1 <= mark <= 5 else [Violation(NO_MARK, "mark")]
    if len(remark) > REMARK_MOST:
        found.append(Violation(LONG_REMARK, "remark"))
    return tuple(found)


def judge_reopening(closed_at: datetime, *, days: int, at: datetime) -> tuple[Violation, ...]:
    """Whether the firm is still in time to re-open, ``days`` calendar days after the closing."""
    late = at >= closed_at + timedelta(days=days)
    return (Violation(TOO_LATE, args=(("days", str(days)),)),) if late else ()


def judge_change(kind: str, *, text: str) -> tuple[Violation, ...]:
    """Whether it is said what was changed."""
    found = [] if kind in CHANGE_KINDS else [Violation(UNKNOWN_CHOICE, "kind")]
    if not _SHORTEST <= len(text.strip()) <= REMARK_MOST:
        found.append(Violation(NO_CHANGE_TEXT, "change"))
    return tuple(found)


def escalations(one: Standing, *, at: datetime, triage_hours: int) -> tuple[str, ...]:
    """The levels at which the difficulty belongs before the chief now; the firm's own time never counts.

    ``triage_hours``: how long a critical one may wait for triage.
    """
    if one.status not in (flow.DIFFICULTY_RAISED, flow.DIFFICULTY_IN_HAND):
        return ()
    waits = one.urgency == "critical" and one.status == flow.DIFFICULTY_RAISED
    late = waits and at >= one.clock_from + timedelta(hours=triage_hours)
    overdue = at >= one.due_at
    return (*(("untriaged",) if late else ()), *(("overdue",) if overdue else ()))


_SPLIT = pattern(r"[^0-9A-Za-z\u3400-\u9fff]+")


def theme(category: str, *, title: str) -> tuple[str, str]:
    """What makes two difficulties look like the same: the category and the words of the title.

    Case, spaces, punctuation, the order of words and numbers do not count.
    """
    words = {word for word in _SPLIT.split(title.casefold()) if word and not word.isdigit()}
    return category, " ".join(sorted(words))
