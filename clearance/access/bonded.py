"""Bonded ledgers."""

from clearance.access.words import (
    BOOKING,
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

ROWS: dict[str, Row] = {
    "bonded:ledgers": SIGNED_IN,
    "bonded:open": people(DENIED, DENIED, OK, posts=EVERY_POST | {"chief": OK}),
    "bonded:ledger": people(OK, MISSING, OK, MISSING),
    "bonded:take_in": people(DENIED, MISSING, OK, MISSING, posts=EVERY_POST | {"chief": OK}),
    "bonded:item": people(OK, MISSING, OK, MISSING),
}

POSTS: dict[str, Row] = {
    "bonded:open": people(DENIED, DENIED, UNFIT, posts=EVERY_POST | {"chief": UNFIT}),
    "bonded:take_in": people(DENIED, MISSING, UNFIT, MISSING, posts=EVERY_POST | {"chief": UNFIT}),
}

FILLED: dict[str, tuple[dict[str, str], Row]] = {
    "bonded:open": (
        {"ems_no": "T4921W000099", "firm_code": "430168A004", "office": "4921", "valid_from": "2026-01-01"},
        people(DENIED, DENIED, DONE, UNFIT, posts=BOOKING),
    ),
}
