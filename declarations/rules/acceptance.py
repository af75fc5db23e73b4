"""The judgement of one list at acceptance: is everything there, does it match, what is owed."""

from decimal import Decimal
from typing import NamedTuple

from codelists.facts import CodeBook
from declarations.facts import ImportList, Order, Payment, Waybill
from declarations.rules import kinds
from declarations.rules.limits import judge_list_value, limit_value
from declarations.rules.match import judge_match
from declarations.rules.positive import GoodsWeight, goods_weights, judge_positive
from declarations.rules.tax import Assessment, assess
from kernel.money import ZERO
from kernel.refusal import Violation, refusing

ORDER_MISSING, PAYMENT_MISSING, WAYBILL_MISSING = 1, 2, 4
# All documents are there, but: the guarantee has no room now; customs have suspended a firm of the list;
# customs have stopped the list or a firm of it.
GUARANTEE_SHORT, FIRM_SUSPENDED, STOPPED = 8, 16, 32
HELD = GUARANTEE_SHORT | FIRM_SUSPENDED | STOPPED
# Customs end these themselves: the list waits without a term.
UNTIL_CUSTOMS = FIRM_SUSPENDED | STOPPED

_BITS = (
    (ORDER_MISSING, kinds.ORDER),
    (PAYMENT_MISSING, kinds.PAYMENT),
    (WAYBILL_MISSING, kinds.WAYBILL),
    (GUARANTEE_SHORT, kinds.GUARANTEE),
    (FIRM_SUSPENDED, kinds.SUSPENSION),
    (STOPPED, kinds.STOP),
)


def missing_kinds(bits: int) -> tuple[str, ...]:
    """What a list waits for by its ``bits``: documents, room in the guarantee, what customs must end."""
    return tuple(kind for bit, kind in _BITS if bits & bit)


class Bundle(NamedTuple):
    """An import list with the live documents of its order; None where one has not come yet."""

    lst: ImportList
    order: Order | None
    payment: Payment | None
    waybill: Waybill | None

    @property
    def missing(self) -> int:
        """The documents that have not come, as bits."""
        return (
            (ORDER_MISSING if self.order is None else 0)
            | (PAYMENT_MISSING if self.payment is None else 0)
            | (WAYBILL_MISSING if self.waybill is None else 0)
        )


class Verdict(NamedTuple):
    """What the law says of one bundle.

    ``missing`` bits: it waits for these. ``value`` is what the limits count (CNY). ``assessment`` is
    None while documents are missing.
    """

    missing: int
    violations: tuple[Violation, ...] = ()
    assessment: Assessment | None = None
    full_tax: bool = False
    value: Decimal = ZERO
    weights: tuple[GoodsWeight, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether a violation stops the list."""
        return refusing(self.violations)


def judge_bundle(bundle: Bundle, *, book: CodeBook, identity_verified: bool) -> Verdict:
    """Match, positive list, transaction limit and tax of one list; the year is folded afterwards.

    All reasons at once: a list that does not match is assessed all the same.

    Source: notice 194/2018 (match, identity); 财关税〔2018〕49号 (limits, tax).
    """
    lst, order, payment, waybill = bundle
    if order is None or payment is None or waybill is None:
        return Verdict(bundle.missing)
    regime = judge_list_value(lst, book=book)
    assessment = assess(lst, book=book, full=regime.full)
    differences = judge_match(
        lst,
        order=order,
        payment=payment,
        waybill=waybill,
        identity_verified=identity_verified,
        tolerance=book.number("match.tolerance"),
    )
    return Verdict(
        missing=0,
        violations=(
            *differences,
            *judge_positive(lst, book=book),
            *regime.violations,
            *assessment.violations,
        ),
        assessment=assessment,
        full_tax=regime.full,
        value=limit_value(lst, book=book),
        weights=goods_weights(lst, book=book),
    )
