"""What the green channel is judged by: each firm's standing and record as numbers, and its listings."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet

from codelists.selectors import parameter
from enterprises.models import Firm, FirmGrade, FirmRecord, FirmRecordKind, Grant, Suspension
from enterprises.rules import flow, suspension
from enterprises.rules.green_channel import RecordFact, months_before
from enterprises.rules.measures import GREEN_CHANNEL, is_dishonest
from enterprises.selectors.firms import kinds_on
from enterprises.selectors.trust import grades_of
from kernel.clock import SHANGHAI

_FAILED = (FirmRecordKind.FAILED_TEST, FirmRecordKind.FAILED_INSPECTION)
# Was in force: a proposal that nobody confirmed says nothing of the firm.
_SUSPENDED = (*flow.SUSPENSION_CONFIRMED, flow.SUSPENSION_LIFTED, flow.SUSPENSION_ENDED)


def listings(*, on: date) -> QuerySet[Grant]:
    """The listings of the green channel that stand on the day or are to begin, in order of their ids."""
    rows = Grant.objects.filter(measure__code=GREEN_CHANNEL, status=flow.GRANT_IN_FORCE, valid_to__gt=on)
    return rows.select_related("firm").order_by("subject_id")


def record_facts(firm_ids: Iterable[int], *, on: date) -> dict[int, RecordFact]:
    """Standing and record of each of the firms on the day; a fixed number of queries however many."""
    wanted = set(firm_ids)
    months = int(parameter("green_channel.clean_months", on=on))
    since = months_before(on, months=months)
    failed, penalties, still_open = _counts(wanted, since=since)
    kinds = _kinds(wanted, on=on)
    grades = grades_of(wanted, on=on)
    suspended, now = _suspensions(wanted, since=since, on=on)
    dishonest = _once_dishonest(wanted, since=since, on=on)
    return {
        firm_id: RecordFact(
            zone=zone,
            kinds=frozenset(kinds[firm_id]),
            grade=grades[firm_id],
            months=months,
            failed_tests=failed[firm_id],
            penalties=penalties[firm_id],
            suspensions=suspended[firm_id],
            was_dishonest=firm_id in dishonest,
            open_failed_tests=still_open[firm_id],
            suspended_now=firm_id in now,
        )
        for firm_id, zone in Firm.objects.filter(pk__in=wanted).values_list("pk", "zone")
    }


def _counts(
    firm_ids: set[int], *, since: date
) -> tuple[defaultdict[int, int], defaultdict[int, int], defaultdict[int, int]]:
    """Failed tests and inspections, penalties, and failed tests that are still open, by firm."""
    failed: defaultdict[int, int] = defaultdict(int)
    penalties: defaultdict[int, int] = defaultdict(int)
    still_open: defaultdict[int, int] = defaultdict(int)
    recent = Q(at__gte=_midnight(since))
    hold = Q(kind=FirmRecordKind.FAILED_TEST, closed_at__isnull=True)
    rows = FirmRecord.objects.filter(recent | hold, firm_id__in=firm_ids)
    for firm_id, kind, at, closed_at in rows.values_list("firm_id", "kind", "at", "closed_at"):
        if at >= _midnight(since):
            failed[firm_id] += kind in _FAILED
            penalties[firm_id] += kind == FirmRecordKind.PENALTY
        still_open[firm_id] += kind == FirmRecordKind.FAILED_TEST and closed_at is None
    return failed, penalties, still_open


def _kinds(firm_ids: set[int], *, on: date) -> defaultdict[int, set[str]]:
    kinds: defaultdict[int, set[str]] = defaultdict(set)
    for firm_id, kind in kinds_on(on).filter(firm_id__in=firm_ids).values_list("firm_id", "kind"):
        kinds[firm_id].add(kind)
    return kinds


def _suspensions(
    firm_ids: set[int], *, since: date, on: date
) -> tuple[defaultdict[int, int], frozenset[int]]:
    """How often each firm (or its listing) was suspended since, and which firms are on the day.

    A grant's suspension counts where the grant is the firm's listing.
    """
    listed = Grant.objects.filter(measure__code=GREEN_CHANNEL, firm_id__in=firm_ids).values("number")
    whom = Q(effect=suspension.ACTS) | Q(effect=suspension.MEASURE, grant_no__in=listed)
    rows = Suspension.objects.filter(
        whom, firm_id__in=firm_ids, status__in=(*_SUSPENDED, flow.SUSPENSION_PROVISIONAL)
    )
    counted: defaultdict[int, int] = defaultdict(int)
    now = set()
    begins, ends = _midnight(on), _midnight(on + timedelta(days=1))
    for firm_id, status, from_at, to_at in rows.values_list("firm_id", "status", "from_at", "to_at"):
        over = to_at is not None and to_at <= begins
        if status in flow.SUSPENSION_LIVE and from_at is not None and from_at < ends and not over:
            now.add(firm_id)
        if status in _SUSPENDED and from_at is not None and from_at < ends:
            counted[firm_id] += to_at is None or to_at > _midnight(since)
    return counted, frozenset(now)


def _once_dishonest(firm_ids: set[int], *, since: date, on: date) -> frozenset[int]:
    """The firms that had a dishonest grade on some day from ``since`` to ``on``."""
    touches = Q(valid_to__isnull=True) | Q(valid_to__gt=since)
    rows = FirmGrade.objects.filter(touches, firm_id__in=firm_ids, valid_from__lte=on)
    found = rows.values_list("firm_id", "grade", "valid_from")
    return frozenset(firm_id for firm_id, grade, first in found if is_dishonest(grade, on=max(first, since)))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)
