"""The form of a tailored plan: its goods, days and switches."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from enterprises.forms.attachments import AttachmentsField
from enterprises.forms.grants import day_after, day_field
from enterprises.models import Plan
from enterprises.rules import switches as law
from enterprises.rules.plans import SCENARIOS, PlanDraft

LEFT_ALONE = _("Leave the rule alone")


def _choice(name: str) -> forms.ChoiceField:
    known = law.BY_NAME[name]

    def choices() -> list[tuple[str, Any]]:
        return [("", LEFT_ALONE), *((code, _now(text)) for code, text in known.choices.items())]

    return forms.ChoiceField(label=_(known.label), required=False, choices=choices)


def _number(name: str) -> forms.CharField:
    known = law.BY_NAME[name]
    field = forms.CharField(label=_(known.label), required=False, max_length=6)
    field.widget.attrs["inputmode"] = "decimal" if known.kind == "decimal" else "numeric"
    return field


def _scenarios() -> list[tuple[str, str]]:
    return [(code, _now(text)) for code, text in SCENARIOS.items()]


def _documents() -> list[tuple[str, str]]:
    return [(code, _now(text)) for code, text in law.DOCUMENTS.items()]


class PlanForm(forms.Form):
    """A plan as an officer drafts it; an empty switch leaves its rule alone."""

    firm = forms.CharField(label=_("Customs code of the firm"), max_length=10)
    title = forms.CharField(label=_("Title"), max_length=100)
    scenario = forms.ChoiceField(label=_("Scenario"), choices=_scenarios)
    goods = forms.CharField(label=_("Goods"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    hs_prefixes = forms.CharField(
        label=_("Beginnings of commodity codes"),
        max_length=500,
        help_text=_("Digits, separated by spaces or commas; the plan covers goods whose codes begin so."),
    )
    valid_from = day_field(_("First day"))
    last_on = day_field(_("Last day"))
    legal_basis = forms.CharField(label=_("Legal basis"), max_length=300)
    difficulty_no = forms.CharField(
        label=_("Difficulty that it answers"),
        max_length=20,
        required=False,
        help_text=_("Where there is one."),
    )
    attachments = AttachmentsField()
    lane = _choice(law.LANE)
    rate_factor = _number(law.RATE)
    deadline_hours = _number(law.DEADLINE)
    lead_hours = _number(law.LEAD)
    place = _choice(law.PLACE)
    address = forms.CharField(label=_("Address of the premises"), max_length=200, required=False)
    owed = forms.MultipleChoiceField(
        label=_(law.BY_NAME[law.OWED].label),
        required=False,
        choices=_documents,
        widget=forms.CheckboxSelectMultiple,
    )
    owed_days = forms.IntegerField(label=_("Days after release"), required=False, min_value=0, max_value=999)

    def draft(self) -> PlanDraft:
        """The plan that was typed."""
        data = self.cleaned_data
        return PlanDraft(
            title=data["title"],
            goods=data["goods"],
            hs_prefixes=tuple(data["hs_prefixes"].replace(",", " ").replace("，", " ").split()),
            scenario=data["scenario"],
            valid_from=data["valid_from"],
            valid_to=day_after(data["last_on"]),
            legal_basis=data["legal_basis"],
            switches=self._switches(),
            address=data["address"],
        )

    def _switches(self) -> tuple[tuple[str, str], ...]:
        """The switches that were turned, with their values."""
        data = self.cleaned_data
        turned = [(name, data[field].strip()) for name, field in _FIELDS if data[field].strip()]
        if data["owed"] or data["owed_days"]:
            turned.append((law.OWED, law.owed_value(data["owed_days"] or 0, kinds=data["owed"])))
        return tuple(turned)


_FIELDS = (
    (law.LANE, "lane"),
    (law.RATE, "rate_factor"),
    (law.DEADLINE, "deadline_hours"),
    (law.LEAD, "lead_hours"),
    (law.PLACE, "place"),
)


def initial_of(plan: Plan) -> dict[str, Any]:
    """What the form shows of a plan that is changed."""
    switches = {one[0]: one[1] for one in plan.switches}
    days, kinds = law.owed_documents(switches.get(law.OWED, ""))
    return {
        "firm": plan.firm.customs_code,
        "title": plan.title,
        "scenario": plan.scenario,
        "goods": plan.goods,
        "hs_prefixes": " ".join(plan.hs_prefixes),
        "valid_from": plan.valid_from,
        "last_on": plan.last_on,
        "legal_basis": plan.legal_basis,
        "difficulty_no": plan.difficulty_no,
        **{field: switches.get(name, "") for name, field in _FIELDS},
        "address": plan.address,
        "owed": kinds,
        "owed_days": days or None,
    }
