"""The JSON of this room: what is told of ledgers and papers, and what is taken of new ones. Weights in kg."""

from typing import Any

from rest_framework import serializers

from kernel.web.machines import FindingShape

_AMOUNT: dict[str, Any] = {"max_digits": 19, "decimal_places": 5}


def amount(**options: Any) -> serializers.DecimalField:
    """A quantity, price or weight: N19,5, as a string."""
    return serializers.DecimalField(**_AMOUNT, **options)


class LedgerShape(serializers.Serializer[Any]):
    """A ledger; ``valid_to`` is the first day after."""

    ems_no = serializers.CharField()
    firm_code = serializers.CharField(source="firm.customs_code")
    office = serializers.CharField()
    mark = serializers.IntegerField()
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True)
    closed_on = serializers.DateField(allow_null=True)
    item_count = serializers.IntegerField()


class ItemShape(serializers.Serializer[Any]):
    """An item with its four counters; ``usable_qty`` is what a new delivery may still ask for."""

    item_record_no = serializers.CharField()
    gcode = serializers.CharField()
    gname = serializers.CharField()
    unit = serializers.CharField()
    mark = serializers.IntegerField()
    actl_inc_qty = amount()
    actl_redc_qty = amount()
    prevd_inc_qty = amount()
    prevd_redc_qty = amount()
    usable_qty = amount()


class LineShape(serializers.Serializer[Any]):
    """A line of an inventory or a document: ``passed_qty <= on_pass_qty <= qty``."""

    seq = serializers.IntegerField()
    item_record_no = serializers.CharField(source="item.item_record_no")
    gcode = serializers.CharField()
    gname = serializers.CharField()
    unit = serializers.CharField()
    qty = amount()
    unit_price = amount()
    total = amount()
    currency = serializers.CharField()
    gross_kg = amount()
    net_kg = amount()
    lot_no = serializers.CharField(allow_blank=True)
    best_before = serializers.DateField(allow_null=True)
    on_pass_qty = amount()
    passed_qty = amount()


class InventoryShape(serializers.Serializer[Any]):
    """An inventory on its four axes, in the official codes (``status`` in ours, see docs/flows.md)."""

    number = serializers.CharField()
    own_no = serializers.CharField()
    ems_no = serializers.CharField(source="ledger.ems_no")
    inv_type = serializers.CharField()
    direction = serializers.CharField()
    status = serializers.IntegerField()
    since = serializers.DateTimeField()
    gate_axis = serializers.IntegerField()
    entry_axis = serializers.IntegerField()
    booking = serializers.IntegerField()
    pass_use = serializers.IntegerField()
    entry_no = serializers.CharField(allow_blank=True)
    said = serializers.CharField(allow_blank=True)


class InventoryWithLinesShape(InventoryShape):
    """An inventory with its lines."""

    lines = LineShape(many=True)


class DocumentShape(serializers.Serializer[Any]):
    """An in/out document; ``due_on`` is the last day for goods to come back or to be declared."""

    number = serializers.CharField()
    own_no = serializers.CharField()
    application = serializers.CharField(source="application.number")
    direction = serializers.CharField()
    returns = serializers.CharField(source="returns.number", allow_null=True, default=None)
    status = serializers.IntegerField()
    since = serializers.DateTimeField()
    gate_axis = serializers.IntegerField()
    pass_use = serializers.IntegerField()
    gathered = serializers.IntegerField()
    drawn_fen = serializers.IntegerField()
    due_on = serializers.DateField(allow_null=True)
    said = serializers.CharField(allow_blank=True)


class DocumentWithLinesShape(DocumentShape):
    """An in/out document with its lines."""

    lines = LineShape(many=True)


class PassShape(serializers.Serializer[Any]):
    """A gate pass."""

    number = serializers.CharField()
    own_no = serializers.CharField()
    kind = serializers.CharField()
    bind = serializers.CharField(allow_blank=True)  # type: ignore[assignment]
    direction = serializers.CharField()
    plate = serializers.CharField()
    status = serializers.IntegerField()
    since = serializers.DateTimeField()
    gross_kg = amount()
    total_kg = amount()
    passed_at = serializers.DateTimeField(allow_null=True)
    said = serializers.CharField(allow_blank=True)


class RidingShape(serializers.Serializer[Any]):
    """What of one paper rides on a pass."""

    seq = serializers.IntegerField()
    item_record_no = serializers.CharField(source="item.item_record_no")
    gname = serializers.CharField()
    unit = serializers.CharField()
    qty = amount()
    gross_kg = amount()
    net_kg = amount()


class PassWithLinesShape(PassShape):
    """A gate pass with its papers and lines."""

    papers = serializers.ListField(child=serializers.CharField())
    lines = RidingShape(many=True)


class ParcelShape(serializers.Serializer[Any]):
    """A released list whose goods wait in the zone."""

    pre_no = serializers.CharField()
    waybill_no = serializers.CharField()
    released_at = serializers.DateTimeField()
    gross_kg = amount()


