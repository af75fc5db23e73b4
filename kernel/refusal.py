"""Saying no: named rules, the violations they find, and the two exceptions a service may raise."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from re import compile as compile_pattern
from typing import NamedTuple

_CODE = compile_pattern(r"[A-Z]{3}-\d{2,3}\Z")


def gettext_noop(sentence: str) -> str:
    """Mark a sentence for translation; the door that shows it translates it."""
    return sentence


class Severity(StrEnum):
    """What a violation does to the document it was found in."""

    REFUSE = "refuse"
    ASK = "ask"
    WARN = "warn"


@dataclass(frozen=True, slots=True)
class Rule:
    """One named rule: its sentence is what a person reads, with ``%(name)s`` places for arguments.

    ``source`` names notice and article with dates; ``official`` is the customs reason or error
    code that receipts carry, empty where the specification has none.
    """

    code: str
    severity: Severity
    text: str
    source: str
    official: str = ""

    def __post_init__(self) -> None:
        """Refuse a malformed rule while its module is imported, not when it first fires."""
        if not _CODE.match(self.code) or not self.text or not self.source:
            raise ValueError(f"malformed rule {self.code!r}")


class Violation(NamedTuple):
    """One rule broken at one place.

    ``path`` points into the judged document (``lines[2].gcode``), ``against`` into the document
    it was compared with (``payment.amountPaid``). ``args`` never hold a personal value, nor a
    value that belongs to another firm.
    """

    rule: Rule
    path: str = ""
    against: str = ""
    args: tuple[tuple[str, str], ...] = ()

    @property
    def refuses(self) -> bool:
        """Whether this violation alone stops the document."""
        return self.rule.severity is Severity.REFUSE

    def sentence(self, template: str | None = None) -> str:
        """The rule's text (or its translation, given as ``template``) with the arguments in place."""
        return (template or self.rule.text) % dict(self.args)


class Refused(Exception):
    """Understood, not allowed, nothing written; carries every violation."""

    def __init__(self, *violations: Violation) -> None:
        self.violations = violations
        super().__init__("; ".join(v.sentence() for v in violations))


class Conflict(Exception):
    """Somebody else was first; the caller should look again."""

    def __init__(self, violation: Violation) -> None:
        self.violation = violation
        super().__init__(violation.sentence())


def refusing(violations: Iterable[Violation]) -> bool:
    """Whether any of the violations stops the document."""
    return any(v.refuses for v in violations)
