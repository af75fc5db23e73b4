"""Stop orders."""

from clearance.access.words import (
    DENIED,
    DONE,
    EVERY_POST,
    MISSING,
    OK,
    SIGNED_IN,
    UNFIT,
    Row,
    people,
)

DECIDERS = EVERY_POST | {"chief": OK}
UNFIT_TO_DECIDERS = EVERY_POST | {"chief": UNFIT}

ROWS: dict[str, Row] = {
    "bonded:stops": SIGNED_IN,  # those of one's own offices, or of one's own firm
    "bonded:stop": people(OK, MISSING, OK, MISSING),
    "supervision:stop_new": people(DENIED, DENIED, OK, OK, posts=DECIDERS),
}

POSTS: dict[str, Row] = {
    # No ground is given. Whoever may not even see it does not learn of it.
    "bonded:stop": people(DENIED, MISSING, UNFIT, MISSING, posts=UNFIT_TO_DECIDERS),
    "supervision:stop_new": people(DENIED, DENIED, UNFIT, UNFIT, posts=UNFIT_TO_DECIDERS),
}

FILLED: dict[str, tuple[dict[str, str], Row]] = {
    "bonded:stop": (
        {"ground": "found to be in order"},
        people(DENIED, MISSING, DONE, MISSING, posts=EVERY_POST | {"chief": DONE}),
    ),
    # The ledger lies at 4921: elsewhere there is nothing of this number.
    "supervision:stop_new": (
        {"kind": "item", "ems_no": "T4921W000001", "number": "MILK-800", "ground": "an alert"},
        people(DENIED, DENIED, DONE, UNFIT, posts=EVERY_POST | {"chief": DONE}),
    ),
}
