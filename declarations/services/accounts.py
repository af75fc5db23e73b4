"""The buyer's year as a desk: lock once, fold in memory, write once; and the way back."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from declarations.models import BuyerEntry
from declarations.rules.limits import YearState, fold_goods, fold_year
from declarations.sets.accounts import add_to_buyers, lock_buyers, unreturned_of_buyers
from kernel.orm.copying import copy_rows
from kernel.orm.tx import require_transaction
from kernel.refusal import Violation

_ENTRY = ("subject_id", "buyer_key", "year", "goods", "quantity", "kind", "at", "actor_id")


class Purchase(NamedTuple):
    """What one list takes from its buyer's year.

    ``value`` is dutiable value in CNY; ``weights`` are (commodity code, kilograms, kilograms
    allowed per year) of goods that the positive list limits by weight.
    """

    subject_id: int
    buyer_key: bytes
    year: int
    value: Decimal
    weights: tuple[tuple[str, Decimal, Decimal], ...] = ()

    @property
    def keys(self) -> tuple[tuple[bytes, int, str], ...]:
        """The running totals this purchase touches."""
        return (
            (self.buyer_key, self.year, ""),
            *((self.buyer_key, self.year, goods) for goods, _, _ in self.weights),
        )


class BuyerDesk:
    """Running totals of some buyers, locked; purchases are checked and taken in order."""

    def __init__(self, purchases: Iterable[Purchase], *, year_limit: Decimal) -> None:
        require_transaction()
        keys = [key for purchase in purchases for key in purchase.keys]
        self._used = {key: YearState(Decimal(str(used))) for key, used in lock_buyers(keys).items()}
        self._limit = year_limit
        self._entries: list[tuple[int, bytes, int, str, Decimal]] = []

    def check(self, purchase: Purchase) -> tuple[Violation, ...]:
        """What stands against this purchase now; nothing is changed."""
        return self._fold(purchase)[1]

    def take(self, purchase: Purchase) -> None:
        """Count the purchase; ``check`` has let it pass."""
        self._used.update(self._fold(purchase)[0])
        quantities = (purchase.value, *(kg for _, kg, _ in purchase.weights))
        for key, quantity in zip(purchase.keys, quantities, strict=True):
            self._entries.append((purchase.subject_id, *key, quantity))

    def _fold(
        self, purchase: Purchase
    ) -> tuple[dict[tuple[bytes, int, str], YearState], tuple[Violation, ...]]:
        key = (purchase.buyer_key, purchase.year, "")
        state, found = fold_year(self._used[key], purchase.value, limit=self._limit)
        changed, violations = {key: state}, list(found)
        for goods, kg, allowed in purchase.weights:
            key = (purchase.buyer_key, purchase.year, goods)
            changed[key], found = fold_goods(changed.get(key, self._used[key]), kg, limit=allowed)
            violations += found
        return changed, tuple(violations)

    def write(self, *, at: datetime, actor_id: int | None) -> None:
        """Add what was taken to the totals and append the entries."""
        _book(self._entries, kind="take", at=at, actor_id=actor_id)


def give_back_buyers(
    list_ids: Sequence[int],
    *,
    at: datetime,
    actor_id: int | None,
    also: Sequence[tuple[bytes, int, str]] = (),
) -> int:
    """Give back exactly what these lists took and have not given back; the number of entries.

    ``also`` are totals that the caller will take from next: all are locked in one order.
    """
    require_transaction()
    if not list_ids:
        return 0
    owed = unreturned_of_buyers(list_ids)
    lock_buyers([*((row[1], row[2], row[3]) for row in owed), *also])
    entries = [
        (row[0], row[1], row[2], row[3], -Decimal(str(row[4]))) for row in unreturned_of_buyers(list_ids)
    ]
    _book(entries, kind="give_back", at=at, actor_id=actor_id)
    return len(entries)


def _book(
    entries: Sequence[tuple[int, bytes, int, str, Decimal]], *, kind: str, at: datetime, actor_id: int | None
) -> None:
    if not entries:
        return
    sums: dict[tuple[bytes, int, str], Decimal] = {}
    for _, buyer, year, goods, quantity in entries:
        sums[buyer, year, goods] = sums.get((buyer, year, goods), Decimal(0)) + quantity
    add_to_buyers([(*key, total) for key, total in sorted(sums.items())])
    copy_rows(BuyerEntry, _ENTRY, ((*entry, kind, at, actor_id) for entry in entries))
