"""All rules of the room: codes unique, sentences that format, names of elements that exist."""

import re
from pathlib import Path

import polib
import pytest

from declarations.rules import register
from kernel.refusal import Rule, Violation

_PO = Path(register.__file__).parent.parent / "locale/zh_Hans/LC_MESSAGES/django.po"
CHINESE = {entry.msgid: entry.msgstr for entry in polib.pofile(str(_PO), check_for_duplicates=True)}
# What a rule may put in its sentence: never a name, a number or an address of a person.
ARGUMENTS = {
    "field",
    "line",
    "number",  # of a draft
    "most",
    "count",
    "code",
    "on",
    "unit",
    "modes",
    "name",
    "value",
    "limit",
    "hours",
    "status",
    "months",
    "message",
    "no",  # of an inventory or a declaration
    "entry",
    "lines",
    "stop",
    "currency",
}


def test_codes_are_unique() -> None:
    codes = [rule.code for rule in register.RULES]
    assert len(codes) == len(set(codes)) == len(register.BY_CODE)


@pytest.mark.parametrize("rule", register.RULES, ids=lambda rule: rule.code)
def test_sentences_format_with_known_arguments(rule: Rule) -> None:
    names = set(re.findall(r"%\((\w+)\)s", rule.text))
    assert names <= ARGUMENTS
    violation = Violation(rule, args=tuple((name, "x") for name in names))
    assert "%" not in violation.sentence()
    assert violation.sentence().endswith(".")


@pytest.mark.parametrize("rule", register.RULES, ids=lambda rule: rule.code)
def test_official_codes_have_the_official_form(rule: Rule) -> None:
    assert re.fullmatch(r"(|-\d{5,6}|\d{4,6})", rule.official)


@pytest.mark.parametrize("rule", register.RULES, ids=lambda rule: rule.code)
def test_sentences_have_their_chinese_with_the_same_arguments(rule: Rule) -> None:
    chinese = CHINESE[rule.text]
    assert chinese
    assert set(re.findall(r"%\((\w+)\)s", chinese)) == set(re.findall(r"%\((\w+)\)s", rule.text))
