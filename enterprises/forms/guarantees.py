"""Forms of guarantees: they read what was typed; the services judge it."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from enterprises.forms.attachments import AttachmentsField
from enterprises.models import GuaranteeKind, GuaranteeScope
from enterprises.rules import guarantee
from enterprises.rules import guarantee_files as law
from enterprises.selectors.guarantee_words import ground_name, letter_items
from kernel.money import settle
from kernel.web.days import DayInput

# What each kind of application asks for, in the order of the page.
FIELDS = {
    law.OPEN: (
        "guarantee_kind", "scope", "bound_to", "amount", "valid_from", "last_day", "issuer", "letter_no",
        "letter_states", "attachments",
    ),
    law.TOP_UP: ("account", "amount", "attachments"),
    law.CHANGE: ("account", "last_day", "issuer", "letter_no", "letter_states", "ground", "attachments"),
    law.RETURN: ("account", "ground"),
    law.EXEMPTION: ("valid_from", "last_day", "ground", "attachments"),
}  # fmt: skip
_DAY = timedelta(days=1)


def _day(label: Any, *, help_text: Any = "") -> forms.DateField:
    box = DayInput()
    return forms.DateField(label=label, required=False, widget=box, help_text=help_text)


def _words(label: Any, *, help_text: Any = "") -> forms.CharField:
    box = forms.Textarea(attrs={"rows": 3, "maxlength": 500})
    return forms.CharField(label=label, required=False, max_length=500, widget=box, help_text=help_text)


def _amount() -> forms.DecimalField:
    return forms.DecimalField(
        label=_("Amount (CNY)"),
        required=False,
        min_value=Decimal("0"),
        max_digits=14,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )


class ApplyForm(forms.Form):
    """An application of one kind; what that kind does not need is left out."""

    account = forms.ChoiceField(label=_("Guarantee account"), required=False)
    guarantee_kind = forms.ChoiceField(label=_("Kind"), required=False, choices=GuaranteeKind.choices)
    scope = forms.ChoiceField(
        label=_("Scope"),
        required=False,
        choices=[
            (GuaranteeScope.TOTAL, GuaranteeScope.TOTAL.label),
            (GuaranteeScope.SINGLE, GuaranteeScope.SINGLE.label),
        ],
    )
    bound_to = forms.CharField(
        label=_("Number of the document"),
        required=False,
        max_length=60,
        help_text=_("Only for a guarantee for one document: its pre-entry number or order number."),
    )
    amount = _amount()
    valid_from = _day(_("First day"))
    last_day = _day(_("Last day"), help_text=_("Empty only for a cash deposit without an end."))
    issuer = forms.CharField(label=_("Bank or insurer"), required=False, max_length=100)
    letter_no = forms.CharField(label=_("Number of the letter or policy"), required=False, max_length=60)
    letter_states = forms.MultipleChoiceField(
        label=_("The letter or policy states"),
        required=False,
        choices=letter_items,
        widget=forms.CheckboxSelectMultiple,
    )
    ground = _words(_("Reason"))
    attachments = AttachmentsField(label=_("Letter, policy or receipt"))

    def __init__(self, *args: Any, kind: str, accounts: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.kind = kind
        for name in set(self.fields) - set(FIELDS[kind]):
            del self.fields[name]
        self.order_fields(FIELDS[kind])
        if "account" in self.fields:
            self.fields["account"].choices = accounts  # type: ignore[attr-defined]

    def asked(self) -> law.Application:
        """What was typed, as the rules read it."""
        said = self.cleaned_data
        last: date | None = said.get("last_day")
        is_open = self.kind == law.OPEN
        letters = is_open and said.get("guarantee_kind") != law.CASH
        return law.Application(
            kind=self.kind,
            guarantee_kind=said.get("guarantee_kind", ""),
            scope=said.get("scope", ""),
            bound_to=said.get("bound_to", "").strip(),
            fen=settle(said.get("amount") or Decimal(0)),
            valid_from=said.get("valid_from"),
            valid_to=last + _DAY if last else None,
            issuer=said.get("issuer", "").strip() if letters or not is_open else "",
            letter_no=said.get("letter_no", "").strip() if letters or not is_open else "",
            letter_states=tuple(said.get("letter_states", ())) if letters or not is_open else (),
            ground=said.get("ground", ""),
        )


class AnswerForm(forms.Form):
    """The firm's answer to a question."""

    answer = _words(_("Your answer"))
    attachments = AttachmentsField()


class NoteForm(forms.Form):
    """Words that go with a decision; the firm reads them."""

    note = _words(_("Words to the firm"), help_text=_("The firm reads this."))


class FreezeForm(forms.Form):
    """A freeze: why and for how long."""

    ground = forms.ChoiceField(label=_("Ground"), choices=[])
    reason = _words(_("Reason"), help_text=_("The firm reads this."))
    last_day = _day(_("Last day"), help_text=_("Empty: until it is lifted."))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        grounds = (guarantee.OVERDUE, guarantee.OFFICER)
        self.fields["ground"].choices = [(one, ground_name(one)) for one in grounds]  # type: ignore[attr-defined]

    def to_on(self) -> date | None:
        """The first day after the freeze."""
        last: date | None = self.cleaned_data.get("last_day")
        return last + _DAY if last else None


class ClaimForm(forms.Form):
    """A claim: for which duty and how much."""

    duty = forms.CharField(
        label=_("Document whose duty was not performed"),
        required=False,
        max_length=60,
        help_text=_("Its public number, for example that of the import list."),
    )
    amount = _amount()
    ground = _words(_("What was not performed"))

    def fen(self) -> int:
        """The amount in fen."""
        return settle(self.cleaned_data.get("amount") or Decimal(0))


class SpanForm(forms.Form):
    """The days of an export."""

    first = _day(_("From"))
    last = _day(_("To"))
