"""Who may see a ledger and who may book on it."""

from datetime import date, datetime

from bonded.models import Ledger
from bonded.rules.applications import NOT_DECIDER, NOT_FILER
from bonded.rules.filing import NOT_YOURS
from bonded.rules.gate_pass_rules import NOT_DECIDER as NOT_GATE_DECIDER
from bonded.rules.gate_pass_rules import NOT_GATE
from bonded.rules.gate_pass_rules import NOT_YOURS as NOT_PASS_FIRM
from bonded.rules.ledger import NOT_OFFICER, SUSPENDED
from bonded.rules.stops import NOT_OFFICER as STOP_NOT_OFFICER
from enterprises.facts import Actor
from enterprises.permissions import check_may_start
from enterprises.selectors import principals_of, suspensions_of
from kernel.clock import business_date
from kernel.refusal import Refused, Violation

_BOOKING_ROLES = frozenset({"officer", "chief"})
_DESK_ROLES = frozenset({"officer", "inspector", "coordinator", "chief"})


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


# --- Stop orders ----------------------------------------------------------------------------------


def may_stop_at(actor: Actor, *, office: str) -> bool:
    """Whether the actor orders and lifts stops at this office: its officers and chiefs."""
    return actor.is_officer and office in actor.offices and not actor.roles.isdisjoint(_BOOKING_ROLES)


def check_may_stop_at(actor: Actor, *, office: str) -> None:
    """Refuse everybody but officers and chiefs of the office.

    Raises:
        Refused: STO-01.
    """
    if not may_stop_at(actor, office=office):
        raise Refused(Violation(STOP_NOT_OFFICER))


def may_stop(actor: Actor) -> bool:
    """Whether there is an office at which the actor may order stops."""
    return may_stop_at(actor, office=actor.office)


def may_read_grounds(actor: Actor) -> bool:
    """Whether the actor reads why something is stopped: officers at a desk, nobody of a firm."""
    return actor.is_officer and not actor.roles.isdisjoint(_DESK_ROLES)


# Ledger files: filings, stock-takings, write-offs, disposals.


def holders_of(actor: Actor, *, on: date) -> frozenset[int]:
    """The firms for whose ledgers the actor may act on the day: its own, and those it is the agent of."""
    if not actor.is_firm or actor.firm_id is None:
        return frozenset()
    return frozenset({actor.firm_id, *principals_of(actor.firm_id, on=on, scope="bonded")})


def may_file_for(actor: Actor, *, firm_id: int, on: date) -> bool:
    """Whether the actor may file for the ledgers of this firm, as their holder or its agent."""
    return actor.is_system or firm_id in holders_of(actor, on=on)


def check_may_file_for(actor: Actor, *, firm_id: int, at: datetime) -> None:
    """Refuse whoever neither holds the ledger nor acts for its holder, and new acts of the suspended.

    Raises:
        Refused: somebody else, or customs have suspended the firm or its agent.
    """
    if not may_file_for(actor, firm_id=firm_id, on=business_date(at)):
        raise Refused(Violation(NOT_YOURS))
    check_may_start(actor)
    if firm_id != actor.firm_id and suspensions_of([firm_id], at=at):
        raise Refused(Violation(SUSPENDED, "firm"))


def check_may_report_for(actor: Actor, *, firm_id: int, at: datetime) -> None:
    """As ``check_may_file_for`` for duties, which do not rest while customs have suspended the firm.

    Duties: write-off, stock-taking, reports of losses, returns, centralised declarations. An agent who is
    suspended performs none for others: its principal may.

    Raises:
        Refused: somebody else, or an agent whom customs have suspended.
    """
    if not may_file_for(actor, firm_id=firm_id, on=business_date(at)):
        raise Refused(Violation(NOT_YOURS))
    if firm_id != actor.firm_id:
        check_may_start(actor)


# --- Deliveries: applications, in/out documents, collection periods --------------------------------


def may_decide_deliveries(actor: Actor, *, office: str) -> bool:
    """Whether the actor decides applications and documents of this office: its officers and chiefs."""
    return actor.is_officer and office in actor.offices and not actor.roles.isdisjoint(_BOOKING_ROLES)


def check_may_decide_deliveries(actor: Actor, *, office: str) -> None:
    """Refuse everybody but officers and chiefs of the office.

    Raises:
        Refused: APP-23.
    """
    if not may_decide_deliveries(actor, office=office):
        raise Refused(Violation(NOT_DECIDER))


def check_may_deliver(actor: Actor, *, firm_id: int, at: datetime) -> None:
    """Refuse whoever neither holds the ledger nor acts for its holder; finishing is no new act.

    Raises:
        Refused: APP-24.
    """
    if not may_file_for(actor, firm_id=firm_id, on=business_date(at)):
        raise Refused(Violation(NOT_FILER))


# --- Gate ------------------------------------------------------------------------------------------


def may_apply_for_passes(actor: Actor) -> bool:
    """Whether a person or program of a firm acts: each may put its own vehicles and papers on the way."""
    return actor.is_firm


def check_may_apply_for_passes(actor: Actor) -> None:
    """Refuse everybody but firms.

    Raises:
        Refused: PAS-30.
    """
    if not may_apply_for_passes(actor):
        raise Refused(Violation(NOT_PASS_FIRM))


def may_work_gate(actor: Actor, *, office: str) -> bool:
    """Whether the actor opens barriers at this office: the post at the gate, officers and chiefs."""
    return (
        actor.is_officer and office in actor.offices and not actor.roles.isdisjoint(_BOOKING_ROLES | {"gate"})
    )


def check_may_work_gate(actor: Actor, *, office: str) -> None:
    """Refuse whoever opens no barrier there.

    Raises:
        Refused: PAS-31.
    """
    if not may_work_gate(actor, office=office):
        raise Refused(Violation(NOT_GATE))


def may_decide_gate(actor: Actor, *, office: str) -> bool:
    """Whether the actor decides about passes, held vehicles and counter-entries of this office."""
    return actor.is_officer and office in actor.offices and not actor.roles.isdisjoint(_BOOKING_ROLES)


def check_may_decide_gate(actor: Actor, *, office: str) -> None:
    """Refuse everybody but officers and chiefs of the office.

    Raises:
        Refused: PAS-32.
    """
    if not may_decide_gate(actor, office=office):
        raise Refused(Violation(NOT_GATE_DECIDER))


def may_queue_deliveries(actor: Actor) -> bool:
    """Whether there is an office at which the actor decides applications and documents."""
    return may_decide_deliveries(actor, office=actor.office)


def check_may_queue_deliveries(actor: Actor) -> None:
    """Refuse whoever decides nothing about deliveries.

    Raises:
        Refused: APP-23.
    """
    check_may_decide_deliveries(actor, office=actor.office)
