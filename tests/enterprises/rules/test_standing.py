"""Standing documents: what may be filed, which reminder is owed when."""

from datetime import date

import pytest

from enterprises.rules import standing as law
from enterprises.rules.standing import Filing

ON = date(2026, 5, 12)
GOOD = Filing("business_licence", "", "4301-0001", date(2020, 1, 1), date(2030, 1, 1), 1)


def codes(found):
    return [(one.rule.code, one.path) for one in found]


def test_a_whole_document_is_in_order():
    assert law.judge_filing(GOOD, on=ON) == ()
    assert law.judge_filing(GOOD._replace(last_day=None), on=ON) == ()
    assert law.judge_filing(GOOD._replace(last_day=ON), on=ON) == ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind": "passport"}, [("STD-07", "kind")]),
        ({"kind": "other"}, [("STD-06", "title")]),
        ({"document_no": " "}, [("STD-01", "document_no")]),
        ({"valid_from": None}, [("STD-02", "valid_from")]),
        ({"last_day": date(2019, 12, 31)}, [("STD-03", "last_day")]),
        ({"last_day": date(2026, 5, 11)}, [("STD-04", "last_day")]),
        ({"scans": 0}, [("STD-05", "attachments")]),
    ],
)
def test_each_fault_has_its_place(change, said):
    assert codes(law.judge_filing(GOOD._replace(**change), on=ON)) == said


@pytest.mark.parametrize(
    ("left", "sent", "owed"),
    [
        (31, (), None),
        (30, (), 30),
        (30, (30,), None),
        (11, (30,), None),
        (10, (30,), 10),
        (8, (), 10),  # nothing ran for weeks: the latest step alone
        (1, (30, 10), 1),
        (1, (1,), None),  # the steps before are not made up for
        (0, (30, 10, 1), 0),
        (-5, (30, 10, 1), 0),
        (-5, (0,), None),
    ],
)
def test_which_reminder_is_owed(left, sent, owed):
    assert law.due_reminder(left, steps=(30, 10, 1), sent=sent) == owed


def test_today_is_the_last_day():
    assert law.days_left(date(2026, 5, 13), on=ON) == 1  # first day after: tomorrow
    assert law.days_left(ON, on=ON) == 0


def test_steps_are_read_from_the_parameter():
    assert law.reminder_steps("30,10,1") == (30, 10, 1)
