"""Content of one document alone: each rule by one change of a document that is right."""

from datetime import date, timedelta
from decimal import Decimal as D
from typing import Any

import pytest

from declarations.rules import content, content_list, elements, kinds
from declarations.rules.content import (
    judge_list,
    judge_order,
    judge_payment,
    judge_submission,
    judge_waybill,
)
from declarations.rules.content_list import RULES as LIST_RULES
from tests.declarations.rules.examples import (
    AT,
    BOOK,
    DIRECT_LIST,
    LIST,
    ORDER,
    PAYMENT,
    TODAY,
    WAYBILL,
    found,
    with_line,
)

Cases = list[tuple[Any, list[tuple[str, str]]]]


def line_of_order(**changes: Any) -> Any:
    return ORDER._replace(lines=(ORDER.lines[0]._replace(**changes), ORDER.lines[1]))


def renumbered(document: Any, gnums: tuple[int, ...]) -> Any:
    lines = (document.lines * 2)[: len(gnums)]
    lines = tuple(line._replace(gnum=gnum) for line, gnum in zip(lines, gnums, strict=True))
    return document._replace(lines=lines)


def test_the_examples_are_right() -> None:
    assert judge_order(ORDER, at=AT, book=BOOK) == ()
    assert judge_payment(PAYMENT, at=AT, book=BOOK) == ()
    assert judge_waybill(WAYBILL, at=AT, book=BOOK) == ()
    assert judge_list(LIST, at=AT, book=BOOK) == ()
    assert judge_list(DIRECT_LIST, at=AT, book=BOOK) == ()


ORDERS: Cases = [
    (ORDER._replace(lines=()), [("ORD-02", "lines")]),
    (renumbered(ORDER, (1, 1)), [("ORD-03", "lines[2].gnum")]),
    (renumbered(ORDER, (1, 3)), [("CON-04", "lines[2].gnum")]),
    (renumbered(ORDER, (0, 1)), [("CON-04", "lines[1].gnum")]),
    (renumbered(ORDER, (2, 1)), []),
    (ORDER._replace(goods_value=D(501), actural_paid=D(601)), [("ORD-04", "goodsValue")]),
    (ORDER._replace(actural_paid=D("599.99")), [("ORD-05", "acturalPaid")]),
    (ORDER._replace(discount=D(50), actural_paid=D(550)), []),
    (ORDER._replace(discount=D(-1), actural_paid=D(601)), [("CON-07", "discount")]),
    (ORDER._replace(freight=D(-1), actural_paid=D(589)), [("CON-07", "freight")]),
    (ORDER._replace(tax_total=D(-1), actural_paid=D(509)), [("CON-07", "taxTotal")]),
    (ORDER._replace(discount=D(601), actural_paid=D(-1)), [("CON-07", "acturalPaid")]),
    (ORDER._replace(currency="502"), [("CON-01", "currency")]),
    (ORDER._replace(buyer_id_type="2"), [("CON-02", "buyerIdType")]),
    (ORDER._replace(buyer_id_number="110101199003070418"), [("CON-03", "buyerIdNumber")]),
    (line_of_order(currency="502"), [("CON-01", "lines[1].currency")]),
    (line_of_order(price=D(61)), [("CON-05", "lines[1].totalPrice")]),
    (
        line_of_order(qty=D(0), price=D(60), total_price=D(0)),
        [("ORD-04", "goodsValue"), ("CON-06", "lines[1].qty")],
    ),
    (line_of_order(unit="999"), [("CON-08", "lines[1].unit")]),
    (line_of_order(country="999"), [("CON-09", "lines[1].country")]),
]


@pytest.mark.parametrize(("order", "expected"), ORDERS)
def test_orders(order: Any, expected: list[tuple[str, str]]) -> None:
    assert found(judge_order(order, at=AT, book=BOOK)) == expected


def test_prices_below_zero() -> None:
    order = line_of_order(price=D(-60), total_price=D(-120))._replace(goods_value=D(260), actural_paid=D(360))
    expected = [("CON-07", "lines[1].price"), ("CON-07", "lines[1].totalPrice")]
    assert found(judge_order(order, at=AT, book=BOOK)) == expected


@pytest.mark.parametrize(
    ("qty", "price", "total", "right"),
    [
        # 10 CNY for three: no price of five places is exact, what rounding hides is forgiven.
        ("3", "3.33333", "10", True),
        ("3", "3.33", "9.99", True),
        ("3", "3.33", "10", False),
        ("1", "120", "120.00001", True),
        ("1", "120", "120.00002", False),
        ("1000", "0.00333", "3.33333", True),
    ],
)
def test_price_times_quantity_to_the_fifth_place(qty: str, price: str, total: str, right: bool) -> None:
    lst = with_line(1, qty=D(qty), price=D(price), total_price=D(total))
    assert (("CON-05", "lines[1].totalPrice") not in found(judge_list(lst, at=AT, book=BOOK))) is right


