"""What contradicts itself in this room: statuses without event, attachments of nothing, lost notices."""

from django.db.models import Exists, F, Model, OuterRef, Q, Subquery

from enterprises.models import (
    Attachment,
    Difficulty,
    DifficultyEvent,
    GradeChange,
    GradeChangeEvent,
    Grant,
    GrantEvent,
    GuaranteeClaim,
    GuaranteeClaimEvent,
    GuaranteeFile,
    GuaranteeFileEvent,
    Message,
    Notice,
    NoticeCopy,
    Plan,
    PlanEvent,
    Registration,
    RegistrationEvent,
    StandingDocument,
    StandingDocumentEvent,
    Suspension,
    SuspensionEvent,
    Visit,
    VisitEvent,
)
from kernel.models.base import Event, State

# Every file with a status, and the events that led to it.
FILES: tuple[tuple[type[State], type[Event]], ...] = (
    (Difficulty, DifficultyEvent),
    (GradeChange, GradeChangeEvent),
    (Grant, GrantEvent),
    (GuaranteeClaim, GuaranteeClaimEvent),
    (GuaranteeFile, GuaranteeFileEvent),
    (Plan, PlanEvent),
    (Registration, RegistrationEvent),
    (StandingDocument, StandingDocumentEvent),
    (Suspension, SuspensionEvent),
    (Visit, VisitEvent),
)
# What the kinds of attachments are attached to.
ATTACHED_TO: dict[str, type[Model]] = {
    "difficulty": Difficulty,
    "grade_change": GradeChange,
    "grant": Grant,
    "guarantee_file": GuaranteeFile,
    "message": Message,
    "plan": Plan,
    "registration": Registration,
    "standing_document": StandingDocument,
    "suspension": Suspension,
    "visit": Visit,
}


def statuses_without_event() -> list[str]:
    """Files whose status is not where their newest event led; one query a flow."""
    return [line for state, event in FILES for line in _astray(state, event)]


def _astray(state: type[State], event: type[Event]) -> list[str]:
    """The files of one flow, by their public number."""
    newest = event._default_manager.filter(subject_id=OuterRef("subject_id")).order_by("-id")
    rows = state._default_manager.annotate(led_to=Subquery(newest.values("target")[:1]))
    wrong = rows.filter(Q(led_to__isnull=True) | ~Q(status=F("led_to"))).order_by("subject_id")
    return [
        f"{state._meta.verbose_name} {number}: status {status}, the newest event says {led_to}"
        for number, status, led_to in wrong.values_list("number", "status", "led_to")
    ]


def lost_attachments() -> list[str]:
    """Attachments whose subject is not there, or of a kind that nobody knows; one query a kind."""
    found = Attachment.objects.exclude(subject_kind__in=ATTACHED_TO)
    lost = list(found.values_list("number", "subject_kind", "subject_no"))
    for kind, model in ATTACHED_TO.items():
        subjects = model._default_manager.filter(pk=OuterRef("subject_id"))
        rows = Attachment.objects.filter(~Exists(subjects), subject_kind=kind).order_by("id")
        lost += rows.values_list("number", "subject_kind", "subject_no")
    return [f"attachment {number} of {kind} {no}: its subject is not there" for number, kind, no in lost]


def unread_by_all() -> list[str]:
    """Notices that nobody has a copy of; one query.

    None is made without readers, and one whose copies are forgotten goes in the same night.
    """
    copies = NoticeCopy.objects.filter(notice_id=OuterRef("pk"))
    rows = Notice.objects.filter(~Exists(copies)).order_by("id")
    return [f"notice {number} ({kind}) has no reader" for number, kind in rows.values_list("number", "kind")]
