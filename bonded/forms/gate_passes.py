"""Forms of gate passes and vehicles: what a firm applies for and puts on record, how lists are narrowed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bonded.forms.ledgers import LocatedForm
from bonded.models import Bind, Direction, PassKind
from bonded.rules.gate_passes import Paper, PassDraft, WantedLine, rest_of
from bonded.rules.vehicles import NewVehicle
from bonded.selectors.gate_passes import OVER, STUCK, THROUGH, UNDER_WAY, WAITING
from bonded.selectors.vehicles import IN_FORCE
from bonded.selectors.vehicles import OVER as RECORD_OVER
from kernel.web.days import DayField, DayInput
from kernel.web.numbers import AmountInput

Choices = Iterable[tuple[str, str]]
_ALL = ("", _("All"))
_BY_PAPER = {"1": (PassKind.SECOND_LINE, PassKind.FIRST_LINE), "2": (PassKind.UNDECLARED,)}
_WITHOUT = (PassKind.EMPTY, PassKind.REGISTERED, PassKind.ENTER_FIRST)


def kg_field(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DecimalField:
    """A weight in kg; empty: as the record and the lines say."""
    field = forms.DecimalField(
        label=label, required=required, max_digits=14, decimal_places=5, help_text=help_text
    )
    field.widget = AmountInput()
    return field


class PassForm(LocatedForm):
    """An application for a gate pass; the lines of its papers have a field each."""

    paths = {
        "ownNo": "own_no",
        "kind": "kind",
        "bind": "bind",
        "plate": "plate",
        "vehicleKg": "plate",
        "containerNo": "container_no",
        "grossKg": "gross_kg",
        "netKg": "net_kg",
        "totalKg": "total_kg",
        "billNo": "bill_no",
        "goodsNote": "goods_note",
    }

    kind = forms.ChoiceField(label=_("Type"))
    bind = forms.ChoiceField(label=_("Vehicles and documents"), choices=Bind.choices, required=False)
    direction = forms.ChoiceField(label=_("Direction"), choices=Direction.choices)
    own_no = forms.CharField(label=_("Your own number"), max_length=64)
    plate = forms.CharField(
        label=_("Number plate"),
        max_length=16,
        widget=forms.TextInput(attrs={"list": "plates", "autocomplete": "off"}),
        help_text=_("A vehicle on record, as 湘A12345."),
    )
    container_no = forms.CharField(label=_("Container number"), max_length=12, required=False)
    container_kg = kg_field(_("Container weight (kg)"))
    gross_kg = kg_field(_("Gross weight of the goods (kg)"), help_text=_("Empty: the sum of the lines."))
    net_kg = kg_field(_("Net weight of the goods (kg)"), help_text=_("Empty: the sum of the lines."))
    total_kg = kg_field(
        _("Total weight (kg)"), help_text=_("Empty: vehicle, frame, container and goods together.")
    )
    bill_no = forms.CharField(label=_("Bill of lading"), max_length=37, required=False)
    goods_note = forms.CharField(
        label=_("Goods registered at the gate"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    replaces = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, papers: Mapping[str, Paper], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.papers = papers
        kinds = {paper.kind for paper in papers.values()}
        offered: Sequence[PassKind] = _BY_PAPER[min(kinds)] if kinds else _WITHOUT
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [(one.value, f"{one.value} {one.label}") for one in offered]
        for name in ("bill_no", "goods_note") if kinds else ("bind",):
            self.fields.pop(name)
        if not kinds:
            self.fields["bind"] = forms.ChoiceField(
                label=_("Vehicles and documents"),
                choices=[("", "—"), *Bind.choices],
                required=False,
                help_text=_("Only for goods that enter first on a bill of lading."),
            )
        self._wanted = [line for paper in papers.values() for line in rest_of(paper)]
        for line in self._wanted:
            self._add(line)

    def _add(self, line: WantedLine) -> None:
        """The three fields of a line, with what is not on a pass yet as their beginning."""
        goods = self.papers[line.paper_no].lines[line.seq]
        for name, label, value in (
            ("qty", _("Quantity"), line.qty),
            ("gross", _("Gross (kg)"), line.gross_kg),
            ("net", _("Net (kg)"), line.net_kg),
        ):
            field = kg_field(label)
            field.initial = f"{value.normalize():f}"
            field.widget.attrs["aria-label"] = f"{goods.gname}: {label}"
            self.fields[_name(name, line)] = field

    def lines(self) -> list[tuple[WantedLine, Any, list[forms.BoundField]]]:
        """Each line with its goods and its three fields, for the page."""
        return [
            (
                line,
                self.papers[line.paper_no].lines[line.seq],
                [self[_name(name, line)] for name in ("qty", "gross", "net")],
            )
            for line in self._wanted
        ]

    def heads(self) -> list[forms.BoundField]:
        """The fields of the pass itself, those of its lines left out."""
        rows = {_name(name, line) for line in self._wanted for name in ("qty", "gross", "net")}
        return [self[name] for name in self.fields if name not in rows]

    def show(self, findings: Iterable[Any]) -> None:
        """Put each finding beside its field; ``lines[n]`` counts the lines that were asked for."""
        asked = [line for line in self._wanted if self.cleaned_data.get(_name("qty", line))]
        for one in findings:
            target = self.paths.get(one.path)
            if one.path.startswith("lines["):
                place = int(one.path[6:].partition("]")[0])
                field = "gross" if one.path.endswith("Kg") else "qty"
                target = _name(field, asked[place - 1]) if place <= len(asked) else None
            self.add_error(target if target in self.fields else None, one.sentence)

    def draft(self) -> PassDraft:
        """What was typed (the form is valid); lines without a quantity are left out."""
        said = self.cleaned_data
        lines = tuple(
            WantedLine(
                line.paper_no,
                line.seq,
                said[_name("qty", line)],
                said.get(_name("gross", line)) or Decimal(0),
                said.get(_name("net", line)) or Decimal(0),
            )
            for line in self._wanted
            if said.get(_name("qty", line))
        )
        none = said["kind"] == PassKind.EMPTY
        return PassDraft(
            own_no=said["own_no"],
            kind=said["kind"],
            direction=said["direction"],
            plate=said["plate"],
            bind=said.get("bind", "") or "",
            container_no=said["container_no"],
            container_kg=said["container_kg"] or Decimal(0),
            gross_kg=said["gross_kg"] if not none else said["gross_kg"] or Decimal(0),
            net_kg=said["net_kg"],
            total_kg=said["total_kg"],
            bill_no=said.get("bill_no", ""),
            goods_note=said.get("goods_note", ""),
            lines=lines,
            replaces=said["replaces"],
        )


def _name(field: str, line: WantedLine) -> str:
    return f"{field}_{line.paper_no}_{line.seq}"


class PassesForm(forms.Form):
    """How a list of gate passes is narrowed."""

    q = forms.CharField(label=_("Number, plate or document"), max_length=60, required=False)
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[
            _ALL,
            (WAITING, _("Waiting for an officer")),
            (UNDER_WAY, _("Ready for the gate")),
            (STUCK, _("Held or turned back")),
            (THROUGH, _("Through")),
            (OVER, _("Void or refused")),
        ],
    )
    kind = forms.ChoiceField(label=_("Type"), required=False, choices=[_ALL, *PassKind.choices])
    direction = forms.ChoiceField(label=_("Direction"), required=False, choices=[_ALL, *Direction.choices])
    day = DayField(label=_("Filed on"), required=False, widget=DayInput())


class PapersForm(forms.Form):
    """Looking for papers to put on a pass."""

    q = forms.CharField(label=_("Number of the document"), max_length=30, required=False)


class ReasonForm(LocatedForm):
    """Why a pass is voided or refused."""

    paths = {"reason": "reason", "ground": "reason"}
    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}), required=False
    )


class VehicleForm(LocatedForm):
    """A vehicle to be put on record."""

    paths = {"plate": "plate", "tare": "tare_kg", "frame": "frame_no", "validTo": "last_day"}

    plate = forms.CharField(label=_("Number plate"), max_length=16, help_text=_("As 湘A12345."))
    tare_kg = kg_field(_("Empty weight (kg)"), required=True)
    frame_no = forms.CharField(label=_("Frame number"), max_length=20, required=False)
    frame_kg = kg_field(_("Frame weight (kg)"))
    ic_card = forms.CharField(label=_("IC card"), max_length=20, required=False)
    valid_from = DayField(label=_("Valid from"), widget=DayInput())
    last_day = DayField(label=_("Last day"), widget=DayInput())

    def vehicle(self) -> NewVehicle:
        """What was typed (the form is valid)."""
        said = self.cleaned_data
        return NewVehicle(
            said["plate"],
            said["tare_kg"],
            said["valid_from"],
            said["last_day"] + timedelta(days=1),
            said["frame_no"],
            said["frame_kg"] or Decimal(0),
            said["ic_card"],
        )


class VehiclesForm(forms.Form):
    """How the list of vehicles is narrowed."""

    q = forms.CharField(label=_("Plate, frame or IC card"), max_length=30, required=False)
    state = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[_ALL, (IN_FORCE, _("On record")), (RECORD_OVER, _("Record over"))],
    )
