"""What the timetable says about deliveries: reminders, missed deadlines, goods that should be back."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from bonded.models import Application, BatchPeriod, StockDoc
from bonded.rules import deadlines, flow
from bonded.selectors import batches as selectors
from bonded.services.batches import lock_with_periods, settle_periods
from bonded.services.standing import APPLICATION_TRAIL
from enterprises.facts import Audience, News, ToFirm, ToPosts, ToUsers
from enterprises.selectors.coordination import coordinators_of
from enterprises.services.steps import notify, suspend_exemptions
from kernel.clock import business_date
from kernel.orm.jobs import Item, advance, hold_day_run
from kernel.orm.locks import lock_rows
from kernel.orm.trail import Step, move_many
from kernel.orm.tx import intention

JOB = "bonded.watch_deliveries"
_AT_ONCE = 200
_DESK = frozenset({"coordinator", "officer"})
_WHY = "Batch deliveries were not declared in time"


def watch_deliveries(*, at: datetime) -> int:
    """Remind of deadlines, and do what a missed one asks for; how many things were said or done.

    Safe to run twice or in two workers: each reminder, each missed deadline and each overdue return is
    said once.
    """
    return _remind_of_periods(at=at) + _miss_deadlines(at=at) + _remind_of_returns(at=at) + _overdue(at=at)


def _remind_of_periods(*, at: datetime) -> int:
    """Ten, five, one working days before the deadline; one notice for all of a firm's of one day."""
    today = business_date(at)
    marks = selectors.marks_on(today)
    most = max(marks, default=0)
    open_ones = (flow.COLLECTING, flow.DRAFTED)
    with intention():
        near = BatchPeriod.objects.filter(status__in=open_ones, due_on__gte=today)
        near = near.filter(documents__status=flow.APPROVED).distinct()
        due: dict[tuple[int, str], list[BatchPeriod]] = defaultdict(list)
        for row in near.select_related("application").order_by("due_on", "subject_id"):
            left = selectors.working_days_left(row.due_on, today=today, most=most)
            mark = deadlines.reminder(left, marks=marks, reminded=row.reminded)
            if mark is None:
                continue
            # Compare and set: of two workers only one reminds.
            same = BatchPeriod.objects.filter(pk=row.pk, reminded=row.reminded)
            if same.update(reminded=mark):
                due[row.application.firm_id, row.due_on.isoformat()].append(row)
        news = [
            News(
                "batch_due", rows[0].application.number, ToFirm(firm_id), (("day", day),),
                fold_key=f"batch_due {day}", fold_count=len(rows),
            )
            for (firm_id, day), rows in due.items()
        ]  # fmt: skip
        notify(news, at=at)
    return sum(len(rows) for rows in due.values())


def _miss_deadlines(*, at: datetime) -> int:
    """Move every period to where it stands today; flag what was not declared in time.

    Then the application is blocked, firm and coordinator are told, an exemption ends.
    """
    done = 0
    for application_id in selectors.unsettled():
        with intention():
            run = hold_day_run(JOB, at=at)
            if run is None:
                break
            found = lock_with_periods([application_id])[application_id]
            ids = list(BatchPeriod.objects.filter(application=found).values_list("pk", flat=True))
            moved = settle_periods(ids, at=at, actor_id=None)
            late = list(BatchPeriod.objects.filter(pk__in=[row.pk for row in moved], status=flow.LATE))
            if late:
                _block(found, late=late, at=at, run_id=run.pk)
                _tell_late(found, late=late, at=at)
                suspend_exemptions([found.firm_id], reason=f"{_WHY}: {found.number}", at=at)
                items = [_late_item(found, row) for row in late]
                advance(run, cursor=str(application_id), counts={"late": len(late)}, items=items)
            done += len(late)
    return done


def _block(row: Application, *, late: Sequence[BatchPeriod], at: datetime, run_id: int) -> None:
    """The application takes no new documents from now on."""
    if row.blocked_at is not None or row.status not in (flow.APPROVED, flow.SUSPENDED):
        return
    step = Step(row.pk, "block", row.status, (at, _WHY), late[0].period_from.isoformat())
    columns = ("blocked_at", "blocked_why")
    move_many(APPLICATION_TRAIL, [step], columns=columns, at=at, actor_id=None, run_id=run_id)


