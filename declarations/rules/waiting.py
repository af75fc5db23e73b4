"""Waiting: which documents of a list have not come, from whom, and when the wait is over."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from declarations.facts import ImportList, Order, Payment, Waybill
from declarations.rules import kinds
from kernel.refusal import Rule, Severity, Violation, gettext_noop

_SOURCE = (
    "GACC notice 194/2018 (from 2019-01-01): order, payment and waybill come before the list is accepted; "
    "hours to wait UNVERIFIED"
)

WAI_01 = Rule(
    "WAI-01",
    Severity.REFUSE,
    gettext_noop(
        "The order with this orderNo has not come within %(hours)s hours; ask ebpCode or ebcCode to send "
        "it, then file the list again."
    ),
    _SOURCE,
    "-301003",
)
WAI_02 = Rule(
    "WAI-02",
    Severity.REFUSE,
    gettext_noop(
        "The payment of this orderNo has not come within %(hours)s hours; ask the payment firm to send "
        "it, then file the list again."
    ),
    _SOURCE,
    "-401001",
)
WAI_03 = Rule(
    "WAI-03",
    Severity.REFUSE,
    gettext_noop(
        "The waybill with this logisticsNo has not come within %(hours)s hours; ask logisticsCode to send "
        "it, then file the list again."
    ),
    _SOURCE,
)
WAI_04 = Rule(
    "WAI-04",
    Severity.REFUSE,
    gettext_noop(
        "The guarantee of assureCode has had no room for the tax of this list for %(hours)s hours; have it "
        "topped up, then file the list again."
    ),
    "Regulation on customs guarantees (Decree 581) Article 19; hours to wait UNVERIFIED",
)
RULES = (WAI_01, WAI_02, WAI_03, WAI_04)

_RULE_AND_PATH = {
    kinds.ORDER: (WAI_01, "orderNo"),
    kinds.PAYMENT: (WAI_02, "orderNo"),
    kinds.WAYBILL: (WAI_03, "logisticsNo"),
    kinds.GUARANTEE: (WAI_04, "assureCode"),
}


class Missing(NamedTuple):
    """A document that has not come and the code of the firm it comes from (empty: not known yet)."""

    kind: str
    sender: str


def missing(
    lst: ImportList, *, order: Order | None, payment: Payment | None, waybill: Waybill | None
) -> tuple[Missing, ...]:
    """The documents a list still waits for; the payment firm is known from the order only.

    Source: GACC notice 194/2018.
    """
    left = []
    if order is None:
        left.append(Missing(kinds.ORDER, lst.ebp_code))
    if payment is None:
        left.append(Missing(kinds.PAYMENT, order.pay_code if order is not None else ""))
    if waybill is None:
        left.append(Missing(kinds.WAYBILL, lst.logistics_code))
    return tuple(left)


def due_at(since: datetime, *, hours: Decimal) -> datetime:
    """When a list that waits since then has waited long enough.

    Source: parameter ``wait.hours`` (UNVERIFIED).
    """
    return since + timedelta(microseconds=int(hours * 3_600_000_000))


def overdue(since: datetime, *, at: datetime, hours: Decimal) -> bool:
    """Whether the wait is over; at the very moment it is.

    Source: parameter ``wait.hours`` (UNVERIFIED).
    """
    return at >= due_at(since, hours=hours)


def judge_overdue(left: Sequence[str], *, hours: Decimal, guarantee_hours: Decimal) -> tuple[Violation, ...]:
    """The reasons for rejecting a list that waited too long for ``left``; a suspension is waited out.

    Source: GACC notice 194/2018; parameters ``wait.hours`` and ``wait.guarantee_hours`` (UNVERIFIED).
    """
    waited = {kind: guarantee_hours if kind == kinds.GUARANTEE else hours for kind in left}
    return tuple(
        Violation(*_RULE_AND_PATH[kind], args=(("hours", format(allowed.normalize(), "f")),))
        for kind, allowed in waited.items()
        if kind in _RULE_AND_PATH
    )
