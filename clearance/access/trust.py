"""Trust: grades, their changes, and suspensions."""

from clearance.access.words import (
    DENIED,
    DESK_ONLY,
    DONE,
    FIRMS_ONLY,
    MISSING,
    OK,
    SIGNED_IN,
    UNFIT,
    Row,
    people,
)

# Posts that have nothing to do with trust do not learn that there is such a file.
_HIDDEN = {"gate": MISSING, "operator": MISSING, "laboratory": MISSING}
_PROPOSERS = {
    "inspector": DENIED,
    "coordinator": DENIED,
    "gate": DENIED,
    "operator": DENIED,
    "laboratory": DENIED,
}

ROWS: dict[str, Row] = {
    "enterprises:trust": DESK_ONLY,
    "enterprises:grades": SIGNED_IN,
    "enterprises:open_states": SIGNED_IN,
    "enterprises:firm_trust": FIRMS_ONLY,
    "enterprises:grade_new": people(DENIED, DENIED, OK, MISSING, posts=_PROPOSERS),
    "enterprises:suspension_new": people(DENIED, DENIED, OK, MISSING, posts=_PROPOSERS),
    # A proposal is not the firm's to see; a suspension in force is.
    "enterprises:grade_change": people(MISSING, MISSING, OK, MISSING, posts=_HIDDEN),
    "enterprises:suspension": people(OK, MISSING, OK, MISSING, posts=_HIDDEN),
}

POSTS: dict[str, Row] = {
    "enterprises:grade_new": people(DENIED, DENIED, UNFIT, MISSING, posts=_PROPOSERS),
    "enterprises:suspension_new": people(DENIED, DENIED, UNFIT, MISSING, posts=_PROPOSERS),
    "enterprises:grade_change": people(MISSING, MISSING, UNFIT, MISSING, posts=_HIDDEN),
    "enterprises:suspension": people(DENIED, MISSING, UNFIT, MISSING, posts=_HIDDEN),
}

FILLED: dict[str, tuple[dict[str, str], Row]] = {
    "enterprises:suspension_new": (
        {"kind": "agent", "ground": "misuse", "text": "Filed without authority"},
        people(DENIED, DENIED, DONE, MISSING, posts=_PROPOSERS),
    ),
    "enterprises:grade_change": (
        {"verb": "countersign"},
        people(MISSING, MISSING, UNFIT, MISSING, posts=_HIDDEN | {"chief": DONE}),
    ),
    "enterprises:suspension": (
        {"verb": "propose_lift", "reason": "The case is closed"},
        people(
            DENIED,
            MISSING,
            DONE,
            MISSING,
            posts=_HIDDEN | {"inspector": UNFIT, "coordinator": UNFIT},
        ),
    ),
}
