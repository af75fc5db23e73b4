"""The law of inventories as worked examples: filing, merging, deciding, deleting, the axes."""

from datetime import date
from decimal import Decimal as D

import pytest

from bonded.facts import InventoryGoods, InventoryHead
from bonded.rules import axes, flow
from bonded.rules import inventories as law
from bonded.rules import inventory_life as life
from kernel.refusal import Conflict
from tests.office import rule_codes

ITEMS = {
    "A": law.ItemFact(1, "1901101000", "奶粉", "122"),
    "B": law.ItemFact(2, "2106909090", "维生素", "142"),
}
CODES = law.Codes(
    frozenset({"5000", "1210"}),
    frozenset("59Y"),
    frozenset({"601", "110"}),
    frozenset({"142", "502"}),
    frozenset({"4921", "4908"}),
)
HEAD = InventoryHead("T4921W000001", "W-1", "0", "I", "5000", traf_mode="5", port="4908", country="601")


def line(no: str = "A", qty: str = "10", price: str = "2.5", **said: object) -> InventoryGoods:
    values: dict[str, object] = {"total": D(qty) * D(price), "origin": "601", **said}
    return InventoryGoods(no, "", "", D(qty), D(price), **values)  # type: ignore[arg-type]


def said(*lines: InventoryGoods, made: bool = False, **head: object) -> list[tuple[str, str]]:
    changed = HEAD._replace(**head)  # type: ignore[arg-type]
    found = law.judge(changed, lines=lines, items=ITEMS, codes=CODES, made=made)
    return [(v.rule.code, v.path) for v in found]


def test_a_complete_filing_has_no_faults():
    assert said(line(), line("B", price="1.2345", total=D("12.35"))) == []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"qty": D(0), "total": D(0)}, [("INV-13", "lines[1].qty")]),
        ({"unit_price": D("2.50001")}, [("INV-14", "lines[1].unit_price")]),
        ({"total": D("25.001")}, [("INV-15", "lines[1].total")]),
        ({"total": D("25.02")}, [("INV-16", "lines[1].total")]),
        ({"total": D("25.01")}, []),
        ({"gcode": "9999999999"}, [("INV-11", "lines[1].gcode")]),
        ({"unit": "035"}, [("INV-12", "lines[1].unit")]),
        ({"item_record_no": "C"}, [("INV-10", "lines[1].item_record_no")]),
        ({"net_kg": D(2), "gross_kg": D(1)}, [("INV-21", "lines[1].net_kg")]),
        (
            {"best_before": date(2026, 1, 1), "produced_on": date(2026, 2, 1)},
            [("INV-20", "lines[1].best_before")],
        ),
        ({"currency": "999"}, [("INV-04", "lines[1].currency")]),
        ({"entry_line": 51}, [("INV-17", "lines[1].entry_line"), ("INV-19", "lines")][:1]),
    ],
)
def test_each_fault_of_a_line_is_told_at_its_field(change, found):
    assert said(line()._replace(**change)) == found


@pytest.mark.parametrize(
    ("head", "found"),
    [
        ({"country": "", "port": ""}, [("INV-03", "head.port"), ("INV-03", "head.country")]),
        ({"traf_mode": "9", "country": "", "port": ""}, []),
        ({"traf_mode": ""}, [("INV-03", "head.traf_mode")]),
        ({"inv_type": "3", "direction": "E", "bill_no": "B1"}, [("INV-05", "head.direction")]),
        ({"inv_type": "3"}, [("INV-03", "head.bill_no")]),
        ({"inv_type": "1"}, [("INV-06", "head.inv_type")]),
        ({"by_partner": True, "partner_code": "430166A001"}, [("INV-03", "head.partner_name")]),
        ({"own_no": "x" * 65}, [("INV-08", "head.own_no")]),
    ],
)
def test_each_fault_of_the_head_is_told_at_its_field(head, found):
    assert said(line(), **head) == found


def test_a_gathered_one_is_judged_as_gathered():
    assert said(line(), made=True, inv_type="1") == []
    assert said(line(), made=True) == [("INV-06", "head.inv_type")]


def test_lines_that_agree_share_a_declaration_line_and_said_numbers_are_kept():
    lines = [line(entry_line=2), line("B"), line(), line("B", origin="110")]
    assert [one.entry_line for one in law.merged(lines, items=ITEMS)] == [2, 1, 2, 3]


def test_more_than_fifty_declaration_lines_are_refused():
    lines = [line(gname=f"品名{n}") for n in range(51)]
    assert said(*lines) == [("INV-19", "lines")]
    assert said(*lines[:50]) == []


def test_without_a_declaration_there_is_no_declaration_line():
    assert said(line(entry_line=1), inv_type="6", related_ems_no="T4921W000002") == [
        ("INV-17", "lines[1].entry_line")
    ]


def test_who_decides_follows_grade_type_and_share():
    def why(grade: str = "default", inv_type: str = "0", drawn: bool = False) -> str:
        return life.why_manual(grade=grade, inv_type=inv_type, drawn=drawn)

    assert why() == ""
    assert why(grade="dishonest") == why(grade="seriously_dishonest") == life.BY_GRADE
    assert why(inv_type="3") == life.BY_TYPE
    assert why(drawn=True) == life.BY_SHARE


def test_only_what_has_not_moved_is_deleted():
    free = life.Deletion("QD1", "0", flow.GATE_NONE, flow.PRE_BOOKED, live_pass=False)
    assert life.judge_deletion(free) == ()
    bad = free._replace(gate=flow.GATE_PART, live_pass=True, entry_no="E1", quoted_by="QD2")
    assert rule_codes(life.judge_deletion(bad)) == ["INV-30", "INV-31", "INV-32", "INV-33"]
    assert rule_codes(life.judge_deletion(free._replace(inv_type="1"))) == ["INV-34"]


def test_formal_booking_needs_both_axes():
    ready = axes.Axes(flow.APPROVED, flow.GATE_ALL, flow.ENTRY_RELEASED, flow.PRE_BOOKED)
    assert axes.is_ready(ready)
    assert axes.is_ready(ready._replace(entry=axes.NO_ENTRY))
    for other in (
        ready._replace(gate=flow.GATE_PART),
        ready._replace(entry=flow.ENTRY_WAITING),
        ready._replace(booking=flow.BOOKED),
        ready._replace(status=flow.VOID),
    ):
        assert not axes.is_ready(other)


def test_a_move_that_an_axis_does_not_know_is_a_conflict():
    assert axes.entry_after("release", source=flow.ENTRY_WAITING) == flow.ENTRY_RELEASED
    for verb, source in (("release", flow.ENTRY_RELEASED), ("release", axes.NO_ENTRY)):
        with pytest.raises(Conflict):
            axes.entry_after(verb, source=source)
    with pytest.raises(Conflict):
        axes.booking_after("book", source=flow.NOT_BOOKED)
    with pytest.raises(Conflict):
        axes.booking_after("counter", source=flow.WRITTEN_OFF)
