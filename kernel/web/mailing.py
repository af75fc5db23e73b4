"""Mail as the portal sends it: plain text, named by what caused it, so that none shows twice."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage


def absolute(path: str) -> str:
    """The address of a page for people who are not on it yet."""
    return str(settings.PORTAL_URL).rstrip("/") + path


def message_id(token: str) -> str:
    """The Message-ID of the letter with this token; mail programs show one with the same only once."""
    return f"<{token}@{urlsplit(str(settings.PORTAL_URL)).hostname or 'localhost'}>"


def send_mail(token: str, *, to: str, subject: str, text: str, unsubscribe: str = "") -> None:
    """Hand one mail to the mail server (a file in development), under the Message-ID of ``token``.

    ``unsubscribe`` is the address of a page where such mail is switched off.

    Raises:
        OSError: the server was not there or did not take it (SMTPException is one).
    """
    headers = {"Message-ID": message_id(token), "Auto-Submitted": "auto-generated"}
    if unsubscribe:
        headers["List-Unsubscribe"] = f"<{unsubscribe}>"
    one_line = " ".join(subject.split())
    EmailMessage(subject=one_line, body=text, to=[to], headers=headers).send()
