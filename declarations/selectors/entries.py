"""Entry declarations as pages and services read them, always scoped by the Actor."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import Q, QuerySet

from bonded.models import EntryAxis, Inventory, InventoryLine, InventoryType
from bonded.selectors import live_stops, lots_of_inventory
from declarations.facts import EntryFact, EntryGoods, EntryHead, EntryState
from declarations.models import EntryDeclaration, EntryEvent, EntryLine, EntryVersion
from declarations.rules.entry_merge import InventoryGoods
from enterprises.facts import Actor
from enterprises.models import Firm
from enterprises.selectors import firms_by_code, principals_of, suspensions_of

AUTHORITY = "declare"
# An inventory that customs approved (INVENTORY_FLOW of the room below, invtStucd 0).
_APPROVED = 30


def entries_for(
    actor: Actor, *, status: int | None = None, kind: str = "", search: str = ""
) -> "QuerySet[EntryDeclaration]":
    """Declarations that the actor may see, by status, kind and number; page them by key.

    A firm sees what it declares, files as agent or what was made of its inventories; an officer those of
    the own offices that were declared at least once.
    """
    rows = _scoped(actor).select_related("firm")
    if status is not None:
        rows = rows.filter(status=status)
    if kind:
        rows = rows.filter(kind=kind)
    word = search.strip()
    if word:
        rows = rows.filter(
            Q(pre_no=word) | Q(number=word) | Q(inventory_no=word) | Q(firm__name_zh__icontains=word)
        )
    return rows


def entry_for(actor: Actor, *, pre_no: str) -> EntryDeclaration | None:
    """One declaration by its pre-entry number or its number, if the actor may see it."""
    rows = _scoped(actor).select_related("firm", "agent", "zone_firm", "inventory")
    return rows.filter(Q(pre_no=pre_no) | Q(number=pre_no)).first() if pre_no else None


def entry_of_inventory(actor: Actor, *, inventory_no: str) -> EntryDeclaration | None:
    """The live declaration made of the inventory with this number, if the actor may see it."""
    rows = _scoped(actor).filter(inventory_no=inventory_no).exclude(status=EntryState.WITHDRAWN)
    return rows.order_by("-pk").first()


def may_write(actor: Actor, *, entry: EntryDeclaration, on: date) -> bool:
    """Whether the actor files for the firm that declares: the firm itself, or its agent by authority."""
    return actor.is_firm and entry.firm_id in principal_ids(actor, on=on)


def principal_ids(actor: Actor, *, on: date) -> frozenset[int]:
    """The firms for which the actor's firm may declare on the day, itself included."""
    if actor.firm_id is None:
        return frozenset()
    return frozenset({actor.firm_id, *principals_of(actor.firm_id, on=on, scope=AUTHORITY)})


def inventories_to_declare(actor: Actor, *, on: date) -> "QuerySet[Inventory]":
    """Approved inventories without a live declaration, of which the actor may make one; page by key."""
    firms = principal_ids(actor, on=on)
    codes = _codes_of(firms)
    mine = Q(by_partner=False, firm_id__in=firms) | Q(by_partner=True, partner_code__in=codes)
    return undeclared_inventories().filter(mine) if firms else Inventory.objects.none()


def undeclared_inventories() -> "QuerySet[Inventory]":
    """Approved inventories that need a declaration and have none that is live."""
    live = EntryDeclaration.objects.exclude(status=EntryState.WITHDRAWN).values("inventory_id")
    waiting = Inventory.objects.filter(status=_APPROVED, declares=True, entry_axis=EntryAxis.WAITING)
    return waiting.exclude(pk__in=live).select_related("firm")


def is_approved(inventory: Inventory) -> bool:
    """Whether customs approved the inventory."""
    return inventory.status == _APPROVED


def is_centralised(inventory: Inventory) -> bool:
    """Whether it gathers deliveries in batches (集报)."""
    return inventory.inv_type == InventoryType.CENTRALISED


def is_transfer(inventory: Inventory) -> bool:
    """Whether it is one half of a transfer to or from another bonded ledger."""
    return bool(inventory.related_ems_no)


def live_entry_of(inventory_id: int) -> EntryDeclaration | None:
    """The declaration made of an inventory, unless it was withdrawn."""
    rows = EntryDeclaration.objects.filter(inventory_id=inventory_id)
    return rows.exclude(status=EntryState.WITHDRAWN).first()


def declaring_firm(inventory: Inventory) -> int | None:
    """The firm that has to declare an inventory: its own, or the partner; None: the partner is unknown."""
    if not inventory.by_partner:
        return inventory.firm_id
    found = firms_by_code([inventory.partner_code]).get(inventory.partner_code)
    return found.id if found is not None else None


