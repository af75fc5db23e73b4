"""The match: an import list against its order, payment and waybill, all differences at once."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from declarations.facts import ImportList, ListLine, Order, OrderLine, Payment, Waybill
from kernel.refusal import Rule, Severity, Violation, gettext_noop

_LAW = (
    "财关税〔2016〕18号 art. 2; GACC notice 194/2018 (from 2019-01-01): order, payment and waybill must agree"
)
_SEEN = "; the reason is on record in real receipts, no tolerance was found (UNVERIFIED that it is zero)"
_FORMAT = "GACC notice 113/2018, enterprise interface specification of the unified system: "
_PORTAL = "; no official reason on record (UNVERIFIED)"

MAT_01 = Rule(
    "MAT-01",
    Severity.REFUSE,
    gettext_noop("amountPaid of the payment must equal acturalPaid of the order."),
    _LAW + _SEEN,
    "1332",
)
MAT_02 = Rule(
    "MAT-02",
    Severity.REFUSE,
    gettext_noop("payCode of the payment must be the payment firm that the order names."),
    _LAW + _SEEN,
    "13035",
)
MAT_03 = Rule(
    "MAT-03",
    Severity.REFUSE,
    gettext_noop("payTransactionId of the payment must be the one that the order names."),
    _LAW + _PORTAL,
)
MAT_04 = Rule(
    "MAT-04",
    Severity.REFUSE,
    gettext_noop(
        "%(field)s of the payment must be the orderer's: while the orderer's identity is not verified, "
        "the payer must be the orderer."
    ),
    "财关税〔2016〕18号 art. 5; GACC notice 194/2018 (2019-01-01): identity verified, or payer is orderer"
    + _SEEN,
    "1327",
)
MAT_05 = Rule(
    "MAT-05",
    Severity.REFUSE,
    gettext_noop("The list has %(count)s lines and the order another number; both must have the same lines."),
    _LAW + _SEEN,
    "1320",
)
MAT_06 = Rule(
    "MAT-06",
    Severity.REFUSE,
    gettext_noop("%(field)s of line %(line)s must be the same as in the order's line with the same gnum."),
    _LAW + _SEEN,
    "1322",
)
MAT_07 = Rule(
    "MAT-07",
    Severity.REFUSE,
    gettext_noop("buyerName must be the orderer's name in the order."),
    _LAW + _SEEN,
    "13127",
)
MAT_08 = Rule(
    "MAT-08",
    Severity.REFUSE,
    gettext_noop("buyerTelephone must be the orderer's telephone in the order."),
    _LAW + _SEEN,
    "130126",
)
MAT_09 = Rule(
    "MAT-09",
    Severity.REFUSE,
    gettext_noop("%(field)s must be the orderer's in the order."),
    _LAW + _PORTAL,
    "13127",
)
MAT_10 = Rule(
    "MAT-10",
    Severity.REFUSE,
    gettext_noop("freight and insuredFee of the list together must equal freight of the order."),
    _FORMAT + "311 freight (freight and charges not in the price), 621 freight and insuredFee" + _PORTAL,
)
MAT_11 = Rule(
    "MAT-11",
    Severity.WARN,
    gettext_noop("%(field)s of the list differs from the one in the waybill."),
    _FORMAT + "511 freight and insuredFee, 621 freight and insuredFee" + _PORTAL,
)
MAT_12 = Rule(
    "MAT-12",
    Severity.REFUSE,
    gettext_noop("consignee of the order must be the consignee of the waybill."),
    _FORMAT + "311 consignee must equal the waybill" + _PORTAL,
)
MAT_13 = Rule(
    "MAT-13",
    Severity.REFUSE,
    gettext_noop("consigneeTelephone of the order must be the one in the waybill."),
    _FORMAT + "311 consigneeTelephone must equal the waybill" + _PORTAL,
)
MAT_14 = Rule(
    "MAT-14",
    Severity.REFUSE,
    gettext_noop("consigneeAddress of the order must be the one in the waybill."),
    _FORMAT + "311 consigneeAddress must equal the waybill" + _PORTAL,
)
MAT_15 = Rule(
    "MAT-15",
    Severity.REFUSE,
    gettext_noop("consigneeAddress of the list must be the one in the order."),
    _FORMAT + "621 consigneeAddress" + _PORTAL,
)
MAT_16 = Rule(
    "MAT-16",
    Severity.REFUSE,
    gettext_noop("%(field)s of the list must be the one in the waybill."),
    _FORMAT + "621 logisticsCode and logisticsNo" + _PORTAL,
)
MAT_17 = Rule(
    "MAT-17",
    Severity.REFUSE,
    gettext_noop("%(field)s must be the one in the order."),
    _FORMAT + "621 and 411 ebpCode, 621 ebcCode" + _PORTAL,
)
MAT_18 = Rule(
    "MAT-18",
    Severity.REFUSE,
    gettext_noop("orderNo must be the same in list, order, payment and waybill."),
    _FORMAT + "orderNo in 311, 411, 511 and 621" + _PORTAL,
)

RULES = (
    MAT_01, MAT_02, MAT_03, MAT_04, MAT_05, MAT_06, MAT_07, MAT_08, MAT_09,
    MAT_10, MAT_11, MAT_12, MAT_13, MAT_14, MAT_15, MAT_16, MAT_17, MAT_18,
)  # fmt: skip


class Bundle(NamedTuple):
    """An import list with everything it is matched against."""

    lst: ImportList
    order: Order
    payment: Payment
    waybill: Waybill


def judge_match(
    lst: ImportList,
    *,
    order: Order,
    payment: Payment,
    waybill: Waybill,
    identity_verified: bool,
    tolerance: Decimal,
) -> tuple[Violation, ...]:
    """Every difference between the four documents of one order.

    Texts are compared after trimming and collapsing blanks, nothing else; amounts may differ by
    ``tolerance`` CNY, quantities not at all. An order without payment firm or transaction number
    and a waybill without order number or freight are not compared in these (optional elements).

    Source: GACC notice 194/2018, notice 113/2018 (element rules), real reject reasons.
    """
    bundle = Bundle(lst, order, payment, waybill)
    found = [*_keys(bundle), *_payment(bundle, tolerance=tolerance)]
    if not identity_verified:
        found += _payer(bundle)
    found += [*_orderer(bundle), *_lines(bundle, tolerance=tolerance)]
    found += [*_charges(bundle, tolerance=tolerance), *_consignee(bundle)]
    return tuple(found)


def same_text(one: str, *, other: str) -> bool:
    """Whether two texts agree after trimming and collapsing blanks (line breaks and U+3000 too)."""
    return one == other or one.split() == other.split()


def _named(rule: Rule, path: str, against: str) -> Violation:
    """A violation that names the element its path ends in."""
    return Violation(rule, path, against, (("field", path.rsplit(".", 1)[-1]),))


def _keys(bundle: Bundle) -> Iterator[Violation]:
    """What ties the four together: order number, platform, merchant, carrier and parcel number."""
    lst, order, payment, waybill = bundle
    # A waybill may come without an order number (tolerated field messages); then nothing differs.
    of_waybill = waybill.order_no or order.order_no
    compared = (
        (MAT_18, "orderNo", "order.orderNo", lst.order_no, order.order_no),
        (MAT_18, "order.orderNo", "payment.orderNo", order.order_no, payment.order_no),
        (MAT_18, "order.orderNo", "waybill.orderNo", order.order_no, of_waybill),
        (MAT_17, "ebpCode", "order.ebpCode", lst.ebp_code, order.ebp_code),
        (MAT_17, "ebcCode", "order.ebcCode", lst.ebc_code, order.ebc_code),
        (MAT_17, "order.ebpCode", "payment.ebpCode", order.ebp_code, payment.ebp_code),
        (MAT_16, "logisticsCode", "waybill.logisticsCode", lst.logistics_code, waybill.logistics_code),
        (MAT_16, "logisticsNo", "waybill.logisticsNo", lst.logistics_no, waybill.logistics_no),
    )
    for rule, path, against, one, other in compared:
        if not same_text(one, other=other):
            yield _named(rule, path, against)


def _payment(bundle: Bundle, *, tolerance: Decimal) -> Iterator[Violation]:
    """Amount, payment firm and transaction number."""
    order, payment = bundle.order, bundle.payment
    if abs(payment.amount_paid - order.actural_paid) > tolerance:
        yield Violation(MAT_01, "order.acturalPaid", "payment.amountPaid")
    if order.pay_code and not same_text(payment.pay_code, other=order.pay_code):
        yield Violation(MAT_02, "order.payCode", "payment.payCode")
    if order.pay_transaction_id and not same_text(payment.pay_transaction_id, other=order.pay_transaction_id):
        yield Violation(MAT_03, "order.payTransactionId", "payment.payTransactionId")


def _payer(bundle: Bundle) -> Iterator[Violation]:
    """The payer is the orderer, by name and identity number."""
    order, payment = bundle.order, bundle.payment
    if not same_text(payment.payer_name, other=order.buyer_name):
        yield Violation(MAT_04, "order.buyerName", "payment.payerName", (("field", "payerName"),))
    if not same_text(payment.payer_id_number, other=order.buyer_id_number):
        yield Violation(MAT_04, "order.buyerIdNumber", "payment.payerIdNumber", (("field", "payerIdNumber"),))


def _orderer(bundle: Bundle) -> Iterator[Violation]:
    """The orderer of the list is the orderer of the order."""
    lst, order = bundle.lst, bundle.order
    if not same_text(lst.buyer_name, other=order.buyer_name):
        yield Violation(MAT_07, "buyerName", "order.buyerName")
    if not same_text(lst.buyer_telephone, other=order.buyer_telephone):
        yield Violation(MAT_08, "buyerTelephone", "order.buyerTelephone")
    if lst.buyer_id_type != order.buyer_id_type:
        yield _named(MAT_09, "buyerIdType", "order.buyerIdType")
    if not same_text(lst.buyer_id_number, other=order.buyer_id_number):
        yield _named(MAT_09, "buyerIdNumber", "order.buyerIdNumber")


def _lines(bundle: Bundle, *, tolerance: Decimal) -> Iterator[Violation]:
    """As many lines as the order, each the same as the order's line of the same gnum."""
    lst, order = bundle.lst, bundle.order
    if len(lst.lines) != len(order.lines):
        args = (("count", str(len(lst.lines))),)
        yield Violation(MAT_05, "lines", "order.lines", args)
    ordered = {line.gnum: (position, line) for position, line in enumerate(order.lines, start=1)}
    for position, line in enumerate(lst.lines, start=1):
        if line.gnum not in ordered:
            where = (("field", "gnum"), ("line", str(position)))
            yield Violation(MAT_06, f"lines[{position}].gnum", "order.lines", where)
            continue
        place, other = ordered[line.gnum]
        for name, theirs in _differences(line, other, tolerance):
            against = f"order.lines[{place}].{theirs}"
            yield Violation(
                MAT_06, f"lines[{position}].{name}", against, (("field", name), ("line", str(position)))
            )


