"""Made-up declarations that hang together: for the demo office, the benchmarks and the tests.

Persons and numbers are invented; identity numbers have right check digits so that they pass.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID, uuid5

from declarations.messages.writing import write_message
from kernel.clock import SHANGHAI, stamp14
from kernel.money import plain

Head = dict[str, str]
Sheet = tuple[Head, list[Head]]

_SPACE = UUID("0b5cf1d4-3c2f-5d6a-8a3e-6f1f3a0e7a11")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_SURNAMES = "王李张刘陈杨黄赵吴周"
_GIVEN = "伟芳娜敏静丽强磊洋艳勇军杰娟涛明"
_FIRST_BIRTHDAY = date(1970, 1, 1)


class Goods(NamedTuple):
    """One article: its ledger item, commodity code, unit, retail price (CNY) and weight (kg) a piece."""

    record: str
    hs_code: str
    name: str
    model: str
    unit: str
    price: Decimal
    kg: Decimal
    country: str


_TABLE = """
RICE-250    | 1901109000 | 婴幼儿营养米粉 250克  | 品牌Little Farm，250克/盒 | 140 | 79    | 0.25 | 601
VITC-120    | 2106909090 | 维生素C咀嚼片 120片   | 品牌Sunrise，120片/瓶     | 142 | 128.5 | 0.18 | 601
FISHOIL-100 | 1504200091 | 深海鱼油软胶囊 100粒  | 品牌Nordland，100粒/瓶    | 142 | 168   | 0.15 | 326
HAIR-300    | 3305900000 | 护发素 300毫升        | 品牌Silka，300毫升/瓶     | 142 | 86    | 0.32 | 133
SHAMPOO-500 | 3305100090 | 洗发水 500毫升        | 品牌Silka，500毫升/瓶     | 142 | 92    | 0.54 | 133
WASH-150    | 3401300000 | 氨基酸洗面奶 150毫升  | 品牌Hana，150毫升/支      | 012 | 75    | 0.16 | 116
HONEY-500   | 0409000000 | 天然蜂蜜 500克        | 品牌Manuka Hill，500克/瓶 | 142 | 188   | 0.5  | 609
"""


def _goods(row: str) -> Goods:
    record, code, name, model, unit, price, kg, country = (cell.strip() for cell in row.split("|"))
    return Goods(record, code, name, model, unit, Decimal(price), Decimal(kg), country)


GOODS = tuple(_goods(row) for row in _TABLE.strip().splitlines())


class Parties(NamedTuple):
    """Who takes part: (code, name) of each, the ledger, the guarantor and the office."""

    platform: tuple[str, str]
    merchant: tuple[str, str]
    payment: tuple[str, str]
    carrier: tuple[str, str]
    declarant: tuple[str, str]
    operator: tuple[str, str]
    ems_no: str
    office: str
    dxp_id: str = "DXPENT0000430000"


class Declaration(NamedTuple):
    """The four documents of one purchase: each a head and its lines, by element names."""

    order: Sheet
    payment: Sheet
    waybill: Sheet
    lst: Sheet

    def sheet(self, code: str) -> Sheet:
        """The document of one message code."""
        return {"311": self.order, "411": self.payment, "511": self.waybill, "621": self.lst}[code]


class _Purchase(NamedTuple):
    """What the four documents of one purchase have in common."""

    common: Head
    numbers: Mapping[str, str]
    person: Mapping[str, str]
    parties: Parties
    goods: tuple[tuple[Goods, int], ...]
    freight: Decimal
    mode: str
    at: datetime

    @property
    def value(self) -> Decimal:
        """The goods' retail value."""
        return sum((g.price * q for g, q in self.goods), Decimal(0))

    @property
    def kg(self) -> Decimal:
        """The goods' weight."""
        return sum((g.kg * q for g, q in self.goods), Decimal(0))


