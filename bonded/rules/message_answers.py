"""Which answer a move of a paper is told with: message, kind of reply and result, in the official codes."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from kernel.refusal import gettext_noop

NEW, VOIDED = "1", "3"
STORED, TO_MANUAL, REJECTED, PRE_BOOKED, PASSED = "Y", "2", "3", "4", "1"


class Told(NamedTuple):
    """One answer: message, ``typecd`` and ``manageResult``; ``with_note``: with the words of the event."""

    code: str
    typecd: str
    result: str
    with_note: bool = False


def _audit(code: str, *, passed: str, void: str = "void", enter: str = "submit") -> dict[str, Told]:
    return {
        enter: Told(code, NEW, STORED),
        "pass": Told(code, NEW, passed),
        "approve": Told(code, NEW, passed),
        "refuse": Told(code, NEW, REJECTED, with_note=True),
        void: Told(code, VOIDED, PASSED, with_note=True),
    }


_GATE = Told("SAS223", NEW, PASSED)
# By feed and verb. A verb that does not stand here is no news for the system of a firm.
TOLD: Mapping[str, Mapping[str, Told]] = MappingProxyType(
    {
        "inventory": {
            **_audit("INV201", passed=PRE_BOOKED),
            "book": Told("INV211", NEW, PASSED),
        },
        "application": {
            **_audit("SAS201", passed=PASSED, void="close"),
            "ask": Told("SAS201", NEW, REJECTED, with_note=True),
        },
        "stock_doc": _audit("SAS211", passed=PASSED),
        "gate_pass": {
            **_audit("SAS221", passed=PASSED, enter="apply"),
            "let_in": _GATE,
            "let_through": _GATE,
            "let_go": _GATE,
        },
    }
)
ENTRY = Told("INV202", NEW, PASSED)


def told(feed: str, *, verb: str, passes_at_once: bool) -> tuple[Told, ...]:
    """The answers to one move; handed in and not passed at once says also that an officer looks at it.

    Source: audit results of the zone system (INV: Y stored, 2 to manual, 3 rejected, 4 pre-booked, 1 passed;
    SAS: Y, 1, 3); INV211 when booked, SAS223 when through the gate.
    """
    one = TOLD[feed].get(verb)
    if one is None:
        return ()
    if one.result == STORED and one.code == "INV201" and not passes_at_once:
        return (one, one._replace(result=TO_MANUAL))
    return (one,)


_RESULTS = {
    STORED: gettext_noop("Stored"),
    TO_MANUAL: gettext_noop("With an officer"),
    REJECTED: gettext_noop("Refused"),
    PRE_BOOKED: gettext_noop("Approved and pre-booked"),
    PASSED: gettext_noop("Approved"),
}
_BY_CODE = {
    "INV202": gettext_noop("Entry declaration has its number"),
    "INV211": gettext_noop("Formally booked"),
    "SAS223": gettext_noop("Through the gate"),
}


def answer_sentence(code: str, *, typecd: str, result: str) -> str:
    """What an answer says in a few words, to be translated by the door."""
    if typecd == VOIDED:
        return gettext_noop("Voided or closed")
    return _BY_CODE.get(code) or _RESULTS.get(result, result)
