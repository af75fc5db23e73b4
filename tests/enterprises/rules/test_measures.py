"""The catalogue's rules: words in both languages, whom a measure is for, and the days of a grant."""

from datetime import date

import pytest

from enterprises.rules import measures as law
from enterprises.rules.measures import Standing, Term, Words, judge_open, judge_term

TODAY = date(2026, 5, 12)
WORDS = Words("标题", "Title", "正文", "Text", "来源", "Source")


def codes(found):
    return [violation.rule.code for violation in found]


def test_words_are_needed_in_both_languages():
    assert law.judge_words(WORDS) == ()
    for name in Words._fields:
        found = law.judge_words(WORDS._replace(**{name: " "}))
        assert [(v.rule.code, v.path) for v in found] == [("MEA-03", name)]
    assert codes(law.judge_words(WORDS._replace(title_en="x" * 101))) == ["MEA-03"]


@pytest.mark.parametrize("code", ["", "ab", "9lives", "Green", "a b c", "a" * 41, "green\n"])
def test_a_short_name_is_an_address(code):
    assert codes(law.judge_code(code)) == ["MEA-01"]


@pytest.mark.parametrize(
    ("code", "open_to", "standing", "wanted"),
    [
        ("coordinator", "zone", Standing("", "default"), ["MEA-06"]),
        ("coordinator", "zone", Standing("4921", "dishonest"), []),
        ("no_presence", "everyone", Standing("", "dishonest"), []),
        ("anything", "honest", Standing("", "dishonest"), ["MEA-07"]),
        ("anything", "honest", Standing("", "seriously_dishonest"), ["MEA-07"]),
        ("anything", "zone_honest", Standing("", "dishonest"), ["MEA-06", "MEA-07"]),
        ("reservation", "honest", Standing("", "default"), []),
        ("green_channel", "zone_honest", Standing("4921", "default"), []),
    ],
)
def test_whom_a_measure_is_for(code, open_to, standing, wanted):
    assert codes(judge_open(code, open_to=open_to, firm=standing, on=TODAY)) == wanted


def test_the_table_of_rights_speaks_where_it_has_the_measure():
    for code in ("reservation", "batch_delivery", "green_channel"):
        found = judge_open(code, open_to="honest", firm=Standing("4921", "dishonest"), on=TODAY)
        assert found
        assert not codes(found)[0].startswith("MEA")


def test_nothing_is_approved_twice():
    assert codes(law.judge_access("reservation", access="rule")) == ["MEA-08"]
    assert codes(law.judge_access("guarantee_release", access="application")) == ["MEA-09"]
    assert law.judge_access("green_channel", access="grant") == ()


def test_every_undertaking_is_signed():
    every = list(law.UNDERTAKINGS["green_channel"])
    assert law.judge_undertakings("green_channel", signed=every) == ()
    assert codes(law.judge_undertakings("green_channel", signed=every[1:])) == ["MEA-10"]
    assert law.judge_undertakings("another", signed=[]) == ()


HELD = Term("MG1", date(2026, 6, 1), date(2026, 9, 1))


@pytest.mark.parametrize(
    ("first", "after", "held", "wanted"),
    [
        (TODAY, date(2027, 5, 12), [], []),
        (TODAY, TODAY, [], ["MEA-13"]),
        (date(2026, 1, 1), TODAY, [], ["MEA-13"]),
        (TODAY, date(2029, 5, 13), [], ["MEA-13"]),
        (TODAY, date(2027, 5, 12), [HELD], ["MEA-12"]),
        (date(2026, 7, 1), date(2026, 8, 1), [HELD], ["MEA-12"]),
        (TODAY, date(2026, 6, 2), [HELD], ["MEA-12"]),
        (TODAY, date(2026, 6, 1), [HELD], []),
        (date(2026, 9, 1), date(2026, 10, 1), [HELD], []),
    ],
)
def test_the_days_of_a_grant(first, after, held, wanted):
    assert codes(judge_term(first, after=after, today=TODAY, most_days=1096, held=held)) == wanted
