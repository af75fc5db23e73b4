"""What must be true of the zone at every moment: each number is what the living papers say it is."""

from collections import Counter as Sums
from decimal import Decimal as D

from django.db import connection
from django.db.models import F, Sum

from bonded.models import (
    Application,
    Counter,
    DisposalLine,
    GatePass,
    GatePassLine,
    Inventory,
    InventoryLine,
    Kind,
    LedgerEntry,
    LedgerItem,
    Lot,
    LotCounter,
    LotEntry,
    Parcel,
    ParcelLine,
    Passage,
    StockDoc,
    StockDocLine,
    StockTakeLine,
)
from bonded.rules import flow
from bonded.rules import passages as law
from bonded.selectors.ledgers import audit_bonded
from enterprises.models import GuaranteeAccount
from enterprises.selectors import drawn_of
from enterprises.selectors.guarantees import audit_guarantees

_PRE = {"I": Counter.PREVD_INC, "E": Counter.PREVD_REDC}
_ACTUAL = {"I": Counter.ACTL_INC, "E": Counter.ACTL_REDC}
_DONE = (flow.BOOKED, flow.WRITTEN_OFF)
_GATHERED_TYPES = ("1", "8")
# Their goods are through without a gate pass of their own.
_NO_PASS = ("1", "3", "6")
_DRAFTS = (flow.DRAFT, flow.SUBMITTED, flow.REFUSED)


def check(accepted) -> None:
    """Assert all of it; ``accepted``: (list, line, item) to what lists hold that are no parcels yet."""
    assert audit_bonded() == []
    assert audit_guarantees() == []
    for account in GuaranteeAccount.objects.all():
        assert account.limit_fen - account.held_fen - account.used_fen >= 0
    papers = _papers()
    assert _entries() == _claims(papers, accepted=accepted)
    assert _lot_entries() == _takings(papers)
    _check_lots(accepted)
    _check_passes()
    _check_inventories()
    _check_parcels()
    _check_documents()


def digest() -> str:
    """Everything that the zone and the firms have in the database, but for series: numbers may be wasted."""
    with connection.cursor() as cursor:
        tables = [
            name
            for name in sorted(connection.introspection.table_names(cursor))
            if name.startswith(("bonded_", "enterprises_", "kernel_job", "kernel_outbox"))
        ]
        rows = " || ".join(
            f"(SELECT coalesce(md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))), '') FROM {name} t)"
            for name in tables
        )
        cursor.execute(f"SELECT md5({rows})")
        return cursor.fetchone()[0]


def _papers() -> dict[str, list]:
    """Inventory lines, and document lines of first movements, with what of their heads matters."""
    head = ("inventory__status", "inventory__booking", "inventory__inv_type", "inventory__direction")
    doc = ("document__status", "document__gathered", "document__direction", "document__inventory__booking")
    first = StockDocLine.objects.filter(document__returns__isnull=True)
    return {
        "inventory": list(InventoryLine.objects.values_list("inventory_id", "seq", "item_id", "qty", *head)),
        "document": list(first.values_list("document_id", "seq", "item_id", "qty", "back_qty", *doc)),
        "parcel": list(ParcelLine.objects.values_list("parcel_id", "line", "item_id", "qty")),
        "disposal": list(
            DisposalLine.objects.values_list("disposal_id", "seq", "item_id", "qty", "disposal__status")
        ),
        "count": [
            (one.stocktake_id, one.seq, one.item_id, one.counted_qty - one.book_qty)
            for one in StockTakeLine.objects.filter(stocktake__status=flow.SETTLED)
        ],
    }


def _entries() -> dict[tuple, D]:
    """What each line of each paper has on each counter, by the entries."""
    rows = LedgerEntry.objects.exclude(kind=Kind.OPENING).order_by()
    sums = rows.values_list("subject_id", "line", "item_id", "counter").annotate(all=Sum("qty"))
    return {tuple(row[:4]): row[4] for row in sums if row[4]}


def _claims(papers, *, accepted) -> dict[tuple, D]:
    """What each line of each living paper has to have there."""
    found: dict[tuple, D] = {}
    for pk, seq, item, qty, status, booking, kind, direction in papers["inventory"]:
        held = booking == flow.PRE_BOOKED or (kind in _GATHERED_TYPES and status in _DRAFTS)
        if booking in _DONE:
            found[pk, seq, item, _ACTUAL[direction]] = qty
        elif held:
            found[pk, seq, item, _PRE[direction]] = qty
    for pk, seq, item, qty, back, status, gathered, direction, _ in papers["document"]:
        if status == flow.APPROVED and gathered < 2:
            found[pk, seq, item, _PRE[direction]] = qty - back
    states = dict(Parcel.objects.values_list("pk", "status"))
    waiting = [row for row in papers["parcel"] if states[row[0]] == flow.WAITING]
    found |= {(pk, line, item, Counter.PREVD_REDC): qty for pk, line, item, qty in waiting}
    found |= _gone_otherwise(papers, pre=Counter.PREVD_REDC, out=Counter.ACTL_REDC, more=Counter.ACTL_INC)
    found |= {(*key, Counter.PREVD_REDC): qty for key, qty in accepted.items()}
    return {key: qty for key, qty in found.items() if qty}