def _tell_late(row: Application, *, late: Sequence[BatchPeriod], at: datetime) -> None:
    firm = ("firm", row.firm.name_zh)
    to = _coordinator_of(row, at=at)
    for one in late:
        day = ("day", one.due_on.isoformat())
        notify([News("batch_late", row.number, ToFirm(row.firm_id), (day,))], at=at)
        notify([News("batch_late_office", row.number, to, (day, firm))], at=at)


def _coordinator_of(row: Application | StockDoc, *, at: datetime) -> Audience:
    """The firm's coordinator, or the desk of the office where it has none."""
    card = coordinators_of([row.firm_id], at=at).get(row.firm_id)
    return ToPosts(row.office, _DESK) if card is None else ToUsers(frozenset({card.user_id}))


def _late_item(row: Application, one: BatchPeriod) -> Item:
    args = {
        "from": one.period_from.isoformat(),
        "to": one.period_to.isoformat(),
        "due": one.due_on.isoformat(),
        "office": row.office,
    }
    return Item("application", row.number, "late", "BAT-04", args=args)


def _remind_of_returns(*, at: datetime) -> int:
    """The same steps before goods that went out are to be back."""
    today = business_date(at)
    marks = selectors.marks_on(today)
    most = max(marks, default=0)
    due: dict[tuple[int, str], list[StockDoc]] = defaultdict(list)
    with intention():
        rows = StockDoc.objects.filter(status=flow.APPROVED, due_on__gte=today, overdue_at__isnull=True)
        rows = rows.filter(declared_at__isnull=True)
        for row in _with_firms(rows):
            assert row.due_on is not None
            left = selectors.working_days_left(row.due_on, today=today, most=most)
            mark = deadlines.reminder(left, marks=marks, reminded=row.reminded)
            if mark is None:
                continue
            if StockDoc.objects.filter(pk=row.pk, reminded=row.reminded).update(reminded=mark):
                due[row.firm_id, row.due_on.isoformat()].append(row)
        news = [
            News(
                "return_due", docs[0].number, ToFirm(firm_id), (("day", day),),
                fold_key=f"return_due {day}", fold_count=len(docs),
            )
            for (firm_id, day), docs in due.items()
        ]  # fmt: skip
        notify(news, at=at)
    return sum(len(docs) for docs in due.values())


def _overdue(*, at: datetime) -> int:
    """Goods that should be back: firm and coordinator are told once."""
    today = business_date(at)
    with intention():
        run = hold_day_run(JOB, at=at)
        if run is None:
            return 0
        late = StockDoc.objects.filter(status=flow.APPROVED, due_on__lt=today, overdue_at__isnull=True)
        late = late.filter(declared_at__isnull=True)
        ids = list(late.order_by("pk").values_list("pk", flat=True)[:_AT_ONCE])
        rows = lock_rows(late.select_related("firm"), keys=ids)
        if not rows:
            return 0
        StockDoc.objects.filter(pk__in=[row.pk for row in rows]).update(overdue_at=at)
        notify(list(_overdue_news(rows, at=at)), at=at)
        items = [Item("stock_doc", row.number, "overdue", args={"office": row.office}) for row in rows]
        advance(run, cursor=str(rows[-1].pk), counts={"overdue": len(rows)}, items=items)
    return len(rows)


def _overdue_news(rows: Iterable[StockDoc], *, at: datetime) -> Iterable[News]:
    for row in rows:
        assert row.due_on is not None
        day = ("day", row.due_on.isoformat())
        yield News("return_overdue", row.number, ToFirm(row.firm_id), (day,))
        to = _coordinator_of(row, at=at)
        yield News("return_overdue_office", row.number, to, (day, ("firm", row.firm.name_zh)))


def _with_firms(rows: "Iterable[StockDoc]") -> list[StockDoc]:
    return sorted(rows, key=lambda row: (row.firm_id, row.pk))
