"""A plain form over one entity of a message definition: a text field for each element."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from re import compile as compile_pattern
from typing import Any, NamedTuple

from django import forms
from django.urls import reverse
from django.utils.safestring import SafeString

from codelists.selectors import local_name
from declarations.forms.sections import (
    DATALISTS,
    FIXED,
    GIVEN,
    HINTS,
    LINE_HINTS,
    LOOKUPS,
    SELECTS,
    WIDE,
    Word,
    is_wanted,
    keyboard,
)
from declarations.messages.definitions import Element, Entity, Kind
from declarations.rules.drafts import is_asked
from kernel.templatetags.portal import error_id
from kernel.web.days import DayInput
from kernel.web.findings import Finding

Choice = tuple[str, str]
_ISO = compile_pattern(r"(\d{4})-(\d{2})-(\d{2})\Z")


class Choices(NamedTuple):
    """What the fields offer, in the reader's language; datalists only suggest."""

    modes: list[Choice]
    app_types: list[Choice]
    offices: list[Choice]
    transport_modes: list[Choice]
    package_types: list[Choice]
    units: list[Choice]
    countries: list[Choice]
    ledgers: list[Choice]
    records: list[Choice]


class FieldView(NamedTuple):
    """One field ready to be shown; ``note`` is the id of the place where a looked-up name appears.

    ``known`` is what is known of its code already.
    """

    name: str
    id: str
    label: str
    path: str
    hint: Word
    wanted: bool
    wide: bool
    note: str
    known: object
    control: SafeString
    errors: tuple[Finding, ...]


class ElementsForm(forms.Form):
    """Every element of an entity that people give, as texts; nothing is required here.

    The rules judge what was typed when it is filed, so a field never refuses what it is given.
    """

    def __init__(
        self,
        entity: Entity,
        *,
        values: Mapping[str, str],
        mode: str,
        choices: Choices,
        fixed: Mapping[str, str] = FIXED,
        line: str = "",
    ) -> None:
        """``line``: the permanent key of a line, empty for the head."""
        prefix = f"lines-{line}" if line else None
        named = {f"{prefix}-{k}" if prefix else k: v for k, v in values.items()}
        super().__init__(named, prefix=prefix, auto_id="id_%s")
        self.mode, self.line = mode, line
        self.elements = {e.name: e for e in entity.elements if e.name not in GIVEN}
        for name, element in self.elements.items():
            hidden = name in fixed or not is_asked(name, mode=mode)
            widget = forms.HiddenInput() if hidden else self._widget(element, values.get(name, ""), choices)
            self.fields[name] = forms.CharField(required=False, widget=widget, label=label_of(element))

    def texts(self) -> dict[str, str]:
        """What was typed, by element name, as elements write it; absent ones empty."""
        self.is_valid()
        return {name: self._element_text(name) for name in self.elements}

    def _element_text(self, name: str) -> str:
        text: str = self.cleaned_data.get(name, "")
        day = _ISO.match(text) if self.elements[name].kind is Kind.DATE else None
        return "".join(day.groups()) if day else text

    def view(
        self, name: str, *, path: str, findings: Iterable[Finding], notes: Mapping[str, object]
    ) -> FieldView:
        """One field with its reasons, ready for the template."""
        bound, errors = self[name], tuple(findings)
        hint = HINTS.get(name, "")
        if self.line:
            hint = LINE_HINTS.get(name, hint)
        note = f"note-{bound.auto_id}" if self._is_noted(name) else ""
        described = [f"{bound.auto_id}_hint"] if hint else []
        described += [error_id(path)] if errors else []
        described += [note] if note else []
        attrs: dict[str, Any] = {"class": bound.field.widget.attrs.get("class", "")}
        if described:
            attrs["aria-describedby"] = " ".join(described)
        if errors:
            attrs |= {"class": attrs["class"] + " is-invalid", "aria-invalid": "true"}
        element = self.elements[name]
        return FieldView(
            name=name,
            id=bound.auto_id,
            label=str(bound.label),
            path=path,
            hint=hint,
            wanted=is_wanted(element, mode=self.mode),
            wide=name in WIDE,
            note=note,
            known=notes.get(bound.auto_id),
            control=bound.as_widget(attrs=attrs),
            errors=errors,
        )

    def hidden(self) -> list[SafeString]:
        """The fields that are carried along unseen."""
        return [bound.as_widget() for bound in self if bound.is_hidden]

    def is_shown(self, name: str) -> bool:
        """Whether the field is one that people see."""
        return name in self.fields and not self.fields[name].widget.is_hidden

    def _is_noted(self, name: str) -> bool:
        return name in LOOKUPS or name == "gcode" or DATALISTS.get(name) in ("units", "countries", "records")

    def _widget(self, element: Element, value: str, choices: Choices) -> forms.Widget:
        name = element.name
        if name in SELECTS:
            return _select(getattr(choices, SELECTS[name]), value, attrs=self._switch(name))
        attrs: dict[str, Any] = {"class": "form-control", "autocomplete": "off"} | keyboard(element)
        if name in DATALISTS:
            attrs["list"] = DATALISTS[name]
        if name in LOOKUPS or name in ("gcode", "itemRecordNo"):
            attrs |= self._lookup(name)
        if element.kind is Kind.DATE and (not value or _ISO.match(value)):
            return DayInput(attrs)
        if name in ("note", "gmodel", "consigneeAddress"):
            return forms.Textarea(attrs=attrs | {"rows": 2})
        return forms.TextInput(attrs=attrs)

    def _switch(self, name: str) -> dict[str, str]:
        """Another mode asks for other fields: the server sends them."""
        if name != "tradeMode":
            return {}
        fields = reverse("declarations:form_fields")
        return {"hx-post": fields, "hx-target": "#list-fields", "hx-swap": "outerHTML"}

    def _lookup(self, name: str) -> dict[str, str]:
        """A name that belongs to a code is asked for when the code has been typed."""
        field = self.add_prefix(name)
        return {
            "hx-get": f"{reverse('declarations:lookup')}?field={name}&line={self.line}",
            "hx-target": f"#note-id_{field}",
            "hx-include": "#id_emsNo",
            "hx-trigger": "change",
        }


def label_of(element: Element) -> str:
    """The element's name in the active language."""
    return local_name(element.zh, en=element.en)


def shown_text(text: str, *, element: Element) -> str:
    """An element's text as its field shows it: days as a date field wants them."""
    return _as_day(text) if element.kind is Kind.DATE else text


def _as_day(text: str) -> str:
    """``20260512`` as ``2026-05-12``; anything that is no such day stays as it is."""
    try:
        day = datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007 - a day, no moment
    except ValueError:
        return text
    return day.isoformat() if len(text) == 8 else text


def _select(offered: list[Choice], value: str, *, attrs: dict[str, str]) -> forms.Widget:
    """A choice that also shows a value it does not know, so that nothing typed is lost."""
    known = [("", "—"), *offered]
    if value not in dict(known):
        known.append((value, value))
    return forms.Select(attrs={"class": "form-select"} | attrs, choices=known)