def _gone_otherwise(papers, *, pre: int, out: int, more: int) -> dict[tuple, D]:
    """What disposals and counts have, on the ledger or of its lots."""
    found: dict[tuple, D] = {}
    for pk, seq, item, qty, status in papers["disposal"]:
        if status in (flow.SUBMITTED, flow.APPROVED, flow.CARRIED_OUT):
            found[pk, seq, item, out if status == flow.CARRIED_OUT else pre] = qty
    for pk, seq, item, change in papers["count"]:
        found[pk, seq, item, more if change > 0 else out] = abs(change)
    return found


def _lot_entries() -> dict[tuple, D]:
    """What each line of each paper has brought in, taken or taken away of lots."""
    rows = LotEntry.objects.exclude(kind=Kind.OPENING).order_by()
    sums = rows.values_list("subject_id", "line", "lot__item_id", "counter").annotate(all=Sum("qty"))
    return {tuple(row[:4]): row[4] for row in sums if row[4]}


def _takings(papers) -> dict[tuple, D]:
    """What of lots each has to have: goods are taken by whoever claimed them first, not by who gathers."""
    found: dict[tuple, D] = {}
    for pk, seq, item, qty, _, booking, kind, direction in papers["inventory"]:
        if direction == "I" and booking in _DONE:
            found[pk, seq, item, LotCounter.IN] = qty
        elif direction == "E" and kind not in _GATHERED_TYPES and booking != flow.NOT_BOOKED:
            found[pk, seq, item, _taken(booking)] = qty
    for pk, seq, item, qty, back, status, _, direction, booking in papers["document"]:
        if status == flow.APPROVED and direction == "E":
            found[pk, seq, item, _taken(booking)] = qty - back
    booking_of = dict(Inventory.objects.values_list("pk", "booking"))
    parcels = {one.pk: one for one in Parcel.objects.exclude(status=flow.BACK)}
    for pk, line, item, qty in papers["parcel"]:
        if pk in parcels:
            found[pk, line, item, _taken(booking_of.get(parcels[pk].inventory_id))] = qty
    found |= _gone_otherwise(papers, pre=LotCounter.TAKEN, out=LotCounter.OUT, more=LotCounter.IN)
    return {key: qty for key, qty in found.items() if qty}


def _taken(booking: int | None) -> LotCounter:
    """Goods that are booked formally have left."""
    return LotCounter.OUT if booking in _DONE else LotCounter.TAKEN


def _check_lots(accepted) -> None:
    """Lots sum to their items: what lies there, and what is promised (lists take lots when released)."""
    without = Sums()
    for (_, _, item), qty in accepted.items():
        without[item] += qty
    sums = Lot.objects.order_by().values_list("item_id")
    lots = {
        item: rest for item, *rest in sums.annotate(a=Sum("in_qty"), b=Sum("out_qty"), c=Sum("taken_qty"))
    }
    for row in LedgerItem.objects.all():
        assert min(row.actl_inc_qty, row.actl_redc_qty, row.prevd_inc_qty, row.prevd_redc_qty) >= 0
        came, gone, taken = lots.get(row.pk, (0, 0, 0))
        assert came - gone == row.actl_inc_qty - row.actl_redc_qty
        assert taken == row.prevd_redc_qty - without[row.pk]


def _check_passes() -> None:
    """Lines stand on passes and have gone through them as the passes say; weights add up."""
    on_pass, passed = Sums(), Sums()
    live = GatePassLine.objects.filter(gate_pass__status__in=flow.LIVE_PASS)
    for kind, line, qty, status in live.values_list("kind", "line_id", "qty", "gate_pass__status"):
        on_pass[kind, line] += qty
        passed[kind, line] += qty if status == flow.PASSED else 0
    for model, kind in ((InventoryLine, "1"), (StockDocLine, "2")):
        for line in model.objects.select_related("inventory" if kind == "1" else "document"):
            assert 0 <= line.passed_qty <= line.on_pass_qty <= line.qty
            if kind == "1" and line.inventory.inv_type in _NO_PASS:
                assert (kind, line.pk) not in on_pass
                through = line.inventory.gate_axis == flow.GATE_ALL
                assert line.on_pass_qty == line.passed_qty == (line.qty if through else 0)
            else:
                assert (line.on_pass_qty, line.passed_qty) == (on_pass[kind, line.pk], passed[kind, line.pk])
    through = Passage.objects.filter(outcome="passed", undone__isnull=True)
    ends = set(through.exclude(gate__stages__gt=F("stage")).values_list("gate_pass_id", flat=True))
    for one in GatePass.objects.prefetch_related("lines"):
        assert (one.status == flow.PASSED) == (one.pk in ends)
        lines = list(one.lines.all())
        assert not lines or abs(one.gross_kg - sum(line.gross_kg for line in lines)) <= D("0.01")


