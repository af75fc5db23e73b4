"""Credit grades by the law of the day: boundaries of the regimes, lower wins, what a change must keep to."""

from datetime import date

import pytest

from enterprises.rules import credit
from enterprises.rules.credit import GradeRow, Standing, grade_on, judge_change, lost_on

AEO, CERT, GENERAL, DEFAULT = "advanced_certified", "certified", "general_certified", "default"
BAD, WORSE = "dishonest", "seriously_dishonest"
YEARS_AGO = date(2020, 1, 1)


@pytest.mark.parametrize(
    ("day", "law"),
    [
        (date(2017, 1, 1), "decree-237"),
        (date(2018, 5, 1), "decree-237"),
        (date(2021, 10, 31), "decree-237"),
        (date(2021, 11, 1), "decree-251"),
        (date(2026, 3, 31), "decree-251"),
        (date(2026, 4, 1), "decree-282"),
    ],
)
def test_the_law_of_the_day(day, law):
    assert credit.regime_on(day).code == law


def test_each_law_ends_where_the_next_begins():
    laws = credit.REGIMES
    assert [law.valid_to for law in laws[:-1]] == [law.valid_from for law in laws[1:]]
    assert laws[-1].valid_to is None


@pytest.mark.parametrize("law", credit.REGIMES)
def test_every_grade_ever_given_counts_as_one_of_every_law(law):
    codes = {grade.code for each in credit.REGIMES for grade in each.grades}
    names = {grade.code for grade in law.grades}
    assert {law.grade(code).code for code in codes} == names
    assert len({grade.rank for grade in law.grades}) == len(law.grades)


@pytest.mark.parametrize(
    ("given", "day", "counts", "zh"),
    [
        (GENERAL, date(2021, 10, 31), GENERAL, "一般认证企业"),
        (GENERAL, date(2021, 11, 1), DEFAULT, "常规管理企业"),
        (GENERAL, date(2026, 4, 1), DEFAULT, "常规企业"),
        (AEO, date(2021, 10, 31), AEO, "高级认证企业"),
        (AEO, date(2026, 4, 1), AEO, "高级认证企业"),
        (DEFAULT, date(2021, 10, 31), DEFAULT, "一般信用企业"),
        (BAD, date(2026, 4, 1), BAD, "失信企业"),
        (CERT, date(2026, 3, 31), DEFAULT, "常规管理企业"),
        (CERT, date(2026, 4, 1), CERT, "认证企业"),
        (WORSE, date(2026, 3, 31), BAD, "失信企业"),
        (WORSE, date(2026, 4, 1), WORSE, "严重失信企业"),
    ],
)
def test_a_grade_counts_as_its_successor(given, day, counts, zh):
    rows = [GradeRow(given, YEARS_AGO, None)]
    assert grade_on(rows, on=day) == counts
    assert credit.grade(given, on=day).name_zh == zh


def test_without_a_row_there_is_no_special_grade():
    assert grade_on([], on=date(2026, 5, 1)) == DEFAULT


def test_the_first_day_counts_and_the_first_day_after_does_not():
    row = GradeRow(BAD, date(2026, 4, 2), date(2026, 4, 5))
    days = [grade_on([row], on=date(2026, 4, day)) for day in (1, 2, 4, 5)]
    assert days == [DEFAULT, BAD, BAD, DEFAULT]


@pytest.mark.parametrize(
    ("one", "other", "lower"),
    [
        (AEO, CERT, CERT),
        (CERT, DEFAULT, DEFAULT),
        (DEFAULT, BAD, BAD),
        (WORSE, BAD, WORSE),
        (AEO, WORSE, WORSE),
    ],
)
def test_on_conflict_the_lower_grade_counts(one, other, lower):
    rows = [GradeRow(one, YEARS_AGO, None), GradeRow(other, YEARS_AGO, None)]
    assert grade_on(rows, on=date(2026, 5, 1)) == grade_on(rows[::-1], on=date(2026, 5, 1)) == lower


