"""Ledger files beside filings: stock-takings, write-offs, disposals; what they are computed from."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TypeVar

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from bonded.models import (
    Counter,
    Disposal,
    Ledger,
    LedgerEntry,
    LedgerItem,
    Lot,
    StockTake,
    StockTakeLine,
    WriteOff,
)
from bonded.permissions import holders_of
from bonded.rules import flow, stocktaking
from bonded.rules.stocktaking import ShelfItem, ShelfLot
from bonded.rules.writeoff import Held, Sums
from bonded.selectors.away import Away, away_of
from enterprises.facts import Actor
from kernel.clock import SHANGHAI, business_date
from kernel.money import plain
from kernel.refusal import Violation

File = TypeVar("File", StockTake, WriteOff, Disposal)
OPEN_STOCKTAKE = (flow.COMPARED, flow.EXPLAINED, flow.ASKED)
OPEN_DISPOSAL = (flow.SUBMITTED, flow.APPROVED)
# The kind of subject that attachments of a report name.
ATTACHED_TO = "disposal"
_ACTUAL = (Counter.ACTL_INC, Counter.ACTL_REDC)


def files(model: type[File], *, actor: Actor, on: date) -> "QuerySet[File]":
    """The files of one kind that the actor may see, with ledger and firm."""
    rows: QuerySet[File] = model._default_manager.select_related("ledger__firm")
    if actor.is_officer:
        return rows.filter(office__in=actor.offices)
    return rows.filter(ledger__firm_id__in=holders_of(actor, on=on))


def file_of(model: type[File], *, actor: Actor, number: str, on: date) -> File:
    """One file of one kind.

    Raises:
        DoesNotExist: there is none of that number that the actor may see.
    """
    return files(model, actor=actor, on=on).get(number=number)


def may_see_disposal(actor: Actor, *, subject_id: int, at: datetime) -> bool:
    """Whether the actor may see the report with this id, so that its attachments open."""
    return files(Disposal, actor=actor, on=business_date(at)).filter(pk=subject_id).exists()


def narrowed(rows: "QuerySet[File]", *, search: str) -> "QuerySet[File]":
    """The files whose number, ledger, firm or item the words name."""
    if not search:
        return rows
    items = rows.filter(lines__item__item_record_no=search).order_by().values("pk")
    return rows.filter(
        Q(number__icontains=search)
        | Q(ledger__ems_no__icontains=search)
        | Q(ledger__firm__name_zh__icontains=search)
        | Q(pk__in=items)
    )


def shelf_of(ledger: Ledger, *, record_nos: Collection[str] | None = None) -> dict[str, ShelfItem]:
    """What should lie there, by record number: all items, or those named; five queries.

    What the ledger has, less what has gone through the gate and is not booked yet, more what came so.
    """
    rows = ledger.items.order_by("pk")
    if record_nos is not None:
        rows = rows.filter(item_record_no__in=record_nos)
    balances = rows.values_list("item_record_no", "pk", F("actl_inc_qty") - F("actl_redc_qty"))
    found = list(balances)
    away = away_of([pk for _, pk, _ in found])
    items = {number: ShelfItem(pk, qty - away.items.get(pk, Decimal(0))) for number, pk, qty in found}
    names = {item.item_id: number for number, item in items.items()}
    for lot in Lot.objects.filter(item_id__in=list(names)).order_by("pk"):
        known = items[names[lot.item_id]]
        here = lot.in_qty - lot.out_qty - away.lots.get(lot.pk, Decimal(0))
        one = ShelfLot(lot.pk, lot.lot_no, lot.best_before, here)
        items[names[lot.item_id]] = known._replace(lots=(*known.lots, one))
    return items


def lines_of(take: StockTake) -> "QuerySet[StockTakeLine]":
    """The lines of a stock-taking with item and lot, in their order."""
    return take.lines.select_related("item", "lot").order_by("seq")


def moved_since(lines: Iterable[StockTakeLine]) -> list[Violation]:
    """Which counted items stand otherwise now than when they were compared, in sentences."""
    lines = list(lines)
    away = away_of({line.item_id for line in lines})
    return [
        Violation(
            stocktaking.MOVED,
            f"lines[{line.seq}]",
            args=(
                ("item", line.item.item_record_no),
                ("was", plain(line.book_qty)),
                ("now", plain(now)),
                ("difference", plain(line.counted_qty - line.book_qty)),
            ),
        )
        for line in lines
        if (now := _stands(line, away=away)) != line.book_qty and line.counted_qty != line.book_qty
    ]


def open_stocktake(ledger_id: int) -> str:
    """The number of the ledger's open stock-taking; empty: none."""
    rows = StockTake.objects.filter(ledger_id=ledger_id, status__in=OPEN_STOCKTAKE).order_by("pk")
    return rows.values_list("number", flat=True).first() or ""