def inventory_goods(inventory: Inventory) -> tuple[InventoryGoods, ...]:
    """The lines of an inventory as merging takes them."""
    rows = InventoryLine.objects.filter(inventory=inventory).order_by("seq")
    return tuple(
        InventoryGoods(
            row.seq,
            row.entry_line,
            row.gcode,
            row.gname,
            row.spec,
            row.unit,
            row.qty,
            row.total,
            row.currency,
            row.origin,
            row.net_kg,
        )
        for row in rows
    )


def inventory_weights(inventory: Inventory) -> dict[int, InventoryLine]:
    """The lines of an inventory by number, with their weights."""
    return {row.seq: row for row in InventoryLine.objects.filter(inventory=inventory)}


def head_of(entry: EntryDeclaration) -> EntryHead:
    """The head as the rules read it."""
    return EntryHead(*(getattr(entry, name) for name in EntryHead._fields))


def goods_of(entry: EntryDeclaration) -> tuple[EntryGoods, ...]:
    """The lines as the rules read them."""
    return tuple(_goods(row) for row in EntryLine.objects.filter(entry=entry).order_by("seq"))


def fact_of(entry: EntryDeclaration) -> EntryFact:
    """The declaration as deciding reads it."""
    return EntryFact(
        id=entry.pk,
        pre_no=entry.pre_no,
        number=entry.number,
        office=entry.office,
        status=entry.status,
        firm_id=entry.firm_id,
        agent_id=entry.agent_id,
        inventory_id=entry.inventory_id,
        inventory_no=entry.inventory_no,
        tax_fen=entry.tax_fen,
        pay_mode=entry.pay_mode,
        due_on=entry.due_on,
        accepted_on=entry.accepted_on,
        asked=entry.asked,
        reviewer_id=entry.reviewer_id,
        inspector_id=entry.inspector_id,
        second_inspector_id=entry.second_inspector_id,
        inspection=entry.inspection,
        is_paid=entry.paid_on is not None,
    )


def entry_hindrances(entry: EntryDeclaration, *, at: datetime) -> tuple[str, str]:
    """The numbers of a suspension and of a stop order that keep the declaration from going on; or empty.

    A stop of the firm, of a ledger item of its inventory, or of a lot that it names or has taken. A
    suspension does not hold a centralised one: to declare in time what has left is a duty.
    """
    firms = {entry.firm_id, entry.zone_firm_id}
    suspended = {} if is_centralised(entry.inventory) else suspensions_of(firms, at=at)
    goods = lots_of_inventory(entry.inventory_id)
    stops = live_stops(item_ids=[item for item, _ in goods], firm_ids=firms)
    lots = [number for lot, number in stops.lots.items() if lot in goods]
    numbers = sorted([*stops.firms.values(), *stops.items.values(), *lots])
    suspension = min((fact.number for fact in suspended.values()), default="")
    return suspension, numbers[0] if numbers else ""


def entry_story(entry: EntryDeclaration) -> list[EntryEvent]:
    """What happened to a declaration, in order."""
    return list(EntryEvent.objects.filter(subject_id=entry.pk).order_by("id"))


def entry_versions(entry: EntryDeclaration) -> list[EntryVersion]:
    """What it said before each correction, oldest first."""
    return list(EntryVersion.objects.filter(entry=entry).order_by("round"))


def firm_names(firm_ids: Iterable[int]) -> dict[int, str]:
    """The names of these firms."""
    return dict(Firm.objects.filter(pk__in=set(firm_ids)).values_list("pk", "name_zh"))


def _scoped(actor: Actor) -> "QuerySet[EntryDeclaration]":
    if actor.is_officer:
        seen = EntryDeclaration.objects.filter(office__in=actor.offices)
        return seen.filter(round__gt=0)
    if actor.is_firm:
        firm = actor.firm_id
        return EntryDeclaration.objects.filter(Q(firm=firm) | Q(agent=firm) | Q(zone_firm=firm))
    return EntryDeclaration.objects.all() if actor.is_system else EntryDeclaration.objects.none()


def _codes_of(firm_ids: Iterable[int]) -> list[str]:
    rows = Firm.objects.filter(pk__in=set(firm_ids)).values_list("customs_code", "credit_code")
    return [code for row in rows for code in row if code]


def _goods(row: EntryLine) -> EntryGoods:
    values: Sequence[object] = [getattr(row, name) for name in EntryGoods._fields]
    return EntryGoods(*values)._replace(inventory_lines=tuple(row.inventory_lines))  # type: ignore[arg-type]