def test_resting_privileges_take_a_certified_firm_down_and_nobody_up():
    day = date(2026, 5, 1)
    resting = {
        code: grade_on([GradeRow(code, YEARS_AGO, None)], on=day, resting=True) for code in (AEO, CERT, BAD)
    }
    assert resting == {AEO: DEFAULT, CERT: DEFAULT, BAD: BAD}


def _codes(new: str, *, day: date = date(2026, 5, 1), ground: str = "other", **standing: object) -> set[str]:
    known = Standing(DEFAULT, None, None, None)._replace(**standing)  # type: ignore[arg-type]
    return {
        v.rule.code
        for v in judge_change(new, valid_from=day, ground=ground, text="why it is", standing=known)
    }


@pytest.mark.parametrize(
    ("new", "day", "said"),
    [
        (CERT, date(2026, 3, 31), {"CRE-01"}),
        (CERT, date(2026, 4, 1), set()),
        (WORSE, date(2026, 3, 31), {"CRE-01"}),
        (GENERAL, date(2021, 10, 31), set()),
        (GENERAL, date(2021, 11, 1), {"CRE-01"}),
        (DEFAULT, date(2026, 4, 1), {"CRE-02"}),
        ("AAA", date(2026, 4, 1), {"CRE-01"}),
    ],
)
def test_only_a_grade_of_that_day_may_be_given(new, day, said):
    assert _codes(new, day=day) == said


@pytest.mark.parametrize(
    ("new", "ground", "said"),
    [
        (AEO, "certified", set()),
        (AEO, "smuggling", {"CRE-03"}),
        (BAD, "smuggling", set()),
        (BAD, "certified", {"CRE-03"}),
        (BAD, "", {"CRE-03"}),
    ],
)
def test_the_ground_fits_the_direction(new, ground, said):
    assert _codes(new, ground=ground) == said


def test_the_firm_reads_a_reason():
    found = judge_change(
        BAD,
        valid_from=date(2026, 5, 1),
        ground="other",
        text=" no ",
        standing=Standing(DEFAULT, None, None, None),
    )
    assert [(v.rule.code, v.path) for v in found] == [("CRE-04", "text")]


def test_a_change_begins_after_the_latest_row():
    latest = date(2026, 5, 1)
    assert _codes(BAD, day=latest, latest_from=latest) == {"CRE-07"}
    assert _codes(BAD, day=date(2026, 5, 2), latest_from=latest) == set()


def test_a_certification_lost_may_come_back_after_the_wait():
    lost, wait = date(2025, 6, 1), date(2026, 6, 1)
    assert _codes(AEO, day=date(2026, 5, 31), lost_on=lost, wait_to=wait) == {"CRE-05"}
    assert _codes(AEO, day=wait, lost_on=lost, wait_to=wait) == set()
    assert _codes(BAD, day=date(2026, 5, 31), lost_on=lost, wait_to=wait) == set()


def test_nobody_is_certified_under_an_investigation():
    assert _codes(AEO, investigated=True) == {"CRE-08"}
    assert _codes(BAD, investigated=True) == set()


def test_when_a_certification_was_lost():
    rows = [
        GradeRow(AEO, date(2022, 1, 1), date(2023, 1, 1)),
        GradeRow(DEFAULT, date(2023, 1, 1), date(2024, 6, 1)),
        GradeRow(AEO, date(2024, 6, 1), None),
    ]
    assert lost_on(rows, before=date(2024, 6, 1)) == date(2023, 1, 1)
    assert lost_on(rows, before=date(2022, 6, 1)) is None


def test_what_a_new_law_takes_was_not_lost():
    rows = [
        GradeRow(GENERAL, date(2020, 1, 1), date(2021, 11, 1)),
        GradeRow(DEFAULT, date(2021, 11, 1), None),
    ]
    assert lost_on(rows, before=date(2022, 1, 1)) is None
