"""Drafts of entry declarations: made from an inventory in one step, written on, and drafted by a job."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from bonded.models import Inventory
from codelists.selectors import code_book
from declarations.facts import EntryGoods, EntryHead, EntryState
from declarations.models import EntryDeclaration
from declarations.permissions import check_may_write_entry
from declarations.rules import numbers
from declarations.rules.entry_merge import merge, with_legal_units
from declarations.rules.entry_rules import (
    CHINA,
    DECLARED_ALREADY,
    IMPORT,
    NO_DECLARANT,
    NOT_NEEDED,
    NOT_READY,
    NOT_YOURS,
    kind_for,
)
from declarations.rules.entry_tax import CIF, FOB
from declarations.selectors.entries import (
    declaring_firm,
    goods_of,
    inventory_goods,
    is_approved,
    is_centralised,
    is_transfer,
    live_entry_of,
    may_write,
    principal_ids,
)
from declarations.services.entry_standing import ENTRY_TRAIL, locked_entry, write_lines
from enterprises.facts import Actor
from enterprises.models import Firm
from enterprises.permissions import check_may_start
from kernel.clock import business_date
from kernel.money import ZERO
from kernel.orm.ids import reserve
from kernel.orm.locks import lock_rows
from kernel.orm.series import next_numbers
from kernel.orm.trail import Entry, check_unchanged, enter_many
from kernel.orm.tx import intention, require_transaction
from kernel.refusal import Conflict, Refused, Violation
from kernel.rules import MOVED_ON

# What goes between the zone and the home market carries this means of transport.
_ZONE = "Y"
# What a new draft has nothing of yet; rows are copied in, so the model's defaults do not apply.
_EMPTY = dict.fromkeys(
    ("number", "asked", "asked_why", "inspection", "inspection_note", "receipt_no", "said"), ""
)
_NOUGHT = dict.fromkeys(
    ("round", "value_fen", "duty_fen", "consumption_tax_fen", "vat_fen", "late_fee_fen"), 0
)
_ENTERING = (
    "pre_no", "office", "inventory_id", "inventory_no", "firm_id", "agent_id", "zone_firm_id",
    "created_by_id", "created_at", *_EMPTY, *_NOUGHT, *EntryHead._fields,
)  # fmt: skip


class LineEdit(NamedTuple):
    """What a firm may change of a line: the rest comes from the inventory."""

    qty1: Decimal
    qty2: Decimal | None
    total: Decimal
    origin: str
    destination: str = ""


def draft_entry(*, actor: Actor, inventory_no: str, at: datetime) -> str:
    """Make the draft of a declaration from an approved inventory; its pre-entry number.

    Raises:
        Refused: a suspended firm, not the firm's to declare, an inventory that is not ready or has a
            declaration, or lines that cannot be put together.
        Conflict: there is no such inventory (any more).
    """
    check_may_write_entry(actor)
    _check_may_begin(actor, inventory_no=inventory_no)
    with intention():
        lock_rows(EntryDeclaration, keys=[])
        rows = lock_rows(Inventory, keys=[inventory_no], key="number")
        if not rows:
            raise Conflict(Violation(MOVED_ON))
        principal = _principal(rows[0])
        if principal not in principal_ids(actor, on=business_date(at)):
            raise Refused(Violation(NOT_YOURS))
        agent_id = actor.firm_id if actor.firm_id != principal else None
        return draft_from(rows[0], firm_id=principal, agent_id=agent_id, at=at, actor_id=actor.user_id)


def _check_may_begin(actor: Actor, *, inventory_no: str) -> None:
    """To declare centrally what of its own has left is a firm's duty; everything else is a new act."""
    row = Inventory.objects.filter(number=inventory_no).first()
    if row is None or not is_centralised(row) or row.firm_id != actor.firm_id:
        check_may_start(actor)


