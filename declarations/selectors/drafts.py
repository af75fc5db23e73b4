"""Drafts of a firm: what stands in one, and the lists of them."""

from datetime import date
from decimal import Decimal
from json import dumps, loads
from typing import Any, NamedTuple
from uuid import UUID, uuid5
from zlib import compress, decompress

from django.db.models import QuerySet

from declarations.messages.definitions.lists import LIST_HEAD, LIST_LINE
from declarations.messages.typing import snake
from declarations.models import Draft, ImportList, ListLine
from declarations.rules.drafts import correcting_type, is_draft_number
from declarations.sets.loading import personal_of
from declarations.sets.shapes import SHAPES
from enterprises.facts import Actor
from kernel.money import plain
from kernel.orm.keys import unseal

_SPACE = UUID("b3c6d1de-54f4-5c8e-9a8f-0f2a86c0f5d3")


class Content(NamedTuple):
    """What was typed: texts by element name, as they stand in the fields.

    ``corrects`` is the pre-entry number of the list that this one corrects.
    """

    head: dict[str, str]
    lines: tuple[dict[str, str], ...]
    corrects: str = ""


class OpenDraft(NamedTuple):
    """A draft with its content opened."""

    row: Draft
    content: Content


def guid_of(number: str) -> str:
    """The guid under which this draft is filed, always the same: a double click files once."""
    return str(uuid5(_SPACE, number)).upper()


def pack(content: Content) -> bytes:
    """The content as bytes, the same content always the same."""
    said = [content.head, list(content.lines), content.corrects]
    return compress(dumps(said, ensure_ascii=False, sort_keys=True).encode())


def unpack(data: bytes) -> Content:
    """What ``pack`` was given."""
    head, lines, corrects = loads(decompress(data))
    return Content(head, tuple(lines), corrects)


def content_of(row: Draft) -> Content:
    """The content of a draft, opened; nothing is left of one that was filed."""
    if not row.content:
        return Content({}, ())
    return unpack(unseal(bytes(row.content), table=Draft._meta.db_table, row_id=row.pk))


def drafts_of(actor: Actor) -> QuerySet[Draft]:
    """The drafts of the actor's firm, newest first, without their content."""
    mine = Draft.objects.filter(firm_id=actor.firm_id or 0)
    return mine.defer("content").select_related("user").order_by("-id")


def draft_of(actor: Actor, *, number: str) -> OpenDraft | None:
    """One draft of the actor's firm with its content, or None."""
    if not is_draft_number(number):
        return None
    row = Draft.objects.filter(firm_id=actor.firm_id or 0, number=number).select_related("user").first()
    return OpenDraft(row, content_of(row)) if row is not None else None


def content_of_list(lst: ImportList, *, status: int) -> Content:
    """What a draft starts with that corrects this list of the own firm: its own values in full."""
    stored = {name: getattr(lst, name) for name in SHAPES["621"].columns}
    stored |= personal_of(ImportList, row_id=lst.pk, blob=bytes(lst.personal))
    names = {snake(element.name): element.name for element in LIST_HEAD.elements}
    head = {names[key]: _text(value) for key, value in stored.items() if key in names}
    head["appType"] = correcting_type(status)
    lines = tuple(
        {element.name: _text(getattr(line, snake(element.name))) for element in LIST_LINE.elements}
        for line in ListLine.objects.filter(list_id=lst.pk).order_by("gnum")
    )
    return Content(head, lines, lst.pre_no)


def _text(value: Any) -> str:
    """A stored value as its element writes it."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.strftime("%Y%m%d")
    return plain(value) if isinstance(value, Decimal) else str(value)
