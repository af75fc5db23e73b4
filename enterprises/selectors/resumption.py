"""Reports on the resumption of work: a firm's own, those to confirm, the trend and the obstacles."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.db.models import OuterRef, QuerySet, Subquery

from enterprises.facts import Actor
from enterprises.models import Firm, Resumption
from enterprises.permissions import may_see_firms
from enterprises.rules.resumption import ReportFact, count_blockers, fold_trend
from enterprises.rules.resumption import TrendDay as TrendDay
from enterprises.selectors.coordination import coordinators_of, recused_firms
from kernel.clock import SHANGHAI, business_date


class WorkRow(NamedTuple):
    """A firm and its newest report, None where it never reported."""

    firm: Firm
    report: Resumption | None
    checked: bool


def own_reports(firm_id: int) -> QuerySet[Resumption]:
    """The firm's reports with their confirmations, to be paged by ``-id``."""
    return Resumption.objects.filter(firm_id=firm_id).select_related("reported_by", "check_made__by")


def work_states(firm_ids: Iterable[int], *, at: datetime) -> dict[int, Resumption]:
    """The newest report of each of the firms until now; firms without one are left out. One query."""
    rows = Resumption.objects.filter(firm_id__in=set(firm_ids), at__lte=at)
    rows = rows.select_related("check_made__by").order_by("firm_id", "-at", "-id").distinct("firm_id")
    return {row.firm_id: row for row in rows}


def firms_of_district(actor: Actor, *, at: datetime) -> QuerySet[Firm]:
    """The firms whose work the officer follows: all of the own offices, in a zone or not, none recused."""
    if not may_see_firms(actor) or actor.user_id is None:
        return Firm.objects.none()
    kept_away = recused_firms(actor.user_id, at=at)
    return Firm.objects.filter(office__in=actor.offices).exclude(pk__in=kept_away)


def work_rows(firms: Iterable[Firm], *, at: datetime) -> list[WorkRow]:
    """The firms with their newest reports; one query."""
    firms = list(firms)
    states = work_states([firm.pk for firm in firms], at=at)
    return [WorkRow(firm, states.get(firm.pk), _checked(states.get(firm.pk))) for firm in firms]


def trend(actor: Actor, *, days: int, at: datetime) -> list[TrendDay]:
    """How many firms of the officer's offices had stopped, worked partly and fully, day by day till today.

    Three queries however many firms.
    """
    firms = firms_of_district(actor, at=at)
    today = business_date(at)
    span = [today - timedelta(days=back) for back in range(days - 1, -1, -1)]
    begin = datetime.combine(span[0], time.min, tzinfo=SHANGHAI)
    before = Resumption.objects.filter(firm__in=firms, at__lt=begin)
    before = before.order_by("firm_id", "-at", "-id").distinct("firm_id")
    since = Resumption.objects.filter(firm__in=firms, at__gte=begin, at__lte=at).order_by("at", "id")
    facts = [*_facts(before), *_facts(since)]
    return fold_trend(span, facts, firms=firms.count())


def blockers(actor: Actor, *, at: datetime) -> list[tuple[str, int]]:
    """How many firms each obstacle keeps from working fully now, most first; one query."""
    rows = Resumption.objects.filter(firm__in=firms_of_district(actor, at=at), at__lte=at)
    return count_blockers(_facts(rows.order_by("firm_id", "-at", "-id").distinct("firm_id")))


def newest_in_state(firms: QuerySet[Firm], *, state: str, at: datetime) -> QuerySet[Firm]:
    """Those of the firms whose newest report says ``state``; ``silent``: those that never reported."""
    if state == "silent":
        return firms.exclude(pk__in=Resumption.objects.filter(at__lte=at).values("firm_id"))
    newest = Resumption.objects.filter(firm_id=OuterRef("pk"), at__lte=at).order_by("-at", "-id")
    return firms.annotate(work_state=Subquery(newest.values("state")[:1])).filter(work_state=state)


def report_for(actor: Actor, *, number: str, at: datetime) -> Resumption | None:
    """A report that the officer may confirm.

    As the firm's coordinator, as a chief, or as an officer of the office where nobody looks after it.
    """
    firms = firms_of_district(actor, at=at)
    found = Resumption.objects.filter(number=number, firm__in=firms).select_related("firm").first()
    return found if found is not None and may_confirm([found], actor=actor, at=at) else None


def may_confirm(reports: Iterable[Resumption], *, actor: Actor, at: datetime) -> frozenset[int]:
    """The firms among those of the reports whose report the officer may confirm."""
    ids = {report.firm_id for report in reports}
    if "chief" in actor.roles:
        return frozenset(ids)
    cards = coordinators_of(ids, at=at)
    mine = {firm_id for firm_id, card in cards.items() if card.user_id == actor.user_id}
    alone = ids - set(cards) if actor.roles & {"officer", "coordinator"} else set()
    return frozenset(mine | alone)


def _checked(report: Resumption | None) -> bool:
    """Whether an officer confirmed the report."""
    return report is not None and hasattr(report, "check_made")


def _facts(rows: QuerySet[Resumption]) -> Iterator[ReportFact]:
    """The reports as the rules see them."""
    for firm_id, at, state, share, kinds in rows.values_list("firm_id", "at", "state", "share", "blockers"):
        on: date = business_date(at)
        yield ReportFact(firm_id, on, state, share, tuple(kinds))
