"""Letters to people who have no notices yet: an invitation into a firm, the first password of an officer."""

from datetime import datetime, timedelta

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from enterprises.models import Invitation, Language, User
from enterprises.selectors.people import link_token
from kernel.clock import business_date
from kernel.orm.outbox import Letter
from kernel.web.mailing import absolute, send_mail


def send_invitation(letter: Letter, *, at: datetime) -> None:
    """Mail the link of an invitation, unless it was withdrawn, used or is over meanwhile.

    A person with an account reads it in their own language, anybody else in both.
    """
    rows = Invitation.objects.filter(accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=at)
    found = rows.select_related("firm").filter(pk=letter.payload["invitation"]).first()
    token = None if found is None else link_token(found)
    if found is None or token is None:
        return
    known = User.objects.filter(email=found.email).first()
    url = absolute(reverse("enterprises:invitation", args=[token]))
    texts = [_invitation(found, url=url, language=one) for one in _languages(known)]
    send_mail(
        letter.token,
        to=found.email,
        subject=" / ".join(subject for subject, _text in texts),
        text="\n\n————\n\n".join(text for _subject, text in texts),
    )


def send_welcome(letter: Letter, *, at: datetime) -> None:
    """Mail a new officer the link that sets the first password, unless one is set already."""
    del at
    user = User.objects.filter(pk=letter.payload["user"], is_active=True).first()
    if user is None or user.has_usable_password():
        return
    key = default_token_generator.make_token(user)
    path = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(user), key])
    with translation.override(user.language):
        subject = _("Your account at the Clearance Portal")
        said = _(
            "An account was made for you at the Clearance Portal. Choose your password here:\n\n%(url)s\n\n"
            "If the link is too old, ask for a new one on the sign-in page."
        )
    send_mail(letter.token, to=user.email, subject=subject, text=said % {"url": absolute(path)})


def _languages(known: User | None) -> list[str]:
    """In which languages to write."""
    return [known.language] if known is not None else [Language.ZH, Language.EN]


def _invitation(invitation: Invitation, *, url: str, language: str) -> tuple[str, str]:
    """Subject and text in one language."""
    last = business_date(invitation.expires_at - timedelta(seconds=1))
    names = {"firm": invitation.firm.name_zh, "url": url, "day": last.isoformat()}
    with translation.override(language):
        subject = _("%(firm)s invites you to the Clearance Portal") % names
        text = _(
            "%(firm)s asks you to act for it at the Clearance Portal. Accept here until %(day)s:"
            "\n\n%(url)s\n\n"
            "If you expected nothing like this, leave this mail alone: nothing happens."
        )
        return subject, text % names


SENDERS = {"invitation": send_invitation, "welcome": send_welcome}
