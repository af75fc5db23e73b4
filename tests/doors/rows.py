"""Everything that declarations leave in the tables, in a form in which two doors can be compared."""

from datetime import datetime
from typing import Any

from django.db.models import Model

from bonded.models import LedgerEntry, LedgerItem
from declarations.models import (
    BuyerEntry,
    BuyerYear,
    Current,
    Finding,
    ImportList,
    InboxMessage,
    LineTax,
    ListEvent,
    ListLine,
    ListState,
    Order,
    OrderLine,
    Outcome,
    Payment,
    Receipt,
    Waybill,
)
from declarations.sets.loading import personal_of
from enterprises.models import GuaranteeAccount, GuaranteeEntry

TABLES: tuple[type[Model], ...] = (
    InboxMessage, Outcome, Order, OrderLine, Payment, Waybill, ImportList, ListLine, Current, ListState,
    ListEvent, LineTax, Finding, Receipt, BuyerYear, BuyerEntry, LedgerItem, LedgerEntry, GuaranteeAccount,
    GuaranteeEntry,
)  # fmt: skip
_NAMED = (InboxMessage, Outcome, Order, Payment, Waybill, ImportList)
_REFERENCES = {"inbox_id", "document_id", "subject_id", "list_id", "order_id", "payment_id", "waybill_id"}
_LEFT_OUT = {"guid", "channel", "raw", "xid", "actor_id", "token_id"}
_OF_THE_MESSAGE = {"digest", "size"}  # of the inbox: a form writes its own guid and time
_TOLD = {"guid", "returnTime", "oriCopMsgId"}

Row = dict[str, Any]


def snapshot() -> dict[str, list[Row]]:
    """The rows of every table by its name; ids replaced by what they stand for, sorted."""
    names = {0: "nothing"}
    for model in _NAMED:
        for n, pk in enumerate(model._default_manager.order_by("pk").values_list("pk", flat=True), start=1):
            names[pk] = f"{model.__name__} {n}"
    return {model.__name__: _rows(model, names) for model in TABLES}


def _rows(model: type[Model], names: dict[int, str]) -> list[Row]:
    return sorted((_row(row, names) for row in model._default_manager.all()), key=repr)


def _row(row: Model, names: dict[int, str]) -> Row:
    said: Row = {}
    for field in row._meta.concrete_fields:
        name, value = field.attname, getattr(row, field.attname)
        if name in _REFERENCES:
            said[name] = names.get(value, value)
        elif name == "personal":
            said[name] = personal_of(type(row), row_id=row.pk, blob=value)
        elif not _is_left_out(row, name, value):
            said[name] = bytes(value) if isinstance(value, memoryview) else value
    if isinstance(row, Receipt):
        said["elements"] = {key: text for key, text in row.elements.items() if key not in _TOLD}
    return said


def _is_left_out(row: Model, name: str, value: object) -> bool:
    if isinstance(row, InboxMessage) and name in _OF_THE_MESSAGE:
        return True
    when = isinstance(value, datetime) and name != "pay_time"
    return when or name in _LEFT_OUT or name == "id"
