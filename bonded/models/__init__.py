"""The tables of where goods stand; the movements have no foreign keys."""

from bonded.models.entries import Counter, Kind, LedgerEntry
from bonded.models.ledgers import Ledger, LedgerItem

__all__ = ["Counter", "Kind", "Ledger", "LedgerEntry", "LedgerItem"]
