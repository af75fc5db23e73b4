"""Officers and entry declarations: claim, inspection by two, pass and pay, release, return, recall."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from bonded.models import Booking, EntryAxis, Inventory, Lot, LotCounter, LotEntry
from bonded.services.stops import order
from declarations.facts import EntryState as S
from declarations.models import EntryDeclaration, EntryEvent, EntryVersion
from declarations.services.entry_declaring import ask_entry, declare_entry, withdraw_entry
from declarations.services.entry_jobs import finish_entries
from enterprises.models import GuaranteeAccount, GuaranteeFreeze, Notice
from kernel.refusal import Conflict, Refused
from supervision.services import entry_review as desk
from tests.bonded.inventory_world import ride
from tests.declarations.entries import arrival, declared, fresh, officer_of, person
from tests.office import AT, Office, rule_codes

pytestmark = pytest.mark.django_db
ACROSS = {"overseas_name": "Milk Ltd", "transport_name": "CZ1", "bill_no": "B1"}


def refused(call: Callable[..., object], *args: object, **arguments: object) -> list[str]:
    """The codes with which a call is refused; the status stays."""
    before = list(EntryDeclaration.objects.order_by("pk").values_list("pk", "status"))
    with pytest.raises(Refused) as no:
        call(*args, **arguments)
    assert list(EntryDeclaration.objects.order_by("pk").values_list("pk", "status")) == before
    return rule_codes(no.value.violations)


def inventory(entry: EntryDeclaration) -> Inventory:
    """Its inventory as it stands now."""
    return Inventory.objects.get(pk=entry.inventory_id)


def claimed(office: Office, **said: object) -> EntryDeclaration:
    """A declaration of a home sale under review of the first officer."""
    entry = declared(office, **said)
    desk.claim_entry(entry.pk, actor=office.officer, at=AT)
    return fresh(entry)


def used() -> tuple[int, int]:
    """Held and used on the broker's guarantee account, in fen."""
    rows = GuaranteeAccount.objects.filter(firm__customs_code="430168A004")
    return sum(row.held_fen for row in rows), sum(row.used_fen for row in rows)


def test_a_record_list_is_finished_with_its_release_and_booked_with_the_gate(office) -> None:
    entry = declared(office, arrival(office), **ACROSS)
    desk.claim_entry(entry.pk, actor=office.officer, at=AT)
    desk.release(entry.pk, actor=office.officer, at=AT)
    row = inventory(entry)
    assert (fresh(entry).status, row.entry_axis, row.booking) == (
        S.FINISHED,
        EntryAxis.RELEASED,
        Booking.PRE_BOOKED,
    )
    ride(row)
    assert inventory(entry).booking == Booking.BOOKED


def test_paying_first(office) -> None:
    """Passed, paid, released: not before the money is there."""
    entry = claimed(office)
    assert refused(desk.release, entry.pk, actor=office.officer, at=AT) == ["ENT-49"]
    desk.pass_entry(entry.pk, actor=office.officer, at=AT)
    assert fresh(entry).status == S.TAX_DUE
    assert Notice.objects.filter(kind="entry_tax_due").exists()
    fee = desk.book_payment(
        entry.pk, receipt_no="R-1", paid_on=date(2026, 5, 12), actor=office.officer2, at=AT
    )
    assert (fee, fresh(entry).status, inventory(entry).entry_axis) == (0, S.PAID, EntryAxis.WAITING)
    desk.release(entry.pk, actor=office.officer2, at=AT)
    entry = fresh(entry)
    assert (entry.status, entry.receipt_no) == (S.FINISHED, "R-1")
    assert inventory(entry).entry_axis == EntryAxis.RELEASED
    verbs = EntryEvent.objects.filter(subject_id=entry.pk).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["draft", "declare", "review", "pass", "pay", "release", "finish"]


def test_release_on_a_guarantee_is_drawn_and_restored_on_payment(office) -> None:
    """299.50 CNY held at acceptance, used at release, free again when paid; 60 days late: a fee."""
    before = used()
    entry = claimed(office, pay_mode="guarantee", assure_code="430168A004")
    assert refused(desk.pass_entry, entry.pk, actor=office.officer, at=AT) == ["ENT-50"]
    assert used() == (before[0] + 29950, before[1])
    desk.release(entry.pk, actor=office.officer, at=AT)
    assert used() == (before[0], before[1] + 29950)
    assert (fresh(entry).status, inventory(entry).entry_axis) == (S.RELEASED, EntryAxis.RELEASED)
    late = AT + timedelta(days=60)
    desk.book_payment(entry.pk, receipt_no="R-2", paid_on=date(2026, 7, 10), actor=office.officer, at=late)
    assert used() == before
    # 299.50 × 0.0005 × 44 days = 6.589: below 50, not levied.
    assert (fresh(entry).status, fresh(entry).late_fee_fen) == (S.FINISHED, 0)


