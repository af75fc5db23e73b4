"""Lists and their parcels, counts, disposals, write-offs, items and pauses on a walk."""

from datetime import timedelta
from decimal import Decimal as D

from bonded.facts import NewParcel, ParcelGoods, PreBooking
from bonded.models import Disposal, Inventory, Parcel, StockTake, WriteOff
from bonded.rules import flow
from bonded.rules.disposal import Goods
from bonded.rules.filing import ItemDraft
from bonded.rules.stocktaking import CountRow
from bonded.services import disposal, filing, filing_deciding, stocktaking, writeoff
from bonded.services.gathering_parcels import gather_parcels, gather_waiting
from bonded.services.parcels import add_parcels
from bonded.services.pauses import set_mark
from bonded.services.stock import give_back_stock, open_stock
from bonded.services.taking_out import cancel_parcels, take_out
from enterprises.facts import SYSTEM
from kernel.clock import business_date
from kernel.orm.ids import reserve
from tests.bonded.walking.walk import ACTS as ACTS
from tests.bonded.walking.walk import EMS, GOODS, GROUND, P, Q, act, item, one, own


@act
def accept_list(walk, i, j):
    """An import list is accepted: its stock is pre-booked; often released at once."""
    (pk,) = reserve(1)
    wanted = [(P, str(1 + j % 3)), (Q, "1")] if i % 2 else [((P, Q)[j % 2], "1")]
    code = next(iter(sorted(walk.firm.firm_codes)))
    lines = [
        PreBooking(pk, n, EMS, no, code, GOODS[no][0], D(qty), GOODS[no][2], code, f"B{pk:017d}")
        for n, (no, qty) in enumerate(wanted, 1)
    ]

    def book():
        desk = open_stock([line.key for line in lines], on=business_date(walk.at))
        desk.take(lines)
        desk.write(at=walk.at, actor_id=None)

    walk.accepted[pk] = {(n, item(no).pk): D(qty) for n, (no, qty) in enumerate(wanted, 1)}
    if not walk.step(book):
        del walk.accepted[pk]
    elif i % 4:
        release(walk, len(walk.accepted) - 1, j)


@act
def release(walk, i, j):
    """An accepted list is released, as the room of the lists does it."""
    if not walk.accepted:
        return
    pk = sorted(walk.accepted)[i % len(walk.accepted)]
    lines = walk.accepted.pop(pk)
    worth = tuple(ParcelGoods(n, D("10.50"), "142") for n, _ in lines)
    new = NewParcel(pk, f"B{pk:017d}", f"WB{pk}", "4921", walk.at, D("1.5"), worth)
    if not walk.step(lambda: add_parcels([new], at=walk.at, actor_id=None)):
        walk.accepted[pk] = lines


@act
def reject_list(walk, i, j):
    """An accepted list is rejected after all."""
    if walk.accepted:
        pk = sorted(walk.accepted)[i % len(walk.accepted)]
        lines = walk.accepted.pop(pk)
        if not walk.step(lambda: give_back_stock([pk], at=walk.at, actor_id=None)):
            walk.accepted[pk] = lines


@act
def gather(walk, i, j):
    names = list(Parcel.objects.filter(status=flow.WAITING).order_by("pk").values_list("pre_no", flat=True))
    some = names[: 1 + j % 3] if i % 2 else names
    if some:
        walk.do(gather_parcels, actor=walk.firm, ems_no=EMS, pre_nos=some)


@act
def gather_by_the_clock(walk, i, j):
    walk.at += timedelta(hours=2)
    walk.do(gather_waiting)


@act
def take_parcel_out(walk, i, j):
    parcel = one(Parcel.objects.exclude(inventory_id=None), i)
    if parcel is not None:
        number = Inventory.objects.get(pk=parcel.inventory_id).number
        who, reason = [
            (walk.firm, "not_loaded"), (walk.firm, "damaged"), (walk.first, "stopped"),
            (walk.firm, "cancelled"), (walk.first, "not_loaded"), (walk.firm, "stopped"),
        ][j]  # fmt: skip
        walk.do(take_out, actor=who, number=number, pre_nos=[parcel.pre_no], reason=reason)


@act
def cancel_lists(walk, i, j):
    rows = list(Parcel.objects.order_by("pk").values_list("pk", flat=True))[i % 3 :][: 1 + j % 2]
    if rows:
        walk.step(lambda: cancel_parcels(rows, actor=SYSTEM, at=walk.at))


