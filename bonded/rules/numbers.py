"""Public numbers of this room's papers, in the shapes that the zone system of customs uses.

Source: numbers seen in live messages; UNVERIFIED: application and in/out document (18 places, layout ours).
"""

from datetime import date

FILING = "BF"
STOCKTAKE = "BT"
WRITEOFF = "BW"
DISPOSAL = "BX"
STOP = "ST"
PASSAGE = "GP"
HOLD = "GH"
UNDO = "GU"
INVENTORY = "QD"
APPLICATION = "SB"
STOCK_DOC = "CK"
GATE = "Z"
LEDGER = "TW"


def scope(prefix: str, *, office: str, on: date, letter: str = "") -> str:
    """The series within which serials run: a day for gate passes, for ever for ledgers, else a year."""
    if prefix == LEDGER:
        return office
    span = on.strftime("%Y%m%d") if prefix == GATE else str(on.year)
    return f"{office}{span}{letter}"


def public_no(prefix: str, *, office: str, on: date, serial: int, letter: str = "") -> str:
    """The number of a paper; ``letter`` is its direction, or the business of an application.

    Inventory, application, in/out document: 18 places, ``QD492126E000000012``. Gate pass: 24 places,
    ``Z4921E260512000000000012``. Ledger: 12, ``T4921W000012``. Others: ``BF4921260000012``.
    """
    year = on.year % 100
    if prefix == LEDGER:
        return f"T{office}W{serial:06d}"
    if prefix == GATE:
        return f"Z{office}{letter}{on:%y%m%d}{serial:012d}"
    if prefix in (INVENTORY, APPLICATION, STOCK_DOC):
        return f"{prefix}{office}{year:02d}{letter}{serial:09d}"
    return f"{prefix}{office}{year:02d}{serial:07d}"
