"""Mails about notices: in the person's language, with a link and the way to switch them off."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from enterprises.models import NoticeCopy
from enterprises.rules.notices import worth_mailing
from enterprises.selectors.notices import copies_of, sentence
from kernel.orm.outbox import Letter
from kernel.web.mailing import absolute, send_mail

_SUBJECT = 150


def send_notice_mail(letter: Letter, *, at: datetime) -> None:
    """Mail one notice to one reader; nothing where there is no reason for it any more.

    None goes to somebody who may not sign in, who left the firm, who has read the notice meanwhile,
    or whose address is still to be confirmed.

    Raises:
        OSError: the mail server was not there or did not take it.
    """
    del at
    copy = _copy(letter)
    if copy is None or not _may_mail(copy):
        return
    with translation.override(copy.user.language):
        said = sentence(copy.notice)
        settings_page = absolute(reverse("enterprises:notice_settings"))
        context = {
            "said": said,
            "link": absolute(reverse("enterprises:notice", args=[copy.notice.number])),
            "settings_page": settings_page,
        }
        text = render_to_string("enterprises/mail/notice.txt", context)
    subject = said if len(said) <= _SUBJECT else said[: _SUBJECT - 1] + "…"
    send_mail(letter.token, to=copy.user.email, subject=subject, text=text, unsubscribe=settings_page)


def _copy(letter: Letter) -> NoticeCopy | None:
    """The copy that the letter is about; None when it was deleted or is not the person's any more."""
    mine = copies_of(int(letter.payload["user"])).select_related("notice", "user")
    return mine.filter(notice_id=int(letter.payload["notice"])).first()


def _may_mail(copy: NoticeCopy) -> bool:
    """Whether there is somebody to mail to, and still a reason."""
    unconfirmed = EmailAddress.objects.filter(
        user_id=copy.user_id, email__iexact=copy.user.email, verified=False
    )
    wanted = worth_mailing(copy.read_at, first_at=copy.notice.first_at)
    return wanted and copy.user.is_active and not unconfirmed.exists()
