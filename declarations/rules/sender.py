"""Senders: which firm may send which document."""

from collections.abc import Mapping
from typing import NamedTuple

from declarations.facts import Sender
from declarations.rules import kinds
from kernel.refusal import Rule, Severity, Violation, gettext_noop

_SOURCE = "GACC notice 194/2018 (from 2019-01-01); GACC notice 113/2018, senders of each message"

SEN_01 = Rule(
    "SEN-01",
    Severity.REFUSE,
    gettext_noop(
        "An order is sent by its platform or its merchant: ebpCode or ebcCode must be your firm's code."
    ),
    _SOURCE,
    "-10102",
)
SEN_02 = Rule(
    "SEN-02",
    Severity.REFUSE,
    gettext_noop("A payment is sent by its payment firm: payCode must be your firm's code."),
    _SOURCE,
    "-10102",
)
SEN_03 = Rule(
    "SEN-03",
    Severity.REFUSE,
    gettext_noop("A waybill is sent by its carrier: logisticsCode must be your firm's code."),
    _SOURCE,
    "-10102",
)
SEN_04 = Rule(
    "SEN-04",
    Severity.REFUSE,
    gettext_noop(
        "A list, its cancellation and its return are sent by the declarant: agentCode must be your firm's "
        "code."
    ),
    _SOURCE,
    "-10102",
)
SEN_05 = Rule(
    "SEN-05",
    Severity.REFUSE,
    gettext_noop(
        "An arrival list is sent by the operator of the place: operatorCode must be your firm's code."
    ),
    _SOURCE,
    "-10102",
)
SEN_06 = Rule(
    "SEN-06",
    Severity.REFUSE,
    gettext_noop("BaseTransfer.copCode must be a code of the firm whose token sends the message."),
    _SOURCE + "; BaseTransfer names the firm that really transmits",
    "-10102",
)
SEN_11 = Rule(
    "SEN-11",
    Severity.REFUSE,
    gettext_noop(
        "%(field)s is your firm's code, but your firm is not registered in that role (platform or "
        "merchant); orders come only from these."
    ),
    _SOURCE,
    "-10101",
)
SEN_12 = Rule(
    "SEN-12",
    Severity.REFUSE,
    gettext_noop("%(field)s is your firm's code, but your firm is not registered as a payment firm."),
    _SOURCE,
    "-10101",
)
SEN_13 = Rule(
    "SEN-13",
    Severity.REFUSE,
    gettext_noop("%(field)s is your firm's code, but your firm is not registered as a carrier."),
    _SOURCE,
    "-10101",
)
SEN_14 = Rule(
    "SEN-14",
    Severity.REFUSE,
    gettext_noop(
        "%(field)s is your firm's code, but your firm is neither registered as a declarant nor the "
        "merchant (ebcCode) that declares for itself."
    ),
    _SOURCE,
    "-10101",
)
SEN_15 = Rule(
    "SEN-15",
    Severity.REFUSE,
    gettext_noop("%(field)s is your firm's code, but your firm is not registered as a zone operator."),
    _SOURCE,
    "-10101",
)
RULES = (
    SEN_01, SEN_02, SEN_03, SEN_04, SEN_05, SEN_06, SEN_11, SEN_12, SEN_13, SEN_14, SEN_15,
)  # fmt: skip


class Right(NamedTuple):
    """Who may send one kind: (element that names the firm, kind it must be), and the two refusals."""

    names: tuple[tuple[str, str], ...]
    no_code: Rule
    no_kind: Rule


_DECLARANT = Right((("agentCode", "declarant"),), SEN_04, SEN_14)
_CARRIER = Right((("logisticsCode", "logistics"),), SEN_03, SEN_13)
_RIGHTS = {
    kinds.ORDER: Right((("ebpCode", "platform"), ("ebcCode", "merchant")), SEN_01, SEN_11),
    kinds.PAYMENT: Right((("payCode", "payment"),), SEN_02, SEN_12),
    kinds.WAYBILL: _CARRIER,
    kinds.WAYBILL_STATUS: _CARRIER,
    kinds.LIST: _DECLARANT,
    kinds.CANCELLATION: _DECLARANT,
    kinds.RETURN: _DECLARANT,
    kinds.ARRIVAL: Right((("operatorCode", "zone_operator"),), SEN_05, SEN_15),
}


def judge_sender(kind: str, *, head: Mapping[str, str], sender: Sender) -> tuple[Violation, ...]:
    """Whether the firm may send this document; ``head`` holds message elements by their names.

    A payment comes only from its payment firm, a waybill from its carrier, an order from its
    platform or merchant, a list from its declarant or from the merchant that declares for itself,
    an arrival list from the operator of the place.

    Source: GACC notice 194/2018, notice 113/2018; error codes -10101 (type) and -10102 (code).
    """
    right = _RIGHTS[kind]
    own = [(field, role) for field, role in right.names if head.get(field, "") in sender.codes]
    if not own:
        return (Violation(right.no_code, right.names[0][0]),)
    if any(role in sender.kinds for _, role in own) or _declares_itself(right, head, sender):
        return ()
    field = own[0][0]
    return (Violation(right.no_kind, field, args=(("field", field),)),)


def judge_transfer(transfer: Mapping[str, str], *, sender: Sender) -> tuple[Violation, ...]:
    """Whether the envelope names the firm that really transmits (BaseTransfer.copCode).

    Source: GACC notice 113/2018, BaseTransfer; error code -10102.
    """
    if transfer.get("copCode", "") in sender.codes:
        return ()
    return (Violation(SEN_06, "BaseTransfer.copCode"),)


def _declares_itself(right: Right, head: Mapping[str, str], sender: Sender) -> bool:
    """The merchant of the list as its own declarant."""
    return right is _DECLARANT and "merchant" in sender.kinds and head.get("ebcCode", "") in sender.codes
