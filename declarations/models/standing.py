"""Where things stand: the live revision of each key, the list's status, its tax and its receipts."""

from django.db import models

from declarations.models.fields import amount, text
from kernel.models.base import Event, State
from kernel.orm.fields import CurrentXid, Xid8Field
from kernel.orm.protect import append_only


class Current(models.Model):
    """The live document of one business key; ``document_id`` is null while it is only expected.

    ``kind`` is the message code (311, 411, 511, 621), ``code`` the firm that numbers it (platform,
    payment firm or carrier), ``number`` its number. Locking these rows is what serialises the
    documents of one order.
    """

    pk = models.CompositePrimaryKey("kind", "code", "number")
    kind = models.SmallIntegerField()
    code = models.CharField(max_length=18)
    number = models.CharField(max_length=60)
    document_id = models.BigIntegerField(null=True)
    revision = models.SmallIntegerField(default=0)
    reuse = models.SmallIntegerField(default=0)
    firm_id = models.BigIntegerField(null=True)
    digest = models.BinaryField(max_length=16, null=True)
    received_at = models.DateTimeField(null=True)


class ListState(State):
    """The narrow, living side of an import list.

    ``order_id``, ``payment_id`` and ``waybill_id`` are the documents it was judged with: a number
    that comes back later, or a second payment, does not change what was decided on.
    ``missing`` is a set of bits (1 order, 2 payment, 4 waybill, 8 room in the guarantee, 16 the end of
    a suspension, 32 that of a stop order) while the list waits until ``due_at`` (None: as long as it
    takes); money columns are fen, filled at acceptance. ``round`` counts the judgements, the findings of
    the last one are the valid ones.
    ``full_tax`` marks the indivisible item above the transaction limit. ``principal_id`` is the
    merchant it is filed for, ``plan_no`` the tailored supervision plan it runs under.
    """

    office = models.CharField(max_length=4)
    trade_mode = models.CharField(max_length=4)
    firm_id = models.BigIntegerField()
    principal_id = models.BigIntegerField(null=True)
    plan_no = text(20)
    invt_no = text(18)
    missing = models.SmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    round = models.SmallIntegerField(default=1)
    full_tax = models.BooleanField(default=False)
    value_fen = models.BigIntegerField(default=0)
    duty_fen = models.BigIntegerField(default=0)
    consumption_tax_fen = models.BigIntegerField(default=0)
    vat_fen = models.BigIntegerField(default=0)
    accepted_at = models.DateTimeField(null=True)
    order_id = models.BigIntegerField(null=True)
    payment_id = models.BigIntegerField(null=True)
    waybill_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["invt_no"], condition=~models.Q(invt_no=""), name="liststate_invt_no"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    value_fen__gte=0, duty_fen__gte=0, consumption_tax_fen__gte=0, vat_fen__gte=0
                ),
                name="liststate_money_not_negative",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_id"], condition=models.Q(status=120), name="liststate_accepted"),
            models.Index(
                fields=["subject_id"], condition=models.Q(status=3, missing__gte=8), name="liststate_held"
            ),
            models.Index(
                fields=["principal_id", "subject_id"],
                condition=models.Q(principal_id__isnull=False),
                name="liststate_principal",
            ),
            models.Index(fields=["due_at"], condition=models.Q(status=3), name="liststate_waiting"),
            models.Index(
                fields=["office", "status", "subject_id"],
                condition=models.Q(status__in=(120, 300, 500)),
                name="liststate_queue",
            ),
        ]


class ListEvent(Event):
    """What happened to an import list; append-only and a feed."""


class LineTax(models.Model):
    """Assessed tax of one line of an accepted list (CNY, five places)."""

    pk = models.CompositePrimaryKey("list_id", "gnum")
    list_id = models.BigIntegerField()
    gnum = models.SmallIntegerField()
    dutiable_value = amount()
    customs_duty = amount()
    consumption_tax = amount()
    value_added_tax = amount()


class Receipt(models.Model):
    """A receipt to the firm that sent the document; a feed read by cursor.

    ``elements`` hold the receipt message's elements by name, none of them personal.
    """

    id = models.BigAutoField(primary_key=True)
    xid = Xid8Field(db_default=CurrentXid(), editable=False)
    firm_id = models.BigIntegerField()
    code = models.CharField(max_length=3)
    document_id = models.BigIntegerField()
    status = models.CharField(max_length=10)
    elements = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["firm_id", "xid", "id"], name="receipt_feed"),
            models.Index(fields=["document_id"], name="receipt_document"),
        ]
        triggers = [append_only()]
