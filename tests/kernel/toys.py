"""Concrete tables for the abstract bases, made only in the test database."""

from django.db import models

from kernel.flow import Flow, Move
from kernel.models.base import Entry, Event, State
from kernel.orm.fields import AmountField
from kernel.orm.trail import Trail


class ToyState(State):
    """A status with extra columns of the kinds that rooms use."""

    label = models.CharField(max_length=10, null=True)
    weight = AmountField(null=True)
    tags = models.JSONField(null=True)
    due_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "kernel_toys"


class ToyEvent(Event):
    """Events of the toy."""

    class Meta(Event.Meta):
        app_label = "kernel_toys"


class ToyEntry(Entry):
    """Entries of a toy account."""

    fen = models.BigIntegerField()

    class Meta(Entry.Meta):
        app_label = "kernel_toys"


class ToyRow(models.Model):
    """One column of every kind that COPY writes."""

    id = models.BigIntegerField(primary_key=True)
    words = models.TextField(null=True)
    short = models.CharField(max_length=10, default="")
    amount = AmountField(null=True)
    number = models.BigIntegerField(null=True)
    yes = models.BooleanField(null=True)
    on = models.DateField(null=True, db_column="on_day")
    at = models.DateTimeField(null=True)
    raw = models.BinaryField(null=True)
    data = models.JSONField(null=True)

    class Meta:
        app_label = "kernel_toys"


TOYS: tuple[type[models.Model], ...] = (ToyState, ToyEvent, ToyEntry, ToyRow)

FLOW = Flow(
    name="Toy",
    names={1: "new", 2: "checked", 3: "sold", 4: "broken"},
    moves=(
        Move("make", None, 1, ("system",)),
        Move("check", 1, 2, ("officer",)),
        Move("sell", 2, 3, ("firm",)),
        Move("break", 1, 4, ("firm", "officer")),
        Move("break", 2, 4, ("firm", "officer")),
    ),
    final=frozenset({3, 4}),
)
TRAIL = Trail(state=ToyState, event=ToyEvent, flow=FLOW)
