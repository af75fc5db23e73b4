"""How large an amount may be: the tables, and the messages (N19,5), hold fourteen digits before the point."""

from decimal import ROUND_HALF_UP, Decimal

from kernel.refusal import Rule, Severity, gettext_noop

LIMIT = Decimal(10) ** 14
_CENT = Decimal("0.01")

TOO_LARGE = Rule(
    "INV-50",
    Severity.REFUSE,
    gettext_noop("Quantity times price comes to more than any message can carry (fourteen digits)."),
    "Field tables of the zone system: amounts are N19,5",
)
RULES = (TOO_LARGE,)


def is_too_large(qty: Decimal, *, price: Decimal) -> bool:
    """Whether the total of a line would not fit."""
    return qty >= LIMIT or price >= LIMIT or qty * price >= LIMIT


def total_of(qty: Decimal, *, price: Decimal) -> Decimal:
    """What a line comes to, in cents; one that is too large is left as it is, for the rules to refuse."""
    return qty * price if is_too_large(qty, price=price) else (qty * price).quantize(_CENT, ROUND_HALF_UP)
