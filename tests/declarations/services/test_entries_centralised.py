"""From batch deliveries to one centralised declaration that is drafted by the job, declared and paid."""

from datetime import date, timedelta

import pytest

from bonded.models import Booking, Gathered, Inventory, LedgerItem
from bonded.rules import flow
from bonded.services.batch_gathering import gather_now
from bonded.services.inventories import submit_inventory
from declarations.facts import EntryState as S
from declarations.models import EntryDeclaration
from declarations.selectors.entries import goods_of, head_of
from declarations.services.entry_declaring import declare_entry, withdraw_entry
from declarations.services.entry_drafts import LineEdit, save_draft
from declarations.services.entry_jobs import draft_entries
from enterprises.models import Notice
from kernel.models.jobs import JobItem
from supervision.services import entry_review as desk
from tests.bonded.delivering import apply_for, gone, period_of
from tests.declarations.entries import COMPLETE, fresh
from tests.office import AT

pytestmark = pytest.mark.django_db
NEXT = AT + timedelta(days=55)  # the quarter is over, its deadline is not
RICE = (("RICE-250", "100", "50"),)


@pytest.fixture(autouse=True)
def _origin(office) -> None:
    """The goods on the ledger come from Australia."""
    LedgerItem.objects.update(origin="601")


def test_deliveries_become_one_declaration_that_is_paid(office) -> None:
    """Two deliveries of 10 at 50 CNY: 1,000 CNY; duty 150.00, VAT 149.50 at acceptance, not at delivery."""
    row = apply_for(office, lines=RICE)
    documents = [gone(office, row), gone(office, row)]
    made = gather_now(
        actor=office.broker, at=NEXT, application_no=row.number, first=period_of(row).period_from
    )
    inventory = Inventory.objects.get(inv_type="1")
    submit_inventory(actor=office.broker, number=inventory.number, at=NEXT)
    assert made and Inventory.objects.get(pk=inventory.pk).status == flow.APPROVED

    assert [one.outcome for one in draft_entries(at=NEXT, dry_run=True)] == ["drafted"]
    assert not EntryDeclaration.objects.exists()
    (drafted,) = draft_entries(at=NEXT)
    assert draft_entries(at=NEXT) == []
    assert JobItem.objects.filter(subject_no=inventory.number, outcome="drafted").count() == 1
    assert Notice.objects.filter(kind="entry_drafted", subject_no=drafted.pre_no).count() == 1

    entry = EntryDeclaration.objects.get(pre_no=drafted.pre_no)
    assert (entry.kind, entry.firm_id) == ("1", office.broker.firm_id)
    edits = {one.seq: LineEdit(one.qty1 or one.qty, None, one.total, "601") for one in goods_of(entry)}
    head = head_of(entry)._replace(**COMPLETE, supv_mode="0110", country="142", trade_country="142")
    save_draft(actor=office.broker, entry_id=entry.pk, head=head, edits=edits, at=NEXT)
    declare_entry(actor=office.broker, entry_id=entry.pk, at=NEXT)
    entry = fresh(entry)
    assert (entry.accepted_on, entry.tax_fen) == (date(2026, 7, 6), 29950)
    assert period_of(row).status == flow.DECLARED

    desk.claim_entry(entry.pk, actor=office.officer, at=NEXT)
    desk.pass_entry(entry.pk, actor=office.officer, at=NEXT)
    desk.book_payment(entry.pk, receipt_no="R-9", paid_on=date(2026, 7, 6), actor=office.officer, at=NEXT)
    assert period_of(row).status == flow.PAID
    desk.release(entry.pk, actor=office.officer, at=NEXT)
    assert fresh(entry).status == S.FINISHED
    assert Inventory.objects.get(pk=inventory.pk).booking == Booking.BOOKED
    for document in documents:
        document.refresh_from_db()
        assert document.gathered == Gathered.DECLARED


def test_a_withdrawn_one_opens_the_period_again(office) -> None:
    row = apply_for(office, lines=RICE)
    gone(office, row)
    gather_now(actor=office.broker, at=NEXT, application_no=row.number, first=period_of(row).period_from)
    inventory = Inventory.objects.get(inv_type="1")
    submit_inventory(actor=office.broker, number=inventory.number, at=NEXT)
    draft_entries(at=NEXT)
    entry = EntryDeclaration.objects.get()
    edits = {one.seq: LineEdit(one.qty1 or one.qty, None, one.total, "601") for one in goods_of(entry)}
    head = head_of(entry)._replace(**COMPLETE, supv_mode="0110", country="142", trade_country="142")
    save_draft(actor=office.broker, entry_id=entry.pk, head=head, edits=edits, at=NEXT)
    declare_entry(actor=office.broker, entry_id=entry.pk, at=NEXT)
    assert period_of(row).status == flow.DECLARED
    withdraw_entry(actor=office.broker, entry_id=entry.pk, reason="价格填写有误", at=NEXT)
    assert period_of(row).status == flow.DRAFTED
    assert [one.outcome for one in draft_entries(at=NEXT)] == ["drafted"]
