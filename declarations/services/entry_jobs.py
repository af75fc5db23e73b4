"""Jobs about entry declarations: drafts for centralised inventories, and finishing what bears no tax."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from bonded.models import Inventory, InventoryType
from declarations.facts import EntryState
from declarations.models import EntryDeclaration
from declarations.rules.entry_merge import merge
from declarations.rules.entry_rules import NO_DECLARANT
from declarations.selectors.entries import (
    declaring_firm,
    fact_of,
    inventory_goods,
    undeclared_inventories,
)
from declarations.services.entry_drafts import draft_from
from declarations.services.entry_standing import locked_entry
from declarations.services.entry_steps import finish_entry
from enterprises.facts import News, ToFirm
from enterprises.services.steps import notify
from kernel.models.jobs import JobItem, JobRun
from kernel.orm.jobs import Item, advance, hold_day_run
from kernel.orm.locks import lock_rows
from kernel.orm.tx import intention
from kernel.refusal import Violation

JOB = "declarations.draft_entries"
CHUNK = 200


class Outcome(NamedTuple):
    """What became of one inventory: ``drafted`` with the new number, or ``refused`` with the reasons."""

    inventory_no: str
    outcome: str
    pre_no: str = ""
    violations: tuple[Violation, ...] = ()


def draft_entries(*, at: datetime, dry_run: bool = False, limit: int = CHUNK) -> list[Outcome]:
    """Draft the declarations of approved centralised inventories that have none; each happens once.

    The firm is told and completes the draft. Each inventory is a transaction of its own and an item of the
    day's run; a refused one is noted once a day. ``dry_run`` says what would happen and writes nothing.
    """
    rows = undeclared_inventories().filter(inv_type=InventoryType.CENTRALISED).order_by("pk")
    numbers = list(rows.values_list("number", flat=True)[:limit])
    if dry_run:
        found = Inventory.objects.filter(number__in=numbers).order_by("pk")
        return [_outcome(row, _judge(row)) for row in found]
    return [one for number in numbers if (one := _draft(number, at=at)) is not None]


def finish_entries(*, at: datetime, limit: int = CHUNK) -> int:
    """Finish released declarations without tax that a lost worker left behind; how many."""
    rows = EntryDeclaration.objects.filter(
        status=EntryState.RELEASED, duty_fen=0, consumption_tax_fen=0, vat_fen=0
    )
    done = 0
    for entry_id in list(rows.order_by("pk").values_list("pk", flat=True)[:limit]):
        with intention():
            done += finish_entry(fact_of(locked_entry(entry_id)), at=at)
    return done


def _draft(number: str, *, at: datetime) -> Outcome | None:
    """Draft one; None when somebody else has it in hand or it moved on."""
    with intention():
        run = hold_day_run(JOB, at=at)
        if run is None:
            return None
        lock_rows(EntryDeclaration, keys=[])
        rows = lock_rows(undeclared_inventories(), keys=[number], key="number")
        if not rows:
            return None
        inventory = rows[0]
        found = _judge(inventory)
        if found:
            outcome = _outcome(inventory, found)
            _remember(run, outcome, office=inventory.office)
            return outcome
        firm_id = declaring_firm(inventory)
        assert firm_id is not None
        pre_no = draft_from(inventory, firm_id=firm_id, agent_id=None, at=at, actor_id=None, run_id=run.pk)
        args = (("inventory", number),)
        notify([News("entry_drafted", pre_no, ToFirm(firm_id), args)], at=at)
        outcome = Outcome(number, "drafted", pre_no)
        _remember(run, outcome, office=inventory.office)
        return outcome


def _judge(inventory: Inventory) -> tuple[Violation, ...]:
    """Why no draft can be made of it."""
    found = merge(inventory_goods(inventory))[1]
    return found if declaring_firm(inventory) is not None else (*found, Violation(NO_DECLARANT))


def _outcome(inventory: Inventory, found: tuple[Violation, ...]) -> Outcome:
    return Outcome(inventory.number, "refused" if found else "drafted", "", found)


def _remember(run: JobRun, one: Outcome, *, office: str) -> None:
    """The item of the run; what was refused is noted once."""
    known = JobItem.objects.filter(run=run, subject_no=one.inventory_no, outcome=one.outcome)
    args: Mapping[str, str] = {"office": office}
    rule = one.violations[0].rule.code if one.violations else ""
    path = one.violations[0].path if one.violations else ""
    items = [] if known.exists() else [Item("inventory", one.inventory_no, one.outcome, rule, path, args)]
    counts = {one.outcome: len(items)} if items else {}
    advance(run, cursor=one.inventory_no, counts=counts, items=items)
