"""Sign-in (django-allauth)."""

from clearance.access.words import (
    AWAY,
    MISSING,
    NOTHING,
    OK,
    ONLY_READ_SIGNED_IN,
    OWN_ACCOUNT,
    SIGNED_IN,
    Row,
    everybody,
    people,
)

# The officers of the test have a second factor, the firms' people have none;
# what guards the second factor asks for the password once more, hence AWAY.
ROWS: dict[str, Row] = {
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

POSTS: dict[str, Row] = {
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
}

FILLED: dict[str, tuple[dict[str, str], Row]] = {}
