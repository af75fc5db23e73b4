"""The weekly reports on difficulties: the figures of an office as of a Monday, and those that were kept."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from enterprises.facts import Actor
from enterprises.models import Difficulty, DifficultyWeek
from enterprises.rules.difficulties_report import AgingRow, aging_row, aging_rows
from enterprises.selectors.difficulties_reports import cases_of, end_of
from kernel.web.keyset import Page, page

_SHOWN = 13  # weeks on a page: a quarter of a year


class KeptWeek(NamedTuple):
    """One kept report on the page; the figures are those of all together."""

    office: str
    week: str
    as_of: date
    open: int
    overdue: int
    accepted: int
    solved: int


def reported_offices(*, on: date, at: datetime, after: str = "") -> list[str]:
    """The offices that had a difficulty by the end of ``on``, those beyond ``after``, in order."""
    rows = Difficulty.objects.filter(raised_at__lt=end_of(on, at=at), office__gt=after)
    return list(rows.order_by("office").values_list("office", flat=True).distinct())


def week_figures(office: str, *, on: date, at: datetime) -> dict[str, object]:
    """The report of one office at the end of ``on`` (or now) as plain values, without names of persons.

    Classes stand by their codes. Three queries however many difficulties.
    """
    end = end_of(on, at=at)
    rows = Difficulty.objects.filter(office=office, raised_at__lt=end).select_related("owner", "team")
    cases = cases_of(list(rows.order_by("subject_id")), on=on, end=end)
    return {
        "total": _plain(aging_row(cases, name="")),
        "classes": {row.name: _plain(row) for row in aging_rows(cases, key=lambda case: case.triage)},
        "teams": {row.name: _plain(row) for row in aging_rows(cases, key=lambda case: case.team)},
    }


def kept_weeks(actor: Actor, *, after: str | None) -> Page[KeptWeek]:
    """The kept reports of the actor's offices, newest first, a page at a time."""
    rows = DifficultyWeek.objects.filter(office__in=actor.offices)
    found: Page[DifficultyWeek] = page(rows, order=("-id",), after=after, size=_SHOWN)
    return Page([_kept(row) for row in found.rows], found.next_cursor, found.prev_cursor)


def _kept(row: DifficultyWeek) -> KeptWeek:
    """One row of the list."""
    total: Mapping[str, int] = row.figures["total"]
    counts = (total[name] for name in ("open", "overdue", "accepted", "solved"))
    return KeptWeek(row.office, row.week, row.as_of, *counts)


def _plain(row: AgingRow) -> dict[str, object]:
    """A line of the report as JSON holds it; quotients as text, so that nothing is rounded."""
    values = row._asdict()
    del values["name"]
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in values.items()}