def _check_inventories() -> None:
    """The axes say what the lines say; formally booked exactly where both are done."""
    for row in Inventory.objects.prefetch_related("lines"):
        lines = [law.Carried(line.qty, line.on_pass_qty, line.passed_qty) for line in row.lines.all()]
        assert (row.gate_axis, row.pass_use) == (law.gate_axis(lines), law.pass_use(lines))
        approved = row.status == flow.APPROVED
        assert (row.booking != flow.NOT_BOOKED) == approved
        both = row.gate_axis == flow.GATE_ALL and row.entry_axis != 0
        assert not approved or (row.booking in _DONE) == both, row.number
        assert approved or (row.gate_axis, row.pass_use) == (1, 1)
    for sending in Inventory.objects.filter(inv_type="6", direction="E", status=flow.APPROVED):
        other = Inventory.objects.get(number=sending.related_no)
        assert (other.status, other.gate_axis) == (flow.APPROVED, sending.gate_axis)


def _check_parcels() -> None:
    """A parcel is in one living inventory, whose lines are the sums of its parcels."""
    rows = {one.pk: one for one in Parcel.objects.all()}
    inventories = {one.pk: one for one in Inventory.objects.filter(inv_type="8")}
    sums = Sums()
    for one in rows.values():
        assert (one.inventory_id is not None) == (one.status in (flow.GATHERED, flow.GONE))
        if one.inventory_id is not None:
            of = inventories[one.inventory_id]
            assert of.status != flow.VOID
            assert (one.status == flow.GONE) == (of.gate_axis == flow.GATE_ALL)
    for line in ParcelLine.objects.all():
        inventory_id = rows[line.parcel_id].inventory_id
        if inventory_id is not None:
            sums[inventory_id, line.item_id, line.currency] += line.qty
    for line in InventoryLine.objects.filter(inventory__inv_type="8"):
        if inventories[line.inventory_id].status != flow.VOID:
            assert line.qty == sums[line.inventory_id, line.item_id, line.currency]


def _check_documents() -> None:
    """Documents: in at most one living inventory, counted by their application, secured while out."""
    claimed, passed, back, declared, summed = Sums(), Sums(), Sums(), Sums(), Sums()
    docs = {one.pk: one for one in StockDoc.objects.select_related("inventory", "application")}
    lines = list(StockDocLine.objects.all())
    drawn = drawn_of(list(docs))
    came = StockDocLine.objects.filter(document__status=flow.APPROVED, returns_line__isnull=False)
    home = dict(came.order_by().values_list("returns_line_id").annotate(all=Sum("passed_qty")))
    assert all(line.back_qty == home.get(line.pk, 0) for line in lines)
    for one in docs.values():
        mine = [line for line in lines if line.document_id == one.pk]
        _check_document(one, lines=mine, drawn=drawn.get(one.pk))
        for line in mine if one.returns_id is None else ():
            of = line.application_line_id
            claimed[of] += line.qty if one.status != flow.VOID else 0
            passed[of] += line.passed_qty
            back[of] += line.back_qty
            declared[of] += line.qty if one.gathered == 3 else 0
            if one.inventory_id is not None:
                summed[one.inventory_id, line.item_id] += line.qty
    for row in Application.objects.prefetch_related("lines"):
        for of in row.lines.all():
            stands = (of.claimed_qty, of.passed_qty, of.back_qty, of.declared_qty)
            assert stands == (claimed[of.pk], passed[of.pk], back[of.pk], declared[of.pk])
    gathering = InventoryLine.objects.filter(inventory__inv_type="1").exclude(inventory__status=flow.VOID)
    stands = Sums()
    for inventory_id, item, qty in gathering.values_list("inventory_id", "item_id", "qty"):
        stands[inventory_id, item] += qty
    assert stands == summed


def _check_document(one, *, lines, drawn) -> None:
    """One document: its axes, what has come back of it, and what it has of the guarantee."""
    carried = [law.Carried(line.qty, line.on_pass_qty, line.passed_qty) for line in lines]
    assert (one.gate_axis, one.pass_use) == (law.gate_axis(carried), law.pass_use(carried))
    assert one.inventory is None or one.inventory.status != flow.VOID
    assert (one.inventory_id is not None) == (one.gathered in (2, 3))
    out = any(line.passed_qty for line in lines)
    home = out and all(line.back_qty == line.qty for line in lines)
    batch = one.application.business == "A"
    first = one.returns_id is None
    assert (one.passed_at is not None) == (out and first)
    assert (one.period_id is not None) == (out and batch)
    assert (one.due_on is not None) == (out and first and not batch and not home)
    has = (drawn.held_fen, drawn.used_fen) if drawn else (0, 0)
    if not (first and one.status == flow.APPROVED) or home or one.gathered == 3:
        assert has == (0, 0)
    else:
        assert has == ((0, one.drawn_fen) if out else (one.drawn_fen, 0))
