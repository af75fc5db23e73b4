"""The mail backend of development: one file for each Message-ID, so that a repeated mail replaces itself."""

import os
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

SUFFIX = ".eml"


class EmailBackend(BaseEmailBackend):
    """Writes mails into ``EMAIL_FILE_PATH``; nothing leaves the machine."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write each mail whole or not at all; how many."""
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        for mail in email_messages:
            message = mail.message()
            name = sha256(str(message["Message-ID"]).encode()).hexdigest()[:40] + SUFFIX
            with NamedTemporaryFile(dir=folder, suffix=".part", delete=False) as part:
                part.write(message.as_bytes())
            os.replace(part.name, folder / name)
        return len(email_messages)
