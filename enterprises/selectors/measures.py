"""Measures in force, for other rooms: whose goods take the green channel, and which plans firms hold."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from enterprises.facts import PlanFact
from enterprises.models import FirmRecord, FirmRecordKind, Grant, Plan, Suspension
from enterprises.rules import flow, suspension
from enterprises.rules.measures import GREEN_CHANNEL
from enterprises.rules.plans import plan_for, switch
from kernel.clock import SHANGHAI

__all__ = ["fact_of", "green_firms", "plan_for", "plans_in_force", "plans_of_difficulty", "switch"]


def green_firms(firm_ids: Iterable[int], *, on: date) -> frozenset[int]:
    """Those of the firms whose goods take the green channel on the day; one query.

    A firm with a failed test that is still open, or suspended (itself or its listing) at any hour of
    the day, is left out at once, before the nightly check takes the channel away.
    """
    wanted = set(firm_ids)
    if not wanted:
        return frozenset()
    held = FirmRecord.objects.filter(
        firm_id=OuterRef("firm_id"), kind=FirmRecordKind.FAILED_TEST, closed_at__isnull=True
    )
    rows = Grant.objects.filter(
        ~Exists(held),
        ~Exists(_suspended(on)),
        firm_id__in=wanted,
        measure__code=GREEN_CHANNEL,
        status=flow.GRANT_IN_FORCE,
        valid_from__lte=on,
        valid_to__gt=on,
    )
    return frozenset(rows.values_list("firm_id", flat=True))


def _suspended(on: date) -> QuerySet[Suspension]:
    """Suspensions that touch the day, of the firm that is asked about or of its listing."""
    begins = datetime.combine(on, time(), SHANGHAI)
    touches = Q(to_at__isnull=True) | Q(to_at__gt=begins)
    whom = Q(effect=suspension.ACTS) | Q(effect=suspension.MEASURE, grant_no=OuterRef("number"))
    return Suspension.objects.filter(
        touches,
        whom,
        firm_id=OuterRef("firm_id"),
        status__in=flow.SUSPENSION_LIVE,
        from_at__lt=begins + timedelta(days=1),
    ).exclude(status=flow.SUSPENSION_PROVISIONAL, confirm_by__lte=begins)


def plans_in_force(firm_ids: Iterable[int], *, on: date) -> dict[int, tuple[PlanFact, ...]]:
    """The tailored supervision plans of the firms on the day; firms without one are left out; one query."""
    wanted = set(firm_ids)
    if not wanted:
        return {}
    rows = Plan.objects.filter(
        firm_id__in=wanted, status=flow.PLAN_IN_FORCE, valid_from__lte=on, valid_to__gt=on
    )
    found: dict[int, list[PlanFact]] = defaultdict(list)
    for plan in rows.order_by("number"):
        found[plan.firm_id].append(fact_of(plan))
    return {firm_id: tuple(facts) for firm_id, facts in found.items()}


def fact_of(plan: Plan) -> PlanFact:
    """The plan as rules see it."""
    return PlanFact(
        plan.number,
        plan.firm_id,
        tuple(plan.hs_prefixes),
        plan.scenario,
        tuple((name, value) for name, value in plan.switches),
        plan.valid_from,
        plan.valid_to,
    )


def plans_of_difficulty(number: str) -> list[Plan]:
    """The plans that were opened from the difficulty, newest first; the reader must be allowed to see it."""
    rows = Plan.objects.filter(difficulty_no=number) if number else Plan.objects.none()
    return list(rows.select_related("firm").order_by("-subject_id"))
