"""Selection as worked examples: each named rule at, below and beside its threshold."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.facts import SelectionFacts
from supervision.facts import SelectionParameters
from supervision.rules.selection import RULES, draw_from, judge_selection

AT = datetime(2026, 5, 12, 2, 30, tzinfo=UTC)
CALM = SelectionFacts(
    list_id=1, pre_no="B1", office="4921", trade_mode="1210", firm_id=1, agent_code="a",
    ebc_code="b", ebp_code="c",
    value_fen=30_000, full_tax=False, hs_codes=("1901109000", "3305900000"), countries=("601", "133"),
    warnings=0, accepted_at=AT,
)  # fmt: skip
PARAMETERS = SelectionParameters(review_value_fen=450_000, review_warnings=3)
NO_DRAW = Decimal("0.999999999")


def judge(facts=CALM, *, rate="0.02", draw=NO_DRAW, parameters=PARAMETERS):
    """Lane and rule codes."""
    routing = judge_selection(facts, grade_rate=Decimal(rate), draw=draw, parameters=parameters)
    return routing.lane, [rule.code for rule in routing.reasons]


def test_nothing_found_is_released():
    """No reason: released by itself."""
    assert judge() == ("release", [])


@pytest.mark.parametrize(
    ("draw", "lane", "codes"),
    [
        ("0", "inspect", ["SEL-01"]),
        ("0.019999999", "inspect", ["SEL-01"]),
        ("0.02", "release", []),
        ("0.020000001", "release", []),
    ],
)
def test_the_random_rate(draw, lane, codes):
    """Two in a hundred: compared strictly, so that a rate of 0.02 takes exactly that of [0, 1)."""
    assert judge(draw=Decimal(draw)) == (lane, codes)


def test_rate_nothing_and_rate_all():
    """0 inspects nobody, 1 everybody."""
    assert judge(rate="0", draw=Decimal(0)) == ("release", [])
    assert judge(rate="1") == ("inspect", ["SEL-01"])


@pytest.mark.parametrize(
    ("changes", "lane", "codes"),
    [
        ({"inspect_goods": ("3305",)}, "inspect", ["SEL-02"]),
        ({"inspect_goods": ("3305900000",)}, "inspect", ["SEL-02"]),
        ({"inspect_goods": ("33059000001",)}, "release", []),
        ({"inspect_goods": ("05",)}, "release", []),
        ({"inspect_countries": frozenset({"133"})}, "inspect", ["SEL-03"]),
        ({"inspect_countries": frozenset({"116"})}, "release", []),
        ({"review_goods": ("1901",)}, "review", ["SEL-04"]),
        ({"review_countries": frozenset({"601", "116"})}, "review", ["SEL-05"]),
        ({"review_goods": ("1901",), "inspect_goods": ("1901",)}, "inspect", ["SEL-02", "SEL-04"]),
    ],
)
def test_watch_lists(changes, lane, codes):
    """Goods by the beginning of their code, countries exactly; inspection wins over review."""
    assert judge(parameters=PARAMETERS._replace(**changes)) == (lane, codes)


@pytest.mark.parametrize(("fen", "codes"), [(449_999, []), (450_000, ["SEL-06"]), (450_001, ["SEL-06"])])
def test_the_review_threshold(fen, codes):
    """At the threshold and above; a blank threshold is off."""
    facts = CALM._replace(value_fen=fen)
    assert judge(facts)[1] == codes
    assert judge(facts, parameters=PARAMETERS._replace(review_value_fen=None)) == ("release", [])


def test_full_tax_and_warnings():
    """The item above the limit is always looked at; warnings from the number of the parameter on."""
    assert judge(CALM._replace(full_tax=True)) == ("review", ["SEL-07"])
    assert judge(CALM._replace(warnings=2)) == ("release", [])
    assert judge(CALM._replace(warnings=3)) == ("review", ["SEL-08"])
    assert judge(CALM._replace(warnings=9), parameters=PARAMETERS._replace(review_warnings=0))[0] == "release"


def test_all_reasons_are_given():
    """Never only the first."""
    facts = CALM._replace(full_tax=True, warnings=3, value_fen=900_000)
    everything = PARAMETERS._replace(
        inspect_goods=("19",),
        inspect_countries=frozenset({"601"}),
        review_goods=("19",),
        review_countries=frozenset({"601"}),
    )
    assert judge(facts, rate="1", parameters=everything) == ("inspect", [f"SEL-0{n}" for n in range(1, 9)])


def test_a_draw_from_known_bytes():
    """The number is the hash modulo a thousand million, as nine places."""
    assert draw_from(bytes(16)) == Decimal("0E-9")
    assert draw_from((1_234_567_890).to_bytes(16, "big")) == Decimal("0.234567890")


@given(st.binary(min_size=16, max_size=16))
def test_a_draw_is_in_the_unit_interval(digest):
    """Always in [0, 1), always the same, with at most nine places."""
    draw = draw_from(digest)
    assert 0 <= draw < 1 and draw == draw_from(digest) and draw == draw.quantize(Decimal("1e-9"))


def test_the_rules_have_names_and_sources():
    """Each once, with a source."""
    assert len({rule.code for rule in RULES}) == len(RULES) and all(rule.source for rule in RULES)
