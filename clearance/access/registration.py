"""Registrations of firms, firm data, standing documents and attachments."""

from clearance.access.words import (
    ACTION,
    DENIED,
    DONE,
    EVERY_POST,
    FIRMS_ONLY,
    MISSING,
    OK,
    OTHER_POSTS,
    UNFIT,
    Row,
    people,
)


def _of_deciders(answer: str, *, elsewhere: str = MISSING) -> Row:
    """For officers and chiefs of the office in charge; other posts and firms are refused."""
    return people(DENIED, DENIED, answer, elsewhere, posts=EVERY_POST | {"chief": answer})


# The registration was begun by the administrator of the firm "broker", in person: nobody else of the
# firm sees it. That of registration_case was submitted to office 4921.
_APPLICANT = people(MISSING, MISSING, DENIED, admin=OK)

ROWS: dict[str, Row] = {
    "enterprises:registrations_mine": people(OK, OK, DENIED),
    "enterprises:registration": _APPLICANT,
    "enterprises:registration_save": ACTION,
    "enterprises:registration_submit": ACTION,
    "enterprises:registration_attach": ACTION,
    "enterprises:registration_detach": ACTION,
    "enterprises:registration_withdraw": ACTION,
    "enterprises:registrations": _of_deciders(OK, elsewhere=OK),
    "enterprises:registration_case": _of_deciders(OK),
    "enterprises:registration_decide": ACTION,
    "enterprises:registration_reveal": ACTION,
    "enterprises:firm_data": _of_deciders(OK),
    "enterprises:standing": FIRMS_ONLY,
    "enterprises:standing_queue": _of_deciders(OK, elsewhere=OK),
    "enterprises:standing_document": people(OK, MISSING, OK, MISSING, posts=EVERY_POST | {"chief": OK}),
    "enterprises:standing_withdraw": ACTION,
    "enterprises:standing_decide": ACTION,
    # The scan of a standing document: coordinators of the office may look at it too.
    "enterprises:attachment": people(
        OK, MISSING, OK, MISSING, posts=dict.fromkeys(OTHER_POSTS, MISSING) | {"chief": OK, "coordinator": OK}
    ),
}

POSTS: dict[str, Row] = {
    "enterprises:registrations_mine": people(UNFIT, UNFIT, DENIED),
    "enterprises:registration_save": people(MISSING, MISSING, DENIED, admin=DONE),
    "enterprises:registration_submit": people(MISSING, MISSING, DENIED, admin=UNFIT),
    "enterprises:registration_attach": people(MISSING, MISSING, DENIED, admin=UNFIT),
    "enterprises:registration_detach": people(MISSING, MISSING, DENIED, admin=DENIED),
    "enterprises:registration_withdraw": people(MISSING, MISSING, DENIED, admin=DONE),
    "enterprises:registration_decide": _of_deciders(UNFIT),
    "enterprises:registration_reveal": _of_deciders(UNFIT),
    "enterprises:firm_data": _of_deciders(UNFIT),
    "enterprises:standing": people(UNFIT, UNFIT, DENIED),
    "enterprises:standing_withdraw": people(DONE, MISSING, DENIED, MISSING),
    "enterprises:standing_decide": _of_deciders(UNFIT),
}

FILLED: dict[str, tuple[dict[str, str], Row]] = {
    "enterprises:registrations_mine": ({"office": "4921"}, people(DONE, DONE, DENIED)),
    "enterprises:registration_submit": (
        {"do": "save", "credit_code": "91430100"},
        people(MISSING, MISSING, DENIED, admin=DONE),
    ),
    "enterprises:registration_decide": ({"do": "approve"}, _of_deciders(DONE)),
    "enterprises:registration_reveal": ({"reason": "to call the contact"}, _of_deciders(DONE)),
    "enterprises:firm_data": (
        {
            "name_zh": "黄花综保报关有限公司",
            "office": "4921",
            "zone": "4921",
            "kinds": "declarant",
            "kinds_on": "2026-05-12",
            "reason": "a new name in the register",
        },
        _of_deciders(DONE),
    ),
    "enterprises:standing_decide": ({"do": "confirm"}, _of_deciders(DONE)),
}
