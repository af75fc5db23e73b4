"""A zone operator, its ledger and two items with stock; somebody else's firm beside it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest

from bonded.facts import Claim, PreBooking
from bonded.models import Counter, Kind, Ledger, LedgerItem
from bonded.services.lots import come_in
from bonded.services.stock import book
from enterprises.facts import Actor
from enterprises.models import Firm, FirmKind
from enterprises.rules.identifiers import check_character
from kernel.orm.ids import reserve
from kernel.orm.tx import intention

AT = datetime(2026, 5, 10, 2, 0, tzinfo=UTC)
EMS = "T4921W000001"


def make_firm(number: int, *, kind: str = "zone_operator") -> Firm:
    """A firm of one kind with well-formed codes."""
    body = f"91430100MA4L{number:05d}"
    firm = Firm.objects.create(
        credit_code=body + check_character(body),
        customs_code=f"43016{number:05d}",
        name_zh=f"综保仓储{number}",
        name_en=f"Zone Storage {number}",
        since=date(2020, 1, 1),
    )
    FirmKind.objects.create(firm=firm, kind=kind, valid_from=date(2020, 1, 1))
    return firm


def make_item(
    ledger: Ledger, *, no: str, stock: str, gcode: str = "1901109000", unit: str = "122"
) -> LedgerItem:
    """An item with an opening quantity that its entries prove."""
    item = LedgerItem.objects.create(
        ledger=ledger, item_record_no=no, gcode=gcode, gname=f"婴幼儿米粉 {no}", unit=unit
    )
    with intention():
        subject, qty = reserve(1)[0], Decimal(stock)
        book(
            [(item.pk, subject, "", 0, Counter.ACTL_INC, qty)],
            kind=Kind.OPENING,
            at=AT,
            actor_id=None,
            note="Opening stock",
        )
        come_in([Claim(subject, "", 0, item.pk, qty)], at=AT, actor_id=None, kind=Kind.OPENING)
    item.refresh_from_db()
    return item


def actor_for(firm: Firm) -> Actor:
    """A filer of the firm."""
    codes = frozenset({firm.credit_code, firm.customs_code})
    return Actor(user_id=None, kind="firm", firm_id=firm.pk, firm_codes=codes, roles=frozenset({"filer"}))


OFFICER = Actor(
    user_id=None, kind="officer", roles=frozenset({"officer"}), office="4921", offices=frozenset({"4921"})
)


def make_shelf() -> SimpleNamespace:
    """Ledger T4921W000001 of a zone operator: item A with 10, item B with 5; a stranger firm."""
    owner, stranger = make_firm(1), make_firm(2)
    ledger = Ledger.objects.create(
        ems_no=EMS, firm=owner, office="4921", valid_from=date(2026, 1, 1), opened_at=AT
    )
    first, second = make_item(ledger, no="A", stock="10"), make_item(ledger, no="B", stock="5")
    return SimpleNamespace(ledger=ledger, owner=owner, stranger=stranger, a=first, b=second)


@pytest.fixture
def shelf(db):
    """The shelf inside the test's own transaction."""
    return make_shelf()


@pytest.fixture
def committed_shelf(transactional_db):
    """The shelf as other connections see it."""
    return make_shelf()


def line_of(shelf, *, subject: int, no: str = "A", qty: str = "1", line: int = 1) -> PreBooking:
    """A line that fits the shelf, filed by the operator itself."""
    code = shelf.owner.credit_code
    return PreBooking(
        subject,
        line,
        EMS,
        no,
        code,
        "1901109000",
        Decimal(qty),
        "122",
        agent_code=code,
        subject_no=f"L{subject}",
    )
