"""The form of what somebody wants to be told, and by which way."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from enterprises.rules.notices import Choice
from enterprises.selectors.notices import KindChoice, TopicChoice


class Line(NamedTuple):
    """One kind with its two controls; ``bell`` is None where it always counts."""

    kind: KindChoice
    bell: BoundField | None
    mail: BoundField


class Section(NamedTuple):
    """One topic with the lines of its kinds."""

    topic: TopicChoice
    lines: tuple[Line, ...]


class ChoicesForm(forms.Form):
    """Two boxes for each kind: whether it counts as unread, and whether it is mailed."""

    def __init__(self, topics: Sequence[TopicChoice], data: Any = None) -> None:
        super().__init__(data)
        self._topics = topics
        for topic in topics:
            for kind in topic.kinds:
                if not kind.urgent:
                    self.fields[f"bell_{kind.code}"] = _box(_("Count"), on=kind.now.bell)
                self.fields[f"mail_{kind.code}"] = _box(_("Mail"), on=kind.now.mail)

    def sections(self) -> tuple[Section, ...]:
        """The topics as the page shows them."""
        return tuple(Section(topic, tuple(map(self._line, topic.kinds))) for topic in self._topics)

    def _line(self, kind: KindChoice) -> Line:
        return Line(kind, None if kind.urgent else self[f"bell_{kind.code}"], self[f"mail_{kind.code}"])

    def choices(self) -> dict[str, Choice]:
        """What was chosen, by kind."""
        values = self.cleaned_data
        return {
            kind.code: Choice(kind.urgent or values[f"bell_{kind.code}"], values[f"mail_{kind.code}"])
            for topic in self._topics
            for kind in topic.kinds
        }


def _box(label: Any, *, on: bool) -> forms.BooleanField:
    return forms.BooleanField(label=label, initial=on, required=False)
