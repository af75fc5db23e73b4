"""Ledger filings: drafted, checked, passed by themselves or decided by an officer."""

from datetime import date
from decimal import Decimal as D

import pytest

from bonded.models import Ledger, LedgerFiling, LedgerFilingEvent, LedgerItem
from bonded.rules import flow
from bonded.rules.filing import ItemDraft
from bonded.selectors.filings import changes, filing, filings, routed
from bonded.services import filing as services
from bonded.services.filing_deciding import approve_filing, ask_filing, refuse_filing
from enterprises.models import Authority, Firm, FirmGrade, User
from enterprises.selectors import actor_of_user
from kernel.refusal import Conflict, Refused
from tests.office import AT, rule_codes

EMS = "T4921W000001"
ON = date(2026, 5, 12)
HEAD = {
    "house_name": "二号库",
    "house_address": "黄花综合保税区一路 8 号",
    "area_m2": "1200",
    "valid_from": "2026-06-01",
    "valid_to": "2028-06-01",
    "cycle_months": "6",
}
ITEM = ItemDraft("NEW-1", "1901109000", "米粉", "250g", "140", "601", "142", D("12.5"))


@pytest.fixture
def office(office_stage, db):
    return office_stage()


def dishonest(code: str) -> None:
    FirmGrade.objects.filter(firm__customs_code=code, valid_to=None).update(grade="dishonest")


def items(office, *drafts: ItemDraft) -> str:
    number = services.draft_filing(actor=office.broker, at=AT, kind="items", ems_no=EMS)
    services.save_lines(actor=office.broker, number=number, items=drafts, at=AT)
    return number


def test_a_new_ledger_passes_by_itself_and_gets_the_next_free_number(office):
    number = services.draft_filing(actor=office.broker, at=AT, kind="ledger", office="4908", head=HEAD)
    services.save_line(actor=office.broker, number=number, item=ITEM, at=AT)
    assert services.submit_filing(actor=office.broker, number=number, at=AT)
    row = LedgerFiling.objects.get(number=number)
    ledger = row.ledger
    assert (row.status, row.auto, row.decided_by_id) == (flow.APPROVED, True, None)
    assert (ledger.ems_no, ledger.firm_id, ledger.office) == ("T4908W000001", office.broker.firm_id, "4908")
    assert (ledger.house_name, ledger.area_m2, ledger.cycle_months) == ("二号库", 1200, 6)
    assert (ledger.valid_from, ledger.valid_to) == (date(2026, 6, 1), date(2028, 6, 1))
    (item,) = ledger.items.all()
    assert (item.seq, item.item_record_no, item.unit_price, item.origin) == (1, "NEW-1", D("12.5"), "601")
    verbs = LedgerFilingEvent.objects.filter(subject_id=row.pk).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["draft", "submit", "pass"]


def test_a_second_ledger_at_an_office_waits_for_an_officer_who_opens_it(office):
    number = services.draft_filing(actor=office.broker, at=AT, kind="ledger", office="4921", head=HEAD)
    assert not services.submit_filing(actor=office.broker, number=number, at=AT)
    row = LedgerFiling.objects.get(number=number)
    assert (row.status, row.ledger_id) == (flow.SUBMITTED, None)
    note = LedgerFilingEvent.objects.get(subject_id=row.pk, verb="submit").note
    assert note == "LGF-23"
    approve_filing(actor=office.officer, number=number, at=AT)
    row.refresh_from_db()
    assert (row.status, row.auto, row.decided_by_id) == (flow.APPROVED, False, office.officer.user_id)
    assert row.ledger.ems_no == "T4921W000002"  # 000001 was opened by an officer


def test_whatever_is_typed_survives_and_is_judged_when_handed_in(office):
    number = services.draft_filing(actor=office.broker, at=AT, kind="ledger", office="4921")
    found = services.save_head(
        actor=office.broker,
        number=number,
        head={"area_m2": "wide", "valid_from": "soon", "valid_to": "2020-01-01", "cycle_months": "13"},
        at=AT,
    )
    said = {(one.rule.code, one.path) for one in found}
    assert said == {
        ("LGF-01", "house_name"),
        ("LGF-02", "house_address"),
        ("LGF-03", "area_m2"),
        ("LGF-04", "valid_from"),
        ("LGF-06", "valid_to"),
        ("LGF-07", "cycle_months"),
    }
    kept = LedgerFiling.objects.get(number=number).head
    assert (kept["area_m2"], kept["valid_from"]) == ("wide", "soon")
    with pytest.raises(Refused) as no:
        services.submit_filing(actor=office.broker, number=number, at=AT)
    assert {(one.rule.code, one.path) for one in no.value.violations} == said
    assert LedgerFiling.objects.get(number=number).status == flow.DRAFT


