"""Flow 6: goods change hands inside the zone (type 6) or go to another zone; the receiver files first."""

import pytest

from bonded.models import Inventory
from bonded.services import inventories
from bonded.services.transfers import receive_transfer
from enterprises.facts import Actor
from enterprises.models import Firm
from kernel.refusal import Refused
from tests.bonded.flows.walking import (
    axes,
    carry,
    declare,
    drive,
    figures,
    load,
    lots,
    open_gate,
    priced,
    release_untaxed,
    shelf,
)
from tests.bonded.inventory_world import EMS, check_books, filed, head, other_zone
from tests.declarations.entries import officer_of, person
from tests.office import AT, Office, rule_codes

MILK, THEIRS = "MILK-800", "THEIRS"
BETWEEN = {"supv_mode": "1200", "traf_mode": "Y", "country": "142", "port": "4921"}
NEAR, FAR = "T4921W000777", "T4908W000777"


def sent(office: Office, receiving: Inventory, *, inv_type: str, ems_no: str, **said: object) -> Inventory:
    """The sender's half: 40 cans from lot \"\" of the demo ledger."""
    first = head(
        inv_type=inv_type, direction="E", related_no=receiving.number, related_ems_no=ems_no,
        **{"traf_mode": "Y", **said},
    )  # fmt: skip
    return filed(office.broker, first, priced(MILK, "40", "30"))


def test_inside_the_zone(office: Office) -> None:
    """40 cans go from T4921W000001 to T4921W000777: no declaration, no gate; the receiver's word books both.

    | step                  | sender: ACTL_REDC | PREVD_REDC | balance   | receiver: ACTL_INC | PREVD_INC | balance |
    | receiver approved     |                 0 |          0 | 1,000,000 |                  0 |        40 |       0 |
    | sender approved       |                 0 |         40 | 1,000,000 |                  0 |        40 |       0 |
    | received: both booked |                40 |          0 |   999,960 |                 40 |         0 |      40 |

    The pair nets to zero: -40 and +40.
    """  # noqa: E501
    other, _ = other_zone(81)
    with pytest.raises(Refused) as refusal:  # the sender first: there is nothing to quote
        sent(office, Inventory(number="QD492126I000999999"), inv_type="6", ems_no=NEAR)
    assert rule_codes(refusal.value.violations) == ["INV-51"]
    said = {"inv_type": "6", "traf_mode": "Y", "ems_no": NEAR, "related_ems_no": EMS}
    receiving = filed(other, head(**said), priced(THEIRS, "40", "30", lot_no="T1"))
    assert axes(receiving) == (30, 1, 1, 9, 1)
    assert shelf(THEIRS, ems_no=NEAR) == figures(0, 0, 40, 0, 0, 0)
    sending = sent(office, receiving, inv_type="6", ems_no=NEAR)
    assert axes(sending) == (30, 1, 1, 9, 1)
    assert shelf(MILK) == figures(1000000, 0, 0, 40, 1000000, 999960)

    receive_transfer(actor=other, number=receiving.number, at=AT)
    assert axes(receiving) == axes(sending) == (30, 3, 3, 9, 2)
    assert shelf(MILK) == figures(1000000, 40, 0, 0, 999960, 999960)
    assert shelf(THEIRS, ems_no=NEAR) == figures(40, 0, 0, 0, 40, 40)
    assert (lots(MILK), lots(THEIRS, ems_no=NEAR)) == ([("", 1000000, 40, 0)], [("T1", 40, 0, 0)])
    check_books()


def move_to(actor: Actor, *, office: str) -> None:
    """The other firm has its zone there, its lorry and a gate."""
    Firm.objects.filter(pk=actor.firm_id).update(office=office, zone=office)
    open_gate(actor, office=office, plate="湘B67890", code="AIRPORT")


def test_between_zones(office: Office) -> None:
    """40 cans leave 4921 through its gate and enter 4908 through the other; each declares its half (对应).

    | step                      | sender: ACTL_REDC | PREVD_REDC | receiver: ACTL_INC | PREVD_INC |
    | receiver approved         |                 0 |          0 |                  0 |        40 |
    | sender approved           |                 0 |         40 |                  0 |        40 |
    | sender released and gone  |                40 |          0 |                  0 |        40 |
    | receiver through the gate |                40 |          0 |                  0 |        40 |
    | receiver released         |                40 |          0 |                 40 |         0 |

    Both declarations are record lists (4 out, 3 in): bonded goods stay bonded, nothing is taxed.
    """
    other, _ = other_zone(82, office="4908", no=FAR)
    move_to(other, office="4908")
    received = {"ems_no": FAR, "related_ems_no": EMS, **BETWEEN, "port": "4908"}
    receiving = filed(other, head(**received), priced(THEIRS, "40", "30"))
    sending = sent(office, receiving, inv_type="0", ems_no=FAR, **BETWEEN)
    assert shelf(MILK) == figures(1000000, 0, 0, 40, 1000000, 999960)
    assert shelf(THEIRS, ems_no=FAR) == figures(0, 0, 40, 0, 0, 0)
    assert axes(sending) == axes(receiving) == (30, 1, 1, 0, 1)
    # The receiver's half stays while the sender's quotes it.
    with pytest.raises(Refused) as refusal:
        inventories.void_inventory(actor=other, number=receiving.number, reason="不收了，作废", at=AT)
    assert rule_codes(refusal.value.violations) == ["INV-32"]

    out = declare(office.broker, sending)
    assert (out.kind, out.tax_fen, out.consignee_code) == ("4", 0, "430168A004")
    release_untaxed(office, out)
    carry(office.broker, sending)
    assert axes(sending) == (30, 3, 3, 1, 2)
    assert shelf(MILK) == figures(1000000, 40, 0, 0, 999960, 999960)
    assert shelf(THEIRS, ems_no=FAR) == figures(0, 0, 40, 0, 0, 0)

    number = load(other, receiving, plate="湘B67890")
    assert drive(number, gate="AIRPORT", by=officer_of(person("gate"), "4908")) == ""
    assert axes(receiving) == (30, 3, 3, 0, 1)
    entry = declare(other, receiving)
    assert (entry.kind, entry.tax_fen) == ("3", 0)
    release_untaxed(office, entry, by=office.airport)
    assert axes(receiving) == (30, 3, 3, 1, 2)
    assert shelf(THEIRS, ems_no=FAR) == figures(40, 0, 0, 0, 40, 40)
    check_books()
