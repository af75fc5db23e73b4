"""What pages and other rooms read of this room, always scoped by the Actor."""

from declarations.selectors.audit import audit_declarations
from declarations.selectors.cases import CaseDocuments, case_documents, list_by_pre_no
from declarations.selectors.entries import entries_for, entry_for
from declarations.selectors.entries import fact_of as entry_fact
from declarations.selectors.entry_sheet import (
    Payable,
    entry_sheet,
    entry_statuses,
    payable_of,
    status_of_entry,
)
from declarations.selectors.entry_sheet import Status as EntryStatus
from declarations.selectors.inbox import message_results, messages_of, receipts_after
from declarations.selectors.lists import ListRow, firms_of_lists, lists_for, queue_rows
from declarations.selectors.waybills import WaybillList, lists_of_waybill

__all__ = [
    "CaseDocuments",
    "EntryStatus",
    "ListRow",
    "Payable",
    "WaybillList",
    "audit_declarations",
    "case_documents",
    "entries_for",
    "entry_fact",
    "entry_for",
    "entry_sheet",
    "entry_statuses",
    "firms_of_lists",
    "list_by_pre_no",
    "lists_for",
    "lists_of_waybill",
    "message_results",
    "messages_of",
    "payable_of",
    "queue_rows",
    "receipts_after",
    "status_of_entry",
]
