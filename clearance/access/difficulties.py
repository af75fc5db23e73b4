"""Difficulties: lists, reports, one difficulty and what either side does with it."""

from clearance.access.words import (
    DENIED,
    DESK_ONLY,
    DONE,
    MISSING,
    NOT_AT_DESK,
    OK,
    POST,
    UNFIT,
    Row,
    everybody,
    people,
)

# What officers alone do, what the firm alone does, and what both do with the broker's difficulty.
_OURS = ("triage", "ask", "answer", "hand", "same", "change")
_THEIRS = ("reply", "confirm", "object", "reopen", "withdraw")
_BOTH = ("note", "link")


def _ours(answer: str) -> Row:
    """Officers at the desk of the office; the firm itself is refused, strangers find nothing."""
    return people(DENIED, MISSING, answer, MISSING, posts=NOT_AT_DESK)


def _theirs(answer: str) -> Row:
    """The firm; officers of the office are refused."""
    return people(answer, MISSING, DENIED, MISSING, posts=NOT_AT_DESK)


def _both(answer: str) -> Row:
    """Either side."""
    return people(answer, MISSING, answer, MISSING, posts=NOT_AT_DESK)


ROWS: dict[str, Row] = {
    "enterprises:difficulties": people(OK, OK, OK, posts=NOT_AT_DESK),
    "enterprises:difficulty_new": people(OK, OK, OK, posts=NOT_AT_DESK),
    "enterprises:difficulty_ageing": DESK_ONLY,
    "enterprises:difficulty_changes": DESK_ONLY,
    "enterprises:difficulty": _both(OK),
    **{f"enterprises:difficulty_{verb}": everybody(POST) for verb in (*_OURS, *_THEIRS, *_BOTH)},
}

POSTS: dict[str, Row] = {
    "enterprises:difficulty_new": people(UNFIT, UNFIT, UNFIT, posts=NOT_AT_DESK),
    "enterprises:difficulty_triage": _ours(UNFIT),
    "enterprises:difficulty_ask": _ours(UNFIT),
    "enterprises:difficulty_answer": _ours(UNFIT),
    "enterprises:difficulty_hand": _ours(UNFIT),
    "enterprises:difficulty_same": _ours(DONE),
    "enterprises:difficulty_change": _ours(UNFIT),
    "enterprises:difficulty_note": _both(UNFIT),
    "enterprises:difficulty_link": _both(UNFIT),
    "enterprises:difficulty_reply": _theirs(UNFIT),
    "enterprises:difficulty_confirm": _theirs(UNFIT),
    "enterprises:difficulty_object": _theirs(UNFIT),
    "enterprises:difficulty_reopen": _theirs(UNFIT),
    "enterprises:difficulty_withdraw": _theirs(DONE),
}

_WORDS = {"text": "Which lists do you mean?"}

# The stranger's firm has no office in charge of it yet, so nobody could take its difficulty.
FILLED: dict[str, tuple[dict[str, str], Row]] = {
    "enterprises:difficulty_new": (
        {
            "title": "Lists wait",
            "text": "Since Monday lists wait for hours.",
            "category": "declaration",
            "urgency": "normal",
            "channel": "phone",
            "firm": "430168A004",
        },
        people(DONE, UNFIT, DONE, UNFIT, posts=NOT_AT_DESK),
    ),
    "enterprises:difficulty_triage": ({"triage": "complex", "urgency": "urgent"}, _ours(DONE)),
    "enterprises:difficulty_ask": (_WORDS, _ours(DONE)),
    "enterprises:difficulty_answer": (_WORDS, _ours(DONE)),
    "enterprises:difficulty_change": ({"kind": "guide", "change": "A guide is out."}, _ours(DONE)),
    "enterprises:difficulty_note": (_WORDS, _both(DONE)),
    "enterprises:difficulty_link": ({"kind": "order", "linked_no": "EB2026002"}, _both(DONE)),
    "enterprises:difficulty_reply": (_WORDS, _theirs(DONE)),
    "enterprises:difficulty_confirm": ({"mark": "5"}, _theirs(DONE)),
    "enterprises:difficulty_object": (_WORDS, _theirs(DONE)),
    "enterprises:difficulty_reopen": (_WORDS, _theirs(DONE)),
}
