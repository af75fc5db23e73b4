"""Firms by their codes, the kinds they may act as, and the people who act for them."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from enterprises.rules.identifiers import CREDIT_SHAPE, CUSTOMS_SHAPE
from kernel.orm.protect import append_only


class FirmKindName(models.TextChoices):
    """What a firm may act as; a firm may be several."""

    PLATFORM = "platform", _("E-commerce platform")
    MERCHANT = "merchant", _("E-commerce merchant")
    PAYMENT = "payment", _("Payment firm")
    LOGISTICS = "logistics", _("Logistics firm")
    DECLARANT = "declarant", _("Declarant")
    ZONE_OPERATOR = "zone_operator", _("Zone operator")


class FirmGradeName(models.TextChoices):
    """How much customs trust a firm; the words end the keys ``selection.inspect_rate.<grade>``."""

    ADVANCED_CERTIFIED = "advanced_certified", _("Advanced certified")
    CERTIFIED = "certified", _("Certified")
    GENERAL_CERTIFIED = "general_certified", _("General certified")
    DEFAULT = "default", _("No special grade")
    DISHONEST = "dishonest", _("Dishonest")
    SERIOUSLY_DISHONEST = "seriously_dishonest", _("Seriously dishonest")


class GradeSource(models.TextChoices):
    """Who says a grade: two officers of the portal, or the national credit file."""

    DECISION = "decision", _("Decision of two officers")
    REPORT = "report", _("National credit file")


class MembershipRole(models.TextChoices):
    """What a person may do for a firm."""

    FILER = "filer", _("Filer")
    ADMIN = "admin", _("Administrator")


class Firm(models.Model):
    """A firm known to customs, with both its official codes.

    ``tolerant`` lets its messages be read as field systems really write them; each repair is then
    a finding. ``platform_code`` and ``dxp_id`` are further codes that messages may name it by.
    ``office`` is the customs office in charge of it (empty: not assigned yet), ``zone`` that of the
    bonded zone it stands in (empty: outside). No platform code looks like one of the official codes, in
    whatever letters: so each code is unique among the codes of all firms, whichever column holds it.
    """

    credit_code = models.CharField(max_length=18, unique=True)
    customs_code = models.CharField(max_length=10, unique=True)
    name_zh = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100, blank=True, default="")
    platform_code = models.CharField(max_length=20, unique=True, null=True, blank=True)
    dxp_id = models.CharField(max_length=30, blank=True, default="")
    tolerant = models.BooleanField(default=False)
    since = models.DateField()
    office = models.CharField(max_length=4, blank=True, default="")
    zone = models.CharField(max_length=4, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(office__regex=r"^([0-9]{4})?$"), name="firm_office"),
            models.CheckConstraint(condition=Q(zone__regex=r"^([0-9]{4})?$"), name="firm_zone"),
            models.CheckConstraint(condition=Q(credit_code__regex=CREDIT_SHAPE), name="firm_credit_code"),
            models.CheckConstraint(condition=Q(customs_code__regex=CUSTOMS_SHAPE), name="firm_customs_code"),
            models.CheckConstraint(
                condition=Q(platform_code__isnull=True) | ~Q(platform_code=""), name="firm_platform_code"
            ),
            models.CheckConstraint(
                condition=Q(platform_code__isnull=True)
                | ~(Q(platform_code__iregex=CUSTOMS_SHAPE) | Q(platform_code__iregex=CREDIT_SHAPE)),
                name="firm_platform_code_own",
            ),
            models.CheckConstraint(condition=~Q(name_zh=""), name="firm_name"),
        ]

    def __str__(self) -> str:
        return self.name_zh


class FirmKind(models.Model):
    """One kind of one firm, from a day on; ``valid_to`` is the first day after."""

    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="kinds")
    kind = models.CharField(max_length=16, choices=FirmKindName.choices)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=FirmKindName.values), name="firmkind_kind"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="firmkind_span"
            ),
            models.UniqueConstraint(
                fields=["firm", "kind"], condition=Q(valid_to__isnull=True), name="firmkind_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.firm_id} {self.kind}"


class FirmGrade(models.Model):
    """The credit grade of one firm, from a day on; ``valid_to`` is the first day after.

    On a day without a row the firm has no special grade. ``ground`` says why the grade was given,
    ``set_by`` is None where the portal was told by a file. One source says one grade at a time; two
    sources may contradict each other on a day, then both stand and the lower grade counts
    (``rules/credit.grade_on``). ``change_no`` is the grade change that wrote or closed the row last.
    """

    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="grades")
    grade = models.CharField(max_length=20, choices=FirmGradeName.choices)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    ground = models.CharField(max_length=500)
    set_by = models.ForeignKey(
        "enterprises.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    source = models.CharField(max_length=8, choices=GradeSource.choices, default=GradeSource.DECISION)
    change_no = models.CharField(max_length=20, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(grade__in=FirmGradeName.values), name="firmgrade_grade"),
            models.CheckConstraint(condition=Q(source__in=GradeSource.values), name="firmgrade_source"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="firmgrade_span"
            ),
            models.CheckConstraint(condition=~Q(ground=""), name="firmgrade_ground"),
            ExclusionConstraint(
                name="firmgrade_one_at_a_time",
                expressions=[
                    (F("firm"), RangeOperators.EQUAL),
                    (F("source"), RangeOperators.EQUAL),
                    (
                        Func("valid_from", "valid_to", function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.firm_id} {self.grade}"


class Membership(models.Model):
    """A person who acts for a firm until ``ended_at``; at most one membership of a firm is open."""

    user = models.ForeignKey("enterprises.User", on_delete=models.PROTECT, related_name="memberships")
    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=8, choices=MembershipRole.choices)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(role__in=MembershipRole.values), name="membership_role"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("since")), name="membership_span"
            ),
            models.UniqueConstraint(
                fields=["user", "firm"], condition=Q(ended_at__isnull=True), name="membership_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} for {self.firm_id} ({self.role})"


class ReadingChange(models.Model):
    """An officer had a firm's messages read tolerantly (or strictly again), and why; never changed."""

    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="reading_changes")
    tolerant = models.BooleanField()
    reason = models.CharField(max_length=500)
    by = models.ForeignKey("enterprises.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="readingchange_said")]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.firm_id} {'tolerant' if self.tolerant else 'strict'}"
