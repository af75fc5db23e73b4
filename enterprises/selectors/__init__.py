"""Reading this room: actors, firms by code, and the lists of its pages, always scoped by the Actor."""

from enterprises.rules import guarantee
from enterprises.selectors.actors import (
    actor_of_firm,
    actor_of_token,
    actor_of_user,
)
from enterprises.selectors.firms import (
    codes_of,
    directory,
    firm_for_officer,
    firms_by_code,
    firms_of,
    kinds_on,
    own_firm,
    people,
    reading_changes,
    tokens,
)
from enterprises.selectors.guarantees import (
    audit_guarantees,
    guarantee_entries,
    guarantees,
)
from enterprises.selectors.trust import (
    grade_name,
    grades_of,
)
from kernel.refusal import Rule

__all__ = [
    "actor_of_firm",
    "actor_of_token",
    "actor_of_user",
    "audit_enterprises",
    "audit_guarantees",
    "codes_of",
    "directory",
    "firm_for_officer",
    "firms_by_code",
    "firms_of",
    "grade_name",
    "grades_of",
    "guarantee_entries",
    "guarantees",
    "kinds_on",
    "own_firm",
    "people",
    "reading_changes",
    "spoken_rules",
    "tokens",
]


def audit_enterprises() -> list[str]:
    """What is wrong with what this room keeps: guarantees that entries do not add up to."""
    return audit_guarantees()


def spoken_rules() -> tuple[Rule, ...]:
    """The rules whose codes stand in findings of other rooms, for showing their sentences."""
    return guarantee.RULES
