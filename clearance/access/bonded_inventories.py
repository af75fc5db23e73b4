"""Bonded inventories, and the released lists that leave the zone on them."""

from clearance.access.words import (
    ACTION,
    DENIED,
    DONE,
    EVERY_POST,
    MISSING,
    NOTHING,
    OK,
    OTHER_POSTS,
    SIGNED_IN,
    UNFIT,
    Row,
    people,
)

_SEEN = people(OK, MISSING, OK, MISSING)
# A draft is the firm's alone.
_DRAFT = people(OK, MISSING, MISSING, MISSING)
_ALL_UNFIT = people(UNFIT, MISSING, UNFIT, MISSING)
_DESK = EVERY_POST | {"chief": OK}
# Whoever sees it but does not decide is told so on its page.
_TOLD = dict.fromkeys(OTHER_POSTS, UNFIT)

ROWS: dict[str, Row] = {
    "bonded:inventories": SIGNED_IN,
    "bonded:inventory_new": people(OK, DENIED, DENIED),
    "bonded:inventory": _SEEN,
    "bonded:inventory_edit": _DRAFT,
    "bonded:inventory_submit": ACTION,
    "bonded:inventory_approve": ACTION,
    "bonded:inventory_refuse": ACTION,
    "bonded:inventory_void": ACTION,
    "bonded:inventory_receive": ACTION,
    "bonded:parcels_take_out": people(OK, MISSING, OK, MISSING, posts=_DESK),
    "bonded:parcels": SIGNED_IN,
    "bonded:parcels_late": SIGNED_IN,
    "bonded:parcels_gather": people(OK, DENIED, DENIED),
}

POSTS: dict[str, Row] = {
    "bonded:inventory_new": people(UNFIT, DENIED, DENIED),
    "bonded:inventory_edit": people(UNFIT, MISSING, MISSING, MISSING),
    "bonded:inventory_submit": people(DONE, MISSING, MISSING, MISSING),
    "bonded:inventory_approve": people(UNFIT, MISSING, DONE, MISSING, posts=_TOLD | {"chief": DONE}),
    "bonded:inventory_refuse": _ALL_UNFIT,
    "bonded:inventory_void": _ALL_UNFIT,
    "bonded:inventory_receive": _ALL_UNFIT,
    "bonded:parcels_take_out": people(UNFIT, MISSING, UNFIT, MISSING, posts=EVERY_POST | {"chief": UNFIT}),
    "bonded:parcels_gather": people(UNFIT, DENIED, DENIED),
}

FILLED: dict[str, tuple[dict[str, str], Row]] = {
    "bonded:inventory_refuse": (
        {"reason": "The specification is incomplete"},
        people(UNFIT, MISSING, DONE, MISSING, posts=_TOLD | {"chief": DONE}),
    ),
    "bonded:inventory_void": (
        {"reason": "The customer has cancelled"},
        people(DONE, MISSING, DONE, MISSING, posts=_TOLD | {"chief": DONE}),
    ),
    "bonded:parcels_gather": (
        {"do": "look", "ems_no": "T4921W000001", "pre_nos": ""},
        people(NOTHING, DENIED, DENIED),
    ),
}
