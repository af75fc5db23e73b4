"""Tailored plans: drafted, approved by an officer, agreed by the firm, put in force by a chief."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from codelists.selectors import parameter
from enterprises.facts import Actor, News, ToFirm, ToPosts, ToUsers
from enterprises.models import Difficulty, Firm, Plan, PlanEvent
from enterprises.permissions import check_may_ask_for_measures, check_may_handle_measures
from enterprises.rules import flow, numbers
from enterprises.rules import measures as measures_law
from enterprises.rules import plans as law
from enterprises.rules.plans import PlanDraft
from enterprises.rules.suspension import judge_new_act
from enterprises.rules.switches import BY_NAME as SWITCHES_BY_NAME
from enterprises.selectors.coordination import is_recused
from enterprises.selectors.plans import authors_of
from enterprises.selectors.trust import suspensions_of
from enterprises.services.attachments import Upload, attach
from enterprises.services.notices import notify
from enterprises.services.numbering import next_no
from enterprises.services.second_officer import check_second
from enterprises.services.trust import lock_firm
from kernel.clock import business_date
from kernel.orm.ids import reserve
from kernel.orm.locks import lock_rows
from kernel.orm.trail import Entry, Step, Trail, enter_many, move_many
from kernel.orm.tx import intention
from kernel.refusal import Conflict, Refused, Violation
from kernel.rules import MOVED_ON

ATTACHED = "plan"
PLAN_TRAIL = Trail(state=Plan, event=PlanEvent, flow=flow.PLAN_FLOW)
_DRAFTED = (
    "title", "goods", "hs_prefixes", "scenario", "valid_from", "valid_to", "legal_basis", "switches",
    "address", "difficulty_no",
)  # fmt: skip
_ENTERING = ("number", "office", "firm_id", "drafted_by_id", "drafted_at", *_DRAFTED)
_OFFICERS = frozenset({"officer"})
_CHIEFS = frozenset({"chief"})


def draft_plan(
    *,
    actor: Actor,
    customs_code: str,
    draft: PlanDraft,
    at: datetime,
    difficulty_no: str = "",
    uploads: Sequence[Upload] = (),
) -> str:
    """Draft a plan for a firm of the officer's offices; its number. ``difficulty_no``: what it answers.

    Raises:
        Refused: a post that drafts nothing, no such firm here, recused from it, or a draft with faults.
    """
    check_may_handle_measures(actor, act="draft_plan")
    with intention():
        firm = lock_firm(actor, customs_code=customs_code)
        _check_not_recused(actor, firm_id=firm.pk, at=at)
        _check_draft(draft, firm=firm, difficulty_no=difficulty_no, at=at)
        (subject_id,) = reserve(1)
        number = next_no(numbers.PLAN, office=firm.office, at=at)
        values = (number, firm.office, firm.pk, actor.user_id, at, *_values(draft, difficulty_no))
        entry = Entry(subject_id, "draft", values)
        enter_many(PLAN_TRAIL, [entry], columns=_ENTERING, at=at, actor_id=actor.user_id)
        _attach(uploads, subject_id=subject_id, number=number, actor=actor, at=at)
    return number


def change_plan(
    *,
    actor: Actor,
    number: str,
    draft: PlanDraft,
    at: datetime,
    difficulty_no: str = "",
    uploads: Sequence[Upload] = (),
) -> None:
    """Change a plan that is a draft.

    Raises:
        Refused: a post that drafts nothing, recused from the firm, or a draft with faults.
        Conflict: it is no draft any more.
    """
    check_may_handle_measures(actor, act="draft_plan")
    with intention():
        plan = _lock(actor, number=number, at=at)
        _check_draft(draft, firm=plan.firm, difficulty_no=difficulty_no, at=at)
        # Whoever writes it last is its drafter; all who ever wrote it stand in its events.
        values = (*_values(draft, difficulty_no), actor.user_id, at)
        columns = (*_DRAFTED, "drafted_by_id", "drafted_at")
        _move(plan, verb="change", columns=columns, values=values, actor=actor, at=at)
        _attach(uploads, subject_id=plan.subject_id, number=number, actor=actor, at=at)


def submit_plan(*, actor: Actor, number: str, at: datetime) -> None:
    """Hand the draft to the officers of the office.

    Raises:
        Refused: a post that drafts nothing, a suspended firm, or the plan's last day is over.
        Conflict: it is no draft any more.
    """
    check_may_handle_measures(actor, act="draft_plan")
    with intention():
        plan = _lock(actor, number=number, at=at)
        _check_may_go_on(plan, at=at)
        _move(plan, verb="submit", columns=(), values=(), actor=actor, at=at)
        _tell_office(plan, roles=_OFFICERS, at=at)


def approve_plan(*, actor: Actor, number: str, at: datetime) -> None:
    """Approve a plan at the first level; the firm is asked to agree.

    Raises:
        Refused: no officer, the drafter themselves, a suspended firm, or the plan's last day is over.
        Conflict: it does not wait for this any more.
    """
    check_may_handle_measures(actor, act="approve_plan")
    with intention():
        plan = _lock(actor, number=number, at=at)
        _check_third(plan, actor=actor, at=at)
        _check_may_go_on(plan, at=at)
        values = (actor.user_id, at)
        _move(plan, verb="approve", columns=("officer_id", "officer_at"), values=values, actor=actor, at=at)
        notify([News("plan_agreed_wanted", number, ToFirm(plan.firm_id))], at=at)


def agree_to_plan(*, actor: Actor, number: str, at: datetime) -> None:
    """Agree to the plan in the name of the firm; the chief is next.

    Raises:
        Refused: not the firm's administrator, or a suspended firm.
        Conflict: it does not wait for the firm any more.
    """
    check_may_ask_for_measures(actor)
    with intention():
        plan = _lock(actor, number=number, at=at)
        _check_may_go_on(plan, at=at)
        values = (actor.user_id, at)
        _move(plan, verb="agree", columns=("agreed_by_id", "agreed_at"), values=values, actor=actor, at=at)
        _tell_office(plan, roles=_CHIEFS, at=at)


def decline_plan(*, actor: Actor, number: str, reason: str, at: datetime) -> None:
    """Say in the name of the firm what does not fit; the plan is a draft again.

    Raises:
        Refused: not the firm's administrator, a suspended firm, or nothing said.
        Conflict: it does not wait for the firm any more.
    """
    check_may_ask_for_measures(actor)
    _check_reason(reason)
    with intention():
        plan = _lock(actor, number=number, at=at)
        columns = ("officer_id", "officer_at", "said")
        values = (None, None, reason.strip())
        _move(plan, verb="decline", columns=columns, values=values, actor=actor, at=at, note=reason.strip())
        drafter = ToUsers(frozenset({plan.drafted_by_id}))
        notify([News("plan_declined", number, drafter, (("firm", plan.firm.name_zh),))], at=at)


def put_plan_in_force(*, actor: Actor, number: str, at: datetime) -> None:
    """Approve a plan at the second level: from its first day its switches count.

    Raises:
        Refused: no chief, somebody who drafted or approved it before, a suspended firm, or the plan's
            last day is over.
        Conflict: it does not wait for this any more.
    """
    check_may_handle_measures(actor, act="force_plan")
    with intention():
        plan = _lock(actor, number=number, at=at)
        _check_third(plan, actor=actor, at=at)
        _check_may_go_on(plan, at=at)
        columns, values = ("chief_id", "chief_at"), (actor.user_id, at)
        _move(plan, verb="put_in_force", columns=columns, values=values, actor=actor, at=at)
        notify([News("plan_decided", number, ToFirm(plan.firm_id))], at=at)


def refuse_plan(*, actor: Actor, number: str, reason: str, at: datetime) -> None:
    """Refuse a plan at the level where it waits, with a reason.

    Raises:
        Refused: not who decides there, somebody who drafted or approved it before, or no reason.
        Conflict: it does not wait for a decision any more.
    """
    check_may_handle_measures(actor, act="decide")
    _check_reason(reason)
    with intention():
        plan = _lock(actor, number=number, at=at)
        act = "force_plan" if plan.status == flow.PLAN_AT_CHIEF else "approve_plan"
        check_may_handle_measures(actor, act=act)
        _check_third(plan, actor=actor, at=at)
        _end(plan, verb="refuse", reason=reason.strip(), actor=actor, at=at)


def drop_plan(*, actor: Actor, number: str, reason: str, at: datetime) -> None:
    """Drop a draft, or a plan that the firm has not agreed to yet.

    Raises:
        Refused: a post that drafts nothing, or no reason.
        Conflict: it has gone on meanwhile.
    """
    check_may_handle_measures(actor, act="draft_plan")
    _check_reason(reason)
    with intention():
        plan = _lock(actor, number=number, at=at)
        _end(plan, verb="drop", reason=reason.strip(), actor=actor, at=at)


def revoke_plan(*, actor: Actor, number: str, reason: str, at: datetime) -> None:
    """Revoke a plan in force, with its ground; its switches count no longer.

    Raises:
        Refused: no chief, or no ground.
        Conflict: it has ended meanwhile.
    """
    check_may_handle_measures(actor, act="force_plan")
    _check_reason(reason)
    with intention():
        plan = _lock(actor, number=number, at=at)
        _end(plan, verb="revoke", reason=reason.strip(), actor=actor, at=at)


def _attach(uploads: Sequence[Upload], *, subject_id: int, number: str, actor: Actor, at: datetime) -> None:
    """Files that belong to the plan; the firm reads them from the first approval on."""
    attach(uploads, subject_kind=ATTACHED, subject_id=subject_id, subject_no=number, actor=actor, at=at)


def _values(draft: PlanDraft, difficulty_no: str) -> tuple[object, ...]:
    """What is drafted, in the order of its columns; switches in the order of their table."""
    turned = sorted(draft.switches, key=lambda one: list(SWITCHES_BY_NAME).index(one[0]))
    return (
        draft.title.strip(),
        draft.goods.strip(),
        list(dict.fromkeys(draft.hs_prefixes)),
        draft.scenario,
        draft.valid_from,
        draft.valid_to,
        draft.legal_basis.strip(),
        [list(one) for one in turned],
        draft.address.strip(),
        difficulty_no,
    )


def _check_draft(draft: PlanDraft, *, firm: Firm, difficulty_no: str, at: datetime) -> None:
    on = business_date(at)
    most = int(parameter("plan.most_days", on=on))
    found = law.judge_plan(draft, today=on, most_days=most)
    known = Difficulty.objects.filter(number=difficulty_no, firm=firm)
    if difficulty_no and not known.exists():
        found += (Violation(law.BAD_DIFFICULTY, "difficulty_no"),)
    if found:
        raise Refused(*found)


def _check_third(plan: Plan, *, actor: Actor, at: datetime) -> None:
    found = law.judge_approver(
        actor.user_id,
        drafted_by=plan.drafted_by_id,
        approved_by=plan.officer_id,
        also_wrote=authors_of(plan),
    )
    if found:
        raise Refused(*found)
    for first in (*authors_of(plan), plan.drafted_by_id, plan.officer_id):
        check_second(actor, first_id=first, at=at)


def _check_may_go_on(plan: Plan, *, at: datetime) -> None:
    """Its days are not over, and the firm is not suspended: no new right is given to such a firm."""
    over = (Violation(law.OVER),) if plan.valid_to <= business_date(at) else ()
    found = (*over, *judge_new_act(suspensions_of([plan.firm_id], at=at).get(plan.firm_id)))
    if found:
        raise Refused(*found)


def _check_reason(reason: str) -> None:
    found = law.judge_reason(reason)
    if found:
        raise Refused(*found)


def _check_not_recused(actor: Actor, *, firm_id: int, at: datetime) -> None:
    if actor.user_id is not None and is_recused(actor.user_id, firm_id=firm_id, at=at):
        raise Refused(Violation(measures_law.RECUSED))


def _lock(actor: Actor, *, number: str, at: datetime) -> Plan:
    """The plan with its firm, locked, for its firm or an officer of its office who is not recused."""
    own = Q(firm_id=actor.firm_id) if actor.firm_id is not None else Q(office__in=actor.offices)
    rows = Plan.objects.filter(own).select_related("firm")
    locked: list[Plan] = lock_rows(rows, keys=[number], key="number")
    if not locked:
        raise Refused(Violation(law.UNKNOWN_PLAN_FIRM))
    if actor.is_officer:
        _check_not_recused(actor, firm_id=locked[0].firm_id, at=at)
    return locked[0]


def _move(
    plan: Plan,
    *,
    verb: str,
    columns: Sequence[str],
    values: Sequence[object],
    actor: Actor,
    at: datetime,
    note: str = "",
) -> None:
    """One move of a locked plan.

    Raises:
        Conflict: it does not stand where the move begins.
    """
    step = Step(plan.subject_id, verb, plan.status, values, note)
    if not move_many(PLAN_TRAIL, [step], columns=columns, at=at, actor_id=actor.user_id):
        raise Conflict(Violation(MOVED_ON))


def _end(plan: Plan, *, verb: str, reason: str, actor: Actor, at: datetime) -> None:
    """End a plan with a reason; its drafter hears of it, and the firm where it knew the plan."""
    columns, values = ("ended_at", "ended_by_id", "said"), (at, actor.user_id, reason)
    _move(plan, verb=verb, columns=columns, values=values, actor=actor, at=at, note=reason)
    news = [News("plan_ended", plan.number, ToUsers(frozenset({plan.drafted_by_id})))]
    if plan.officer_id is not None:
        news.append(News("plan_ended", plan.number, ToFirm(plan.firm_id)))
    notify(news, at=at)


def _tell_office(plan: Plan, *, roles: frozenset[str], at: datetime) -> None:
    posts = ToPosts(plan.office, roles)
    notify([News("plan_waiting", plan.number, posts, (("firm", plan.firm.name_zh),))], at=at)
