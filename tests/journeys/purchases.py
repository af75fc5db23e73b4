"""The journeys' purchases: made-up documents that hang together, as XML and as values for the form."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from itertools import count
from typing import Any
from zipfile import ZipFile

from declarations.demo import PARTIES
from declarations.samples import GOODS, Declaration, Parties, declare, message, sender_of

CODES = ("311", "411", "511", "621")
# Journeys number their purchases far away from those that the demo office brings along.
_serials = count(7_000_001)
_HONEY = "HONEY-500"
PLAIN_GOODS = tuple(goods for goods in GOODS if goods.record != _HONEY)


def purchase(*, parties: Parties = PARTIES, **options: Any) -> Declaration:
    """A purchase of today that nothing looks at twice."""
    at = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=10)
    options = {"goods": PLAIN_GOODS, "lines": 2} | options
    return declare(options.pop("serial", 0) or next(_serials), parties=parties, at=at, **options)


def dear_purchase() -> Declaration:
    """A purchase above the value from which an officer reviews it, below the limit."""
    dear = PLAIN_GOODS[0]._replace(price=Decimal("4600"))
    return purchase(goods=(dear,), lines=1, serial=_serial_of_one())


def inspected_purchase() -> Declaration:
    """A purchase whose commodity is on the journeys' inspection list."""
    return purchase(goods=tuple(goods for goods in GOODS if goods.record == _HONEY), lines=1)


def _serial_of_one() -> int:
    """A serial whose first line is a single piece."""
    return next(serial for serial in _serials if serial % 3 == 0)


def xml(code: str, bought: Declaration, *, sender: tuple[str, str] = ("", "")) -> bytes:
    """The message of one document, from its own sender unless another one is named (code, name)."""
    sheets, usual = [bought.sheet(code)], sender_of(code, parties=PARTIES)
    return message(code, sheets=sheets, sender=sender if sender[0] else usual, dxp_id=PARTIES.dxp_id)


def with_elements(bought: Declaration, code: str, **elements: str) -> Declaration:
    """The purchase with some elements of one document's head changed."""
    names = {"311": "order", "411": "payment", "511": "waybill", "621": "lst"}
    head, lines = bought.sheet(code)
    return bought._replace(**{names[code]: (head | elements, lines)})


def archive(*files: tuple[str, bytes]) -> bytes:
    """A zip archive of these files."""
    packed = BytesIO()
    with ZipFile(packed, "w") as out:
        for name, content in files:
            out.writestr(name, content)
    return packed.getvalue()
