"""The forms of bulk files: one file, and whether papers with errors are left out."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class BulkFileForm(forms.Form):
    """One workbook."""

    file = forms.FileField(
        label=_("Workbook"),
        help_text=_("XLSX, made from the template; only its first sheet is read."),
        allow_empty_file=True,
        widget=forms.FileInput(
            attrs={"accept": ".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].error_messages["required"] = _("Choose a file.")


class TakeOverForm(forms.Form):
    """Whether to take the good papers where others have errors."""

    leave_out = forms.BooleanField(required=False, label=_("Leave out papers with errors"))
