"""Whether a site is open, for whoever keeps a barrier or a counter."""

from datetime import date, datetime, timedelta

from django.db.models import Q

from codelists.models import WorkingDay
from kernel.clock import SHANGHAI
from reservations.facts import WindowFact
from reservations.models import OpeningWindow
from reservations.rules import windows as law


def windows_of(site_kind: str, *, site_code: str, on: date) -> tuple[WindowFact, ...]:
    """The windows of a site that count on a day (those of the day before reach past midnight)."""
    rows = OpeningWindow.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=on),
        site_kind=site_kind,
        site_code=site_code,
        valid_from__lte=on,
    ).order_by("opens_at", "pk")
    return tuple(
        WindowFact(row.day_kind, row.opens_at, row.closes_at, row.valid_from, row.valid_to) for row in rows
    )


def is_open(site_kind: str, *, site_code: str, at: datetime) -> bool:
    """Whether the site is open at ``at``; one without windows always is."""
    local = at.astimezone(SHANGHAI)
    today = local.date()
    windows = windows_of(site_kind, site_code=site_code, on=today)
    kinds = dict(
        WorkingDay.objects.filter(date__in=(today, today - timedelta(days=1))).values_list("date", "kind")
    )
    return law.is_open(windows, at=local.replace(tzinfo=None), kind_of=lambda day: kinds.get(day, ""))
