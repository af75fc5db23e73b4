"""What a person asks of a list: words to look for, and the day."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.web.days import DayInput


class FilterForm(forms.Form):
    """The filter above a list; both fields may stay empty."""

    q = forms.CharField(
        label=_("Search"), max_length=80, required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    on = forms.DateField(
        label=_("On the day"),
        required=False,
        widget=DayInput(),
        input_formats=["%Y-%m-%d"],
    )


class SearchForm(forms.Form):
    """The filter above a list that is shown for all days."""

    q = forms.CharField(
        label=_("Search"), max_length=80, required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
