"""What belongs to no room."""

from clearance.access.words import (
    OK,
    Row,
    everybody,
)

ROWS: dict[str, Row] = {
    "api-schema": everybody(OK),
    "api-docs": everybody(OK),
    "healthz": everybody(OK),
}

POSTS: dict[str, Row] = {}

FILLED: dict[str, tuple[dict[str, str], Row]] = {}