def test_items_are_added_behind_the_last_and_described_anew(office):
    milk = LedgerItem.objects.get(item_record_no="MILK-800")
    change = ItemDraft("MILK-800", milk.gcode, milk.gname, "800克 罐装", milk.unit, "609", "142", D("98"))
    number = items(office, ITEM, change)
    assert services.submit_filing(actor=office.broker, number=number, at=AT)
    milk.refresh_from_db()
    assert (milk.spec, milk.origin, milk.unit_price, milk.actl_inc_qty) == (
        "800克 罐装",
        "609",
        D("98"),
        D(1_000_000),
    )
    new = LedgerItem.objects.get(item_record_no="NEW-1")
    assert new.seq > max(
        filter(None, LedgerItem.objects.exclude(pk=new.pk).values_list("seq", flat=True)), default=0
    )
    lines = LedgerFiling.objects.get(number=number).lines.values_list("item_record_no", "modified")
    assert list(lines) == [("NEW-1", False), ("MILK-800", True)]


def test_goods_code_and_unit_stay_once_there_are_movements(office):
    found = services.save_lines(
        actor=office.broker,
        number=services.draft_filing(actor=office.broker, at=AT, kind="items", ems_no=EMS),
        items=[ItemDraft("MILK-800", "1901109000", "奶粉", "", "140")],
        at=AT,
    )
    assert [(one.rule.code, one.path) for one in found] == [
        ("LGF-12", "lines[1].gcode"),
        ("LGF-13", "lines[1].unit"),
    ]


def test_another_name_of_goods_that_lie_there_is_looked_at(office):
    milk = LedgerItem.objects.get(item_record_no="MILK-800")
    number = items(office, ItemDraft("MILK-800", milk.gcode, "Other milk", "", milk.unit))
    assert not services.submit_filing(actor=office.broker, number=number, at=AT)
    assert rule_codes(routed(LedgerFiling.objects.get(number=number), on=ON)) == ["LGF-24"]
    milk.refresh_from_db()
    assert milk.gname != "Other milk"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"gcode": "19011"}, ["LDG-12"]),
        ({"gcode": "0000000000", "unit": "999"}, ["LDG-14", "LDG-18"]),
        ({"origin": "XXX", "currency": "999"}, ["LGF-14", "LGF-15"]),
        ({"item_record_no": "-x", "gname": " "}, ["LDG-11", "LDG-13"]),
        ({"unit_price": D(-1)}, ["LGF-16"]),
    ],
)
def test_an_item_is_checked_as_it_is_typed_and_kept(office, wrong, said):
    number = services.draft_filing(actor=office.broker, at=AT, kind="items", ems_no=EMS)
    found = services.save_line(actor=office.broker, number=number, item=ITEM._replace(**wrong), at=AT)
    assert rule_codes(found) == said
    assert LedgerFiling.objects.get(number=number).lines.count() == 1


def test_a_record_number_stands_once_and_lines_can_be_written_anew_or_removed(office):
    number = items(office, ITEM)
    with pytest.raises(Refused, match="stands twice"):
        services.save_line(actor=office.broker, number=number, item=ITEM, at=AT)
    services.save_line(actor=office.broker, number=number, item=ITEM._replace(gname="新"), at=AT, seq=1)
    assert LedgerFiling.objects.get(number=number).lines.get().gname == "新"
    services.remove_line(actor=office.broker, number=number, seq=1, at=AT)
    with pytest.raises(Refused) as no:
        services.submit_filing(actor=office.broker, number=number, at=AT)
    assert rule_codes(no.value.violations) == ["LGF-10"]
    with pytest.raises(Refused, match="no line 7"):
        services.remove_line(actor=office.broker, number=number, seq=7, at=AT)


