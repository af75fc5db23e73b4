"""One difficulty as its two pages show it: what a firm reads, and what officers read besides."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from enterprises.facts import Actor
from enterprises.models import (
    Attachment,
    Difficulty,
    DifficultyClass,
    DifficultyEscalation,
    DifficultyEvent,
    DifficultyMention,
    DifficultyNote,
    User,
)
from enterprises.selectors.attachments import attachments_of
from kernel import mask

PUBLIC, INTERNAL, SYSTEM = "public", "internal", "system"
LAYERS = (PUBLIC, INTERNAL, SYSTEM)
ATTACHED_TO = "difficulty"
# These moves are told by the note that goes with them.
_TOLD_BY_NOTE = frozenset({"ask", "reply", "answer", "object", "reopen"})
_LOOKS = {
    "note": ("secondary", "message-square"),
    "question": ("orange", "circle-question-mark"),
    "reply": ("azure", "reply"),
    "answer": ("purple", "message-square-reply"),
    "objection": ("red", "circle-x"),
    "raise": ("azure", "flag"),
    "triage": ("blue", "hand"),
    "hand": ("secondary", "arrow-right-left"),
    "confirm": ("green", "circle-check"),
    "silence": ("green", "circle-check"),
    "withdraw": ("secondary", "undo-2"),
}


class Told(NamedTuple):
    """One entry of the story; ``layer`` says who may read it, ``mentions`` whom it names."""

    at: datetime
    title: str
    who: str
    text: str
    tone: str
    icon: str
    layer: str = PUBLIC
    mentions: tuple[str, ...] = ()


def public_notes(one: Difficulty) -> QuerySet[DifficultyNote]:
    """What the firm may read: never an internal note."""
    return DifficultyNote.objects.filter(difficulty_id=one.pk, internal=False).order_by("id")


def all_notes(one: Difficulty) -> QuerySet[DifficultyNote]:
    """Everything that was said, for officers."""
    return DifficultyNote.objects.filter(difficulty_id=one.pk).order_by("id")


def firm_story(one: Difficulty) -> list[Told]:
    """The story as the firm reads it, oldest first: officers are called customs, nothing internal in it."""
    told = [
        _note(note, who=_("Customs") if note.by_customs else note.by.name if note.by else "")
        for note in public_notes(one).select_related("by")
    ]
    told += [_event(event, who="") for event in _events(one) if event.verb != "hand"]
    return sorted(told, key=lambda entry: entry.at)


def officer_story(one: Difficulty, *, layer: str = "") -> list[Told]:
    """The story as officers read it, oldest first; people of the firm by masked names.

    ``layer`` narrows it to what the firm reads too, to what is internal, or to what the portal noted.
    """
    notes = list(all_notes(one).select_related("by"))
    events = _events(one)
    named = _named(notes)
    people = _people(
        {e.actor_id for e in events} | {int(e.note) for e in events if e.verb == "hand" and e.note}
    )
    told = [
        _note(note, who=name_for_officers(note.by), mentions=tuple(named.get(note.pk, ()))) for note in notes
    ]
    told += [_event(e, who=name_for_officers(people.get(e.actor_id or 0)), people=people) for e in events]
    told += [_escalation(row) for row in DifficultyEscalation.objects.filter(difficulty_id=one.pk)]
    shown = [entry for entry in told if not layer or entry.layer == layer]
    return sorted(shown, key=lambda entry: entry.at)


def public_files(one: Difficulty) -> list[Attachment]:
    """The attachments that the firm may open."""
    return attachments_of(ATTACHED_TO, subject_ids=[one.pk], public_only=True).get(one.pk, [])


def all_files(one: Difficulty) -> list[Attachment]:
    """All attachments, for officers."""
    return attachments_of(ATTACHED_TO, subject_ids=[one.pk]).get(one.pk, [])


def last_words(one: Difficulty, *, kind: str) -> str:
    """The latest public note of this kind: the question that waits, the answer to confirm."""
    notes = public_notes(one).filter(kind=kind).order_by("-id")
    return notes.values_list("text", flat=True).first() or ""


def waiting_mentions(actor: Actor) -> QuerySet[DifficultyMention]:
    """Where colleagues named the actor, not opened yet."""
    rows = DifficultyMention.objects.filter(user_id=actor.user_id or 0, opened_at__isnull=True)
    return rows.select_related("note__difficulty").order_by("-id")


def _events(one: Difficulty) -> list[DifficultyEvent]:
    """The moves that no note tells."""
    rows = DifficultyEvent.objects.filter(subject_id=one.pk).exclude(verb__in=_TOLD_BY_NOTE)
    return list(rows.order_by("id"))


def _people(ids: Iterable[int | None]) -> dict[int, User]:
    """People by id."""
    return User.objects.in_bulk([pk for pk in ids if pk])


def _named(notes: Iterable[DifficultyNote]) -> dict[int, list[str]]:
    """Whom each note names."""
    rows = DifficultyMention.objects.filter(note_id__in=[note.pk for note in notes])
    named: dict[int, list[str]] = {}
    for note_id, name in rows.order_by("id").values_list("note_id", "user__name"):
        named.setdefault(note_id, []).append(name)
    return named


def name_for_officers(user: User | None) -> str:
    """An officer by name, a person of the firm by masked name, the portal by nothing."""
    if user is None:
        return ""
    return user.name if user.kind == "officer" else mask.name(user.name)


def _note(note: DifficultyNote, *, who: str, mentions: tuple[str, ...] = ()) -> Told:
    """A note as an entry."""
    layer = INTERNAL if note.internal else PUBLIC
    return Told(note.at, str(note.get_kind_display()), who, note.text, *_LOOKS[note.kind], layer, mentions)


def _event(event: DifficultyEvent, *, who: str, people: dict[int, User] | None = None) -> Told:
    """A move as an entry."""
    return Told(event.at, _title(event, people=people or {}), who, _said(event), *_LOOKS[event.verb], SYSTEM)


def _title(event: DifficultyEvent, *, people: dict[int, User]) -> str:
    """What a move is called."""
    if event.verb == "hand":
        return _("Handed to %(name)s") % {"name": name_for_officers(people.get(int(event.note or 0)))}
    if event.verb == "triage" and event.note in DifficultyClass.values:
        return _("Taken in hand: %(kind)s") % {"kind": DifficultyClass(event.note).label}
    return {
        "raise": _("Raised"),
        "triage": _("Taken in hand"),
        "confirm": _("Confirmed by the firm"),
        "silence": _("Closed, the firm said nothing more"),
        "withdraw": _("Withdrawn by the firm"),
    }[event.verb]


def _said(event: DifficultyEvent) -> str:
    """What goes with a move: the firm's mark and remark."""
    if event.verb != "confirm":
        return ""
    mark, _space, remark = event.note.partition(" ")
    return " · ".join(filter(None, (_("Satisfaction %(mark)s of 5") % {"mark": mark}, remark)))


def _escalation(row: DifficultyEscalation) -> Told:
    """An escalation as an entry."""
    title = _("Brought before the chief: %(why)s") % {"why": row.get_level_display()}
    return Told(row.at, title, "", "", "red", "siren", SYSTEM)
