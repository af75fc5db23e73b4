"""Firms, people and what they see of themselves."""

from clearance.access.words import (
    ACTION,
    AWAY,
    DENIED,
    DONE,
    FIRMS_ONLY,
    MISSING,
    NOTHING,
    OFFICERS_ONLY,
    OK,
    OTHER_POSTS,
    OWN_ACCOUNT,
    SIGNED_IN,
    UNFIT,
    Row,
    everybody,
    people,
)

ROWS: dict[str, Row] = {
    # Officers go on to their desk; posts that have none stay.
    "enterprises:home": people(OK, OK, AWAY, posts=dict.fromkeys(("gate", "operator", "laboratory"), OK)),
    "enterprises:help": everybody(OK),
    "enterprises:firm": FIRMS_ONLY,
    "enterprises:people": FIRMS_ONLY,
    "enterprises:tokens": FIRMS_ONLY,
    "enterprises:token_revoke": ACTION,
    "enterprises:act_for": ACTION,
    "enterprises:directory": OFFICERS_ONLY,
    "enterprises:firm_page": people(DENIED, DENIED, OK, MISSING),
    "enterprises:firm_reading": ACTION,
    "enterprises:profile": SIGNED_IN,
    "enterprises:address": people(AWAY, AWAY, AWAY),
    "enterprises:language": ACTION,
    "enterprises:mailbox": everybody(MISSING),  # exists only with PORTAL_DEMO=1
}

POSTS: dict[str, Row] = {
    "enterprises:tokens": people(UNFIT, UNFIT, DENIED),
    "enterprises:token_revoke": people(DENIED, DENIED, DENIED, admin=DONE),
    "enterprises:act_for": OWN_ACCOUNT,
    "enterprises:firm_reading": people(DENIED, DENIED, UNFIT, MISSING),
    "enterprises:profile": people(UNFIT, UNFIT, UNFIT),
    "enterprises:address": OWN_ACCOUNT,
    "enterprises:language": Row(NOTHING, DENIED, DENIED, DENIED, DENIED, NOTHING),  # "" is no language
}

FILLED: dict[str, tuple[dict[str, str], Row]] = {
    "enterprises:tokens": ({"name": "ERP"}, people(UNFIT, DONE, DENIED, admin=DONE)),
    "enterprises:firm_reading": (
        {"tolerant": "1", "reason": "its system repeats an element"},
        people(DENIED, DENIED, DONE, MISSING, posts=dict.fromkeys(OTHER_POSTS, UNFIT) | {"chief": DONE}),
    ),
    "enterprises:profile": ({"name": "Name"}, people(DONE, DONE, DONE)),
    "enterprises:language": ({"language": "en"}, Row(NOTHING, DONE, DONE, DONE, DONE, NOTHING)),
}
