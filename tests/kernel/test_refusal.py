"""Rules are well formed, violations speak, exceptions carry them all."""

import pytest

from kernel.refusal import Conflict, Refused, Rule, Severity, Violation, refusing
from kernel.rules import RULES

LIMIT = Rule("LIM-01", Severity.REFUSE, "%(value)s is above %(limit)s.", "Notice 2018 No. 49, article 1")
HINT = Rule("LIM-02", Severity.WARN, "Close to the limit.", "house rule")


@pytest.mark.parametrize(
    ("code", "text", "source"),
    [("lim-1", "t", "s"), ("LIM1", "t", "s"), ("LIM-01", "", "s"), ("LIM-01", "t", "")],
)
def test_a_malformed_rule_is_refused(code: str, text: str, source: str) -> None:
    with pytest.raises(ValueError):
        Rule(code, Severity.ASK, text, source)


def test_the_sentence_holds_the_arguments() -> None:
    violation = Violation(LIMIT, "lines[2].price", args=(("value", "6000"), ("limit", "5000")))
    assert violation.sentence() == "6000 is above 5000."
    assert violation.sentence("%(limit)s < %(value)s") == "5000 < 6000"


def test_refused_carries_every_violation() -> None:
    said = (Violation(HINT), Violation(HINT, "orderNo"))
    assert Refused(*said).violations == said
    assert str(Refused(*said)) == "Close to the limit.; Close to the limit."


def test_conflict_says_one() -> None:
    assert str(Conflict(Violation(HINT))) == "Close to the limit."


def test_only_refusing_rules_stop_a_document() -> None:
    stop = Violation(LIMIT, args=(("value", "1"), ("limit", "0")))
    assert not refusing([Violation(HINT)])
    assert refusing([Violation(HINT), stop])


def test_the_kernels_rules_have_codes_of_their_own() -> None:
    assert len({rule.code for rule in RULES}) == len(RULES)
