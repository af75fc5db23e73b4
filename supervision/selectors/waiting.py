"""What waits: for the jobs of this room, and for the next officer."""

from datetime import datetime

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from bonded.selectors.officer_work import zone_work
from declarations.models import ListState
from enterprises.facts import Actor
from enterprises.selectors.signatures import Awaited
from supervision.models import Case
from supervision.rules.decision import LANE_STATUS
from supervision.rules.queue import lanes_of
from supervision.rules.selection import ACCEPTED, WAITING
from supervision.selectors import entries


def lists_wait() -> bool:
    """Whether some list is accepted and not selected yet."""
    return ListState.objects.filter(status=ACCEPTED).exists()


def lists_overdue(*, at: datetime) -> bool:
    """Whether some waiting list's time is over."""
    return ListState.objects.filter(status=WAITING, due_at__lte=at).exists()


def unclaimed(actor: Actor, *, at: datetime) -> QuerySet[Case]:
    """Open cases of the actor's offices and posts that nobody holds now, in the queue's order."""
    free = Q(owner__isnull=True) | Q(lease_until__lte=at)
    waiting = Case.objects.filter(free, decided_at__isnull=True, office__in=actor.offices)
    return waiting.filter(lane__in=lanes_of(actor.roles)).order_by("rank", "due_at", "subject_id")


def moved_on_ids(*, limit: int) -> list[int]:
    """Open cases whose list no longer stands in the status of their lane."""
    found: list[int] = []
    for lane, status in LANE_STATUS.items():
        stands = ListState.objects.filter(subject_id=OuterRef("subject_id"), status=status)
        left = Case.objects.filter(~Exists(stands), decided_at__isnull=True, lane=lane)
        found += left.order_by("subject_id").values_list("subject_id", flat=True)[:limit]
    return found


def zone_waiting(actor: Actor) -> list[Awaited]:
    """What of the zone waits for the officer: declarations to review, and the files of the bonded room."""
    work = zone_work(actor)
    declared = entries.tab_of(actor, tab=entries.WAITING).order_by()
    found = declared.aggregate(count=Count("pk"), oldest=Min("since"))
    if found["count"]:
        work.append(Awaited(_("Entry declarations"), found["count"], found["oldest"], "supervision:entries"))
    return work
