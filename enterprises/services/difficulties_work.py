"""What customs does with a difficulty: triage, questions, the answer, handing over, notes, changes."""

from collections.abc import Collection, Iterable
from datetime import datetime

from codelists.selectors import is_working_day
from enterprises.facts import Actor, Audience, ToUsers
from enterprises.models import (
    Difficulty,
    DifficultyBall,
    DifficultyChange,
    DifficultyHelp,
    DifficultyMention,
)
from enterprises.permissions import check_may_see_difficulties, check_may_work_difficulties
from enterprises.rules import difficulties as law
from enterprises.rules import difficulties_clock as clockwork
from enterprises.selectors.difficulties import colleagues, departments, team_of, visible
from enterprises.services.attachments import Upload
from enterprises.services.difficulties_file import (
    customs_side,
    days_of,
    end_pause,
    firm_side,
    lock_difficulty,
    move,
    tell,
    write_note,
)
from kernel.orm.tx import intention
from kernel.refusal import Refused, Violation


def triage(
    *, actor: Actor, number: str, triage: str, urgency: str, team_id: int | None, at: datetime
) -> None:
    """Take the difficulty in hand, or judge it anew: by when it is answered and which department owns it.

    The clock counts from the raising. The officer becomes the owner where nobody owns it yet.

    Raises:
        Refused: not an officer who works on difficulties, none such, recused, an unknown choice.
        Conflict: it has moved on.
    """
    check_may_work_difficulties(actor)
    with intention():
        one = lock_difficulty(number, actor=actor, at=at)
        team_id = team_id or one.team_id or actor.team_id
        _check_choice(triage, among=clockwork.CLASSES, path="triage")
        _check_choice(urgency, among=law.URGENCIES, path="urgency")
        _check_teams({team_id} - {None, one.team_id, actor.team_id}, one=one, actor=actor)
        due_at = clockwork.due_with_pauses(
            one.clock_from, days=days_of(triage, at=at), paused=one.paused_days, working=is_working_day
        )
        values = {
            "triage": triage,
            "urgency": urgency,
            "owner_id": one.owner_id or actor.user_id,
            "team_id": team_id,
            "due_at": due_at,
        }
        move(one, verb="triage", actor=actor, at=at, note=triage, values=values)


def ask(*, actor: Actor, number: str, text: str, at: datetime, uploads: Iterable[Upload] = ()) -> None:
    """Ask the firm; its clock rests until the reply.

    Raises:
        Refused: not an officer who works on difficulties, none such, recused, nothing asked.
        Conflict: it has moved on.
    """
    check_may_work_difficulties(actor)
    with intention():
        one = lock_difficulty(number, actor=actor, at=at)
        move(
            one, verb="ask", actor=actor, at=at, values={"paused_from": at, "ball": DifficultyBall.FIRM.value}
        )
        write_note(one, kind="question", text=text, actor=actor, at=at, uploads=uploads)
        tell("difficulty_asked", number=number, to=firm_side(one), at=at)


def answer(*, actor: Actor, number: str, text: str, at: datetime, uploads: Iterable[Upload] = ()) -> None:
    """Propose a solution; the firm confirms it, or says that it solves nothing.

    Raises:
        Refused: not an officer who works on difficulties, none such, recused, nothing said.
        Conflict: it has moved on, for example answered by somebody else.
    """
    check_may_work_difficulties(actor)
    with intention():
        one = lock_difficulty(number, actor=actor, at=at)
        values = {**end_pause(one, at=at), "answered_at": at, "ball": DifficultyBall.FIRM.value}
        move(one, verb="answer", actor=actor, at=at, values=values)
        write_note(one, kind="answer", text=text, actor=actor, at=at, uploads=uploads)
        tell("difficulty_answered", number=number, to=firm_side(one), at=at)


def hand_over(
    *,
    actor: Actor,
    number: str,
    owner_id: int,
    team_id: int | None,
    help_ids: Collection[int],
    at: datetime,
) -> None:
    """Hand the difficulty to another owner or department, and say which departments help.

    Without ``team_id`` the department follows the new owner.

    Raises:
        Refused: not an officer who works on difficulties, none such, recused, or a choice out of reach.
        Conflict: it is closed.
    """
    check_may_work_difficulties(actor)
    with intention():
        one = lock_difficulty(number, actor=actor, at=at)
        _check_teams({team_id, *help_ids} - {None, one.team_id}, one=one, actor=actor)
        one.team_id = team_id or one.team_id
        _set_helping(one, set(help_ids) - {team_id}, actor=actor, at=at)
        _check_people({owner_id}, one=one, path="owner", at=at)
        team = team_id or team_of(owner_id, at=at)
        move(
            one,
            verb="hand",
            actor=actor,
            at=at,
            note=str(owner_id),
            values={"owner_id": owner_id, "team_id": team},
        )
        if owner_id not in (one.owner_id, actor.user_id):
            to: list[Audience] = [ToUsers(frozenset({owner_id}))]
            tell("difficulty_handed", number=number, to=to, at=at)


