"""The tables of what is claimed; hot ones have no foreign keys (ADR 0003)."""

from declarations.models.accounts import BuyerEntry, BuyerYear
from declarations.models.documents import Order, OrderLine, Payment, Waybill
from declarations.models.entry_declarations import (
    EntryDeclaration,
    EntryEvent,
    EntryKind,
    EntryLine,
    EntryLineTax,
    EntryVersion,
    PayMode,
    Terms,
)
from declarations.models.filing import Draft, Finding, InboxMessage, Outcome, Upload, UploadPart
from declarations.models.lists import ImportList, ListLine
from declarations.models.standing import Current, LineTax, ListEvent, ListState, Receipt

__all__ = [
    "BuyerEntry",
    "BuyerYear",
    "Current",
    "Draft",
    "EntryDeclaration",
    "EntryEvent",
    "EntryKind",
    "EntryLine",
    "EntryLineTax",
    "EntryVersion",
    "Finding",
    "ImportList",
    "InboxMessage",
    "LineTax",
    "ListEvent",
    "ListLine",
    "ListState",
    "Order",
    "OrderLine",
    "Outcome",
    "PayMode",
    "Payment",
    "Receipt",
    "Terms",
    "Upload",
    "UploadPart",
    "Waybill",
]