def test_the_tolerance_is_a_parameter() -> None:
    book = BOOK._replace(parameters={**BOOK.parameters, "match.tolerance": "0.01"})
    assert judge_order(ORDER._replace(actural_paid=D("599.99")), at=AT, book=book) == ()
    assert judge_list(with_line(1, total_price=D("120.01")), at=AT, book=book) == ()


PAYMENTS: Cases = [
    (PAYMENT._replace(currency="502"), [("CON-01", "currency")]),
    (PAYMENT._replace(payer_id_type="2"), [("CON-02", "payerIdType")]),
    (PAYMENT._replace(payer_id_number="11010119900307041x"), [("CON-03", "payerIdNumber")]),
    (PAYMENT._replace(amount_paid=D("-0.01")), [("CON-07", "amountPaid")]),
    (PAYMENT._replace(amount_paid=D(0)), []),
    (PAYMENT._replace(pay_time=AT + timedelta(days=1)), [("CON-11", "payTime")]),
    (PAYMENT._replace(pay_time=AT + timedelta(minutes=1)), []),
]


@pytest.mark.parametrize(("payment", "expected"), PAYMENTS)
def test_payments(payment: Any, expected: list[tuple[str, str]]) -> None:
    assert found(judge_payment(payment, at=AT, book=BOOK)) == expected


WAYBILLS: Cases = [
    (WAYBILL._replace(currency="502"), [("CON-01", "currency")]),
    (WAYBILL._replace(pack_no=2), [("CON-10", "packNo")]),
    (WAYBILL._replace(weight=D(0)), [("CON-06", "weight")]),
    (WAYBILL._replace(freight=D(-1)), [("CON-07", "freight")]),
    (WAYBILL._replace(insured_fee=D(-1)), [("CON-07", "insuredFee")]),
    (WAYBILL._replace(logistics_no="RB123456785CN"), []),
    (WAYBILL._replace(logistics_no="RB123456784CN"), [("WAY-01", "logisticsNo")]),
]


@pytest.mark.parametrize(("waybill", "expected"), WAYBILLS)
def test_waybills(waybill: Any, expected: list[tuple[str, str]]) -> None:
    violations = judge_waybill(waybill, at=AT, book=BOOK)
    assert found(violations) == expected
    assert all(v.refuses == (v.rule is not content.WAY_01) for v in violations)


def directly(**changes: Any) -> Any:
    return DIRECT_LIST._replace(**changes)


LISTS: Cases = [
    (LIST._replace(lines=()), [("LIS-01", "lines")]),
    (renumbered(LIST, (1, 1)), [("LIS-02", "lines[2].gnum")]),
    (renumbered(LIST, (1, 4)), [("CON-04", "lines[2].gnum")]),
    (LIST._replace(ie_flag="E"), [("LIS-03", "ieFlag")]),
    (LIST._replace(trade_mode="1239"), [("LIS-04", "tradeMode")]),
    (LIST._replace(customs_code="3700"), [("LIS-05", "customsCode")]),
    (LIST._replace(port_code="3700"), [("LIS-05", "portCode")]),
    (LIST._replace(traf_mode="Q"), [("LIS-06", "trafMode")]),
    (LIST._replace(net_weight=D("0.7")), [("LIS-07", "netWeight")]),
    (LIST._replace(net_weight=D("0.6")), []),
    (LIST._replace(assure_code="SOMEBODY"), [("LIS-08", "assureCode")]),
    (LIST._replace(assure_code=LIST.agent_code), []),
    (LIST._replace(assure_code=LIST.ebp_code), []),
    (LIST._replace(assure_code=LIST.logistics_code), []),
    (LIST._replace(ems_no=""), [("LIS-09", "emsNo")]),
    (LIST._replace(area_code=""), [("LIS-09", "areaCode")]),
    (with_line(2, item_record_no=""), [("LIS-09", "lines[2].itemRecordNo")]),
    (LIST._replace(country="601"), [("LIS-10", "country")]),
    (LIST._replace(traf_no="CA900"), [("LIS-11", "trafNo")]),
    (LIST._replace(voyage_no="CA900", bill_no="1"), [("LIS-11", "voyageNo"), ("LIS-11", "billNo")]),
    (directly(traf_no=""), [("LIS-12", "trafNo")]),
    (directly(voyage_no="", bill_no=""), [("LIS-12", "voyageNo"), ("LIS-12", "billNo")]),
    (directly(ems_no="T1", area_code="X"), [("LIS-13", "emsNo"), ("LIS-13", "areaCode")]),
    (LIST._replace(decl_time=date(2020, 3, 20)), [("CON-11", "declTime")]),
    (LIST._replace(buyer_id_type="2"), [("CON-02", "buyerIdType")]),
    (LIST._replace(buyer_id_number="1"), [("CON-03", "buyerIdNumber")]),
    (LIST._replace(currency="502"), [("CON-01", "currency")]),
    (LIST._replace(freight=D(-1)), [("CON-07", "freight")]),
    (LIST._replace(insured_fee=D(-1)), [("CON-07", "insuredFee")]),
    (LIST._replace(pack_no=6000), [("CON-10", "packNo")]),
    (LIST._replace(gross_weight=D(0), net_weight=D(0)), [("CON-06", "grossWeight"), ("CON-06", "netWeight")]),
    (directly(country="999"), [("CON-09", "country")]),
    (with_line(1, gcode="9999999999"), [("LIS-14", "lines[1].gcode")]),
    (
        with_line(1, gcode="9999999999", unit1="999", unit2="998", qty2=D(1)),
        [("LIS-14", "lines[1].gcode"), ("CON-08", "lines[1].unit1"), ("CON-08", "lines[1].unit2")],
    ),
    (with_line(1, unit1="036"), [("LIS-15", "lines[1].unit1")]),
    (with_line(2, unit2="007"), [("LIS-15", "lines[2].unit2")]),
    (with_line(2, unit2="", qty2=None), [("LIS-15", "lines[2].unit2")]),
    (with_line(1, unit2="007", qty2=D(2)), [("LIS-16", "lines[1].unit2")]),
    (with_line(1, qty2=D(2)), [("LIS-16", "lines[1].unit2")]),
    (with_line(2, qty2=None), [("LIS-17", "lines[2].qty2")]),
    (with_line(2, qty2=D(3)), [("LIS-18", "lines[2].qty2")]),
    (with_line(1, unit="035"), [("LIS-18", "lines[1].qty1")]),
    (with_line(1, qty1=D(0)), [("CON-06", "lines[1].qty1")]),
    (with_line(2, qty2=D(-1), unit="140"), [("CON-06", "lines[2].qty2")]),
    (with_line(1, price=D(1)), [("CON-05", "lines[1].totalPrice")]),
    (with_line(1, currency="502"), [("CON-01", "lines[1].currency")]),
    (with_line(1, unit=""), [("CON-08", "lines[1].unit")]),
]


