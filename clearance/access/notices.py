"""Notices: everybody has their own, and nobody those of others."""

from clearance.access.words import (
    ACTION,
    AWAY,
    DONE,
    MISSING,
    NOTHING,
    SIGNED_IN,
    Row,
    people,
)

ROWS: dict[str, Row] = {
    "enterprises:notices": SIGNED_IN,
    "enterprises:notice": people(AWAY, MISSING, MISSING),
    "enterprises:notices_read": ACTION,
    "enterprises:notice_count": SIGNED_IN,
    "enterprises:notice_settings": SIGNED_IN,
}

POSTS: dict[str, Row] = {
    "enterprises:notices_read": people(DONE, NOTHING, DONE, NOTHING),  # the strangers have been told nothing
    "enterprises:notice_settings": people(DONE, DONE, DONE),  # nothing ticked is a choice too
}

FILLED: dict[str, tuple[dict[str, str], Row]] = {
    "enterprises:notice_settings": ({"mail_none": "declaration"}, people(DONE, DONE, DONE)),
}
