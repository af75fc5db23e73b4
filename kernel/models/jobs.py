"""The job ledger: each run that decides about goods, and each row it refused or skipped."""

from django.db import models


class JobRun(models.Model):
    """One run of a job for one business key; done only after all its work."""

    class Status(models.IntegerChoices):
        """Running (also after its worker died) or done."""

        RUNNING = 1
        DONE = 2

    name = models.CharField(max_length=80)
    key = models.CharField(max_length=120)
    business_on = models.DateField()
    status = models.SmallIntegerField(choices=Status, default=Status.RUNNING)
    version = models.IntegerField(default=1)
    cursor = models.CharField(max_length=200, blank=True, default="")
    counts = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "key"], name="kernel_jobrun_key")]
        indexes = [models.Index(fields=["-started_at", "-id"], name="kernel_jobrun_recent")]

    def __str__(self) -> str:
        return f"{self.name} {self.key}"


class JobItem(models.Model):
    """One row that a run refused or skipped, and why; never holds a personal value."""

    run = models.ForeignKey(JobRun, on_delete=models.CASCADE, related_name="items")
    subject_kind = models.CharField(max_length=40)
    subject_no = models.CharField(max_length=80)
    outcome = models.CharField(max_length=20)
    rule_code = models.CharField(max_length=10, blank=True, default="")
    path = models.CharField(max_length=200, blank=True, default="")
    args = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_no}: {self.outcome}"
