"""Released lists as parcels of the bonded zone: heads and worth of the lines, in two statements."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from bonded.facts import NewParcel, ParcelGoods
from declarations.models import ImportList, ListLine


def parcels_of(list_ids: Sequence[int], *, released_at: datetime) -> list[NewParcel]:
    """Those of the lists that name a ledger (direct mail names none), in the order of their ids."""
    heads = (
        ImportList.objects.filter(pk__in=list_ids)
        .exclude(ems_no="")
        .order_by("pk")
        .values_list("pk", "pre_no", "logistics_no", "customs_code", "gross_weight")
    )
    rows = list(heads)
    goods: dict[int, list[ParcelGoods]] = defaultdict(list)
    lines = ListLine.objects.filter(list_id__in=[row[0] for row in rows]).order_by("list_id", "gnum")
    for list_id, total, currency in lines.values_list("list_id", "total_price", "currency"):
        # Stock is pre-booked by the place of a line in its list.
        goods[list_id].append(ParcelGoods(len(goods[list_id]) + 1, total, currency))
    return [
        NewParcel(pk, pre_no, waybill_no, office, released_at, gross_kg, tuple(goods[pk]))
        for pk, pre_no, waybill_no, office, gross_kg in rows
    ]
