"""Violations as sentences in the reader's language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext

from kernel.refusal import Conflict, Refused, Rule, Severity, Violation


@dataclass(frozen=True)
class Finding:
    """A violation as a door shows it: where, which rule, and the translated sentence."""

    code: str
    severity: str
    path: str
    against: str
    sentence: str

    @property
    def refuses(self) -> bool:
        """Whether it stops the document."""
        return self.severity == Severity.REFUSE


def sentence(violation: Violation) -> str:
    """The violation's sentence in the active language.

    A translation or a stored row with wrong arguments must not hide the reason: then the plain text stands.
    """
    for template in (gettext(violation.rule.text), violation.rule.text):
        try:
            return violation.sentence(template)
        except (KeyError, ValueError, TypeError):
            continue
    return violation.rule.text


def finding(violation: Violation) -> Finding:
    """The violation ready to be shown."""
    rule = violation.rule
    return Finding(rule.code, rule.severity.value, violation.path, violation.against, sentence(violation))


def findings(said: Iterable[Violation] | Refused | Conflict) -> list[Finding]:
    """All violations of a judgement, or of the exception that a service raised, in their order."""
    if isinstance(said, Conflict):
        return [finding(said.violation)]
    if isinstance(said, Refused):
        return [finding(violation) for violation in said.violations]
    return [finding(violation) for violation in said]


def by_path(said: Iterable[Finding]) -> dict[str, list[Finding]]:
    """The findings by the path they point at; ``""`` holds those of the whole document."""
    table: dict[str, list[Finding]] = {}
    for one in said:
        table.setdefault(one.path, []).append(one)
    return table


def stored(
    code: str, *, rules: Mapping[str, Rule], path: str = "", against: str = "", args: Mapping[str, str] = {}
) -> Finding:
    """A finding read back from a table: ``rules`` gives the rule of each code.

    A code that no longer has a rule is shown as the code itself.
    """
    rule = rules.get(code)
    if rule is None:
        return Finding(code, Severity.REFUSE.value, path, against, code)
    return finding(Violation(rule, path, against, tuple(args.items())))


def rule_table(*groups: Iterable[Rule]) -> dict[str, Rule]:
    """The rules by code.

    Raises:
        ValueError: two rules with one code.
    """
    table: dict[str, Rule] = {}
    for rule in (rule for group in groups for rule in group):
        if table.setdefault(rule.code, rule) is not rule:
            raise ValueError(f"two rules are called {rule.code}")
    return table