def test_the_head_is_changed_and_what_stood_before_is_kept(office):
    number = services.draft_filing(actor=office.broker, at=AT, kind="head", ems_no=EMS)
    with pytest.raises(Refused):  # nothing is changed, and the demo ledger has no house yet
        services.submit_filing(actor=office.broker, number=number, at=AT)
    services.save_head(actor=office.broker, number=number, head=HEAD | {"cycle_months": "3"}, at=AT)
    assert services.submit_filing(actor=office.broker, number=number, at=AT)
    ledger = Ledger.objects.get(ems_no=EMS)
    assert (ledger.house_name, ledger.cycle_months, ledger.valid_from) == ("二号库", 3, date(2020, 1, 1))
    told = {name: (was, now) for name, was, now in changes(LedgerFiling.objects.get(number=number))}
    assert told["cycle_months"] == ("12", "3")
    assert told["house_name"] == ("", "二号库")


def test_a_dishonest_firm_waits_is_asked_and_may_be_refused(office):
    dishonest("430168A004")
    number = items(office, ITEM)
    assert not services.submit_filing(actor=office.broker, number=number, at=AT)
    with pytest.raises(Refused) as no:
        ask_filing(actor=office.officer, number=number, said=" ", at=AT)
    assert rule_codes(no.value.violations) == ["LGF-32"]
    ask_filing(actor=office.officer, number=number, said="Which brand?", at=AT)
    assert LedgerFiling.objects.get(number=number).said == "Which brand?"
    with pytest.raises(Conflict):
        approve_filing(actor=office.officer, number=number, at=AT)
    assert not services.submit_filing(actor=office.broker, number=number, at=AT)
    refuse_filing(actor=office.officer, number=number, said="Not allowed here", at=AT)
    with pytest.raises(Conflict):
        services.withdraw_filing(actor=office.broker, number=number, at=AT)
    assert not LedgerItem.objects.filter(item_record_no="NEW-1").exists()


def test_the_draw_sends_a_filing_to_an_officer(office, monkeypatch):
    monkeypatch.setattr("bonded.selectors.drawing.share_of", lambda paper, on: D(1))
    number = items(office, ITEM)
    assert not services.submit_filing(actor=office.broker, number=number, at=AT)
    services.withdraw_filing(actor=office.broker, number=number, at=AT)
    assert LedgerFiling.objects.get(number=number).status == flow.WITHDRAWN


def test_strangers_neither_file_nor_see_and_an_agent_does(office):
    number = items(office, ITEM)
    for stranger in (office.shop, office.officer):
        with pytest.raises(Refused) as no:
            services.submit_filing(actor=stranger, number=number, at=AT)
        assert rule_codes(no.value.violations) == ["LGF-31"]
    with pytest.raises(Refused) as no:
        services.draft_filing(actor=office.shop, at=AT, kind="items", ems_no=EMS)
    assert rule_codes(no.value.violations) == ["LGF-34"]
    assert list(filings(office.officer, on=ON)) == []  # a draft is the firm's own
    Authority.objects.create(
        number="AU900001",
        principal=Firm.objects.get(customs_code="430168A004"),
        agent=Firm.objects.get(customs_code="430166A001"),
        scopes=["bonded"],
        valid_from=date(2026, 1, 1),
        valid_to=date(2027, 1, 1),
        given_by=User.objects.get(email="broker@demo.example"),
        given_at=AT,
    )
    assert filing(office.shop, number=number, on=ON).number == number
    other = services.draft_filing(actor=office.shop, at=AT, kind="items", ems_no=EMS)
    assert LedgerFiling.objects.get(number=other).firm_id == office.broker.firm_id
    assert services.submit_filing(actor=office.shop, number=number, at=AT)


def test_only_officers_who_decide_at_the_office_approve(office):
    dishonest("430168A004")
    number = items(office, ITEM)
    services.submit_filing(actor=office.broker, number=number, at=AT)
    with pytest.raises(Refused):
        approve_filing(actor=office.broker, number=number, at=AT)
    gate = User.objects.get(email="gate@demo.example")
    with pytest.raises(Refused) as no:
        approve_filing(actor=actor_of_user(gate, at=AT), number=number, at=AT)
    assert rule_codes(no.value.violations) == ["LDG-21"]
    assert LedgerFiling.objects.get(number=number).status == flow.SUBMITTED
