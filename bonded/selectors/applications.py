"""Business applications: the lists of either side, one application, and the facts its rules judge."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from bonded.models import Application, ApplicationEvent, BatchPeriod, GateAxis, Gathered, Ledger, StockDoc
from bonded.permissions import holders_of
from bonded.rules import applications as law
from bonded.rules import flow
from bonded.rules.applications import Filer, LineFact, Standing, Terms
from bonded.selectors.drawing import is_drawn
from codelists.selectors import parameter
from enterprises.facts import Actor
from enterprises.selectors import exempt_firms, grades_of

EDITABLE = (flow.DRAFT, flow.ASKED)
LIVE = (flow.APPROVED, flow.SUSPENDED)
TABS = {
    "open": (flow.DRAFT, flow.SUBMITTED, flow.ASKED),
    "live": LIVE,
    "past": (flow.CLOSED, flow.REFUSED, flow.WITHDRAWN),
}
_MONTH_DAYS = 31
# Statuses in which a document still claims quantities of its application.
LIVE_DOCS = (flow.DRAFT, flow.SUBMITTED, flow.APPROVED, flow.REFUSED)


def applications(actor: Actor, *, on: date) -> "QuerySet[Application]":
    """What the actor may see: a firm's own and its principals', an officer's once handed in."""
    rows = Application.objects.select_related("firm", "ledger")
    if actor.is_system:
        return rows
    if actor.is_officer:
        return rows.filter(office__in=actor.offices, submitted_at__isnull=False)
    return rows.filter(firm_id__in=holders_of(actor, on=on))


def application(actor: Actor, *, number: str, on: date) -> Application:
    """One application with its firm and ledger.

    Raises:
        Application.DoesNotExist: there is none of that number that the actor may see.
    """
    return applications(actor, on=on).get(number=number)


def narrowed(
    rows: "QuerySet[Application]", *, search: str = "", tab: str = "", business: str = ""
) -> "QuerySet[Application]":
    """The applications of one tab and business whose number, partner, firm or ledger the words name."""
    if tab in TABS:
        rows = rows.filter(status__in=TABS[tab])
    if business in law.BUSINESSES:
        rows = rows.filter(business=business)
    if search:
        rows = rows.filter(
            Q(number__icontains=search)
            | Q(own_no__icontains=search)
            | Q(partner_name__icontains=search)
            | Q(firm__name_zh__icontains=search)
            | Q(ledger__ems_no__icontains=search)
        )
    return rows


def queue(actor: Actor) -> "QuerySet[Application]":
    """What waits for an officer: applications handed in, changes asked for, oldest first by its order."""
    waiting = Q(status=flow.SUBMITTED) | Q(status=flow.APPROVED, wanted_at__isnull=False)
    return Application.objects.select_related("firm", "ledger").filter(waiting, office__in=actor.offices)


def ledgers_of(actor: Actor, *, on: date) -> "QuerySet[Ledger]":
    """The ledgers for which the actor may file."""
    rows = Ledger.objects.select_related("firm").filter(closed_on__isnull=True).order_by("ems_no")
    return rows if actor.is_system else rows.filter(firm_id__in=holders_of(actor, on=on))


def filer_of(ledger: Ledger, *, record_nos: Collection[str], on: date) -> Filer:
    """The holder of the ledger as an application is judged by."""
    items = ledger.items.filter(item_record_no__in=set(record_nos))
    return Filer(
        grades_of([ledger.firm_id], on=on)[ledger.firm_id],
        ledger.firm_id in exempt_firms([ledger.firm_id], on=on),
        frozenset(items.values_list("item_record_no", flat=True)),
    )


def terms_of(business: str, *, on: date) -> Terms:
    """The parameters of the day for a business."""
    return Terms(
        int(parameter("application.most_days", on=on, scope=business)),
        int(parameter("application.extension_days", on=on)),
        int(parameter("application.extension_ask_days", on=on)),
    )


def return_days(row: Application, *, on: date) -> int:
    """The days within which goods come back that leave under the application, its extension counted."""
    days = int(parameter("application.return_days", on=on, scope=row.business))
    return days + int(parameter("application.extension_days", on=on)) if row.extended else days


def standing_of(row: Application) -> Standing:
    """The application with its lines, as its rules judge it."""
    lines = [
        LineFact(line.seq, line.qty, line.claimed_qty, line.passed_qty, line.back_qty)
        for line in row.lines.order_by("seq")
    ]
    return Standing(row.business, row.valid_from, row.valid_to, row.extended, lines)


def is_routed(row: Application, *, at: datetime, on: date) -> bool:
    """Whether an officer decides the application instead of the portal."""
    months = int(parameter("batch.late_months", on=on))
    since = at - timedelta(days=months * _MONTH_DAYS)
    late = BatchPeriod.objects.filter(application__firm_id=row.firm_id, late_at__gte=since).exists()
    return law.needs_officer(
        grade=grades_of([row.firm_id], on=on)[row.firm_id],
        drawn=is_drawn(row.number, paper="application", on=on),
        late=late,
        exempt=row.exempt,
    )


def open_documents(row: Application) -> list[str]:
    """The documents that keep a case from being closed: drafts, goods outside, what is not declared."""
    docs = StockDoc.objects.filter(application=row).exclude(status=flow.VOID)
    return [doc.number for doc in docs.order_by("subject_id").prefetch_related("lines") if _is_open(doc, row)]


def _is_open(doc: StockDoc, row: Application) -> bool:
    if doc.status != flow.APPROVED or doc.gate_axis != GateAxis.ALL:
        return True
    if row.business == law.BATCH:
        return doc.gathered != Gathered.DECLARED
    if doc.returns_id is not None or doc.gathered == Gathered.DECLARED:
        return False
    return any(line.back_qty < line.qty for line in doc.lines.all())


def late_periods(row: Application) -> "QuerySet[BatchPeriod]":
    """The periods of the application whose deadline was missed and that are not handed in yet."""
    return BatchPeriod.objects.filter(application=row, status=flow.LATE).order_by("period_from")


def moves(row: Application) -> "QuerySet[ApplicationEvent]":
    """What happened to the application, oldest first."""
    return ApplicationEvent.objects.filter(subject_id=row.pk).order_by("id")
