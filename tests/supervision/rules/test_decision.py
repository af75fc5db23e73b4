"""Decisions as worked examples: who, when, with which words."""

from datetime import UTC, datetime, timedelta

import pytest

from supervision.facts import CaseFact, Decider, Decision
from supervision.rules.decision import (
    BY_REASON,
    REASONS,
    RULES,
    VERBS,
    clean_note,
    held_by_another,
    judge_decision,
    verbs_of,
)

AT = datetime(2026, 5, 12, 2, 30, tzinfo=UTC)
CASE = CaseFact(1, 300, "4921", "review", None, None, False)
INSPECTED = CASE._replace(status=500, lane="inspect")
OFFICER = Decider(7, frozenset({"4921"}), frozenset({"officer"}))
INSPECTOR = OFFICER._replace(roles=frozenset({"inspector"}))
PORTAL = Decider(None, is_portal=True)


def judge(case, *decision, decider=OFFICER):
    """The rule codes."""
    found = judge_decision(case, decision=Decision(1, *decision), decider=decider, at=AT)
    return [violation.rule.code for violation in found]


@pytest.mark.parametrize(
    ("case", "decider", "codes"),
    [
        (CASE, OFFICER, []),
        (CASE, PORTAL, []),
        (CASE, OFFICER._replace(roles=frozenset({"chief"})), []),
        (CASE, INSPECTOR, ["DEC-06"]),
        (CASE, OFFICER._replace(roles=frozenset({"gate", "laboratory"})), ["DEC-06"]),
        (CASE, OFFICER._replace(offices=frozenset({"4908"})), ["DEC-01"]),
        (CASE, Decider(None), ["DEC-01"]),
        (None, OFFICER, ["DEC-01"]),
        (CASE._replace(decided=True), OFFICER, ["DEC-02"]),
        (CASE._replace(decided=True), OFFICER._replace(offices=frozenset()), ["DEC-01"]),
        (CASE._replace(status=100), OFFICER, ["DEC-04"]),
        (CASE._replace(status=500), OFFICER, ["DEC-04"]),
    ],
)
def test_who_may_release(case, decider, codes):
    """Office, post, and the state of case and list; strangers learn nothing about the case."""
    assert judge(case, "release", decider=decider) == codes


@pytest.mark.parametrize(
    ("owner", "until", "user", "held"),
    [
        (None, None, 7, False),
        (7, AT + timedelta(hours=1), 7, False),
        (8, AT + timedelta(microseconds=1), 7, True),
        (8, AT, 7, False),
        (8, AT - timedelta(hours=1), 7, False),
        (8, AT + timedelta(hours=1), None, True),
    ],
)
def test_a_claim_binds_everybody_else_until_its_end(owner, until, user, held):
    """The moment of its end is free already; the portal (no user) is bound like everybody."""
    case = CASE._replace(owner_id=owner, lease_until=until)
    assert held_by_another(case, user_id=user, at=AT) is held


@pytest.mark.parametrize(
    ("case", "decision", "codes"),
    [
        (CASE, ("release",), []),
        (CASE, ("release", "documents"), ["DEC-08"]),
        (CASE, ("inspect", "doubt_value"), []),
        (CASE, ("inspect",), ["DEC-07"]),
        (CASE, ("inspect", "other", "请核对数量"), []),
        (CASE, ("reject", "documents", "金额不一致"), []),
        (CASE, ("reject", "", ""), ["DEC-07", "DEC-09"]),
        (CASE, ("reject", "goods", " \n\t"), ["DEC-09"]),
        (CASE, ("reject", "nonsense", "x"), ["DEC-08"]),
        (CASE, ("reject", "goods", "字" * 400), []),
        (CASE, ("reject", "goods", "字" * 401), ["DEC-11"]),
        (CASE, ("reject", "goods", "a\x01b"), ["DEC-12"]),
        (CASE, ("send_back", "goods", "x"), ["DEC-05"]),
        (CASE, ("", "goods", "x"), ["DEC-05"]),
        (INSPECTED, ("release", "", "开箱查验，货物与申报相符"), []),
        (INSPECTED, ("release",), ["DEC-10"]),
        (INSPECTED, ("inspect", "doubt_goods"), ["DEC-05"]),
        (INSPECTED, ("send_back", "channel", "不得进口"), []),
        (INSPECTED, ("reject", "goods", "品名不符"), []),
    ],
)
def test_what_a_decision_must_say(case, decision, codes):
    """Verb by lane, reason from the picklist, words where the declarant needs them."""
    assert (
        judge(case, *decision, decider=OFFICER._replace(roles=frozenset({"officer", "inspector"}))) == codes
    )


def test_a_note_is_one_line():
    """Line ends and blanks become single spaces, as the receipt carries it."""
    assert clean_note("  金额\r\n 不一致\t。 ") == "金额 不一致 。"


def test_the_tables_hold_together():
    """Every verb that wants a reason has some, every reason a verb, each rule one code."""
    names = {verb.name for verb in VERBS}
    assert all(any(verb.name in reason.verbs for reason in REASONS) for verb in VERBS if verb.wants_reason)
    assert all(set(reason.verbs) <= names for reason in REASONS) and len(BY_REASON) == len(REASONS)
    assert [verb.name for verb in verbs_of("review")] == ["release", "inspect", "reject"]
    assert [verb.name for verb in verbs_of("inspect")] == ["release", "reject", "send_back"]
    assert len({rule.code for rule in RULES}) == len(RULES)
