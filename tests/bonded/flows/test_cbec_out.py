"""Flow 3: cross-border parcels, cleared list by list, summed into a type 8 and out through the gate."""

import pytest

from bonded.models import Inventory, LotEntry, Parcel
from bonded.rules import flow
from bonded.services.gathering_parcels import gather_parcels
from bonded.services.taking_out import take_out
from declarations.models import ImportList, ListState
from declarations.samples import GOODS
from kernel.refusal import Refused
from supervision.facts import Decision
from supervision.services import select_all
from supervision.services.deciding import decide
from supervision.services.stopping import order_stop
from tests.bonded.flows.walking import axes, drive, figures, load, pass_of, shelf
from tests.bonded.inventory_world import EMS, check_books
from tests.office import AT, Office, purchase
from tests.supervision.desk import accept, everybody_reviewed

RICE = "RICE-250"
ONLY_RICE = tuple(one for one in GOODS if one.record == RICE)


def accepted(office: Office) -> list[int]:
    """Three purchases of rice powder: serials 1, 2, 3 buy 2, 3 and 1 boxes. Their lists are accepted."""
    everybody_reviewed()
    ids = accept(office, [purchase(n, goods=ONLY_RICE) for n in (1, 2, 3)])
    select_all(at=AT)
    return ids


def released(office: Office) -> list[str]:
    """The same, released one by one by an officer; their numbers."""
    ids = accepted(office)
    for pk in ids:
        decide(Decision(pk, "release"), actor=office.officer, at=AT)
    return [ImportList.objects.get(pk=pk).pre_no for pk in ids]


def gathered(office: Office, pre_nos: list[str]) -> Inventory:
    """All of these in one inventory of type 8."""
    made = gather_parcels(actor=office.broker, ems_no=EMS, pre_nos=pre_nos, at=AT)
    return Inventory.objects.get(number=made.number)


def states(pre_nos: list[str]) -> list[int]:
    """Where the parcels stand, in the order of the numbers."""
    rows = dict(Parcel.objects.values_list("pre_no", "status"))
    return [rows[one] for one in pre_nos]


def test_three_parcels_leave_in_one_inventory(office: Office) -> None:
    """2 + 3 + 1 = 6 boxes of RICE-250.

    | step                       | ACTL_INC  | ACTL_REDC | PREVD_INC | PREVD_REDC | balance   | usable    |
    | three lists accepted       | 1,000,000 |         0 |         0 |          6 | 1,000,000 |   999,994 |
    | released: parcels, lots    | 1,000,000 |         0 |         0 |          6 | 1,000,000 |   999,994 |
    | gathered into type 8       | 1,000,000 |         0 |         0 |          6 | 1,000,000 |   999,994 |
    | through the gate, booked   | 1,000,000 |         6 |         0 |          0 |   999,994 |   999,994 |

    The inventory takes the lists' pre-bookings over: it pre-books nothing of its own, is not declared
    (axis 9) and passes at once; the lots stay with the parcels, so that a recall finds them.
    """
    ids = accepted(office)
    assert shelf(RICE) == figures(1000000, 0, 0, 6, 1000000, 999994)
    assert not Parcel.objects.exists()
    for pk in ids:
        decide(Decision(pk, "release"), actor=office.officer, at=AT)
    assert set(ListState.objects.filter(pk__in=ids).values_list("status", flat=True)) == {800}
    pre_nos = [ImportList.objects.get(pk=pk).pre_no for pk in ids]
    assert states(pre_nos) == [flow.WAITING] * 3
    assert shelf(RICE) == figures(1000000, 0, 0, 6, 1000000, 999994)

    row = gathered(office, pre_nos)
    assert (row.inv_type, row.declares, row.lines.get().qty) == ("8", False, 6)
    assert axes(row) == (30, 1, 1, 9, 1)
    assert states(pre_nos) == [flow.GATHERED] * 3
    assert shelf(RICE) == figures(1000000, 0, 0, 6, 1000000, 999994)

    number = load(office.broker, row)
    assert axes(row) == (30, 3, 1, 9, 1)
    assert drive(number) == ""
    assert axes(row) == (30, 3, 3, 9, 2)
    assert states(pre_nos) == [flow.GONE] * 3
    assert shelf(RICE) == figures(1000000, 6, 0, 0, 999994, 999994)
    # Each parcel names the lot it took: 2, 3 and 1 out of it.
    out = LotEntry.objects.filter(subject_id__in=ids, counter=2).order_by("subject_id")
    assert list(out.values_list("qty", flat=True)) == [2, 3, 1]
    check_books()


def test_a_parcel_is_taken_out_before_the_gate(office: Office) -> None:
    """The second parcel (3 boxes) is damaged: out of inventory and pass, back to stock; 3 boxes leave.

    | step                 | PREVD_REDC | ACTL_REDC | usable    | line of type 8 | on the pass |
    | gathered, on a pass  |          6 |         0 |   999,994 |              6 |           6 |
    | one taken out        |          3 |         0 |   999,997 |              3 |           3 |
    | gate, booked         |          0 |         3 |   999,997 |              3 |           3 |
    """
    pre_nos = released(office)
    row = gathered(office, pre_nos)
    number = load(office.broker, row)
    assert pass_of(number).lines.get().qty == 6
    taken = take_out(
        actor=office.broker, number=row.number, pre_nos=[pre_nos[1]], reason="damaged", pass_no=number, at=AT
    )
    assert taken == 1
    assert (row.lines.get().qty, pass_of(number).lines.get().qty) == (3, 3)
    assert states(pre_nos) == [flow.GATHERED, flow.BACK, flow.GATHERED]
    assert shelf(RICE) == figures(1000000, 0, 0, 3, 1000000, 999997)
    assert drive(number) == ""
    assert shelf(RICE) == figures(1000000, 3, 0, 0, 999997, 999997)
    assert axes(row) == (30, 3, 3, 9, 2)
    assert states(pre_nos) == [flow.GONE, flow.BACK, flow.GONE]
    check_books()


def test_what_is_not_loaded_waits_and_leaves_another_day(office: Office) -> None:
    """The third parcel (1 box) is not loaded: it keeps its pre-booking and leaves in the next type 8."""
    pre_nos = released(office)
    first = gathered(office, pre_nos)
    take_out(actor=office.broker, number=first.number, pre_nos=pre_nos[2:], reason="not_loaded", at=AT)
    assert states(pre_nos) == [flow.GATHERED, flow.GATHERED, flow.WAITING]
    assert shelf(RICE) == figures(1000000, 0, 0, 6, 1000000, 999994)
    assert drive(load(office.broker, first)) == ""
    assert shelf(RICE) == figures(1000000, 5, 0, 1, 999995, 999994)
    assert drive(load(office.broker, gathered(office, pre_nos[2:]))) == ""
    assert shelf(RICE) == figures(1000000, 6, 0, 0, 999994, 999994)
    check_books()


def test_a_stopped_list_holds_the_lorry(office: Office) -> None:
    """Stopped after loading: gathering leaves it out, the gate holds the lorry that carries it."""
    pre_nos = released(office)
    row = gathered(office, pre_nos[:2])
    number = load(office.broker, row)
    order_stop(actor=office.officer, kind="list", number=pre_nos[0], ground="疑似假冒", at=AT)
    assert drive(number)
    assert axes(row) == (30, 3, 1, 9, 1)
    assert shelf(RICE) == figures(1000000, 0, 0, 6, 1000000, 999994)
    order_stop(actor=office.officer, kind="list", number=pre_nos[2], ground="疑似假冒", at=AT)
    with pytest.raises(Refused):
        gathered(office, pre_nos[2:])
    check_books()
