"""Money: declared amounts are Decimals of five places, money held or owed is integer fen."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

PLACES = 5
_STEP = Decimal(1).scaleb(-PLACES)
_LIMIT = Decimal(10) ** 14
ZERO = Decimal(0)

# Rounding of tax to fen: half up since the channel opened; UNVERIFIED, no notice names a rule.
HALF_UP = ROUND_HALF_UP


def to_amount(text: str) -> Decimal:
    """The amount written in ``text``: at most 19 digits, five of them after the point.

    Raises:
        ValueError: not a plain decimal number, too many digits, or a sixth decimal place.
    """
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        raise ValueError(text) from None
    if not value.is_finite() or abs(value) >= _LIMIT or value != value.quantize(_STEP):
        raise ValueError(text)
    return value


def to_places(value: Decimal) -> Decimal:
    """``value`` rounded half up to the five places of the messages."""
    return value.quantize(_STEP, rounding=ROUND_HALF_UP)


def settle(amount: Decimal, *, rounding: str = HALF_UP) -> int:
    """The fen that ``amount`` (CNY) settles to: the only bridge between the two kinds of money."""
    return int((amount * 100).quantize(Decimal(1), rounding=rounding))


def yuan(fen: int) -> Decimal:
    """Fen as CNY with two places, for showing."""
    return Decimal(fen).scaleb(-2)


def plain(value: Decimal) -> str:
    """A Decimal as messages write it: no exponent, no trailing zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
