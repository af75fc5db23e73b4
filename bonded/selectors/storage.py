"""Lots whose storage deadline or best-before date comes near, and what of a lot went where."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum

from bonded.models import DueKind, ItemPause, LedgerItem, Lot, LotCounter, LotEntry, LotWarning, Parcel
from bonded.rules.storage import horizon, threshold
from bonded.selectors.ledgers import ledgers
from codelists.selectors import code_book
from enterprises.facts import Actor
from enterprises.models import User

FIELDS = {DueKind.STORAGE: "limit_on", DueKind.BEST_BEFORE: "best_before"}
_KEYS = {DueKind.STORAGE: "bonded.storage", DueKind.BEST_BEFORE: "bonded.best_before"}


class Due(NamedTuple):
    """A lot that falls due: the day, and of the warnings' days the one that has been reached."""

    lot: Lot
    due_on: date
    days: int


class Taker(NamedTuple):
    """Who took of a lot: a paper or a parcel, how much is promised to it and how much has left with it."""

    number: str
    waybill_no: str
    taken: Decimal
    left: Decimal


class NamedLot(NamedTuple):
    """A lot that a line of a paper took from."""

    line: int
    item_record_no: str
    lot_no: str
    best_before: date | None
    qty: Decimal


def warning_days(kind: str, *, on: date) -> tuple[int, ...]:
    """How many days before the day of this kind the firm is warned."""
    book, key = code_book(on=on), _KEYS[DueKind(kind)]
    return (int(book.number(f"{key}_warn_days")), int(book.number(f"{key}_warn_last_days")))


def held_lots(kind: str) -> "QuerySet[Lot]":
    """Lots that hold something and have a day of this kind, with item and ledger."""
    field = FIELDS[DueKind(kind)]
    rows = Lot.objects.select_related("item__ledger__firm").annotate(held=F("in_qty") - F("out_qty"))
    return rows.filter(held__gt=0, item__ledger__closed_on__isnull=True, **{f"{field}__isnull": False})


def due_lots(actor: Actor, *, kind: str, on: date, search: str = "", ems_no: str = "") -> "QuerySet[Lot]":
    """Lots of the ledgers that the actor may see whose day comes near or is over; page by day and key."""
    field = FIELDS[DueKind(kind)]
    last = horizon(on, days=warning_days(kind, on=on))
    rows = held_lots(kind).filter(item__ledger__in=ledgers(actor, on=on), **{f"{field}__lte": last})
    if ems_no:
        rows = rows.filter(item__ledger__ems_no=ems_no)
    if search:
        rows = rows.filter(
            Q(lot_no__icontains=search)
            | Q(item__item_record_no__icontains=search)
            | Q(item__gname__icontains=search)
            | Q(item__ledger__ems_no__icontains=search)
        )
    return rows


def unwarned(kind: str, *, on: date, after: int, limit: int) -> list[Due]:
    """The next lots (by key) of which the firm has not been told what is due now."""
    field, days = FIELDS[DueKind(kind)], warning_days(kind, on=on)
    told = LotWarning.objects.filter(lot=OuterRef("pk"), kind=kind, due_on=OuterRef(field))
    near = Q(**{f"{field}__lte": horizon(on, days=days)})
    last = Q(**{f"{field}__lte": horizon(on, days=(min(days),))})
    rows = held_lots(kind).filter(
        (last & ~Exists(told.filter(days=min(days)))) | (near & ~last & ~Exists(told)), pk__gt=after
    )
    found = []
    for lot in rows.order_by("pk")[:limit]:
        due = getattr(lot, field)
        reached = threshold(due, today=on, days=days)
        if reached is not None:
            found.append(Due(lot, due, reached))
    return found


def lots_of_item(item: LedgerItem) -> "QuerySet[Lot]":
    """The lots of an item (already scoped) that ever held something, those that expire first at the top."""
    rows = Lot.objects.filter(item=item).annotate(held=F("in_qty") - F("out_qty"))
    return rows.order_by(F("best_before").asc(nulls_last=True), "in_on", "pk")


def find_lots(actor: Actor, *, lot_no: str, on: date) -> "QuerySet[Lot]":
    """The lots with this number on the ledgers that the actor may see; page by key."""
    rows = Lot.objects.select_related("item__ledger__firm")
    return rows.filter(lot_no__iexact=lot_no, item__ledger__in=ledgers(actor, on=on))


def takers_of(lots: Iterable[Lot]) -> dict[int, list[Taker]]:
    """Who took of each lot, by lot id: papers and parcels with something taken or left; two queries."""
    ids = [lot.pk for lot in lots]
    taken, left = Q(counter=LotCounter.TAKEN), Q(counter=LotCounter.OUT)
    sums = (
        LotEntry.objects.filter(lot_id__in=ids)
        .filter(taken | left)
        .values("lot_id", "subject_id", "subject_no")
        .annotate(taken=Sum("qty", filter=taken, default=0), left=Sum("qty", filter=left, default=0))
        .filter(Q(taken__gt=0) | Q(left__gt=0))
        .order_by("lot_id", "subject_id")
    )
    rows = list(sums.values_list("lot_id", "subject_id", "subject_no", "taken", "left"))
    waybills = _waybills({row[1] for row in rows})
    found: dict[int, list[Taker]] = defaultdict(list)
    for lot_id, subject_id, number, held, gone in rows:
        found[lot_id].append(Taker(number, waybills.get(subject_id, ""), held, gone))
    return found


def lots_named(subject_id: int) -> list[NamedLot]:
    """The lots from which each line of a paper took, by line: what is promised to it or has left with it."""
    taken, left = Q(counter=LotCounter.TAKEN), Q(counter=LotCounter.OUT)
    sums = (
        LotEntry.objects.filter(subject_id=subject_id)
        .filter(taken | left)
        .values("line", "lot_id")
        .annotate(qty=Sum("qty"))
        .filter(qty__gt=0)
        .order_by("line", F("lot__best_before").asc(nulls_last=True), "lot_id")
    )
    columns = ("line", "lot__item__item_record_no", "lot__lot_no", "lot__best_before", "qty")
    return [NamedLot(*row) for row in sums.values_list(*columns)]


def pauses_of(ledger_id: int, *, item_id: int | None = None) -> list[tuple[ItemPause, str]]:
    """The pauses of a ledger (of one of its items) with the officer's name, newest first."""
    rows = ItemPause.objects.filter(ledger_id=ledger_id, item_id=item_id).order_by("-pk")[:20]
    names = dict(User.objects.filter(pk__in={row.by_id for row in rows}).values_list("pk", "name"))
    return [(row, names.get(row.by_id, "")) for row in rows]


def _waybills(subject_ids: Collection[int]) -> dict[int, str]:
    rows = Parcel.objects.filter(subject_id__in=subject_ids)
    return dict(rows.values_list("subject_id", "waybill_no"))
