"""Lots: which of them a quantity is taken from, first expired first out."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from bonded.facts import LotFact, LotLabel
from kernel.money import plain
from kernel.refusal import Rule, Severity, Violation, gettext_noop

_FOOD = (
    "Food Safety Law, Articles 53 and 98: import and sales records name lot and shelf life; rule of this "
    "portal: what expires first leaves first"
)

NO_SUCH_LOT = Rule(
    "LOT-01",
    Severity.REFUSE,
    gettext_noop("The ledger item has no lot %(lot)s with this best-before date."),
    _FOOD,
)
NOT_ENOUGH_OF_LOT = Rule(
    "LOT-02",
    Severity.REFUSE,
    gettext_noop("Of lot %(lot)s %(free)s is free; %(asked)s was asked for."),
    _FOOD,
)
LOT_STOPPED = Rule(
    "LOT-03", Severity.REFUSE, gettext_noop("Customs have stopped lot %(lot)s; nothing of it moves."), _FOOD
)
RULES = (NO_SUCH_LOT, NOT_ENOUGH_OF_LOT, LOT_STOPPED)

_NEVER = date.max


def pick(lots: Sequence[LotFact], *, qty: Decimal) -> tuple[tuple[tuple[int, Decimal], ...], Decimal]:
    """Which lots give how much of ``qty``, and what none could give.

    What expires first gives first, then what came in first; stopped lots come last of all.
    """
    picked, left = [], qty
    for lot in sorted(lots, key=_turn):
        part = min(lot.free, left)
        if part > 0:
            picked.append((lot.lot_id, part))
            left -= part
    return tuple(picked), left


def judge_lot(
    lots: Sequence[LotFact], *, label: LotLabel, qty: Decimal, path: str, under_stop: bool = False
) -> tuple[Violation, ...]:
    """Whether the stated lot is there, has as much free and is not stopped (``under_stop``: or is)."""
    shown = label.lot_no or "-"
    found = [lot for lot in lots if (lot.lot_no, lot.best_before) == (label.lot_no, label.best_before)]
    if not found:
        return (Violation(NO_SUCH_LOT, f"{path}.lot_no", args=(("lot", shown),)),)
    (lot,) = found
    if lot.stopped and not under_stop:
        return (Violation(LOT_STOPPED, f"{path}.lot_no", args=(("lot", shown),)),)
    if lot.free < qty:
        args = (("lot", shown), ("free", plain(lot.free)), ("asked", plain(qty)))
        return (Violation(NOT_ENOUGH_OF_LOT, f"{path}.qty", args=args),)
    return ()


def _turn(lot: LotFact) -> tuple[bool, date, date, int]:
    return lot.stopped, lot.best_before or _NEVER, lot.in_on, lot.lot_id
