"""Collection periods: opened by the first goods that leave, moved along as their documents are."""

from collections.abc import Collection, Iterable
from datetime import datetime

from bonded.models import Application, BatchPeriod, StockDoc
from bonded.rules import batches as law
from bonded.rules import flow
from bonded.selectors import batches as selectors
from bonded.services.standing import PERIOD_TRAIL
from kernel.clock import business_date
from kernel.orm.ids import reserve
from kernel.orm.locks import lock_rows
from kernel.orm.trail import Entry, Step, enter_many, move_many
from kernel.orm.tx import require_transaction

_ENTERING = ("application_id", "office", "regime", "period_from", "period_to", "due_on")


def lock_papers(document_ids: Collection[int]) -> None:
    """Lock applications and periods of these documents, for whoever moves the documents next; a step."""
    require_transaction()
    rows = StockDoc.objects.filter(pk__in=set(document_ids))
    lock_with_periods(rows.values_list("application_id", flat=True))


def lock_papers_of_inventories(inventory_ids: Collection[int]) -> None:
    """Lock applications, periods and documents behind centralised inventories, before these are; a step."""
    require_transaction()
    rows = StockDoc.objects.filter(inventory_id__in=set(inventory_ids))
    found = list(rows.values_list("pk", "application_id"))
    lock_with_periods(application_id for _, application_id in found)
    lock_rows(StockDoc, keys=[pk for pk, _ in found])


def lock_with_periods(application_ids: Iterable[int]) -> dict[int, Application]:
    """The applications, locked, and their periods after them; by id."""
    wanted = set(application_ids)
    rows = lock_rows(Application.objects.select_related("ledger", "firm"), keys=wanted)
    periods = BatchPeriod.objects.filter(application_id__in=wanted)
    lock_rows(BatchPeriod, keys=list(periods.values_list("pk", flat=True)))
    return {row.pk: row for row in rows}


def open_period(row: Application, *, at: datetime, actor_id: int | None) -> BatchPeriod:
    """The period in which goods that leave now are gathered, begun where there is none; a step.

    The caller holds the application locked.
    """
    require_transaction()
    wanted = selectors.period_for(row, day=business_date(at))
    found = BatchPeriod.objects.filter(application=row, period_from=wanted.first).first()
    if found is not None:
        return found
    (subject_id,) = reserve(1)
    entry = Entry(subject_id, "open", (row.pk, row.office, *wanted))
    enter_many(PERIOD_TRAIL, [entry], columns=_ENTERING, at=at, actor_id=actor_id)
    return BatchPeriod.objects.get(pk=subject_id)


def settle_periods(period_ids: Collection[int], *, at: datetime, actor_id: int | None) -> list[BatchPeriod]:
    """Move each period to where its documents stand; those that moved. A second call moves nothing; a step.

    The caller holds the periods locked. A deadline that has passed makes a period late as long as
    something of it is not handed in; ``late_at`` keeps the first time.
    """
    require_transaction()
    rows = list(BatchPeriod.objects.filter(pk__in=set(period_ids)).order_by("pk"))
    counts = selectors.counts_of([row.pk for row in rows])
    today = business_date(at)
    steps: dict[int, Step] = {}
    for row in rows:
        late = law.is_late(row.due_on, today=today)
        target = law.standing(counts[row.pk], over=today > row.period_to, late=late)
        verb = law.verb_to(target, source=row.status)
        if verb is not None:
            late_at = row.late_at or (at if target == flow.LATE else None)
            steps[row.pk] = Step(row.pk, verb, row.status, (late_at,))
    moved = move_many(PERIOD_TRAIL, list(steps.values()), columns=("late_at",), at=at, actor_id=actor_id)
    return [row for row in rows if row.pk in moved]
