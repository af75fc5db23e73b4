"""Declarations for the demo office: a believable spread around now, sent through the one door of messages."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.conf import settings

from bonded.services.demo import load as load_ledger
from declarations.demo import PARTIES
from declarations.models import InboxMessage, Order
from declarations.samples import GOODS, Declaration, Goods, declare, guid_of, message, sender_of
from declarations.services.receive import receive_messages
from enterprises.facts import Actor
from enterprises.models import User
from enterprises.selectors import actor_of_user
from enterprises.services.demo import make_demo_office
from enterprises.services.firms import set_tolerant
from kernel.clock import business_date, stamp14
from kernel.orm.keys import personal_hash

PLANNED = 60
_FIRST_DAY = date(2020, 1, 1)
_A_DAY = 1000  # serials
_SPREAD = timedelta(days=3)
_SENDERS = {"311": "shop", "411": "pay", "511": "express", "621": "filer"}
_AFTER = {
    "311": timedelta(0), "411": timedelta(seconds=40), "511": timedelta(seconds=75),
    "621": timedelta(seconds=120),
}  # fmt: skip
_BAG = Goods(
    "BAG-01", "4202210090", "真皮手提包", "品牌Aria，头层牛皮，28厘米", "007", Decimal(4680),
    Decimal("0.9"), "307",
)  # fmt: skip
_PLASTER = Goods(
    "PLASTER-20", "3005101000", "胶布 20片", "品牌Hana，20片/盒", "140", Decimal(58), Decimal("0.1"), "116",
)  # fmt: skip


class Sending(NamedTuple):
    """One message at its time, from the firm that sends such messages."""

    at: datetime
    code: str
    raw: bytes


class Case(NamedTuple):
    """How one purchase goes: what is changed in its documents, and which of them come."""

    change: Callable[[Declaration], Declaration] = lambda one: one
    codes: tuple[str, ...] = ("311", "411", "511", "621")
    mode: str = ""
    goods: tuple[Goods, ...] = GOODS
    lines: int = 0
    corrected: bool = False
    field_like: bool = False


@dataclass(frozen=True)
class DemoDeclarations:
    """How many purchases the day's batch has, and how many of their messages were new."""

    purchases: int
    sent: int


def _with(code: str, **elements: str) -> Callable[[Declaration], Declaration]:
    """Changes some elements of one document."""
    name = {"311": "order", "411": "payment", "511": "waybill", "621": "lst"}[code]

    def change(one: Declaration) -> Declaration:
        head, lines = one.sheet(code)
        return one._replace(**{name: (head | elements, lines)})

    return change


def _stranger_item(one: Declaration) -> Declaration:
    head, lines = one.lst
    return one._replace(lst=(head, [{**line, "itemRecordNo": "NONE-000"} for line in lines]))


def _bag(price: int, *, pieces: int = 1) -> Case:
    """A list of one line of ``pieces`` bags that cost ``price`` together."""
    bag = _BAG._replace(price=Decimal(price) / pieces)
    return Case(change=_in_pieces(bag, pieces), mode="9610", goods=(bag,), lines=1)


def _in_pieces(goods: Goods, pieces: int) -> Callable[[Declaration], Declaration]:
    """Gives the first line so many pieces, and everything that follows from it."""

    def change(one: Declaration) -> Declaration:
        total = str(goods.price * pieces)
        paid = str(goods.price * pieces + Decimal(one.order[0]["freight"]))
        kg = goods.kg * pieces
        line = {"qty": str(pieces), "totalPrice": total}
        weights = {"netWeight": str(kg), "grossWeight": str(kg + Decimal("0.1"))}
        legal = {"qty1": str(kg), "qty2": str(pieces), "unit2": goods.unit}
        return one._replace(
            order=(one.order[0] | {"goodsValue": total, "acturalPaid": paid}, [one.order[1][0] | line]),
            payment=(one.payment[0] | {"amountPaid": paid}, []),
            waybill=(one.waybill[0] | {"weight": weights["grossWeight"]}, []),
            lst=(one.lst[0] | weights, [one.lst[1][0] | line | legal]),
        )

    return change


# The place in time (0 oldest, 59 minutes ago) and what happens there; all other purchases simply go through.
CASES: Mapping[int, Case] = {
    2: _bag(4680),
    5: Case(change=_with("411", amountPaid="66.60")),
    8: Case(mode="9610", field_like=True),
    11: Case(change=_with("511", consignee="吴晓敏")),
    14: _bag(6900),
    17: Case(change=_with("621", buyerTelephone="13900000001")),
    20: Case(change=_with("411", amountPaid="1.00"), corrected=True),
    23: _bag(5400, pieces=2),
    26: Case(change=_with("511", freight="12", insuredFee="1.5"), mode="9610"),
    29: Case(change=_stranger_item, mode="1210"),
    32: Case(mode="9610", goods=(_PLASTER,), lines=1),
    35: _bag(4860),
    38: Case(change=_with("411", payerName="郑小燕")),
    41: Case(change=_with("511", logisticsNo="")),
    44: Case(codes=("311", "411", "621")),
    46: Case(codes=("311", "511", "621")),
    48: _bag(4990),
    49: Case(codes=("411", "511", "621")),
    51: Case(change=_with("411", amountPaid="128.00")),
    52: Case(codes=("311", "411", "621"), mode="9610"),
    54: Case(codes=("311", "411", "511")),
    55: Case(field_like=True),
    56: Case(codes=("311", "511", "621"), mode="9610"),
    57: Case(change=_with("621", appStatus="1")),
    58: Case(codes=("411", "511", "621")),
}


