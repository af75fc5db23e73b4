"""Trust: grade changes and suspensions, each proposed by one officer and decided by another."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from enterprises.models.firms import Firm
from enterprises.rules import credit, flow
from kernel.models.base import Event, State

_OFFICER = "enterprises.User"


class GradeChange(State):
    """A proposal to give a firm another grade; only countersigning it writes a ``FirmGrade``.

    ``valid_from`` may lie in the past: what happened meanwhile is not judged again. ``said`` is what
    the second officer said.
    """

    number = models.CharField(max_length=20, unique=True)
    office = models.CharField(max_length=4)
    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="grade_changes")
    grade = models.CharField(max_length=20)
    valid_from = models.DateField()
    ground = models.CharField(max_length=20)
    text = models.CharField(max_length=500)
    proposed_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    said = models.CharField(max_length=500, blank=True, db_default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text="") & ~Q(ground=""), name="gradechange_said"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="gradechange_four_eyes",
            ),
            models.CheckConstraint(
                condition=~Q(status=flow.GRADE_CHANGED)
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="gradechange_decided",
            ),
            models.UniqueConstraint(
                fields=["firm"], condition=Q(status=flow.GRADE_PROPOSED), name="gradechange_one_waiting"
            ),
        ]
        indexes = [models.Index(fields=["office", "status"])]

    def __str__(self) -> str:
        return self.number

    @property
    def new_grade(self) -> credit.Grade:
        """The proposed grade as the law of its first day calls it."""
        return credit.grade(self.grade, on=self.valid_from)


class GradeChangeEvent(Event):
    """One move of a grade change."""

    class Meta(Event.Meta):
        pass


class SuspensionKind(models.TextChoices):
    """Whose acts rest."""

    FIRM = "firm", _("The firm")
    AGENT = "agent", _("Its work as an agent")
    GRANT = "grant", _("A measure granted to it")


class Suspension(State):
    """A suspension of a firm, of its work for others, or of a measure granted to it.

    ``effect`` says what rests (see ``rules/suspension.py``). ``from_at`` is empty until it is put in
    force where nobody asked for a day; ``to_at`` is its end, foreseen or, once over, real.
    ``confirm_by`` is set where a chief suspended at once: without a second officer it lapses then.
    """

    number = models.CharField(max_length=20, unique=True)
    office = models.CharField(max_length=4)
    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="suspensions")
    kind = models.CharField(max_length=8, choices=SuspensionKind.choices)
    effect = models.CharField(max_length=12)
    grant_no = models.CharField(max_length=20, blank=True, db_default="")
    ground = models.CharField(max_length=20)
    text = models.CharField(max_length=500)
    from_at = models.DateTimeField(null=True)
    to_at = models.DateTimeField(null=True)
    confirm_by = models.DateTimeField(null=True)
    proposed_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    lift_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, null=True, related_name="+")
    lift_at = models.DateTimeField(null=True)
    lift_reason = models.CharField(max_length=500, blank=True, db_default="")
    lifted_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, null=True, related_name="+")
    said = models.CharField(max_length=500, blank=True, db_default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=SuspensionKind.values), name="suspension_kind"),
            models.CheckConstraint(condition=~Q(text="") & ~Q(ground=""), name="suspension_said"),
            models.CheckConstraint(
                condition=Q(kind="grant") & ~Q(grant_no="") | ~Q(kind="grant") & Q(grant_no=""),
                name="suspension_grant",
            ),
            models.CheckConstraint(
                condition=Q(kind="firm", effect__in=["acts", "privileges"])
                | Q(kind="agent", effect="agency")
                | Q(kind="grant", effect="grant"),
                name="suspension_effect",
            ),
            models.CheckConstraint(
                condition=Q(to_at__isnull=True) | Q(from_at__isnull=True) | Q(to_at__gte=F("from_at")),
                name="suspension_span",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="suspension_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(lifted_by__isnull=True) | Q(lift_by__isnull=False) & ~Q(lifted_by=F("lift_by")),
                name="suspension_lift_four_eyes",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=flow.SUSPENSION_CONFIRMED)
                | Q(decided_by__isnull=False, decided_at__isnull=False, from_at__isnull=False),
                name="suspension_decided",
            ),
            models.CheckConstraint(
                condition=~Q(status=flow.SUSPENSION_LIFTED) | Q(lifted_by__isnull=False, to_at__isnull=False),
                name="suspension_lifted",
            ),
            models.CheckConstraint(
                condition=~Q(status=flow.SUSPENSION_PROVISIONAL)
                | Q(confirm_by__isnull=False, from_at__isnull=False),
                name="suspension_provisional",
            ),
            models.UniqueConstraint(
                fields=["firm", "effect", "grant_no"],
                condition=Q(status__in=flow.SUSPENSION_LIVE),
                name="suspension_one_at_a_time",
            ),
        ]
        indexes = [models.Index(fields=["office", "status"]), models.Index(fields=["firm", "status"])]

    def __str__(self) -> str:
        return self.number

    @property
    def status_name(self) -> str:
        """The status in English, to be translated where it is shown."""
        return flow.SUSPENSION_FLOW.names[self.status]

    @property
    def is_live(self) -> bool:
        """Whether it works now or will on its day."""
        return self.status in flow.SUSPENSION_LIVE


class SuspensionEvent(Event):
    """One move of a suspension."""

    class Meta(Event.Meta):
        pass
