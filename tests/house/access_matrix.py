"""Who gets what answer from each address of the portal: one row per URL name, a place for each room.

A new page is not finished before its row stands here; ``test_access`` asks every address as every
role and compares. A parameter of an address is looked up in ``world`` (``test_access``): first as
``room:name.parameter``, then as ``parameter``.
"""

from collections.abc import Mapping
from typing import NamedTuple

# What a GET is answered with.
OK = "ok"  # 200
LOGIN = "login"  # to the sign-in page
AWAY = "away"  # to another page
DENIED = "denied"  # 403, with the reason
MISSING = "missing"  # 404: there is no such thing, or none that one may know of
POST = "post"  # 405: the address only takes a POST
LOCKED = "locked"  # 401: a token is wanted

# What a POST is answered with, besides LOGIN, DENIED, MISSING and LOCKED.
DONE = "done"  # something was written, wherever the answer leads
NOTHING = "nothing"  # a page, or the way to one, and nothing written
UNFIT = "unfit"  # 422: the form with its sentences
CLASH = "clash"  # 409
NO_POST = "no post"  # 405: the address takes no POST

# Posts whose answers may differ from those of the officer; the walk asks them where a row names them.
OTHER_POSTS = ("inspector", "chief", "coordinator", "gate", "operator", "laboratory")


class Row(NamedTuple):
    """The answers to one address, by who asks.

    ``firm``: filer and administrator of the firm that the thing belongs to; ``admin``: the
    administrator where the answer differs; ``stranger``: somebody of a firm that has nothing to do
    with it; ``officer``: of the office where it lies; ``elsewhere``: an officer of another office;
    ``token``: a program of the firm; ``posts``: officers of the same office with another post, where
    they are asked at all: those that it does not name get what the officer gets.
    """

    anonymous: str
    firm: str
    stranger: str
    officer: str
    elsewhere: str
    token: str
    admin: str = ""
    posts: Mapping[str, str] | None = None

    def answer(self, role: str) -> str:
        """What ``role`` gets."""
        if role in OTHER_POSTS:
            return (self.posts or {}).get(role, self.officer)
        if role in ("filer", "admin"):
            return (self.admin if role == "admin" else "") or self.firm
        return str(getattr(self, role))


def everybody(answer: str) -> Row:
    """The same answer for all."""
    return Row(answer, answer, answer, answer, answer, answer)


def people(
    firm: str,
    stranger: str,
    officer: str,
    elsewhere: str = "",
    *,
    admin: str = "",
    posts: Mapping[str, str] | None = None,
) -> Row:
    """A page for signed-in people: strangers to the portal and programs are sent to sign in."""
    return Row(LOGIN, firm, stranger, officer, elsewhere or officer, LOGIN, admin, posts)


FIRMS_ONLY = people(OK, OK, DENIED)
OFFICERS_ONLY = people(DENIED, DENIED, OK)
SIGNED_IN = people(OK, OK, OK)
ACTION = everybody(POST)

ENTERPRISES = {
    "enterprises:home": people(OK, OK, AWAY),
    "enterprises:help": everybody(OK),
    "enterprises:firm": FIRMS_ONLY,
    "enterprises:people": FIRMS_ONLY,
    "enterprises:tokens": FIRMS_ONLY,
    "enterprises:token_revoke": ACTION,
    "enterprises:act_for": ACTION,
    "enterprises:directory": OFFICERS_ONLY,
    "enterprises:firm_page": OFFICERS_ONLY,
    "enterprises:firm_reading": ACTION,
    "enterprises:profile": SIGNED_IN,
    "enterprises:address": people(AWAY, AWAY, AWAY),
    "enterprises:language": ACTION,
    "enterprises:mailbox": everybody(MISSING),  # exists only with PORTAL_DEMO=1
}

# Sign-in (django-allauth). The officers of the test have a second factor, the firms' people have none;
# what guards the second factor asks for the password once more, hence AWAY.
SIGN_IN = {
    "account_login": Row(OK, AWAY, AWAY, AWAY, AWAY, OK),
    "account_logout": Row(AWAY, OK, OK, OK, OK, AWAY),
    "account_inactive": everybody(OK),
    "account_signup": Row(OK, AWAY, AWAY, AWAY, AWAY, OK),
    "account_reauthenticate": SIGNED_IN,
    "account_email": people(AWAY, AWAY, AWAY),
    "account_email_verification_sent": everybody(OK),
    "account_change_password": SIGNED_IN,
    "account_set_password": people(AWAY, AWAY, AWAY),
    "account_reset_password": everybody(OK),
    "account_reset_password_done": everybody(OK),
    "account_reset_password_from_key": everybody(OK),  # an unknown key: says so and offers a new one
    "account_reset_password_from_key_done": everybody(OK),
    "account_confirm_email": everybody(OK),
    "account_confirm_login_code": people(AWAY, AWAY, AWAY),
    "mfa_index": SIGNED_IN,
    "mfa_authenticate": people(AWAY, AWAY, AWAY),
    "mfa_reauthenticate": people(AWAY, AWAY, OK),
    "mfa_activate_totp": people(AWAY, AWAY, AWAY),
    "mfa_deactivate_totp": people(MISSING, MISSING, AWAY),
    "mfa_view_recovery_codes": people(MISSING, MISSING, MISSING),
    "mfa_generate_recovery_codes": people(AWAY, AWAY, AWAY),
    "mfa_download_recovery_codes": people(MISSING, MISSING, MISSING),
    "set_language": everybody(AWAY),
}

