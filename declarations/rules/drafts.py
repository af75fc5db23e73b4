"""Drafts: what may still be done with one, and which lists may be corrected from one."""

from re import compile as compile_pattern

from declarations.rules.content_list import BONDED, DIRECT
from declarations.rules.flow import CHANGEABLE, REJECTED
from kernel.refusal import Rule, Severity, Violation, gettext_noop

_HOUSE = "Rule of this portal: a draft is never overwritten unseen, and filed once"

DRF_01 = Rule(
    "DRF-01",
    Severity.REFUSE,
    gettext_noop("This draft was already filed as %(number)s; it cannot change any more."),
    _HOUSE,
)
DRF_02 = Rule(
    "DRF-02",
    Severity.REFUSE,
    gettext_noop(
        "This draft was saved in another window meanwhile; nothing was overwritten, and what is typed here "
        "is still here."
    ),
    _HOUSE,
)
DRF_03 = Rule(
    "DRF-03",
    Severity.REFUSE,
    gettext_noop(
        "A list in status %(status)s cannot be corrected by filing it again; only a stored, waiting or "
        "rejected one can."
    ),
    "GACC notice 113/2018, enterprise interface specification: error -621012",
)
DRF_04 = Rule(
    "DRF-04",
    Severity.REFUSE,
    gettext_noop("A draft holds at most %(most)s lines; the list allows no more."),
    "GACC notice 113/2018, enterprise interface specification: 99 lines a document",
)
DRF_05 = Rule(
    "DRF-05",
    Severity.REFUSE,
    gettext_noop(
        "This draft was deleted meanwhile; what is typed here is still here and can be kept as a new one."
    ),
    _HOUSE,
)
RULES = (DRF_01, DRF_02, DRF_03, DRF_04, DRF_05)

MOST_LINES = 99
ONLY_BONDED = frozenset({"emsNo", "areaCode", "areaName", "itemRecordNo"})
ONLY_DIRECT = frozenset({"trafNo", "voyageNo", "billNo"})
_NUMBER = compile_pattern(r"D[0-9]{8}-[0-9A-Z]{8}\Z")


def is_draft_number(text: str) -> bool:
    """Whether ``text`` is written as the number of a draft.

    Source: format of this portal (day of its first page, eight random characters).
    """
    return text.isascii() and _NUMBER.match(text) is not None


def judge_saving(*, filed_as: str, lines: int) -> tuple[Violation, ...]:
    """Whether a draft may be saved: not once it is filed (``filed_as`` its list), nor beyond a list's lines.

    Source: rule of this portal; interface specification, 99 lines a document.
    """
    found = []
    if filed_as:
        found.append(Violation(DRF_01, args=(("number", filed_as),)))
    if lines > MOST_LINES:
        found.append(Violation(DRF_04, "lines", args=(("most", str(MOST_LINES)),)))
    return tuple(found)


def judge_correcting(status: int) -> tuple[Violation, ...]:
    """Whether a list in this status may be corrected by filing it again.

    Source: interface specification, error -621012.
    """
    if status in CHANGEABLE:
        return ()
    return (Violation(DRF_03, args=(("status", str(status)),)),)


def correcting_type(status: int) -> str:
    """The appType of a correction: a rejected list is filed anew (1), any other is changed (2).

    Source: interface specification, appType.
    """
    return "1" if status == REJECTED else "2"


def is_asked(name: str, *, mode: str) -> bool:
    """Whether a form asks for this element in this supervision mode; in an unknown one for all.

    Source: interface specification, elements "required for bonded" and "required for direct".
    """
    left_out = {BONDED: ONLY_DIRECT, DIRECT: ONLY_BONDED}
    return name not in left_out.get(mode, frozenset())
