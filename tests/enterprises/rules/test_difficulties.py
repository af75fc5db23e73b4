"""What must be said, when a difficulty belongs before the chief, and what the reports count."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from enterprises.rules import difficulties as law
from enterprises.rules import flow
from enterprises.rules.difficulties_report import Case, Past, aging_row, aging_rows, repetitions

AT = datetime(2026, 5, 12, 2, 30, tzinfo=UTC)
GOOD = law.Draft("Lists wait", "Since Monday lists wait for hours.", "declaration", "normal", "page")


def codes(violations):
    return [(v.rule.code, v.path) for v in violations]


def test_a_good_draft_has_nothing_against_it():
    assert law.judge_draft(GOOD) == ()


def test_all_that_is_wrong_is_said_at_once():
    bad = law.Draft(" ", "a", "weather", "soon", "pigeon", (("import_list", "？"), ("dream", "X1")))
    assert codes(law.judge_draft(bad)) == [
        ("DIF-01", "title"), ("DIF-02", "text"), ("DIF-04", "category"), ("DIF-04", "urgency"),
        ("DIF-04", "channel"), ("DIF-05", "links[1].number"), ("DIF-05", "links[2].number"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("import_list", "B20260512000000001"),
        ("order", "EB-2026_001.7"),
        ("ledger", "T4921W000001"),
        ("guarantee", "DB4921000001"),
        ("plan", "PL4921260000001"),
        ("registration", "RG4921260000012"),
    ],
)
def test_numbers_by_their_kind(kind, number):
    assert law.judge_links([(kind, number)]) == ()


@pytest.mark.parametrize(
    ("kind", "number"), [("plan", "DF4921260000001"), ("ledger", "4921"), ("order", " ")]
)
def test_numbers_of_another_shape_are_refused(kind, number):
    assert codes(law.judge_links([(kind, number)])) == [("DIF-05", "links[1].number")]


def test_there_are_not_too_many_links():
    many = [("order", f"EB{n}") for n in range(21)]
    assert codes(law.judge_links(many)) == [("DIF-06", "links")]
    assert law.judge_links(many[:20]) == ()


@pytest.mark.parametrize("mark", [None, 0, 6])
def test_without_a_mark_nothing_is_confirmed(mark):
    assert codes(law.judge_confirmation(mark, remark="")) == [("DIF-09", "mark")]


def test_reopening_ends_with_its_days():
    last = AT + timedelta(days=30) - timedelta(seconds=1)
    assert law.judge_reopening(AT, days=30, at=last) == ()
    assert codes(law.judge_reopening(AT, days=30, at=AT + timedelta(days=30))) == [("DIF-10", "")]


def standing(**changes):
    one = law.Standing(1, flow.DIFFICULTY_RAISED, "critical", AT, AT + timedelta(days=2))
    return one._replace(**changes)


@pytest.mark.parametrize(
    ("one", "hours", "levels"),
    [
        (standing(), 3, ()),
        (standing(), 4, ("untriaged",)),
        (standing(), 48, ("untriaged", "overdue")),
        (standing(urgency="urgent"), 47, ()),
        (standing(urgency="urgent"), 48, ("overdue",)),
        (standing(status=flow.DIFFICULTY_IN_HAND), 47, ()),
        (standing(status=flow.DIFFICULTY_ASKED), 99, ()),
        (standing(status=flow.DIFFICULTY_ANSWERED), 99, ()),
    ],
)
def test_what_belongs_before_the_chief(one, hours, levels):
    assert law.escalations(one, at=AT + timedelta(hours=hours), triage_hours=4) == levels


def test_the_theme_of_a_title_is_its_words():
    assert law.theme("tax", title="Tax wrong, 2026!") == law.theme("tax", title="  wrong TAX 17")
    assert law.theme("tax", title="税额有误") != law.theme("other", title="税额有误")


def case(**changes):
    one = Case("simple", "Chen", "Zone", True, False, 1, True, False, None, None)
    return one._replace(**changes)


def test_a_line_of_the_ageing_report():
    row = aging_row(
        [
            case(age=2), case(age=3, overdue=True), case(age=11),
            case(is_open=False, solved=True, took=2, mark=5),
            case(is_open=False, solved=True, took=5, mark=4),
            case(is_open=False, solved=True, took=4, mark=None),
            case(is_open=False, accepted=False),
        ],
        name="All",
    )  # fmt: skip
    assert row.buckets == (1, 1, 0, 1)
    assert (row.open, row.overdue, row.accepted, row.solved) == (3, 1, 6, 3)
    assert (row.solved_rate, row.days, row.mark) == (Decimal("50.0"), Decimal("3.7"), Decimal("4.5"))


def test_ninety_eight_per_cent():
    """Nanjing, January to August: 5,462 accepted, 5,358 solved, 98 %."""
    rows = [case(solved=True, is_open=False, took=1)] * 5358 + [case()] * 104
    assert aging_row(rows, name="").solved_rate == Decimal("98.1")


def test_nothing_is_divided_by_nothing():
    assert aging_row([], name="")[-3:] == (None, None, None)


def test_lines_stand_in_the_order_of_their_names():
    rows = aging_rows([case(team="B"), case(team="A"), case(team="B")], key=lambda one: one.team)
    assert [(row.name, row.open) for row in rows] == [("A", 1), ("B", 2)]


def past(number, *, root=None, words="x", changes=0):
    return Past(number, root, ("tax", words), date(2026, 5, number), changes)


def test_repeated_ones_without_a_change_come_first():
    groups = repetitions(
        [
            past(1, words="slow"), past(2, words="slow", changes=1),
            past(3, words="lost"), past(4, words="lost"),
            past(5, words="alone"), past(6, words="changed", changes=2),
            past(7, words="other words", root=3),
        ]
    )  # fmt: skip
    assert [(group.ids, group.changes) for group in groups] == [((3, 4, 7), 0), ((1, 2), 1), ((6,), 2)]
    assert [group.unchanged for group in groups] == [True, False, False]


def test_two_groups_become_one_through_an_officers_word():
    groups = repetitions(
        [past(1, words="a"), past(2, words="b"), past(3, words="b"), past(4, words="a", root=2)]
    )
    assert [group.ids for group in groups] == [(1, 2, 3, 4)]
