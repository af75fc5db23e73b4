"""Who may work on this room's pages; each check has a yes/no partner for buttons."""

from enterprises.facts import Actor
from kernel.refusal import Refused, Violation
from supervision.rules.queue import NOT_AT_DESK, NOT_AT_LINE, NOT_CHIEF, NOT_IN_CARE, lanes_of

# Posts that may look at cases and runs; those of LANE_ROLES may also decide.
_DESK = frozenset({"officer", "inspector", "coordinator", "chief"})

# Posts at the sorting line and at the gate, and officers who look after them.
_SORTS = frozenset({"operator", "gate", "officer", "inspector", "chief"})
_CARE = frozenset({"coordinator", "chief"})


def may_work(actor: Actor) -> bool:
    """Whether the actor may open the queue, cases and job runs."""
    return actor.kind == "officer" and not _DESK.isdisjoint(actor.roles)


def check_may_work(actor: Actor) -> None:
    """Refuse everybody but officers of the desk.

    Raises:
        Refused: QUE-03.
    """
    if not may_work(actor):
        raise Refused(Violation(NOT_AT_DESK))


def may_see_board(actor: Actor) -> bool:
    """Whether the actor looks after firms: a coordinator, or a chief of coordinators."""
    return actor.kind == "officer" and not _CARE.isdisjoint(actor.roles)


def check_may_see_board(actor: Actor) -> None:
    """Refuse everybody but coordinators and chiefs.

    Raises:
        Refused: QUE-04.
    """
    if not may_see_board(actor):
        raise Refused(Violation(NOT_IN_CARE))


def may_see_office(actor: Actor) -> bool:
    """Whether the actor leads an office."""
    return actor.kind == "officer" and "chief" in actor.roles


def check_may_see_office(actor: Actor) -> None:
    """Refuse everybody but chiefs.

    Raises:
        Refused: QUE-05.
    """
    if not may_see_office(actor):
        raise Refused(Violation(NOT_CHIEF))


def may_decide(actor: Actor) -> bool:
    """Whether some lane is open to the actor's posts."""
    return actor.kind == "officer" and bool(lanes_of(actor.roles))


def may_sort(actor: Actor) -> bool:
    """Whether the actor may ask for parcels on the sorting line."""
    return actor.kind == "officer" and not _SORTS.isdisjoint(actor.roles)


def check_may_sort(actor: Actor) -> None:
    """Refuse everybody but the posts of the line, the gate and inspection.

    Raises:
        Refused: QUE-06.
    """
    if not may_sort(actor):
        raise Refused(Violation(NOT_AT_LINE))
