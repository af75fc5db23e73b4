"""What of this room's files awaits a decision that the officer may take: one line a kind, with the oldest."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Min, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from enterprises.facts import Actor
from enterprises.models import (
    GradeChange,
    Grant,
    GuaranteeClaim,
    GuaranteeFile,
    Plan,
    Registration,
    StandingDocument,
    Suspension,
)
from enterprises.rules import flow
from kernel.models.base import State


class Awaited(NamedTuple):
    """A kind of file with how many wait since when; ``url_name`` and ``query`` lead to their list."""

    label: str
    waiting: int
    oldest: datetime | None
    url_name: str
    query: str = ""


class _Kind(NamedTuple):
    """One kind: whose table, which rows wait, where they are listed; ``own``: columns of the first person."""

    label: str | Promise
    model: type[State]
    statuses: tuple[int, ...]
    url_name: str
    query: str = ""
    own: tuple[str, ...] = ()
    office: str = "office"


_KINDS = (
    _Kind(_("Registrations"), Registration, (flow.REGISTRATION_SUBMITTED,), "enterprises:registrations"),
    _Kind(
        _("Standing documents to confirm"),
        StandingDocument,
        (flow.STANDING_FILED,),
        "enterprises:standing_queue",
        office="firm__office",
    ),
    _Kind(
        _("Grade changes to countersign"),
        GradeChange,
        (flow.GRADE_PROPOSED,),
        "enterprises:trust",
        own=("proposed_by_id",),
    ),
    _Kind(
        _("Suspensions to countersign"),
        Suspension,
        (flow.SUSPENSION_PROPOSED, flow.SUSPENSION_PROVISIONAL),
        "enterprises:trust",
        own=("proposed_by_id",),
    ),
    _Kind(
        _("Suspensions to lift"),
        Suspension,
        (flow.SUSPENSION_LIFT_PROPOSED,),
        "enterprises:trust",
        own=("lift_by_id",),
    ),
    _Kind(
        _("Measures to decide"),
        Grant,
        flow.GRANT_OPEN,
        "enterprises:grants",
        own=("proposed_by_id", "recommended_by_id"),
    ),
    _Kind(
        _("Plans to put in force"),
        Plan,
        (flow.PLAN_AT_CHIEF,),
        "enterprises:plans",
        own=("drafted_by_id", "officer_id"),
    ),
    _Kind(_("Guarantee applications"), GuaranteeFile, flow.GFILE_WAITING, "enterprises:guarantee_files"),
    _Kind(
        _("Guarantee claims to decide"),
        GuaranteeClaim,
        (flow.GCLAIM_PROPOSED,),
        "enterprises:guarantee_files",
        "?tab=claims",
        own=("proposed_by_id",),
    ),
)


def awaited(actor: Actor) -> list[Awaited]:
    """What waits at the chief's offices, those left out that the chief began; one query a kind."""
    return [
        Awaited(str(kind.label), found["count"], found["oldest"], kind.url_name, kind.query)
        for kind in _KINDS
        if (found := _waiting(kind, actor=actor).aggregate(count=Count("pk"), oldest=Min("since")))["count"]
    ]


def _waiting(kind: _Kind, *, actor: Actor) -> QuerySet[State]:
    """The rows of the kind that wait for somebody other than who began them."""
    rows = kind.model._default_manager.filter(
        status__in=kind.statuses, **{f"{kind.office}__in": actor.offices}
    )
    for column in kind.own:
        rows = rows.exclude(Q(**{column: actor.user_id}) & Q(**{f"{column}__isnull": False}))
    return rows
