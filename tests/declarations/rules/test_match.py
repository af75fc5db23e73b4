"""The match: each rule alone, all together, and what is not a difference."""

from decimal import Decimal as D
from typing import Any

import pytest

from declarations.rules import match
from declarations.rules.match import judge_match, same_text
from kernel.refusal import Severity, Violation
from tests.declarations.rules.examples import LIST, ORDER, PAYER, PAYMENT, WAYBILL, with_line


def judge(*, verified: bool = False, tolerance: str = "0", **changed: Any) -> tuple[Violation, ...]:
    """The match of the coherent example with some documents changed."""
    documents = {"lst": LIST, "order": ORDER, "payment": PAYMENT, "waybill": WAYBILL} | changed
    lst = documents.pop("lst")
    return judge_match(lst, **documents, identity_verified=verified, tolerance=D(tolerance))


def order_line(position: int, **changes: Any) -> Any:
    lines = list(ORDER.lines)
    lines[position - 1] = lines[position - 1]._replace(**changes)
    return ORDER._replace(lines=tuple(lines))


def test_documents_that_agree_match() -> None:
    assert judge() == ()


ALONE: list[tuple[dict[str, Any], list[tuple[str, str, str]]]] = [
    (
        {"payment": PAYMENT._replace(amount_paid=D("600.01"))},
        [("MAT-01", "order.acturalPaid", "payment.amountPaid")],
    ),
    ({"payment": PAYMENT._replace(pay_code="X")}, [("MAT-02", "order.payCode", "payment.payCode")]),
    (
        {"payment": PAYMENT._replace(pay_transaction_id="P2")},
        [("MAT-03", "order.payTransactionId", "payment.payTransactionId")],
    ),
    ({"payment": PAYMENT._replace(payer_name="钱乙")}, [("MAT-04", "order.buyerName", "payment.payerName")]),
    (
        {"payment": PAYMENT._replace(payer_id_number=PAYER)},
        [("MAT-04", "order.buyerIdNumber", "payment.payerIdNumber")],
    ),
    (
        {"order": ORDER._replace(lines=(*ORDER.lines, ORDER.lines[0]._replace(gnum=3)))},
        [("MAT-05", "lines", "order.lines")],
    ),
    (
        {"order": ORDER._replace(lines=ORDER.lines[:1])},
        [("MAT-05", "lines", "order.lines"), ("MAT-06", "lines[2].gnum", "order.lines")],
    ),
    ({"order": order_line(2, item_name="霜")}, [("MAT-06", "lines[2].gname", "order.lines[2].itemName")]),
    ({"order": order_line(1, qty=D(3))}, [("MAT-06", "lines[1].qty", "order.lines[1].qty")]),
    ({"order": order_line(1, unit="140")}, [("MAT-06", "lines[1].unit", "order.lines[1].unit")]),
    ({"order": order_line(1, price=D("60.00001"))}, [("MAT-06", "lines[1].price", "order.lines[1].price")]),
    (
        {"order": order_line(1, total_price=D(119))},
        [("MAT-06", "lines[1].totalPrice", "order.lines[1].totalPrice")],
    ),
    ({"order": order_line(1, country="116")}, [("MAT-06", "lines[1].country", "order.lines[1].country")]),
    ({"order": order_line(1, currency="502")}, [("MAT-06", "lines[1].currency", "order.lines[1].currency")]),
    ({"lst": LIST._replace(buyer_name="丁")}, [("MAT-07", "buyerName", "order.buyerName")]),
    ({"lst": LIST._replace(buyer_telephone="1")}, [("MAT-08", "buyerTelephone", "order.buyerTelephone")]),
    ({"lst": LIST._replace(buyer_id_type="2")}, [("MAT-09", "buyerIdType", "order.buyerIdType")]),
    ({"lst": LIST._replace(buyer_id_number=PAYER)}, [("MAT-09", "buyerIdNumber", "order.buyerIdNumber")]),
    ({"lst": LIST._replace(insured_fee=D(1))}, [("MAT-10", "freight", "order.freight")]),
    ({"waybill": WAYBILL._replace(freight=D(9))}, [("MAT-11", "freight", "waybill.freight")]),
    ({"waybill": WAYBILL._replace(insured_fee=D(1))}, [("MAT-11", "insuredFee", "waybill.insuredFee")]),
    ({"waybill": WAYBILL._replace(consignee="丁")}, [("MAT-12", "order.consignee", "waybill.consignee")]),
    (
        {"waybill": WAYBILL._replace(consignee_telephone="1")},
        [("MAT-13", "order.consigneeTelephone", "waybill.consigneeTelephone")],
    ),
    (
        {"waybill": WAYBILL._replace(consignee_address="北京")},
        [("MAT-14", "order.consigneeAddress", "waybill.consigneeAddress")],
    ),
    (
        {"lst": LIST._replace(consignee_address="北京")},
        [("MAT-15", "consigneeAddress", "order.consigneeAddress")],
    ),
    (
        {"waybill": WAYBILL._replace(logistics_code="X")},
        [("MAT-16", "logisticsCode", "waybill.logisticsCode")],
    ),
    ({"waybill": WAYBILL._replace(logistics_no="L2")}, [("MAT-16", "logisticsNo", "waybill.logisticsNo")]),
    ({"lst": LIST._replace(ebp_code="X")}, [("MAT-17", "ebpCode", "order.ebpCode")]),
    ({"lst": LIST._replace(ebc_code="X")}, [("MAT-17", "ebcCode", "order.ebcCode")]),
    ({"payment": PAYMENT._replace(ebp_code="X")}, [("MAT-17", "order.ebpCode", "payment.ebpCode")]),
    ({"lst": LIST._replace(order_no="O2")}, [("MAT-18", "orderNo", "order.orderNo")]),
    ({"payment": PAYMENT._replace(order_no="O2")}, [("MAT-18", "order.orderNo", "payment.orderNo")]),
    ({"waybill": WAYBILL._replace(order_no="O2")}, [("MAT-18", "order.orderNo", "waybill.orderNo")]),
]


