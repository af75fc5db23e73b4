"""Planning, recording and confirming visits; the questions raised become difficulties."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from enterprises.facts import Actor, News, ToFirm, ToUsers
from enterprises.models import Visit, VisitEvent, VisitMode, VisitQuestion
from enterprises.permissions import check_may_assign, check_may_coordinate, check_may_see_own_firm
from enterprises.rules import access, flow, numbers
from enterprises.rules import visits as law
from enterprises.rules.coordination import judge_words
from enterprises.selectors.coordination import firm_in_care, senior_contact
from enterprises.selectors.visits import plan_facts, visit_for
from enterprises.services.attachments import Upload, attach
from enterprises.services.difficulties import Draft, raise_difficulty_step
from enterprises.services.notices import notify
from enterprises.services.numbering import next_no
from kernel.clock import SHANGHAI
from kernel.orm.ids import reserve
from kernel.orm.keys import seal
from kernel.orm.trail import Entry, Step, Trail, enter_many, move_many
from kernel.orm.tx import intention
from kernel.refusal import Conflict, Refused, Violation
from kernel.rules import MOVED_ON

TRAIL = Trail(state=Visit, event=VisitEvent, flow=flow.VISIT_FLOW)
SUBJECT_KIND = "visit"
_BACK, _AHEAD = timedelta(days=31), timedelta(days=366)
_PLANNING = (
    "number", "firm_id", "office", "mode", "on_at", "place", "officer_one_id", "officer_two_id",
    "planned_by_id", "purpose", "recusal_stated", "topics", "advice", "dispute",
)  # fmt: skip
_RECORDING = ("recusal_stated", "sealed", "topics", "advice", "senior_contact_id")


class _Going(NamedTuple):
    """Where officers meet the firm, and which."""

    on_site: bool
    place: str
    one: int
    two: int | None


def plan_visit(
    *,
    actor: Actor,
    customs_code: str,
    mode: str,
    on_at: datetime,
    place: str,
    officer_two: int | None,
    purpose: str,
    at: datetime,
) -> str:
    """Plan a visit or note a call; the number of its file. The planner goes, and on site a second officer.

    Raises:
        Refused: no such firm in the officer's care, no pair, a recused officer, no purpose, a time far off.

    Source: announcement 181 of 2018, item 5.
    """
    check_may_coordinate(actor)
    assert actor.user_id is not None
    with intention():
        firm = firm_in_care(actor, customs_code=customs_code, at=at)
        if firm is None or mode not in VisitMode.values:
            raise Refused(Violation(access.UNKNOWN_FIRM, "firm"))
        who = _Going(mode == VisitMode.ON_SITE, place, actor.user_id, officer_two)
        plan = plan_facts(firm_id=firm.pk, office=actor.office, **who._asdict(), at=at)
        _judge_plan(plan, purpose=purpose, on_at=on_at, at=at)
        number = next_no(numbers.VISIT, office=actor.office, at=at)
        values: tuple[object, ...] = (
            number, firm.pk, actor.office, mode, on_at, place.strip()[:200], actor.user_id, officer_two,
            actor.user_id, purpose.strip(), False, [], "", "",
        )  # fmt: skip
        enter_many(
            TRAIL, [Entry(reserve(1)[0], "plan", values)], columns=_PLANNING, at=at, actor_id=actor.user_id
        )
        _announce(number, firm_id=firm.pk, on_at=on_at, officer_two=officer_two, at=at)
        return number


def _judge_plan(plan: law.VisitPlan, *, purpose: str, on_at: datetime, at: datetime) -> None:
    """Refuse a plan with all that is wrong with it."""
    violations = law.judge_officers(plan) + judge_words(purpose, rule=law.NO_PURPOSE, path="purpose")
    if not at - _BACK <= on_at <= at + _AHEAD:
        violations += (Violation(law.BAD_TIME, "on_at"),)
    if violations:
        raise Refused(*violations)


def _announce(number: str, *, firm_id: int, on_at: datetime, officer_two: int | None, at: datetime) -> None:
    """Tell the second officer, and the firm where the visit lies ahead."""
    args = (("day", on_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")),)
    news = [News("visit_planned", number, ToFirm(firm_id), args)] if on_at > at else []
    if officer_two is not None:
        news.append(News("visit_planned", number, ToUsers(frozenset({officer_two})), args))
    notify(news, at=at)


def record_visit(
    *,
    actor: Actor,
    number: str,
    recusal_stated: bool,
    people: Sequence[str],
    topics: Sequence[str],
    advice: str,
    questions: Sequence[str],
    at: datetime,
    with_contact: bool = False,
    uploads: Sequence[Upload] = (),
) -> tuple[str, ...]:
    """Record what a visit was about, or correct a record that the firm disputes; the firm is to confirm.

    Each question becomes a difficulty; their numbers are given back. Recusals are looked at again.

    Raises:
        Refused: not in the officer's care, or all that the record lacks.
        Conflict: the visit moved on meanwhile.
    """
    check_may_coordinate(actor)
    names = tuple(name.strip()[:64] for name in people if name.strip())
    asked = tuple(text.strip() for text in questions if text.strip())
    record = law.VisitRecord(True, recusal_stated, tuple(topics), names, asked)
    with intention():
        visit = _visit(actor, number=number, at=at)
        verb = "correct" if visit.status == flow.VISIT_DISPUTED else "hold"
        violations = law.judge_officers(_facts(visit, at=at))
        violations += law.judge_record(record._replace(begun=visit.on_at <= at))
        if violations:
            raise Refused(*violations)
        blob = seal("\n".join(names).encode(), table=Visit._meta.db_table, row_id=visit.pk)
        contact = senior_contact(visit.firm_id) if with_contact else None
        values = (True, blob, list(topics), advice.strip()[:4000], contact.user_id if contact else None)
        _move(visit, verb, actor=actor, at=at, columns=_RECORDING, values=values)
        attach(uploads, subject_kind=SUBJECT_KIND, subject_id=visit.pk, subject_no=number, actor=actor, at=at)
        raised = tuple(_raise(visit, text, actor=actor, at=at) for text in asked)
        notify([News("visit_to_confirm", number, ToFirm(visit.firm_id))], at=at)
        return raised


def answer_visit(*, actor: Actor, number: str, confirmed: bool, text: str, at: datetime) -> None:
    """The firm confirms the record of a visit, or says what is not right in it.

    Raises:
        Refused: not the own firm's visit, or nothing is said against it.
        Conflict: somebody of the firm answered first.
    """
    check_may_see_own_firm(actor)
    with intention():
        visit = _visit(actor, number=number, at=at)
        if confirmed:
            _move(visit, "confirm", actor=actor, at=at, columns=("confirmed_by_id",), values=(actor.user_id,))
        else:
            violations = judge_words(text, rule=law.NO_DISPUTE, path="text", longest=1000)
            if violations:
                raise Refused(*violations)
            _move(visit, "dispute", actor=actor, at=at, columns=("dispute",), values=(text.strip(),))
        officers = frozenset(filter(None, (visit.officer_one_id, visit.officer_two_id)))
        notify([News("visit_answered", number, ToUsers(officers))], at=at)


def close_visit(*, actor: Actor, number: str, at: datetime) -> None:
    """Close a visit that the firm has confirmed.

    Raises:
        Refused: not in the officer's care.
        Conflict: the firm has not confirmed it, or it moved on.
    """
    check_may_coordinate(actor)
    with intention():
        _move(_visit(actor, number=number, at=at), "close", actor=actor, at=at)


def settle_visit(*, actor: Actor, number: str, note: str, at: datetime) -> None:
    """Close a visit whose record stays disputed; a chief does that, with a reason.

    Raises:
        Refused: not a chief, or no reason.
        Conflict: it is not disputed, or it moved on.
    """
    check_may_assign(actor)
    violations = judge_words(note, rule=law.NO_NOTE, path="note")
    with intention():
        visit = _visit(actor, number=number, at=at)
        if violations:
            raise Refused(*violations)
        _move(visit, "settle", actor=actor, at=at, note=note.strip())


def cancel_visit(*, actor: Actor, number: str, note: str, at: datetime) -> None:
    """Cancel a visit that was not held, with a reason; the firm is told.

    Raises:
        Refused: not in the officer's care, or no reason.
        Conflict: it was held, or it moved on.
    """
    check_may_coordinate(actor)
    violations = judge_words(note, rule=law.NO_NOTE, path="note")
    with intention():
        visit = _visit(actor, number=number, at=at)
        if violations:
            raise Refused(*violations)
        _move(visit, "cancel", actor=actor, at=at, note=note.strip())
        notify([News("visit_cancelled", number, ToFirm(visit.firm_id))], at=at)


def _visit(actor: Actor, *, number: str, at: datetime) -> Visit:
    """The visit, if the actor has to do with it."""
    visit = visit_for(actor, number=number, at=at)
    if visit is None:
        raise Refused(Violation(access.UNKNOWN_FIRM))
    return visit


def _facts(visit: Visit, *, at: datetime) -> law.VisitPlan:
    """The officers of a visit as they stand now."""
    return plan_facts(
        firm_id=visit.firm_id,
        office=visit.office,
        on_site=visit.mode == VisitMode.ON_SITE,
        place=visit.place,
        one=visit.officer_one_id,
        two=visit.officer_two_id,
        at=at,
    )


def _move(
    visit: Visit,
    verb: str,
    *,
    actor: Actor,
    at: datetime,
    columns: Sequence[str] = (),
    values: Sequence[object] = (),
    note: str = "",
) -> None:
    """Move the visit from where it was seen, or say that somebody was first."""
    step = Step(visit.pk, verb, visit.status, values, note)
    if not move_many(TRAIL, [step], columns=columns, at=at, actor_id=actor.user_id):
        raise Conflict(Violation(MOVED_ON))


def _raise(visit: Visit, text: str, *, actor: Actor, at: datetime) -> str:
    """Make a difficulty of a question raised during the visit; its number."""
    draft = Draft(
        title=text[:120],
        text=text,
        category="other",
        urgency="normal",
        channel="phone" if visit.mode == VisitMode.PHONE else "visit",
        links=(("visit", visit.number),),
    )
    raised = raise_difficulty_step(firm_id=visit.firm_id, draft=draft, actor=actor, at=at)
    VisitQuestion.objects.create(visit=visit, text=text, difficulty_no=raised.number)
    return raised.number
