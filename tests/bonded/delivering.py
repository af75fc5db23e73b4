"""Deliveries for tests: the demo broker applies, delivers and returns, the gate lets it through."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D
from itertools import count

from bonded import demo
from bonded.facts import Ride
from bonded.models import Application, BatchPeriod, LedgerItem, StockDoc, StockDocLine
from bonded.rules.applications import BATCH, NewApplication, Wanted
from bonded.rules.stock_docs import DocLine, NewDocument
from bonded.services import applications, carried, deliveries, stock_docs
from kernel.clock import business_date
from kernel.orm.tx import intention

AT = datetime(2026, 5, 12, 2, 30, tzinfo=UTC)
TODAY = date(2026, 5, 12)
GUARANTOR = "430168A004"
MILK, CHEWS = "MILK-800", "VITC-120"
_numbers = count(1)


def wanted(business=BATCH, *, days=90, lines=((MILK, "100", "50"),), at=AT, **changes):
    """An application of the broker; MILK at 50 CNY owes 14.975 CNY a can."""
    first = business_date(at)
    goods = tuple(Wanted(no, D(qty), D(price)) for no, qty, price in lines)
    base = NewApplication(
        own_no=f"SB-{next(_numbers)}", business=business, direction="E", partner_code="91430100MA4L16JQ9B",
        partner_name="长沙收货有限公司", valid_from=first, valid_to=first + timedelta(days=days),
        place="湖南国际会展中心", purpose="检测", guarantor_code=GUARANTOR, lines=goods,
    )  # fmt: skip
    return base._replace(**changes)


def apply_for(office, business=BATCH, *, at=AT, submit=True, **changes) -> Application:
    """An application, handed in (and in force, where no officer is needed)."""
    filed = applications.file_application(
        actor=office.broker,
        at=at,
        ems_no=demo.EMS_NO,
        wanted=wanted(business, at=at, **changes),
        submit=submit,
    )
    return Application.objects.get(number=filed.number)


def document(*lines, returns="", own_no="", gross="10"):
    """A document of (line, quantity) pairs."""
    made = tuple(DocLine(of, D(qty), gross_kg=D(gross), net_kg=D(gross)) for of, qty in lines)
    return NewDocument(own_no or f"CK-{next(_numbers)}", made, returns)


def deliver(office, row, *lines, returns="", at=AT, submit=True) -> StockDoc:
    """A document under the application, handed in (and approved)."""
    filed = stock_docs.file_document(
        actor=office.broker,
        at=at,
        application_no=row.number,
        wanted=document(*(lines or ((1, "10"),)), returns=returns),
        submit=submit,
    )
    return StockDoc.objects.get(number=filed.number)


def rides(doc, qty=None) -> list[Ride]:
    """All of the document, or so much of its first line."""
    lines = list(StockDocLine.objects.filter(document=doc).order_by("seq"))
    if qty is not None:
        return [Ride("2", doc.pk, lines[0].pk, D(qty))]
    return [Ride("2", doc.pk, line.pk, line.qty) for line in lines]


def through(doc, *, qty=None, at=AT) -> StockDoc:
    """Put it on a pass and take it through the gate."""
    with intention():
        carried.hold_documents([("2", doc.pk)])
        carried.put_on_pass(rides(doc, qty), at=at, actor_id=None)
        carried.pass_gate(rides(doc, qty), at=at, actor_id=None)
    doc.refresh_from_db()
    return doc


def undo(doc, *, qty=None, at=AT) -> StockDoc:
    """Take the passage back, and take the goods off their pass."""
    with intention():
        carried.hold_documents([("2", doc.pk)])
        deliveries.check_undo([doc.pk])
        carried.undo_gate(rides(doc, qty), at=at, actor_id=None)
        carried.take_off_pass(rides(doc, qty), at=at, actor_id=None)
    doc.refresh_from_db()
    return doc


def gone(office, row, *lines, at=AT) -> StockDoc:
    """A delivery that has gone through the gate."""
    return through(deliver(office, row, *lines, at=at), at=at)


def item(no=MILK) -> LedgerItem:
    """The item as it stands."""
    return LedgerItem.objects.get(item_record_no=no)


def period_of(row) -> BatchPeriod:
    """The only period of the application."""
    return BatchPeriod.objects.get(application=row)
