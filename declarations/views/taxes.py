"""The tax of a list as a table: its lines and what they come to."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from declarations.models import LineTax


class TaxRow(NamedTuple):
    """Tax of one line in CNY, or of all lines together where ``gnum`` is None."""

    gnum: int | None
    value: Decimal
    duty: Decimal
    consumption: Decimal
    vat: Decimal

    @property
    def total(self) -> Decimal:
        """All three taxes."""
        return self.duty + self.consumption + self.vat


def tax_rows(taxes: Sequence[LineTax]) -> list[TaxRow]:
    """One row a line and, below them, the sums."""
    rows = [
        TaxRow(t.gnum, t.dutiable_value, t.customs_duty, t.consumption_tax, t.value_added_tax) for t in taxes
    ]
    if not rows:
        return []
    sums = (
        sum((getattr(row, name) for row in rows), Decimal(0))
        for name in ("value", "duty", "consumption", "vat")
    )
    return [*rows, TaxRow(None, *sums)]