@pytest.mark.parametrize(("changed", "expected"), ALONE, ids=lambda value: str(value)[:40])
def test_each_difference_alone(changed: dict[str, Any], expected: list[tuple[str, str, str]]) -> None:
    assert [(v.rule.code, v.path, v.against) for v in judge(**changed)] == expected


def test_each_rule_is_proved_alone() -> None:
    assert {code for _, expected in ALONE for code, _, _ in expected} == {rule.code for rule in match.RULES}


def test_all_differences_at_once() -> None:
    lst = LIST._replace(
        order_no="O2",
        ebp_code="X",
        ebc_code="X",
        logistics_no="L2",
        logistics_code="X",
        buyer_id_type="2",
        buyer_name="丁",
        buyer_telephone="1",
        buyer_id_number=PAYER,
        consignee_address="北京",
        freight=D(11),
    )
    payment = PAYMENT._replace(
        pay_code="X",
        pay_transaction_id="P2",
        order_no="O3",
        ebp_code="Y",
        payer_id_number=PAYER,
        payer_name="丁",
        amount_paid=D(1),
    )
    waybill = WAYBILL._replace(
        order_no="O4",
        freight=D(1),
        insured_fee=D(1),
        consignee="丁",
        consignee_telephone="1",
        consignee_address="沪",
    )
    order = ORDER._replace(lines=(ORDER.lines[0]._replace(unit="140", qty=D(9)),))
    violations = judge(lst=lst, order=order, payment=payment, waybill=waybill)
    assert {v.rule for v in violations} == set(match.RULES)
    assert len({(v.rule.code, v.path, v.against) for v in violations}) == len(violations) == 28


def test_a_verified_orderer_may_have_another_payer() -> None:
    """财关税〔2016〕18号 art. 5: unverified, the orderer must be the payer; verified, anybody may pay."""
    payment = PAYMENT._replace(payer_id_number=PAYER, payer_name="钱乙")
    assert judge(payment=payment, verified=True) == ()
    assert [v.rule.code for v in judge(payment=payment)] == ["MAT-04", "MAT-04"]


@pytest.mark.parametrize(("tolerance", "differs"), [("0", True), ("0.01", True), ("0.02", False)])
def test_the_tolerance_holds_for_amounts(tolerance: str, differs: bool) -> None:
    payment = PAYMENT._replace(amount_paid=D("600.02"))
    assert bool(judge(payment=payment, tolerance=tolerance)) is differs


def test_the_tolerance_does_not_hold_for_quantities() -> None:
    assert judge(order=order_line(1, qty=D("2.00001")), tolerance="1")


def test_optional_elements_that_are_empty_do_not_differ() -> None:
    assert judge(order=ORDER._replace(pay_code="", pay_transaction_id="")) == ()
    assert judge(waybill=WAYBILL._replace(order_no="")) == ()
    assert judge(waybill=WAYBILL._replace(freight=D(10), insured_fee=D(0))) == ()


def test_lines_are_paired_by_gnum_not_by_place() -> None:
    assert judge(order=ORDER._replace(lines=ORDER.lines[::-1])) == ()
    changed = ORDER._replace(lines=(ORDER.lines[1], ORDER.lines[0]._replace(qty=D(5))))
    assert [(v.path, v.against) for v in judge(order=changed)] == [("lines[1].qty", "order.lines[2].qty")]


def test_only_blanks_are_forgiven() -> None:
    assert judge(lst=with_line(1, gname="  婴儿米粉\n")) == ()
    assert same_text("湖南省  长沙市\u3000样例路", other="湖南省 长沙市 样例路")
    assert not same_text("湖南省长沙市", other="湖南省 长沙市")
    assert not same_text("Abc", other="abc")


def test_no_value_of_any_document_is_told() -> None:
    for changed, _ in ALONE:
        for violation in judge(**changed):
            told = {value for name, value in violation.args if name not in ("field", "line", "count")}
            assert told == set()


def test_only_the_charges_of_the_waybill_warn() -> None:
    assert [rule.code for rule in match.RULES if rule.severity is Severity.WARN] == ["MAT-11"]
