"""What of the zone waits for an officer: one line a kind, with how many and since when."""

from typing import NamedTuple

from django.db.models import Count, Min, Q, Value
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bonded.models import (
    Application,
    BatchPeriod,
    Disposal,
    GateHold,
    GatePass,
    Inventory,
    LedgerFiling,
    StockDoc,
    StockTake,
    UndoProposal,
    WriteOff,
)
from bonded.permissions import may_queue_deliveries
from bonded.rules import flow
from enterprises.facts import Actor
from enterprises.selectors.signatures import Awaited
from kernel.models.base import State


class _Kind(NamedTuple):
    """One kind: its words, whose table, which rows wait, where they are listed."""

    label: str | Promise
    model: type[State]
    waits: Q
    url_name: str
    query: str = ""


_SUBMITTED = Q(status=flow.SUBMITTED)
_KINDS = (
    _Kind(
        _("Held vehicles"),
        GateHold,
        Q(status__in=(flow.HOLD_OPEN, flow.HOLD_EXPLAINED)),
        "bonded:gate_holds",
    ),
    _Kind(
        _("Wrong passages to confirm"),
        UndoProposal,
        Q(status=flow.PROPOSED),
        "bonded:gate_passages",
    ),
    _Kind(_("Gate passes"), GatePass, Q(status=flow.APPLIED), "bonded:gate_passes", "?status=waiting"),
    _Kind(
        _("Bonded inventories"),
        Inventory,
        _SUBMITTED,
        "bonded:inventories",
        f"?status={flow.SUBMITTED}",
    ),
    _Kind(
        _("Applications to decide"),
        Application,
        _SUBMITTED | Q(status=flow.APPROVED, wanted_at__isnull=False),
        "bonded:delivery_queue",
    ),
    _Kind(_("In/out documents"), StockDoc, _SUBMITTED, "bonded:delivery_queue"),
    _Kind(_("Deadlines missed"), BatchPeriod, Q(status=flow.LATE), "bonded:batches", "?tab=late"),
    _Kind(_("Filings"), LedgerFiling, _SUBMITTED, "bonded:files", "?tab=filings"),
    _Kind(
        _("Stock-takings"),
        StockTake,
        Q(status=flow.EXPLAINED),
        "bonded:files",
        "?tab=stock-takings",
    ),
    _Kind(_("Write-offs"), WriteOff, _SUBMITTED, "bonded:files", "?tab=write-offs"),
    _Kind(
        _("Losses and destructions"),
        Disposal,
        Q(status__in=(flow.SUBMITTED, flow.APPROVED)),
        "bonded:files",
        "?tab=disposals",
    ),
)


def zone_work(actor: Actor) -> list[Awaited]:
    """What waits at the officer's offices, nothing for whoever decides none of it; one query."""
    if not may_queue_deliveries(actor):
        return []
    mine = {"office__in": actor.offices}
    counts = [
        kind.model._default_manager.filter(kind.waits, **mine)
        .order_by()
        .annotate(nth=Value(place))
        .values_list("nth")
        .annotate(waiting=Count("pk"), oldest=Min("since"))
        for place, kind in enumerate(_KINDS)
    ]
    found = {place: (waiting, oldest) for place, waiting, oldest in counts[0].union(*counts[1:], all=True)}
    return [
        Awaited(str(kind.label), *found[place], kind.url_name, kind.query)
        for place, kind in enumerate(_KINDS)
        if found.get(place, (0, None))[0]
    ]
