"""Stock-taking: compared with the ledger at one moment, explained, booked or asked back."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest

from bonded.facts import Claim, LotLabel
from bonded.models import Counter, Kind, LedgerEntry, LedgerItem, Lot, StockTake
from bonded.rules import flow
from bonded.rules.stocktaking import CountRow
from bonded.selectors.ledgers import audit_bonded
from bonded.selectors.reconciling import lines_of, moved_since
from bonded.services import stocktaking as services
from bonded.services.booking import pre_book
from bonded.services.pauses import set_mark
from bonded.services.settling import settle_many
from kernel.orm.ids import reserve
from kernel.orm.tx import intention
from kernel.refusal import Conflict, Refused
from tests.office import AT, rule_codes

EMS = "T4921W000001"
ON = date(2026, 5, 12)
EARLY, LATE = date(2026, 8, 1), date(2027, 8, 1)


@pytest.fixture
def office(office_stage, db):
    return office_stage()


def item(no: str = "MILK-800") -> LedgerItem:
    return LedgerItem.objects.get(ledger__ems_no=EMS, item_record_no=no)


def bring_in(no: str, qty: str, label: LotLabel | None = None) -> None:
    with intention():
        claim = Claim(reserve(1)[0], "IN", 1, item(no).pk, D(qty), label)
        settle_many([(claim, "arrived")], kind=Kind.OPENING, at=AT, actor_id=None)


def count(office, *rows: CountRow, **more):
    return services.file_count(actor=office.broker, at=AT, ems_no=EMS, counted_on=ON, rows=rows, **more)


def book(office, number: str, **explanations: str):
    said = {int(key[1:]): words for key, words in explanations.items()}
    services.explain(actor=office.broker, number=number, explanations=said, at=AT)
    return services.book_count(actor=office.officer, number=number, at=AT)


def test_a_difference_is_explained_by_the_firm_and_booked_by_an_officer(office):
    made = count(
        office, CountRow(1, "MILK-800", D("999990")), CountRow(2, "RICE-250", D("1000005")),
        CountRow(3, "VITC-120", D(1_000_000)),
    )  # fmt: skip
    assert (made.lines, made.differences) == (3, 2)
    assert book(office, made.number, l1="Ten broke in March", l2="Counted twice on arrival") == ()
    assert (item().actl_inc_qty, item().actl_redc_qty) == (D(1_000_000), D(10))
    assert item("RICE-250").actl_inc_qty == D("1000005")
    entries = LedgerEntry.objects.filter(kind=Kind.STOCKTAKE).order_by("id")
    assert [(one.counter, one.qty, one.note, one.subject_no) for one in entries] == [
        (Counter.ACTL_REDC, D(10), "Ten broke in March", made.number),
        (Counter.ACTL_INC, D(5), "Counted twice on arrival", made.number),
    ]
    row = StockTake.objects.get(number=made.number)
    assert (row.status, row.decided_by_id) == (flow.SETTLED, office.officer.user_id)
    assert list(row.lines.order_by("seq").values_list("is_booked", flat=True)) == [True, True, False]
    assert audit_bonded() == []


def test_a_difference_without_an_explanation_is_not_handed_in(office):
    made = count(office, CountRow(1, "MILK-800", D(1)), CountRow(2, "RICE-250", D(1_000_000)))
    with pytest.raises(Refused) as no:
        services.explain(actor=office.broker, number=made.number, explanations={2: "none"}, at=AT)
    assert [(v.rule.code, v.path) for v in no.value.violations] == [("TAK-09", "lines[1].explanation")]
    with pytest.raises(Conflict):
        services.book_count(actor=office.officer, number=made.number, at=AT)
    assert item().actl_redc_qty == 0


def test_lots_are_compared_lot_by_lot(office):
    bring_in("MILK-800", "30", LotLabel("L1", EARLY))
    bring_in("MILK-800", "40", LotLabel("L2", LATE))
    made = count(
        office,
        CountRow(1, "MILK-800", D(28), "L1", EARLY),
        CountRow(2, "MILK-800", D(40), "L2", LATE),
    )
    assert made.differences == 1
    book(office, made.number, l1="Two fell")
    lots = {
        lot.lot_no: (lot.in_qty, lot.out_qty) for lot in Lot.objects.filter(item=item()).exclude(lot_no="")
    }
    assert lots == {"L1": (D(30), D(2)), "L2": (D(40), D(0))}


def test_counting_everything_makes_what_is_not_named_a_loss(office):
    rows = [
        CountRow(place, row.item_record_no, row.actl_inc_qty)
        for place, row in enumerate(LedgerItem.objects.exclude(item_record_no="WINE-3000"), start=1)
    ]
    assert count(office, *rows).differences == 0
    services.withdraw_count(actor=office.broker, number=StockTake.objects.get().number, at=AT)
    made = count(office, *rows, whole=True)
    (line,) = [one for one in lines_of(StockTake.objects.get(number=made.number)) if one.difference]
    assert (line.item.item_record_no, line.counted_qty, line.difference) == ("WINE-3000", D(0), D(-1_000_000))


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], ["TAK-06"]),
        ([CountRow(1, "NONE", D(1))], ["TAK-01"]),
        ([CountRow(1, "MILK-800", None)], ["TAK-02"]),
        ([CountRow(1, "MILK-800", D("-1"))], ["TAK-02"]),
        ([CountRow(1, "MILK-800", D("1.123456"))], ["TAK-02"]),
        ([CountRow(1, "MILK-800", D(1), "NO-LOT")], ["TAK-03"]),
        ([CountRow(1, "MILK-800", D(1)), CountRow(2, "MILK-800", D(2))], ["TAK-04"]),
        ([CountRow(1, "MILK-800", D(1)), CountRow(2, "MILK-800", D(2), "X")], ["TAK-03", "TAK-05"]),
    ],
)
def test_what_is_wrong_with_a_count_is_said_at_its_row(office, rows, said):
    with pytest.raises(Refused) as no:
        count(office, *rows)
    assert rule_codes(no.value.violations) == said
    assert not StockTake.objects.exists()


def test_one_open_count_of_a_ledger_and_no_day_to_come(office):
    made = count(office, CountRow(1, "MILK-800", D(1)))
    with pytest.raises(Refused, match=made.number):
        count(office, CountRow(1, "MILK-800", D(1)))
    services.withdraw_count(actor=office.broker, number=made.number, at=AT)
    with pytest.raises(Refused) as no:
        services.file_count(
            actor=office.broker, at=AT, ems_no=EMS, counted_on=ON + timedelta(days=1),
            rows=[CountRow(1, "MILK-800", D(1))],
        )  # fmt: skip
    assert rule_codes(no.value.violations) == ["TAK-08"]


def test_a_ledger_that_moved_meanwhile_says_so_and_the_found_difference_is_booked(office):
    made = count(office, CountRow(1, "MILK-800", D(999_990)))
    bring_in("MILK-800", "500")
    (said,) = moved_since(lines_of(StockTake.objects.get(number=made.number)))
    assert dict(said.args) == {"item": "MILK-800", "was": "1000000", "now": "1000500", "difference": "-10"}
    (again,) = book(office, made.number, l1="Ten broke")
    assert again == said
    assert item().actl_inc_qty - item().actl_redc_qty == D(1_000_490)


def test_what_is_promised_or_paused_is_not_booked_as_missing(office):
    with intention():
        claim = Claim(reserve(1)[0], "OUT", 1, item().pk, D(999_995))
        pre_book([claim], direction="E", at=AT, actor_id=None)
    made = count(office, CountRow(1, "MILK-800", D(999_990)))
    with pytest.raises(Refused) as no:
        book(office, made.number, l1="Ten broke")
    assert [(v.rule.code, v.path) for v in no.value.violations] == [("STK-08", "lines[1].qty")]
    assert StockTake.objects.get(number=made.number).status == flow.EXPLAINED
    set_mark(actor=office.officer, at=AT, ems_no=EMS, item_record_no="MILK-800", mark=4, ground="Found mixed")
    with pytest.raises(Refused) as no:
        services.book_count(actor=office.officer, number=made.number, at=AT)
    assert "STK-11" in rule_codes(no.value.violations)
    assert item().actl_redc_qty == 0


def test_an_officer_asks_back_and_strangers_find_nothing(office):
    made = count(office, CountRow(1, "MILK-800", D(999_990)))
    services.explain(actor=office.broker, number=made.number, explanations={1: "Broke"}, at=AT)
    services.ask_count(actor=office.officer, number=made.number, said="Where are the pieces?", at=AT)
    row = StockTake.objects.get(number=made.number)
    assert (row.status, row.said) == (flow.ASKED, "Where are the pieces?")
    for act in (services.withdraw_count, services.book_count):
        with pytest.raises(Refused):
            act(actor=office.shop, number=made.number, at=AT)
    services.explain(actor=office.broker, number=made.number, explanations={1: "In the bin"}, at=AT)
    assert row.lines.get().explanation == "In the bin"
