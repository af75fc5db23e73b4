"""Every rule of the messages has its own code, its own sentence and its Chinese with the same places."""

from pathlib import Path
from re import findall

import polib
import pytest

from declarations.messages.rules import RULES
from kernel.refusal import Rule, Severity

CATALOG = Path(__file__).parents[3] / "declarations/locale/zh_Hans/LC_MESSAGES/django.po"


def test_codes_and_sentences_are_unique() -> None:
    """Nothing is said twice."""
    assert len({rule.code for rule in RULES}) == len(RULES)
    assert len({rule.text for rule in RULES}) == len(RULES)


def test_families_have_one_severity_each() -> None:
    """What is unreadable or wrong is refused, what is repaired is a warning."""
    severities = {(rule.code[:3], rule.severity) for rule in RULES}
    assert severities == {("XML", Severity.REFUSE), ("MSG", Severity.REFUSE), ("REP", Severity.WARN)}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_rule_has_its_chinese(rule: Rule) -> None:
    """In the catalogue, with the same arguments."""
    entry = polib.pofile(str(CATALOG)).find(rule.text)
    assert entry is not None
    assert entry.msgstr
    assert sorted(findall(r"%\((\w+)\)s", entry.msgstr)) == sorted(findall(r"%\((\w+)\)s", rule.text))
