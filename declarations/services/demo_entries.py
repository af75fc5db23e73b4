"""Entry declarations in the demo office: one at each stage, made of inventories of the demo ledger."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.conf import settings

from bonded import demo as ledger
from bonded.models import Inventory
from declarations.facts import EntryHead
from declarations.models import EntryDeclaration
from declarations.rules.entry_rules import IMPORT
from declarations.selectors.entries import goods_of, head_of, undeclared_inventories
from declarations.services.entry_declaring import ask_entry, declare_entry
from declarations.services.entry_drafts import LineEdit, draft_entry, save_draft
from enterprises.facts import Actor
from enterprises.models import Firm, User
from enterprises.selectors import actor_of_user

_CODE = "430168A004"
_HOUR = timedelta(hours=1)


class _Step(NamedTuple):
    """How far one declaration gets."""

    complete: bool
    declare: bool
    ask: str = ""


# The first stays a bare draft, the second is complete, the others are with customs; the last bears tax.
_STEPS = (
    _Step(False, False),
    _Step(True, False),
    _Step(True, True),
    _Step(True, True, "净重填写有误，申请修改。"),
    _Step(True, True),
)


def make(*, at: datetime) -> int:
    """Draft and declare what approved inventories of the demo firm wait for; how many are new.

    Raises:
        PermissionError: outside the demo (PORTAL_DEMO=1).
    """
    if not settings.PORTAL_DEMO:
        raise PermissionError("the demo office exists only with PORTAL_DEMO=1")
    if EntryDeclaration.objects.exists():
        return 0
    broker = _actor(ledger.OPERATOR, at=at)
    firm = Firm.objects.get(customs_code=_CODE)
    waiting = undeclared_inventories().filter(firm=firm, by_partner=False).order_by("pk")
    rows = list(waiting[: len(_STEPS)])
    for row, step in zip(rows, _STEPS, strict=False):
        _make(row, step=step, broker=broker, firm=firm, at=at - 3 * _HOUR)
    return len(rows)


def _actor(name: str, *, at: datetime) -> Actor:
    return actor_of_user(User.objects.get(email=f"{name}@demo.example"), at=at)


def _make(row: Inventory, *, step: _Step, broker: Actor, firm: Firm, at: datetime) -> None:
    pre_no = draft_entry(actor=broker, inventory_no=row.number, at=at)
    if not step.complete:
        return
    entry = EntryDeclaration.objects.get(pre_no=pre_no)
    edits = {
        one.seq: LineEdit(
            one.qty1 or one.qty, one.qty2, one.total or Decimal(1000), one.origin or "601", one.destination
        )
        for one in goods_of(entry)
    }
    head = _completed(head_of(entry), firm=firm)
    save_draft(actor=broker, entry_id=entry.pk, head=head, edits=edits, at=at)
    if step.declare:
        declare_entry(actor=broker, entry_id=entry.pk, at=at + _HOUR)
    if step.ask:
        ask_entry(actor=broker, entry_id=entry.pk, wish="correct", reason=step.ask, at=at + 2 * _HOUR)


def _completed(head: EntryHead, *, firm: Firm) -> EntryHead:
    """The head with what the inventory does not say."""
    net = head.net_kg or Decimal(10)
    if head.kind != IMPORT:
        head = head._replace(
            overseas_name=head.overseas_name or "Southern Dairy Pty Ltd",
            transport_name=head.transport_name or "CZ3062",
            bill_no=head.bill_no or "784-21053316",
        )
    return head._replace(
        supv_mode=head.supv_mode or "5000",
        consignee_code=head.consignee_code or firm.customs_code,
        consignee_name=head.consignee_name or firm.name_zh,
        owner_name=head.owner_name or firm.name_zh,
        packages=head.packages or 4,
        net_kg=net,
        gross_kg=max(head.gross_kg, net * Decimal("1.1")).quantize(Decimal("0.01")),
    )
