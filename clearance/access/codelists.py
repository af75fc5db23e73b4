"""Code lists."""

from clearance.access.words import (
    SIGNED_IN,
    Row,
)

ROWS: dict[str, Row] = {
    "codelists:index": SIGNED_IN,
    "codelists:parameters": SIGNED_IN,
    "codelists:calendar": SIGNED_IN,
    "codelists:show": SIGNED_IN,
}

POSTS: dict[str, Row] = {}

FILLED: dict[str, tuple[dict[str, str], Row]] = {}
