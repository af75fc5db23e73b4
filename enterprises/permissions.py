"""Who may do what: ``check_may_x`` refuses with a sentence, its pair ``may_x`` answers a button."""

from enterprises.facts import Actor
from enterprises.rules import access
from kernel.refusal import Refused, Rule, Violation


def _require(allowed: bool, *, rule: Rule) -> None:
    """Refuse with the rule's sentence unless ``allowed``."""
    if not allowed:
        raise Refused(Violation(rule))


def may_see_own_firm(actor: Actor) -> bool:
    """Whether a person of a firm may see that firm's profile, people and guarantees."""
    return actor.is_firm and actor.token_id is None


def check_may_see_own_firm(actor: Actor) -> None:
    """Refuse anybody but a person who acts for a firm."""
    _require(may_see_own_firm(actor), rule=access.FIRM_ONLY)


def may_manage_tokens(actor: Actor) -> bool:
    """Whether the actor administers the own firm; a token never makes tokens."""
    return may_see_own_firm(actor) and "admin" in actor.roles


def check_may_manage_tokens(actor: Actor) -> None:
    """Refuse anybody but the firm's administrator."""
    _require(may_manage_tokens(actor), rule=access.FIRM_ADMIN_ONLY)


def may_see_firms(actor: Actor) -> bool:
    """Whether the actor is an officer with a post in force."""
    return actor.is_officer and bool(actor.offices)


def check_may_see_firms(actor: Actor) -> None:
    """Refuse anybody but an officer with a post."""
    _require(may_see_firms(actor), rule=access.OFFICER_ONLY)


def may_set_tolerant(actor: Actor) -> bool:
    """Whether the actor decides how a sender's messages are read."""
    return may_see_firms(actor) and bool(actor.roles & {"officer", "chief"})


def check_may_set_tolerant(actor: Actor) -> None:
    """Refuse anybody but an officer or a chief."""
    check_may_see_firms(actor)
    _require(may_set_tolerant(actor), rule=access.DECIDER_ONLY)


def may_change_self(actor: Actor) -> bool:
    """Whether a signed-in person acts, not a program and not the portal."""
    return actor.user_id is not None and actor.token_id is None


def check_may_change_self(actor: Actor) -> None:
    """Refuse programs: a token has no profile."""
    _require(may_change_self(actor), rule=access.PERSON_ONLY)