class FiledShape(serializers.Serializer[Any]):
    """What became of a new paper; a number and findings: it was kept as a draft, but not taken by customs."""

    number = serializers.CharField(allow_blank=True)
    status = serializers.IntegerField(allow_null=True)
    findings = FindingShape(many=True)


class GoodsIn(serializers.Serializer[Any]):
    """A line of a new inventory; lot and best-before name what comes in, or the lot that is to leave."""

    item_record_no = serializers.CharField(max_length=32)
    gcode = serializers.CharField(max_length=10)
    unit = serializers.CharField(max_length=3)
    qty = amount()
    unit_price = amount(required=False)
    total = amount(required=False)
    currency = serializers.CharField(max_length=3, required=False)
    origin = serializers.CharField(max_length=3, required=False, allow_blank=True)
    gname = serializers.CharField(max_length=512, required=False, allow_blank=True)
    spec = serializers.CharField(max_length=512, required=False, allow_blank=True)
    gross_kg = amount(required=False)
    net_kg = amount(required=False)
    lot_no = serializers.CharField(max_length=40, required=False, allow_blank=True)
    best_before = serializers.DateField(required=False, allow_null=True)
    produced_on = serializers.DateField(required=False, allow_null=True)
    limit_on = serializers.DateField(required=False, allow_null=True)
    entry_line = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=50)


class InventoryIn(serializers.Serializer[Any]):
    """A new inventory; ``submit`` False keeps it as a draft."""

    ems_no = serializers.CharField(max_length=12)
    own_no = serializers.CharField(max_length=64)
    inv_type = serializers.CharField(max_length=1)
    direction = serializers.CharField(max_length=1)
    supv_mode = serializers.CharField(max_length=4)
    traf_mode = serializers.CharField(max_length=1, required=False, allow_blank=True)
    port = serializers.CharField(max_length=4, required=False, allow_blank=True)
    country = serializers.CharField(max_length=3, required=False, allow_blank=True)
    partner_code = serializers.CharField(max_length=18, required=False, allow_blank=True)
    partner_name = serializers.CharField(max_length=100, required=False, allow_blank=True)
    bill_no = serializers.CharField(max_length=37, required=False, allow_blank=True)
    by_partner = serializers.BooleanField(required=False)
    related_no = serializers.CharField(max_length=18, required=False, allow_blank=True)
    related_ems_no = serializers.CharField(max_length=12, required=False, allow_blank=True)
    lines = GoodsIn(many=True, max_length=1000)  # type: ignore[call-arg]
    submit = serializers.BooleanField(default=True)


class DeliveredIn(serializers.Serializer[Any]):
    """A line of a new document: so much of a line of the application (of the document, on a return)."""

    of_line = serializers.IntegerField()
    qty = amount()
    unit_price = amount(required=False, allow_null=True)
    gross_kg = amount(required=False)
    net_kg = amount(required=False)
    lot_no = serializers.CharField(max_length=40, required=False, allow_blank=True)
    best_before = serializers.DateField(required=False, allow_null=True)


class DocumentIn(serializers.Serializer[Any]):
    """A new in/out document; ``returns`` is the number of the document whose goods come back."""

    application = serializers.CharField(max_length=18)
    own_no = serializers.CharField(max_length=64)
    returns = serializers.CharField(max_length=18, required=False, allow_blank=True, default="")
    lines = DeliveredIn(many=True, max_length=1000)  # type: ignore[call-arg]
    submit = serializers.BooleanField(default=True)


class RidingIn(serializers.Serializer[Any]):
    """So much of line ``seq`` of a paper."""

    paper_no = serializers.CharField(max_length=18)
    seq = serializers.IntegerField()
    qty = amount()
    gross_kg = amount(required=False)
    net_kg = amount(required=False)


class PassIn(serializers.Serializer[Any]):
    """A new gate pass; weights that are left out are taken from the vehicle's record and the lines."""

    own_no = serializers.CharField(max_length=64)
    kind = serializers.CharField(max_length=1)
    direction = serializers.CharField(max_length=1)
    plate = serializers.CharField(max_length=12)
    bind = serializers.CharField(max_length=1, required=False, allow_blank=True)  # type: ignore[assignment]
    vehicle_kg = amount(required=False, allow_null=True)
    frame_no = serializers.CharField(max_length=20, required=False, allow_blank=True)
    frame_kg = amount(required=False, allow_null=True)
    container_no = serializers.CharField(max_length=20, required=False, allow_blank=True)
    container_kg = amount(required=False)
    gross_kg = amount(required=False, allow_null=True)
    net_kg = amount(required=False, allow_null=True)
    total_kg = amount(required=False, allow_null=True)
    bill_no = serializers.CharField(max_length=37, required=False, allow_blank=True)
    goods_note = serializers.CharField(max_length=300, required=False, allow_blank=True)
    lines = RidingIn(many=True, required=False, max_length=1000)  # type: ignore[call-arg]
