"""Sign-in and sign-up rules of the portal for django-allauth."""

from base64 import b64decode, b64encode
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.account.stages import EmailVerificationStage
from allauth.mfa.adapter import DefaultMFAAdapter
from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from enterprises.models import Language, User, UserKind
from kernel import clock
from kernel.orm.keys import seal, unseal

_FACTORS = "mfa_authenticator"
_ADDRESS_STAGE = "allauth.account.stages.EmailVerificationStage"


class NewcomerForm(forms.Form):
    """What sign-up asks besides address and password; the adapter takes it over."""

    name = forms.CharField(
        label=_("Full name"), max_length=64, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["language"].initial = translation.get_language()

    def signup(self, request: HttpRequest, user: User) -> None:
        """Nothing is left to do: the adapter has saved the person."""


class AccountAdapter(DefaultAccountAdapter):
    """Whoever signs up works for firms; officers are made by customs, never by a visitor."""

    def save_user(self, request: HttpRequest, user: User, form: forms.Form, commit: bool = True) -> User:
        """The new person, of the kind that everybody is who signs up, whatever the form was sent with."""
        user.kind = UserKind.FIRM
        user.name = form.cleaned_data["name"].strip()
        user.language = form.cleaned_data["language"]
        user.joined_at = clock.now()
        saved: User = super().save_user(request, user, form, commit=commit)
        return saved

    def get_login_stages(self) -> list[str]:
        """As usual, but only who signed up has to confirm an address."""
        mine = f"{__name__}.{AddressStage.__name__}"
        return [mine if stage == _ADDRESS_STAGE else stage for stage in super().get_login_stages()]

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """The mail in the language of the person it goes to."""
        user = context.get("user") or User.objects.filter(email=email.lower()).first()
        language = user.language if isinstance(user, User) else translation.get_language()
        with translation.override(language):
            super().send_mail(template_prefix, email, context)


class AddressStage(EmailVerificationStage):
    """Asks for a confirmed address from those who gave it themselves.

    Whoever was made by customs, by a firm's administrator or by an invitation has no address on record
    here: the one who made the account answers for it.
    """

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """On with the sign-in, or to the page that says that a mail was sent."""
        user = self.login.user
        if user is not None and not EmailAddress.objects.filter(user_id=user.pk).exists():
            return None, True
        answer: tuple[HttpResponse | None, bool] = super().handle()
        return answer


class MFAAdapter(DefaultMFAAdapter):
    """Second factors are stored sealed, like everything that opens a door."""

    def encrypt(self, text: str) -> str:
        """The secret as it is stored."""
        return b64encode(seal(text.encode(), table=_FACTORS, row_id=0)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret as the authenticator knows it."""
        return unseal(b64decode(encrypted_text), table=_FACTORS, row_id=0).decode()
