"""Sign-in rules of the portal for django-allauth."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by a firm's administrator or by customs, never by a visitor."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """No: nobody signs up by himself."""
        return False