def declare(
    serial: int,
    *,
    parties: Parties,
    at: datetime,
    mode: str = "1210",
    lines: int = 1,
    goods: Sequence[Goods] = GOODS,
    buyer: int | None = None,
) -> Declaration:
    """The four documents of purchase number ``serial``; the same arguments give the same documents.

    ``buyer`` chooses the person (by default one for each serial).
    """
    bought = _Purchase(
        common={"appType": "1", "appTime": stamp14(at), "appStatus": "2", "currency": "142"},
        numbers=_numbers(serial, parties=parties),
        person=_person(serial if buyer is None else buyer),
        parties=parties,
        goods=tuple((goods[(serial + n) % len(goods)], 1 + (serial + n) % 3) for n in range(lines)),
        freight=Decimal(serial % 3 * 5),
        mode=mode,
        at=at,
    )
    return Declaration(
        order=(_order(bought), _order_lines(bought)),
        payment=(_payment(bought), []),
        waybill=(_waybill(bought), []),
        lst=(_list(bought), _list_lines(bought)),
    )


def message(code: str, *, sheets: Sequence[Sheet], sender: tuple[str, str], dxp_id: str) -> bytes:
    """One CEB message with these documents, sent by ``sender`` (code, name)."""
    transfer = {"copCode": sender[0], "copName": sender[1], "dxpMode": "DXP", "dxpId": dxp_id}
    guid = str(uuid5(_SPACE, code + "".join(head["guid"] for head, _ in sheets))).upper()
    return write_message(code, guid=guid, documents=sheets, transfer=transfer)


def sender_of(code: str, *, parties: Parties) -> tuple[str, str]:
    """Who sends the message of this code."""
    senders = {
        "311": parties.merchant,
        "411": parties.payment,
        "511": parties.carrier,
        "621": parties.declarant,
    }
    return senders[code]


def identity_number(serial: int) -> str:
    """An invented identity number with a right check digit; one for each serial below 10 million."""
    birthday = _FIRST_BIRTHDAY + timedelta(days=serial % 11_000)
    body = f"430102{birthday:%Y%m%d}{serial // 11_000 % 1000:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


def guid_of(*parts: object) -> str:
    """A guid that is always the same for the same parts."""
    return str(uuid5(_SPACE, " ".join(map(str, parts)))).upper()


