"""What an entry declaration must say, how lines are merged, which kind fits; the flow and its numbers."""

from datetime import date
from decimal import Decimal as D

import pytest

from declarations.facts import ENTRY_STATES, EntryGoods, EntryHead
from declarations.rules.entry_flow import ENTRY_FLOW
from declarations.rules.entry_merge import NOT_ALIKE, TOO_MANY_LINES, InventoryGoods, merge, with_legal_units
from declarations.rules.entry_rules import judge_entry, kind_for
from declarations.rules.numbers import entry_no, entry_pre_no
from enterprises.rules.open_states import OPEN_STATES
from tests.declarations.rules.examples import BOOK, GOODS

BOOK_1 = BOOK._replace(
    supervision_modes=frozenset({"0110", "5000"}),
    transport_modes=frozenset({"5", "Y"}),
    countries=frozenset({"142", "601"}),
    offices={"4921": ("4900",)},
    currencies=frozenset({"142", "502"}),
)
HEAD = EntryHead(
    kind="1",
    supv_mode="0110",
    traf_mode="Y",
    port="4921",
    country="142",
    trade_country="142",
    consignee_code="430166A002",
    consignee_name="买方",
    owner_name="买方",
    packages=3,
    gross_kg=D(12),
    net_kg=D(10),
)
LINE = EntryGoods(1, "1901109000", "米粉", "", D(10), "035", D(10), "035", None, "", D(100), "502", "601")


def said(head: EntryHead = HEAD, line: EntryGoods = LINE, direction: str = "E", batch: bool = False) -> list:
    """The codes and paths of what is wrong."""
    found = judge_entry(head, goods=[line], direction=direction, centralised=batch, book=BOOK_1)
    return [(violation.rule.code, violation.path) for violation in found]


def row(seq: int, entry_line: int | None = None, **changes: object) -> InventoryGoods:
    """One inventory line."""
    line = InventoryGoods(seq, entry_line, "1901109000", "米粉", "", "035", D(5), D(50), "502", "601", D(4))
    return line._replace(**changes)  # type: ignore[arg-type]


def test_a_complete_declaration_is_accepted() -> None:
    assert said() == []


@pytest.mark.parametrize(
    ("direction", "traf", "country", "batch", "kind"),
    [
        ("I", "5", "601", False, "3"),  # first line in
        ("E", "5", "601", False, "4"),  # first line out
        ("E", "Y", "142", False, "1"),  # second line out: imported by the home market
        ("I", "9", "142", False, "2"),  # second line in: exported by the home market
        ("E", "5", "601", True, "1"),  # a centralised declaration is never a record list
    ],
)
def test_which_kind_the_goods_get(direction: str, traf: str, country: str, batch: bool, kind: str) -> None:
    assert kind_for(direction, traf_mode=traf, country=country, centralised=batch) == kind


@pytest.mark.parametrize(("direction", "kind", "other"), [("I", "3", "2"), ("E", "4", "1")])
def test_what_goes_to_another_bonded_ledger_is_recorded_not_taxed(
    direction: str, kind: str, other: str
) -> None:
    """Source: GACC announcement 2018-52: a transfer between zones needs no border crossed and no bill."""
    assert kind_for(direction, traf_mode="Y", country="142", centralised=False, transfer=True) == kind
    for said_kind, codes in ((kind, []), (other, ["ENT-06"])):
        head = HEAD._replace(kind=said_kind)
        found = judge_entry(
            head, goods=[LINE], direction=direction, centralised=False, book=BOOK_1, transfer=True
        )
        assert [violation.rule.code for violation in found] == codes


def test_nobody_escapes_the_tax_with_a_record_list() -> None:
    """Goods for the home market stay no export record list, whatever the form says."""
    assert ("ENT-07", "traf_mode") in said(
        HEAD._replace(kind="4", overseas_name="x", transport_name="x", bill_no="x")
    )
    assert said(HEAD._replace(kind="4"), batch=True)[0] == ("ENT-06", "kind")
    assert said(HEAD._replace(kind="3"))[0] == ("ENT-06", "kind")
    assert ("ENT-08", "traf_mode") in said(HEAD._replace(traf_mode="5"))


