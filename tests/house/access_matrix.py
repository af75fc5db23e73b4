"""Who gets what answer from each address of the portal: one row per URL name, a place for each room.

A new page is not finished before its row stands here; ``test_access`` asks every address as every
role and compares. A parameter of an address is looked up in ``world`` (``test_access``): first as
``room:name.parameter``, then as ``parameter``.
"""

from typing import NamedTuple

# What a GET is answered with.
OK = "ok"  # 200
LOGIN = "login"  # to the sign-in page
AWAY = "away"  # to another page
DENIED = "denied"  # 403, with the reason
MISSING = "missing"  # 404: there is no such thing, or none that one may know of
POST = "post"  # 405: the address only takes a POST
LOCKED = "locked"  # 401: a token is wanted


class Row(NamedTuple):
    """The answers to one address, by who asks.

    ``firm``: filer and administrator of the firm that the thing belongs to; ``admin``: the
    administrator where the answer differs; ``stranger``: somebody of a firm that has nothing to do
    with it; ``officer``: of the office where it lies; ``elsewhere``: an officer of another office;
    ``token``: a program of the firm.
    """

    anonymous: str
    firm: str
    stranger: str
    officer: str
    elsewhere: str
    token: str
    admin: str = ""

    def answer(self, role: str) -> str:
        """What ``role`` gets."""
        if role in ("filer", "admin"):
            return (self.admin if role == "admin" else "") or self.firm
        return str(getattr(self, role))


def everybody(answer: str) -> Row:
    """The same answer for all."""
    return Row(answer, answer, answer, answer, answer, answer)


def people(firm: str, stranger: str, officer: str, elsewhere: str = "") -> Row:
    """A page for signed-in people: strangers to the portal and programs are sent to sign in."""
    return Row(LOGIN, firm, stranger, officer, elsewhere or officer, LOGIN)


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

SUPERVISION = {
    "supervision:queue": OFFICERS_ONLY,
    "supervision:claim_next": ACTION,
    "supervision:case": people(DENIED, DENIED, OK, MISSING),
    "supervision:claim": ACTION,
    "supervision:release_claim": ACTION,
    "supervision:decide": ACTION,
    "supervision:reveal": ACTION,
    "supervision:lists": OFFICERS_ONLY,
    "supervision:runs": OFFICERS_ONLY,
    "supervision:run": people(DENIED, DENIED, MISSING),  # no run in the test's world
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
