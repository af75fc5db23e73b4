"""Difficulties of firms: the file with its clock, what was said about it, and what changed because of it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.models.base import Event, State
from kernel.orm.protect import append_only


class DifficultyStatus(models.IntegerChoices):
    """Where a difficulty stands; the codes of the flow."""

    RAISED = 1, _("Raised")
    IN_HAND = 2, _("In hand")
    ASKED = 3, _("Asked back")
    ANSWERED = 4, _("Answered")
    CLOSED = 5, _("Closed")
    WITHDRAWN = 6, _("Withdrawn")


class DifficultyChannel(models.TextChoices):
    """How a difficulty reached customs."""

    PAGE = "page", _("On this portal")
    PHONE = "phone", _("By phone")
    VISIT = "visit", _("At a visit")
    HALL = "hall", _("At the service hall")
    MAIL = "mail", _("By letter or e-mail")


class DifficultyCategory(models.TextChoices):
    """What a difficulty is about."""

    DECLARATION = "declaration", _("Declaration")
    INSPECTION = "inspection", _("Inspection")
    GUARANTEE = "guarantee", _("Guarantee")
    TAX = "tax", _("Tax")
    BONDED = "bonded", _("Bonded ledger")
    LOGISTICS = "logistics", _("Logistics and gate")
    REGISTRATION = "registration", _("Registration")
    SYSTEM = "system", _("System failure")
    POLICY = "policy", _("Policy question")
    OTHER = "other", _("Other")


class DifficultyUrgency(models.TextChoices):
    """How much waiting hurts the firm."""

    NORMAL = "normal", _("Normal")
    URGENT = "urgent", _("Urgent")
    CRITICAL = "critical", _("Critical")


class DifficultyClass(models.TextChoices):
    """By when customs answers; the words end the parameters ``difficulty.days.<class>``."""

    AT_ONCE = "at_once", _("At once")
    SIMPLE = "simple", _("Simple")
    COMPLEX = "complex", _("Complex")
    MAXIMUM = "maximum", _("Longest")


class DifficultyBall(models.TextChoices):
    """Who has to move next."""

    FIRM = "firm", _("With the firm")
    CUSTOMS = "customs", _("With customs")


class DifficultyClosing(models.TextChoices):
    """Why a difficulty is closed."""

    CONFIRMED = "confirmed", _("Confirmed by the firm")
    SILENCE = "silence", _("No word from the firm after the answer")


_CLOSED_WELL = Q(closed_how="", closed_at__isnull=True, mark__isnull=True, closed_by__isnull=True) | (
    Q(closed_at__isnull=False, answered_at__isnull=False)
    & (
        Q(closed_how=DifficultyClosing.CONFIRMED, mark__isnull=False, closed_by__isnull=False)
        | Q(closed_how=DifficultyClosing.SILENCE, mark__isnull=True, closed_by__isnull=True)
    )
)


class Difficulty(State):
    """One difficulty of one firm, with its clock; ``firm`` and ``office`` never change.

    ``due_at`` is the midnight that ends the last working day for the answer; ``paused_days`` are the
    working days on which the firm had to answer, ``paused_from`` is set while it has to. ``clock_from``
    is when the clock began: at raising, triage keeps it, re-opening sets it. ``round`` counts
    re-openings. ``mark`` is the firm's satisfaction from 1 to 5.
    """

    number = models.CharField(max_length=20, unique=True)
    firm = models.ForeignKey("enterprises.Firm", on_delete=models.PROTECT, related_name="difficulties")
    office = models.CharField(max_length=4)
    raised_by = models.ForeignKey(
        "enterprises.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    raised_for = models.BooleanField(default=False)
    raised_at = models.DateTimeField()
    channel = models.CharField(max_length=8, choices=DifficultyChannel.choices)
    category = models.CharField(max_length=16, choices=DifficultyCategory.choices)
    urgency = models.CharField(max_length=8, choices=DifficultyUrgency.choices)
    title = models.CharField(max_length=120)
    text = models.CharField(max_length=4000)
    owner = models.ForeignKey(
        "enterprises.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    team = models.ForeignKey(
        "enterprises.Team", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    triage = models.CharField(max_length=8, choices=DifficultyClass.choices, blank=True, default="")
    ball = models.CharField(max_length=8, choices=DifficultyBall.choices, default=DifficultyBall.CUSTOMS)
    clock_from = models.DateTimeField()
    due_at = models.DateTimeField()
    paused_days = models.PositiveSmallIntegerField(default=0)
    paused_from = models.DateTimeField(null=True, blank=True)
    round = models.PositiveSmallIntegerField(default=1)
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_how = models.CharField(max_length=12, choices=DifficultyClosing.choices, blank=True, default="")
    closed_by = models.ForeignKey(
        "enterprises.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    mark = models.PositiveSmallIntegerField(null=True, blank=True)
    mark_remark = models.CharField(max_length=500, blank=True, default="")
    same_as = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="repetitions"
    )

    class Meta:
        verbose_name_plural = "difficulties"
        indexes = [
            models.Index(fields=["firm", "-subject_id"], name="difficulty_firm"),
            models.Index(fields=["office", "due_at", "subject_id"], name="difficulty_due"),
            models.Index(fields=["owner", "due_at"], name="difficulty_owner"),
            models.Index(
                fields=["due_at"], condition=Q(status__lte=DifficultyStatus.ANSWERED), name="difficulty_open"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=DifficultyStatus.values), name="difficulty_status"),
            models.CheckConstraint(condition=Q(office__regex=r"^[0-9]{4}$"), name="difficulty_office"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(text=""), name="difficulty_said"),
            models.CheckConstraint(
                condition=Q(channel__in=DifficultyChannel.values), name="difficulty_channel"
            ),
            models.CheckConstraint(
                condition=Q(category__in=DifficultyCategory.values), name="difficulty_category"
            ),
            models.CheckConstraint(
                condition=Q(urgency__in=DifficultyUrgency.values), name="difficulty_urgency"
            ),
            # Whoever works on it has judged by when it must be answered, and somebody owns it.
            models.CheckConstraint(
                condition=Q(status__in=[DifficultyStatus.RAISED, DifficultyStatus.WITHDRAWN])
                | (Q(triage__in=DifficultyClass.values) & Q(owner__isnull=False)),
                name="difficulty_triaged",
            ),
            # The clock rests exactly while the firm is asked.
            models.CheckConstraint(
                condition=Q(status=DifficultyStatus.ASKED, paused_from__isnull=False)
                | (~Q(status=DifficultyStatus.ASKED) & Q(paused_from__isnull=True)),
                name="difficulty_paused",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=[DifficultyStatus.RAISED, DifficultyStatus.IN_HAND],
                    ball=DifficultyBall.CUSTOMS,
                )
                | Q(status__in=[DifficultyStatus.ASKED, DifficultyStatus.ANSWERED], ball=DifficultyBall.FIRM)
                | Q(status__gte=DifficultyStatus.CLOSED, ball__in=DifficultyBall.values),
                name="difficulty_ball",
            ),
            # Closed only when the firm confirmed with its mark, or kept silent after an answer.
            models.CheckConstraint(condition=_CLOSED_WELL, name="difficulty_closed_how"),
            models.CheckConstraint(
                condition=(Q(status=DifficultyStatus.CLOSED) & ~Q(closed_how=""))
                | (~Q(status=DifficultyStatus.CLOSED) & Q(closed_how="")),
                name="difficulty_closed",
            ),
            models.CheckConstraint(
                condition=Q(mark__isnull=True) | Q(mark__range=(1, 5)), name="difficulty_mark"
            ),
            models.CheckConstraint(
                condition=Q(same_as__isnull=True) | ~Q(same_as=F("subject_id")), name="difficulty_not_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class DifficultyEvent(Event):
    """One move of a difficulty."""

    class Meta(Event.Meta):
        pass


class DifficultyLink(models.Model):
    """A document that a difficulty is about, named by kind and public number: no foreign key."""

    difficulty = models.ForeignKey(Difficulty, on_delete=models.PROTECT, related_name="links")
    kind = models.CharField(max_length=16)
    number = models.CharField(max_length=60)
    by = models.ForeignKey(
        "enterprises.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["kind", "number"], name="difficultylink_number")]
        constraints = [
            models.UniqueConstraint(fields=["difficulty", "kind", "number"], name="difficultylink_once"),
            models.CheckConstraint(condition=~Q(number=""), name="difficultylink_number_said"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class DifficultyHelp(models.Model):
    """A department that helps the owner's."""

    difficulty = models.ForeignKey(Difficulty, on_delete=models.PROTECT, related_name="helps")
    team = models.ForeignKey("enterprises.Team", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("enterprises.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["difficulty", "team"], name="difficultyhelp_once"),
        ]

    def __str__(self) -> str:
        return f"{self.difficulty_id} {self.team_id}"


class DifficultyNoteKind(models.TextChoices):
    """What a note is in the course of a difficulty."""

    NOTE = "note", _("Note")
    QUESTION = "question", _("Question to the firm")
    REPLY = "reply", _("Reply of the firm")
    ANSWER = "answer", _("Answer of customs")
    OBJECTION = "objection", _("Not solved")


class DifficultyNote(models.Model):
    """Something said about a difficulty; never changed. An internal one never reaches the firm."""

    difficulty = models.ForeignKey(Difficulty, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=12, choices=DifficultyNoteKind.choices)
    internal = models.BooleanField(default=False)
    by_customs = models.BooleanField()
    text = models.CharField(max_length=4000)
    by = models.ForeignKey(
        "enterprises.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["difficulty", "id"], name="difficultynote_in_order")]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="difficultynote_said"),
            models.CheckConstraint(
                condition=Q(kind__in=DifficultyNoteKind.values), name="difficultynote_kind"
            ),
            # Only customs speaks to itself, and only in plain notes.
            models.CheckConstraint(
                condition=Q(internal=False) | Q(by_customs=True, kind=DifficultyNoteKind.NOTE),
                name="difficultynote_internal",
            ),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.difficulty_id} {self.kind}"


class DifficultyMention(models.Model):
    """A colleague named in a note; ``opened_at``: when that colleague opened the difficulty after it."""

    note = models.ForeignKey(DifficultyNote, on_delete=models.PROTECT, related_name="mentions")
    user = models.ForeignKey("enterprises.User", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "user"], name="difficultymention_once")]

    def __str__(self) -> str:
        return f"{self.note_id} {self.user_id}"


