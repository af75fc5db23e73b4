"""Audience: what of the findings and the story of a list firms may read that did not file it."""

from collections.abc import Collection, Mapping

from declarations.rules.kinds import LIST, ORDER, PAYMENT, WAYBILL

HIDDEN = "…"
# Names of elements and places; every other argument may be a value of somebody's document.
_HARMLESS = frozenset({"field", "line", "hours"})
_OTHERS = frozenset({ORDER, PAYMENT, WAYBILL})


def is_readable(path: str, *, against: str, own: Collection[str]) -> bool:
    """Whether a finding concerns the reader, whose documents are ``own`` (``list`` reads everything).

    Firms read what speaks of a document of theirs; what differs between two others is not their
    business.
    """
    named = {place.partition(".")[0] for place in (path, against) if "." in place}
    return LIST in own or bool(named & _OTHERS & set(own))


def told(args: Mapping[str, str], *, own: Collection[str]) -> dict[str, str]:
    """The arguments of a finding as the reader may see them: of others' values only that there is one."""
    return {name: value if LIST in own or name in _HARMLESS else HIDDEN for name, value in args.items()}


def note_for(note: str, *, own: Collection[str]) -> str:
    """What an officer wrote about a move of the list: for whoever reads the list whole."""
    return note if LIST in own else ""