def draft_from(
    inventory: Inventory,
    *,
    firm_id: int,
    agent_id: int | None,
    at: datetime,
    actor_id: int | None,
    run_id: int | None = None,
) -> str:
    """Enter the draft for a locked inventory; its pre-entry number. A step.

    Raises:
        Refused: the inventory is not ready or has a declaration, or its lines cannot be put together.
    """
    require_transaction()
    _check_ready(inventory)
    lines = inventory_goods(inventory)
    goods, found = merge(lines)
    if found:
        raise Refused(*found)
    weights = {line.seq: line.net_kg for line in lines}
    net = {one.seq: sum((weights[seq] for seq in one.inventory_lines), ZERO) for one in goods}
    book = code_book(on=business_date(at))
    head = _head(inventory, firm=Firm.objects.get(pk=firm_id))
    (entry_id,) = reserve(1)
    pre_no = _pre_no(head.kind, at=at)
    values = (pre_no, inventory.office, inventory.pk, inventory.number, firm_id, agent_id,
              inventory.firm_id, actor_id, at, *_EMPTY.values(), *_NOUGHT.values(), *head)  # fmt: skip
    entry = Entry(entry_id, "draft", values)
    enter_many(ENTRY_TRAIL, [entry], columns=_ENTERING, at=at, actor_id=actor_id, run_id=run_id)
    write_lines(entry_id, goods=with_legal_units(goods, book=book, net_kg=net))
    return pre_no


def save_draft(
    *,
    actor: Actor,
    entry_id: int,
    head: EntryHead,
    edits: Mapping[int, LineEdit],
    seen: int | None = None,
    at: datetime,
) -> int:
    """Keep what was written, complete or not; quantities and goods stay those of the inventory.

    ``seen`` is the version that was written on; returns the one that stands now.

    Raises:
        Refused: not the firm's own.
        Conflict: it is no draft (any more), or somebody has changed it since it was seen.
    """
    check_may_write_entry(actor)
    with intention():
        entry = locked_entry(entry_id)
        if not may_write(actor, entry=entry, on=business_date(at)):
            raise Refused(Violation(NOT_YOURS))
        if entry.status != EntryState.DRAFT:
            raise Conflict(Violation(MOVED_ON))
        check_unchanged(entry, seen=seen)
        version = entry.version + 1
        values: dict[str, Any] = {**head._asdict(), "version": version}
        EntryDeclaration.objects.filter(pk=entry_id).update(**values)
        write_lines(entry_id, goods=[_edited(one, edits.get(one.seq)) for one in goods_of(entry)])
    return version


def _edited(one: EntryGoods, edit: LineEdit | None) -> EntryGoods:
    return one if edit is None else one._replace(**edit._asdict())


def _principal(inventory: Inventory) -> int:
    found = declaring_firm(inventory)
    if found is None:
        raise Refused(Violation(NO_DECLARANT))
    return found


def _check_ready(inventory: Inventory) -> None:
    no = (("no", inventory.number),)
    if not inventory.declares:
        raise Refused(Violation(NOT_NEEDED, args=no))
    if not is_approved(inventory):
        raise Refused(Violation(NOT_READY, args=no))
    live = live_entry_of(inventory.pk)
    if live is not None:
        raise Refused(Violation(DECLARED_ALREADY, args=(*no, ("entry", live.number or live.pre_no))))


def _head(inventory: Inventory, *, firm: Firm) -> EntryHead:
    """The head as far as the inventory says it; the firm writes the rest."""
    lines = list(inventory.lines.all())
    kind = kind_for(
        inventory.direction,
        traf_mode=inventory.traf_mode,
        country=inventory.country,
        centralised=is_centralised(inventory),
        transfer=is_transfer(inventory),
    )
    across = kind not in (IMPORT, "2") and not is_transfer(inventory)
    # What is sold out of the zone is imported by who buys it, unless the zone's firm declares for itself.
    buyer = bool(inventory.partner_code) and kind in (IMPORT, "2")
    code = inventory.partner_code if buyer else firm.customs_code
    name = inventory.partner_name if buyer else firm.name_zh
    country = inventory.country or ("" if across else CHINA)
    return EntryHead(
        kind=kind,
        supv_mode=inventory.supv_mode,
        traf_mode=inventory.traf_mode or ("" if across else _ZONE),
        bill_no=inventory.bill_no,
        port=inventory.port or inventory.office,
        country=country,
        trade_country=country,
        consignee_code=code,
        consignee_name=name,
        owner_code=code,
        owner_name=name,
        overseas_name=inventory.partner_name if across else "",
        terms=CIF if kind in (IMPORT, "3") else FOB,
        gross_kg=sum((line.gross_kg for line in lines), ZERO),
        net_kg=sum((line.net_kg for line in lines), ZERO),
    )


def _pre_no(kind: str, *, at: datetime) -> str:
    """The next pre-entry number; taken after all locks."""
    on, imports = business_date(at), kind in (IMPORT, "3")
    (serial,) = next_numbers("entry_pre", scope=f"{int(imports)}{on:%Y%m%d}", count=1)
    return numbers.entry_pre_no(on=on, serial=serial, imports=imports)
