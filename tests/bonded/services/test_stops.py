"""Stop orders: who orders and lifts them, what counts as stopped, who is told; each goes once."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from bonded.facts import StopTarget
from bonded.models import Lot, StopKind, StopOrder, StopOrderEvent, Vehicle
from bonded.selectors.stops import ListGoods, live_stops, stopped_lists, stops_for
from bonded.services.stock import open_stock
from bonded.services.stops import lift, order, put_stop
from enterprises.models import Notice
from kernel.orm.tx import intention
from kernel.refusal import Conflict, Refused
from tests.bonded.conftest import AT, EMS, OFFICER, actor_for, line_of, make_firm
from tests.office import rule_codes

FIRST = replace(OFFICER, user_id=101)
SECOND = replace(OFFICER, user_id=102)
LATER = AT + timedelta(hours=1)


@pytest.fixture
def lot(shelf):
    """A lot of item A."""
    return Lot.objects.create(item=shelf.a, lot_no="L1", in_on=AT.date(), in_qty=4)


def stop(kind, number, *, who=FIRST, ground="风险布控", at=AT, **names):
    return order(actor=who, at=at, kind=kind, number=number, ground=ground, **names)


def refused(call):
    with pytest.raises(Refused) as no:
        call()
    return rule_codes(no.value.violations)


def test_each_kind_is_found_by_its_number_and_counts_at_once(shelf, lot):
    """Item and lot by ledger and record number, vehicle by its plate however written, firm by its code."""
    item = stop("item", "A", ems_no=EMS)
    of_lot = stop("lot", "A", ems_no=EMS, lot_no="L1")
    plate = stop("vehicle", "湘a·123 45")
    firm = stop("firm", shelf.owner.customs_code)
    stops = live_stops(item_ids=[shelf.a.pk], plates=["湘A12345"], firm_ids=[shelf.owner.pk])
    assert stops.items == {shelf.a.pk: item}
    assert stops.lots == {(shelf.a.pk, "L1"): of_lot}
    assert stops.plates == {"湘A12345": plate}
    assert stops.firms == {shelf.owner.pk: firm}
    assert stops.any and not live_stops(item_ids=[shelf.b.pk], list_nos=["x"]).any
    row = StopOrder.objects.get(number=of_lot)
    assert (row.target_no, row.office, row.firm_id) == (f"{EMS}/A/L1", "4921", shelf.owner.pk)
    assert item.startswith("ST492126")


def test_one_query_asks_for_all(shelf, django_assert_num_queries):
    stop("item", "A", ems_no=EMS)
    with django_assert_num_queries(1):
        live_stops(list_nos=["a", "b"], item_ids=[1, 2], plates=["x"], firm_ids=[3])


def test_a_vehicle_on_record_is_stopped_for_its_firm(shelf):
    Vehicle.objects.create(
        plate="湘A00001", firm=shelf.owner, office="4921", tare_kg=Decimal(9000), valid_from=AT.date(),
        valid_to=AT.date() + timedelta(days=365), recorded_at=AT,
    )  # fmt: skip
    assert StopOrder.objects.get(number=stop("vehicle", "湘A00001")).firm_id == shelf.owner.pk


@pytest.mark.parametrize(
    ("kind", "number", "names"),
    [
        ("item", "Z", {"ems_no": EMS}),
        ("item", "A", {"ems_no": "T4921W000009"}),
        ("lot", "A", {"ems_no": EMS, "lot_no": "no such lot"}),
        ("lot", "A", {"ems_no": EMS}),
        ("vehicle", " · ", {}),
        ("firm", "0000000000", {}),
        ("list", "B20260512000000001", {}),  # found by the room above
    ],
)
def test_what_is_not_there_is_not_stopped(shelf, lot, kind, number, names):
    assert refused(lambda: stop(kind, number, **names)) == ["STO-04"]
    assert not StopOrder.objects.exists()


def test_only_officers_and_chiefs_of_the_office_order(shelf):
    """An officer of another office does not even find the item; other posts and firms are refused."""
    elsewhere = replace(FIRST, office="4908", offices=frozenset({"4908"}))
    assert refused(lambda: stop("item", "A", ems_no=EMS, who=elsewhere)) == ["STO-04"]
    for role in ("inspector", "gate", "operator", "coordinator"):
        who = replace(FIRST, roles=frozenset({role}))
        assert refused(lambda who=who: stop("item", "A", ems_no=EMS, who=who)) == ["STO-01"]
    target = StopTarget("item", f"{EMS}/A", "4921", shelf.a.pk)
    with pytest.raises(Refused), intention():
        put_stop(target, ground="x", actor=actor_for(shelf.owner), at=AT)
    assert not StopOrder.objects.exists()


@pytest.mark.parametrize(("ground", "code"), [("", "STO-02"), ("  ", "STO-02"), ("因" * 301, "STO-03")])
def test_a_stop_and_its_end_say_why(shelf, ground, code):
    assert refused(lambda: stop("item", "A", ems_no=EMS, ground=ground)) == [code]
    number = stop("item", "A", ems_no=EMS)
    assert refused(lambda: lift(actor=SECOND, number=number, ground=ground, at=LATER)) == [code]
    assert live_stops(item_ids=[shelf.a.pk]).items


def test_the_same_officer_stops_once_another_may_have_a_ground_of_their_own(shelf):
    """Two orders on one thing: it is stopped until both are lifted, each by somebody else."""
    one = stop("item", "A", ems_no=EMS)
    assert refused(lambda: stop("item", "A", ems_no=EMS)) == ["STO-06"]
    two = stop("item", "A", ems_no=EMS, who=SECOND)
    lift(actor=SECOND, number=one, ground="查清", at=LATER)
    assert live_stops(item_ids=[shelf.a.pk]).items == {shelf.a.pk: two}
    lift(actor=FIRST, number=two, ground="查清", at=LATER)
    assert not live_stops(item_ids=[shelf.a.pk]).any
    assert stop("item", "A", ems_no=EMS) not in (one, two)


def test_another_officer_lifts_it_once(shelf):
    number = stop("item", "A", ems_no=EMS)
    assert refused(lambda: lift(actor=FIRST, number=number, ground="误报", at=LATER)) == ["STO-05"]
    elsewhere = replace(SECOND, office="4908", offices=frozenset({"4908"}))
    assert refused(lambda: lift(actor=elsewhere, number=number, ground="误报", at=LATER)) == ["STO-04"]
    gate = replace(SECOND, roles=frozenset({"gate"}))
    assert refused(lambda: lift(actor=gate, number=number, ground="误报", at=LATER)) == ["STO-01"]
    lift(actor=SECOND, number=number, ground="检验合格", at=LATER)
    row = StopOrder.objects.get()
    assert (row.status, row.lifted_by_id, row.lift_ground, row.since) == (2, 102, "检验合格", LATER)
    assert list(StopOrderEvent.objects.order_by("id").values_list("verb", "actor_id")) == [
        ("stop", 101),
        ("lift", 102),
    ]
    with pytest.raises(Conflict):
        lift(actor=SECOND, number=number, ground="检验合格", at=LATER)


def test_the_table_itself_wants_a_second_officer_and_a_ground(shelf):
    stop("item", "A", ems_no=EMS)
    for changes in ({"lifted_by_id": 101, "lift_ground": "x"}, {"lifted_by_id": 102, "lift_ground": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            StopOrder.objects.update(**changes)


def test_the_firm_is_told_what_not_why(shelf, settings):
    """Its people get the number and the thing; neither ground nor officer stands in the notice."""
    from tests.bonded.views.test_ledgers import person

    person(shelf.owner)
    number = stop("item", "A", ems_no=EMS, ground="线人举报")
    lift(actor=SECOND, number=number, ground="查无实据", at=LATER)
    told = list(Notice.objects.order_by("id").values_list("kind", "subject_no", "args"))
    assert [(kind, no) for kind, no, _ in told] == [("stop_ordered", number), ("stop_lifted", number)]
    assert "举报" not in str(told) and "实据" not in str(told) and f"{EMS}/A" in str(told)


def test_a_stopped_item_gives_nothing_to_new_lists_until_it_is_lifted(shelf):
    number = stop("item", "A", ems_no=EMS)
    with intention():
        desk = open_stock([(EMS, "A"), (EMS, "B")], on=AT.date())
        found = desk.check([line_of(shelf, subject=7)])
        assert found and number in found[0].sentence()
        assert not desk.check([line_of(shelf, subject=7, no="B")])
    lift(actor=SECOND, number=number, ground="合格", at=LATER)
    with intention():
        assert not open_stock([(EMS, "A")], on=AT.date()).check([line_of(shelf, subject=7)])


def test_lists_are_stopped_by_number_firm_and_goods(shelf, django_assert_num_queries):
    """A list that pre-booked of the item is; one that only has the same ledger is not."""
    with intention():
        desk = open_stock([(EMS, "A"), (EMS, "B")], on=AT.date())
        desk.take([line_of(shelf, subject=41)])
        desk.take([line_of(shelf, subject=42, no="B")])
        desk.write(at=AT, actor_id=None)
    lists = {
        41: ListGoods("L41"), 42: ListGoods("L42"), 43: ListGoods("L43"),
        44: ListGoods("L44", frozenset({4})),
    }  # fmt: skip
    with django_assert_num_queries(1):
        assert stopped_lists(lists) == {}
    item = stop("item", "A", ems_no=EMS)
    with intention():
        by_list = put_stop(StopTarget(StopKind.LIST, "L43", "4921"), ground="x", actor=FIRST, at=AT).number
    firm = make_firm(44)
    by_firm = stop("firm", firm.customs_code)
    lists[44] = ListGoods("L44", frozenset({firm.pk}))
    assert stopped_lists(lists) == {41: item, 43: by_list, 44: by_firm}


def test_who_sees_which_orders(shelf):
    """Officers those of their offices, a firm those that concern it, and each filter narrows."""
    item = stop("item", "A", ems_no=EMS)
    plate = stop("vehicle", "湘A12345")
    lift(actor=SECOND, number=plate, ground="放行", at=LATER)

    def numbers(*args, **kw):
        return sorted(stops_for(*args, on=AT.date(), **kw).values_list("number", flat=True))

    assert numbers(SECOND) == [item, plate]
    assert numbers(replace(SECOND, office="4908", offices=frozenset({"4908"}))) == []
    assert numbers(actor_for(shelf.owner)) == [item]
    assert numbers(actor_for(shelf.stranger)) == []
    assert numbers(SECOND, kind="vehicle") == [plate] == numbers(SECOND, lifted=True)
    assert numbers(SECOND, lifted=False) == [item] == numbers(SECOND, search=f"{EMS}/A")
    assert numbers(SECOND, search=shelf.owner.customs_code) == [item]
