"""What speaks against applications, changes and documents, and what needs an officer, by example."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest

from bonded.rules import applications, batches, security, stock_docs
from bonded.rules.applications import (
    Change,
    Filer,
    LineFact,
    NewApplication,
    Standing,
    Terms,
    Wanted,
    judge_application,
    judge_change,
    needs_officer,
)
from bonded.rules.stock_docs import DocLine, Frame, Room, due_on, judge_frame, judge_lines

TODAY = date(2026, 5, 12)
FILER = Filer("default", False, frozenset({"MILK", "TEA"}))


def application(**changes):
    base = NewApplication(
        "SB-1", "A", "E", "430196K011", "门店", TODAY, TODAY + timedelta(days=90), guarantor_code="430168A4",
        lines=(Wanted("MILK", D(5), D(10)),),
    )  # fmt: skip
    return base._replace(**changes)


def found(wanted, *, filer=FILER):
    return [(v.rule.code, v.path) for v in judge_application(wanted, filer=filer, most_days=366, today=TODAY)]


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({}, []),
        ({"business": "B"}, [("APP-03", "business")]),
        ({"valid_from": TODAY - timedelta(days=1)}, [("APP-05", "valid_to")]),
        ({"valid_to": TODAY}, [("APP-05", "valid_to")]),
        ({"valid_to": TODAY + timedelta(days=366)}, []),
        ({"valid_to": TODAY + timedelta(days=367)}, [("APP-05", "valid_to")]),
        ({"business": "C", "purpose": "展示"}, [("APP-06", "place")]),
        ({"business": "E"}, [("APP-06", "purpose")]),
        ({"lines": ()}, [("APP-08", "lines")]),
        ({"lines": (Wanted("MILK", D(1), D(0)),) * 51}, [("APP-08", "lines")]),
        ({"lines": (Wanted("MILK", None, D(0)),)}, [("APP-09", "lines[1].qty")]),
        ({"lines": (Wanted("MILK", D("0.00001"), D("0.00001")),)}, []),
        ({"exempt": True}, [("APP-14", "exempt")]),
        ({"direction": "I", "guarantor_code": ""}, []),
    ],
)
def test_applications(changes, reasons):
    assert found(application(**changes)) == reasons


def test_an_exempt_firm_names_no_guarantor():
    exempt = FILER._replace(is_exempt=True)
    assert found(application(exempt=True, guarantor_code=""), filer=exempt) == []


def test_the_portal_passes_who_may_be_trusted():
    assert not needs_officer(grade="default")
    assert not needs_officer(grade="advanced_certified")
    assert needs_officer(grade="dishonest")
    assert needs_officer(grade="default", late=True)
    assert needs_officer(grade="default", exempt=True)
    assert needs_officer(grade="default", drawn=True)


TERMS = Terms(366, 31, 7)


def repair(*, extended=False, claimed="0"):
    lines = (LineFact(1, D(10), D(claimed)),)
    return Standing("E", TODAY, TODAY + timedelta(days=61), extended, lines)


@pytest.mark.parametrize(
    ("days_before", "days_more", "code"),
    [(7, 31, None), (6, 31, "APP-18"), (7, 32, "APP-19"), (20, 0, "APP-19")],
)
def test_an_extension_of_repair(days_before, days_more, code):
    standing = repair()
    today = standing.valid_to - timedelta(days=days_before)
    change = Change(standing.valid_to + timedelta(days=days_more), {}, "延期")
    assert [v.rule.code for v in judge_change(change, of=standing, terms=TERMS, today=today)] == (
        [code] if code else []
    )


def test_what_is_asked_for_says_why_and_changes_something():
    nothing = Change(None, {1: D(10)}, "无")
    assert [v.rule.code for v in judge_change(nothing, of=repair(), terms=TERMS, today=TODAY)] == ["APP-21"]
    silent = Change(None, {1: D(9)}, " ")
    assert [v.rule.code for v in judge_change(silent, of=repair(), terms=TERMS, today=TODAY)] == ["APP-16"]
    less = Change(None, {1: D("3.99999")}, "减量")
    assert [v.rule.code for v in judge_change(less, of=repair(claimed="4"), terms=TERMS, today=TODAY)] == [
        "APP-20"
    ]


FRAME = Frame("SB1", "A", True, TODAY, TODAY + timedelta(days=10), False)


@pytest.mark.parametrize(
    ("frame", "day", "codes"),
    [
        (FRAME, TODAY, []),
        (FRAME, TODAY + timedelta(days=9), []),
        (FRAME, TODAY + timedelta(days=10), ["DOC-03"]),
        (FRAME._replace(blocked=True), TODAY, ["DOC-04"]),
        (
            FRAME._replace(in_force=False, blocked=True),
            TODAY + timedelta(days=10),
            ["DOC-02", "DOC-03", "DOC-04"],
        ),
    ],
)
def test_when_an_application_takes_documents(frame, day, codes):
    assert [v.rule.code for v in judge_frame(frame, today=day, is_return=False)] == codes


def test_goods_may_always_come_back_but_batches_do_not():
    over = FRAME._replace(business="E", in_force=False, blocked=True)
    assert judge_frame(over, today=date(2030, 1, 1), is_return=True) == ()
    assert [v.rule.code for v in judge_frame(FRAME, today=TODAY, is_return=True)] == ["DOC-11"]


@pytest.mark.parametrize(
    ("line", "reasons"),
    [
        (DocLine(1, D(5)), []),
        (DocLine(1, D("5.00001")), [("DOC-08", "lines[1].qty")]),
        (DocLine(2, D(1)), [("DOC-07", "lines[1].of_line")]),
        (DocLine(1, None), [("DOC-09", "lines[1].qty")]),
        (DocLine(1, D(1), gross_kg=D(1), net_kg=D(2)), [("DOC-10", "lines[1]")]),
        (DocLine(1, D(1), unit_price=D(-1)), [("DOC-10", "lines[1]")]),
    ],
)
def test_lines_within_what_is_left(line, reasons):
    violations = judge_lines([line], rooms=[Room(1, D(5))])
    assert [(v.rule.code, v.path) for v in violations] == reasons


def test_the_term_of_return_ends_with_the_application():
    assert due_on(passed_on=TODAY, term_days=60, valid_to=date(2026, 12, 1)) == date(2026, 7, 11)
    assert due_on(passed_on=TODAY, term_days=60, valid_to=date(2026, 6, 1)) == date(2026, 5, 31)


def test_codes_are_unique_and_every_rule_is_listed():
    for module in (applications, stock_docs, batches, security):
        named = [value for value in vars(module).values() if type(value).__name__ == "Rule"]
        assert set(map(id, named)) == set(map(id, module.RULES))
    rules = [rule.code for module in (applications, stock_docs, batches, security) for rule in module.RULES]
    assert len(rules) == len(set(rules))