def test_what_is_missing_is_named_one_by_one() -> None:
    found = said(EntryHead(kind="1"), LINE._replace(origin="", qty1=D(0), total=D(0)))
    assert [path for code, path in found if code == "ENT-09"] == [
        "supv_mode", "traf_mode", "port", "country", "trade_country", "consignee_code", "consignee_name",
        "owner_name", "lines[1].origin",
    ]  # fmt: skip
    assert [path for code, path in found if code == "ENT-11"] == [
        "packages", "gross_kg", "net_kg", "lines[1].total", "lines[1].qty1",
    ]  # fmt: skip


def test_codes_that_nobody_knows() -> None:
    head = HEAD._replace(supv_mode="9999", port="1", freight=D(1), freight_currency="999")
    line = LINE._replace(gcode="0000000000", currency="888", origin="777")
    assert {path for code, path in said(head, line) if code == "ENT-10"} == {
        "supv_mode",
        "port",
        "freight_currency",
        "lines[1].gcode",
        "lines[1].currency",
        "lines[1].origin",
    }
    assert said(HEAD._replace(net_kg=D(13))) == [("ENT-12", "net_kg")]


def test_a_guarantee_needs_a_guarantor_and_opens_no_licence() -> None:
    """Customs Law Article 66: without its licence nothing is released on a guarantee."""
    licensed = {"1901109000": GOODS["1901109000"]._replace(licence_codes=("7", "A"))}
    book = BOOK_1._replace(goods=licensed)

    def found(head: EntryHead) -> list[str]:
        judged = judge_entry(head, goods=[LINE], direction="E", centralised=False, book=book)
        return [violation.rule.code for violation in judged]

    assert said(HEAD._replace(pay_mode="guarantee")) == [("ENT-13", "assure_code")]
    assert found(HEAD) == ["ENT-15"]
    assert found(HEAD._replace(pay_mode="guarantee", assure_code="430168A004")) == ["ENT-14"]
    assert found(HEAD._replace(pay_mode="guarantee", assure_code="430168A004", licence_no="L1")) == []


def test_lines_with_one_number_are_added_up() -> None:
    goods, found = merge([row(1, 2), row(2, 1), row(3, 2, spec="900 g")])
    assert found == ()
    assert [(one.seq, one.inventory_lines, one.qty, one.total) for one in goods] == [
        (1, (2,), D(5), D(50)),
        (2, (1, 3), D(10), D(100)),
    ]
    assert goods[1].spec == "900 g"


def test_lines_without_a_number_join_what_is_alike() -> None:
    goods, _ = merge([row(1), row(2, origin="142"), row(3)])
    assert [one.inventory_lines for one in goods] == [(1, 3), (2,)]


def test_lines_that_differ_are_not_put_together() -> None:
    _, found = merge([row(1, 1), row(2, 1, currency="142")])
    assert [(v.rule, v.path) for v in found] == [(NOT_ALIKE, "lines[1].currency")]


def test_at_most_fifty_lines() -> None:
    many = [row(seq, gname=f"货{seq}") for seq in range(1, 52)]
    assert merge(many[:50])[1] == ()
    assert [v.rule for v in merge(many)[1]] == [TOO_MANY_LINES]


def test_legal_quantities_are_taken_over_where_they_are_known() -> None:
    same = LINE._replace(qty1=D(0), unit1="")
    pieces = LINE._replace(seq=2, gcode="3304990029", unit="011", qty=D(6))
    filled = with_legal_units([same, pieces], book=BOOK, net_kg={2: D("0.3")})
    assert [(one.qty1, one.unit1) for one in filled] == [(D(10), "035"), (D("0.3"), "035")]
    assert (filled[1].qty2, filled[1].unit2) == (D(6), "011")


def test_numbers() -> None:
    on = date(2026, 5, 12)
    assert entry_no("4921", on=on, serial=7, imports=True) == "492120261000000007"
    assert entry_no("4921", on=on, serial=7, imports=False) == "492120260000000007"
    assert entry_pre_no(on=on, serial=7, imports=False) == "E20260512000000007"
    with pytest.raises(ValueError, match="49"):
        entry_no("49", on=on, serial=1, imports=True)


def test_the_flow_has_the_statuses_of_the_facts() -> None:
    assert tuple(ENTRY_FLOW.names) == ENTRY_STATES


def test_every_status_says_what_a_suspension_does() -> None:
    named = {row.status for row in OPEN_STATES if row.kind == ENTRY_FLOW.name}
    assert named == set(ENTRY_FLOW.names.values())
