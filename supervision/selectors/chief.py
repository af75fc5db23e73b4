"""The chief's home: what awaits a signature, what is late, who is away, and how work resumes."""

from datetime import datetime
from typing import NamedTuple

from enterprises.facts import Actor
from enterprises.models import Absence, Firm
from enterprises.models.resumption import BlockerKind
from enterprises.selectors.absences import office_absences
from enterprises.selectors.coordination import coordinators_of
from enterprises.selectors.difficulties_lists import Late, late_counts
from enterprises.selectors.resumption import TrendDay, blockers, trend
from enterprises.selectors.signatures import Awaited, awaited

_DAYS = 14
_SHOWN = 10


class OfficePage(NamedTuple):
    """All that the page shows; ``blockers`` are (kind in words, firms), most first."""

    awaited: list[Awaited]
    late: Late
    uncared: list[Firm]
    away: list[Absence]
    today: TrendDay | None
    blockers: list[tuple[str, int]]


def office_page(actor: Actor, *, at: datetime) -> OfficePage:
    """The chief's home; a fixed number of queries."""
    days = trend(actor, days=_DAYS, at=at)
    return OfficePage(
        awaited=awaited(actor),
        late=late_counts(actor, at=at),
        uncared=_uncared(actor, at=at)[:_SHOWN],
        away=[one for one in office_absences(actor, at=at)[:_SHOWN] if one.from_at <= at < one.to_at],
        today=days[-1] if days else None,
        blockers=[(str(BlockerKind(kind).label), firms) for kind, firms in blockers(actor, at=at)],
    )


def _uncared(actor: Actor, *, at: datetime) -> list[Firm]:
    """The zone firms of the chief's offices that nobody looks after now; a recused deputy is nobody."""
    firms = Firm.objects.filter(office__in=actor.offices).exclude(zone="").order_by("id")
    cared = coordinators_of(firms.values_list("pk", flat=True), at=at)
    return [firm for firm in firms if firm.pk not in cared]
