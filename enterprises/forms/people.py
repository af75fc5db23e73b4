"""Forms about people: invitations, authorities of agents, officers' posts."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from enterprises.models import AuthorityScope, MembershipRole, PostRole
from kernel.web.days import DayInput


def _day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    """A day, chosen by the browser's own control."""
    widget = DayInput()
    return forms.DateField(label=label, required=required, help_text=help_text, widget=widget)


class InviteForm(forms.Form):
    """Whom the firm asks, and as what."""

    email = forms.CharField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.TextInput(attrs={"type": "email", "autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=MembershipRole.choices,
        help_text=_("Filers work on documents; administrators also decide about people, tokens and agents."),
    )


class AuthorityForm(forms.Form):
    """Which agent may act for the firm, for what and how long."""

    agent = forms.CharField(
        label=_("Code of the agent"),
        max_length=18,
        help_text=_("Its customs code (ten characters) or unified social credit code (18)."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("For what"), choices=AuthorityScope.choices, widget=forms.CheckboxSelectMultiple
    )
    valid_from = _day(_("From"))
    last_day = _day(_("Last day"))

    @property
    def valid_to(self) -> date:
        """The first day after the last one."""
        last: date = self.cleaned_data["last_day"]
        return last + timedelta(days=1) if last < date.max else last


class PostForm(forms.Form):
    """Which officer gets which post, from when."""

    email = forms.CharField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.TextInput(attrs={"type": "email", "autocomplete": "off"}),
    )
    team = forms.ChoiceField(label=_("Team"))
    role = forms.ChoiceField(label=_("Post"), choices=PostRole.choices)
    valid_from = _day(_("From"))

    def __init__(self, *args: Any, teams: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["team"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(teams)


class OfficerForm(PostForm):
    """A new officer with a first post."""

    name = forms.CharField(label=_("Full name"), max_length=64)
    field_order = ["name", "email", "team", "role", "valid_from"]
