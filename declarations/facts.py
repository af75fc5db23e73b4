"""The facts that the rules of this room judge: narrow tuples, read once, never written.

Amounts are CNY as Decimal with at most five places, weights kilograms, counts integers; an absent
optional text is ``""``, an absent optional number is None. Names are the message elements in snake
case (``acturalPaid``, misspelt so in the specification, is ``actural_paid``).
"""

from datetime import date, datetime
from decimal import Decimal
from enum import IntEnum
from typing import NamedTuple


class OrderLine(NamedTuple):
    """One line of an electronic order (CEB311 OrderList)."""

    gnum: int
    item_no: str
    item_name: str
    gmodel: str
    unit: str
    qty: Decimal
    price: Decimal
    total_price: Decimal
    currency: str
    country: str


class Order(NamedTuple):
    """An electronic order (CEB311)."""

    id: int
    ebp_code: str
    order_no: str
    ebc_code: str
    goods_value: Decimal
    freight: Decimal
    discount: Decimal
    tax_total: Decimal
    actural_paid: Decimal
    currency: str
    buyer_id_type: str
    buyer_id_number: str
    buyer_name: str
    buyer_telephone: str
    pay_code: str
    pay_transaction_id: str
    consignee: str
    consignee_telephone: str
    consignee_address: str
    lines: tuple[OrderLine, ...]


class Payment(NamedTuple):
    """A payment voucher (CEB411)."""

    id: int
    pay_code: str
    pay_transaction_id: str
    order_no: str
    ebp_code: str
    payer_id_type: str
    payer_id_number: str
    payer_name: str
    amount_paid: Decimal
    currency: str
    pay_time: datetime


class Waybill(NamedTuple):
    """A waybill (CEB511)."""

    id: int
    logistics_code: str
    logistics_no: str
    order_no: str
    freight: Decimal | None
    insured_fee: Decimal | None
    currency: str
    weight: Decimal
    pack_no: int
    consignee: str
    consignee_telephone: str
    consignee_address: str


class ListLine(NamedTuple):
    """One line of an import list (CEB621 InventoryList)."""

    gnum: int
    item_record_no: str
    gcode: str
    gname: str
    gmodel: str
    country: str
    currency: str
    qty: Decimal
    unit: str
    qty1: Decimal
    unit1: str
    qty2: Decimal | None
    unit2: str
    price: Decimal
    total_price: Decimal


class ImportList(NamedTuple):
    """An import list (CEB621)."""

    id: int
    order_no: str
    ebp_code: str
    ebc_code: str
    logistics_no: str
    logistics_code: str
    cop_no: str
    assure_code: str
    ems_no: str
    ie_flag: str
    decl_time: date
    customs_code: str
    port_code: str
    ie_date: date | None
    buyer_id_type: str
    buyer_id_number: str
    buyer_name: str
    buyer_telephone: str
    consignee_address: str
    agent_code: str
    area_code: str
    trade_mode: str
    traf_mode: str
    traf_no: str
    voyage_no: str
    bill_no: str
    license_no: str
    country: str
    freight: Decimal
    insured_fee: Decimal
    currency: str
    pack_no: int
    gross_weight: Decimal
    net_weight: Decimal
    lines: tuple[ListLine, ...]
    pre_no: str = ""


class Sender(NamedTuple):
    """Who transmits: the firm's codes (customs code, credit code, platform id) and its kinds."""

    codes: frozenset[str]
    kinds: frozenset[str]


class LineTax(NamedTuple):
    """Assessed tax of one line: CNY, five places, already at the rate in force."""

    gnum: int
    dutiable_value: Decimal
    customs_duty: Decimal
    consumption_tax: Decimal
    value_added_tax: Decimal


class SelectionFacts(NamedTuple):
    """What selection looks at: one accepted list, money in fen."""

    list_id: int
    pre_no: str
    office: str
    trade_mode: str
    firm_id: int
    agent_code: str
    ebc_code: str
    ebp_code: str
    value_fen: int
    full_tax: bool
    hs_codes: tuple[str, ...]
    countries: tuple[str, ...]
    warnings: int
    accepted_at: datetime
    principal_id: int | None = None
    plan_no: str = ""


class ListMove(NamedTuple):
    """One wish to move a list: the verb of LIST_FLOW, the status it was seen in, a public note."""

    list_id: int
    verb: str
    source: int
    note: str = ""


Facts = Order | Payment | Waybill | ImportList


class EntryState(IntEnum):
    """Where an entry declaration stands; the names are in the flow."""

    DRAFT = 10
    DECLARED = 20
    REVIEW = 30
    INSPECTION = 40
    TAX_DUE = 45
    PAID = 50
    RELEASED = 60
    FINISHED = 70
    WITHDRAWN = 80


ENTRY_STATES = tuple(int(one) for one in EntryState)


class EntryGoods(NamedTuple):
    """One line of an entry declaration; ``total`` is in ``currency``, quantities have their units."""

    seq: int
    gcode: str
    gname: str
    spec: str
    qty: Decimal
    unit: str
    qty1: Decimal
    unit1: str
    qty2: Decimal | None
    unit2: str
    total: Decimal
    currency: str
    origin: str
    destination: str = ""
    inventory_lines: tuple[int, ...] = ()


class EntryHead(NamedTuple):
    """The head of an entry declaration as the firm writes it; names are the columns.

    ``freight`` and ``insurance`` are totals in their currencies; ``insurance`` None: not known.
    """

    kind: str
    supv_mode: str = ""
    levy_mode: str = ""
    traf_mode: str = ""
    transport_name: str = ""
    bill_no: str = ""
    contract_no: str = ""
    port: str = ""
    country: str = ""
    trade_country: str = ""
    consignee_code: str = ""
    consignee_name: str = ""
    owner_code: str = ""
    owner_name: str = ""
    overseas_name: str = ""
    licence_no: str = ""
    terms: str = "1"
    freight: Decimal = Decimal(0)
    freight_currency: str = "142"
    insurance: Decimal | None = None
    insurance_currency: str = "142"
    packages: int = 0
    wrap: str = ""
    gross_kg: Decimal = Decimal(0)
    net_kg: Decimal = Decimal(0)
    marks: str = ""
    note: str = ""
    pay_mode: str = "first"
    assure_code: str = ""


class EntryFact(NamedTuple):
    """An entry declaration as deciding needs it, read under its lock; money in fen.

    ``tax_fen`` is what is owed in all, 0 for a declaration without tax; ``asked`` is empty, ``correct``
    or ``withdraw``. Officers are user ids.
    """

    id: int
    pre_no: str
    number: str
    office: str
    status: int
    firm_id: int
    agent_id: int | None
    inventory_id: int
    inventory_no: str
    tax_fen: int
    pay_mode: str
    due_on: date | None
    accepted_on: date | None
    asked: str = ""
    reviewer_id: int | None = None
    inspector_id: int | None = None
    second_inspector_id: int | None = None
    inspection: str = ""
    is_paid: bool = False
