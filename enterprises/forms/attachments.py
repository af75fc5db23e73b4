"""The form field for attachments: several files at once."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from enterprises.services.attachments import Upload

_HINT = _("PDF, PNG, JPEG, XLSX or text; several files at once are possible.")
_ACCEPT = ".pdf,.png,.jpg,.jpeg,.xlsx,.txt"


class SeveralFilesInput(forms.ClearableFileInput):
    """A file control that takes several files."""

    allow_multiple_selected = True


class AttachmentsField(forms.FileField):
    """Several files; cleaned to a tuple of ``Upload``, ready for ``services.attachments.attach``."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Attachments"))
        options.setdefault("required", False)
        options.setdefault(
            "help_text", _("PDF, PNG, JPEG, XLSX or text; several files at once are possible.")
        )
        options.setdefault("widget", SeveralFilesInput(attrs={"accept": _ACCEPT}))
        super().__init__(allow_empty_file=True, **options)

    def clean(self, data: Any, initial: Any = None) -> tuple[Upload, ...]:
        """Each file by itself; what is empty or of another type the service says."""
        given = data if isinstance(data, list | tuple) else [data]
        cleaned = [super(AttachmentsField, self).clean(one, initial) for one in given]
        return tuple(_upload(one) for one in cleaned if one)


def _upload(file: UploadedFile) -> Upload:
    return Upload(file.name or "", file.content_type or "", file.chunks())
