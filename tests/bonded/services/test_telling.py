"""Who hears of a paper: its firm, and the agent whose people filed it, while the authority is in force."""

from datetime import date
from decimal import Decimal as D

import pytest

from bonded.rules.disposal import Goods
from bonded.services import application_office, disposal, stock_docs
from bonded.services.inventory_deciding import refuse_inventory
from enterprises.models import Authority, NoticeCopy, User
from tests.bonded.delivering import AT, apply_for, document
from tests.bonded.inventory_world import dishonest, filed, head


@pytest.fixture
def office(office_stage, db):
    made = office_stage()
    Authority.objects.create(
        number="AU900001", principal_id=made.broker.firm_id, agent_id=made.shop.firm_id, scopes=["bonded"],
        valid_from=date(2020, 1, 1), valid_to=date(2030, 1, 1),
        given_by=User.objects.get(email="broker@demo.example"), given_at=AT,
    )  # fmt: skip
    dishonest(made.broker.firm_id)
    return made


def heard(kind: str) -> set[int]:
    rows = NoticeCopy.objects.filter(notice__kind=kind)
    return set(rows.values_list("user__memberships__firm_id", flat=True))


def report(office, actor) -> str:
    return disposal.report_disposal(
        actor=actor, at=AT, ems_no="T4921W000001", kind="damage", found_on=date(2026, 5, 10), reason="破损",
        goods=[Goods("MILK-800", D(2))],
    )  # fmt: skip


def test_the_agent_who_filed_hears_what_became_of_it(office):
    both = {office.broker.firm_id, office.shop.firm_id}
    disposal.approve_disposal(actor=office.officer, number=report(office, office.shop), at=AT)
    assert heard("ledger_file_decided") == both
    refuse_inventory(actor=office.officer, number=filed(office.shop, head()).number, reason="单证不符", at=AT)
    assert heard("inventory_refused") == both
    row = apply_for(office, "F")
    application_office.approve_application(actor=office.officer, at=AT, number=row.number)
    assert heard("application_decided") == {office.broker.firm_id}
    made = stock_docs.file_document(
        actor=office.shop, at=AT, application_no=row.number, wanted=document((1, "2"))
    )
    stock_docs.refuse_document(actor=office.officer, at=AT, number=made.number, reason="单证不符")
    assert heard("stock_doc_decided") == both


def test_the_holder_who_filed_by_itself_and_an_agent_of_the_past(office):
    disposal.approve_disposal(actor=office.officer, number=report(office, office.broker), at=AT)
    assert heard("ledger_file_decided") == {office.broker.firm_id}
    number = report(office, office.shop)
    given = Authority.objects.filter(number="AU900001")
    given.update(ended_at=AT, ended_by=User.objects.get(email="broker@demo.example"), end_reason="到期")
    NoticeCopy.objects.all().delete()
    disposal.approve_disposal(actor=office.officer, number=number, at=AT)
    assert heard("ledger_file_decided") == {office.broker.firm_id}
