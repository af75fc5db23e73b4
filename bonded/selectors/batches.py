"""Collection periods of batch deliveries: the board, one period, and the facts that gathering needs."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum

from bonded.models import (
    Application,
    BatchPeriod,
    BatchPeriodEvent,
    Direction,
    GateAxis,
    Gathered,
    Inventory,
    InventoryType,
    StockDoc,
    StockDocLine,
)
from bonded.permissions import holders_of
from bonded.rules import deadlines, flow
from bonded.rules.batches import Counts, Delivered, Document
from bonded.rules.deadlines import Period
from bonded.selectors.stock_docs import cut_off, lines_by_document, may_be_cut
from codelists.selectors import next_working_day, parameter
from enterprises.facts import Actor
from kernel.money import to_places
from kernel.refusal import Refused

OPEN = (flow.COLLECTING, flow.DRAFTED, flow.LATE)
TABS = {"open": OPEN, "late": (flow.LATE,), "declared": (flow.DECLARED,), "paid": (flow.PAID,)}
_APPROVED = Q(documents__status=flow.APPROVED)


def periods(actor: Actor, *, on: date) -> "QuerySet[BatchPeriod]":
    """The periods the actor may see, with how many of their documents wait, are drafted, declared, paid."""
    rows = BatchPeriod.objects.select_related("application__firm", "application__ledger")
    if actor.is_officer:
        rows = rows.filter(office__in=actor.offices)
    elif not actor.is_system:
        rows = rows.filter(application__firm_id__in=holders_of(actor, on=on))
    waiting = _APPROVED & Q(documents__gathered=Gathered.WAITING)
    drafted = _APPROVED & Q(documents__gathered=Gathered.GATHERED, documents__declared_at__isnull=True)
    declared = _APPROVED & Q(documents__gathered=Gathered.GATHERED, documents__declared_at__isnull=False)
    return rows.annotate(
        waiting=Count("documents", filter=waiting),
        drafted=Count("documents", filter=drafted),
        declared=Count("documents", filter=declared),
        paid=Count("documents", filter=_APPROVED & Q(documents__gathered=Gathered.DECLARED)),
        drawn_fen=Sum(
            "documents__drawn_fen", filter=_APPROVED & ~Q(documents__gathered=Gathered.DECLARED), default=0
        ),
    )


def period(actor: Actor, *, application_no: str, first: date, on: date) -> BatchPeriod:
    """One period of an application, by its first day.

    Raises:
        BatchPeriod.DoesNotExist: there is none that the actor may see.
    """
    return periods(actor, on=on).get(application__number=application_no, period_from=first)


def narrowed(rows: "QuerySet[BatchPeriod]", *, search: str = "", tab: str = "") -> "QuerySet[BatchPeriod]":
    """The periods of one tab whose application, partner or firm the words name."""
    if tab in TABS:
        rows = rows.filter(status__in=TABS[tab])
    if search:
        rows = rows.filter(
            Q(application__number__icontains=search)
            | Q(application__partner_name__icontains=search)
            | Q(application__firm__name_zh__icontains=search)
        )
    return rows


def documents_of(row: BatchPeriod) -> "QuerySet[StockDoc]":
    """The live documents of a period, those that wait longest first."""
    rows = StockDoc.objects.select_related("application", "inventory").filter(
        period=row, status=flow.APPROVED
    )
    return rows.order_by("passed_at", "subject_id")


def waiting_of(row: BatchPeriod) -> "QuerySet[StockDoc]":
    """The documents of a period that wait to be gathered, in the order in which they left."""
    rows = StockDoc.objects.filter(period=row, status=flow.APPROVED, gathered=Gathered.WAITING)
    return rows.order_by("passed_at", "subject_id")


def gathered_in(inventory: Inventory) -> "QuerySet[StockDoc]":
    """The documents of a centralised inventory, in the order in which they left."""
    return StockDoc.objects.filter(inventory=inventory).order_by("passed_at", "subject_id")


def inventories_of(actor: Actor, *, on: date) -> "QuerySet[Inventory]":
    """The centralised inventories the actor may see; officers see drafts too, customs' clock runs on them."""
    rows = Inventory.objects.select_related("ledger", "firm", "period")
    rows = rows.filter(inv_type=InventoryType.CENTRALISED)
    if actor.is_system:
        return rows
    if actor.is_officer:
        return rows.filter(office__in=actor.offices)
    return rows.filter(firm_id__in=holders_of(actor, on=on))


