"""Sign-in rules of the portal for django-allauth."""

from base64 import b64decode, b64encode

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from kernel.orm.keys import seal, unseal

_FACTORS = "mfa_authenticator"


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by a firm's administrator or by customs, never by a visitor."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """No: nobody signs up by himself."""
        return False


class MFAAdapter(DefaultMFAAdapter):
    """Second factors are stored sealed, like everything that opens a door."""

    def encrypt(self, text: str) -> str:
        """The secret as it is stored."""
        return b64encode(seal(text.encode(), table=_FACTORS, row_id=0)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret as the authenticator knows it."""
        return unseal(b64decode(encrypted_text), table=_FACTORS, row_id=0).decode()
