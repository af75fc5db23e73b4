"""How the pages of this room write statuses, documents and values: made once here, not in templates."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from codelists.selectors import local_name, names
from declarations.models import Finding
from declarations.rules import flow
from declarations.selectors.cases import Side, Value
from declarations.selectors.words import shown as spoken
from kernel.clock import SHANGHAI
from kernel.money import plain
from kernel.refusal import Refused
from kernel.web import findings as words

_LOOKS = {
    1: ("secondary", "archive"),
    3: ("yellow", "hourglass"),
    90: ("secondary", "history"),
    100: ("red", "circle-x"),
    120: ("blue", "circle-dot"),
    300: ("azure", "file-search"),
    500: ("purple", "package-search"),
    700: ("orange", "undo-2"),
    800: ("green", "circle-check"),
}
_BALLS: Mapping[int, str | Promise] = {
    flow.STORED: gettext_lazy("With the declarant: stored, not declared yet."),
    flow.WAITING: gettext_lazy("With the firms whose documents are missing."),
    flow.SUPERSEDED: gettext_lazy("With nobody: a newer version took its place."),
    flow.REJECTED: gettext_lazy("With the declarant: correct it and file it again."),
    flow.ACCEPTED: gettext_lazy("With the portal: it is about to be selected."),
    flow.REVIEW: gettext_lazy("With customs: an officer reviews it."),
    flow.INSPECTION: gettext_lazy("With customs: the goods are inspected."),
    flow.SENT_BACK: gettext_lazy("With nobody: the goods go back abroad."),
    flow.RELEASED: gettext_lazy("With nobody: it is released."),
}
KINDS: Mapping[str, str | Promise] = {
    "order": gettext_lazy("Order"),
    "payment": gettext_lazy("Payment"),
    "waybill": gettext_lazy("Waybill"),
    "list": gettext_lazy("Import list"),
    "guarantee": gettext_lazy("Room in the guarantee"),
    "suspension": gettext_lazy("End of a suspension"),
    "stop": gettext_lazy("End of a stop"),
}
# What the page looks at again by itself.
MOVING = frozenset({flow.WAITING, flow.ACCEPTED})


class Status(NamedTuple):
    """A status in words, with colour and icon."""

    code: int
    label: str
    tone: str
    icon: str


class Cell(NamedTuple):
    """One element of one document; ``is_named_only``: another firm's value, which is not shown."""

    id: str
    element: str
    label: str
    text: str
    personal: bool
    rules: tuple[str, ...]
    is_named_only: bool


class Reason(NamedTuple):
    """A finding as a sentence, with the fields it speaks of as links on the same page."""

    code: str
    severity: str
    sentence: str
    links: tuple[tuple[str, str], ...]


def status_names(on: date) -> dict[str, str]:
    """The official names of statuses; the portal's own one is added."""
    return names("statuses", on=on) | {str(flow.SUPERSEDED): _("Superseded by a newer version")}


def status_of(code: int, *, known: Mapping[str, str]) -> Status:
    """The status as words, colour and icon."""
    tone, icon = _LOOKS.get(code, ("secondary", "circle-dot"))
    return Status(code, known.get(str(code), str(code)), tone, icon)


def ball(status: int, *, is_theirs: bool = False) -> str:
    """Who has to act now; ``is_theirs``: what refused the list stands in other firms' documents too."""
    if status == flow.REJECTED and is_theirs:
        return _("With the firms whose documents differ, then with the declarant, who files it again.")
    return str(_BALLS.get(status, ""))


def speaks_of_others(found: Iterable[Finding]) -> bool:
    """Whether a refusing finding points at an order, a payment or a waybill."""
    paths = (path for one in found if one.severity == "refuse" for path in (one.path, one.against))
    return any(path.partition(".")[0] in ("order", "payment", "waybill") for path in paths)


def text_of(value: Any) -> str:
    """A stored value as a page shows it."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
    return value.isoformat() if isinstance(value, date) else str(value)


def cell_id(element: str, *, side: str) -> str:
    """The id of one value on the page, for the findings that lead to it."""
    place = element.replace("[", "-").replace("].", "-")
    return f"v-{side}-{place}"


def cells(side: Side) -> list[Cell]:
    """The head of one document, differing elements first."""
    made = [_cell(side, value, value.element) for value in side.values]
    return sorted(made, key=lambda cell: not cell.rules)


def line_cells(side: Side) -> list[dict[str, Cell]]:
    """The lines of one document, each by element name."""
    rows = []
    for line in side.lines:
        number = next(value.value for value in line if value.element == "gnum")
        rows.append({v.element: _cell(side, v, f"lines[{number}].{v.element}") for v in line})
    return rows


def _cell(side: Side, value: Value, place: str) -> Cell:
    return Cell(
        id=cell_id(place, side=side.name),
        element=value.element,
        label=local_name(value.zh, en=value.en),
        text=text_of(value.value),
        personal=value.personal,
        rules=tuple(dict.fromkeys(value.differs)),
        is_named_only=not side.visible,
    )


def reasons(found: Sequence[Finding], *, shown_ids: Iterable[str] = (), home: str = "list") -> list[Reason]:
    """Stored findings as sentences; refusing ones first; a field is a link where the page shows it.

    ``home`` is the document that paths without a name belong to.
    """
    ids = frozenset(shown_ids)
    made = [_reason(one, ids, home) for one in spoken(found)]
    order = {"refuse": 0, "ask": 1, "warn": 2}
    return sorted(dict.fromkeys(made), key=lambda reason: order.get(reason.severity, 3))


def _reason(one: words.Finding, ids: frozenset[str], home: str) -> Reason:
    links = tuple(_link(path, ids, home) for path in (one.path, one.against) if path)
    return Reason(one.code, one.severity, one.sentence, links)


def _link(path: str, ids: frozenset[str], home: str) -> tuple[str, str]:
    """The field in words and the id it stands under; no id where the page does not show it."""
    side, place = _split(path, home)
    target = cell_id(place, side=side)
    return f"{KINDS[side]}: {place}", target if target in ids else ""


def _split(path: str, home: str) -> tuple[str, str]:
    side, dot, place = path.partition(".")
    return (side, place) if dot and side in KINDS else (home, path)


def errors_at(target: str, *, refused: Refused | None) -> list[dict[str, str]]:
    """The reasons of a refusal for the error summary, all leading to one control."""
    if refused is None:
        return []
    return [{"target": target, "sentence": one.sentence} for one in words.findings(refused)]
