"""What is decided about guarantees: applications, claims, freezes, exemptions and the warnings sent."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from enterprises.models.guarantees import GuaranteeAccount, GuaranteeKind, GuaranteeScope
from enterprises.rules import flow, guarantee, guarantee_files
from kernel.models.base import Event, State


class GuaranteeFileKind(models.TextChoices):
    """What a firm applies for."""

    OPEN = guarantee_files.OPEN, _("New guarantee")
    TOP_UP = guarantee_files.TOP_UP, _("Top-up")
    CHANGE = guarantee_files.CHANGE, _("Change of term or letter")
    RETURN = guarantee_files.RETURN, _("Return of the guarantee")
    EXEMPTION = guarantee_files.EXEMPTION, _("Exemption from the guarantee")


class GuaranteeFile(State):
    """An application of a firm about its guarantee; decided by a second officer.

    ``due_on`` is the last day of the decision; while the firm has the ball the clock rests and
    ``left_days`` keeps the working days that were left. ``guarantee_kind``, ``scope``, amount and
    term say what is asked for, as far as the kind of application needs them.
    """

    number = models.CharField(max_length=20, unique=True)
    firm = models.ForeignKey("enterprises.Firm", on_delete=models.PROTECT, related_name="guarantee_files")
    office = models.CharField(max_length=4)
    kind = models.CharField(max_length=10, choices=GuaranteeFileKind.choices)
    account = models.ForeignKey(
        GuaranteeAccount, on_delete=models.PROTECT, null=True, blank=True, related_name="files"
    )
    guarantee_kind = models.CharField(max_length=16, choices=GuaranteeKind.choices, blank=True, default="")
    scope = models.CharField(max_length=8, choices=GuaranteeScope.choices, blank=True, default="")
    bound_to = models.CharField(max_length=60, blank=True, default="")
    fen = models.BigIntegerField(default=0)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    issuer = models.CharField(max_length=100, blank=True, default="")
    letter_no = models.CharField(max_length=60, blank=True, default="")
    letter_states: "ArrayField[list[str], list[str]]" = ArrayField(
        models.CharField(max_length=16), default=list, blank=True
    )
    ground = models.CharField(max_length=500, blank=True, default="")
    submitted_by = models.ForeignKey("enterprises.User", on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    left_days = models.IntegerField(default=0)
    question = models.CharField(max_length=500, blank=True, default="")
    answer = models.CharField(max_length=500, blank=True, default="")
    proposed_by = models.ForeignKey(
        "enterprises.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    proposal = models.CharField(max_length=10, blank=True, default="")
    proposal_note = models.CharField(max_length=500, blank=True, default="")
    decided_by = models.ForeignKey(
        "enterprises.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_note = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["office", "status", "due_on"], name="guaranteefile_queue"),
            models.Index(fields=["firm", "status"], name="guaranteefile_firm"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=GuaranteeFileKind.values), name="guaranteefile_kind"),
            models.CheckConstraint(condition=Q(office__regex=r"^[0-9]{4}$"), name="guaranteefile_office"),
            models.CheckConstraint(condition=Q(fen__gte=0), name="guaranteefile_amount"),
            models.CheckConstraint(
                condition=Q(kind__in=(GuaranteeFileKind.OPEN, GuaranteeFileKind.EXEMPTION))
                | Q(account__isnull=False),
                name="guaranteefile_account",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="guaranteefile_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gt=F("valid_from")),
                name="guaranteefile_span",
            ),
            models.CheckConstraint(
                condition=Q(proposal__in=("", guarantee_files.APPROVE, guarantee_files.REFUSE)),
                name="guaranteefile_proposal",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class GuaranteeFileEvent(Event):
    """One move of an application."""

    class Meta(Event.Meta):
        pass


class GuaranteeClaim(State):
    """Customs calls the guarantor because a duty was not performed; called by a second officer.

    ``duty`` names the document whose tax is unpaid, ``duty_id`` its id where it draws on the account.
    What the guarantor pays does not finish the formalities of the goods.
    """

    number = models.CharField(max_length=20, unique=True)
    account = models.ForeignKey(GuaranteeAccount, on_delete=models.PROTECT, related_name="claims")
    firm = models.ForeignKey("enterprises.Firm", on_delete=models.PROTECT, related_name="guarantee_claims")
    office = models.CharField(max_length=4)
    fen = models.BigIntegerField()
    used_fen = models.BigIntegerField(default=0)
    duty = models.CharField(max_length=60)
    duty_id = models.BigIntegerField(null=True, blank=True)
    ground = models.CharField(max_length=500)
    proposed_by = models.ForeignKey("enterprises.User", on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(
        "enterprises.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_note = models.CharField(max_length=500, blank=True, default="")
    ended_by = models.ForeignKey(
        "enterprises.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    end_note = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["account", "status"], name="guaranteeclaim_account")]
        constraints = [
            models.CheckConstraint(condition=Q(fen__gt=0), name="guaranteeclaim_amount"),
            models.CheckConstraint(
                condition=Q(used_fen__gte=0, used_fen__lte=F("fen")), name="guaranteeclaim_used"
            ),
            models.CheckConstraint(condition=~Q(ground="") & ~Q(duty=""), name="guaranteeclaim_said"),
            models.CheckConstraint(condition=Q(office__regex=r"^[0-9]{4}$"), name="guaranteeclaim_office"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="guaranteeclaim_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True)
                | (
                    ~Q(ended_by=F("proposed_by"))
                    & (~Q(status=flow.GCLAIM_LIFTED) | ~Q(ended_by=F("decided_by")))
                ),
                name="guaranteeclaim_end_four_eyes",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class GuaranteeClaimEvent(Event):
    """One move of a claim."""

    class Meta(Event.Meta):
        pass


class GuaranteeFreeze(models.Model):
    """From ``from_on`` nothing is held or deducted on the account, until ``to_on`` or until lifted.

    Rows are locked through their account. A freeze that a claim laid is lifted by the claim.
    """

    account = models.ForeignKey(GuaranteeAccount, on_delete=models.PROTECT, related_name="freezes")
    ground = models.CharField(max_length=8)
    reason = models.CharField(max_length=500)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    claim = models.ForeignKey(
        GuaranteeClaim, on_delete=models.PROTECT, null=True, blank=True, related_name="freezes"
    )
    by = models.ForeignKey("enterprises.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        "enterprises.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lift_reason = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ground__in=tuple(guarantee.FREEZE_GROUNDS)), name="guaranteefreeze_ground"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="guaranteefreeze_said"),
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gt=F("from_on")), name="guaranteefreeze_span"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True, lift_reason="")
                | (Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lift_reason="")),
                name="guaranteefreeze_lift_said",
            ),
            models.UniqueConstraint(
                fields=["account", "ground"],
                condition=Q(lifted_at__isnull=True, to_on__isnull=True, claim__isnull=True),
                name="guaranteefreeze_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.ground}"


class GuaranteeExemption(models.Model):
    """The firm needs no guarantee on these days, while its grade allows that; decided by two.

    ``valid_to`` is the first day after. Ended by an officer, or by the portal (``ended_by`` is None)
    when a condition of it is broken.
    """

    number = models.CharField(max_length=20, unique=True)
    firm = models.ForeignKey(
        "enterprises.Firm", on_delete=models.PROTECT, related_name="guarantee_exemptions"
    )
    valid_from = models.DateField()
    valid_to = models.DateField()
    ground = models.CharField(max_length=500)
    proposed_by = models.ForeignKey("enterprises.User", on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey("enterprises.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        "enterprises.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    end_reason = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(valid_to__gt=F("valid_from")), name="exemption_span"),
            models.CheckConstraint(condition=~Q(ground=""), name="exemption_said"),
            models.CheckConstraint(condition=~Q(decided_by=F("proposed_by")), name="exemption_four_eyes"),
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True) | ~Q(ended_by=F("proposed_by")),
                name="exemption_end_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True, end_reason="")
                | (Q(ended_at__isnull=False) & ~Q(end_reason="")),
                name="exemption_end_said",
            ),
            ExclusionConstraint(
                name="exemption_one_at_a_time",
                expressions=[
                    (F("firm"), RangeOperators.EQUAL),
                    (
                        Func("valid_from", "valid_to", function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(ended_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class GuaranteeWarning(models.Model):
    """A warning that was sent about an account; ``mark`` says which one, so that it is sent once.

    One about headroom is open until there is room again (``cleared_at``).
    """

    account = models.ForeignKey(GuaranteeAccount, on_delete=models.PROTECT, related_name="warnings")
    kind = models.CharField(max_length=10)
    mark = models.CharField(max_length=20)
    at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "kind", "mark"], name="guaranteewarning_once"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.kind} {self.mark}"
