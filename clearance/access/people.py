"""People, invitations, agents' authorities and officers' posts."""

from clearance.access.words import (
    ACTION,
    DENIED,
    DONE,
    EVERY_POST,
    FIRMS_ONLY,
    MISSING,
    OK,
    UNFIT,
    Row,
    everybody,
    people,
)

_CHIEF_ONLY = people(DENIED, DENIED, DENIED, OK, posts=EVERY_POST | {"chief": OK})
_OF_ADMINS = people(UNFIT, UNFIT, DENIED)

ROWS: dict[str, Row] = {
    "enterprises:people_invite": ACTION,
    "enterprises:people_withdraw": ACTION,
    "enterprises:people_role": ACTION,
    "enterprises:people_end": ACTION,
    # The token of the mail is the key; who is signed in with another address is refused when accepting.
    "enterprises:invitation": everybody(OK),
    "enterprises:agents": FIRMS_ONLY,
    "enterprises:principals": FIRMS_ONLY,
    # Given to the firm "broker" by "shop", both of office 4921.
    "enterprises:authority": people(OK, MISSING, OK, MISSING),
    "enterprises:authority_end": ACTION,
    "enterprises:posts": _CHIEF_ONLY,
    "enterprises:post_give": ACTION,
    "enterprises:post_officer": ACTION,
    "enterprises:post_end": ACTION,
}

_OF_CHIEFS = people(DENIED, DENIED, DENIED, UNFIT, posts=EVERY_POST | {"chief": UNFIT})

POSTS: dict[str, Row] = {
    "enterprises:people_invite": _OF_ADMINS,
    "enterprises:people_withdraw": _OF_ADMINS,
    "enterprises:people_role": _OF_ADMINS,
    "enterprises:people_end": _OF_ADMINS,
    "enterprises:invitation": people(UNFIT, UNFIT, UNFIT),
    "enterprises:agents": _OF_ADMINS,
    "enterprises:authority_end": people(UNFIT, MISSING, UNFIT, MISSING),
    "enterprises:post_give": _OF_CHIEFS,
    "enterprises:post_officer": _OF_CHIEFS,
    "enterprises:post_end": _OF_CHIEFS,
}

FILLED: dict[str, tuple[dict[str, str], Row]] = {
    "enterprises:people_invite": (
        {"email": "new@firm.example", "role": "filer"},
        people(UNFIT, DONE, DENIED, admin=DONE),
    ),
    # The addresses are those of the firm "broker": the administrator of another firm finds nobody.
    "enterprises:people_withdraw": (
        {"email": "invited@firm.example"},
        people(UNFIT, UNFIT, DENIED, admin=DONE),
    ),
    "enterprises:people_role": (
        {"email": "filer@demo.example", "role": "admin"},
        people(UNFIT, UNFIT, DENIED, admin=DONE),
    ),
    "enterprises:people_end": (
        {"email": "filer@demo.example", "reason": "works elsewhere now"},
        people(UNFIT, UNFIT, DENIED, admin=DONE),
    ),
    "enterprises:agents": (
        {
            "agent": "430166A003",
            "scopes": "guarantee",
            "valid_from": "2090-01-01",
            "last_day": "2090-12-31",
        },
        people(UNFIT, DONE, DENIED, admin=DONE),
    ),
    "enterprises:authority_end": (
        {"reason": "the contract has ended"},
        people(UNFIT, MISSING, UNFIT, MISSING, admin=DONE),
    ),
}
