"""Opening cases and writing down why each list went where it went."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from declarations.facts import SelectionFacts
from declarations.selectors import queue_rows
from enterprises.selectors import green_firms
from kernel.clock import business_date
from kernel.orm.copying import copy_rows
from supervision.facts import Agreed, Deadlines, Routing
from supervision.models import Case, Selection
from supervision.rules.queue import due_at, rank_of
from supervision.rules.selection import VERSION
from supervision.selectors.teams import team_ids


class Chosen(NamedTuple):
    """Where one list goes; ``draw`` is its number and ``rate`` the share its firm was drawn against."""

    list_id: int
    routing: Routing
    draw: Decimal | None = None
    rate: Decimal | None = None


_CASE = (
    "subject_id", "pre_no", "order_no", "logistics_no", "office", "team_id", "lane", "trade_mode", "reasons",
    "rank", "created_at", "due_at", "outcome",
)  # fmt: skip
_SELECTION = (
    "list_id",
    "rule_code",
    "lane",
    "rules_version",
    "draw",
    "rate",
    "at",
    "actor_id",
    "run_id",
)


def open_cases(
    routed: Sequence[tuple[SelectionFacts, Routing, Agreed]], *, deadlines: Deadlines, at: datetime
) -> None:
    """One case for each list that a person must decide, the green channel ahead of others; a step."""
    if not routed:
        return
    numbers = queue_rows([facts.list_id for facts, *_ in routed])
    teams = team_ids({(facts.office, facts.trade_mode) for facts, *_ in routed})
    firms = {facts.list_id: (facts.firm_id, facts.principal_id) for facts, *_ in routed}
    green = green_firms({firm for pair in firms.values() for firm in pair if firm}, on=business_date(at))
    rows = []
    for facts, routing, agreed in routed:
        row = numbers[facts.list_id]
        rows.append((
            facts.list_id, facts.pre_no, row.order_no, row.logistics_no, facts.office,
            teams.get((facts.office, facts.trade_mode)), routing.lane, facts.trade_mode,
            [rule.code for rule in routing.reasons],
            rank_of(firms[facts.list_id], green=green), at,
            due_at(routing.lane, at=at, deadlines=deadlines, agreed_hours=agreed.deadline_hours), "",
        ))  # fmt: skip
    copy_rows(Case, _CASE, rows)


def write_selections(
    chosen: Sequence[Chosen], *, at: datetime, actor_id: int | None, run_id: int | None
) -> None:
    """One row for each reason of each choice; a list that no rule found gets one without a rule."""
    rows = []
    for list_id, routing, draw, rate in chosen:
        for code in [rule.code for rule in routing.reasons] or [""]:
            rows.append((list_id, code, routing.lane, VERSION, draw, rate, at, actor_id, run_id))
    copy_rows(Selection, _SELECTION, rows)
