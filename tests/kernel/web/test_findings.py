"""Violations become sentences in the reader's language."""

import pytest
from django.utils import translation

from kernel.refusal import Conflict, Refused, Rule, Severity, Violation
from kernel.rules import FILE_TOO_LARGE, MOVED_ON, RULES
from kernel.web.findings import Finding, by_path, finding, findings, rule_table, sentence, stored

LARGE = Violation(FILE_TOO_LARGE, "files[1]", args=(("limit", "500"),))


def test_the_sentence_is_in_the_active_language() -> None:
    with translation.override("en"):
        assert sentence(LARGE) == "The file is larger than the 500 bytes allowed."
    with translation.override("zh-hans"):
        assert sentence(LARGE) == "文件超过允许的 500 字节。"


def test_every_rule_of_the_kernel_speaks_chinese() -> None:
    with translation.override("zh-hans"):
        for rule in RULES:
            assert translation.gettext(rule.text) != rule.text


def test_a_finding_says_where_and_what() -> None:
    with translation.override("en"):
        assert finding(LARGE) == Finding(
            "SYS-03", "refuse", "files[1]", "", "The file is larger than the 500 bytes allowed."
        )
    assert finding(LARGE).refuses


def test_exceptions_are_findings_too() -> None:
    assert [f.code for f in findings(Refused(LARGE, Violation(MOVED_ON)))] == ["SYS-03", "SYS-02"]
    assert [f.code for f in findings(Conflict(Violation(MOVED_ON)))] == ["SYS-02"]
    assert [f.code for f in findings([LARGE])] == ["SYS-03"]


def test_findings_by_path_keep_their_order() -> None:
    table = by_path(findings([LARGE, Violation(MOVED_ON), LARGE]))
    assert {path: len(found) for path, found in table.items()} == {"files[1]": 2, "": 1}


def test_a_stored_finding_is_said_again() -> None:
    rules = rule_table(RULES)
    with translation.override("en"):
        again = stored("SYS-03", rules=rules, path="files[1]", args={"limit": "500"})
    assert again.sentence == "The file is larger than the 500 bytes allowed."
    assert stored("OLD-01", rules=rules, path="x").sentence == "OLD-01"


def test_a_code_used_twice_is_refused() -> None:
    other = Rule("SYS-03", Severity.WARN, "Other.", "house rule")
    with pytest.raises(ValueError, match="SYS-03"):
        rule_table(RULES, [other])


def test_missing_arguments_do_not_hide_the_reason() -> None:
    assert sentence(Violation(FILE_TOO_LARGE)) == FILE_TOO_LARGE.text
