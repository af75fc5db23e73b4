"""Tailored plans: every switch with what it takes, whom a plan covers, and three different people."""

from datetime import date

import pytest

from enterprises.facts import PlanFact
from enterprises.rules import plans, switches
from enterprises.rules.plans import PlanDraft, covers, judge_approver, judge_plan, plan_for, switch
from enterprises.rules.switches import judge_switches, owed_documents, owed_value

TODAY = date(2026, 5, 12)
GOOD = PlanDraft(
    "Medicines", "Drugs and dressings", ("300", "382219"), "emergency_clearance", TODAY, date(2026, 8, 12),
    "Decree 256, Article 1", ((switches.LANE, "release"),),
)  # fmt: skip


def codes(found):
    return [violation.rule.code for violation in found]


def judge(**changes):
    return codes(judge_plan(GOOD._replace(**changes), today=TODAY, most_days=366))


def test_a_good_plan_passes():
    assert judge() == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": " "}, "PLN-01"),
        ({"goods": "x"}, "PLN-02"),
        ({"hs_prefixes": ()}, "PLN-03"),
        ({"hs_prefixes": ("3",)}, "PLN-03"),
        ({"hs_prefixes": ("30a",)}, "PLN-03"),
        ({"hs_prefixes": ("３００",)}, "PLN-03"),
        ({"hs_prefixes": tuple(str(n) for n in range(10, 51))}, "PLN-03"),
        ({"scenario": "holiday"}, "PLN-04"),
        ({"valid_to": TODAY}, "PLN-05"),
        ({"valid_from": date(2026, 1, 1), "valid_to": date(2026, 5, 1)}, "PLN-05"),
        ({"valid_to": date(2028, 1, 1)}, "PLN-05"),
        ({"valid_from": None}, "PLN-05"),
        ({"legal_basis": "law"}, "PLN-06"),
        ({"switches": ()}, "PLN-08"),
    ],
)
def test_each_fault_is_named(changes, code):
    assert judge(**changes) == [code]


@pytest.mark.parametrize(
    ("name", "good", "bad", "code"),
    [
        (switches.LANE, ["release", "review", "inspect", "normal"], ["", "green", "RELEASE"], "PLN-10"),
        (
            switches.RATE,
            ["0", "0.5", "1", "0.25", "1.00"],
            ["1.01", "-0.1", "0.125", "NaN", "1e-1", "x", "0_1", ".5"],
            "PLN-11",
        ),
        (switches.DEADLINE, ["1", "48"], ["0", "49", "1.5", "", "١"], "PLN-11"),
        (switches.LEAD, ["0", "24"], ["25", "-1", "1e1"], "PLN-11"),
        (switches.PLACE, ["site"], ["home", ""], "PLN-10"),
        (
            switches.OWED,
            ["15:invoice", "1:contract,donation", "30:origin"],
            ["0:invoice", "31:invoice", "15:", "15:licence", "invoice", ":invoice", "-1:invoice"],
            "PLN-12",
        ),
    ],
)  # fmt: skip
def test_each_switch_takes_its_own_values_only(name, good, bad, code):
    assert [value for value in good if judge_switches(((name, value),))] == []
    assert [codes(judge_switches(((name, value),))) for value in bad] == [[code]] * len(bad)


def test_an_unknown_switch_is_refused():
    assert codes(judge_switches((("tax.rate", "0"),))) == ["PLN-09"]


def test_premises_need_an_address_and_only_they_take_one():
    premises, site = ((switches.PLACE, "premises"),), ((switches.PLACE, "site"),)
    assert codes(judge_switches(premises)) == ["PLN-13"]
    assert judge_switches(premises, address="Hall 3, Jichang Road") == ()
    assert codes(judge_switches(site, address="Hall 3, Jichang Road")) == ["PLN-18"]


def test_documents_owed_are_written_and_read():
    assert owed_value(15, kinds=["donation", "contract"]) == "15:contract,donation"
    assert owed_documents("15:contract,donation") == (15, ("contract", "donation"))
    assert owed_documents("soon:contract")[0] == 0


def test_every_switch_says_what_it_does():
    for one in switches.SWITCHES:
        places = {"value": "x", "days": "1"}
        assert one.said % places != one.said
        assert one.rule
        assert one.label


def plan(number, *prefixes, first=TODAY):
    return PlanFact(number, 1, prefixes, "other", ((switches.LANE, "review"),), first, date(2026, 12, 31))


def test_a_plan_covers_goods_only_when_every_line_is_covered():
    medical = plan("PL1", "300", "382219")
    assert covers(medical, hs_codes=["3004909099", "3822190000"])
    assert not covers(medical, hs_codes=["3004909099", "1901101010"])
    assert not covers(medical, hs_codes=[])


def test_the_plan_that_names_the_goods_most_closely_counts_then_the_later_one():
    wide, close = plan("PL1", "30"), plan("PL2", "300490")
    later = plan("PL3", "30", first=date(2026, 6, 1))
    assert plan_for([wide, close, later], hs_codes=["3004909099"]) is close
    assert plan_for([wide, later], hs_codes=["3004909099"]) is later
    # one line is only covered widely: that is how close the plan is
    both = plan("PL4", "30", "300490")
    assert plan_for([both, later], hs_codes=["3004909099", "3001909099"]) is later
    assert plan_for([wide], hs_codes=["1901101010"]) is None


def test_a_switch_is_read_by_its_name():
    assert switch(plan("PL1", "30"), name="selection.lane") == "review"
    assert switch(plan("PL1", "30"), name="case.deadline_hours") == ""
    assert switch(None, name="selection.lane") == ""
    with pytest.raises(KeyError):
        switch(None, name="selection.lanes")


def test_drafter_first_and_second_approver_are_three_people():
    assert codes(judge_approver(1, drafted_by=1)) == ["PLN-15"]
    assert codes(judge_approver(2, drafted_by=1, approved_by=2)) == ["PLN-15"]
    assert codes(judge_approver(4, drafted_by=1, approved_by=2, also_wrote={4, 5})) == ["PLN-15"]
    assert judge_approver(3, drafted_by=1, approved_by=2, also_wrote={4, 5}) == ()


def test_rules_stand_once():
    found = [rule.code for rule in (*plans.RULES, *switches.RULES)]
    assert sorted(found) == [f"PLN-{n:02d}" for n in range(1, 20)]
