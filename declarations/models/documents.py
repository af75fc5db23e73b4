"""Order, payment and waybill: immutable, wide, written once, never updated."""

from django.db import models

from declarations.models.fields import Document, amount, text


class Order(Document):
    """An electronic order (CEB311 OrderHead)."""

    order_type = text(1)
    order_no = text(60)
    ebp_code = text(18)
    ebp_name = text(100)
    ebc_code = text(18)
    ebc_name = text(100)
    goods_value = amount()
    freight = amount()
    discount = amount()
    tax_total = amount()
    actural_paid = amount()
    currency = text(3)
    buyer_id_type = text(1)
    buyer_key = models.BinaryField(max_length=16)
    hash_version = models.SmallIntegerField()
    pay_code = text(18)
    pay_name = text(100)
    pay_transaction_id = text(60)
    batch_numbers = text(100)
    consignee_district = text(6)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order_no", "ebp_code", "revision"], name="order_key"),
        ]
        indexes = [
            models.Index(fields=["firm_id", "-id"], name="order_firm"),
            models.Index(fields=["inbox_id"], name="order_inbox"),
        ]


class OrderLine(models.Model):
    """One line of an order (CEB311 OrderList)."""

    pk = models.CompositePrimaryKey("order_id", "gnum")
    order_id = models.BigIntegerField()
    gnum = models.SmallIntegerField()
    item_no = text(30)
    item_name = text(250)
    gmodel = text(510)
    item_describe = text(1000)
    bar_code = text(50)
    unit = text(3)
    qty = amount()
    price = amount()
    total_price = amount()
    currency = text(3)
    country = text(3)
    note = text(1000)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(qty__gt=0), name="order_line_qty_positive"),
        ]


class Payment(Document):
    """A payment voucher (CEB411 PaymentHead)."""

    pay_code = text(18)
    pay_name = text(100)
    pay_transaction_id = text(60)
    order_no = text(60)
    ebp_code = text(18)
    ebp_name = text(100)
    payer_id_type = text(1)
    payer_key = models.BinaryField(max_length=16)
    hash_version = models.SmallIntegerField()
    amount_paid = amount()
    currency = text(3)
    pay_time = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pay_transaction_id", "pay_code", "revision"], name="payment_key"
            ),
        ]
        indexes = [
            models.Index(fields=["order_no", "ebp_code"], name="payment_order"),
            models.Index(fields=["firm_id", "-id"], name="payment_firm"),
            models.Index(fields=["inbox_id"], name="payment_inbox"),
        ]


class Waybill(Document):
    """A waybill (CEB511 LogisticsHead); ``reuse`` counts how often the number has come back."""

    reuse = models.SmallIntegerField(default=0)
    logistics_code = text(18)
    logistics_name = text(100)
    logistics_no = text(60)
    bill_no = text(37)
    order_no = text(60)
    freight = amount(null=True)
    insured_fee = amount(null=True)
    currency = text(3)
    weight = amount()
    pack_no = models.IntegerField()
    goods_info = text(200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["logistics_no", "logistics_code", "reuse", "revision"], name="waybill_key"
            ),
        ]
        indexes = [
            models.Index(fields=["firm_id", "-id"], name="waybill_firm"),
            models.Index(fields=["inbox_id"], name="waybill_inbox"),
        ]
