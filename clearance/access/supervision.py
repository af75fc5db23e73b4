"""The officers' desk."""

from clearance.access.words import (
    ACTION,
    DENIED,
    DESK_ONLY,
    DONE,
    MISSING,
    NOT_AT_DESK,
    NOTHING,
    OK,
    OTHER_POSTS,
    UNFIT,
    Row,
    people,
)

NOT_IN_CARE = dict.fromkeys(OTHER_POSTS, DENIED)

ROWS: dict[str, Row] = {
    "supervision:queue": DESK_ONLY,
    "supervision:claim_next": ACTION,
    "supervision:case": people(DENIED, DENIED, OK, MISSING, posts=NOT_AT_DESK),
    "supervision:claim": ACTION,
    "supervision:release_claim": ACTION,
    "supervision:decide": ACTION,
    "supervision:reveal": ACTION,
    "supervision:board": people(
        DENIED, DENIED, DENIED, OK, posts=NOT_IN_CARE | {"chief": OK, "coordinator": OK}
    ),
    "supervision:office": people(DENIED, DENIED, DENIED, OK, posts=NOT_IN_CARE | {"chief": OK}),
    "supervision:lists": DESK_ONLY,
    "supervision:runs": DESK_ONLY,
    "supervision:run": DESK_ONLY,  # its rows are those of one's own offices
}

POSTS: dict[str, Row] = {
    # The case lies in review: inspectors and coordinators see it and may not touch it.
    "supervision:claim_next": people(
        DENIED, DENIED, DONE, NOTHING, posts=NOT_AT_DESK | {"inspector": NOTHING, "coordinator": NOTHING}
    ),
    "supervision:claim": people(
        DENIED, DENIED, DONE, MISSING, posts=NOT_AT_DESK | {"inspector": NOTHING, "coordinator": NOTHING}
    ),
    "supervision:release_claim": people(DENIED, DENIED, NOTHING, MISSING, posts=NOT_AT_DESK),
    "supervision:decide": people(DENIED, DENIED, UNFIT, MISSING, posts=NOT_AT_DESK),
    "supervision:reveal": people(DENIED, DENIED, NOTHING, MISSING, posts=NOT_AT_DESK),
}

FILLED: dict[str, tuple[dict[str, str], Row]] = {
    "supervision:decide": (
        {"verb": "release", "confirmed": "on"},
        people(DENIED, DENIED, DONE, MISSING, posts=NOT_AT_DESK | {"inspector": UNFIT, "coordinator": UNFIT}),
    ),
    "supervision:reveal": (
        {"document": "list", "reason": "to compare with the passport"},
        people(DENIED, DENIED, DONE, MISSING, posts=NOT_AT_DESK),
    ),
}
