"""Ledger files (filings, stock-takings, write-offs, losses), pauses, and the days and takers of lots."""

from clearance.access.words import (
    AWAY,
    BOOKING,
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

# What a firm begins about its own ledger; officers file nothing.
_BEGUN = people(OK, MISSING, DENIED, MISSING)
_BEGUN_EMPTY = people(UNFIT, MISSING, DENIED, MISSING)
# One file, which the firm and the officers of the office see.
_FILE = people(OK, MISSING, OK, MISSING)
_FILE_EMPTY = people(NOTHING, MISSING, NOTHING, MISSING)
# Decided by officers and chiefs; the page says to the others why not.
_DECIDED = people(UNFIT, MISSING, DONE, MISSING, posts=dict.fromkeys(OTHER_POSTS, UNFIT) | {"chief": DONE})
_PAUSE = people(DENIED, MISSING, OK, MISSING, posts=EVERY_POST | {"chief": OK})
_PAUSE_EMPTY = people(DENIED, MISSING, UNFIT, MISSING, posts=EVERY_POST | {"chief": UNFIT})
_PAUSED = people(DENIED, MISSING, DONE, MISSING, posts=BOOKING)

ROWS: dict[str, Row] = {
    "bonded:files": SIGNED_IN,
    "bonded:file": people(AWAY, MISSING, AWAY, MISSING),
    "bonded:filing_new": people(OK, OK, DENIED),
    "bonded:filing": _FILE,
    "bonded:stock_taking": _FILE,
    "bonded:write_off": _FILE,
    "bonded:disposal": _FILE,
    "bonded:due": SIGNED_IN,
    "bonded:due_keeping": SIGNED_IN,
    "bonded:lots": SIGNED_IN,
    "bonded:stock_taking_new": _BEGUN,
    "bonded:stock_taking_template": _BEGUN,
    "bonded:write_off_new": _BEGUN,
    "bonded:disposal_new": _BEGUN,
    "bonded:pause": _PAUSE,
    "bonded:item_pause": _PAUSE,
}

POSTS: dict[str, Row] = {
    "bonded:filing_new": people(UNFIT, UNFIT, DENIED),
    "bonded:filing": _FILE_EMPTY,
    "bonded:stock_taking": _FILE_EMPTY,
    "bonded:write_off": _FILE_EMPTY,
    "bonded:disposal": _FILE_EMPTY,
    "bonded:stock_taking_new": _BEGUN_EMPTY,
    "bonded:write_off_new": _BEGUN_EMPTY,
    "bonded:disposal_new": _BEGUN_EMPTY,
    "bonded:pause": _PAUSE_EMPTY,
    "bonded:item_pause": _PAUSE_EMPTY,
}

_MARK = {"mark": "4", "ground": "Found mixed with other goods"}
_LOSS = {"kind": "damage", "found_on": "2026-05-04", "reason": "Broken", "item_1": "MILK-800", "qty_1": "1"}

FILLED: dict[str, tuple[dict[str, str], Row]] = {
    "bonded:filing_new": ({"kind": "items", "ems_no": "T4921W000001"}, people(DONE, UNFIT, DENIED)),
    "bonded:filing": ({"do": "approve"}, _DECIDED),
    "bonded:stock_taking": ({"do": "book"}, _DECIDED),
    "bonded:write_off": ({"do": "approve"}, _DECIDED),
    "bonded:disposal": ({"do": "approve"}, _DECIDED),
    "bonded:disposal_new": (_LOSS, people(DONE, MISSING, DENIED, MISSING)),
    "bonded:pause": (_MARK, _PAUSED),
    "bonded:item_pause": (_MARK, _PAUSED),
}