def open_write_off(ledger_id: int) -> str:
    """The number of the ledger's write-off that waits; empty: none."""
    rows = WriteOff.objects.filter(ledger_id=ledger_id, status=flow.SUBMITTED).order_by("pk")
    return rows.values_list("number", flat=True).first() or ""


def undecided(ledger_id: int, *, upto: date) -> str:
    """An open stock-taking or disposal of the ledger that belongs to a period up to this day; empty: none."""
    takes = StockTake.objects.filter(
        ledger_id=ledger_id, status__in=OPEN_STOCKTAKE, counted_on__lte=upto
    ).order_by("pk")
    losses = Disposal.objects.filter(
        ledger_id=ledger_id, status__in=OPEN_DISPOSAL, found_on__lte=upto
    ).order_by("pk")
    for rows in (takes.values_list("number", flat=True), losses.values_list("number", flat=True)):
        number = rows.first()
        if number:
            return number
    return ""


def sums_of(ledger_id: int, *, first: date, last: date) -> dict[int, Sums]:
    """What each item of a ledger had before ``first``, and what came and went up to and with ``last``.

    From the entries of the actual counters, in one query; items that never moved are absent.
    """
    start, end = _begin(first), _begin(last + timedelta(days=1))
    rows = LedgerEntry.objects.filter(item__ledger_id=ledger_id, counter__in=_ACTUAL, at__lt=end)
    before, inside = Q(at__lt=start), Q(at__gte=start)
    inward, outward = Q(counter=Counter.ACTL_INC), Q(counter=Counter.ACTL_REDC)
    sums = rows.values("item_id").annotate(
        had=_sum(before & inward),
        gone=_sum(before & outward),
        came=_sum(inside & inward),
        went=_sum(inside & outward),
    )
    found = sums.order_by("item_id").values_list("item_id", "had", "gone", "came", "went")
    return {item_id: Sums(had - gone, came, went) for item_id, had, gone, came, went in found}


def held_by(ledger: Ledger, *, sums: dict[int, Sums]) -> list[Held]:
    """What the items of a ledger hold at the end of a period, for closing it."""
    rows = ledger.items.order_by("pk").values_list(
        "pk", "item_record_no", F("actl_inc_qty") - F("actl_redc_qty"), "prevd_inc_qty", "prevd_redc_qty"
    )
    return [
        Held(number, sums.get(pk, Sums()).closing or balance, bool(incoming or outgoing))
        for pk, number, balance, incoming, outgoing in rows
    ]


def named_items(ledger: Ledger, *, ids: Collection[int]) -> dict[int, LedgerItem]:
    """The items by id, for tables of sums."""
    return {item.pk: item for item in ledger.items.filter(pk__in=ids).order_by("pk")}


def filed_on(row: StockTake | WriteOff | Disposal) -> date:
    """The Shanghai day on which a file was handed in."""
    return business_date(row.filed_at)


def _stands(line: StockTakeLine, *, away: Away) -> Decimal:
    """What should lie there now of a counted item or lot."""
    if line.lot is not None:
        return line.lot.in_qty - line.lot.out_qty - away.lots.get(line.lot.pk, Decimal(0))
    return line.item.actl_inc_qty - line.item.actl_redc_qty - away.items.get(line.item_id, Decimal(0))


def _sum(condition: Q) -> Coalesce:
    return Coalesce(Sum("qty", filter=condition), Decimal(0))


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)
