"""What pages and other rooms read of this room, always scoped by the Actor."""

from declarations.selectors.audit import audit_declarations
from declarations.selectors.cases import CaseDocuments, case_documents, list_by_pre_no
from declarations.selectors.inbox import message_results, messages_of, receipts_after
from declarations.selectors.lists import ListRow, firms_of_lists, lists_for, queue_rows

__all__ = [
    "CaseDocuments",
    "ListRow",
    "audit_declarations",
    "case_documents",
    "firms_of_lists",
    "list_by_pre_no",
    "lists_for",
    "message_results",
    "messages_of",
    "queue_rows",
    "receipts_after",
]
