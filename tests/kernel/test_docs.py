"""Generated documents say what the law says."""

import pytest

from kernel import docs
from kernel.refusal import Rule, Severity
from tests.kernel.toys import FLOW

RULE = Rule("LIM-01", Severity.REFUSE, "Too much | too often.", "Notice 2018 No. 49", official="-101")


def test_flows_show_diagram_and_timetable() -> None:
    text = docs.flows([FLOW])
    assert f"## Toy\n\n```mermaid\n{FLOW.mermaid()}\n```\n\n| verb | from | to | who | official |" in text
    assert "| make |  | 1 new | system |  |" in text
    assert "| break | 2 checked | 4 broken | firm, officer |  |" in text


def test_rules_stand_by_chapter() -> None:
    assert docs.rules({"Limits": [RULE]}).endswith(
        "## Limits\n\n| rule | severity | official | sentence | source |\n| --- | --- | --- | --- | --- |\n"
        "| LIM-01 | refuse | -101 | Too much \\| too often. | Notice 2018 No. 49 |\n"
    )


def test_a_code_used_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="LIM-01"):
        docs.rules({"Limits": [RULE], "Match": [RULE]})