class DifficultyPause(models.Model):
    """A time during which the firm had to answer; ``days`` are the working days it took."""

    difficulty = models.ForeignKey(Difficulty, on_delete=models.PROTECT, related_name="pauses")
    from_at = models.DateTimeField()
    to_at = models.DateTimeField()
    days = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(to_at__gte=F("from_at")), name="difficultypause_span"),
            models.UniqueConstraint(fields=["difficulty", "from_at"], name="difficultypause_once"),
        ]

    def __str__(self) -> str:
        return f"{self.difficulty_id} {self.days}"


class DifficultyEscalation(models.Model):
    """A difficulty was brought before the chief: once per round and level."""

    class Level(models.TextChoices):
        """Why."""

        UNTRIAGED = "untriaged", _("Critical, and nobody has taken it in hand")
        OVERDUE = "overdue", _("Overdue")

    difficulty = models.ForeignKey(Difficulty, on_delete=models.PROTECT, related_name="escalations")
    round = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=12, choices=Level.choices)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["difficulty", "round", "level"], name="difficultyescalation_once"
            ),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.difficulty_id} {self.level}"


class DifficultyChange(models.Model):
    """What was changed because of a difficulty, so that it does not come back."""

    class Kind(models.TextChoices):
        """Where the change stands."""

        PLAN = "plan", _("Supervision plan")
        RULE = "rule", _("Rule")
        GUIDE = "guide", _("Guide")
        OTHER = "other", _("Other")

    difficulty = models.ForeignKey(Difficulty, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    number = models.CharField(max_length=60, blank=True, default="")
    text = models.CharField(max_length=500)
    by = models.ForeignKey("enterprises.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="difficultychange_said"),
            models.CheckConstraint(
                condition=Q(kind__in=["plan", "rule", "guide", "other"]), name="difficultychange_kind"
            ),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.difficulty_id} {self.kind}"
