"""What the demo shows of deliveries: batches on their way, one to confirm, goods out for repair."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings

from bonded import demo
from bonded.facts import Ride
from bonded.models import Application, BatchPeriod, DocKind, LedgerItem, StockDoc, StockDocLine
from bonded.rules.applications import BATCH, DISPLAY, OUT, REPAIR, Change, NewApplication, Wanted
from bonded.rules.stock_docs import DocLine, NewDocument
from bonded.services import applications, batch_gathering, carried, stock_docs
from enterprises.facts import Actor
from enterprises.models import User
from enterprises.selectors import actor_of_user
from kernel.clock import business_date
from kernel.orm.tx import intention

_OWN = "DEMO-SB-"
_PARTNERS = {
    BATCH: ("430196K011", "长沙友谊跨境商品展示中心"),
    REPAIR: ("430196K012", "湖南湘仪精密设备维修有限公司"),
    DISPLAY: ("430196K013", "湖南国际会展中心"),
}
# Record number, quantity and price (CNY) of the goods of each demo application.
_GOODS = {
    BATCH: (("MILK-800", 600, 120), ("VITC-120", 900, 45), ("HONEY-500", 300, 60)),
    REPAIR: (("BLOCKS-100", 12, 260),),
    DISPLAY: (("SERUM-30", 40, 180), ("MASK-5", 80, 35)),
}


def make(*, at: datetime) -> int:
    """Let the demo's zone operator apply, deliver and return; how many documents are new.

    Raises:
        PermissionError: outside the demo (PORTAL_DEMO=1).
    """
    if not settings.PORTAL_DEMO:
        raise PermissionError("the demo office exists only with PORTAL_DEMO=1")
    actor = actor_of_user(User.objects.get(email=f"{demo.OPERATOR}@demo.example"), at=at)
    if Application.objects.filter(firm_id=actor.firm_id or 0, own_no__startswith=_OWN).exists():
        return 0
    LedgerItem.objects.filter(ledger__ems_no=demo.EMS_NO, origin="").update(origin="601")
    before = StockDoc.objects.count()
    _batches(actor, at=at)
    _to_confirm(actor, at=at)
    _out_and_back(actor, at=at)
    _display(actor, at=at)
    return StockDoc.objects.count() - before


def _batches(actor: Actor, *, at: datetime) -> None:
    """Deliveries that wait to be gathered, one not at the gate yet, one kept as a draft."""
    number = _apply(actor, BATCH, count=1, at=at)
    for place, lines in enumerate(((1, 40), (2, 60), (1, 25))):
        when = at - timedelta(minutes=30 - 10 * place)
        _through(_deliver(actor, number, lines, count=place + 1, at=when), at=when)
    _deliver(actor, number, (3, 20), count=4, at=at)
    _deliver(actor, number, (2, 15), count=5, at=at, submit=False)


def _to_confirm(actor: Actor, *, at: datetime) -> None:
    """Deliveries gathered early: the draft waits for the firm to check its prices."""
    number = _apply(actor, BATCH, count=2, at=at)
    for place, lines in enumerate(((1, 30), (3, 12))):
        _through(_deliver(actor, number, lines, count=10 + place, at=at), at=at)
    first = BatchPeriod.objects.get(application__number=number).period_from
    batch_gathering.gather_now(actor=actor, at=at, application_no=number, first=first)


def _out_and_back(actor: Actor, *, at: datetime) -> None:
    """Goods out for repair, a part of them back; a later end is asked for."""
    number = _apply(actor, REPAIR, count=3, at=at, days=60)
    out = _deliver(actor, number, (1, 8), count=20, at=at)
    _through(out, at=at)
    _through(_deliver(actor, number, (1, 3), count=21, at=at, returns=out), at=at)
    row = Application.objects.get(number=number)
    change = Change(row.valid_to + timedelta(days=20), {}, "维修配件到货延迟")
    applications.ask_for_change(actor=actor, at=at, number=number, change=change)


def _display(actor: Actor, *, at: datetime) -> None:
    """Goods on display outside, and a draft of another application."""
    number = _apply(actor, DISPLAY, count=4, at=at)
    _through(_deliver(actor, number, (1, 10), count=30, at=at), at=at)
    _apply(actor, DISPLAY, count=5, at=at, submit=False)


def _apply(
    actor: Actor, business: str, *, count: int, at: datetime, days: int = 120, submit: bool = True
) -> str:
    """An application of the operator, handed in; its number."""
    code, name = _PARTNERS[business]
    today = business_date(at)
    guarantor = next(code for code in sorted(actor.firm_codes) if len(code) == 10)
    wanted = NewApplication(
        own_no=f"{_OWN}{count}",
        business=business,
        direction=OUT,
        partner_code=code,
        partner_name=name,
        valid_from=today,
        valid_to=today + timedelta(days=days),
        place="湖南国际会展中心三号馆" if business == DISPLAY else "",
        purpose="" if business == BATCH else "出区维修或展示后复运回区",
        guarantor_code=guarantor,
        lines=tuple(Wanted(no, Decimal(qty), Decimal(price)) for no, qty, price in _GOODS[business]),
    )
    filed = applications.file_application(
        actor=actor, at=at, ems_no=demo.EMS_NO, wanted=wanted, submit=submit
    )
    return filed.number


def _deliver(
    actor: Actor,
    number: str,
    line: tuple[int, int],
    *,
    count: int,
    at: datetime,
    submit: bool = True,
    returns: str = "",
) -> str:
    """A delivery (or a return) of one line; its number."""
    of, qty = line
    goods = DocLine(of, Decimal(qty), gross_kg=Decimal(qty) * 2, net_kg=Decimal(qty))
    wanted = NewDocument(f"DEMO-CK-{count}", (goods,), returns)
    filed = stock_docs.file_document(actor=actor, at=at, application_no=number, wanted=wanted, submit=submit)
    return filed.number


def _through(number: str, *, at: datetime) -> None:
    """Take all of the document through the gate, as a gate pass of its own would."""
    document = StockDoc.objects.get(number=number)
    lines = StockDocLine.objects.filter(document=document).order_by("seq")
    rides = [Ride(DocKind.STOCK_DOC.value, document.pk, line.pk, line.qty) for line in lines]
    with intention():
        carried.hold_documents([(DocKind.STOCK_DOC.value, document.pk)])
        carried.put_on_pass(rides, at=at, actor_id=None)
        carried.pass_gate(rides, at=at, actor_id=None)
