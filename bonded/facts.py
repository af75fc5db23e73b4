"""The facts of stock that the rules judge, and the value types other rooms hand in."""

from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

Key = tuple[str, str]


class PreBooking(NamedTuple):
    """One list line that asks for stock of one ledger item.

    ``line`` is the position in the document from 1 (it becomes ``lines[n]`` in findings).
    ``agent_code`` is the firm that files and reads the findings: the usable quantity is told to
    it only when the ledger is its own. ``subject_no`` is the document's public number, shown
    beside the movement.
    """

    subject_id: int
    line: int
    ems_no: str
    item_record_no: str
    area_code: str
    gcode: str
    qty: Decimal
    unit: str
    agent_code: str = ""
    subject_no: str = ""

    @property
    def key(self) -> Key:
        """The ledger number and the item's record number."""
        return self.ems_no, self.item_record_no


class LedgerFact(NamedTuple):
    """A ledger as judging needs it; valid from the first day up to and without the last.

    ``mark`` is 1 when it moves, 4, 5, 6 when all, in or out is paused. ``stopped`` is the number of a
    stop order against its firm. Up to and with ``written_off_on`` nothing more is booked.
    """

    ems_no: str
    operator_codes: frozenset[str]
    valid_from: date
    valid_to: date | None
    mark: int = 1
    closed_on: date | None = None
    stopped: str = ""
    written_off_on: date | None = None


class Position(NamedTuple):
    """One ledger item with its four counters, as it stands.

    ``mark`` as of ledgers; ``stopped`` is the number of a stop order against the item, ``stopped_qty``
    what lies free in lots that are stopped.
    """

    item_id: int
    gcode: str
    unit: str
    actl_inc: Decimal
    actl_redc: Decimal
    prevd_inc: Decimal
    prevd_redc: Decimal
    mark: int = 1
    stopped: str = ""
    stopped_qty: Decimal = Decimal(0)

    @property
    def usable(self) -> Decimal:
        """What a new outbound line may still ask for."""
        return self.actl_inc - self.actl_redc - self.prevd_redc - self.stopped_qty


class Stock(NamedTuple):
    """Ledgers and positions as they stand before the next list, on one day."""

    on: date
    ledgers: dict[str, LedgerFact]
    positions: dict[Key, Position]


class LotLabel(NamedTuple):
    """What is said of goods that came in together; ``limit_on`` ends their storage."""

    lot_no: str = ""
    best_before: date | None = None
    produced_on: date | None = None
    limit_on: date | None = None


class LotFact(NamedTuple):
    """A lot as it stands: what is free of it, and whether customs have stopped it."""

    lot_id: int
    lot_no: str
    best_before: date | None
    in_on: date
    free: Decimal
    stopped: bool = False


class Claim(NamedTuple):
    """One line of a paper that wants stock to come or go; ``line`` counts from 1 in the paper.

    ``lot`` None on the way out: first expired, first out.
    """

    subject_id: int
    subject_no: str
    line: int
    item_id: int
    qty: Decimal
    lot: LotLabel | None = None


class HandOver(NamedTuple):
    """What one line has pre-booked passes to a line of another paper; ``qty`` None: all of it."""

    from_id: int
    from_line: int
    to_id: int
    to_line: int
    qty: Decimal | None = None
    to_no: str = ""


class Part(NamedTuple):
    """So much of what one line of a paper has pre-booked."""

    subject_id: int
    line: int
    qty: Decimal


class Ride(NamedTuple):
    """What of one document line rides on a gate pass; ``kind`` 1 inventory, 2 in/out document."""

    kind: str
    doc_id: int
    line_id: int
    qty: Decimal


class NewLedger(NamedTuple):
    """A ledger that an officer wants to open, as the rules judge it."""

    ems_no: str
    office: str
    valid_from: date
    valid_to: date | None
    operator: bool
    office_known: bool


class Intake(NamedTuple):
    """An opening quantity that an officer wants to book on one ledger item, with what is said of its lot."""

    item_record_no: str
    gcode: str
    gname: str
    unit: str
    qty: Decimal
    reason: str
    lot: LotLabel = LotLabel()


class StopTarget(NamedTuple):
    """What a stop order stops: ``kind`` of StopKind, the number that people know it by, and its office.

    ``item_id`` is set for items and lots, ``lot_no`` for lots. ``firm_id`` is the firm concerned: that
    of the list, ledger or vehicle, or the stopped firm itself.
    """

    kind: str
    number: str
    office: str
    item_id: int | None = None
    lot_no: str = ""
    firm_id: int | None = None


# --- Inventories and parcels ---
class InventoryHead(NamedTuple):
    """The head of an inventory as a firm states it; empty where it says nothing.

    ``by_partner``: the other party declares. ``related_no`` and ``related_ems_no``: the receiver's
    inventory (quoted by the sender) and the other side's ledger.
    """

    ems_no: str
    own_no: str
    inv_type: str
    direction: str
    supv_mode: str
    traf_mode: str = ""
    port: str = ""
    country: str = ""
    partner_code: str = ""
    partner_name: str = ""
    bill_no: str = ""
    by_partner: bool = False
    related_no: str = ""
    related_ems_no: str = ""


class InventoryGoods(NamedTuple):
    """One line of an inventory as a firm states it; weights in kg, prices in ``currency``.

    ``entry_line`` None: the portal merges lines that agree. ``lot_no`` and ``best_before`` name the lot
    that comes in, or the one that is to leave (empty: first expired first out).
    """

    item_record_no: str
    gcode: str
    unit: str
    qty: Decimal
    unit_price: Decimal = Decimal(0)
    total: Decimal = Decimal(0)
    currency: str = "142"
    origin: str = ""
    gname: str = ""
    spec: str = ""
    gross_kg: Decimal = Decimal(0)
    net_kg: Decimal = Decimal(0)
    lot_no: str = ""
    best_before: date | None = None
    produced_on: date | None = None
    limit_on: date | None = None
    entry_line: int | None = None


class ParcelGoods(NamedTuple):
    """What a line of a released list is worth; quantity and item are what its pre-booking says."""

    line: int
    total: Decimal
    currency: str


class NewParcel(NamedTuple):
    """A released list as it becomes a parcel: its id and numbers, its office, weight in kg and lines."""

    list_id: int
    pre_no: str
    waybill_no: str
    office: str
    released_at: datetime
    gross_kg: Decimal
    goods: tuple[ParcelGoods, ...]