def test_a_payment_needs_a_receipt_and_a_day_that_can_be(office) -> None:
    entry = claimed(office)
    desk.pass_entry(entry.pk, actor=office.officer, at=AT)
    for day in (None, date(2026, 5, 13), date(2026, 5, 11)):
        found = refused(desk.book_payment, entry.pk, receipt_no="", paid_on=day, actor=office.officer, at=AT)
        assert found == ["ENT-53", "ENT-54"]
    desk.book_payment(entry.pk, receipt_no="R", paid_on=date(2026, 5, 12), actor=office.officer, at=AT)
    with pytest.raises(Conflict):
        desk.book_payment(entry.pk, receipt_no="R", paid_on=date(2026, 5, 12), actor=office.officer, at=AT)


def test_two_officers_at_once_and_others_kept_away(office) -> None:
    entry = claimed(office)
    with pytest.raises(Conflict):
        desk.claim_entry(entry.pk, actor=office.officer2, at=AT)
    assert refused(desk.pass_entry, entry.pk, actor=office.officer2, at=AT) == ["ENT-41"]
    elsewhere = officer_of(office.officer2, "4916")
    assert refused(desk.give_entry_back, entry.pk, actor=elsewhere, at=AT) == ["ENT-40"]
    assert refused(desk.pass_entry, entry.pk, actor=person("inspector"), at=AT) == ["ENT-40"]
    desk.give_entry_back(entry.pk, actor=person("chief"), at=AT)
    assert (fresh(entry).status, fresh(entry).reviewer_id) == (S.DECLARED, None)


def test_two_others_inspect_and_neither_releases(office) -> None:
    """Customs Law Article 79: examining, inspecting and releasing are separate."""
    entry = claimed(office)
    assert refused(desk.order_inspection, entry.pk, reason="", actor=office.officer, at=AT) == ["ENT-52"]
    desk.order_inspection(entry.pk, reason="随机布控", actor=office.officer, at=AT)
    found = {"result": "match", "note": "货物与申报相符", "at": AT}
    assert refused(desk.record_inspection, entry.pk, actor=office.officer, **found) == ["ENT-43"]
    assert refused(desk.confirm_inspection, entry.pk, actor=person("inspector"), at=AT) == ["ENT-45"]
    nothing = {"result": "", "note": "相符", "actor": person("inspector"), "at": AT}
    assert refused(desk.record_inspection, entry.pk, **nothing) == ["ENT-58"]
    desk.record_inspection(entry.pk, actor=person("inspector"), **found)
    assert refused(desk.confirm_inspection, entry.pk, actor=person("inspector"), at=AT) == ["ENT-44"]
    with pytest.raises(Refused):
        withdraw_entry(actor=office.broker, entry_id=entry.pk, reason="买方取消订单", at=AT)
    desk.confirm_inspection(entry.pk, actor=office.officer2, at=AT)
    assert fresh(entry).status == S.REVIEW
    desk.give_entry_back(entry.pk, actor=office.officer, at=AT)
    desk.claim_entry(entry.pk, actor=office.officer2, at=AT)
    assert refused(desk.pass_entry, entry.pk, actor=office.officer2, at=AT) == ["ENT-42"]
    desk.give_entry_back(entry.pk, actor=office.officer2, at=AT)
    desk.claim_entry(entry.pk, actor=office.officer, at=AT)
    desk.pass_entry(entry.pk, actor=office.officer, at=AT)


def test_what_does_not_match_goes_back_and_is_declared_anew_under_its_number(office) -> None:
    entry = claimed(office, pay_mode="guarantee", assure_code="430168A004")
    before = used()
    desk.order_inspection(entry.pk, reason="随机布控", actor=office.officer, at=AT)
    found = {"result": "mismatch", "note": "实货多两件", "at": AT}
    desk.record_inspection(entry.pk, actor=person("inspector"), **found)
    desk.confirm_inspection(entry.pk, actor=office.officer2, at=AT)
    assert refused(desk.release, entry.pk, actor=office.officer, at=AT) == ["ENT-46"]
    desk.return_for_correction(entry.pk, reason="按查验结果更正件数", actor=office.officer, at=AT)
    back = fresh(entry)
    assert (back.status, back.number, back.tax_fen, back.inspection) == (S.DRAFT, entry.number, 0, "")
    assert used()[0] == before[0] - 29950
    kept = EntryVersion.objects.get(entry=entry)
    assert (kept.round, kept.content["tax_fen"], kept.content["lines"][0]["qty"]) == (1, 29950, "10.00000")
    later = AT + timedelta(days=3)
    assert declare_entry(actor=office.broker, entry_id=entry.pk, at=later) == entry.number
    again = fresh(entry)
    assert (again.round, again.accepted_on, again.due_on) == (2, date(2026, 5, 12), date(2026, 6, 1))
    assert used() == before


