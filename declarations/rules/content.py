"""The content of one document alone: what an order, a payment or a waybill must say by itself."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from codelists.facts import CodeBook
from declarations.facts import Order, Payment, Waybill
from declarations.rules import kinds
from declarations.rules.content_list import judge_list
from declarations.rules.elements import (
    Priced,
    judge_amounts,
    judge_currency,
    judge_day,
    judge_numbering,
    judge_parcel,
    judge_person,
    judge_priced,
    judge_quantities,
)
from declarations.rules.numbers import has_s10_shape, s10_check_digit
from kernel.clock import business_date
from kernel.money import ZERO
from kernel.refusal import Rule, Severity, Violation, gettext_noop

__all__ = ["RULES", "judge_list", "judge_order", "judge_payment", "judge_submission", "judge_waybill"]

_FORMAT = "GACC notice 113/2018, enterprise interface specification of the unified system: "

SUB_01 = Rule(
    "SUB-01",
    Severity.REFUSE,
    gettext_noop("appType must be 1 (new), 2 (change) or 3 (delete)."),
    _FORMAT + "appType",
)
SUB_02 = Rule(
    "SUB-02",
    Severity.REFUSE,
    gettext_noop("appStatus must be 1 (store) or 2 (declare)."),
    _FORMAT + "appStatus",
)
ORD_01 = Rule(
    "ORD-01",
    Severity.REFUSE,
    gettext_noop("orderType must be I (import)."),
    _FORMAT + "311 orderType",
    "-301008",
)
ORD_02 = Rule(
    "ORD-02",
    Severity.REFUSE,
    gettext_noop("The order has no lines; it needs at least one."),
    _FORMAT + "311 OrderList",
    "-301001",
)
ORD_03 = Rule(
    "ORD-03",
    Severity.REFUSE,
    gettext_noop("gnum of line %(line)s stands twice in the order; each line needs its own."),
    _FORMAT + "311 gnum",
    "-301002",
)
ORD_04 = Rule(
    "ORD-04",
    Severity.REFUSE,
    gettext_noop("goodsValue must be the sum of totalPrice of all lines."),
    _FORMAT + "311 goodsValue",
    "-301008",
)
ORD_05 = Rule(
    "ORD-05",
    Severity.REFUSE,
    gettext_noop("acturalPaid must be goodsValue plus freight plus taxTotal minus discount."),
    _FORMAT + "311 acturalPaid",
    "-301008",
)
WAY_01 = Rule(
    "WAY-01",
    Severity.WARN,
    gettext_noop(
        "logisticsNo looks like a postal parcel number (UPU S10), but its check digit is wrong; look for "
        "a typing error."
    ),
    "UPU S10 (check digit)",
    "-504011",
)
RULES = (SUB_01, SUB_02, ORD_01, ORD_02, ORD_03, ORD_04, ORD_05, WAY_01)


def judge_submission(kind: str, *, head: Mapping[str, str]) -> tuple[Violation, ...]:
    """What the head says about the submission itself; ``head`` holds message elements by name.

    Source: interface specification, appType, appStatus and orderType.
    """
    found = []
    if head.get("appType", "") not in ("1", "2", "3"):
        found.append(Violation(SUB_01, "appType"))
    if head.get("appStatus", "") not in ("1", "2"):
        found.append(Violation(SUB_02, "appStatus"))
    if kind == kinds.ORDER and head.get("orderType", "") != "I":
        found.append(Violation(ORD_01, "orderType"))
    return tuple(found)


def judge_order(order: Order, *, at: datetime, book: CodeBook) -> tuple[Violation, ...]:
    """Everything an order must be by itself.

    Source: interface specification, OrderHead and OrderList (acturalPaid = goodsValue + freight +
    taxTotal − discount).
    """
    tolerance = book.number("match.tolerance")
    found = [
        *judge_numbering([line.gnum for line in order.lines], empty=ORD_02, double=ORD_03),
        *judge_currency(order.currency, path="currency"),
        *judge_person(order.buyer_id_type, number=order.buyer_id_number, prefix="buyer"),
        *_sums(order, book=book),
    ]
    for position, line in enumerate(order.lines, start=1):
        priced = Priced(
            f"lines[{position}]",
            line.qty,
            line.price,
            line.total_price,
            line.currency,
            line.country,
            line.unit,
        )
        found += judge_priced(
            priced,
            position=position,
            tolerance=tolerance,
            units=book.units,
            countries=book.countries,
            on=book.on,
        )
    return tuple(found)


def judge_payment(payment: Payment, *, at: datetime, book: CodeBook) -> tuple[Violation, ...]:
    """Everything a payment must be by itself.

    Source: interface specification, PaymentHead.
    """
    return (
        *judge_currency(payment.currency, path="currency"),
        *judge_person(payment.payer_id_type, number=payment.payer_id_number, prefix="payer"),
        *judge_amounts((("amountPaid", payment.amount_paid),)),
        *judge_day(business_date(payment.pay_time), path="payTime", today=business_date(at)),
    )


def judge_waybill(waybill: Waybill, *, at: datetime, book: CodeBook) -> tuple[Violation, ...]:
    """Everything a waybill must be by itself; a wrong postal check digit is only told.

    Source: interface specification, LogisticsHead; UPU S10.
    """
    found = [
        *judge_currency(waybill.currency, path="currency"),
        *judge_parcel(waybill.pack_no),
        *judge_quantities((("weight", waybill.weight),)),
        *judge_amounts((("freight", waybill.freight), ("insuredFee", waybill.insured_fee))),
    ]
    number = waybill.logistics_no
    if has_s10_shape(number) and int(number[10]) != s10_check_digit(number):
        found.append(Violation(WAY_01, "logisticsNo"))
    return tuple(found)


def _sums(order: Order, *, book: CodeBook) -> Iterator[Violation]:
    """The order's own arithmetic, and no amount below zero."""
    tolerance = book.number("match.tolerance")
    if order.lines and abs(order.goods_value - sum((li.total_price for li in order.lines), ZERO)) > tolerance:
        yield Violation(ORD_04, "goodsValue")
    paid = order.goods_value + order.freight + order.tax_total - order.discount
    if abs(order.actural_paid - paid) > tolerance:
        yield Violation(ORD_05, "acturalPaid")
    yield from judge_amounts(
        (
            ("goodsValue", order.goods_value),
            ("freight", order.freight),
            ("discount", order.discount),
            ("taxTotal", order.tax_total),
            ("acturalPaid", order.actural_paid),
        )
    )
