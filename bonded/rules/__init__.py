"""The law of stock: pure, from facts to reasons."""

from bonded.rules import ledger, stock

RULES = (*stock.RULES, *ledger.RULES)
