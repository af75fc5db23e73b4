"""Abstract bases: the status of a subject, the events that led to it, the entries of an account."""

from django.db import models
from django.db.models.functions import Now

from kernel.orm.fields import CurrentXid, Xid8Field
from kernel.orm.protect import append_only


class State(models.Model):
    """The one live status of a subject; written only by ``kernel.orm.trail``.

    The key is the subject's own id, without a foreign key: hot tables have none.
    """

    subject_id = models.BigIntegerField(primary_key=True)
    status = models.SmallIntegerField()
    since = models.DateTimeField()
    version = models.IntegerField(default=1)

    class Meta:
        abstract = True


class Event(models.Model):
    """One move of a subject, appended and never changed.

    ``source`` is None for the entry, ``actor_id`` None for the portal itself. ``at`` is business
    time, ``recorded_at`` wall time. ``xid`` lets feeds read without losing late commits. A concrete
    class that has a ``Meta`` of its own lets it inherit from ``Event.Meta``.
    """

    id = models.BigAutoField(primary_key=True)
    subject_id = models.BigIntegerField(db_index=True)
    verb = models.CharField(max_length=40)
    source = models.SmallIntegerField(null=True)
    target = models.SmallIntegerField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    actor_id = models.BigIntegerField(null=True)
    run_id = models.BigIntegerField(null=True)
    note = models.TextField(blank=True, default="")
    xid = Xid8Field(db_default=CurrentXid(), editable=False)

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["xid", "id"])]
        triggers = [append_only()]


class Entry(models.Model):
    """One entry of an account (stock, guarantee, a buyer's year), appended and never changed.

    ``subject_id`` is the document that caused it. A concrete class adds its account and quantity; a
    ``Meta`` of its own inherits from ``Entry.Meta``.
    """

    id = models.BigAutoField(primary_key=True)
    subject_id = models.BigIntegerField(db_index=True)
    kind = models.CharField(max_length=20)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    actor_id = models.BigIntegerField(null=True)

    class Meta:
        abstract = True
        triggers = [append_only()]
