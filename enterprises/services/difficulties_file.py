"""Steps of a difficulty's file: locking it for an actor, moving it along its flow, noting and telling."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from codelists.selectors import is_working_day, parameter
from enterprises.facts import SYSTEM, Actor, Audience, News, ToFirm, ToPosts, ToUsers
from enterprises.models import Difficulty, DifficultyEvent, DifficultyNote, DifficultyPause
from enterprises.rules import difficulties as law
from enterprises.rules import difficulties_clock as clockwork
from enterprises.rules.flow import DIFFICULTY_FLOW
from enterprises.selectors.difficulties import is_kept_away, visible
from enterprises.services.attachments import Upload, attach
from enterprises.services.notices import notify
from kernel.clock import business_date
from kernel.orm.locks import lock_rows
from kernel.orm.trail import Step, Trail, move_many
from kernel.orm.tx import require_transaction
from kernel.refusal import Conflict, Refused, Violation
from kernel.rules import MOVED_ON

TRAIL = Trail(state=Difficulty, event=DifficultyEvent, flow=DIFFICULTY_FLOW)
ATTACHED_TO = "difficulty"


def lock_difficulty(number: str, *, actor: Actor, at: datetime) -> Difficulty:
    """The difficulty, locked for this transaction; only one that the actor may see and is not kept away from.

    Raises:
        Refused: there is none for the actor, or the officer is recused from the firm.
    """
    require_transaction()
    found = visible(actor, at=at).filter(number=number).values_list("pk", "firm_id").first()
    if found is None:
        raise Refused(Violation(law.UNKNOWN))
    if is_kept_away(actor, firm_id=found[1], at=at):
        raise Refused(Violation(law.RECUSED))
    (row,) = lock_rows(Difficulty, keys=[found[0]])
    return row


def move(
    one: Difficulty,
    *,
    verb: str,
    actor: Actor,
    at: datetime,
    note: str = "",
    values: Mapping[str, object] = {},
) -> None:
    """Move the locked difficulty by ``verb`` and set ``values`` with it.

    Raises:
        Conflict: the flow does not lead there from where it stands now: somebody was first.
    """
    step = Step(one.pk, verb, one.status, tuple(values.values()), note)
    if not move_many(TRAIL, [step], columns=tuple(values), at=at, actor_id=actor.user_id):
        raise Conflict(Violation(MOVED_ON))


def write_note(
    one: Difficulty,
    *,
    kind: str,
    text: str,
    actor: Actor,
    at: datetime,
    internal: bool = False,
    uploads: Iterable[Upload] = (),
) -> DifficultyNote:
    """Write down what somebody said, with its attachments.

    Raises:
        Refused: nothing is said, or a file is not fit.
    """
    violations = law.judge_words(text)
    if violations:
        raise Refused(*violations)
    note = DifficultyNote.objects.create(
        difficulty_id=one.pk,
        kind=kind,
        internal=internal,
        by_customs=not actor.is_firm,
        text=text.strip(),
        by_id=actor.user_id,
        at=at,
    )
    attach_files(one, uploads=uploads, actor=actor, at=at, public=not internal)
    return note


def attach_files(
    one: Difficulty, *, uploads: Iterable[Upload], actor: Actor, at: datetime, public: bool
) -> None:
    """Attach files to the difficulty; those that are not public never reach the firm."""
    files = tuple(uploads)
    if files:
        attach(
            files,
            subject_kind=ATTACHED_TO,
            subject_id=one.pk,
            subject_no=one.number,
            actor=actor,
            at=at,
            public=public,
        )


def tell(
    kind: str, *, number: str, to: Iterable[Audience], at: datetime, args: tuple[tuple[str, str], ...] = ()
) -> None:
    """Tell these people a piece of news about a difficulty."""
    notify([News(kind, number, audience, args) for audience in to], at=at)


def customs_side(one: Difficulty, *, but: Actor = SYSTEM) -> list[Audience]:
    """Who hears at customs: the owner, else the officers and coordinators of the office; nobody twice."""
    if one.owner_id is None:
        return [ToPosts(one.office, frozenset({"officer", "coordinator"}))]
    return [] if one.owner_id == but.user_id else [ToUsers(frozenset({one.owner_id}))]


def firm_side(one: Difficulty) -> list[Audience]:
    """Who hears at the firm: all its people."""
    return [ToFirm(one.firm_id)]


def days_of(triage: str, *, at: datetime) -> int:
    """Working days that a class of difficulty may take, on the day of ``at``."""
    return int(parameter(f"difficulty.days.{triage}", on=business_date(at)))


def end_pause(one: Difficulty, *, at: datetime) -> dict[str, object]:
    """Keep the pause that ends now, if one runs; the values with which the clock goes on.

    Raises:
        Refused: the working days of a year are not entered.
    """
    if one.paused_from is None:
        return {}
    went_on = clockwork.resume(one.due_at, from_at=one.paused_from, to_at=at, working=is_working_day)
    DifficultyPause.objects.create(difficulty_id=one.pk, from_at=one.paused_from, to_at=at, days=went_on.days)
    return {
        "paused_from": None,
        "paused_days": one.paused_days + went_on.days,
        "due_at": went_on.due_at,
    }
