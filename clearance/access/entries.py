"""Entry declarations: pages of firms, and the officers' desk."""

from clearance.access.words import (
    ACTION,
    DENIED,
    DESK_ONLY,
    DONE,
    FIRMS_ONLY,
    MISSING,
    NOT_AT_DESK,
    OK,
    UNFIT,
    Row,
    people,
)

_OWN = people(OK, MISSING, DENIED)

ROWS: dict[str, Row] = {
    "declarations:entries": FIRMS_ONLY,
    "declarations:entry_new": ACTION,
    "declarations:entry": _OWN,
    "declarations:entry_edit": _OWN,
    "declarations:entry_ask": ACTION,
    "declarations:entry_withdraw": ACTION,
    "declarations:entry_notice": _OWN,
    "supervision:entries": DESK_ONLY,
    "supervision:entry": people(DENIED, DENIED, OK, MISSING, posts=NOT_AT_DESK),
    "supervision:entry_act": ACTION,
}

# The declaration of the world is accepted and waits for review; the one that is edited is a draft.
POSTS: dict[str, Row] = {
    "declarations:entry_new": people(DONE, MISSING, DENIED),
    "declarations:entry_edit": people(UNFIT, MISSING, DENIED),
    "declarations:entry_ask": people(UNFIT, MISSING, DENIED),
    "declarations:entry_withdraw": people(UNFIT, MISSING, DENIED),
    "supervision:entry_act": people(
        DENIED, DENIED, DONE, MISSING, posts=NOT_AT_DESK | {"inspector": UNFIT, "coordinator": UNFIT}
    ),
}

FILLED: dict[str, tuple[dict[str, str], Row]] = {
    "declarations:entry_ask": (
        {"wish": "correct", "reason": "the weight is wrong"},
        people(DONE, MISSING, DENIED),
    ),
    "declarations:entry_withdraw": ({"reason": "the buyer cancelled"}, people(DONE, MISSING, DENIED)),
}
