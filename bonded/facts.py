"""The facts of stock that the rules judge, and the value types other rooms hand in."""

from datetime import date
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
    """A ledger as judging needs it; valid from the first day up to and without the last."""

    ems_no: str
    operator_codes: frozenset[str]
    valid_from: date
    valid_to: date | None


class Position(NamedTuple):
    """One ledger item with its four counters, as it stands."""

    item_id: int
    gcode: str
    unit: str
    actl_inc: Decimal
    actl_redc: Decimal
    prevd_inc: Decimal
    prevd_redc: Decimal

    @property
    def usable(self) -> Decimal:
        """What a new outbound line may still ask for."""
        return self.actl_inc - self.actl_redc - self.prevd_redc


class Stock(NamedTuple):
    """Ledgers and positions as they stand before the next list, on one day."""

    on: date
    ledgers: dict[str, LedgerFact]
    positions: dict[Key, Position]


class NewLedger(NamedTuple):
    """A ledger that an officer wants to open, as the rules judge it."""

    ems_no: str
    office: str
    valid_from: date
    valid_to: date | None
    operator: bool
    office_known: bool


class Intake(NamedTuple):
    """An opening quantity that an officer wants to book on one ledger item."""

    item_record_no: str
    gcode: str
    gname: str
    unit: str
    qty: Decimal
    reason: str
