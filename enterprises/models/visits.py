"""Visits and calls of officers at the firms they look after, as files with a status."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.models.base import Event, State
from kernel.orm.protect import append_only


class VisitMode(models.TextChoices):
    """How officers and firm meet."""

    ON_SITE = "on_site", _("On site")
    VIDEO = "video", _("Video call")
    PHONE = "phone", _("Telephone call")


class Visit(State):
    """One visit; two officers on site, one or two by telephone or video.

    ``senior_contact`` is the firm's manager who took part. ``sealed`` holds the names of the firm's
    other people (personal data, sealed for the row); ``advice`` and ``dispute`` are read by both sides.
    ``recusal_stated`` says that the officers have declared to have no ties with the firm.
    """

    number = models.CharField(max_length=20, unique=True)
    firm = models.ForeignKey("enterprises.Firm", on_delete=models.PROTECT, related_name="visits")
    office = models.CharField(max_length=4)
    mode = models.CharField(max_length=8, choices=VisitMode.choices)
    on_at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True, default="")
    officer_one = models.ForeignKey("enterprises.User", on_delete=models.PROTECT, related_name="+")
    officer_two = models.ForeignKey(
        "enterprises.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    planned_by = models.ForeignKey("enterprises.User", on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=500)
    recusal_stated = models.BooleanField(default=False)
    senior_contact = models.ForeignKey(
        "enterprises.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sealed = models.BinaryField(null=True)
    topics = models.JSONField(default=list)
    advice = models.CharField(max_length=4000, blank=True, default="")
    dispute = models.CharField(max_length=1000, blank=True, default="")
    confirmed_by = models.ForeignKey(
        "enterprises.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        indexes = [models.Index(fields=["firm", "on_at"], name="visit_firm")]
        constraints = [
            models.CheckConstraint(condition=Q(mode__in=VisitMode.values), name="visit_mode"),
            models.CheckConstraint(condition=~Q(purpose=""), name="visit_purpose"),
            models.CheckConstraint(
                condition=~Q(mode="on_site") | Q(officer_two__isnull=False), name="visit_in_pairs"
            ),
            models.CheckConstraint(
                condition=Q(officer_two__isnull=True) | ~Q(officer_two=F("officer_one")),
                name="visit_two_persons",
            ),
            # 20 held, 25 disputed, 30 confirmed, 40 closed
            models.CheckConstraint(
                condition=Q(status__in=(10, 90)) | Q(recusal_stated=True, sealed__isnull=False),
                name="visit_recusal_stated",
            ),
            models.CheckConstraint(
                condition=~Q(status=30) | Q(confirmed_by__isnull=False), name="visit_confirmed"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class VisitEvent(Event):
    """One step of a visit."""

    class Meta(Event.Meta):
        pass


class VisitQuestion(models.Model):
    """A question that the firm raised during a visit; it became the difficulty ``difficulty_no``."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="questions")
    text = models.CharField(max_length=500)
    difficulty_no = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text="") & ~Q(difficulty_no=""), name="visitquestion_said")
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return self.difficulty_no
