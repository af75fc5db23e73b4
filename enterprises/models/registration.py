"""Firms on their way in: the registration with its story, and the log of later changes of firm data."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from enterprises.models.firms import Firm
from enterprises.rules.flow import (
    REGISTRATION_APPROVED,
    REGISTRATION_ASKED,
    REGISTRATION_DRAFT,
    REGISTRATION_FLOW,
    REGISTRATION_LIVE,
    REGISTRATION_WITHDRAWN,
)
from enterprises.rules.identifiers import CREDIT_SHAPE, CUSTOMS_SHAPE
from kernel.models.base import Event, State
from kernel.orm.protect import append_only

_UNFINISHED = (REGISTRATION_DRAFT, REGISTRATION_ASKED, REGISTRATION_WITHDRAWN)
_APPROVED = Q(status=REGISTRATION_APPROVED)
_OFFICIAL_PLATFORM = Q(platform_code__iregex=CUSTOMS_SHAPE) | Q(platform_code__iregex=CREDIT_SHAPE)
_SHAPED = Q(
    credit_code__regex=CREDIT_SHAPE,
    customs_code__regex=CUSTOMS_SHAPE,
    office__regex=r"^[0-9]{4}$",
    zone__regex=r"^([0-9]{4})?$",
)


class Registration(State):
    """A firm that wants to be let in. While it is a draft the columns hold whatever was typed.

    ``personal`` is the sealed text of ``legal_representative``, ``contact_name`` and ``contact_phone``.
    ``firm`` is what it became. Its attachments have the kind ``registration``.
    """

    number = models.CharField(max_length=20, unique=True)
    applicant = models.ForeignKey("enterprises.User", on_delete=models.PROTECT, related_name="+")
    credit_code = models.CharField(max_length=32, blank=True, default="")
    customs_code = models.CharField(max_length=32, blank=True, default="")
    name_zh = models.CharField(max_length=100, blank=True, default="")
    name_en = models.CharField(max_length=100, blank=True, default="")
    kinds: "ArrayField[list[str], list[str]]" = ArrayField(
        models.CharField(max_length=16), default=list, blank=True
    )
    platform_code = models.CharField(max_length=20, blank=True, default="")
    dxp_id = models.CharField(max_length=30, blank=True, default="")
    office = models.CharField(max_length=4, blank=True, default="")
    zone = models.CharField(max_length=4, blank=True, default="")
    address = models.CharField(max_length=200, blank=True, default="")
    personal = models.BinaryField(default=b"")
    undertaken = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        "enterprises.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    firm = models.OneToOneField(
        Firm, on_delete=models.PROTECT, null=True, blank=True, related_name="registration"
    )

    class Meta:
        indexes = [models.Index(fields=["office", "status", "subject_id"], name="registration_queue")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=list(REGISTRATION_FLOW.names)), name="registration_status"
            ),
            models.UniqueConstraint(
                fields=["credit_code"],
                condition=Q(status__in=REGISTRATION_LIVE),
                name="registration_one_open",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[REGISTRATION_DRAFT, REGISTRATION_ASKED, REGISTRATION_WITHDRAWN])
                | (_SHAPED & ~Q(name_zh="") & ~_OFFICIAL_PLATFORM),
                name="registration_filled",
            ),
            models.CheckConstraint(
                condition=Q(status=REGISTRATION_APPROVED, firm__isnull=False)
                | (~Q(status=REGISTRATION_APPROVED) & Q(firm=None)),
                name="registration_firm",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("applicant")), name="registration_four_eyes"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class RegistrationEvent(Event):
    """One step of a registration; ``note`` is the officer's question or reason, or the firm's answer."""

    class Meta(Event.Meta):
        pass


class FirmChange(models.Model):
    """An officer changed the data of a firm, and why; never changed itself.

    ``changes`` holds ``[field, before, after]`` for each field that was changed.
    """

    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="changes")
    changes = models.JSONField()
    reason = models.CharField(max_length=500)
    by = models.ForeignKey("enterprises.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason="") & ~Q(changes=[]), name="firmchange_said")
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.firm_id} changed"
