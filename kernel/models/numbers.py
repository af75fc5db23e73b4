"""Running numbers and the keys that protect personal data."""

from django.db import models


class Series(models.Model):
    """The last number given out for one kind and scope (office, year or day, direction)."""

    kind = models.CharField(max_length=40)
    scope = models.CharField(max_length=80)
    last = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "scope"], name="kernel_series_key")]

    def __str__(self) -> str:
        return f"{self.kind} {self.scope} {self.last}"


class DataKey(models.Model):
    """A key that encrypts data, itself encrypted under a master key that is not in the database."""

    month = models.DateField(help_text="First day of the month from which it is used.")
    master_id = models.IntegerField()
    wrapped = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.pk} of {self.month:%Y-%m} under master {self.master_id}"


class HashKey(models.Model):
    """A version of the keyed hash that a rotation put in force; the highest is in force, no row means 1.

    ``proof`` is the hash of a fixed word: a process whose key gives another one has the wrong key.
    """

    version = models.SmallIntegerField(primary_key=True)
    proof = models.BinaryField()
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.version} since {self.since}"
