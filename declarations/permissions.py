"""Who may see and file what in this room; each check has a yes/no partner for buttons."""

from collections.abc import Collection

from enterprises.facts import Actor
from kernel.refusal import Refused, Rule, Severity, Violation, gettext_noop

_SOURCE = "Portal access rules; order of the house, 2026"

NOT_A_FIRM = Rule(
    "FIL-01", Severity.REFUSE, gettext_noop("Only people of a firm may file documents."), _SOURCE
)
NOT_DECLARANT = Rule(
    "FIL-02",
    Severity.REFUSE,
    gettext_noop("Only a declarant or a merchant that declares itself may file an import list."),
    _SOURCE,
)
NOT_TO_REVEAL = Rule(
    "FIL-03",
    Severity.REFUSE,
    gettext_noop("Your post does not show personal data in full; ask an officer of the desk."),
    _SOURCE,
)
RULES = (NOT_A_FIRM, NOT_DECLARANT, NOT_TO_REVEAL)

_DESK = frozenset({"officer", "inspector", "coordinator", "chief"})

_DECLARING = frozenset({"declarant", "merchant", "platform"})


def check_may_file(actor: Actor) -> None:
    """Refuse anybody but people and tokens of a firm."""
    if actor.kind != "firm" or actor.firm_id is None:
        raise Refused(Violation(NOT_A_FIRM))


def may_file(actor: Actor) -> bool:
    """Whether the actor may send documents at all."""
    return actor.kind == "firm" and actor.firm_id is not None


def check_may_declare(actor: Actor) -> None:
    """Refuse writing import lists to firms that never declare."""
    check_may_file(actor)
    if not _DECLARING.intersection(actor.firm_kinds):
        raise Refused(Violation(NOT_DECLARANT))


def may_declare(actor: Actor) -> bool:
    """Whether the actor may write import lists."""
    return may_file(actor) and bool(_DECLARING.intersection(actor.firm_kinds))


def check_may_reveal(actor: Actor) -> None:
    """Refuse showing personal values in full to officers whose post is not at the desk."""
    if actor.kind == "officer" and _DESK.isdisjoint(actor.roles):
        raise Refused(Violation(NOT_TO_REVEAL))


def may_reveal(actor: Actor) -> bool:
    """Whether the actor may ask to see personal values in full."""
    return actor.kind != "officer" or not _DESK.isdisjoint(actor.roles)


def may_see_list(actor: Actor, *, office: str, firm_ids: Collection[int | None]) -> bool:
    """Whether the actor may open a list: its office's officers, and every firm with a document in it."""
    if actor.kind == "system":
        return True
    if actor.kind == "officer":
        return office in actor.offices
    return actor.firm_id is not None and actor.firm_id in firm_ids


def may_see_document(actor: Actor, *, office: str, firm_id: int | None) -> bool:
    """Whether the actor may read the values of one document: officers of the office and its sender."""
    if actor.kind == "firm":
        return firm_id is not None and firm_id == actor.firm_id
    return may_see_list(actor, office=office, firm_ids=())


# Entry declarations.


def may_write_entry(actor: Actor) -> bool:
    """Whether the actor may make entry declarations at all: people and programs of a firm."""
    return may_file(actor)


def check_may_write_entry(actor: Actor) -> None:
    """Refuse anybody but people and tokens of a firm; whose inventory it is, is another question."""
    check_may_file(actor)
