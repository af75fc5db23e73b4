"""What pages and other rooms may read of ledgers, always scoped by the actor."""

from datetime import date

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from bonded.models import Counter, Ledger, LedgerEntry, LedgerItem
from bonded.permissions import holders_of, may_see_ledger
from bonded.rules import stock
from bonded.sets.lots import lot_mismatches
from bonded.sets.stock import mismatches
from enterprises.facts import Actor
from kernel.refusal import Rule


def ledgers(actor: Actor, *, search: str = "", on: date | None = None) -> "QuerySet[Ledger]":
    """The ledgers the actor may see, with firm and ``item_count``, narrowed by number, firm name or code.

    With ``on`` also those of the firms whose agent for bonded goods the actor is on that day.
    """
    items = LedgerItem.objects.filter(ledger=OuterRef("pk")).order_by().values("ledger")
    counts = Subquery(items.annotate(count=Count("pk")).values("count"))
    rows = _scoped(actor, on=on).select_related("firm").annotate(item_count=Coalesce(counts, 0))
    if search:
        rows = rows.filter(
            Q(ems_no__icontains=search)
            | Q(firm__name_zh__icontains=search)
            | Q(firm__name_en__icontains=search)
            | Q(firm__credit_code=search)
            | Q(firm__customs_code=search)
        )
    return rows


def ledger(actor: Actor, *, ems_no: str, on: date | None = None) -> Ledger:
    """One ledger with its firm; with ``on`` also one of a principal of that day.

    Raises:
        Ledger.DoesNotExist: there is none of that number that the actor may see.
    """
    found = Ledger.objects.select_related("firm").get(ems_no=ems_no)
    as_agent = on is not None and found.firm_id in holders_of(actor, on=on)
    if not (may_see_ledger(actor, ledger=found) or as_agent):
        raise Ledger.DoesNotExist(ems_no)
    return found


def items(ledger: Ledger, *, search: str = "") -> "QuerySet[LedgerItem]":
    """The items of a ledger (already scoped) with ``usable``, narrowed by number, name or goods code."""
    rows = ledger.items.annotate(usable=F("actl_inc_qty") - F("actl_redc_qty") - F("prevd_redc_qty"))
    if search:
        rows = rows.filter(
            Q(item_record_no__icontains=search) | Q(gname__icontains=search) | Q(gcode__startswith=search)
        )
    return rows


def item(ledger: Ledger, *, item_record_no: str) -> LedgerItem:
    """One item of a ledger (already scoped).

    Raises:
        LedgerItem.DoesNotExist: the ledger has no such item.
    """
    return items(ledger).get(item_record_no=item_record_no)


def movements(item: LedgerItem, *, counter: Counter) -> "QuerySet[LedgerEntry]":
    """Every movement behind one number of an item (already scoped)."""
    return LedgerEntry.objects.filter(item=item, counter=counter)


def audit_bonded() -> list[str]:
    """What contradicts itself: counters that are not the sum of their entries, entries without an item."""
    found = [
        f"ledger item {row.item_id} ({row.item_record_no}): {Counter(row.counter).name} stands at "
        f"{row.stands}, its entries sum to {row.entries}"
        for row in mismatches()
    ]
    found += [
        f"ledger item {row.pk} ({row.item_record_no}) is negative or oversold" for row in _impossible_items()
    ]
    found += lot_mismatches()
    known = LedgerItem.objects.values("pk")
    orphans = LedgerEntry.objects.exclude(item_id__in=known).order_by("pk").values_list("pk", "item_id")
    found += [f"ledger entry {pk} names item {item_id}, which is not there" for pk, item_id in orphans]
    return found


def _scoped(actor: Actor, *, on: date | None) -> "QuerySet[Ledger]":
    """All ledgers that ``permissions.may_see_ledger`` lets pass, and on a day those of principals."""
    if actor.is_system:
        return Ledger.objects.all()
    if actor.is_officer:
        return Ledger.objects.filter(office__in=actor.offices)
    if actor.is_firm and actor.firm_id is not None:
        firms = {actor.firm_id} if on is None else holders_of(actor, on=on)
        return Ledger.objects.filter(firm_id__in=firms)
    return Ledger.objects.none()


def _impossible_items() -> "QuerySet[LedgerItem]":
    """Items that break what the constraints promise (they could only stand with constraints dropped)."""
    return LedgerItem.objects.filter(
        Q(actl_inc_qty__lt=0)
        | Q(actl_redc_qty__lt=0)
        | Q(prevd_inc_qty__lt=0)
        | Q(prevd_redc_qty__lt=0)
        | Q(prevd_redc_qty__gt=F("actl_inc_qty") - F("actl_redc_qty"))
    ).order_by("pk")


def spoken_rules() -> tuple[Rule, ...]:
    """The rules whose codes stand in findings of other rooms, for showing their sentences."""
    return stock.RULES
