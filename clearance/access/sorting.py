"""The sorting line: its page for posts, its door for programs of zone operators."""

from clearance.access.words import DENIED, LOCKED, OK, ONLY_READ_BY_PROGRAMS, Row, people

ROWS: dict[str, Row] = {
    "supervision:sorting": people(
        DENIED, DENIED, OK, OK, posts={"coordinator": DENIED, "laboratory": DENIED}
    ),
    "sorting_api:sorting": Row(LOCKED, LOCKED, LOCKED, LOCKED, LOCKED, OK),
}

POSTS: dict[str, Row] = {
    "sorting_api:sorting": ONLY_READ_BY_PROGRAMS,
}

FILLED: dict[str, tuple[dict[str, str], Row]] = {}