def _differences(line: ListLine, other: OrderLine, tolerance: Decimal) -> list[tuple[str, str]]:
    """The elements in which a line of the list and one of the order differ, by both their names."""
    compared = (
        ("gname", "itemName", same_text(line.gname, other=other.item_name)),
        ("qty", "qty", line.qty == other.qty),
        ("unit", "unit", line.unit == other.unit),
        ("price", "price", abs(line.price - other.price) <= tolerance),
        ("totalPrice", "totalPrice", abs(line.total_price - other.total_price) <= tolerance),
        ("country", "country", line.country == other.country),
        ("currency", "currency", line.currency == other.currency),
    )
    return [(name, theirs) for name, theirs, same in compared if not same]


def _charges(bundle: Bundle, *, tolerance: Decimal) -> Iterator[Violation]:
    """Freight and insurance: refused against the order, only told against the waybill."""
    lst, waybill = bundle.lst, bundle.waybill
    if abs(lst.freight + lst.insured_fee - bundle.order.freight) > tolerance:
        yield Violation(MAT_10, "freight", "order.freight")
    if waybill.freight is not None and abs(lst.freight - waybill.freight) > tolerance:
        yield _named(MAT_11, "freight", "waybill.freight")
    if waybill.insured_fee is not None and abs(lst.insured_fee - waybill.insured_fee) > tolerance:
        yield _named(MAT_11, "insuredFee", "waybill.insuredFee")


def _consignee(bundle: Bundle) -> Iterator[Violation]:
    """Where the parcel goes: order against waybill, and the list's address against the order's."""
    lst, order, waybill = bundle.lst, bundle.order, bundle.waybill
    if not same_text(order.consignee, other=waybill.consignee):
        yield Violation(MAT_12, "order.consignee", "waybill.consignee")
    if not same_text(order.consignee_telephone, other=waybill.consignee_telephone):
        yield Violation(MAT_13, "order.consigneeTelephone", "waybill.consigneeTelephone")
    if not same_text(order.consignee_address, other=waybill.consignee_address):
        yield Violation(MAT_14, "order.consigneeAddress", "waybill.consigneeAddress")
    if not same_text(lst.consignee_address, other=order.consignee_address):
        yield Violation(MAT_15, "consigneeAddress", "order.consigneeAddress")
