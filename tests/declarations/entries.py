"""Entry declarations for tests: approved inventories of the demo ledger, drafts, accepted declarations."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal as D

from bonded.models import Inventory
from declarations.facts import EntryHead
from declarations.models import EntryDeclaration
from declarations.selectors.entries import goods_of, head_of
from declarations.services.entry_declaring import declare_entry
from declarations.services.entry_drafts import LineEdit, draft_entry, save_draft
from enterprises.facts import Actor
from enterprises.models import User
from enterprises.selectors import actor_of_user
from tests.bonded.inventory_world import filed, goods, head
from tests.office import AT, Office

BROKER = "430168A004"
RICE, MILK = "RICE-250", "MILK-800"
LATER = AT + timedelta(hours=1)
COMPLETE = {
    "consignee_code": BROKER,
    "consignee_name": "黄花综保仓储",
    "owner_code": BROKER,
    "owner_name": "黄花综保仓储",
    "packages": 2,
    "gross_kg": D(12),
    "net_kg": D(10),
}


def person(name: str) -> Actor:
    """A demo person as an actor."""
    return actor_of_user(User.objects.get(email=f"{name}@demo.example"), at=AT)


def officer_of(actor: Actor, office: str) -> Actor:
    """The same officer, posted to another office."""
    return replace(actor, office=office, offices=frozenset({office}))


def home_sale(office: Office, *, qty: str = "10", total: str = "1000") -> Inventory:
    """Second line out: rice powder sold on the home market, declared by the zone's firm itself."""
    first = head(direction="E", traf_mode="Y", country="142", supv_mode="0110", port="4921")
    return filed(office.broker, first, goods(RICE, qty, unit_price=D(total) / D(qty), total=D(total)))


def arrival(office: Office) -> Inventory:
    """First line in, from abroad."""
    return filed(office.broker, head(bill_no="HAWB1"), goods(RICE, "10"))


def drafted(office: Office, row: Inventory, *, at: datetime = AT, **said: object) -> EntryDeclaration:
    """A complete draft of an inventory's declaration; ``said`` changes the head."""
    pre_no = draft_entry(actor=office.broker, inventory_no=row.number, at=at)
    entry = EntryDeclaration.objects.get(pre_no=pre_no)
    first: EntryHead = head_of(entry)._replace(**{**COMPLETE, **said})  # type: ignore[arg-type]
    edits = {
        one.seq: LineEdit(one.qty1 or one.qty, one.qty2, one.total, one.origin) for one in goods_of(entry)
    }
    save_draft(actor=office.broker, entry_id=entry.pk, head=first, edits=edits, at=at)
    return EntryDeclaration.objects.get(pk=entry.pk)


def declared(
    office: Office, row: Inventory | None = None, *, at: datetime = AT, **said: object
) -> EntryDeclaration:
    """An accepted declaration, of a home sale where no inventory is given."""
    entry = drafted(office, row or home_sale(office), at=at, **said)
    declare_entry(actor=office.broker, entry_id=entry.pk, at=at)
    return fresh(entry)


def fresh(entry: EntryDeclaration) -> EntryDeclaration:
    """The declaration as it stands now."""
    return EntryDeclaration.objects.get(pk=entry.pk)
