"""The weekly ageing report: once a week and office, as it was on the Monday, before the chiefs."""

from datetime import date, timedelta

import pytest
from celery.schedules import crontab
from django.db import InternalError, transaction
from django.utils.translation import override

from clearance.celery import TIMETABLE
from enterprises import tasks
from enterprises.models import Difficulty, DifficultyWeek, Notice, NoticeCopy, User
from enterprises.selectors.notices import address_of, sentence
from enterprises.services import difficulties_firm, difficulties_weeks
from enterprises.services.difficulties import Draft, raise_difficulty
from enterprises.services.difficulties_weeks import WEEKLY, keep_week
from kernel.models.jobs import JobRun
from tests.enterprises.conftest import AT

MONDAY = AT + timedelta(days=6) - timedelta(hours=2, minutes=30)  # 2026-05-18, 08:00 in Shanghai
WEEK = timedelta(days=7)


@pytest.fixture
def desk(actor):
    return {name: actor(name) for name in ("shop", "broker", "coordinator")}


def difficulty(desk, *, who="shop", at=AT) -> str:
    draft = Draft("Lists wait", "Since Monday lists wait.", "declaration", "normal", "page", ())
    return raise_difficulty(actor=desk[who], draft=draft, at=at).number


def told() -> set[str]:
    rows = NoticeCopy.objects.filter(notice__kind="difficulty_week").values_list("user__email", flat=True)
    return {email.partition("@")[0] for email in rows}


def test_a_week_is_kept_once_whoever_starts_it_again(desk):
    difficulty(desk)
    assert [keep_week(at=MONDAY + timedelta(minutes=n)) for n in (0, 1, 3000)] == [1, 0, 0]
    row = DifficultyWeek.objects.get()
    assert (row.office, row.week, row.as_of, row.at) == ("4921", "2026-W21", date(2026, 5, 18), MONDAY)
    total = row.figures["total"]
    assert (total["open"], total["overdue"], total["accepted"], total["solved"]) == (1, 1, 1, 0)
    assert total["buckets"] == [0, 1, 0, 0] and total["solved_rate"] == "0.0"
    assert row.figures["classes"].keys() == {""}
    assert told() == {"chief", "chief2"} and Notice.objects.filter(kind="difficulty_week").count() == 1
    run = JobRun.objects.get(name=WEEKLY)
    assert (run.key, run.status, run.business_on) == ("2026-W21", JobRun.Status.DONE, date(2026, 5, 18))
    assert run.counts == {"offices": 1, "open": 1, "overdue": 1}


def test_the_notice_leads_to_the_report_of_that_day(desk):
    difficulty(desk)
    keep_week(at=MONDAY)
    notice = Notice.objects.get(kind="difficulty_week")
    assert address_of(notice) == "/difficulties/ageing/?on=2026-05-18"
    with override("en"):
        said = sentence(notice)
    assert said == "Difficulties of office 4921 on 2026-05-18: 1 open, 1 of them overdue."


def test_the_next_week_is_kept_beside_it_and_nothing_is_changed(desk):
    number = difficulty(desk)
    keep_week(at=MONDAY)
    difficulties_firm.withdraw(actor=desk["shop"], number=number, at=MONDAY + timedelta(days=1))
    assert keep_week(at=MONDAY + WEEK) == 1
    open_ones = DifficultyWeek.objects.order_by("id").values_list("week", "figures__total__open")
    assert list(open_ones) == [("2026-W21", 1), ("2026-W22", 0)]
    with pytest.raises(InternalError, match="append_only"), transaction.atomic():
        DifficultyWeek.objects.update(week="2026-W01")


def test_what_came_after_the_monday_does_not_count_in_a_late_run(desk):
    difficulty(desk)
    difficulty(desk, at=MONDAY + timedelta(days=1))
    assert keep_week(at=MONDAY + timedelta(days=2)) == 1
    assert DifficultyWeek.objects.get().figures["total"]["open"] == 1


def test_a_run_that_died_goes_on_with_the_offices_that_are_missing(desk, monkeypatch):
    difficulty(desk)
    Difficulty.objects.filter(number=difficulty(desk, who="broker")).update(office="4906")
    real = difficulties_weeks.notify

    def dies(news, *, at):
        if news[0].to.office == "4921":
            raise RuntimeError("killed")
        return real(news, at=at)

    monkeypatch.setattr(difficulties_weeks, "notify", dies)
    with pytest.raises(RuntimeError, match="killed"):
        keep_week(at=MONDAY)
    assert list(DifficultyWeek.objects.values_list("office", flat=True)) == ["4906"]
    monkeypatch.undo()
    assert keep_week(at=MONDAY) == 1
    assert list(DifficultyWeek.objects.order_by("id").values_list("office", flat=True)) == ["4906", "4921"]


def test_no_person_stands_in_the_figures(desk):
    difficulty(desk)
    Difficulty.objects.update(owner=User.objects.get(email="officer@demo.example"))
    keep_week(at=MONDAY)
    assert DifficultyWeek.objects.get().figures.keys() == {"total", "classes", "teams"}
    assert User.objects.get(email="officer@demo.example").name not in str(
        DifficultyWeek.objects.get().figures
    )


def test_the_page_lists_the_weeks_of_its_offices_only(desk, browser):
    difficulty(desk)
    keep_week(at=MONDAY)
    keep_week(at=MONDAY + WEEK)
    DifficultyWeek.objects.create(
        office="4906", week="2026-W21", as_of=date(2026, 5, 18), at=MONDAY,
        figures=DifficultyWeek.objects.order_by("id")[0].figures,
    )  # fmt: skip
    page = browser("chief").get("/difficulties/ageing/").content.decode()
    assert 'href="?on=2026-05-18"' in page and 'href="?on=2026-05-25"' in page
    assert page.index("2026-W22") < page.index("2026-W21") and "4906" not in page
    chinese = browser("chief", language="zh-hans").get("/difficulties/ageing/").content.decode()
    assert "周报存档" in chinese


def test_it_stands_in_the_timetable_on_monday_at_eight():
    entry = next(entry for entry in TIMETABLE.values() if entry["task"] == tasks.weekly_ageing.name)
    assert entry["schedule"] == crontab(day_of_week="mon", hour=8, minute=0)
