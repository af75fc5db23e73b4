"""The gates of the demo zone, vehicles, and what happened at the barriers in the last days."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from bonded.models import DocKind, Gate, GatePass, Vehicle
from bonded.rules.gate_passes import PassDraft, rest_of
from bonded.rules.vehicles import NewVehicle
from bonded.selectors import gate_passes as passes
from bonded.services import gate_holds, gate_passes, gates, undoing
from bonded.services.gates import AtBarrier
from bonded.services.vehicles import record_vehicle
from enterprises.facts import Actor
from enterprises.models import User
from enterprises.selectors import actor_of_user
from kernel.clock import business_date
from reservations.models import OpeningWindow

_LORRY, _VAN, _OLD = "湘AD0801", "湘A7F392", "湘B20661"
_TARES = {_LORRY: "8450", _VAN: "2680", _OLD: "7900"}
_GATES: tuple[dict[str, object], ...] = (
    {"code": "MAIN", "name_zh": "主卡口", "name_en": "Main gate", "tolerance_kg": 50, "tolerance_percent": 1},
    {"code": "SIDE", "name_zh": "东侧卡口", "name_en": "East side gate", "weighs": False},
    {"code": "FIRST", "name_zh": "一线双道卡口", "name_en": "First line, two barriers", "stages": 2},
)


def make(*, at: datetime) -> int:
    """Gates, vehicles and passages, where the zone has no gate yet; how many gate passes are new."""
    if Gate.objects.filter(office="4921").exists():
        return 0
    for values in _GATES:
        Gate.objects.create(office="4921", **values)
    OpeningWindow.objects.create(
        site_kind="gate", site_code="FIRST", day_kind="any", opens_at=time(6), closes_at=time(22),
        valid_from=date(2026, 1, 1),
    )  # fmt: skip
    people = {user.email.partition("@")[0]: user for user in User.objects.all()}
    who = {name: actor_of_user(user, at=at) for name, user in people.items()}
    firm = who["broker"]
    _vehicles(firm, at=at)
    _passed(who, at=at)
    _held(who, at=at)
    _wrong(who, at=at)
    _ready(firm, at=at)
    return GatePass.objects.count()


def _vehicles(firm: Actor, *, at: datetime) -> None:
    """Two lorries and a van on record; the record of the old one ends in a week."""
    today = business_date(at)
    since = today - timedelta(days=200)
    for plate, tare in _TARES.items():
        if Vehicle.objects.filter(plate=plate, ended_at__isnull=True).exists():
            continue
        until = today + timedelta(days=7 if plate == _OLD else 300)
        record_vehicle(actor=firm, vehicle=NewVehicle(plate, Decimal(tare), since, until), at=at)


def _file(firm: Actor, *, number: str, at: datetime, **said: object) -> str:
    """A gate pass without documents."""
    draft = PassDraft(f"HFD-{number}", "6", "I", _LORRY)._replace(**said)  # type: ignore[arg-type]
    return gate_passes.apply_for_pass(actor=firm, draft=draft, at=at).number


def _at(
    who: dict[str, Actor], *, number: str, kg: str | None, at: datetime, gate: str = "MAIN"
) -> gates.Arrived:
    """The vehicle of a pass arrives at a gate."""
    seen = AtBarrier(number, weighed_kg=Decimal(kg) if kg else None, weight_read=bool(kg))
    return gates.arrive(actor=who["gate"], gate_code=gate, seen=seen, at=at)


def _passed(who: dict[str, Actor], *, at: datetime) -> None:
    """An empty lorry in, water registered at the gate, and one that passed while the network was down."""
    firm, day = who["broker"], at - timedelta(days=1)
    _at(who, number=_file(firm, number="01", at=day), kg="8460", at=day + timedelta(minutes=20))
    water = _file(
        firm, number="02", at=day, kind="5", plate=_VAN, goods_note="桶装饮用水 40 桶", gross_kg=Decimal(760)
    )
    _at(who, number=water, kg=None, at=day + timedelta(minutes=35), gate="SIDE")
    late = _file(firm, number="03", at=day, plate=_VAN, direction="E")
    gates.enter_later(
        actor=who["gate"],
        gate_code="MAIN",
        seen=AtBarrier(late, weighed_kg=Decimal(2690), note="断网期间人工放行，纸质记录 07 号"),
        when=day + timedelta(hours=1),
        at=day + timedelta(hours=3),
    )


def _held(who: dict[str, Actor], *, at: datetime) -> None:
    """One lorry let go after its firm explained, one waiting for an officer, one turned back, filed anew."""
    firm, day = who["broker"], at - timedelta(hours=20)
    first = _at(who, number=_file(firm, number="04", at=day), kg="8710", at=day).hold_no
    gate_holds.explain(actor=firm, number=first, explanation="加装液压尾板，皮重增加约 260 千克。", at=day)
    gate_holds.let_go(
        actor=who["officer"], number=first, ground="复磅一致，准予放行，三日内变更车辆备案皮重。", at=day
    )
    back = _file(firm, number="05", at=day, plate=_OLD)
    turned = _at(who, number=back, kg="9900", at=day).hold_no
    gate_holds.turn_back(actor=who["officer"], number=turned, ground="车内有未申报货物，退回理货。", at=day)
    gate_passes.void_pass(actor=firm, number=back, reason="退回后重新理货申报", at=day)
    _file(firm, number="06", at=day, plate=_OLD, replaces=back)
    waits = _at(who, number=_file(firm, number="07", at=at), kg="8890", at=at).hold_no
    gate_holds.explain(
        actor=firm, number=waits, explanation="车上有两个空托盘和一台手动叉车，未计入皮重。", at=at
    )


def _wrong(who: dict[str, Actor], *, at: datetime) -> None:
    """A wrong passage whose counter-entry waits for the second officer."""
    number = _file(who["broker"], number="08", at=at - timedelta(hours=2), plate=_VAN, direction="E")
    passage = _at(who, number=number, kg="2680", at=at - timedelta(hours=1)).passage
    undoing.propose_undo(
        actor=who["officer"], passage_no=passage.number, ground="误点过卡，车辆仍在区内等待装货。", at=at
    )


def _ready(firm: Actor, *, at: datetime) -> None:
    """Passes that are ready now: an empty lorry, and one for an approved inventory where there is one."""
    _file(firm, number="09", at=at, direction="E")
    found = passes.open_papers(firm, at=at, kind=DocKind.INVENTORY)
    if not found:
        return
    row = found[0]
    paper = passes.papers([row.number], firm_ids=[row.firm_id])[row.number]
    lines = tuple(line._replace(gross_kg=max(line.gross_kg, Decimal("0.5"))) for line in rest_of(paper))
    draft = PassDraft(
        "HFD-10", "3" if row.direction == "E" else "2", row.direction, _LORRY, bind="3", lines=lines
    )
    gate_passes.apply_for_pass(actor=firm, draft=draft, at=at)