CODELISTS = {
    "codelists:index": SIGNED_IN,
    "codelists:parameters": SIGNED_IN,
    "codelists:calendar": SIGNED_IN,
    "codelists:show": SIGNED_IN,
}

RESERVATIONS: dict[str, Row] = {}

BONDED = {
    "bonded:ledgers": SIGNED_IN,
    "bonded:open": OFFICERS_ONLY,
    "bonded:ledger": people(OK, MISSING, OK, MISSING),
    "bonded:take_in": people(DENIED, MISSING, OK, MISSING),
    "bonded:item": people(OK, MISSING, OK, MISSING),
}

DECLARATIONS = {
    "declarations:home_panel": FIRMS_ONLY,
    "declarations:lists": SIGNED_IN,
    "declarations:list": people(OK, MISSING, OK, MISSING),
    "declarations:list_reveal": ACTION,
    "declarations:new": FIRMS_ONLY,
    "declarations:correct": ACTION,
    "declarations:drafts": FIRMS_ONLY,
    "declarations:draft": people(MISSING, MISSING, DENIED),
    "declarations:draft_save": ACTION,
    "declarations:draft_delete": ACTION,
    "declarations:form_preview": ACTION,
    "declarations:form_line": ACTION,
    "declarations:form_fields": ACTION,
    "declarations:lookup": FIRMS_ONLY,
    "declarations:documents": people(AWAY, AWAY, DENIED),
    "declarations:orders": FIRMS_ONLY,
    "declarations:payments": FIRMS_ONLY,
    "declarations:waybills": FIRMS_ONLY,
    # Those of the test's world were sent by other firms: the declarant and the officers see them only
    # as sides of the list, a program and a stranger not at all.
    "declarations:order": people(MISSING, MISSING, MISSING),
    "declarations:payment": people(MISSING, MISSING, MISSING),
    "declarations:waybill": people(MISSING, MISSING, MISSING),
    "declarations:messages": FIRMS_ONLY,
    "declarations:message": people(OK, MISSING, MISSING),
    "declarations:message_raw": ACTION,
    "declarations:receipts": FIRMS_ONLY,
    "declarations:receipt": people(OK, MISSING, DENIED),
    "declarations:upload": FIRMS_ONLY,
    "declarations:upload_progress": people(MISSING, MISSING, DENIED),
    "api:messages": Row(LOCKED, LOCKED, LOCKED, LOCKED, LOCKED, POST),
    "api:receipts": Row(LOCKED, LOCKED, LOCKED, LOCKED, LOCKED, OK),
    "api:list": Row(LOCKED, LOCKED, LOCKED, LOCKED, LOCKED, OK),
}

# Posts that have no business at the desk.
NOT_AT_DESK = {"gate": DENIED, "operator": DENIED, "laboratory": DENIED}
DESK_ONLY = people(DENIED, DENIED, OK, posts=NOT_AT_DESK)

SUPERVISION = {
    "supervision:queue": DESK_ONLY,
    "supervision:claim_next": ACTION,
    "supervision:case": people(DENIED, DENIED, OK, MISSING, posts=NOT_AT_DESK),
    "supervision:claim": ACTION,
    "supervision:release_claim": ACTION,
    "supervision:decide": ACTION,
    "supervision:reveal": ACTION,
    "supervision:lists": DESK_ONLY,
    "supervision:runs": DESK_ONLY,
    "supervision:run": people(DENIED, DENIED, MISSING, posts=NOT_AT_DESK),  # no run in the test's world
}

CLEARANCE = {
    "api-schema": everybody(OK),
    "api-docs": everybody(OK),
    "healthz": everybody(OK),
}

MATRIX: dict[str, Row] = {
    **ENTERPRISES,
    **SIGN_IN,
    **CODELISTS,
    **RESERVATIONS,
    **BONDED,
    **DECLARATIONS,
    **SUPERVISION,
    **CLEARANCE,
}

# What an empty POST is answered with. An address without a row here must answer everybody with 405.
ONLY_READ = everybody(NO_POST)
ONLY_READ_SIGNED_IN = people(NO_POST, NO_POST, NO_POST)
ONLY_READ_BY_PROGRAMS = Row(LOCKED, LOCKED, LOCKED, LOCKED, LOCKED, NO_POST)
# Any officer of the office, those whose post books and decides nothing there included.
EVERY_POST = dict.fromkeys(OTHER_POSTS, DENIED)
BOOKING = EVERY_POST | {"chief": DONE}
FORM_PART = people(NOTHING, NOTHING, DENIED)
OWN_ACCOUNT = people(NOTHING, NOTHING, NOTHING)

