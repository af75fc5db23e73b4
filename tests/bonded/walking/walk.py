"""Who walks through the zone and what stands there at the start; each step is checked against the truth."""

from collections import Counter as Counts
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal as D
from itertools import count
from typing import Any

from django.core.exceptions import ObjectDoesNotExist

from bonded.facts import Claim, LotLabel
from bonded.models import Counter, Kind, Ledger, LedgerItem
from bonded.services.lots import come_in
from bonded.services.stock import book
from enterprises.models import Firm
from enterprises.selectors import actor_of_firm
from kernel.orm.ids import reserve
from kernel.orm.tx import intention
from kernel.refusal import Conflict, Refused
from tests.bonded.gate_world import make_gates, make_vehicle, post
from tests.bonded.walking import truth
from tests.office import AT, stranger
from tests.supervision.desk import set_parameter

EMS, THEIRS = "T4921W000900", "T4921W000777"
P, Q = "P", "Q"
PLATE, OTHER_PLATE = "湘A12345", "湘B67890"
GOODS = {P: ("1901101000", "婴儿配方奶粉", "122", "12"), Q: ("2106909090", "维生素C咀嚼片", "142", "9")}
GROUND = "测试用的理由"

# What a service says instead of doing it: refused, too late, or nothing there that one may see.
NO = (Refused, Conflict, ObjectDoesNotExist)

Act = Callable[["Walk", int, int], None]
ACTS: dict[str, Act] = {}
_own = count(1)


def act(function: Act) -> Act:
    """One thing that somebody may do next."""
    ACTS[function.__name__] = function
    return function


class Walk:
    """One walk: the people, the time, and what has been done so far."""

    def __init__(self, office: Any, *, other: Any) -> None:
        self.office, self.other, self.at = office, other, AT
        self.firm, self.first, self.second = office.broker, office.officer, office.officer2
        self.gate = post("gate", user_id=office.officer.user_id)
        self.accepted: dict[int, dict[tuple[int, int, int], D]] = {}
        self.paid: set[int] = set()
        self.done: Counts[str] = Counts()
        self.name = ""
        self._digest = truth.digest()

    def go(self, name: str, *, i: int, j: int) -> None:
        """Do one thing, a minute after the last."""
        self.at += timedelta(minutes=1)
        self.name = name
        ACTS[name](self, i, j)

    def do(self, service: Callable[..., Any], **said: Any) -> Any:
        """Call one intention: what is refused changes nothing, what is done leaves the truth true."""
        with suppress(*NO):
            made = service(at=self.at, **said)
            self.see()
            return True if made is None else made
        assert truth.digest() == self._digest, (service.__name__, said)
        return None

    def step(self, *calls: Callable[[], Any], **remember: Any) -> bool:
        """The same for steps that another room calls in one intention of its own."""

        def together(at: Any) -> None:
            with intention():
                for call in calls:
                    call()

        return bool(self.do(together))

    def see(self) -> None:
        """Look at everything."""
        self.done[self.name] += 1
        held = {(pk, *rest): qty for pk, lines in self.accepted.items() for rest, qty in lines.items()}
        truth.check(held)
        self._digest = truth.digest()


def own() -> str:
    """A number of the firm's own."""
    return f"OWN-{next(_own)}"


def one(rows: Any, i: int) -> Any:
    """One of them, or None."""
    found = list(rows.order_by("pk"))
    return found[i % len(found)] if found else None


def item(no: str, *, ems_no: str = EMS) -> LedgerItem:
    """A ledger item as it stands now."""
    return LedgerItem.objects.get(ledger__ems_no=ems_no, item_record_no=no)


def make_zone(office: Any, *, share: str = "0.3", times: int = 1) -> Any:
    """A second ledger of the demo operator with little on it, in two lots; a neighbour; gates, lorries.

    The neighbour's ledger is empty. Of all papers ``share`` waits for an officer; ``times`` as much stock.
    """
    firm = Firm.objects.get(pk=office.broker.firm_id)
    first = date(2026, 1, 1)
    ledger = Ledger.objects.create(ems_no=EMS, firm=firm, office="4921", valid_from=first, opened_at=AT)
    for no, (gcode, gname, unit, qty) in GOODS.items():
        row = LedgerItem.objects.create(
            ledger=ledger, item_record_no=no, gcode=gcode, gname=gname, unit=unit, origin="601"
        )
        _open(row, D(qty) * times)
    code = stranger(71, kind="zone_operator", code="").code
    neighbour = Firm.objects.get(customs_code=code)
    theirs = Ledger.objects.create(
        ems_no=THEIRS, firm=neighbour, office="4921", valid_from=first, opened_at=AT
    )
    gcode, gname, unit, _ = GOODS[P]
    LedgerItem.objects.create(ledger=theirs, item_record_no=P, gcode=gcode, gname=gname, unit=unit)
    make_gates()
    make_vehicle(firm, plate=PLATE)
    make_vehicle(firm, plate=OTHER_PLATE)
    for paper in ("inventory", "stock_doc", "gate_pass", "application"):
        set_parameter(f"bonded.manual_share.{paper}", share)
    set_parameter("bonded.gather_after_hours", "1")
    return actor_of_firm(code, at=AT)


def _open(row: LedgerItem, qty: D) -> None:
    """An opening quantity in two lots."""
    (pk,) = reserve(1)
    half = qty // 2
    with intention():
        book([(row.pk, pk, "", 0, Counter.ACTL_INC, qty)], kind=Kind.OPENING, at=AT, actor_id=None)
        arrivals = [
            Claim(pk, "", 0, row.pk, half, LotLabel("OLD", date(2026, 9, 1))),
            Claim(pk, "", 0, row.pk, qty - half, LotLabel("NEW", date(2027, 3, 1))),
        ]
        come_in(arrivals, at=AT, actor_id=None, kind=Kind.OPENING)
