"""Raising difficulties: by the firm on its page, or by an officer who took a call, a visit or a letter."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from codelists.selectors import is_working_day
from enterprises.facts import Actor, Audience, ToFirm
from enterprises.models import Difficulty, DifficultyBall, DifficultyLink, Firm
from enterprises.permissions import check_may_see_difficulties
from enterprises.rules import access, numbers
from enterprises.rules import difficulties as law
from enterprises.rules import difficulties_clock as clockwork
from enterprises.rules.difficulties import Draft as Draft
from enterprises.selectors.coordination import coordinators_of
from enterprises.selectors.difficulties import is_kept_away, team_of
from enterprises.services.attachments import Upload
from enterprises.services.difficulties_file import TRAIL, attach_files, customs_side, days_of, tell
from enterprises.services.numbering import next_no
from kernel.orm.ids import reserve
from kernel.orm.trail import Entry, enter_many
from kernel.orm.tx import intention, require_transaction
from kernel.refusal import Refused, Violation

_UNTIL_TRIAGE = "simple"


@dataclass(frozen=True)
class Raised:
    """A difficulty just raised."""

    difficulty_id: int
    number: str


def raise_difficulty(
    *,
    actor: Actor,
    draft: Draft,
    at: datetime,
    firm_id: int | None = None,
    uploads: Iterable[Upload] = (),
) -> Raised:
    """Raise a difficulty of the actor's own firm, or as an officer on behalf of the firm ``firm_id``.

    A suspended firm may: it must be able to be heard.

    Raises:
        Refused: all that is wrong with the draft; no such firm, no office in charge, a recused officer.
    """
    with intention():
        return raise_difficulty_step(firm_id=firm_id, draft=draft, actor=actor, at=at, uploads=uploads)


def raise_difficulty_step(
    *,
    firm_id: int | None,
    draft: Draft,
    actor: Actor,
    at: datetime,
    uploads: Iterable[Upload] = (),
) -> Raised:
    """The same inside an open transaction; the public number is taken, so lock nothing after it.

    First-asked responsibility: the officer who takes it down owns it; one that the firm raises itself
    belongs to its coordinator, or to nobody before triage. Until triage its clock is that of a simple one.

    Raises:
        Refused: as ``raise_difficulty``.
        RuntimeError: no intention is open.
    """
    require_transaction()
    firm = _firm(firm_id, actor=actor, at=at)
    if actor.is_firm:
        draft = draft._replace(channel="page")
    violations = law.judge_draft(draft)
    if violations:
        raise Refused(*violations)
    one = _enter(firm, draft=draft, actor=actor, at=at)
    _link(one, draft.links, actor=actor, at=at)
    attach_files(one, uploads=uploads, actor=actor, at=at, public=True)
    _announce(one, actor=actor, at=at)
    return Raised(one.pk, one.number)


def _enter(firm: Firm, *, draft: Draft, actor: Actor, at: datetime) -> Difficulty:
    """The new file with its number, owner and clock."""
    owner_id, team_id = _owner(firm, actor=actor, at=at)
    values = {
        "number": next_no(numbers.DIFFICULTY, office=firm.office, at=at),
        "firm_id": firm.pk,
        "office": firm.office,
        "raised_by_id": actor.user_id,
        "raised_for": not actor.is_firm,
        "owner_id": owner_id,
        "team_id": team_id,
        **_said(draft),
        **_fresh_clock(at),
    }
    (pk,) = reserve(1)
    entry = Entry(pk, "raise", tuple(values.values()))
    enter_many(TRAIL, [entry], columns=tuple(values), at=at, actor_id=actor.user_id)
    return Difficulty.objects.get(pk=pk)


def _said(draft: Draft) -> dict[str, object]:
    """The columns of what was typed; the linked documents have a table of their own."""
    said = draft._replace(title=draft.title.strip(), text=draft.text.strip())._asdict()
    del said["links"]
    return said


def _fresh_clock(at: datetime) -> dict[str, object]:
    """The columns of a clock that begins now, and of a file that nobody has worked on."""
    return {
        "raised_at": at,
        "clock_from": at,
        "due_at": clockwork.due_at(at, days=days_of(_UNTIL_TRIAGE, at=at), working=is_working_day),
        "paused_days": 0,
        "round": 1,
        "triage": "",
        "ball": DifficultyBall.CUSTOMS.value,
        "closed_how": "",
        "mark_remark": "",
    }


def _firm(firm_id: int | None, *, actor: Actor, at: datetime) -> Firm:
    """The firm whose difficulty it is, after the actor's right to raise one has been checked."""
    check_may_see_difficulties(actor)
    if actor.is_firm:
        firm_id = actor.firm_id
    firm = Firm.objects.filter(pk=firm_id or 0).first()
    if firm is None or (actor.is_officer and firm.office not in actor.offices):
        raise Refused(Violation(access.UNKNOWN_FIRM, "firm"))
    if not firm.office:
        raise Refused(Violation(law.NO_OFFICE))
    if is_kept_away(actor, firm_id=firm.pk, at=at):
        raise Refused(Violation(law.RECUSED))
    return firm


def _owner(firm: Firm, *, actor: Actor, at: datetime) -> tuple[int | None, int | None]:
    """Who was asked first, and the department of that officer."""
    if actor.is_officer:
        return actor.user_id, actor.team_id
    card = coordinators_of([firm.pk], at=at).get(firm.pk)
    return (card.user_id, team_of(card.user_id, at=at)) if card else (None, None)


def _link(one: Difficulty, links: Iterable[tuple[str, str]], *, actor: Actor, at: datetime) -> None:
    """Keep the documents that the difficulty is about, each once."""
    DifficultyLink.objects.bulk_create(
        [
            DifficultyLink(difficulty_id=one.pk, kind=kind, number=number, by_id=actor.user_id, at=at)
            for kind, number in dict.fromkeys(links)
        ]
    )


def _announce(one: Difficulty, *, actor: Actor, at: datetime) -> None:
    """Tell the other side."""
    if actor.is_firm:
        tell("difficulty_raised", number=one.number, to=customs_side(one), at=at)
    else:
        to: list[Audience] = [ToFirm(one.firm_id)]
        tell("difficulty_registered", number=one.number, to=to, at=at)