def load(*, at: datetime, count: int = PLANNED) -> DemoDeclarations:
    """Send the day's demo purchases; messages that were sent before are left alone.

    Each day has its own batch, laid out around the moment of its first run, so that a second run of
    the day sends only what is missing.

    Raises:
        PermissionError: outside the demo (PORTAL_DEMO=1).
        Refused: the code lists were not loaded before.
        ValueError: more purchases than a day has serials.
    """
    if not settings.PORTAL_DEMO:
        raise PermissionError("demo declarations exist only with PORTAL_DEMO=1")
    if not 0 <= count < _A_DAY:
        raise ValueError(f"between 0 and {_A_DAY - 1} purchases")
    make_demo_office(at=at)
    load_ledger(at=at)
    base = (business_date(at) - _FIRST_DAY).days * _A_DAY
    anchor = _anchor(base, at=at)
    people = {code: _person(name, at=at) for code, name in _SENDERS.items()}
    set_tolerant(
        actor=_person("chief", at=at),
        customs_code=PARTIES.carrier[0],
        on=True,
        reason="演示：承运企业的系统会发送空元素和带横线的日期",
        at=at,
    )
    sendings = sorted(s for n in range(count) for s in _sendings(base + n, place=_place(n), anchor=anchor))
    sent = sum(_send(sending, actor=people[sending.code]) for sending in sendings)
    return DemoDeclarations(count, sent)


def _anchor(base: int, *, at: datetime) -> datetime:
    """The moment that the batch lies around: that of its first run, to the second."""
    first = declare(base, parties=PARTIES, at=at).order[0]["orderNo"]
    known = Order.objects.filter(ebp_code=PARTIES.platform[0], order_no=first).order_by("id").first()
    if known is not None and known.app_time is not None:
        return known.app_time + _before(_place(0))
    return at.replace(microsecond=0)


def _place(number: int) -> int:
    """Places in time in an order that makes a small batch a fair sample of the whole."""
    return number * 37 % PLANNED


def _before(place: int) -> timedelta:
    """How long before the anchor: three days at place 0, minutes at the last, denser towards the end."""
    left = PLANNED - 1 - place
    return timedelta(minutes=4) + _SPREAD * (left * left) / (PLANNED * PLANNED)


def _person(name: str, *, at: datetime) -> Actor:
    return actor_of_user(User.objects.get(email=f"{name}@demo.example"), at=at)


def _sendings(serial: int, *, place: int, anchor: datetime) -> Iterator[Sending]:
    """The messages of one purchase, each at its time."""
    case = CASES.get(place, Case())
    at = (anchor - _before(place)).replace(microsecond=0)
    right = declare(
        serial,
        parties=PARTIES,
        at=at,
        mode=case.mode or ("9610" if place % 4 == 1 else "1210"),
        lines=case.lines or 1 + place % 3,
        goods=case.goods,
    )
    one = case.change(right)
    for code in case.codes:
        raw = _raw(code, one)
        yield Sending(at + _AFTER[code], code, _as_in_the_field(raw, at) if case.field_like else raw)
    if case.corrected:
        later = at + timedelta(hours=2)
        again = {"appTime": stamp14(later)}
        better = _with("411", guid=guid_of("411", serial, "again"), appType="2", **again)(right)
        yield Sending(later, "411", _raw("411", better))
        refiled = _with("621", guid=guid_of("621", serial, "again"), **again)(right)
        yield Sending(later + timedelta(minutes=6), "621", _raw("621", refiled))


def _raw(code: str, one: Declaration) -> bytes:
    sender = sender_of(code, parties=PARTIES)
    return message(code, sheets=[one.sheet(code)], sender=sender, dxp_id=PARTIES.dxp_id)


def _as_in_the_field(raw: bytes, at: datetime) -> bytes:
    """A waybill as some systems send it: an empty element, a readable time; other messages as they are."""
    if b"CEB511Message" not in raw:
        return raw
    stamp = stamp14(at)
    readable = f"{stamp[:4]}-{stamp[4:6]}-{stamp[6:8]} {stamp[8:10]}:{stamp[10:12]}:{stamp[12:]}"
    empty = b"<ceb:billNo></ceb:billNo><ceb:freight>"
    return raw.replace(stamp.encode(), readable.encode()).replace(b"<ceb:freight>", empty)


def _send(sending: Sending, *, actor: Actor) -> int:
    """Receive one message unless the firm has sent these bytes before, taken or not; 1 where it was new."""
    digest = personal_hash(sending.raw.decode("latin-1"))
    if InboxMessage.objects.filter(firm_id=actor.firm_id or 0, digest=digest).exists():
        return 0
    receive_messages([sending.raw], actor=actor, channel="api", at=sending.at)
    return 1
