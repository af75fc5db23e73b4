"""How much customs trust a firm on a day, and what of it is suspended."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import F, Q, QuerySet

from codelists.selectors import local_name
from enterprises.facts import SuspensionFact
from enterprises.models import Firm, FirmGrade, Suspension
from enterprises.rules import credit, flow, suspension
from kernel.clock import SHANGHAI

_FACT = ("number", "kind", "effect", "firm_id", "grant_no", "ground", "from_at", "to_at")
# In force, or once was.
_ONCE = (*flow.SUSPENSION_LIVE, flow.SUSPENSION_LIFTED, flow.SUSPENSION_ENDED, flow.SUSPENSION_LAPSED)


def grades_of(firm_ids: Iterable[int], *, on: date) -> dict[int, str]:
    """The credit grade that counts for each of the firms on the day; without a row no special one.

    The law of the day decides which grades there are; where sources contradict each other the lower
    counts, and the privileges of a certified firm under investigation rest. One query however many
    firms, a second one where some of them are certified.
    """
    wanted = set(firm_ids)
    if not wanted:
        return {}
    open_end = Q(valid_to__isnull=True) | Q(valid_to__gt=on)
    rows = FirmGrade.objects.filter(open_end, firm_id__in=wanted, valid_from__lte=on)
    given: dict[int, list[credit.GradeRow]] = defaultdict(list)
    for row in rows.only("firm_id", "grade", "valid_from", "valid_to"):
        given[row.firm_id].append(credit.GradeRow(row.grade, row.valid_from, row.valid_to))
    counted = {firm_id: credit.grade_on(given.get(firm_id, ()), on=on) for firm_id in wanted}
    certified = [firm_id for firm_id, grade in counted.items() if credit.is_certified(grade, on=on)]
    resting = _resting(certified, on=on) if certified else frozenset()
    return counted | {firm_id: credit.grade_on(given[firm_id], on=on, resting=True) for firm_id in resting}


def _resting(firm_ids: Iterable[int], *, on: date) -> frozenset[int]:
    """The firms whose privileges rest on the day, were it only for a part of it."""
    begins = datetime.combine(on, time(), SHANGHAI)
    rows = Suspension.objects.filter(
        Q(to_at__isnull=True) | Q(to_at__gt=begins) & Q(to_at__gt=F("from_at")),
        Q(status__in=_ONCE) | Q(status=flow.SUSPENSION_REFUSED, confirm_by__isnull=False),
        effect=suspension.PRIVILEGES,
        from_at__lt=begins + timedelta(days=1),
        firm_id__in=set(firm_ids),
    ).exclude(status=flow.SUSPENSION_PROVISIONAL, confirm_by__lte=begins)
    return frozenset(rows.values_list("firm_id", flat=True))


def grade_name(firm: Firm, *, on: date) -> str:
    """The firm's credit grade on the day, in the reader's language and as the law of that day calls it."""
    grade = credit.grade(grades_of([firm.pk], on=on)[firm.pk], on=on)
    return local_name(grade.name_zh, en=grade.name_en)


def _in_force(*, at: datetime) -> QuerySet[Suspension]:
    """Suspensions in force at the instant; one not confirmed in time has lapsed by itself."""
    rows = Suspension.objects.filter(status__in=flow.SUSPENSION_LIVE, from_at__lte=at)
    unconfirmed = Q(status=flow.SUSPENSION_PROVISIONAL, confirm_by__lte=at)
    return rows.filter(Q(to_at__isnull=True) | Q(to_at__gt=at)).exclude(unconfirmed)


def _facts(rows: QuerySet[Suspension]) -> list[SuspensionFact]:
    return [SuspensionFact(*row) for row in rows.values_list(*_FACT)]


def suspensions_of(firm_ids: Iterable[int], *, at: datetime) -> dict[int, SuspensionFact]:
    """The suspension in force of each of the firms that may start nothing new now. One query."""
    rows = _in_force(at=at).filter(effect=suspension.ACTS, firm_id__in=set(firm_ids))
    return {fact.firm_id: fact for fact in _facts(rows)}


def suspended_firms(*, at: datetime) -> frozenset[int]:
    """All firms that may start nothing new now. One query."""
    rows = _in_force(at=at).filter(effect=suspension.ACTS)
    return frozenset(rows.values_list("firm_id", flat=True))


def agent_suspensions(firm_ids: Iterable[int], *, at: datetime) -> dict[int, SuspensionFact]:
    """The suspension in force of each of the agents that may not act for others now. One query.

    A firm that may start nothing at all may not act for others either.
    """
    rows = _in_force(at=at).filter(effect__in=(suspension.ACTS, suspension.AGENCY), firm_id__in=set(firm_ids))
    return suspension.strongest(_facts(rows))


def suspended_grants(numbers: Iterable[str], *, at: datetime) -> dict[str, SuspensionFact]:
    """The suspension in force of each of the grants that cannot be used now. One query."""
    rows = _in_force(at=at).filter(effect=suspension.MEASURE, grant_no__in=set(numbers))
    return {fact.grant_no: fact for fact in _facts(rows)}