@act
def count(walk, i, j):
    """A count that is off by one, or by nothing; often explained and booked at once."""
    row = item((P, Q)[i % 2])
    there = row.actl_inc_qty - row.actl_redc_qty
    rows = [CountRow(1, row.item_record_no, max(D(0), there + D(j % 3 - 1)))]
    lot = row.lots.order_by("pk").first()
    if i % 3 == 0 and lot is not None:
        left = max(D(0), lot.in_qty - lot.out_qty + D(j % 3 - 1))
        rows = [CountRow(1, row.item_record_no, left, lot.lot_no, lot.best_before)]
    call = {"actor": walk.firm, "ems_no": EMS, "counted_on": business_date(walk.at), "rows": rows}
    if walk.do(stocktaking.file_count, **call) and i % 4:
        explain_count(walk, 0, 0)
        decide_count(walk, 0, j)


@act
def explain_count(walk, i, j):
    row = one(StockTake.objects.exclude(status__in=(flow.SETTLED, flow.WITHDRAWN)), i)
    if row is not None:
        said = dict.fromkeys(row.lines.values_list("seq", flat=True), GROUND)
        walk.do(stocktaking.explain, actor=walk.firm, number=row.number, explanations=said)


@act
def decide_count(walk, i, j):
    row = one(StockTake.objects.exclude(status__in=(flow.SETTLED, flow.WITHDRAWN)), i)
    if row is None:
        return
    if j == 0:
        walk.do(stocktaking.ask_count, actor=walk.first, number=row.number, said=GROUND)
    elif j == 1:
        walk.do(stocktaking.withdraw_count, actor=walk.firm, number=row.number)
    else:
        walk.do(stocktaking.book_count, actor=walk.first, number=row.number)


@act
def dispose(walk, i, j):
    goods = [Goods((P, Q)[i % 2], D(1 + j % 3))]
    lot = item((P, Q)[i % 2]).lots.order_by("pk").last()
    if i % 3 == 0 and lot is not None:
        goods = [Goods((P, Q)[i % 2], D(1), lot.lot_no, lot.best_before)]
    call = {
        "actor": walk.firm, "ems_no": EMS, "kind": ("destruction", "damage", "force_majeure")[j % 3],
        "found_on": business_date(walk.at), "reason": GROUND, "place": "焚烧厂", "goods": goods,
    }  # fmt: skip
    walk.do(disposal.report_disposal, **call)


@act
def decide_disposal(walk, i, j):
    row = one(Disposal.objects.filter(status__in=(flow.SUBMITTED, flow.APPROVED)), i)
    if row is None:
        return
    number = row.number
    if j == 0:
        walk.do(disposal.withdraw_disposal, actor=walk.firm, number=number)
    elif j == 1:
        walk.do(disposal.refuse_disposal, actor=walk.first, number=number, said=GROUND)
    else:
        walk.do(disposal.approve_disposal, actor=walk.first, number=number)
        walk.do(disposal.witness_disposal, actor=walk.first, number=number)
        if j > 2:
            walk.do(disposal.carry_out, actor=walk.second, number=number)


@act
def write_off(walk, i, j):
    """A night passes, then the period up to yesterday is filed, and often approved."""
    walk.at += timedelta(days=1)
    last = business_date(walk.at) - timedelta(days=1)
    call = {"actor": walk.firm, "ems_no": EMS, "period_to": last, "stated": True, "closes": j == 5}
    number = walk.do(writeoff.submit_write_off, **call)
    if number and i % 3:
        walk.do(writeoff.approve_write_off, actor=walk.first, number=number)


@act
def decide_write_off(walk, i, j):
    row = one(WriteOff.objects.filter(status=flow.SUBMITTED), i)
    if row is None:
        return
    if j == 0:
        walk.do(writeoff.withdraw_write_off, actor=walk.firm, number=row.number)
    elif j == 1:
        walk.do(writeoff.refuse_write_off, actor=walk.first, number=row.number, said=GROUND)
    else:
        walk.do(writeoff.approve_write_off, actor=walk.first, number=row.number)


@act
def file_item(walk, i, j):
    """A new item, or another name of an old one."""
    new = i % 2 == 0
    gcode, gname, unit, _ = GOODS[P]
    one_item = ItemDraft(own() if new else P, gcode, f"{gname}{i}", "", unit, "601", "142", D("12.5"))
    number = walk.do(filing.draft_filing, actor=walk.firm, kind="items", ems_no=EMS)
    if number:
        walk.do(filing.save_lines, actor=walk.firm, number=number, items=[one_item])
        walk.do(filing.submit_filing, actor=walk.firm, number=number)
        walk.do(filing_deciding.approve_filing, actor=walk.first, number=number)


@act
def pause(walk, i, j):
    """An item or the ledger rests, or moves again."""
    mark = (4, 5, 6, 1, 1, 1)[j]
    call = {"actor": walk.first, "ems_no": EMS, "mark": mark, "ground": GROUND}
    walk.do(set_mark, item_record_no=(P, Q, "")[i % 3], **call)
