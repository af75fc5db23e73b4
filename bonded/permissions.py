"""Who may see a ledger and who may book on it."""

from bonded.models import Ledger
from bonded.rules.ledger import NOT_OFFICER
from enterprises.facts import Actor
from kernel.refusal import Refused, Violation

_BOOKING_ROLES = frozenset({"officer", "chief"})


def may_see_ledger(actor: Actor, *, ledger: Ledger) -> bool:
    """The firm that holds it, the officers of its office and above, the portal itself."""
    if actor.is_officer:
        return ledger.office in actor.offices
    return actor.is_system or (actor.is_firm and ledger.firm_id == actor.firm_id)


def check_may_book_at(actor: Actor, *, office: str) -> None:
    """Open ledgers and book opening quantities at this office: its officers and chiefs, the portal.

    Raises:
        Refused: anybody else.
    """
    officer = actor.is_officer and office in actor.offices and not actor.roles.isdisjoint(_BOOKING_ROLES)
    if not (officer or actor.is_system):
        raise Refused(Violation(NOT_OFFICER, args=(("office", office),)))


def may_book_at(actor: Actor, *, office: str) -> bool:
    """Whether ``check_may_book_at`` lets pass; pages ask before they show the button."""
    try:
        check_may_book_at(actor, office=office)
    except Refused:
        return False
    return True


def may_open_ledgers(actor: Actor) -> bool:
    """Whether there is an office at which the actor may open ledgers."""
    return may_book_at(actor, office=actor.office)