def unsettled() -> list[int]:
    """The applications with a period that is not paid, or in which something waits again."""
    waits = Q(documents__gathered=Gathered.WAITING, documents__status=flow.APPROVED)
    rows = BatchPeriod.objects.filter(~Q(status=flow.PAID) | waits).order_by("application_id")
    return list(rows.values_list("application_id", flat=True).distinct())


def period_for(row: Application, *, day: date) -> Period:
    """The period in which goods that leave on ``day`` under the application are gathered."""
    probe = deadlines.period_of(day)
    ledger = row.ledger
    cut_off = deadlines.cut_off_of(
        probe.last,
        opened=ledger.valid_from,
        cycle_months=ledger.cycle_months,
        written_off=ledger.written_off_on,
    )
    return deadlines.period_of(day, due_day=int(parameter("batch.due_day", on=day)), cut_off=cut_off)


def marks_on(day: date) -> tuple[int, ...]:
    """The numbers of working days before a deadline at which firms are reminded."""
    return tuple(sorted((int(part) for part in parameter("batch.remind_days", on=day).split()), reverse=True))


def working_days_left(due: date, *, today: date, most: int) -> int:
    """The working days from tomorrow up to and with ``due``, ``most + 1`` where there are more; -1: past.

    A year whose working days are not entered is counted in calendar days: nobody is reminded too late.
    """
    if due < today:
        return -1
    left, day = 0, today
    while left <= most and day < due:
        try:
            day = next_working_day(day)
        except Refused:
            return min((due - today).days, most + 1)
        left += day <= due
    return left


def lead_day(due: date, *, most: int) -> date:
    """The day on which ``most`` working days are left before ``due``: the first reminder."""
    day = due
    while working_days_left(due, today=day, most=most) < most:
        day = date.fromordinal(day.toordinal() - 1)
    return day


def counts_of(period_ids: Collection[int]) -> dict[int, Counts]:
    """How the live documents of these periods stand; one query."""
    rows = StockDoc.objects.filter(period_id__in=period_ids, status=flow.APPROVED).order_by()
    found: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for period_id, gathered, declared_at in rows.values_list("period_id", "gathered", "declared_at"):
        handed_in = 1 if declared_at is None else 2
        place = {Gathered.WAITING.value: 0, Gathered.GATHERED.value: handed_in}.get(gathered, 3)
        if period_id is not None:
            found[period_id][place] += 1
    return {pk: Counts(*found[pk]) for pk in period_ids}


def gatherable(documents: Iterable[StockDoc], *, closing: bool = False) -> list[Document]:
    """The documents as the rules bundle them, in their order; what has come back is no part of them.

    ``closing``: those that may be closed with what has left are taken as if they were.
    """
    rows = list(documents)
    lines = lines_by_document([row.pk for row in rows])
    closed = {row.pk for row in rows if closing and may_be_cut(row, lines=lines[row.pk])}
    for line in (line for pk in closed for line in lines[pk]):
        cut_off(line)
    return [
        Document(
            row.pk,
            row.number,
            row.gate_axis == GateAxis.ALL or row.pk in closed,
            tuple(
                _delivered(line, inbound=row.direction == Direction.IN)
                for line in lines[row.pk]
                if line.qty > line.back_qty
            ),
        )
        for row in rows
    ]


def _delivered(line: StockDocLine, *, inbound: bool) -> Delivered:
    """What is outside of a line: all of it, or its share of value and weight where some came back."""
    qty = line.qty - line.back_qty
    values = [line.total, line.gross_kg, line.net_kg]
    if line.back_qty:
        values = [to_places(value * qty / line.qty) for value in values]
    total, gross_kg, net_kg = values
    found = Delivered(
        line.document_id, line.seq, line.item_id, line.gcode, line.gname, line.spec, line.unit, line.origin,
        line.currency, qty, total, gross_kg, net_kg,
    )  # fmt: skip
    return found._replace(lot_no=line.lot_no, best_before=line.best_before) if inbound else found


def moves(row: BatchPeriod) -> "QuerySet[BatchPeriodEvent]":
    """What happened to the period, oldest first."""
    return BatchPeriodEvent.objects.filter(subject_id=row.pk).order_by("id")
