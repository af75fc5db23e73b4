"""Standing documents: those of a firm, those an office has to confirm, those that run out."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import QuerySet

from enterprises.facts import Actor
from enterprises.models import StandingDocument, StandingKind
from enterprises.permissions import (
    check_may_decide_firms,
    check_may_see_own_firm,
    may_decide_firms,
    may_see_firms,
    may_see_own_firm,
)
from enterprises.rules import flow, standing
from enterprises.selectors.recusals import kept_away

ATTACHED = "standing_document"
_SHOWN = (flow.STANDING_FILED, flow.STANDING_CONFIRMED)


class DueDocument(NamedTuple):
    """A confirmed document that runs out soon or has run out; ``days_left`` counts today, 0: run out."""

    number: str
    kind: str
    title: str
    document_no: str
    last_day: date
    days_left: int

    @property
    def name(self) -> str:
        """Its own title, where it has one, else its kind in words."""
        return self.title or str(StandingKind(self.kind).label)


def documents_due(firm_ids: Iterable[int], *, on: date, days: int) -> dict[int, list[DueDocument]]:
    """The confirmed documents of the firms that run out within ``days`` days, the first first.

    Firms without any are left out. One query however many firms.
    """
    wanted = set(firm_ids)
    if not wanted:
        return {}
    rows = StandingDocument.objects.filter(
        firm_id__in=wanted, status=flow.STANDING_CONFIRMED, valid_to__lte=on + timedelta(days=days)
    )
    found: dict[int, list[DueDocument]] = {}
    for row in rows.order_by("valid_to", "subject_id"):
        assert row.valid_to is not None
        due = DueDocument(
            row.number,
            row.kind,
            row.title,
            row.document_no,
            row.valid_to - timedelta(days=1),
            max(standing.days_left(row.valid_to, on=on), 0),
        )
        found.setdefault(row.firm_id, []).append(due)
    return found


def documents_of(actor: Actor) -> QuerySet[StandingDocument]:
    """All standing documents of the actor's firm, newest first; to be paged by ``-subject_id``."""
    check_may_see_own_firm(actor)
    rows = StandingDocument.objects.filter(firm_id=actor.firm_id or 0)
    return rows.select_related("filed_by", "decided_by", "replaces")


def documents_of_firm(firm_id: int) -> list[StandingDocument]:
    """The filed and confirmed documents of a firm that the caller may see."""
    rows = StandingDocument.objects.filter(firm_id=firm_id, status__in=_SHOWN)
    return list(rows.order_by("kind", "subject_id"))


def replaceable(actor: Actor) -> list[StandingDocument]:
    """The confirmed documents of the actor's firm that nothing is filed for yet."""
    rows = documents_of(actor).filter(status=flow.STANDING_CONFIRMED)
    return list(rows.exclude(replacements__status=flow.STANDING_FILED).order_by("kind", "subject_id"))


def documents_at(actor: Actor, *, decided: bool = False) -> QuerySet[StandingDocument]:
    """The documents of the officer's firms that wait to be confirmed, or all that were decided."""
    check_may_decide_firms(actor)
    mine = StandingDocument.objects.filter(firm__office__in=actor.offices)
    rows = mine.exclude(firm_id__in=kept_away(actor)).select_related("firm", "decided_by")
    if decided:
        return rows.exclude(status__in=(flow.STANDING_FILED, flow.STANDING_WITHDRAWN))
    return rows.filter(status=flow.STANDING_FILED)


def document_at(actor: Actor, *, number: str) -> StandingDocument | None:
    """One document of a firm of the officer's offices, or None."""
    check_may_decide_firms(actor)
    mine = StandingDocument.objects.filter(firm__office__in=actor.offices, number=number)
    rows = mine.exclude(firm_id__in=kept_away(actor))
    return rows.select_related("firm", "filed_by", "decided_by", "replaces").first()


def may_see(actor: Actor, *, subject_id: int, at: datetime) -> bool:
    """Whether the actor may open the scan: a person of the firm, or the office that confirms it."""
    del at
    rows = StandingDocument.objects.filter(pk=subject_id)
    if may_see_own_firm(actor):
        return rows.filter(firm_id=actor.firm_id or 0).exists()
    if not (may_decide_firms(actor) or (may_see_firms(actor) and "coordinator" in actor.roles)):
        return False
    return rows.filter(firm__office__in=actor.offices).exclude(firm_id__in=kept_away(actor)).exists()
