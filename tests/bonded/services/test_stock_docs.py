"""In/out documents: what they claim, pre-book and draw, what comes back, and the races."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest

from bonded.models import ApplicationLine, LedgerEntry, StockDoc, StockDocLine
from bonded.rules import flow
from bonded.services import application_office, stock_docs
from bonded.sets.stock import mismatches
from enterprises.models import (
    FirmGrade,
    GuaranteeAccount,
    GuaranteeEntry,
    GuaranteeExemption,
    GuaranteeFreeze,
    Notice,
    User,
)
from enterprises.selectors import drawn_of
from enterprises.services.steps import suspend_exemptions
from kernel.orm.tx import intention
from kernel.refusal import Conflict, Refused
from tests.bonded.delivering import (
    AT,
    CHEWS,
    GUARANTOR,
    MILK,
    apply_for,
    deliver,
    document,
    gone,
    item,
    through,
    undo,
)
from tests.office import Office, open_office
from tests.races.threads import at_once


@pytest.fixture
def office(office_stage, db) -> Office:
    return office_stage()


@pytest.fixture
def committed_office(transactional_db) -> Office:
    return open_office()


def account():
    return GuaranteeAccount.objects.get(firm__customs_code=GUARANTOR)


def line_of(row, seq=1):
    return ApplicationLine.objects.get(application=row, seq=seq)


def codes(caught):
    return {(v.rule.code, v.path) for v in caught.value.violations}


def test_a_delivery_claims_pre_books_and_holds(office):
    row = apply_for(office)
    doc = deliver(office, row, (1, "10"))
    assert doc.status == flow.APPROVED
    assert (doc.gathered, doc.drawn_fen, doc.due_on) == (1, 14975, None)
    assert line_of(row).claimed_qty == 10
    assert item().prevd_redc_qty == 10
    assert (account().held_fen, account().used_fen) == (14975, 0)
    assert mismatches() == []


def test_the_gate_deducts_and_opens_the_period(office):
    row = apply_for(office)
    doc = gone(office, row, (1, "10"))
    assert (account().held_fen, account().used_fen) == (0, 14975)
    assert doc.passed_at == AT
    assert doc.period.due_on == date(2026, 7, 15)
    assert line_of(row).passed_qty == 10
    assert item().prevd_redc_qty == 10  # pre-booked until it is declared


def test_part_of_it_through_deducts_and_the_rest_follows(office):
    row = apply_for(office)
    doc = through(deliver(office, row, (1, "10")), qty="4")
    assert line_of(row).passed_qty == 4
    assert account().used_fen == 14975
    through(doc, qty="6")
    assert line_of(row).passed_qty == 10
    assert account().used_fen == 14975


def test_a_passage_taken_back_holds_again_and_leaves_the_period(office):
    row = apply_for(office)
    doc = undo(gone(office, row, (1, "10")))
    assert (doc.period_id, doc.passed_at) == (None, None)
    assert (account().held_fen, account().used_fen) == (14975, 0)
    assert line_of(row).passed_qty == 0
    through(doc)
    assert (account().held_fen, account().used_fen) == (0, 14975)


def test_void_reverses_exactly_its_own(office):
    row = apply_for(office)
    other, doc = deliver(office, row, (1, "3")), deliver(office, row, (1, "10"))
    stock_docs.void_document(actor=office.broker, at=AT, number=doc.number)
    assert line_of(row).claimed_qty == 3
    assert item().prevd_redc_qty == 3
    assert account().held_fen == other.drawn_fen == 4493
    with pytest.raises(Conflict):
        stock_docs.void_document(actor=office.broker, at=AT, number=doc.number)
    assert mismatches() == []


def test_what_rides_or_has_gone_cannot_be_voided(office):
    doc = gone(office, apply_for(office), (1, "10"))
    with pytest.raises(Refused) as caught:
        stock_docs.void_document(actor=office.broker, at=AT, number=doc.number)
    assert codes(caught) == {("DOC-13", "")}


def test_documents_may_not_exceed_their_application_drafts_included(office):
    row = apply_for(office)
    draft = deliver(office, row, (1, "95"), submit=False)
    assert (draft.status, line_of(row).claimed_qty) == (flow.DRAFT, 95)
    with pytest.raises(Refused) as caught:
        deliver(office, row, (1, "5.00001"))
    assert codes(caught) == {("DOC-08", "lines[1].qty")}
    assert StockDoc.objects.count() == 1
    deliver(office, row, (1, "5"))
    assert line_of(row).claimed_qty == 100


def test_every_reason_is_told_at_once_and_nothing_is_written(office):
    row = apply_for(office)
    bad = document((1, "0"), (7, "1"), (1, "2"))
    with pytest.raises(Refused) as caught:
        stock_docs.file_document(
            actor=office.broker, at=AT + timedelta(days=200), application_no=row.number, wanted=bad
        )
    assert codes(caught) == {
        ("DOC-03", "application"), ("DOC-09", "lines[1].qty"), ("DOC-07", "lines[2].of_line"),
        ("DOC-07", "lines[3].of_line"),
    }  # fmt: skip
    assert not StockDoc.objects.exists()


def test_the_own_number_stands_once(office):
    row = apply_for(office)
    one = document((1, "1"), own_no="MINE")
    stock_docs.file_document(actor=office.broker, at=AT, application_no=row.number, wanted=one)
    with pytest.raises(Refused) as caught:
        stock_docs.file_document(actor=office.broker, at=AT, application_no=row.number, wanted=one)
    assert codes(caught) == {("DOC-05", "own_no")}
    assert line_of(row).claimed_qty == 1


def test_the_guarantee_exactly_at_its_limit(office):
    row = apply_for(office)
    GuaranteeAccount.objects.update(limit_fen=14975)
    deliver(office, row, (1, "10"))
    with pytest.raises(Refused) as caught:
        deliver(office, row, (1, "0.001"))
    assert {code for code, _ in codes(caught)} == {"GUA-02"}
    assert (account().held_fen, line_of(row).claimed_qty, item().prevd_redc_qty) == (14975, 10, 10)


def test_a_fen_too_little_is_too_little(office):
    row = apply_for(office)
    GuaranteeAccount.objects.update(limit_fen=14974)
    with pytest.raises(Refused):
        deliver(office, row, (1, "10"))
    assert not StockDoc.objects.exists()
    assert not GuaranteeEntry.objects.filter(kind="hold").exists()


def test_a_stranger_knows_of_nothing(office):
    row = apply_for(office)
    with pytest.raises(Refused) as caught:
        stock_docs.file_document(
            actor=office.shop, at=AT, application_no=row.number, wanted=document((1, "1"))
        )
    assert codes(caught) == {("DOC-01", "application")}
    doc = deliver(office, row, (1, "1"))
    with pytest.raises(StockDoc.DoesNotExist):
        stock_docs.void_document(actor=office.shop, at=AT, number=doc.number)
    elsewhere = replace(office.officer, office="5100", offices=frozenset({"5100"}))
    with pytest.raises(StockDoc.DoesNotExist):
        stock_docs.approve_document(actor=elsewhere, at=AT, number=doc.number)


def test_a_dishonest_firms_document_waits_for_an_officer(office):
    row = apply_for(office)
    before = dict(FirmGrade.objects.filter(firm=row.firm).values_list("pk", "grade"))
    FirmGrade.objects.filter(firm=row.firm).update(grade="dishonest")
    doc = deliver(office, row, (1, "2"))
    assert (doc.status, item().prevd_redc_qty) == (flow.SUBMITTED, 0)
    stock_docs.refuse_document(actor=office.officer, at=AT, number=doc.number, reason="数量不符")
    stock_docs.submit_document(actor=office.broker, at=AT, number=doc.number)
    with pytest.raises(Refused):  # a firm graded dishonest uses no total guarantee
        stock_docs.approve_document(actor=office.officer, at=AT, number=doc.number)
    for pk, grade in before.items():
        FirmGrade.objects.filter(pk=pk).update(grade=grade)
    stock_docs.approve_document(actor=office.officer, at=AT, number=doc.number)
    assert item().prevd_redc_qty == 2
    with pytest.raises(Conflict):
        stock_docs.approve_document(actor=office.officer2, at=AT, number=doc.number)


def test_under_an_exemption_an_entry_of_zero_is_written_while_it_lasts(office):
    row = apply_for(office)
    people = {user.email: user.pk for user in User.objects.all()}
    exemption = GuaranteeExemption.objects.create(
        number="EX1", firm=row.firm, valid_from=date(2026, 1, 1), valid_to=date(2027, 1, 1), ground="AEO",
        proposed_by_id=people["officer@demo.example"], decided_by_id=people["officer2@demo.example"], at=AT,
    )  # fmt: skip
    FirmGrade.objects.filter(firm=row.firm).update(grade="advanced_certified")
    exempt = apply_for(office, exempt=True, guarantor_code="")
    assert exempt.status == flow.SUBMITTED  # an officer looks at applications under an exemption
    application_office.approve_application(actor=office.officer, at=AT, number=exempt.number)
    doc = gone(office, exempt)
    assert (doc.drawn_fen, account().held_fen, account().used_fen) == (0, 0, 0)
    entry = GuaranteeEntry.objects.get(subject_id=doc.pk)
    assert (entry.exemption_id, entry.fen) == (exemption.pk, 0)
    with intention():
        assert suspend_exemptions([row.firm_id], reason="逾期", at=AT) == 1
    with intention():
        assert suspend_exemptions([row.firm_id], reason="逾期", at=AT) == 0
    with pytest.raises(Refused) as caught:
        deliver(office, exempt)
    assert codes(caught) == {("DOC-15", "application")}


def test_a_guarantee_that_is_frozen_at_the_gate_stays_held_and_the_office_hears(office):
    doc = deliver(office, apply_for(office))
    officer = User.objects.get(email="officer@demo.example")
    GuaranteeFreeze.objects.create(
        account=account(), ground="officer", reason="核查", from_on=date(2026, 5, 1), by=officer, at=AT
    )
    through(doc)
    assert (account().held_fen, account().used_fen) == (14975, 0)
    assert Notice.objects.filter(kind="stock_doc_unsecured", subject_no=doc.number).count() == 1


# --- goods that come back ---------------------------------------------------------------------------


def test_repair_goes_out_and_comes_back_in_two_parts(office):
    row = apply_for(office, "E", days=61)
    out = gone(office, row, (1, "10"))
    assert (out.due_on, out.period_id, account().used_fen) == (date(2026, 7, 11), None, 14975)
    first = deliver(office, row, (1, "4"), returns=out.number)
    assert (first.direction, line_of(row).claimed_qty) == ("I", 10)
    with pytest.raises(Refused) as caught:
        deliver(office, row, (1, "6.00001"), returns=out.number)
    assert codes(caught) == {("DOC-12", "lines[1].qty")}
    through(first)
    assert (line_of(row).back_qty, item().prevd_redc_qty, account().used_fen) == (4, 6, 14975)
    second = through(deliver(office, row, (1, "6"), returns=out.number))
    out.refresh_from_db()
    assert (line_of(row).back_qty, item().prevd_redc_qty, account().used_fen) == (10, 0, 0)
    assert out.due_on is None
    # The second passage was wrong: the goods are outside again.
    undo(second)
    out.refresh_from_db()
    assert (line_of(row).back_qty, item().prevd_redc_qty, account().used_fen) == (4, 6, 14975)
    assert out.due_on == date(2026, 7, 11)
    with pytest.raises(Refused) as caught:
        undo(out)
    assert codes(caught) == {("DOC-17", "")}
    assert mismatches() == []


def test_batch_deliveries_do_not_come_back(office):
    row = apply_for(office)
    out = gone(office, row, (1, "10"))
    with pytest.raises(Refused) as caught:
        deliver(office, row, (1, "1"), returns=out.number)
    assert codes(caught) == {("DOC-11", "returns")}


def test_goods_come_back_under_a_suspended_application(office):
    row = apply_for(office, "D", days=61)
    out = gone(office, row, (1, "10"))
    application_office.suspend_application(actor=office.officer, at=AT, number=row.number, reason="核查中")
    with pytest.raises(Refused) as caught:
        deliver(office, row, (1, "1"))
    assert codes(caught) == {("DOC-02", "application")}
    through(deliver(office, row, (1, "10"), returns=out.number))
    assert item().prevd_redc_qty == 0


# --- races ------------------------------------------------------------------------------------------


def test_eight_at_once_on_one_application_line(committed_office):
    row = apply_for(committed_office)  # 100 cans

    said = at_once([lambda: deliver(committed_office, row, (1, "15"))] * 8)
    assert sum(isinstance(one, StockDoc) for one in said) == 6
    assert line_of(row).claimed_qty == 90 == item().prevd_redc_qty
    held = sum(drawn.held_fen for drawn in drawn_of(StockDoc.objects.values_list("pk", flat=True)).values())
    assert account().held_fen == held
    assert mismatches() == []
    assert StockDocLine.objects.count() == 6


def test_eight_at_once_on_a_guarantee_with_room_for_exactly_three(committed_office):
    rows = [apply_for(committed_office) for _ in range(8)]
    GuaranteeAccount.objects.update(limit_fen=3 * 14975)
    said = at_once([partial(deliver, committed_office, row, (1, "10")) for row in rows])
    assert sum(isinstance(one, StockDoc) for one in said) == 3
    assert (account().held_fen, account().limit_fen) == (44925, 44925)
    assert item().prevd_redc_qty == 30
    assert mismatches() == []


def test_two_voids_at_once_give_back_once(committed_office):
    row = apply_for(committed_office, lines=((MILK, "100", "50"), (CHEWS, "100", "10")))
    doc = deliver(committed_office, row, (1, "10"), (2, "10"))

    def void():
        return stock_docs.void_document(actor=committed_office.broker, at=AT, number=doc.number)

    assert sum(one is None for one in at_once([void] * 4)) == 1
    assert (line_of(row).claimed_qty, item().prevd_redc_qty, account().held_fen) == (0, 0, 0)
    assert LedgerEntry.objects.filter(subject_id=doc.pk).count() == 4