@pytest.mark.parametrize(("lst", "expected"), LISTS)
def test_lists(lst: Any, expected: list[tuple[str, str]]) -> None:
    assert found(judge_list(lst, at=AT, book=BOOK)) == expected


def test_a_direct_list_has_no_ledger_items() -> None:
    lines = tuple(line._replace(item_record_no="M1") for line in DIRECT_LIST.lines)
    expected = [("LIS-13", "lines[1].itemRecordNo"), ("LIS-13", "lines[2].itemRecordNo")]
    assert found(judge_list(DIRECT_LIST._replace(lines=lines), at=AT, book=BOOK)) == expected


def test_the_day_of_shanghai_decides() -> None:
    """At 17:00 UTC it is already the next day in Shanghai."""
    evening = AT.replace(hour=17)
    assert judge_list(LIST._replace(decl_time=TODAY + timedelta(days=1)), at=evening, book=BOOK) == ()


def test_every_rule_of_the_content_is_proved() -> None:
    cases = [*ORDERS, *PAYMENTS, *WAYBILLS, *LISTS]
    proved = {code for _, expected in cases for code, _ in expected}
    wanted = {rule.code for rule in (*content.RULES, *elements.RULES, *LIST_RULES)}
    assert wanted - proved == {"SUB-01", "SUB-02", "ORD-01"}


@pytest.mark.parametrize(
    ("kind", "head", "expected"),
    [
        (kinds.ORDER, {"appType": "1", "appStatus": "2", "orderType": "I"}, []),
        (kinds.ORDER, {"appType": "1", "appStatus": "2", "orderType": "E"}, [("ORD-01", "orderType")]),
        (kinds.LIST, {"appType": "2", "appStatus": "1"}, []),
        (kinds.LIST, {"appType": "4", "appStatus": "3"}, [("SUB-01", "appType"), ("SUB-02", "appStatus")]),
        (kinds.PAYMENT, {}, [("SUB-01", "appType"), ("SUB-02", "appStatus")]),
    ],
)
def test_submissions(kind: str, head: dict[str, str], expected: list[tuple[str, str]]) -> None:
    assert found(judge_submission(kind, head=head)) == expected


def test_everything_wrong_is_said_at_once() -> None:
    wrong = with_line(1, gcode="9999999999", country="999")._replace(
        ie_flag="E", trade_mode="0110", customs_code="0000", currency="502", pack_no=2, net_weight=D(9)
    )
    codes = [code for code, _ in found(judge_list(wrong, at=AT, book=BOOK))]
    assert codes == ["LIS-03", "CON-01", "LIS-05", "CON-10", "LIS-07", "LIS-04", "CON-09", "LIS-14"]


def test_modes_served_here() -> None:
    assert (content_list.BONDED, content_list.DIRECT) == ("1210", "9610")
