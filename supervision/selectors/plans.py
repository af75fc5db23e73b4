"""What tailored supervision plans agree for the lists that run under them."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from declarations.facts import SelectionFacts
from enterprises.selectors import plan_switch, plans_in_force
from supervision.facts import Agreed


def agreements(taken: Iterable[SelectionFacts], *, on: date) -> dict[str, Agreed]:
    """What each plan that lists of the set run under agrees, by its number; at most one query.

    A plan that is no longer in force agrees nothing: its lists go the usual way.
    """
    under = [facts for facts in taken if facts.plan_no]
    if not under:
        return {}
    firms = {facts.firm_id for facts in under} | {f.principal_id for f in under if f.principal_id}
    plans = [plan for theirs in plans_in_force(firms, on=on).values() for plan in theirs]
    return {
        plan.number: Agreed(
            plan_switch(plan, name="selection.lane") or "normal",
            Decimal(plan_switch(plan, name="selection.rate_factor") or 1),
            _hours(plan_switch(plan, name="case.deadline_hours")),
        )
        for plan in plans
    }


def _hours(text: str) -> Decimal | None:
    return Decimal(text) if text else None