POSTS: dict[str, Row] = {
    "enterprises:tokens": people(UNFIT, UNFIT, DENIED),
    "enterprises:token_revoke": people(DENIED, DENIED, DENIED, admin=DONE),
    "enterprises:act_for": OWN_ACCOUNT,
    "enterprises:firm_reading": people(DENIED, DENIED, UNFIT),
    "enterprises:profile": people(UNFIT, UNFIT, UNFIT),
    "enterprises:address": OWN_ACCOUNT,
    "enterprises:language": Row(NOTHING, DENIED, DENIED, DENIED, DENIED, NOTHING),  # "" is no language
    "account_login": everybody(NOTHING),
    "account_logout": everybody(NOTHING),
    "account_signup": everybody(NOTHING),
    "account_reauthenticate": OWN_ACCOUNT,
    "account_email": OWN_ACCOUNT,
    "account_change_password": OWN_ACCOUNT,
    "account_set_password": OWN_ACCOUNT,
    "account_reset_password": everybody(NOTHING),
    "account_reset_password_from_key": everybody(NOTHING),
    "account_confirm_email": everybody(MISSING),
    "account_confirm_login_code": OWN_ACCOUNT,
    "mfa_index": ONLY_READ_SIGNED_IN,
    "mfa_authenticate": OWN_ACCOUNT,
    "mfa_reauthenticate": OWN_ACCOUNT,
    "mfa_activate_totp": OWN_ACCOUNT,
    "mfa_deactivate_totp": people(MISSING, MISSING, NOTHING),
    "mfa_view_recovery_codes": ONLY_READ_SIGNED_IN,
    "mfa_generate_recovery_codes": OWN_ACCOUNT,
    "mfa_download_recovery_codes": people(MISSING, MISSING, MISSING),
    "set_language": everybody(NOTHING),
    "bonded:open": people(DENIED, DENIED, NOTHING, posts=EVERY_POST | {"chief": NOTHING}),
    "bonded:take_in": people(DENIED, MISSING, UNFIT, MISSING, posts=EVERY_POST | {"chief": UNFIT}),
    "declarations:list_reveal": people(MISSING, MISSING, MISSING),  # no such document
    "declarations:correct": people(NOTHING, MISSING, DENIED),
    "declarations:draft": people(MISSING, MISSING, DENIED),
    "declarations:draft_save": people(MISSING, MISSING, DENIED),
    "declarations:draft_delete": people(MISSING, MISSING, DENIED),
    "declarations:form_preview": FORM_PART,
    "declarations:form_line": FORM_PART,
    "declarations:form_fields": FORM_PART,
    "declarations:order": people(MISSING, MISSING, MISSING),
    "declarations:payment": people(MISSING, MISSING, MISSING),
    "declarations:waybill": people(MISSING, MISSING, MISSING),
    "declarations:message_raw": people(UNFIT, MISSING, MISSING),
    "declarations:upload": people(UNFIT, UNFIT, DENIED),
    "api:messages": Row(LOCKED, LOCKED, LOCKED, LOCKED, LOCKED, DONE),  # answered with CEB900, kept
    "api:receipts": ONLY_READ_BY_PROGRAMS,
    "api:list": ONLY_READ_BY_PROGRAMS,
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

# Where an empty form is refused before anybody asks who sent it, a filled one is sent as well.
FILLED: dict[str, tuple[dict[str, str], Row]] = {
    "enterprises:tokens": ({"name": "ERP"}, people(UNFIT, DONE, DENIED, admin=DONE)),
    "enterprises:firm_reading": (
        {"tolerant": "1", "reason": "its system repeats an element"},
        people(DENIED, DENIED, DONE, posts=dict.fromkeys(OTHER_POSTS, UNFIT) | {"chief": DONE}),
    ),
    "enterprises:profile": ({"name": "Name"}, people(DONE, DONE, DONE)),
    "enterprises:language": ({"language": "en"}, Row(NOTHING, DONE, DONE, DONE, DONE, NOTHING)),
    "bonded:open": (
        {"ems_no": "T4921W000099", "firm_code": "430168A004", "office": "4921", "valid_from": "2026-01-01"},
        people(DENIED, DENIED, DONE, UNFIT, posts=BOOKING),
    ),
    "declarations:list_reveal": (
        {"document": "list", "reason": "to compare with the passport"},
        people(DONE, MISSING, DONE, MISSING, posts=NOT_AT_DESK),
    ),
    "declarations:message_raw": ({"reason": "our own copy is lost"}, people(DONE, MISSING, MISSING)),
    "supervision:decide": (
        {"verb": "release", "confirmed": "on"},
        people(DENIED, DENIED, DONE, MISSING, posts=NOT_AT_DESK | {"inspector": UNFIT, "coordinator": UNFIT}),
    ),
    "supervision:reveal": (
        {"document": "list", "reason": "to compare with the passport"},
        people(DENIED, DENIED, DONE, MISSING, posts=NOT_AT_DESK),
    ),
}
