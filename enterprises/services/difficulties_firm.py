"""What the firm does with its difficulty: reply, confirm that it is solved, say that it is not, withdraw."""

from collections.abc import Iterable
from datetime import datetime

from codelists.selectors import is_working_day, parameter
from enterprises.facts import Actor
from enterprises.models import Difficulty, DifficultyBall, DifficultyClosing, DifficultyLink
from enterprises.permissions import check_may_see_difficulties, check_may_see_own_firm
from enterprises.rules import difficulties as law
from enterprises.rules import difficulties_clock as clockwork
from enterprises.services.attachments import Upload
from enterprises.services.difficulties_file import (
    customs_side,
    days_of,
    end_pause,
    lock_difficulty,
    move,
    tell,
    write_note,
)
from kernel.clock import business_date
from kernel.orm.tx import intention
from kernel.refusal import Refused


def reply(*, actor: Actor, number: str, text: str, at: datetime, uploads: Iterable[Upload] = ()) -> None:
    """Reply to the question of customs; the clock goes on, its deadline moved by the pause.

    Raises:
        Refused: not a person of the firm, none such, or nothing said.
        Conflict: nothing is asked any more.
    """
    check_may_see_own_firm(actor)
    with intention():
        one = lock_difficulty(number, actor=actor, at=at)
        values = {**end_pause(one, at=at), "ball": DifficultyBall.CUSTOMS.value}
        move(one, verb="reply", actor=actor, at=at, values=values)
        write_note(one, kind="reply", text=text, actor=actor, at=at, uploads=uploads)
        tell("difficulty_replied", number=number, to=customs_side(one), at=at)


def confirm(*, actor: Actor, number: str, mark: int | None, remark: str, at: datetime) -> None:
    """Confirm that the answer solves the difficulty, with a mark from 1 to 5: that closes it.

    Raises:
        Refused: not a person of the firm, none such, or no mark.
        Conflict: there is no answer to confirm.
    """
    check_may_see_own_firm(actor)
    violations = law.judge_confirmation(mark, remark=remark)
    if violations:
        raise Refused(*violations)
    with intention():
        one = lock_difficulty(number, actor=actor, at=at)
        values = {
            "closed_at": at,
            "closed_how": DifficultyClosing.CONFIRMED.value,
            "closed_by_id": actor.user_id,
            "mark": mark,
            "mark_remark": remark.strip(),
        }
        move(one, verb="confirm", actor=actor, at=at, note=f"{mark} {remark.strip()}", values=values)
        tell("difficulty_closed", number=number, to=customs_side(one), at=at)


def objection(*, actor: Actor, number: str, text: str, at: datetime, uploads: Iterable[Upload] = ()) -> None:
    """Say that the answer solves nothing: customs has the ball again, and the clock begins again.

    Raises:
        Refused: not a person of the firm, none such, or nothing said.
        Conflict: there is no answer to object to.
    """
    check_may_see_own_firm(actor)
    with intention():
        one = lock_difficulty(number, actor=actor, at=at)
        move(one, verb="object", actor=actor, at=at, values=_next_round(one, at=at))
        write_note(one, kind="objection", text=text, actor=actor, at=at, uploads=uploads)
        tell("difficulty_reopened", number=number, to=customs_side(one), at=at)


def reopen(*, actor: Actor, number: str, text: str, at: datetime, uploads: Iterable[Upload] = ()) -> None:
    """Open a closed difficulty again, within the days of the parameter ``difficulty.reopen_days``.

    Raises:
        Refused: not a person of the firm, none such, too late, or nothing said.
        Conflict: it is not closed.
    """
    check_may_see_own_firm(actor)
    with intention():
        one = lock_difficulty(number, actor=actor, at=at)
        if one.closed_at is not None:
            days = int(parameter("difficulty.reopen_days", on=business_date(at)))
            late = law.judge_reopening(one.closed_at, days=days, at=at)
            if late:
                raise Refused(*late)
        move(one, verb="reopen", actor=actor, at=at, values=_next_round(one, at=at))
        write_note(one, kind="objection", text=text, actor=actor, at=at, uploads=uploads)
        tell("difficulty_reopened", number=number, to=customs_side(one), at=at)


def withdraw(*, actor: Actor, number: str, at: datetime) -> None:
    """Withdraw the difficulty: it has gone by itself.

    Raises:
        Refused: not a person of the firm, or none such.
        Conflict: it is closed.
    """
    check_may_see_own_firm(actor)
    with intention():
        one = lock_difficulty(number, actor=actor, at=at)
        move(one, verb="withdraw", actor=actor, at=at, values=end_pause(one, at=at))
        tell("difficulty_withdrawn", number=number, to=customs_side(one), at=at)


def link(*, actor: Actor, number: str, kind: str, linked_no: str, at: datetime) -> None:
    """Say that the difficulty is about one more document; saying it twice changes nothing. Either side may.

    Raises:
        Refused: neither side of it, none such, recused, a number of another shape, or too many.
    """
    check_may_see_difficulties(actor)
    with intention():
        one = lock_difficulty(number, actor=actor, at=at)
        rows = DifficultyLink.objects.filter(difficulty_id=one.pk)
        linked = set(rows.values_list("kind", "number"))
        violations = law.judge_links([(kind, linked_no.strip()), *(linked - {(kind, linked_no.strip())})])
        if violations:
            raise Refused(*violations)
        rows.get_or_create(
            difficulty_id=one.pk,
            kind=kind,
            number=linked_no.strip(),
            defaults={"by_id": actor.user_id, "at": at},
        )


def _next_round(one: Difficulty, *, at: datetime) -> dict[str, object]:
    """The values with which the clock begins again, of the same class."""
    days = days_of(one.triage, at=at)
    return {
        "ball": DifficultyBall.CUSTOMS.value,
        "round": one.round + 1,
        "clock_from": at,
        "due_at": clockwork.due_at(at, days=days, working=is_working_day),
        "paused_days": 0,
        "answered_at": None,
        "closed_at": None,
        "closed_how": "",
        "closed_by_id": None,
        "mark": None,
        "mark_remark": "",
    }