def add_note(
    *,
    actor: Actor,
    number: str,
    text: str,
    at: datetime,
    internal: bool = False,
    mentioned: Collection[int] = (),
    uploads: Iterable[Upload] = (),
) -> None:
    """Note something, from either side; an internal note and its files never reach the firm.

    ``mentioned`` colleagues get a notice each. A firm writes no internal notes and mentions nobody.

    Raises:
        Refused: neither side of it, none such, recused, nothing said, or a colleague out of reach.
    """
    check_may_see_difficulties(actor)
    with intention():
        one = lock_difficulty(number, actor=actor, at=at)
        internal = internal and not actor.is_firm
        people = set() if actor.is_firm else set(mentioned) - {actor.user_id}
        _check_people(people, one=one, path="mentioned", at=at)
        note = write_note(one, kind="note", text=text, actor=actor, at=at, internal=internal, uploads=uploads)
        DifficultyMention.objects.bulk_create(
            [DifficultyMention(note=note, user_id=user_id) for user_id in sorted(people)]
        )
        if people:
            named: list[Audience] = [ToUsers(frozenset(people))]
            tell("difficulty_mention", number=number, to=named, at=at)
        if not internal:
            other = customs_side(one) if actor.is_firm else firm_side(one)
            tell("difficulty_noted", number=number, to=other, at=at)


def open_mentions(*, actor: Actor, number: str, at: datetime) -> int:
    """Mark the actor's mentions in this difficulty opened; how many there were."""
    waiting = DifficultyMention.objects.filter(
        note__difficulty__number=number, user_id=actor.user_id or 0, opened_at__isnull=True
    )
    if not waiting.exists():
        return 0
    with intention():
        return waiting.update(opened_at=at)


def mark_same(*, actor: Actor, number: str, same_no: str, at: datetime) -> None:
    """Say that the difficulty is the same as another one; an empty ``same_no`` takes that back.

    Raises:
        Refused: not an officer who works on difficulties, none such, recused, or no such other one.
    """
    check_may_work_difficulties(actor)
    with intention():
        one = lock_difficulty(number, actor=actor, at=at)
        root = None
        if same_no.strip():
            other = visible(actor, at=at).filter(number=same_no.strip()).first()
            root = (other.same_as_id or other.pk) if other else None
            if root is None or root == one.pk:
                raise Refused(Violation(law.SAME_AS_ITSELF, "same_no"))
        Difficulty.objects.filter(pk=one.pk).update(same_as_id=root)
        Difficulty.objects.filter(same_as_id=one.pk).update(same_as_id=root or one.pk)


def record_change(*, actor: Actor, number: str, kind: str, change_no: str, text: str, at: datetime) -> None:
    """Record what was changed because of the difficulty: a plan, a rule, a guide, something else.

    Raises:
        Refused: not an officer who works on difficulties, none such, recused, or nothing said.
    """
    check_may_work_difficulties(actor)
    assert actor.user_id is not None
    violations = law.judge_change(kind, text=text)
    if violations:
        raise Refused(*violations)
    with intention():
        one = lock_difficulty(number, actor=actor, at=at)
        DifficultyChange.objects.create(
            difficulty_id=one.pk,
            kind=kind,
            number=change_no.strip()[:60],
            text=text.strip(),
            by_id=actor.user_id,
            at=at,
        )


def _check_choice(value: str, *, among: Collection[str], path: str) -> None:
    """Refuse a value that is not offered."""
    if value not in among:
        raise Refused(Violation(law.UNKNOWN_CHOICE, path))


def _check_teams(team_ids: Collection[int | None], *, one: Difficulty, actor: Actor) -> None:
    """Refuse departments out of reach."""
    wanted = {pk for pk in team_ids if pk is not None}
    if departments(one, actor=actor).filter(pk__in=wanted).count() != len(wanted):
        raise Refused(Violation(law.UNKNOWN_CHOICE, "team"))


def _check_people(user_ids: Collection[int], *, one: Difficulty, path: str, at: datetime) -> None:
    """Refuse officers who cannot see the difficulty or must keep away from it."""
    if user_ids and colleagues(one, at=at).filter(pk__in=user_ids).count() != len(set(user_ids)):
        raise Refused(Violation(law.NOT_A_COLLEAGUE, path))


def _set_helping(one: Difficulty, team_ids: Collection[int], *, actor: Actor, at: datetime) -> None:
    """Which departments help from now on."""
    assert actor.user_id is not None
    rows = DifficultyHelp.objects.filter(difficulty_id=one.pk)
    rows.exclude(team_id__in=team_ids).delete()
    DifficultyHelp.objects.bulk_create(
        [
            DifficultyHelp(difficulty_id=one.pk, team_id=team_id, by_id=actor.user_id, at=at)
            for team_id in sorted(team_ids)
        ],
        ignore_conflicts=True,
    )
