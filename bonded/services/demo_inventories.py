"""Demo inventories and parcels: one in each state that a page shows, made by the real services, once."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings

from bonded import demo
from bonded.facts import InventoryGoods, InventoryHead
from bonded.models import Inventory, Ledger, Parcel
from bonded.rules import flow
from bonded.services.gathering_parcels import gather_parcels
from bonded.services.inventories import draft_inventory, submit_inventory
from enterprises.demo import FIRMS
from enterprises.facts import Actor
from enterprises.selectors import actor_of_firm
from kernel.clock import business_date

_DRAFT, _INBOUND, _OUTBOUND, _SALE, _CBEC = "DEMO-DRAFT", "DEMO-IN", "DEMO-OUT", "DEMO-SALE", "DEMO-CBEC"
_PRICE = Decimal("48.5")
# Of the lists that wait, some are gathered and some stay for the page of waiting lists.
_STAY = 3
# More that came in, so that there are declarations at several stages.
_MORE = 3


def make(*, at: datetime) -> int:
    """A draft, approved ones in and out, and a CBEC inventory of lists that wait; how many are new.

    Raises:
        PermissionError: outside the demo (PORTAL_DEMO=1).
        Refused: the demo ledger does not have the goods.
    """
    if not settings.PORTAL_DEMO:
        raise PermissionError("demo inventories exist only with PORTAL_DEMO=1")
    ledger = Ledger.objects.filter(ems_no=demo.EMS_NO).first()
    operator = next(firm for firm in FIRMS if firm.key == demo.OPERATOR)
    actor = actor_of_firm(operator.customs_code, at=at)
    if ledger is None or actor is None:
        return 0
    known = set(Inventory.objects.filter(firm_id=ledger.firm_id).values_list("own_no", flat=True))
    made = 0
    for head, hands_in in _heads():
        if head.own_no not in known:
            number = draft_inventory(actor=actor, head=head, lines=_lines(head, at=at), at=at)
            if hands_in:
                submit_inventory(actor=actor, number=number, at=at)
            made += 1
    return made + (0 if _CBEC in known else _gather(ledger, actor=actor, at=at))


def _heads() -> list[tuple[InventoryHead, bool]]:
    """The heads, and whether they are handed in."""
    plain = InventoryHead(demo.EMS_NO, _INBOUND, "0", "I", "5000", traf_mode="5", port="4908", country="601")
    outbound = InventoryHead(demo.EMS_NO, _OUTBOUND, "0", "E", "5000", traf_mode="9", by_partner=True)
    partner = outbound._replace(partner_code="430166A001", partner_name="湘品优选电子商务有限公司")
    more = [(plain._replace(own_no=f"{_INBOUND}-{place}"), True) for place in range(2, 2 + _MORE)]
    sale = InventoryHead(demo.EMS_NO, _SALE, "0", "E", "0110", traf_mode="Y", port="4921", country="142")
    return [
        (plain, True),
        *more,
        (partner, True),
        (sale, True),
        (plain._replace(own_no=_DRAFT, country=""), False),
    ]


def _lines(head: InventoryHead, *, at: datetime) -> list[InventoryGoods]:
    """Two lines; what comes in says its lot."""
    on = business_date(at)
    lines = [
        InventoryGoods(
            item.item_record_no,
            "",
            "",
            Decimal(qty),
            _PRICE,
            _PRICE * qty,
            origin="601",
            gross_kg=Decimal(qty),
            net_kg=Decimal(qty) * Decimal("0.9"),
        )
        for item, qty in zip(demo.ITEMS[:2], (120, 60), strict=True)
    ]
    if head.direction != "I":
        return lines
    made_on, keeps_to = on - timedelta(days=60), on + timedelta(days=540)
    return [line._replace(lot_no=f"L{on:%y%m}", produced_on=made_on, best_before=keeps_to) for line in lines]


def _gather(ledger: Ledger, *, actor: Actor, at: datetime) -> int:
    """Gather most of the lists that wait, where there are enough."""
    waiting = Parcel.objects.filter(ledger_id=ledger.pk, status=flow.WAITING).order_by("subject_id")
    numbers = list(waiting.values_list("pre_no", flat=True)[:200])[:-_STAY]
    if not numbers:
        return 0
    gather_parcels(actor=actor, ems_no=ledger.ems_no, pre_nos=numbers, own_no=_CBEC, at=at)
    return 1
