"""Teams of customs offices and the posts that officers hold in them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class PostRole(models.TextChoices):
    """What an officer may do."""

    OFFICER = "officer", _("Officer")
    INSPECTOR = "inspector", _("Inspector")
    COORDINATOR = "coordinator", _("Coordinator")
    CHIEF = "chief", _("Chief")
    GATE = "gate", _("Gate officer")
    OPERATOR = "operator", _("Site operator")
    LABORATORY = "laboratory", _("Laboratory")


class Team(models.Model):
    """A team of one customs office; ``lanes`` are the supervision modes whose cases it gets."""

    office = models.CharField(max_length=4)
    name = models.CharField(max_length=64)
    lanes: "ArrayField[list[str], list[str]]" = ArrayField(models.CharField(max_length=4), default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["office", "name"], name="team_name"),
            models.CheckConstraint(condition=Q(office__regex=r"^[0-9]{4}$"), name="team_office"),
        ]

    def __str__(self) -> str:
        return f"{self.office} {self.name}"


class Post(models.Model):
    """A role of an officer in a team; ``valid_to`` is the first day after, the first one when taken back."""

    officer = models.ForeignKey("enterprises.User", on_delete=models.PROTECT, related_name="posts")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=12, choices=PostRole.choices)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(role__in=PostRole.values), name="post_role"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="post_span"
            ),
            models.UniqueConstraint(
                fields=["officer", "team", "role"], condition=Q(valid_to__isnull=True), name="post_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} {self.role}"
