"""A gate that weighs and one that does not, a vehicle, and approved inventories whose goods are to move."""

from datetime import date, datetime
from decimal import Decimal
from itertools import count
from types import SimpleNamespace

from bonded.facts import Claim
from bonded.models import Gate, Inventory, InventoryLine, LedgerItem, Vehicle
from bonded.rules.gate_passes import PassDraft, WantedLine
from bonded.services import booking
from bonded.services.gate_passes import apply_for_pass
from codelists.models import Parameter
from enterprises.facts import Actor
from enterprises.models import Firm
from kernel.orm.ids import reserve
from kernel.orm.tx import intention
from tests.bonded.conftest import AT, actor_for

PLATE = "湘A12345"
OTHER_PLATE = "湘B67890"
TARE = Decimal("8000")
_serial = count(1)


def make_parameters() -> None:
    """The parameters of the gate, should no list be loaded."""
    for key, value in (("bonded.manual_share.gate_pass", "0"), ("gate.later_hours", "72")):
        Parameter.objects.get_or_create(
            key=key,
            scope="",
            defaults={
                "value": value,
                "name_zh": key,
                "name_en": key,
                "valid_from": date(2016, 1, 1),
                "source": "test",
            },
        )


def make_gates() -> SimpleNamespace:
    """MAIN weighs and allows 50 kg or 1 percent; SIDE does not weigh; TWIN has two barriers."""
    main = Gate.objects.create(
        code="MAIN",
        office="4921",
        name_zh="主卡口",
        name_en="Main gate",
        tolerance_kg=50,
        tolerance_percent=1,
    )
    side = Gate.objects.create(
        code="SIDE", office="4921", name_zh="侧卡口", name_en="Side gate", weighs=False
    )
    twin = Gate.objects.create(
        code="TWIN", office="4921", name_zh="双道卡口", name_en="Twin gate", weighs=False, stages=2
    )
    return SimpleNamespace(main=main, side=side, twin=twin)


def make_vehicle(firm: Firm, *, plate: str = PLATE, valid_to: date = date(2027, 1, 1)) -> Vehicle:
    """A lorry of eight tonnes."""
    return Vehicle.objects.create(
        plate=plate,
        firm=firm,
        office="4921",
        tare_kg=TARE,
        valid_from=date(2026, 1, 1),
        valid_to=valid_to,
        recorded_at=AT,
    )


def make_inventory(
    shelf: SimpleNamespace,
    *,
    lines: tuple[tuple[LedgerItem, str], ...],
    direction: str = "E",
    inv_type: str = "0",
    declares: bool = False,
    bill_no: str = "",
    at: datetime = AT,
) -> Inventory:
    """An approved, pre-booked inventory; each line weighs ten kg a piece."""
    serial = next(_serial)
    (pk,) = reserve(1)
    row = Inventory.objects.create(
        subject_id=pk,
        status=30,
        since=at,
        number=f"QD492126{direction}{serial:09d}",
        own_no=f"OWN-{serial}",
        ledger=shelf.ledger,
        firm=shelf.owner,
        office="4921",
        inv_type=inv_type,
        direction=direction,
        supv_mode="1210",
        declares=declares,
        entry_axis=0 if declares else 9,
        booking=1,
        bill_no=bill_no,
        created_at=at,
    )
    for seq, (item, qty) in enumerate(lines, 1):
        InventoryLine.objects.create(
            inventory=row,
            seq=seq,
            item=item,
            gcode=item.gcode,
            gname=item.gname,
            unit=item.unit,
            qty=Decimal(qty),
            gross_kg=Decimal(qty) * 10,
            net_kg=Decimal(qty) * 9,
        )
    claims = [Claim(pk, row.number, seq, item.pk, Decimal(qty)) for seq, (item, qty) in enumerate(lines, 1)]
    with intention():
        booking.pre_book(claims, direction=direction, at=at, actor_id=None)
    return row


def whole(*papers: Inventory) -> tuple[WantedLine, ...]:
    """All lines of these papers as an application asks for them."""
    return tuple(
        WantedLine(paper.number, line.seq, line.qty, line.gross_kg, line.net_kg)
        for paper in papers
        for line in paper.lines.order_by("seq")
    )


def draft_of(*papers: Inventory, **changes: object) -> PassDraft:
    """An application for all of these papers on the lorry."""
    draft = PassDraft(
        own_no=f"HF-{next(_serial)}",
        kind="3",
        direction=papers[0].direction if papers else "E",
        plate=PLATE,
        bind="2" if len(papers) < 2 else "1",
        lines=whole(*papers),
    )
    return draft._replace(**changes)


def filed(shelf: SimpleNamespace, *papers: Inventory, **changes: object) -> str:
    """The number of an approved pass for all of these papers."""
    done = apply_for_pass(actor=actor_for(shelf.owner), draft=draft_of(*papers, **changes), at=AT)
    assert done.approved
    return done.number


def post(role: str, *, user_id: int | None = None, office: str = "4921") -> Actor:
    """An officer with one role at the office."""
    return Actor(
        user_id=user_id,
        kind="officer",
        roles=frozenset({role}),
        office=office,
        offices=frozenset({office}),
    )


def make_yard(shelf: SimpleNamespace) -> SimpleNamespace:
    """Parameters, gates, the lorry; people of the firm, the gate and the office."""
    make_parameters()
    gates = make_gates()
    make_vehicle(shelf.owner)
    Firm.objects.filter(pk=shelf.owner.pk).update(office="4921", zone="4921")
    shelf.owner.refresh_from_db()
    return SimpleNamespace(
        gates=gates,
        firm=actor_for(shelf.owner),
        gate=post("gate", user_id=100),
        first=post("officer", user_id=101),
        second=post("officer", user_id=102),
    )