def test_what_the_firm_asks_is_answered_first(office) -> None:
    entry = claimed(office)
    assert refused(desk.deny_wish, entry.pk, reason="材料不足", actor=office.officer, at=AT) == ["ENT-48"]
    ask_entry(actor=office.broker, entry_id=entry.pk, wish="withdraw", reason="买方取消订单", at=AT)
    assert refused(desk.pass_entry, entry.pk, actor=office.officer, at=AT) == ["ENT-47"]
    desk.deny_wish(entry.pk, reason="材料不足，请补充", actor=office.officer, at=AT)
    assert (fresh(entry).asked, fresh(entry).said) == ("", "材料不足，请补充")
    ask_entry(actor=office.broker, entry_id=entry.pk, wish="withdraw", reason="买方取消订单", at=AT)
    desk.grant_withdrawal(entry.pk, reason="同意撤单", actor=office.officer, at=AT)
    assert (fresh(entry).status, inventory(entry).entry_no) == (S.WITHDRAWN, "")


def test_a_release_is_recalled_until_its_tax_is_paid(office) -> None:
    before = used()
    entry = claimed(office, pay_mode="guarantee", assure_code="430168A004")
    desk.release(entry.pk, actor=office.officer, at=AT)
    with pytest.raises(Conflict):
        withdraw_entry(actor=office.broker, entry_id=entry.pk, reason="", at=AT)
    desk.recall(entry.pk, reason="放行有误", actor=office.officer2, at=AT)
    row = inventory(entry)
    assert (fresh(entry).status, row.entry_axis, row.entry_no) == (S.WITHDRAWN, EntryAxis.WAITING, "")
    assert used() == before
    paid = declared(office, row)
    desk.claim_entry(paid.pk, actor=office.officer, at=AT)
    desk.pass_entry(paid.pk, actor=office.officer, at=AT)
    desk.book_payment(paid.pk, receipt_no="R", paid_on=date(2026, 5, 12), actor=office.officer, at=AT)
    desk.release(paid.pk, actor=office.officer, at=AT)
    assert refused(desk.recall, paid.pk, reason="放行有误", actor=office.officer, at=AT) == ["ENT-51"]


def test_nothing_is_released_while_the_firm_is_stopped(office) -> None:
    entry = claimed(office)
    order(actor=office.officer2, kind="firm", number="430168A004", ground="核查中的风险线索", at=AT)
    assert refused(desk.pass_entry, entry.pk, actor=office.officer, at=AT) == ["ENT-56"]


def test_nothing_is_released_of_a_stopped_lot_that_was_taken(office) -> None:
    """The line names no lot: what expires first was taken, and that lot is stopped afterwards."""
    entry = claimed(office)
    taken = LotEntry.objects.get(subject_id=entry.inventory_id, counter=LotCounter.TAKEN).lot
    Lot.objects.filter(pk=taken.pk).update(lot_no="R-1")
    order(
        actor=office.officer2, kind="lot", ems_no="T4921W000001", number=taken.item.item_record_no,
        lot_no="R-1", ground="核查中的风险线索", at=AT,
    )  # fmt: skip
    assert refused(desk.pass_entry, entry.pk, actor=office.officer, at=AT) == ["ENT-56"]


def test_a_guarantee_frozen_after_acceptance_releases_nothing(office) -> None:
    """Judged with room on the account, released when it is frozen: nothing moves, nothing is drawn."""
    entry = claimed(office, pay_mode="guarantee", assure_code="430168A004")
    before = used()
    freeze = GuaranteeFreeze.objects.create(
        account=GuaranteeAccount.objects.get(firm__customs_code="430168A004"), ground="officer",
        reason="核查中", from_on=date(2026, 5, 1), by_id=office.officer2.user_id, at=AT,
    )  # fmt: skip
    assert refused(desk.release, entry.pk, actor=office.officer, at=AT)
    assert (fresh(entry).status, inventory(entry).entry_axis) == (S.REVIEW, EntryAxis.WAITING)
    assert used() == before
    GuaranteeFreeze.objects.filter(pk=freeze.pk).update(
        lifted_at=AT, lifted_by=office.officer.user_id, lift_reason="核查完毕"
    )
    desk.release(entry.pk, actor=office.officer, at=AT)
    assert fresh(entry).status == S.RELEASED


def test_what_a_lost_worker_left_released_is_finished_later(office, monkeypatch) -> None:
    entry = declared(office, arrival(office), **ACROSS)
    desk.claim_entry(entry.pk, actor=office.officer, at=AT)
    monkeypatch.setattr(desk, "_finish", lambda entry_id, at: None)
    desk.release(entry.pk, actor=office.officer, at=AT)
    assert fresh(entry).status == S.RELEASED
    assert finish_entries(at=AT) == 1
    assert fresh(entry).status == S.FINISHED
    assert finish_entries(at=AT) == 0
