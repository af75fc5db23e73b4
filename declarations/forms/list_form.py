"""The import list as a form: its head in sections, its lines under permanent keys, its reasons."""

from collections.abc import Iterable, Mapping, Sequence
from re import compile as compile_pattern
from typing import NamedTuple

from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from declarations.forms.elements import Choices, ElementsForm, FieldView, shown_text
from declarations.forms.sections import FIXED, LINE_ELEMENTS, LINE_FIXED, LINE_RARE, SECTIONS, Word
from declarations.messages.definitions import Entity
from declarations.messages.definitions.lists import LIST_HEAD, LIST_LINE
from declarations.selectors.drafts import Content
from kernel.web.findings import Finding, by_path

_LINE = compile_pattern(r"lines\[(\d{1,4})\](?:\.(\w+))?\Z")
_KEY = compile_pattern(r"[1-9]\d{0,5}\Z")
_MOST_KEYS = 200
# Where each element of the head stands on the page.
_PLACES = {
    name: place for place, name in enumerate(name for s in SECTIONS for name in (*s.elements, *s.rare))
}


class SectionView(NamedTuple):
    """One section of the head; ``is_open`` unfolds the rare fields, one of which has a reason."""

    key: str
    title: Word
    text: Word
    fields: list[FieldView]
    rare: list[FieldView]
    is_open: bool
    wrong: int


class LineView(NamedTuple):
    """One line: its permanent key, and its place, which is the number it is filed under."""

    key: str
    place: int
    fields: list[FieldView]
    rare: list[FieldView]
    is_open: bool
    hidden: list[SafeString]
    errors: tuple[Finding, ...]


class SummaryError(NamedTuple):
    """A reason in the summary; ``target`` is the id of the control it leads to."""

    target: str
    sentence: str


