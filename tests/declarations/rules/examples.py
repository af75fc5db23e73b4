"""One coherent declaration and one small code book, from which the worked examples are varied."""

from datetime import UTC, date, datetime
from decimal import Decimal as D
from typing import Any

from codelists.facts import CodeBook, ConsumptionTax, GoodsRate, PositiveEntry
from declarations.facts import ImportList, ListLine, Order, OrderLine, Payment, Waybill
from kernel.refusal import Violation

AT = datetime(2020, 3, 19, 4, 0, tzinfo=UTC)
TODAY = date(2020, 3, 19)
BUYER, PAYER = "110101199003070417", "44010119850101003X"

NONE = ConsumptionTax(D(0))
COSMETICS = ConsumptionTax(D("0.15"), D(10000), "kg")
WATCH = ConsumptionTax(D("0.20"), D(10000), "piece")
BEER = ConsumptionTax(D(0), D("2.6576767"), "litre", D(0), D("0.253"), D("0.2227"))
SPIRITS = ConsumptionTax(D("0.20"), per_litre=D("0.912"), per_litre_below=D("0.912"))


def goods(
    code: str, unit1: str, unit2: str, mfn: str | None, vat: str | None, ct: ConsumptionTax | None
) -> GoodsRate:
    """One commodity."""
    return GoodsRate(
        code, "名", "name", unit1, unit2, None if mfn is None else D(mfn), None if vat is None else D(vat), ct
    )


GOODS = {
    rate.hs_code: rate
    for rate in (
        goods("1901109000", "035", "", "0.15", "0.13", NONE),
        goods("0401200000", "035", "", "0.15", "0.09", NONE),
        goods("3304990029", "035", "011", "0.01", "0.13", COSMETICS),
        goods("3304990049", "035", "011", "0.01", "0.13", ConsumptionTax(D("0.15"), D(15), "piece")),
        goods("2204290000", "095", "035", "0.20", "0.13", ConsumptionTax(D("0.10"))),
        goods("9102110000", "008", "", "0.10", "0.13", WATCH),
        goods("2203000000", "095", "035", "0", "0.13", BEER),
        goods("2208300000", "095", "035", "0.10", "0.13", SPIRITS),
        goods("2204210000", "095", "035", None, "0.13", ConsumptionTax(D("0.10"))),
        goods("9619001100", "035", "", "0.04", None, NONE),
        goods("8516713000", "007", "", "0.04", "0.13", None),
        goods("7007000000", "007", "", "0.04", "0.13", ConsumptionTax(D("0.10"), D(1), "")),
        goods("1701999000", "035", "", "0.5", "0.13", NONE),
    )
}
BOTH = frozenset({"1210", "9610"})
PARAMETERS = {
    "tax.discount": "0.70",
    "tax.duty_within_limits": "0",
    "tax.rounding": "ROUND_HALF_UP",
    "tax.freight_split": "value",
    "match.tolerance": "0",
    "limit.base": "dutiable_value",
    "limit.single": "5000",
    "limit.year": "26000",
    "limit.full_tax_single_item": "1",
}
BOOK = CodeBook(
    on=TODAY,
    currencies=frozenset({"142", "502"}),
    units=frozenset(
        {"007", "008", "010", "011", "020", "035", "036", "070", "095", "096", "122", "140", "142"}
    ),
    countries=frozenset({"142", "116", "601"}),
    transport_modes=frozenset({"4", "5", "7"}),
    supervision_modes=BOTH,
    offices={"4921": ("4900", "4908"), "4908": ("4900",)},
    goods=GOODS,
    positive={code: PositiveEntry(code, BOTH) for code in GOODS if code != "7007000000"}
    | {
        "1701999000": PositiveEntry("1701999000", BOTH, "糖", D(2)),
        "0401200000": PositiveEntry("0401200000", frozenset({"1210"})),
    },
    parameters=PARAMETERS,
    exchange_rates={},
)
# The day before 49号: 18号 alone, its limits and no indivisible item.
BOOK_2018 = BOOK._replace(
    on=date(2018, 12, 31),
    parameters={
        **{key: value for key, value in PARAMETERS.items() if key != "limit.full_tax_single_item"},
        "limit.single": "2000",
        "limit.year": "20000",
    },
)

