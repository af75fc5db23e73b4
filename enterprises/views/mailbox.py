"""The demo's mailbox: what the portal mailed, read from the files of the development mail backend."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kernel.web.mailfiles import SUFFIX

_NEWEST = 50


class Mail(NamedTuple):
    """One mail as shown."""

    subject: str
    sender: str
    to: str
    date: str
    body: str


@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """The newest mails first; there is no such page outside the demo."""
    if not settings.PORTAL_DEMO:
        raise Http404
    folder = Path(settings.EMAIL_FILE_PATH)
    files = sorted(folder.glob("*" + SUFFIX), key=lambda file: file.stat().st_mtime, reverse=True)[:_NEWEST]
    return render(
        request, "enterprises/mailbox.html", {"mails": [_mail(file.read_bytes()) for file in files]}
    )


def _mail(raw: bytes) -> Mail:
    """One mail read; what cannot be decoded is shown as it is."""
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    body = message.get_body(("plain",))
    text = body.get_content() if body is not None else ""
    head = {name: str(message.get(name, "")) for name in ("Subject", "From", "To", "Date")}
    return Mail(head["Subject"], head["From"], head["To"], head["Date"], str(text))
