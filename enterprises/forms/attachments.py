"""The form field for attachments: several files at once."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from enterprises.services.attachments import Upload
from kernel.web.uploads import SeveralFilesField, SeveralFilesInput

_ACCEPT = ".pdf,.png,.jpg,.jpeg,.xlsx,.txt"


class AttachmentsField(SeveralFilesField):
    """Several files; cleaned to a tuple of ``Upload``, ready for ``services.attachments.attach``."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Attachments"))
        options.setdefault(
            "help_text", _("PDF, PNG, JPEG, XLSX or text; several files at once are possible.")
        )
        options.setdefault("widget", SeveralFilesInput(attrs={"accept": _ACCEPT}))
        super().__init__(**options)

    def clean(self, data: Any, initial: Any = None) -> tuple[Upload, ...]:
        """Each file by itself; what is empty or of another type the service says."""
        return tuple(_upload(one) for one in super().clean(data, initial))


def _upload(file: UploadedFile) -> Upload:
    return Upload(file.name or "", file.content_type or "", file.chunks())
