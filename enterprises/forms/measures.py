"""Forms of the catalogue: they read what was typed; the services judge it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from enterprises.models import MeasureAccess, MeasureOpenTo


class ReasonForm(forms.Form):
    """Why something ends or is refused."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class WordsForm(forms.Form):
    """What a measure says, in both languages; ``version`` is the one that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    title_zh = forms.CharField(label=_("Title in Chinese"), max_length=60)
    title_en = forms.CharField(label=_("Title in English"), max_length=100)
    text_zh = forms.CharField(
        label=_("Text in Chinese"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5})
    )
    text_en = forms.CharField(
        label=_("Text in English"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )
    source_zh = forms.CharField(label=_("Legal source in Chinese"), max_length=300)
    source_en = forms.CharField(label=_("Legal source in English"), max_length=300)


class MeasureForm(WordsForm):
    """A new measure."""

    code = forms.CharField(
        label=_("Short name"),
        max_length=40,
        help_text=_("Stands in the address of its page: small letters, digits and underscores."),
    )
    access = forms.ChoiceField(label=_("How one comes to it"), choices=MeasureAccess.choices)
    open_to = forms.ChoiceField(label=_("For whom"), choices=MeasureOpenTo.choices)

    field_order = ("code", "access", "open_to")
