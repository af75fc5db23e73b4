"""Parcels that wait in the zone, for the systems of the firms that keep the goods."""

from datetime import date

from django.db.models import QuerySet

from bonded.models import Ledger, Parcel
from bonded.permissions import holders_of
from bonded.rules import flow
from enterprises.facts import Actor


def waiting_parcels(actor: Actor, *, on: date, ems_no: str = "") -> "QuerySet[Parcel]":
    """Released lists on the actor's ledgers whose goods are in no inventory yet; narrowed by ledger."""
    ledgers = Ledger.objects.filter(firm_id__in=holders_of(actor, on=on))
    if ems_no:
        ledgers = ledgers.filter(ems_no=ems_no)
    return Parcel.objects.filter(status=flow.WAITING, ledger_id__in=ledgers.values("pk"))
