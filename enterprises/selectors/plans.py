"""Tailored plans as pages show them: officers of the office, and the firm from the first approval on."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from enterprises.facts import Actor
from enterprises.models import Difficulty, Firm, Plan, PlanEvent
from enterprises.permissions import check_may_handle_measures, may_handle_measures, may_see_own_firm
from enterprises.rules import flow
from enterprises.rules.switches import BY_NAME, DOCUMENTS, owed_documents
from enterprises.selectors.grants import Moved, moves_of
from enterprises.selectors.recusals import kept_away


class SwitchWords(NamedTuple):
    """One turned switch in words: its name, what it does, and the rule that gives way."""

    name: str
    label: str
    said: str
    rule: str


def switches_in_words(switches: Iterable[Iterable[str]]) -> list[SwitchWords]:
    """The switches of a plan in the reader's language; a name that is no switch any more is left as it is."""
    return [_in_words(*pair) for pair in switches]


def _in_words(name: str, value: str) -> SwitchWords:
    known = BY_NAME.get(name)
    if known is None:
        return SwitchWords(name, name, value, "")
    args = {"value": value}
    if known.kind == "choice":
        args = {"value": _(known.choices[value]) if value in known.choices else value}
    elif known.kind == "documents":
        days, kinds = owed_documents(value)
        names = [_(DOCUMENTS[kind]) if kind in DOCUMENTS else kind for kind in kinds]
        args = {"days": str(days), "value": _(", ").join(names)}
    return SwitchWords(name, _(known.label), _(known.said) % args, _(known.rule))


class AgreedFlow(NamedTuple):
    """What a plan agreed, in words; ``address`` where goods are inspected at the firm's premises."""

    number: str
    title: str
    switches: list[SwitchWords]
    address: str
    is_in_force: bool


def agreed_flow(number: str, *, on: date) -> AgreedFlow | None:
    """What the plan agrees, for whoever may see a document that runs under it; one query at most.

    ``is_in_force`` says whether it still holds on the day.
    """
    plan = Plan.objects.filter(number=number).first() if number else None
    if plan is None:
        return None
    holds = plan.status == flow.PLAN_IN_FORCE and plan.valid_from <= on < plan.valid_to
    return AgreedFlow(plan.number, plan.title, switches_in_words(plan.switches), plan.address, holds)


def plans_of_office(actor: Actor, *, tab: str) -> QuerySet[Plan]:
    """Plans of the officer's offices: ``open`` on their way, ``live`` in force, ``past`` all others."""
    check_may_handle_measures(actor, act="see")
    mine = Plan.objects.filter(office__in=actor.offices).exclude(firm_id__in=kept_away(actor))
    rows = mine.select_related("firm")
    if tab == "live":
        return rows.filter(status=flow.PLAN_IN_FORCE)
    if tab == "past":
        return rows.filter(status__in=sorted(flow.PLAN_FLOW.final))
    return rows.filter(status__in=flow.PLAN_OPEN)


def plans_of_firm(firm: Firm) -> QuerySet[Plan]:
    """The plans that the firm knows of, newest first: an officer has approved them once."""
    rows = Plan.objects.filter(firm=firm, officer__isnull=False)
    return rows.order_by("-subject_id")


def plan_of(actor: Actor, *, number: str) -> Plan | None:
    """One plan, for its firm's people and for officers of its office; None for everybody else."""
    people = ("firm", "drafted_by", "officer", "agreed_by", "chief", "ended_by")
    plan = Plan.objects.filter(number=number).select_related(*people).first()
    return plan if plan is not None and _may_see(plan, actor=actor) else None


def may_see_plan(actor: Actor, *, subject_id: int, at: datetime) -> bool:
    """Whether the actor may open what is attached to the plan."""
    del at
    plan = Plan.objects.filter(pk=subject_id).first()
    return plan is not None and _may_see(plan, actor=actor)


def _may_see(plan: Plan, *, actor: Actor) -> bool:
    if may_see_own_firm(actor):
        return plan.firm_id == actor.firm_id and plan.officer_id is not None
    mine = may_handle_measures(actor, act="see") and plan.office in actor.offices
    return mine and not kept_away(actor).filter(firm_id=plan.firm_id).exists()


def authors_of(plan: Plan) -> frozenset[int]:
    """Everybody who drafted or changed the plan: none of them may approve it."""
    wrote = PlanEvent.objects.filter(subject_id=plan.pk, verb__in=("draft", "change"))
    people = wrote.values_list("actor_id", flat=True)
    return frozenset(one for one in people if one is not None)


def plan_moves(plan: Plan) -> list[Moved]:
    """What happened to the plan, in order."""
    return moves_of(plan, events=PlanEvent)


def firm_of_difficulty(actor: Actor, *, number: str) -> Firm | None:
    """The firm whose difficulty a plan is to answer, within the officer's offices."""
    if not number:
        return None
    row = Difficulty.objects.filter(number=number, firm__office__in=actor.offices)
    found = row.select_related("firm").first()
    return None if found is None else found.firm
