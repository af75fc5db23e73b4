"""The flow of an entry declaration: draft, accepted, reviewed, inspected, taxed, released, finished."""

from declarations import facts
from declarations.facts import EntryState as S
from kernel.flow import Flow, Move
from kernel.refusal import gettext_noop

FIRM, PORTAL, OFFICER = "firm", "portal", "officer"

_NAMES: dict[int, str] = {
    S.DRAFT: gettext_noop("draft declaration"),
    S.DECLARED: gettext_noop("declared, waiting for review"),
    S.REVIEW: gettext_noop("under review"),
    S.INSPECTION: gettext_noop("to be inspected"),
    S.TAX_DUE: gettext_noop("passed, tax to be paid before release"),
    S.PAID: gettext_noop("tax paid, to be released"),
    S.RELEASED: gettext_noop("released"),
    S.FINISHED: gettext_noop("finished"),
    S.WITHDRAWN: gettext_noop("withdrawn"),
}

# Source: Decree 103 and its successors on declarations (draft, acceptance, release, 结关); which may follow
# which, and that a released declaration with tax finishes when it is paid, is this portal's reading.
# fmt: off
_MOVES = (
    #    verb         from          to            who
    Move("draft",     None,         S.DRAFT,      (FIRM, PORTAL)),
    Move("declare",   S.DRAFT,      S.DECLARED,   (FIRM,)),
    Move("review",    S.DECLARED,   S.REVIEW,     (OFFICER,)),
    Move("give_back", S.REVIEW,     S.DECLARED,   (OFFICER,)),
    Move("inspect",   S.REVIEW,     S.INSPECTION, (OFFICER,)),
    Move("record",    S.INSPECTION, S.INSPECTION, (OFFICER,)),
    Move("confirm",   S.INSPECTION, S.REVIEW,     (OFFICER,)),
    Move("pass",      S.REVIEW,     S.TAX_DUE,    (OFFICER,)),
    Move("pay",       S.TAX_DUE,    S.PAID,       (OFFICER,)),
    Move("release",   S.PAID,       S.RELEASED,   (OFFICER,)),
    Move("release",   S.REVIEW,     S.RELEASED,   (OFFICER,)),
    Move("pay",       S.RELEASED,   S.FINISHED,   (OFFICER,)),
    Move("finish",    S.RELEASED,   S.FINISHED,   (PORTAL,)),
    Move("ask",       S.DECLARED,   S.DECLARED,   (FIRM,)),
    Move("ask",       S.REVIEW,     S.REVIEW,     (FIRM,)),
    Move("ask",       S.INSPECTION, S.INSPECTION, (FIRM,)),
    Move("ask",       S.TAX_DUE,    S.TAX_DUE,    (FIRM,)),
    Move("ask",       S.RELEASED,   S.RELEASED,   (FIRM,)),
    Move("deny",      S.DECLARED,   S.DECLARED,   (OFFICER,)),
    Move("deny",      S.REVIEW,     S.REVIEW,     (OFFICER,)),
    Move("deny",      S.INSPECTION, S.INSPECTION, (OFFICER,)),
    Move("deny",      S.TAX_DUE,    S.TAX_DUE,    (OFFICER,)),
    Move("deny",      S.RELEASED,   S.RELEASED,   (OFFICER,)),
    Move("return",    S.DECLARED,   S.DRAFT,      (OFFICER,)),
    Move("return",    S.REVIEW,     S.DRAFT,      (OFFICER,)),
    Move("return",    S.TAX_DUE,    S.DRAFT,      (OFFICER,)),
    Move("withdraw",  S.DRAFT,      S.WITHDRAWN,  (FIRM,)),
    Move("withdraw",  S.DECLARED,   S.WITHDRAWN,  (FIRM,)),
    Move("withdraw",  S.REVIEW,     S.WITHDRAWN,  (FIRM, OFFICER)),
    Move("withdraw",  S.TAX_DUE,    S.WITHDRAWN,  (FIRM, OFFICER)),
    Move("recall",    S.RELEASED,   S.WITHDRAWN,  (OFFICER,)),
    Move("recall",    S.FINISHED,   S.WITHDRAWN,  (OFFICER,)),
)
# fmt: on

ENTRY_FLOW = Flow("entry declaration", _NAMES, _MOVES, final=frozenset({S.WITHDRAWN}))

# The firm may still write in it.
OPEN_TO_FIRM = frozenset({S.DRAFT})
# The firm may ask to correct or to withdraw it.
ASKABLE = frozenset(ENTRY_FLOW.sources("ask"))
# The firm may take it back by itself.
WITHDRAWABLE = frozenset({S.DRAFT, S.DECLARED, S.REVIEW, S.TAX_DUE})
# A duty of the firm is open or customs owe an answer.
LIVE = frozenset(_NAMES) - {S.WITHDRAWN}

assert tuple(_NAMES) == facts.ENTRY_STATES
