"""Reports on the resumption of work, as worked examples."""

from datetime import date

import pytest

from enterprises.rules.resumption import (
    ReportFact,
    TrendDay,
    count_blockers,
    fold_trend,
    judge_report,
    share_of,
)
from tests.office import rule_codes

DAYS = [date(2020, 2, 10), date(2020, 2, 11), date(2020, 2, 12)]


def report(firm: int, day: date, state: str, *kinds: str) -> ReportFact:
    return ReportFact(firm, day, state, {"stopped": 0, "partly": 40, "full": 100}[state], kinds)


@pytest.mark.parametrize(
    ("state", "share", "blockers", "text", "codes"),
    [
        ("full", 100, (), "", []),
        ("stopped", 0, ("workers",), "", []),
        ("partly", 40, ("workers", "other"), "no masks", []),
        ("partly", 100, ("workers",), "", ["WRK-01"]),
        ("partly", -1, (), "", ["WRK-01", "WRK-02"]),
        ("stopped", 0, ("weather",), "", ["WRK-02"]),
        ("partly", 40, ("other",), " ", ["WRK-03"]),
        ("full", 100, (), "x" * 1001, ["WRK-04"]),
        ("asleep", 0, (), "", ["WRK-06"]),
    ],
)
def test_a_report_says_all_it_must(state, share, blockers, text, codes):
    assert rule_codes(judge_report(state, share=share, blockers=blockers, text=text)) == codes


def test_the_share_follows_from_the_state():
    assert [share_of(state, said=40) for state in ("stopped", "partly", "full")] == [0, 40, 100]
    assert share_of("partly", said=None) == -1


def test_each_day_counts_the_newest_report_of_each_firm_until_then():
    reports = [
        report(1, date(2020, 2, 1), "stopped"),  # before the first day
        report(2, DAYS[1], "stopped"),
        report(1, DAYS[1], "partly"),
        report(1, DAYS[1], "full"),
        report(2, DAYS[2], "partly"),
    ]
    assert fold_trend(DAYS, reports, firms=3) == [
        TrendDay(DAYS[0], stopped=1, partly=0, full=0, silent=2),
        TrendDay(DAYS[1], stopped=1, partly=0, full=1, silent=1),
        TrendDay(DAYS[2], stopped=0, partly=1, full=1, silent=1),
    ]


def test_obstacles_are_counted_once_a_firm_and_those_of_full_firms_not():
    newest = [
        report(1, DAYS[0], "stopped", "workers", "logistics", "workers"),
        report(2, DAYS[0], "partly", "logistics"),
        report(3, DAYS[0], "full", "funds"),
    ]
    assert count_blockers(newest) == [("logistics", 2), ("workers", 1)]