class ListForm:
    """What the page shows and sends back: a content, the draft's number and the version opened.

    Lines are known by keys that are never given twice, so that ids and names stay the same when
    another line is removed.
    """

    def __init__(
        self,
        content: Content,
        *,
        number: str,
        version: int,
        choices: Choices,
        keys: Sequence[str] = (),
        said: Iterable[Finding] = (),
    ) -> None:
        self.number, self.version, self.corrects = number, version, content.corrects
        self.choices, self.mode = choices, content.head.get("tradeMode", "")
        self.keys = list(keys) or [str(place) for place, _line in enumerate(content.lines, start=1)]
        self.said = list(said)
        self.notes: Mapping[str, object] = {}
        self._by_path = by_path(self.said)
        self.head = ElementsForm(
            LIST_HEAD, values=_shown(LIST_HEAD, FIXED | content.head), mode=self.mode, choices=choices
        )
        self._lines = [self._line(values, key) for key, values in zip(self.keys, content.lines, strict=True)]

    @classmethod
    def from_post(cls, post: QueryDict, *, number: str, choices: Choices) -> "ListForm":
        """The form as it was sent, lines in their order."""
        keys = list(dict.fromkeys(key for key in post.getlist("line") if _KEY.match(key)))[:_MOST_KEYS]
        head = {e.name: _typed(post, e.name) for e in LIST_HEAD.elements if e.name in post}
        lines = tuple(
            {
                e.name: _typed(post, f"lines-{key}-{e.name}")
                for e in LIST_LINE.elements
                if f"lines-{key}-{e.name}" in post
            }
            for key in keys
        )
        version = post.get("version", "0")
        form = cls(
            Content(head, lines, post.get("corrects", "")[:18]),
            number=number,
            version=int(version) if _KEY.match(version) else 0,
            choices=choices,
            keys=keys,
        )
        form.keys = keys
        return form

    def content(self) -> Content:
        """What was typed, in element texts; what the mode does not ask for is kept as well."""
        return Content(self.head.texts(), tuple(line.texts() for line in self._lines), self.corrects)

    def show(self, said: Iterable[Finding]) -> None:
        """Take reasons to be shown above and beside the fields."""
        self.said = list(said)
        self._by_path = by_path(self.said)

    def with_line(self, values: dict[str, str]) -> LineView:
        """A further line at the end, under a key that no line of this form has had."""
        key = str(max((int(key) for key in self.keys), default=0) + 1)
        self.keys.append(key)
        self._lines.append(self._line(values, key))
        return self.lines()[-1]

    def without_line(self, key: str) -> None:
        """Take a line out; the others keep their keys."""
        if key in self.keys:
            place = self.keys.index(key)
            del self.keys[place], self._lines[place]

    def line_values(self, key: str) -> dict[str, str]:
        """What one line says, for copying it; empty where there is none."""
        return self._lines[self.keys.index(key)].texts() if key in self.keys else {}

    def sections(self) -> list[SectionView]:
        """The head, section by section, with only the fields that the mode asks for."""
        views = []
        for section in SECTIONS:
            fields = [self._head_field(name) for name in section.elements if self.head.is_shown(name)]
            rare = [self._head_field(name) for name in section.rare if self.head.is_shown(name)]
            wrong = sum(1 for view in (*fields, *rare) if view.errors)
            opened = any(view.errors for view in rare)
            views.append(SectionView(section.key, section.title, section.text, fields, rare, opened, wrong))
        return views

    def lines(self) -> list[LineView]:
        """The lines in order."""
        return [self._line_view(form, place) for place, form in enumerate(self._lines, start=1)]

    def errors(self) -> list[SummaryError]:
        """The refusing reasons for the summary in the order of the page, each leading to its control."""
        said = sorted((f for f in self.said if f.refuses), key=lambda f: _PLACES.get(f.path, len(_PLACES)))
        found = [SummaryError(self._target(f.path), self._sentence(f)) for f in said]
        return list(dict.fromkeys(found))

    def warnings(self) -> list[Finding]:
        """What does not stop the list."""
        return [finding for finding in self.said if not finding.refuses]

    def _line(self, values: dict[str, str], key: str) -> ElementsForm:
        return ElementsForm(
            LIST_LINE,
            values=_shown(LIST_LINE, LINE_FIXED | values),
            mode=self.mode,
            choices=self.choices,
            fixed=LINE_FIXED,
            line=key,
        )

    def _head_field(self, name: str) -> FieldView:
        return self.head.view(name, path=name, findings=self._refusing(name), notes=self.notes)

    def _line_view(self, form: ElementsForm, place: int) -> LineView:
        def view(name: str) -> FieldView:
            path = f"lines[{place}].{name}"
            return form.view(name, path=path, findings=self._refusing(path), notes=self.notes)

        fields = [view(name) for name in LINE_ELEMENTS if form.is_shown(name)]
        rare = [view(name) for name in LINE_RARE if form.is_shown(name)]
        return LineView(
            key=form.line,
            place=place,
            fields=fields,
            rare=rare,
            is_open=any(one.errors for one in rare),
            hidden=form.hidden(),
            errors=tuple(self._refusing(f"lines[{place}]")),
        )

    def _refusing(self, path: str) -> list[Finding]:
        return [finding for finding in self._by_path.get(path, []) if finding.refuses]

    def _target(self, path: str) -> str:
        """The id of the control that ``path`` stands for; empty where the form has none."""
        found = _LINE.match(path)
        if found and int(found.group(1)) <= len(self.keys):
            key, name = self.keys[int(found.group(1)) - 1], found.group(2) or ""
            shown = self._lines[int(found.group(1)) - 1].is_shown(name)
            return f"id_lines-{key}-{name}" if shown else f"line-{key}"
        if path.startswith(("lines", "InventoryList")):
            return "lines"
        return f"id_{path}" if self.head.is_shown(path) else ""

    def _sentence(self, finding: Finding) -> str:
        """The reason with the label of its field, as the field itself shows it."""
        found = _LINE.match(finding.path)
        if found and int(found.group(1)) <= len(self._lines):
            line, name = self._lines[int(found.group(1)) - 1], found.group(2) or ""
            label = line.fields[name].label if name in line.fields else ""
            where = _("Line %(number)s") % {"number": found.group(1)}
            return ": ".join(filter(None, (where, str(label or ""), finding.sentence)))
        named = self.head.fields.get(finding.path)
        return f"{named.label}: {finding.sentence}" if named is not None else finding.sentence


def _typed(post: QueryDict, name: str) -> str:
    """What was typed into one field, without what no database can keep."""
    return post.get(name, "").replace("\0", "").strip()


def _shown(entity: Entity, values: dict[str, str]) -> dict[str, str]:
    """Element texts as fields show them."""
    known = entity.by_name
    return {name: shown_text(text, element=known[name]) for name, text in values.items() if name in known}
