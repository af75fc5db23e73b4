"""The import list (进口清单): head and lines, immutable revisions."""

from django.db import models

from declarations.models.fields import Document, amount, text


class ImportList(Document):
    """An import list (CEB621 InventoryHead); ``pre_no`` is its public number from the first day.

    Keys begin with the number, so that people find a list by it alone.
    """

    pre_no = text(18)
    order_no = text(60)
    ebp_code = text(18)
    ebp_name = text(100)
    ebc_code = text(18)
    ebc_name = text(100)
    logistics_no = text(60)
    logistics_code = text(18)
    logistics_name = text(100)
    cop_no = text(20)
    assure_code = text(30)
    ems_no = text(30)
    ie_flag = text(1)
    decl_time = models.DateField()
    customs_code = text(4)
    port_code = text(4)
    ie_date = models.DateField(null=True)
    buyer_id_type = text(1)
    buyer_key = models.BinaryField(max_length=16)
    hash_version = models.SmallIntegerField()
    agent_code = text(18)
    agent_name = text(100)
    area_code = text(18)
    area_name = text(100)
    trade_mode = text(4)
    traf_mode = text(1)
    traf_no = text(100)
    voyage_no = text(32)
    bill_no = text(37)
    loct_no = text(10)
    license_no = text(19)
    country = text(3)
    freight = amount()
    insured_fee = amount()
    currency = text(3)
    wrap_type = text(1)
    pack_no = models.IntegerField()
    gross_weight = amount()
    net_weight = amount()
    signed = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order_no", "ebp_code", "revision"], name="list_key"),
            models.UniqueConstraint(fields=["pre_no"], name="list_pre_no"),
        ]
        indexes = [
            models.Index(fields=["logistics_no", "logistics_code"], name="list_waybill"),
            models.Index(fields=["firm_id", "-id"], name="list_firm"),
            models.Index(fields=["inbox_id"], name="list_inbox"),
        ]


class ListLine(models.Model):
    """One line of an import list (CEB621 InventoryList)."""

    pk = models.CompositePrimaryKey("list_id", "gnum")
    list_id = models.BigIntegerField()
    gnum = models.SmallIntegerField()
    item_record_no = text(30)
    item_no = text(30)
    item_name = text(250)
    gcode = text(10)
    gname = text(250)
    gmodel = text(510)
    bar_code = text(50)
    country = text(3)
    trade_country = text(3)
    currency = text(3)
    qty = amount()
    unit = text(3)
    qty1 = amount()
    unit1 = text(3)
    qty2 = amount(null=True)
    unit2 = text(3)
    price = amount()
    total_price = amount()
    note = text(1000)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(qty__gt=0, qty1__gt=0), name="list_line_qty_positive"),
        ]
