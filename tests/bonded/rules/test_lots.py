"""Which lots a quantity is taken from: what expires first leaves first, stopped lots last."""

from datetime import date
from decimal import Decimal

from bonded.facts import LotFact, LotLabel
from bonded.rules.lots import judge_lot, pick

EARLY, LATE = date(2026, 8, 1), date(2027, 1, 1)


def lot(lot_id: int, *, no: str = "", keeps: date | None = None, free: str = "5", **more) -> LotFact:
    return LotFact(lot_id, no, keeps, more.get("in_on", date(2026, 1, 1)), Decimal(free), "stopped" in more)


def test_what_expires_first_is_taken_first_and_no_date_means_never():
    lots = [lot(1), lot(2, keeps=LATE), lot(3, keeps=EARLY, free="2")]
    assert pick(lots, qty=Decimal(9)) == (((3, Decimal(2)), (2, Decimal(5)), (1, Decimal(2))), Decimal(0))


def test_what_came_in_first_is_taken_first_among_equals():
    lots = [lot(1, in_on=date(2026, 3, 1)), lot(2, in_on=date(2026, 2, 1))]
    assert pick(lots, qty=Decimal(1))[0] == ((2, Decimal(1)),)


def test_a_stopped_lot_is_taken_last_and_what_is_missing_is_told():
    lots = [lot(1, keeps=EARLY, stopped=True), lot(2, keeps=LATE)]
    assert pick(lots, qty=Decimal(12)) == (((2, Decimal(5)), (1, Decimal(5))), Decimal(2))


def test_a_stated_lot_must_be_there_go_on_and_have_enough():
    lots = [lot(1, no="A", keeps=EARLY), lot(2, no="B", keeps=LATE, stopped=True)]

    def said(label: LotLabel, qty: str) -> list[tuple[str, str]]:
        found = judge_lot(lots, label=label, qty=Decimal(qty), path="lines[1]")
        return [(v.rule.code, v.path) for v in found]

    assert said(LotLabel("A", EARLY), "5") == []
    assert said(LotLabel("A", EARLY), "5.00001") == [("LOT-02", "lines[1].qty")]
    assert said(LotLabel("A", LATE), "1") == [("LOT-01", "lines[1].lot_no")]
    assert said(LotLabel("B", LATE), "1") == [("LOT-03", "lines[1].lot_no")]
