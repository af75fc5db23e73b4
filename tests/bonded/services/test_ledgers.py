"""Opening ledgers and booking opening quantities; a refused action leaves nothing behind."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.core.management import CommandError, call_command

from bonded import demo
from bonded.facts import Intake
from bonded.models import Ledger, LedgerEntry, LedgerItem
from bonded.selectors.ledgers import audit_bonded
from bonded.services.demo import load
from bonded.services.ledgers import open_ledger, take_in
from codelists.models import Code, Goods, Office
from enterprises.services.demo import make_demo_office
from kernel.refusal import Conflict, Refused
from tests.bonded.conftest import AT, EMS, OFFICER, actor_for, make_shelf
from tests.bonded.services.test_stock import race

INTAKE = Intake("NEW-1", "1901109000", "米粉", "122", D("12.5"), "Opening stock")


def make_codes():
    """The units, goods and office that the demo ledger stands on."""
    since = date(2016, 1, 1)
    Office.objects.create(code="4921", name_zh="黄花综保", valid_from=since)
    for unit in sorted({item.unit for item in demo.ITEMS}):
        Code.objects.create(list="units", code=unit, name_zh=unit, valid_from=since)
    for gcode in sorted({item.gcode for item in demo.ITEMS}):
        Goods.objects.create(hs_code=gcode, name_zh=gcode, unit1="035", valid_from=since)


@pytest.fixture
def codes(db):
    make_codes()


def test_an_opening_quantity_is_booked_with_its_entry(shelf, codes):
    made = take_in(actor=OFFICER, at=AT, ems_no=EMS, intake=INTAKE)
    assert made.new_item
    assert (made.item.item_record_no, made.item.usable_qty) == ("NEW-1", D("12.5"))
    again = take_in(actor=OFFICER, at=AT, ems_no=EMS, intake=INTAKE._replace(qty=D(1), gname="other words"))
    assert not again.new_item
    assert (again.item.actl_inc_qty, again.item.gname) == (D("13.5"), "米粉")
    entries = (
        LedgerEntry.objects.filter(item=made.item).order_by("id").values_list("kind", "qty", "note", "at")
    )
    assert list(entries) == [
        ("opening", D("12.5"), "Opening stock", AT),
        ("opening", D(1), "Opening stock", AT),
    ]
    assert audit_bonded() == []


@pytest.mark.parametrize(
    ("changes", "codes_said"),
    [
        ({"qty": D(0), "reason": ""}, ["LDG-15", "LDG-16"]),
        ({"unit": "999", "gcode": "0000000000"}, ["LDG-18", "LDG-14"]),
        ({"item_record_no": "A", "unit": "142"}, ["LDG-17"]),
    ],
)
def test_a_refused_quantity_leaves_nothing(shelf, codes, changes, codes_said):
    before = (LedgerItem.objects.count(), LedgerEntry.objects.count())
    with pytest.raises(Refused) as said:
        take_in(actor=OFFICER, at=AT, ems_no=EMS, intake=INTAKE._replace(**changes))
    assert [v.rule.code for v in said.value.violations] == codes_said
    assert (LedgerItem.objects.count(), LedgerEntry.objects.count()) == before


def test_only_officers_of_the_office_and_nobody_learns_of_other_ledgers(shelf, codes):
    with pytest.raises(Refused, match="officer of customs office 4921"):
        take_in(actor=actor_for(shelf.owner), at=AT, ems_no=EMS, intake=INTAKE)
    with pytest.raises(Ledger.DoesNotExist):
        take_in(actor=actor_for(shelf.stranger), at=AT, ems_no=EMS, intake=INTAKE)
    with pytest.raises(Refused):
        open_ledger(
            actor=actor_for(shelf.owner),
            at=AT,
            ems_no="T4921W000009",
            firm_code=shelf.owner.customs_code,
            office="4921",
            valid_from=date(2026, 1, 1),
        )
    assert Ledger.objects.count() == 1
    assert not LedgerItem.objects.filter(item_record_no="NEW-1").exists()


def test_all_reasons_against_a_ledger_at_once(shelf, codes):
    with pytest.raises(Refused) as said:
        open_ledger(
            actor=OFFICER,
            at=AT,
            ems_no="T4908W000009",
            firm_code=shelf.owner.credit_code,
            office="4921",
            valid_from=date(2026, 1, 1),
            valid_to=date(2025, 1, 1),
        )
    assert [(v.rule.code, v.path) for v in said.value.violations] == [
        ("LDG-02", "emsNo"),
        ("LDG-06", "validTo"),
    ]


def test_ten_threads_with_one_booking_book_once(transactional_db):
    make_shelf()
    make_codes()
    booked, refused = [], []

    def work(_):
        try:
            booked.append(take_in(actor=OFFICER, at=AT, ems_no=EMS, intake=INTAKE, booking_id=41))
        except Conflict as said:
            refused.append(said.violation.rule.code)

    race(10, work)
    assert (len(booked), refused) == (1, ["LDG-22"] * 9)
    assert LedgerItem.objects.get(item_record_no="NEW-1").actl_inc_qty == D("12.5")
    assert audit_bonded() == []


def test_the_demo_ledger_is_made_once_over_the_shipped_code_lists(db, settings, capsys):
    settings.PORTAL_DEMO = True
    call_command("load_codelists")
    make_demo_office(at=AT)
    capsys.readouterr()
    assert (load(at=AT).ledgers, load(at=AT).items) == (1, 0)
    call_command("demo_ledger")
    assert capsys.readouterr().out == "demo ledger: 0 ledgers, 0 items are new\n"
    ledger = Ledger.objects.get(ems_no=demo.EMS_NO)
    assert ledger.firm.customs_code == "430168A004"
    assert ledger.items.count() == len(demo.ITEMS) == 12
    assert {item.usable_qty for item in ledger.items.all()} == {demo.QTY}
    assert audit_bonded() == []


def test_there_is_no_demo_ledger_outside_the_demo(codes, settings):
    settings.PORTAL_DEMO = False
    with pytest.raises(CommandError):
        call_command("demo_ledger")
    with pytest.raises(PermissionError):
        load(at=AT)
    assert Ledger.objects.count() == 0
