"""Write-off: the sums of a period, what may be written off, and what is closed by it."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bonded.facts import Claim
from bonded.models import Counter, Kind, Ledger, LedgerEntry, LedgerItem, WriteOff
from bonded.rules import flow
from bonded.rules.writeoff import Moved, Sums, fold_sums
from bonded.selectors.reconciling import sums_of
from bonded.services import writeoff as services
from bonded.services.booking import pre_book
from bonded.services.stock import book
from bonded.sets.stock import mismatches
from kernel.clock import business_date
from kernel.orm.ids import reserve
from kernel.orm.tx import intention
from kernel.refusal import Conflict, Refused
from tests.office import AT, rule_codes

EMS = "T4921W000001"
END = date(2026, 5, 11)


@pytest.fixture
def office(office_stage, db):
    made = office_stage()
    Ledger.objects.filter(ems_no=EMS).update(valid_from=date(2026, 1, 1))
    return made


def ledger() -> Ledger:
    return Ledger.objects.get(ems_no=EMS)


def moves(item: LedgerItem, *, qty: str, at: datetime, out: bool = False) -> None:
    counter = Counter.ACTL_REDC if out else Counter.ACTL_INC
    with intention():
        book([(item.pk, reserve(1)[0], "T", 0, counter, D(qty))], kind=Kind.BOOKED, at=at, actor_id=None)


def submit(office, **changed):
    wanted = {"ems_no": EMS, "period_to": END, "stated": True, "actor": office.broker, "at": AT} | changed
    return services.submit_write_off(**wanted)


def test_the_sums_of_the_period_come_from_the_entries(office):
    milk = LedgerItem.objects.get(item_record_no="MILK-800")
    new = LedgerItem.objects.create(
        ledger=ledger(), item_record_no="NEW", gcode="1901109000", gname="米粉", unit="122"
    )
    moves(new, qty="100", at=datetime(2026, 1, 31, 16, 30, tzinfo=UTC))  # 1 February in Shanghai
    moves(new, qty="30", at=datetime(2026, 3, 1, 2, tzinfo=UTC), out=True)
    moves(new, qty="5", at=AT)
    sums = sums_of(ledger().pk, first=date(2026, 2, 1), last=END)
    assert sums[new.pk] == Sums(D(0), D(100), D(30))
    assert milk.pk not in sums  # its opening quantity was booked after the period
    assert sums_of(ledger().pk, first=date(2026, 2, 2), last=END)[new.pk] == Sums(D(100), D(0), D(30))


def test_an_officer_closes_the_period(office):
    number = submit(office)
    row = WriteOff.objects.get(number=number)
    assert (row.period_from, row.period_to) == (date(2026, 1, 1), END)
    services.approve_write_off(actor=office.officer, number=number, at=AT)
    row.refresh_from_db()
    assert (row.status, row.decided_by_id) == (flow.APPROVED, office.officer.user_id)
    assert (ledger().written_off_on, ledger().closed_on) == (END, None)
    with pytest.raises(Refused) as no:
        submit(office)
    assert rule_codes(no.value.violations) == ["WOF-02"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"period_to": date(2026, 5, 12)}, ["WOF-01"]),
        ({"period_to": date(2025, 12, 31)}, ["WOF-02"]),
        ({"stated": False}, ["WOF-06"]),
    ],
)
def test_what_cannot_be_written_off(office, changed, said):
    with pytest.raises(Refused) as no:
        submit(office, **changed)
    assert rule_codes(no.value.violations) == said
    assert not WriteOff.objects.exists()


def test_a_period_is_no_longer_than_the_cycle_and_late_is_said(office):
    Ledger.objects.filter(ems_no=EMS).update(cycle_months=3)
    with pytest.raises(Refused) as no:
        submit(office)
    assert rule_codes(no.value.violations) == ["WOF-04", "WOF-05"]
    assert dict(no.value.violations[0].args) == {"months": "3", "until": "2026-03-31"}
    submit(office, period_to=date(2026, 3, 31))


def test_one_write_off_waits_at_a_time(office):
    number = submit(office)
    with pytest.raises(Refused, match=number):
        submit(office)
    services.withdraw_write_off(actor=office.broker, number=number, at=AT)
    services.refuse_write_off(actor=office.officer, number=submit(office), said="Count first", at=AT)
    assert ledger().written_off_on is None


def test_sums_that_changed_meanwhile_are_not_approved(office):
    number = submit(office)
    item = LedgerItem.objects.get(item_record_no="MILK-800")
    moves(item, qty="7", at=datetime(2026, 4, 1, tzinfo=UTC))
    with pytest.raises(Refused) as no:
        services.approve_write_off(actor=office.officer, number=number, at=AT)
    assert rule_codes(no.value.violations) == ["WOF-09"]
    assert WriteOff.objects.get(number=number).status == flow.SUBMITTED


def test_only_an_empty_ledger_is_closed(office):
    with pytest.raises(Refused) as no:
        submit(office, closes=True)
    assert set(rule_codes(no.value.violations)) == {"WOF-07"}
    LedgerEntry.objects.all()
    for item in LedgerItem.objects.filter(ledger=ledger()):
        moves(item, qty=str(item.actl_inc_qty), at=AT, out=True)
    tomorrow = AT + timedelta(days=1)
    number = submit(office, closes=True, period_to=business_date(AT), at=tomorrow)
    services.approve_write_off(actor=office.officer, number=number, at=tomorrow)
    assert ledger().closed_on == business_date(AT)
    with pytest.raises(Refused) as no:
        submit(office, at=tomorrow)
    assert rule_codes(no.value.violations) == ["WOF-11"]


def test_strangers_and_the_gate_decide_nothing(office):
    number = submit(office)
    with pytest.raises(Refused):
        services.approve_write_off(actor=office.broker, number=number, at=AT)
    with pytest.raises(Refused):
        services.withdraw_write_off(actor=office.shop, number=number, at=AT)
    services.approve_write_off(actor=office.officer, number=number, at=AT)
    with pytest.raises(Conflict):
        services.refuse_write_off(actor=office.officer2, number=number, said="No", at=AT)


MOVES = st.lists(
    st.tuples(
        st.sampled_from(["A", "B"]),
        st.booleans(),
        st.decimals("0.00001", "9999", places=5),
        st.integers(0, 400),
    ),
    max_size=25,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moved=MOVES, first=st.integers(0, 400), length=st.integers(0, 200))
def test_the_query_sums_as_the_rule_folds_and_periods_join(shelf, moved, first, length):
    """For any movements: SQL equals the fold, and the closing of a period is the opening of the next."""
    begin = datetime(2025, 6, 1, 15, 59, tzinfo=UTC)
    items = {"A": shelf.a, "B": shelf.b}
    LedgerItem.objects.filter(pk__in=[shelf.a.pk, shelf.b.pk]).update(actl_inc_qty=D(10) ** 9)
    rows = [
        (items[name].pk, inward, qty, begin + timedelta(days=day, minutes=day % 3))
        for name, inward, qty, day in moved
    ]
    with intention():
        for item_id, inward, qty, at in rows:
            counter = Counter.ACTL_INC if inward else Counter.ACTL_REDC
            book([(item_id, reserve(1)[0], "", 0, counter, qty)], kind=Kind.BOOKED, at=at, actor_id=None)
    entries = LedgerEntry.objects.filter(item__ledger=shelf.ledger)
    facts = [Moved(e.item_id, e.counter == Counter.ACTL_INC, e.qty, business_date(e.at)) for e in entries]
    start = date(2025, 6, 1) + timedelta(days=first)
    end = start + timedelta(days=length)
    said = sums_of(shelf.ledger.pk, first=start, last=end)
    folded = {key: sums for key, sums in fold_sums(facts, first=start, last=end).items() if sums != Sums()}
    assert {key: sums for key, sums in said.items() if sums != Sums()} == folded
    after = sums_of(shelf.ledger.pk, first=end + timedelta(days=1), last=end + timedelta(days=500))
    assert {key: sums.closing for key, sums in said.items()} == {key: after[key].opening for key in said}


def test_nothing_is_booked_with_a_date_inside_a_written_off_period(office):
    Ledger.objects.filter(ems_no=EMS).update(written_off_on=END)
    milk = LedgerItem.objects.get(item_record_no="MILK-800")
    claims = [Claim(reserve(1)[0], "T", 1, milk.pk, D(1))]
    late = AT - timedelta(days=1)
    assert business_date(late) == END
    before = LedgerEntry.objects.count()
    with pytest.raises(Refused) as judged, intention():
        pre_book(claims, direction="E", at=late, actor_id=None)
    assert rule_codes(judged.value.violations) == ["STK-13"]
    with pytest.raises(Refused) as booked:  # what is not judged is not booked either
        moves(milk, qty="5", at=late)
    assert rule_codes(booked.value.violations) == ["STK-13"]
    assert LedgerEntry.objects.count() == before
    with intention():
        pre_book(claims, direction="E", at=AT, actor_id=None)
    moves(milk, qty="5", at=AT)
    assert mismatches() == []