def _person(serial: int) -> Mapping[str, str]:
    name = _SURNAMES[serial % 10] + _GIVEN[serial // 10 % 16] + _GIVEN[serial // 160 % 16]
    return {
        "name": name,
        "id": identity_number(serial),
        "phone": f"13{serial % 10**9:09d}",
        "address": f"湖南省长沙市样例区示范路{serial % 900 + 1}号",
    }


def _numbers(serial: int, *, parties: Parties) -> Mapping[str, str]:
    return {
        "order": f"XO{serial:012d}",
        "payment": f"PAY{serial:013d}",
        "waybill": f"XJ{serial:011d}CN",
        "cop": f"L{serial:010d}",
        "seed": f"{parties.platform[0]} {serial}",
    }


def _order(p: _Purchase) -> Head:
    person, parties, numbers = p.person, p.parties, p.numbers
    return p.common | {
        "guid": guid_of("311", numbers["seed"]), "orderType": "I", "orderNo": numbers["order"],
        "ebpCode": parties.platform[0], "ebpName": parties.platform[1],
        "ebcCode": parties.merchant[0], "ebcName": parties.merchant[1],
        "goodsValue": plain(p.value), "freight": plain(p.freight), "discount": "0", "taxTotal": "0",
        "acturalPaid": plain(p.value + p.freight), "buyerRegNo": f"u{numbers['cop']}",
        "buyerName": person["name"], "buyerTelephone": person["phone"], "buyerIdType": "1",
        "buyerIdNumber": person["id"], "payCode": parties.payment[0], "payName": parties.payment[1],
        "payTransactionId": numbers["payment"], "consignee": person["name"],
        "consigneeTelephone": person["phone"], "consigneeAddress": person["address"],
        "consigneeDistrict": "430121",
    }  # fmt: skip


def _order_lines(p: _Purchase) -> list[Head]:
    return [
        {
            "gnum": str(n), "itemNo": g.record, "itemName": g.name, "gmodel": g.model, "barCode": "无",
            "unit": g.unit, "qty": str(q), "price": plain(g.price), "totalPrice": plain(g.price * q),
            "currency": "142", "country": g.country,
        }
        for n, (g, q) in enumerate(p.goods, start=1)
    ]  # fmt: skip


def _payment(p: _Purchase) -> Head:
    person, parties, numbers = p.person, p.parties, p.numbers
    return p.common | {
        "guid": guid_of("411", numbers["seed"]), "payCode": parties.payment[0], "payName": parties.payment[1],
        "payTransactionId": numbers["payment"], "orderNo": numbers["order"],
        "ebpCode": parties.platform[0], "ebpName": parties.platform[1], "payerIdType": "1",
        "payerIdNumber": person["id"], "payerName": person["name"], "telephone": person["phone"],
        "amountPaid": plain(p.value + p.freight), "payTime": stamp14(p.at - timedelta(minutes=5)),
    }  # fmt: skip


def _waybill(p: _Purchase) -> Head:
    person, parties, numbers = p.person, p.parties, p.numbers
    return p.common | {
        "guid": guid_of("511", numbers["seed"]), "logisticsCode": parties.carrier[0],
        "logisticsName": parties.carrier[1], "logisticsNo": numbers["waybill"],
        "orderNo": numbers["order"], "freight": plain(p.freight), "insuredFee": "0",
        "weight": plain(p.kg + Decimal("0.1")), "packNo": "1", "consignee": person["name"],
        "consigneeAddress": person["address"], "consigneeTelephone": person["phone"],
    }  # fmt: skip


def _list(p: _Purchase) -> Head:
    person, parties, numbers = p.person, p.parties, p.numbers
    head = p.common | {
        "guid": guid_of("621", numbers["seed"]), "orderNo": numbers["order"],
        "ebpCode": parties.platform[0], "ebpName": parties.platform[1],
        "ebcCode": parties.merchant[0], "ebcName": parties.merchant[1],
        "logisticsNo": numbers["waybill"], "logisticsCode": parties.carrier[0],
        "logisticsName": parties.carrier[1], "copNo": numbers["cop"],
        "assureCode": parties.declarant[0], "ieFlag": "I",
        "declTime": p.at.astimezone(SHANGHAI).strftime("%Y%m%d"), "customsCode": parties.office,
        "portCode": parties.office, "buyerIdType": "1", "buyerIdNumber": person["id"],
        "buyerName": person["name"], "buyerTelephone": person["phone"],
        "consigneeAddress": person["address"], "agentCode": parties.declarant[0],
        "agentName": parties.declarant[1], "tradeMode": p.mode, "freight": plain(p.freight),
        "insuredFee": "0", "packNo": "1", "grossWeight": plain(p.kg + Decimal("0.1")),
        "netWeight": plain(p.kg),
    }  # fmt: skip
    return head | (_bonded(parties) if p.mode == "1210" else _direct(p.at))


def _bonded(parties: Parties) -> Head:
    return {
        "emsNo": parties.ems_no, "areaCode": parties.operator[0], "areaName": parties.operator[1],
        "trafMode": "4", "country": "142",
    }  # fmt: skip


def _direct(at: datetime) -> Head:
    return {
        "trafMode": "5", "trafNo": "CZ6016", "voyageNo": "CZ6016", "billNo": f"784-{at:%m%d%H%M}",
        "country": "502",
    }  # fmt: skip


def _list_lines(p: _Purchase) -> list[Head]:
    rows = []
    for n, (g, q) in enumerate(p.goods, start=1):
        row = {
            "gnum": str(n), "itemNo": g.record, "itemName": g.name, "gcode": g.hs_code, "gname": g.name,
            "gmodel": g.model, "barCode": "无", "country": g.country, "currency": "142", "qty": str(q),
            "unit": g.unit, "qty1": plain(g.kg * q), "unit1": "035", "price": plain(g.price),
            "totalPrice": plain(g.price * q),
        }  # fmt: skip
        if p.mode == "1210":
            row["itemRecordNo"] = g.record
        rows.append(row)
    return rows
