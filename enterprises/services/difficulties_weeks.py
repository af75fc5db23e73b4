"""The weekly ageing report: kept as it was on the Monday, and brought before the chiefs of each office."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from enterprises.facts import News, ToPosts
from enterprises.models import DifficultyWeek
from enterprises.selectors.difficulties_weeks import reported_offices, week_figures
from enterprises.services.notices import notify
from kernel.clock import business_date
from kernel.models.jobs import JobRun
from kernel.orm.jobs import advance, close, hold, open_run
from kernel.orm.tx import intention

WEEKLY = "enterprises.weekly_ageing"
_CHIEFS = frozenset({"chief"})


def keep_week(*, at: datetime) -> int:
    """Keep the report of every office as of this week's Monday and tell its chiefs; how many offices.

    One run an ISO week: a second start in it does nothing, one after a crash goes on with the offices
    that are missing.
    """
    today = business_date(at)
    monday = today - timedelta(days=today.weekday())
    run = open_run(WEEKLY, key=f"{monday:%G-W%V}", business_on=monday, at=at)
    kept = 0
    while run is not None:
        with intention():
            held = hold(run)
            if held is None:
                return kept
            offices = reported_offices(on=monday, at=at, after=held.cursor)[:1]
            for office in offices:
                _keep(held, office, at=at)
        kept += len(offices)
        if not offices:
            close(run, at=at)
            return kept
    return 0


def _keep(run: JobRun, office: str, *, at: datetime) -> None:
    """The report of one office."""
    monday = run.business_on
    figures = week_figures(office, on=monday, at=at)
    DifficultyWeek.objects.create(office=office, week=run.key, as_of=monday, figures=figures, at=at)
    total = figures["total"]
    assert isinstance(total, Mapping)
    counts = {name: int(total[name]) for name in ("open", "overdue")}
    args = (("office", office), *((name, str(count)) for name, count in counts.items()))
    chiefs = ToPosts(office, _CHIEFS)
    notify([News("difficulty_week", monday.isoformat(), chiefs, args)], at=at)
    advance(run, cursor=office, counts={"offices": 1, **counts})
