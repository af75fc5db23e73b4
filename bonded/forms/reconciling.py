"""Forms of stock-takings, write-offs, disposals and pauses: they read what was typed, the rules judge it."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bonded.forms.ledgers import LocatedForm
from bonded.models import DisposalKind, Mark
from bonded.rules.disposal import Goods
from enterprises.services.steps import Upload
from kernel.web.days import DayField, DayInput
from kernel.web.numbers import AmountInput
from kernel.web.uploads import SeveralFilesField

GOODS_ROWS = range(1, 7)


class FilesForm(forms.Form):
    """The filters of the list of ledger files; a value that is none is taken as no filter."""

    q = forms.CharField(label=_("Number, ledger, firm or item"), required=False, max_length=80)


class CountForm(LocatedForm):
    """The file of a count; its rows are judged with the ledger."""

    paths = {"counted_on": "counted_on"}

    counted_on = DayField(label=_("Day of the count"), widget=DayInput())
    file = forms.FileField(
        label=_("File with the count"),
        help_text=_("XLSX or CSV, best the template filled in; rows without a count are left out."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    whole = forms.BooleanField(
        label=_("The whole ledger was counted: what the file does not name was not there"), required=False
    )


class WriteOffForm(LocatedForm):
    """The period of a write-off and the firm's statement."""

    period_to = DayField(label=_("Last day of the period"), widget=DayInput())
    stated = forms.BooleanField(
        label=_("What lies in the warehouse is what the ledger says for the end of the period"),
        required=False,
    )
    closes = forms.BooleanField(
        label=_("This is the last write-off: close the ledger"),
        required=False,
        help_text=_("Only when nothing is left on it and nothing is under way."),
    )


class DisposalForm(LocatedForm):
    """A report of goods that are no more; a few items, each perhaps with its lot."""

    kind = forms.ChoiceField(label=_("What happens to the goods"), choices=DisposalKind.choices)
    found_on = DayField(
        label=_("Found on"),
        widget=DayInput(),
        help_text=_("The day of discovery; a loss by force majeure is reported within ten days of it."),
    )
    place = forms.CharField(
        label=_("Place"), required=False, max_length=120, help_text=_("Where the goods are to be destroyed.")
    )
    reason = forms.CharField(
        label=_("What happened and why"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 500}),
    )

    attachments = SeveralFilesField(
        label=_("Attachments"),
        help_text=_("Photos, reports, insurance papers: PDF, PNG, JPEG, XLSX or text; several at once."),
    )

    def uploads(self) -> tuple[Upload, ...]:
        """The files as they are attached (the form is valid)."""
        given = self.cleaned_data["attachments"]
        return tuple(Upload(one.name or "", one.content_type or "", one.chunks()) for one in given)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for row in GOODS_ROWS:
            number = {"row": row}
            self.fields[f"item_{row}"] = forms.CharField(
                label=_("Record number %(row)s") % number,
                required=False,
                max_length=32,
                widget=forms.TextInput(attrs={"list": "items"}),
            )
            self.fields[f"qty_{row}"] = forms.DecimalField(
                label=_("Quantity %(row)s") % number,
                required=False,
                max_digits=19,
                decimal_places=5,
                widget=AmountInput(),
            )
            self.fields[f"lot_{row}"] = forms.CharField(
                label=_("Lot %(row)s") % number, required=False, max_length=40
            )
            self.fields[f"best_before_{row}"] = DayField(
                label=_("Best before %(row)s") % number, required=False, widget=DayInput()
            )

    def rows(self) -> list[list[forms.BoundField]]:
        """The fields of each item."""
        return [
            [self[f"{name}_{row}"] for name in ("item", "qty", "lot", "best_before")] for row in GOODS_ROWS
        ]

    def filled(self) -> list[int]:
        """The rows in which something was typed."""
        typed = self.cleaned_data
        return [row for row in GOODS_ROWS if typed.get(f"item_{row}") or typed.get(f"qty_{row}") is not None]

    def goods(self) -> list[Goods]:
        """What was typed (the form is valid); a row without a quantity asks for none, which is refused."""
        typed = self.cleaned_data
        return [
            Goods(
                typed[f"item_{row}"].strip(),
                typed[f"qty_{row}"] or Decimal(0),
                typed[f"lot_{row}"].strip(),
                typed[f"best_before_{row}"],
            )
            for row in self.filled()
        ]

    def places(self) -> dict[str, str]:
        """Where findings about ``lines[n]`` stand."""
        names = {"item_record_no": "item", "qty": "qty", "lot_no": "lot", "best_before": "best_before"}
        return {
            f"lines[{place}].{path}": f"{name}_{row}"
            for place, row in enumerate(self.filled(), start=1)
            for path, name in names.items()
        }


class MarkForm(LocatedForm):
    """A pause, or its end, with the ground."""

    mark = forms.TypedChoiceField(label=_("What is paused"), coerce=int, choices=Mark.choices)
    ground = forms.CharField(
        label=_("Ground"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 300}),
        help_text=_("The firm reads it."),
    )


def first_of(day: date) -> dict[str, object]:
    """The first values of a count or a report: today."""
    return {"counted_on": day, "found_on": day}
