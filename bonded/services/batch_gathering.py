"""Gathering batch deliveries into centralised inventories: by the timetable, on request, and undone again."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db.models import QuerySet

from bonded.facts import InventoryGoods, InventoryHead
from bonded.models import Application, BatchPeriod, DocKind, Gathered, Inventory, InventoryType, StockDoc
from bonded.permissions import check_may_decide_deliveries, check_may_deliver
from bonded.rules import applications as applications_law
from bonded.rules import axes, deadlines, flow, numbers
from bonded.rules import batches as law
from bonded.rules import inventory_life as life
from bonded.rules.batches import Bundle, Document
from bonded.rules.deadlines import Period
from bonded.selectors import batches as selectors
from bonded.services import booking, carried, deliveries
from bonded.services.batches import lock_with_periods, settle_periods
from bonded.services.cutting_off import closable, cut_off
from bonded.services.inventory_writing import make_inventory, move
from bonded.services.numbering import next_no
from bonded.services.standing import STOCK_DOC_TRAIL
from enterprises.facts import Actor, News, ToFirm
from enterprises.services.steps import notify
from kernel.clock import business_date
from kernel.models.jobs import JobRun
from kernel.orm.jobs import Item, advance, close, hold, hold_day_run, open_run
from kernel.orm.locks import lock_rows
from kernel.orm.trail import Step, move_many
from kernel.orm.tx import intention
from kernel.refusal import Conflict, Refused, Violation
from kernel.rules import MOVED_ON

JOB = "bonded.gather_batches"
DRY = "bonded.gather_batches.dry"
_CENT, _PRICE = Decimal("0.01"), Decimal("0.0001")
# Goods leave a comprehensive bonded zone as general trade. UNVERIFIED: the firm may change both.
_MODE, _TRANSPORT, _COUNTRY = "0110", "Y", "142"


@dataclass(frozen=True)
class Made:
    """What one gathering made: inventory numbers, documents gathered, and why others were left."""

    inventories: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    left: tuple[tuple[str, Violation], ...] = ()


@dataclass
class Plan:
    """What would be gathered of one period: the bundles, the documents by id, and why others are left."""

    bundles: tuple[Bundle, ...]
    documents: dict[int, StockDoc]
    left: list[tuple[StockDoc, Violation]] = field(default_factory=list)


def gather_due(*, at: datetime) -> int:
    """Gather the documents of every period that is ready, period by period; how many documents.

    Each period is one transaction with its items in the job run of the day. Killed at any step it leaves
    whole periods behind; run again it gathers each document exactly once. Documents that are partly
    through the gate are closed before, with what has left (see ``cutting_off``).
    """
    total = 0
    for period_id in _ready(on=business_date(at)):
        _close_parts(period_id, at=at)
        total += len(_gather_for_job(period_id, at=at).documents)
    return total


def preview_due(*, at: datetime) -> JobRun:
    """The dry run: what ``gather_due`` would do now, document by document, as a job run of its own."""
    key = f"{at.isoformat()}"
    run = open_run(DRY, key=key, business_on=business_date(at), at=at)
    assert run is not None
    for period_id in _ready(on=business_date(at)):
        row = BatchPeriod.objects.get(pk=period_id)
        plan = plan_of(row, closing=True)
        closing = closable(list(selectors.waiting_of(row)))
        names = [doc.number for doc in plan.documents.values()]
        with intention():
            held = hold(run)
            if held is None:
                break
            items = _items(names, outcome="would_gather", row=row) + _left(plan.left, row=row)
            items += _closed(closing, outcome="would_close", row=row)
            counts = Counter(item.outcome for item in items)
            advance(held, cursor=str(period_id), counts=counts, items=items)
            run = held
    close(run, at=at)
    run.refresh_from_db()
    return run


def plans_due(offices: Collection[str], *, at: datetime) -> list[tuple[BatchPeriod, Plan]]:
    """What ``gather_due`` would make now of the periods of these offices; nothing is written."""
    rows = BatchPeriod.objects.filter(pk__in=_ready(on=business_date(at)), office__in=offices)
    rows = rows.select_related("application__firm").order_by("due_on", "subject_id")
    return [(row, plan_of(row, closing=True)) for row in rows]


def gather_now(*, actor: Actor, at: datetime, application_no: str, first: date) -> Made:
    """Gather what waits of a period now, before it has ended; the firm or an officer asks for it.

    Raises:
        BatchPeriod.DoesNotExist: there is none that the actor may see.
        Refused: not theirs, or nothing waits that can be gathered.
        Conflict: it is being gathered at this moment.
    """
    row = selectors.period(actor, application_no=application_no, first=first, on=business_date(at))
    names = _names(row, at=at)
    with intention():
        if actor.is_officer:
            check_may_decide_deliveries(actor, office=row.office)
        else:
            check_may_deliver(actor, firm_id=row.application.firm_id, at=at)
        made = _gather(row.pk, names=names, at=at, actor_id=actor.user_id)
    if not made.documents:
        raise Refused(*([violation for _, violation in made.left] or [Violation(law.NOTHING_WAITS)]))
    return made


def take_apart(*, actor: Actor, at: datetime, number: str, reason: str) -> int:
    """Delete a centralised inventory that is not declared; its documents wait again. How many.

    Raises:
        Inventory.DoesNotExist: there is none that the actor may see.
        Refused: not theirs, no reason, or an entry declaration stands on it.
        Conflict: it is deleted, or booked.
    """
    found = applications_law.judge_reason(reason)
    if found:
        raise Refused(*found)
    first = selectors.inventories_of(actor, on=business_date(at)).get(number=number)
    with intention():
        deliveries.lock_papers_of_inventories([first.pk])
        carried.hold_documents([(DocKind.INVENTORY.value, first.pk)])
        row = Inventory.objects.select_related("ledger", "firm").get(pk=first.pk)
        _check_may_take_apart(row, actor=actor, at=at)
        if row.status == flow.APPROVED:
            carried.leave_again([row.pk], at=at, actor_id=actor.user_id, note=reason.strip())
            row.refresh_from_db()
        booking.take_over(deliveries.hand_backs(row), at=at, actor_id=actor.user_id)
        count = deliveries.detached([row.pk], at=at, actor_id=actor.user_id)
        values: dict[str, object] = {"said": reason.strip()}
        if row.booking == flow.PRE_BOOKED:
            values["booking"] = axes.booking_after("void", source=row.booking)
            values["pre_booked_at"] = None
        move(row, verb="void", values=values, at=at, actor_id=actor.user_id, note=reason.strip())
    return count


def plan_of(row: BatchPeriod, *, locked: bool = False, closing: bool = False) -> Plan:
    """What of a period can be gathered now, in bundles of at most 50 declaration lines.

    ``closing``: as if documents that are partly through were closed with what has left.
    """
    waiting: QuerySet[StockDoc] = selectors.waiting_of(row)
    documents = list(waiting)
    if locked:
        # Locked in the order of ids, kept in the order in which they left.
        fresh = {doc.pk: doc for doc in lock_rows(waiting.order_by(), keys=[doc.pk for doc in documents])}
        documents = [fresh[doc.pk] for doc in documents if doc.pk in fresh]
    rows = {doc.pk: doc for doc in documents}
    good: list[Document] = []
    left: list[tuple[StockDoc, Violation]] = []
    for one in selectors.gatherable(documents, closing=closing):
        found = law.judge_document(one)
        if found:
            left += [(rows[one.doc_id], violation) for violation in found]
        else:
            good.append(one)
    return Plan(law.bundle(good), {one.doc_id: rows[one.doc_id] for one in good}, left)


def _ready(*, on: date) -> list[int]:
    """The periods that are gathered today: ended, or so near a deadline within them; oldest first."""
    rows = BatchPeriod.objects.filter(
        documents__gathered=Gathered.WAITING, documents__status=flow.APPROVED
    ).distinct()
    most = max(selectors.marks_on(on), default=0)
    return [
        row.pk
        for row in rows.order_by("due_on", "subject_id")
        if on >= deadlines.ready_from(_span(row), lead=selectors.lead_day(row.due_on, most=most))
    ]


def _span(row: BatchPeriod) -> Period:
    return Period(row.regime, row.period_from, row.period_to, row.due_on)


def _names(row: BatchPeriod, *, at: datetime) -> list[str]:
    """Numbers for the inventories, in a transaction of their own: a series is locked last of all."""
    with intention():
        return [
            next_no(numbers.INVENTORY, office=row.office, at=at, letter=row.application.direction)
            for _ in plan_of(row).bundles
        ]


def _close_parts(period_id: int, *, at: datetime) -> None:
    """Close the documents of a period that is gathered which are partly through, with what has left."""
    row = BatchPeriod.objects.get(pk=period_id)
    if not closable(list(selectors.waiting_of(row))):
        return
    with intention():
        run = hold_day_run(JOB, at=at)
        if run is None:
            return
        lock_with_periods([row.application_id])
        waiting = selectors.waiting_of(row)
        keys = list(waiting.values_list("pk", flat=True))
        rows = closable(lock_rows(waiting.order_by(), keys=keys))
        if rows:
            cut_off(rows, at=at, actor_id=None)
            items = _closed(rows, outcome="closed", row=row)
            advance(run, cursor=str(period_id), counts=Counter(closed=len(rows)), items=items)


def _gather_for_job(period_id: int, *, at: datetime) -> Made:
    """One period for the job, remembered in the run of the day with it or not at all."""
    row = BatchPeriod.objects.select_related("application").get(pk=period_id)
    names = _names(row, at=at)
    with intention():
        run = hold_day_run(JOB, at=at)
        if run is None:
            return Made()
        made = _gather(period_id, names=names, at=at, actor_id=None)
        items = _items(made.documents, outcome="gathered", row=row)
        items += [_item(number, violation, row=row) for number, violation in made.left]
        if items:
            counts = Counter(item.outcome for item in items)
            advance(run, cursor=str(period_id), counts=counts, items=items)
    return made


def _gather(period_id: int, *, names: Sequence[str], at: datetime, actor_id: int | None) -> Made:
    """Gather one period under lock, as many inventories as there are names; a step."""
    application_id = BatchPeriod.objects.values_list("application_id", flat=True).get(pk=period_id)
    lock_with_periods([application_id])
    row = BatchPeriod.objects.select_related("application__ledger__firm").get(pk=period_id)
    plan = plan_of(row, locked=True)
    gathered: list[str] = []
    used: list[str] = []
    for bundle, number in zip(plan.bundles, names, strict=False):
        inventory = make_centralised(
            row.application, bundle=bundle, number=number, period_id=period_id, at=at, actor_id=actor_id
        )
        flip(inventory, documents=[plan.documents[pk] for pk in bundle.doc_ids], at=at, actor_id=actor_id)
        booking.take_over(deliveries.hand_overs(inventory), at=at, actor_id=actor_id)
        gathered += [plan.documents[pk].number for pk in bundle.doc_ids]
        used.append(number)
    if used:
        settle_periods([period_id], at=at, actor_id=actor_id)
    notify([News("batch_drafted", number, ToFirm(row.application.firm_id)) for number in used], at=at)
    left = tuple((doc.number, violation) for doc, violation in plan.left)
    return Made(tuple(used), tuple(gathered), left)


def make_centralised(
    of: Application,
    *,
    bundle: Bundle,
    number: str,
    period_id: int | None,
    at: datetime,
    actor_id: int | None,
) -> Inventory:
    """The draft with the sums of its documents, which ``flip`` and a hand-over attach to it; a step."""
    head = InventoryHead(
        of.ledger.ems_no,
        f"JB{number}",
        InventoryType.CENTRALISED.value,
        of.direction,
        _MODE,
        traf_mode=_TRANSPORT,
        country=_COUNTRY,
        partner_code=of.partner_code,
        partner_name=of.partner_name,
    )
    lines = _goods(of, bundle=bundle)
    return make_inventory(
        head, ledger=of.ledger, lines=lines, number=number, at=at, actor_id=actor_id, period_id=period_id,
        note=str(len(bundle.doc_ids)),
    )  # fmt: skip


def _goods(of: Application, *, bundle: Bundle) -> list[InventoryGoods]:
    """The lines of a bundle as an inventory states them."""
    items = dict(of.ledger.items.values_list("pk", "item_record_no"))
    return [
        InventoryGoods(
            items[line.first.item_id],
            line.first.gcode,
            line.first.unit,
            line.qty,
            (line.total / line.qty).quantize(_PRICE),
            line.total.quantize(_CENT),
            line.first.currency,
            line.first.origin,
            line.first.gname,
            line.first.spec,
            line.gross_kg,
            line.net_kg,
            line.first.lot_no,
            line.first.best_before,
            entry_line=line.entry_line,
        )
        for line in bundle.lines
    ]


def flip(inventory: Inventory, *, documents: Sequence[StockDoc], at: datetime, actor_id: int | None) -> None:
    """A step: the documents are in this inventory from now on; one that moved meanwhile undoes all."""
    values = (Gathered.GATHERED.value, inventory.pk)
    steps = [Step(doc.pk, "gather", doc.status, values, inventory.number) for doc in documents]
    columns = ("gathered", "inventory_id")
    moved = move_many(STOCK_DOC_TRAIL, steps, columns=columns, at=at, actor_id=actor_id)
    if len(moved) != len(documents):
        raise Conflict(Violation(MOVED_ON))


def _check_may_take_apart(row: Inventory, *, actor: Actor, at: datetime) -> None:
    if actor.is_officer:
        check_may_decide_deliveries(actor, office=row.office)
    else:
        check_may_deliver(actor, firm_id=row.firm_id, at=at)
    if row.status == flow.VOID or row.booking not in (flow.NOT_BOOKED, flow.PRE_BOOKED):
        raise Conflict(Violation(MOVED_ON))
    if row.entry_no:
        raise Refused(Violation(life.HAS_ENTRY, args=(("entry_no", row.entry_no),)))


def _items(names: Sequence[str], *, outcome: str, row: BatchPeriod) -> list[Item]:
    return [Item("stock_doc", name, outcome, args={"office": row.office}) for name in names]


def _closed(rows: Sequence[StockDoc], *, outcome: str, row: BatchPeriod) -> list[Item]:
    return [
        Item("stock_doc", doc.number, outcome, law.CLOSED.code, args={"no": doc.number, "office": row.office})
        for doc in rows
    ]


def _left(left: Sequence[tuple[StockDoc, Violation]], *, row: BatchPeriod) -> list[Item]:
    return [_item(doc.number, violation, row=row) for doc, violation in left]


def _item(number: str, violation: Violation, *, row: BatchPeriod) -> Item:
    args = {**dict(violation.args), "office": row.office}
    return Item("stock_doc", number, "left", violation.rule.code, violation.path, args)
