"""A form field for several files at once."""

from typing import Any

from django import forms


class SeveralFilesInput(forms.ClearableFileInput):
    """A file control that takes several files."""

    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """Several files; cleaned to a tuple of them."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("required", False)
        options.setdefault("widget", SeveralFilesInput())
        super().__init__(allow_empty_file=True, **options)

    def clean(self, data: Any, initial: Any = None) -> tuple[Any, ...]:
        """Each file by itself; what is empty or of another type the service says."""
        given = data if isinstance(data, list | tuple) else [data]
        cleaned = [super(SeveralFilesField, self).clean(one, initial) for one in given]
        return tuple(one for one in cleaned if one)
