"""A period of batch deliveries from the first goods to payment: gathered once, reminded of, late, undone."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D
from functools import partial

import pytest

from bonded.models import BatchPeriod, Inventory, InventoryLine, LedgerItem, StockDoc, StockDocEvent
from bonded.rules import flow
from bonded.services import (
    application_office,
    batch_gathering,
    carried,
    deliveries,
    inventories,
    inventory_booking,
    reminding,
)
from bonded.services.cutting_off import cut_off_document
from bonded.sets.stock import mismatches, outstanding
from enterprises.models import GuaranteeAccount, GuaranteeExemption, Notice, User
from kernel.models.jobs import JobItem
from kernel.orm.tx import intention
from kernel.refusal import Refused
from tests.bonded.delivering import (
    AT,
    CHEWS,
    GUARANTOR,
    MILK,
    apply_for,
    deliver,
    gone,
    item,
    period_of,
    rides,
    through,
    undo,
)
from tests.office import Office, open_office
from tests.races.threads import at_once

AFTER = datetime(2026, 7, 1, 1, 0, tzinfo=UTC)
DUE = date(2026, 7, 15)
TWO = ((MILK, "100", "50"), (CHEWS, "100", "20"))


@pytest.fixture
def office(office_stage, db) -> Office:
    office = office_stage()
    LedgerItem.objects.update(origin="601")
    return office


def account():
    return GuaranteeAccount.objects.get(firm__customs_code=GUARANTOR)


def left(*papers):
    """What these papers have pre-booked, by paper and line."""
    items = list(LedgerItem.objects.values_list("pk", flat=True))
    rows = outstanding([paper.pk for paper in papers], item_ids=items)
    return {(row.subject_id, row.line): row.qty for row in rows}


def told(kind):
    return [(one.subject_no, one.count) for one in Notice.objects.filter(kind=kind).order_by("id")]


def test_the_job_gathers_an_ended_period_into_one_draft(office):
    row = apply_for(office, lines=TWO)
    first, second = gone(office, row, (1, "10"), (2, "5")), gone(office, row, (1, "7"))
    waiting = deliver(office, row, (1, "1"))  # approved, not through the gate
    assert batch_gathering.gather_due(at=AT) == 0
    assert batch_gathering.gather_due(at=AFTER) == 2
    inventory = Inventory.objects.get()
    lines = list(
        inventory.lines.order_by("seq").values_list("item__item_record_no", "qty", "unit_price", "total")
    )
    assert lines == [(MILK, D(17), D(50), D(850)), (CHEWS, D(5), D(20), D(100))]
    assert list(inventory.lines.order_by("seq").values_list("entry_line", flat=True)) == [1, 2]
    for doc in (first, second):
        doc.refresh_from_db()
        assert (doc.gathered, doc.inventory_id) == (2, inventory.pk)
    waiting.refresh_from_db()
    assert (waiting.gathered, waiting.inventory_id) == (1, None)
    assert period_of(row).status == flow.DRAFTED
    # The pre-bookings are the inventory's now, line by line.
    assert left(inventory, first, second) == {(inventory.pk, 1): D(17), (inventory.pk, 2): D(5)}
    assert told("batch_drafted") == [(inventory.number, 1)]
    assert batch_gathering.gather_due(at=AFTER) == 0
    assert sorted(JobItem.objects.filter(outcome="gathered").values_list("subject_no", flat=True)) == sorted(
        [first.number, second.number]
    )
    assert mismatches() == []


def test_the_dry_run_says_the_same_and_writes_nothing(office):
    row = apply_for(office)
    doc, part = gone(office, row), deliver(office, row, (1, "10"))
    with intention():
        carried.put_on_pass(rides(part), at=AT, actor_id=None)
        carried.pass_gate(rides(part, "4"), at=AT, actor_id=None)
    run = batch_gathering.preview_due(at=AFTER)
    said = set(JobItem.objects.filter(run=run).values_list("subject_no", "outcome", "rule_code"))
    assert said == {(doc.number, "would_gather", ""), (part.number, "left", "BAT-01")}
    assert not Inventory.objects.exists()
    assert batch_gathering.gather_due(at=AFTER) == 1


def test_a_month_of_deliveries_is_declared_and_paid(office):
    row = apply_for(office, lines=TWO)
    docs = [gone(office, row, (1, "10")), gone(office, row, (2, "5"))]
    drawn = account().used_fen
    assert drawn == sum(doc.drawn_fen for doc in docs) > 0
    batch_gathering.gather_due(at=AFTER)
    inventory = Inventory.objects.get()
    assert (
        inventories.submit_inventory(actor=office.broker, number=inventory.number, at=AFTER) == flow.APPROVED
    )
    with intention():
        deliveries.entry_declared([inventory.pk], at=AFTER, actor_id=None)
    assert period_of(row).status == flow.DECLARED
    with intention():
        inventory_booking.declaration_released([inventory.pk], at=AFTER, actor_id=None)
    assert (item(MILK).actl_redc_qty, item(MILK).prevd_redc_qty) == (10, 0)
    assert (item(CHEWS).actl_redc_qty, item(CHEWS).prevd_redc_qty) == (5, 0)
    assert account().used_fen == drawn  # back only when it is paid
    for _ in range(2):
        with intention():
            deliveries.declared_and_paid([inventory.pk], at=AFTER, actor_id=None)
    assert (account().used_fen, account().held_fen) == (0, 0)
    assert period_of(row).status == flow.PAID
    assert [line.declared_qty for line in row.lines.order_by("seq")] == [10, 5]
    assert mismatches() == []


def test_a_draft_is_taken_apart_and_gathered_again(office):
    row = apply_for(office)
    doc = gone(office, row)
    batch_gathering.gather_due(at=AFTER)
    first = Inventory.objects.get()
    batch_gathering.take_apart(actor=office.broker, at=AFTER, number=first.number, reason="价格待核")
    doc.refresh_from_db()
    assert (doc.gathered, doc.inventory_id, period_of(row).status) == (1, None, flow.COLLECTING)
    assert left(first, doc) == {(doc.pk, 1): D(10)}
    made = batch_gathering.gather_now(
        actor=office.broker, at=AFTER, application_no=row.number, first=period_of(row).period_from
    )
    assert made.documents == (doc.number,)
    assert Inventory.objects.exclude(status=flow.VOID).count() == 1


def test_an_approved_one_is_taken_apart_until_it_is_declared(office):
    row = apply_for(office)
    doc = gone(office, row)
    batch_gathering.gather_due(at=AFTER)
    inventory = Inventory.objects.get()
    inventories.submit_inventory(actor=office.broker, number=inventory.number, at=AFTER)
    with pytest.raises(Refused):
        undo(doc)
    Inventory.objects.update(entry_no="492120260000000001")
    with pytest.raises(Refused):
        batch_gathering.take_apart(actor=office.broker, at=AFTER, number=inventory.number, reason="价格待核")
    Inventory.objects.update(entry_no="")
    batch_gathering.take_apart(actor=office.broker, at=AFTER, number=inventory.number, reason="价格待核")
    doc.refresh_from_db()
    assert doc.gathered == 1
    assert item().prevd_redc_qty == 10
    undo(doc)
    assert mismatches() == []


def test_the_firm_gathers_early_and_what_leaves_later_waits_again(office):
    row = apply_for(office)
    gone(office, row)
    first = period_of(row).period_from
    batch_gathering.gather_now(actor=office.broker, at=AT, application_no=row.number, first=first)
    assert period_of(row).status == flow.DRAFTED
    with pytest.raises(Refused) as caught:
        batch_gathering.gather_now(actor=office.broker, at=AT, application_no=row.number, first=first)
    assert [v.rule.code for v in caught.value.violations] == ["BAT-03"]
    gone(office, row, (1, "3"))
    reminding.watch_deliveries(at=AT)
    assert period_of(row).status == flow.COLLECTING
    with pytest.raises(BatchPeriod.DoesNotExist):
        batch_gathering.gather_now(actor=office.shop, at=AT, application_no=row.number, first=first)


class Killed(Exception):
    """The worker died here."""


def test_four_workers_at_once_gather_each_document_once(transactional_db):
    office = open_office()
    rows = [apply_for(office) for _ in range(3)]
    docs = [gone(office, row) for row in rows for _ in range(2)]
    said = at_once([partial(batch_gathering.gather_due, at=AFTER)] * 4)
    gathered = sum(one for one in said if isinstance(one, int))
    batch_gathering.gather_due(at=AFTER)
    assert gathered <= len(docs)
    assert StockDoc.objects.filter(gathered=2).count() == len(docs)
    assert sum(InventoryLine.objects.values_list("qty", flat=True)) == 60
    assert JobItem.objects.filter(outcome="gathered").count() == len(docs)
    assert mismatches() == []


# --- deadlines --------------------------------------------------------------------------------------


def at_day(day, hour=1):
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def test_reminders_at_ten_five_and_one_working_days_folded(office):
    rows = [apply_for(office), apply_for(office)]
    for row in rows:
        gone(office, row)
    said = []
    day = date(2026, 6, 25)
    while day <= DUE:
        for _ in range(2):
            if reminding.watch_deliveries(at=at_day(day)):
                said.append(day)
        day += timedelta(days=1)
    # 15 July 2026 is a Wednesday: 1 July has ten working days left, 8 July five, 14 July one.
    assert said == [date(2026, 7, 1), date(2026, 7, 8), date(2026, 7, 14)]
    assert told("batch_due") == [(rows[0].number, 6)]


def test_a_missed_deadline_blocks_flags_tells_and_ends_the_exemption(office):
    row = apply_for(office)
    doc = gone(office, row)
    people = {user.email: user.pk for user in User.objects.all()}
    GuaranteeExemption.objects.create(
        number="EX1", firm=row.firm, valid_from=date(2026, 1, 1), valid_to=date(2027, 1, 1), ground="AEO",
        proposed_by_id=people["officer@demo.example"], decided_by_id=people["officer2@demo.example"], at=AT,
    )  # fmt: skip
    assert (
        reminding.watch_deliveries(at=at_day(DUE, 15)) == 1
    )  # the last reminder; not late on the day itself
    late_at = at_day(DUE + timedelta(days=1))
    assert reminding.watch_deliveries(at=late_at) == 1
    assert reminding.watch_deliveries(at=late_at) == 0
    period = period_of(row)
    assert (period.status, period.late_at) == (flow.LATE, late_at)
    row.refresh_from_db()
    assert row.blocked_at == late_at
    assert (len(told("batch_late")), len(told("batch_late_office"))) == (1, 1)
    assert GuaranteeExemption.objects.get().ended_at == late_at
    with pytest.raises(Refused) as caught:
        deliver(office, row, at=late_at)
    assert {v.rule.code for v in caught.value.violations} == {"DOC-04"}
    with pytest.raises(Refused):
        application_office.unblock_application(
            actor=office.officer, at=late_at, number=row.number, reason="已申报"
        )
    batch_gathering.gather_due(at=late_at)
    assert period_of(row).status == flow.LATE
    with intention():
        deliveries.entry_declared([Inventory.objects.get().pk], at=late_at, actor_id=None)
    assert period_of(row).status == flow.DECLARED
    application_office.unblock_application(
        actor=office.officer, at=late_at, number=row.number, reason="已申报"
    )
    deliver(office, row, at=late_at)
    doc.refresh_from_db()
    assert doc.declared_at == late_at


def test_the_last_quarter_is_gathered_before_the_year_ends(office):
    autumn = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
    row = apply_for(office, at=autumn)
    gone(office, row, at=autumn)
    assert period_of(row).due_on == date(2026, 12, 31)
    assert batch_gathering.gather_due(at=at_day(date(2026, 12, 10))) == 0
    assert batch_gathering.gather_due(at=at_day(date(2026, 12, 18))) == 1


def test_goods_that_should_be_back_are_asked_for_once(office):
    row = apply_for(office, "E", days=61)
    doc = gone(office, row)
    assert doc.due_on == date(2026, 7, 11)
    counts = [reminding.watch_deliveries(at=at_day(date(2026, 7, day))) for day in (10, 11, 12, 13)]
    assert counts == [1, 0, 1, 0]
    doc.refresh_from_db()
    assert doc.overdue_at == at_day(date(2026, 7, 12))
    assert told("return_overdue") == [(doc.number, 1)]


# --- documents that are partly through when their period is gathered --------------------------------


def test_a_document_partly_through_is_closed_with_what_left_when_its_period_is_gathered(office):
    row = apply_for(office, lines=TWO)
    doc = through(deliver(office, row, (1, "10"), (2, "5")), qty="4")
    assert item(MILK).prevd_redc_qty == 10
    said = batch_gathering.preview_due(at=AFTER)
    outcomes = set(JobItem.objects.filter(run=said).values_list("subject_no", "outcome", "rule_code"))
    assert outcomes == {(doc.number, "would_gather", ""), (doc.number, "would_close", "BAT-05")}
    assert item(MILK).prevd_redc_qty == 10
    assert batch_gathering.gather_due(at=AFTER) == 1
    doc.refresh_from_db()
    assert (doc.gate_axis, doc.pass_use, doc.gathered) == (flow.GATE_ALL, 3, 2)
    inventory = Inventory.objects.get()
    assert list(inventory.lines.values_list("qty", "total", "gross_kg")) == [(D(4), D(200), D(4))]
    assert left(inventory, doc) == {(inventory.pk, 1): D(4)}
    assert (item(MILK).prevd_redc_qty, item(CHEWS).prevd_redc_qty) == (4, 0)
    assert list(row.lines.order_by("seq").values_list("claimed_qty", "passed_qty")) == [(4, 4), (0, 0)]
    event = StockDocEvent.objects.get(subject_id=doc.pk, verb="cut_off")
    assert event.note == "1: 10 → 4; 2: 5 → 0"
    assert JobItem.objects.filter(outcome="closed").values_list("subject_no", "rule_code").get() == (
        doc.number,
        "BAT-05",
    )
    assert batch_gathering.gather_due(at=AFTER) == 0
    # The rest goes out on a new document, in a period of its own.
    later = gone(office, row, (1, "6"), (2, "5"), at=AFTER)
    assert later.period_id != doc.period_id
    assert mismatches() == []


def test_goods_on_a_gate_pass_are_waited_for_and_said_so(office):
    row = apply_for(office)
    doc = through(deliver(office, row, (1, "10")), qty="4")
    with intention():
        carried.put_on_pass(rides(doc, "6"), at=AT, actor_id=None)
    assert batch_gathering.gather_due(at=AFTER) == 0
    with pytest.raises(Refused) as caught:
        cut_off_document(actor=office.broker, at=AFTER, number=doc.number)
    assert [v.rule.code for v in caught.value.violations] == ["DOC-20"]
    assert item().prevd_redc_qty == 10
    with intention():
        carried.pass_gate(rides(doc, "6"), at=AFTER, actor_id=None)
    assert batch_gathering.gather_due(at=AFTER) == 1
    assert Inventory.objects.get().lines.get().qty == 10


def test_the_firm_closes_a_document_early_an_officer_says_why(office):
    row = apply_for(office)
    whole, part = deliver(office, row, (1, "3")), through(deliver(office, row, (1, "10")), qty="4")
    with pytest.raises(Refused) as caught:
        cut_off_document(actor=office.broker, at=AT, number=whole.number)
    assert [v.rule.code for v in caught.value.violations] == ["DOC-21"]
    with pytest.raises(Refused):
        cut_off_document(actor=office.officer, at=AT, number=part.number)
    with pytest.raises(StockDoc.DoesNotExist):
        cut_off_document(actor=office.shop, at=AT, number=part.number)
    cut_off_document(actor=office.broker, at=AT, number=part.number)
    assert item().prevd_redc_qty == 7
    first = period_of(row).period_from
    made = batch_gathering.gather_now(actor=office.broker, at=AT, application_no=row.number, first=first)
    assert made.documents == (part.number,)
    assert mismatches() == []


def test_a_closed_document_whose_goods_are_all_back_gives_its_guarantee_back(office):
    row = apply_for(office, "E", days=61)
    doc = through(deliver(office, row, (1, "10")), qty="4")
    assert account().used_fen == doc.drawn_fen > 0
    through(deliver(office, row, (1, "4"), returns=doc.number))
    assert account().used_fen == doc.drawn_fen
    cut_off_document(actor=office.broker, at=AT, number=doc.number)
    doc.refresh_from_db()
    assert (account().used_fen, account().held_fen, doc.due_on) == (0, 0, None)
    assert (item().prevd_redc_qty, item().actl_redc_qty) == (0, 0)
    assert mismatches() == []


@pytest.mark.parametrize("step", ["cut_off", "advance"])
def test_killed_while_closing_and_run_again_what_left_is_gathered_once(office, monkeypatch, step):
    row = apply_for(office)
    doc = through(deliver(office, row, (1, "10")), qty="4")
    real = getattr(batch_gathering, step)

    def dying(*args, **kwargs):
        real(*args, **kwargs)
        raise Killed

    monkeypatch.setattr(batch_gathering, step, dying)
    with pytest.raises(Killed):
        batch_gathering.gather_due(at=AFTER)
    monkeypatch.setattr(batch_gathering, step, real)
    assert item().prevd_redc_qty == 10
    assert batch_gathering.gather_due(at=AFTER) == 1
    assert (Inventory.objects.get().lines.get().qty, item().prevd_redc_qty) == (4, 4)
    assert JobItem.objects.filter(subject_no=doc.number, outcome="closed").count() == 1
