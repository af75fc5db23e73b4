"""Reading this room: actors, firms by code, and the lists of its pages, always scoped by the Actor."""

from enterprises.rules.coordination import RULES as COORDINATION_RULES
from enterprises.rules.green_channel import RULES as GREEN_CHANNEL_RULES
from enterprises.rules.guarantee import RULES as GUARANTEE_RULES
from enterprises.selectors.actors import (
    actor_of_firm,
    actor_of_token,
    actor_of_user,
)
from enterprises.selectors.audit import lost_attachments, statuses_without_event, unread_by_all
from enterprises.selectors.authorities import (
    agents_of,
    authorities_between,
    principals_of,
)
from enterprises.selectors.coordination import away_and_deputy, recused_pairs
from enterprises.selectors.firms import (
    codes_of,
    directory,
    firm_for_officer,
    firms_by_code,
    firms_of,
    kinds_on,
    own_firm,
    reading_changes,
    tokens,
)
from enterprises.selectors.guarantee_exempt import Drawn, drawn_of, exempt_firms
from enterprises.selectors.guarantee_rooms import FirmRoom, rooms_of
from enterprises.selectors.guarantees import audit_guarantees as _audit_guarantees
from enterprises.selectors.guarantees import (
    guarantee_entries,
    guarantees,
    headroom,
)
from enterprises.selectors.measures import (
    green_firms,
    plan_for,
    plans_in_force,
    plans_of_difficulty,
)
from enterprises.selectors.measures import switch as plan_switch
from enterprises.selectors.plans import AgreedFlow, SwitchWords, agreed_flow
from enterprises.selectors.trust import (
    agent_suspensions,
    grade_name,
    grades_of,
    suspended_firms,
    suspended_grants,
    suspensions_of,
)
from kernel.refusal import Rule

__all__ = [
    "AgreedFlow",
    "Drawn",
    "FirmRoom",
    "SwitchWords",
    "actor_of_firm",
    "actor_of_token",
    "actor_of_user",
    "agent_suspensions",
    "agents_of",
    "agreed_flow",
    "audit_enterprises",
    "authorities_between",
    "away_and_deputy",
    "codes_of",
    "directory",
    "drawn_of",
    "exempt_firms",
    "firm_for_officer",
    "firms_by_code",
    "firms_of",
    "grade_name",
    "grades_of",
    "green_firms",
    "guarantee_entries",
    "guarantees",
    "headroom",
    "kinds_on",
    "own_firm",
    "plan_for",
    "plan_switch",
    "plans_in_force",
    "plans_of_difficulty",
    "principals_of",
    "reading_changes",
    "recused_pairs",
    "rooms_of",
    "spoken_rules",
    "suspended_firms",
    "suspended_grants",
    "suspensions_of",
    "tokens",
]


def audit_enterprises() -> list[str]:
    """What is wrong here: guarantees against entries, statuses against events, attachments, notices."""
    return [*_audit_guarantees(), *statuses_without_event(), *lost_attachments(), *unread_by_all()]


def spoken_rules() -> tuple[Rule, ...]:
    """The rules whose codes stand in findings of other rooms, for showing their sentences."""
    return (*GUARANTEE_RULES, *GREEN_CHANNEL_RULES, *COORDINATION_RULES)
