"""The law of parcels as worked examples: sums, leaving out, taking off which gate pass."""

from decimal import Decimal as D

from bonded.rules import flow
from bonded.rules import parcels as law
from tests.office import rule_codes

LINES = [law.LineFact(1, D(10), D(10)), law.LineFact(2, D(5), D(0))]
ONE = law.PassFact(7, "Z1", flow.PASS_APPROVED, {1: D(6)})
TWO = law.PassFact(8, "Z2", flow.HELD, {1: D(4)})


def off(wanted, *, passes=(ONE,), chosen="", is_officer=False):
    return law.off_passes(wanted, lines=LINES, passes=passes, chosen=chosen, is_officer=is_officer)


def test_lines_are_the_sums_per_item_and_currency():
    goods = [
        law.Summed(2, "142", D(1), D(10)),
        law.Summed(1, "142", D(2), D(20)),
        law.Summed(1, "502", D(3), D(30)),
        law.Summed(1, "142", D(4), D(40)),
    ]
    assert law.sums(goods) == [
        law.Summed(1, "142", D(6), D(60)),
        law.Summed(1, "502", D(3), D(30)),
        law.Summed(2, "142", D(1), D(10)),
    ]


def test_a_stopped_list_is_left_out_and_says_by_which_stop():
    assert law.judge_gathering(law.Waiting(1, "B1")) == ()
    (found,) = law.judge_gathering(law.Waiting(1, "B1", "ST1"))
    assert (found.rule.code, found.args) == ("PAR-02", (("stop", "ST1"),))


def test_what_stands_on_no_pass_gives_first():
    assert off({2: D(5)}) == (None, ())
    assert off({1: D(2), 2: D(5)}) == (ONE._replace(qty={1: D(2)}), ())


def test_of_several_passes_one_is_named_and_has_as_much():
    assert rule_codes(off({1: D(2)}, passes=(ONE, TWO))[1]) == ["PAR-07"]
    assert off({1: D(2)}, passes=(ONE, TWO), chosen="Z1") == (ONE._replace(qty={1: D(2)}), ())
    assert rule_codes(off({1: D(7)}, chosen="Z1")[1]) == ["PAR-08"]
    assert rule_codes(off({1: D(2)}, chosen="Z9")[1]) == ["PAR-07"]


def test_a_held_pass_gives_to_an_officer_and_one_that_is_through_to_nobody():
    assert rule_codes(off({1: D(2)}, passes=(TWO,))[1]) == ["PAR-14"]
    assert off({1: D(2)}, passes=(TWO,), is_officer=True) == (TWO._replace(qty={1: D(2)}), ())
    gone = ONE._replace(status=flow.PASSED)
    assert rule_codes(off({1: D(2)}, passes=(gone,), is_officer=True)[1]) == ["PAR-08"]


def test_who_may_take_what_out_of_which_inventory():
    def said(**changed: object) -> list[str]:
        facts: dict[str, object] = {
            "inv_type": "8", "status": flow.APPROVED, "gate": flow.GATE_NONE, "reason": "damaged",
            "is_officer": False, **changed,
        }  # fmt: skip
        return rule_codes(law.judge_taking_out(**facts))  # type: ignore[arg-type]

    assert said() == []
    assert said(inv_type="0") == ["PAR-10"]
    assert said(gate=flow.GATE_PART) == ["PAR-06"]
    assert said(status=flow.VOID) == ["PAR-01"]
    assert said(reason="") == ["PAR-09"]
    assert said(reason="stopped") == ["PAR-11"]
    assert said(reason="stopped", is_officer=True) == []
