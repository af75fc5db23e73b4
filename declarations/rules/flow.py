"""The flow of an import list: official status codes, who moves it, and the reason receipts carry."""

from kernel.flow import Flow, Move
from kernel.refusal import gettext_noop

STORED = 1
WAITING = 3
SUPERSEDED = 90
REJECTED = 100
ACCEPTED = 120
REVIEW = 300
INSPECTION = 500
SENT_BACK = 700
RELEASED = 800

FIRM, PORTAL, OFFICER = "firm", "portal", "officer"

_NAMES = {
    STORED: gettext_noop("Stored, not declared"),
    WAITING: gettext_noop("Handed over, waiting for documents"),
    SUPERSEDED: gettext_noop("Superseded by a newer version"),
    REJECTED: gettext_noop("Rejected"),
    ACCEPTED: gettext_noop("Accepted, in the customs database"),
    REVIEW: gettext_noop("Manual review"),
    INSPECTION: gettext_noop("Inspection"),
    SENT_BACK: gettext_noop("Sent back abroad"),
    RELEASED: gettext_noop("Released"),
}

# Source: InventoryReturn.returnStatus (XSD of 2018 and 2022-05) gives the codes; which may follow
# which is this portal's reading, and 90 is its own. The last column is the reason in [Code:n;Desc:…].
# fmt: off
_MOVES = (
    #    verb         from         to           who               reason
    Move("store",     None,        STORED,      (FIRM,),           ""),
    Move("wait",      None,        WAITING,     (FIRM,),           ""),
    Move("accept",    None,        ACCEPTED,    (PORTAL,),         "1800"),
    Move("accept",    WAITING,     ACCEPTED,    (PORTAL,),         "1800"),
    Move("reject",    None,        REJECTED,    (PORTAL,),         ""),
    Move("reject",    WAITING,     REJECTED,    (PORTAL,),         ""),
    Move("reject",    ACCEPTED,    REJECTED,    (PORTAL,),         ""),
    Move("reject",    REVIEW,      REJECTED,    (OFFICER,),      "1300"),
    Move("reject",    INSPECTION,  REJECTED,    (OFFICER,),      "1300"),
    Move("supersede", STORED,      SUPERSEDED,  (FIRM,),           ""),
    Move("supersede", WAITING,     SUPERSEDED,  (FIRM,),           ""),
    Move("review",    ACCEPTED,    REVIEW,      (PORTAL,),         "1200"),
    Move("inspect",   ACCEPTED,    INSPECTION,  (PORTAL,),         ""),
    Move("inspect",   REVIEW,      INSPECTION,  (OFFICER,),        ""),
    Move("release",   ACCEPTED,    RELEASED,    (PORTAL,),         "2600"),
    Move("release",   REVIEW,      RELEASED,    (OFFICER,),        "2600"),
    Move("release",   INSPECTION,  RELEASED,    (OFFICER,),        "2600"),
    Move("send_back", INSPECTION,  SENT_BACK,   (OFFICER,),        ""),
)
# fmt: on

LIST_FLOW = Flow("import list", _NAMES, _MOVES, final=frozenset({SUPERSEDED, REJECTED, SENT_BACK, RELEASED}))

# Still on its way: a later move is possible.
OPEN = frozenset(_NAMES) - LIST_FLOW.final
# Accepted and not yet decided: what the officers' queue holds.
UNDECIDED = frozenset({ACCEPTED, REVIEW, INSPECTION})
# Counts in the buyer's year, holds stock and guarantee.
ACCEPTED_SIDE = UNDECIDED | {RELEASED}
# A change (appType 2) of the list itself may still come.
CHANGEABLE = frozenset({STORED, WAITING, REJECTED})
# No order, payment or waybill behind it may change any more.
# An officer who reads them must not find them changed; a rejected list is corrected and filed again.
CLOSED_TO_CHANGE = frozenset({REVIEW, INSPECTION, SENT_BACK, RELEASED})