LINES = (
    ListLine(
        1,
        "M001",
        "1901109000",
        "婴儿米粉",
        "200g",
        "601",
        "142",
        D(2),
        "122",
        D("0.4"),
        "035",
        None,
        "",
        D(60),
        D(120),
    ),
    ListLine(
        2,
        "M002",
        "3304990029",
        "面霜",
        "50g",
        "116",
        "142",
        D(1),
        "011",
        D("0.05"),
        "035",
        D(1),
        "011",
        D(380),
        D(380),
    ),
)
LIST = ImportList(
    id=4,
    order_no="O20200319001",
    ebp_code="4301364765",
    ebc_code="4301364766",
    logistics_no="L0000001",
    logistics_code="4301980001",
    cop_no="COP1",
    assure_code="4301364766",
    ems_no="T4921W000088",
    ie_flag="I",
    decl_time=TODAY,
    customs_code="4921",
    port_code="4921",
    ie_date=None,
    buyer_id_type="1",
    buyer_id_number=BUYER,
    buyer_name="赵甲",
    buyer_telephone="13800000000",
    consignee_address="湖南省长沙市样例路1号",
    agent_code="430166K046",
    area_code="4301660001",
    trade_mode="1210",
    traf_mode="7",
    traf_no="",
    voyage_no="",
    bill_no="",
    license_no="",
    country="142",
    freight=D(10),
    insured_fee=D(0),
    currency="142",
    pack_no=1,
    gross_weight=D("0.6"),
    net_weight=D("0.45"),
    lines=LINES,
)
DIRECT_LIST = LIST._replace(
    trade_mode="9610",
    traf_mode="5",
    traf_no="CA900",
    voyage_no="CA900",
    bill_no="99912345678",
    country="601",
    ems_no="",
    area_code="",
    lines=tuple(line._replace(item_record_no="") for line in LINES),
)
ORDER = Order(
    id=1,
    ebp_code="4301364765",
    order_no="O20200319001",
    ebc_code="4301364766",
    goods_value=D(500),
    freight=D(10),
    discount=D(0),
    tax_total=D("90"),
    actural_paid=D(600),
    currency="142",
    buyer_id_type="1",
    buyer_id_number=BUYER,
    buyer_name="赵甲",
    buyer_telephone="13800000000",
    pay_code="4301980002",
    pay_transaction_id="P1",
    consignee="钱乙",
    consignee_telephone="13900000000",
    consignee_address="湖南省长沙市样例路1号",
    lines=(
        OrderLine(1, "SKU1", "婴儿米粉", "200g", "122", D(2), D(60), D(120), "142", "601"),
        OrderLine(2, "SKU2", "面霜", "50g", "011", D(1), D(380), D(380), "142", "116"),
    ),
)
PAYMENT = Payment(
    id=2,
    pay_code="4301980002",
    pay_transaction_id="P1",
    order_no="O20200319001",
    ebp_code="4301364765",
    payer_id_type="1",
    payer_id_number=BUYER,
    payer_name="赵甲",
    amount_paid=D(600),
    currency="142",
    pay_time=AT,
)
WAYBILL = Waybill(
    id=3,
    logistics_code="4301980001",
    logistics_no="L0000001",
    order_no="O20200319001",
    freight=None,
    insured_fee=None,
    currency="142",
    weight=D("0.6"),
    pack_no=1,
    consignee="钱乙",
    consignee_telephone="13900000000",
    consignee_address="湖南省长沙市样例路1号",
)


def one_line(code: str, total: str, **changes: Any) -> ImportList:
    """A list of one line, quantity one, without charges."""
    line = LINES[0]._replace(gcode=code, qty=D(1), price=D(total), total_price=D(total), **changes)
    return LIST._replace(lines=(line,), freight=D(0), insured_fee=D(0))


def with_line(position: int, **changes: Any) -> ImportList:
    """The list with one line (from 1) changed."""
    lines = list(LIST.lines)
    lines[position - 1] = lines[position - 1]._replace(**changes)
    return LIST._replace(lines=tuple(lines))


def found(violations: tuple[Violation, ...]) -> list[tuple[str, str]]:
    """Rule codes and paths, in order."""
    return [(v.rule.code, v.path) for v in violations]
