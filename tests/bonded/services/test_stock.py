"""Pre-booking and giving back against the real database: sets, exactness, races."""

from datetime import date
from decimal import Decimal as D
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bonded.models import Counter, LedgerEntry, LedgerItem, Lot
from bonded.selectors.ledgers import audit_bonded
from bonded.services.stock import give_back_stock, open_stock
from kernel.orm.tx import intention
from kernel.refusal import Refused
from tests.bonded.conftest import AT, line_of, make_item

ON = date(2026, 5, 10)


def pre_book(*lists):
    """File the lists through one desk, as accepting a set does; the subjects that were taken."""
    taken = []
    with intention():
        desk = open_stock([line.key for lines in lists for line in lines], on=ON)
        for lines in lists:
            if not desk.check(lines):
                desk.take(lines)
                taken.append(lines[0].subject_id)
        desk.write(at=AT, actor_id=None)
    return taken


def held(item):
    item.refresh_from_db()
    return item.prevd_redc_qty


def give_back(*subjects):
    with intention():
        return give_back_stock(subjects, at=AT, actor_id=None)


def test_a_list_is_pre_booked_with_its_entries(shelf):
    lines = [line_of(shelf, subject=1, qty="2.5"), line_of(shelf, subject=1, no="B", qty="1", line=2)]
    assert pre_book(lines) == [1]
    assert (held(shelf.a), held(shelf.b)) == (D("2.5"), D(1))
    entries = LedgerEntry.objects.filter(subject_id=1).order_by("line")
    assert [(e.item_id, e.line, e.counter, e.kind, e.qty, e.subject_no, e.at) for e in entries] == [
        (shelf.a.pk, 1, Counter.PREVD_REDC, "pre_booked", D("2.5"), "L1", AT),
        (shelf.b.pk, 2, Counter.PREVD_REDC, "pre_booked", D(1), "L1", AT),
    ]
    assert audit_bonded() == []


def test_a_refused_list_leaves_nothing_and_the_next_still_fits(shelf):
    assert pre_book(
        [line_of(shelf, subject=1, qty="6")],
        [line_of(shelf, subject=2, qty="4"), line_of(shelf, subject=2, qty="1", line=2)],
        [line_of(shelf, subject=3, qty="4")],
    ) == [1, 3]
    assert held(shelf.a) == D(10)
    assert not LedgerEntry.objects.filter(subject_id=2).exists()


def test_taking_what_check_refuses_raises_and_writes_nothing(shelf):
    with intention():
        desk = open_stock([("T4921W000001", "A")], on=ON)
        with pytest.raises(Refused, match="10 usable; 11"):
            desk.take([line_of(shelf, subject=1, qty="11")])
        desk.write(at=AT, actor_id=None)
    assert held(shelf.a) == 0
    assert not LedgerEntry.objects.filter(subject_id=1).exists()


def test_writing_twice_writes_once(shelf):
    with intention():
        desk = open_stock([("T4921W000001", "A")], on=ON)
        desk.take([line_of(shelf, subject=1)])
        desk.write(at=AT, actor_id=None)
        desk.write(at=AT, actor_id=None)
    assert held(shelf.a) == 1
    assert LedgerEntry.objects.filter(subject_id=1).count() == 1


def test_unknown_keys_are_said_by_check(shelf):
    with intention():
        desk = open_stock([("T4921W000099", "A"), ("T4921W000001", "Z")], on=ON)
        codes = [
            desk.check([line_of(shelf, subject=1)._replace(ems_no="T4921W000099")])[0].rule.code,
            desk.check([line_of(shelf, subject=1, no="Z")])[0].rule.code,
        ]
    assert codes == ["STK-01", "STK-04"]


def test_an_item_that_was_not_opened_is_not_judged_from_an_unlocked_row(shelf):
    with intention():
        desk = open_stock([("T4921W000001", "A")], on=ON)
        assert [v.rule.code for v in desk.check([line_of(shelf, subject=1, no="B")])] == ["STK-04"]


def test_outside_an_intention_steps_refuse_to_run(db):
    with pytest.raises(RuntimeError):
        open_stock([], on=ON)
    with pytest.raises(RuntimeError):
        give_back_stock([1], at=AT, actor_id=None)


def test_a_sixth_place_is_refused_instead_of_rounded(shelf):
    with pytest.raises(ValueError, match="decimal places"):
        pre_book([line_of(shelf, subject=1, qty="0.000001")])
    assert held(shelf.a) == 0


def test_give_back_is_exact_and_once(shelf):
    pre_book(
        [line_of(shelf, subject=1, qty="2"), line_of(shelf, subject=1, no="B", qty="3", line=2)],
        [line_of(shelf, subject=2, qty="4")],
    )
    assert give_back(1, 99) == 2
    assert (held(shelf.a), held(shelf.b)) == (D(4), D(0))
    assert give_back(1) == 0
    assert give_back(2) == 1
    assert (held(shelf.a), held(shelf.b)) == (D(0), D(0))
    assert give_back() == 0
    last = LedgerEntry.objects.filter(subject_id=2).order_by("id").last()
    assert (last.kind, last.qty, last.subject_no) == ("given_back", D(-4), "L2")
    assert audit_bonded() == []


def test_a_list_that_was_given_back_can_be_pre_booked_again_and_given_back_again(shelf):
    for _ in range(2):
        assert pre_book([line_of(shelf, subject=1, qty="10")]) == [1]
        assert held(shelf.a) == D(10)
        assert give_back(1) == 1
        assert held(shelf.a) == D(0)


def test_the_number_of_queries_does_not_grow_with_the_set(shelf, django_assert_num_queries):
    few = [[line_of(shelf, subject=1)]]
    many = [[line_of(shelf, subject=n, no=no, qty="0.1")] for n in range(2, 30) for no in "AB"]
    for lists in (few, many):
        with intention():
            with django_assert_num_queries(6):  # ledgers, items, locks, stops, one UPDATE, one COPY
                desk = open_stock([lines[0].key for lines in lists], on=ON)
                for lines in lists:
                    desk.take(lines)
                desk.write(at=AT, actor_id=None)
    with intention(), django_assert_num_queries(5):  # items, locks, sums, one UPDATE, one COPY
        give_back_stock(range(1, 30), at=AT, actor_id=None)
    assert audit_bonded() == []


@pytest.mark.parametrize(
    "change",
    [
        "prevd_redc_qty = 10.00001",
        "prevd_redc_qty = -1",
        "actl_inc_qty = -0.00001",
        "actl_redc_qty = -1",
        "actl_redc_qty = 10.00001",
        "prevd_inc_qty = -1",
        "actl_redc_qty = 6, prevd_redc_qty = 5",
    ],
)
def test_the_database_itself_refuses_negative_and_oversold(shelf, change):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE bonded_ledgeritem SET {change} WHERE id = %s", [shelf.a.pk])


@pytest.mark.parametrize(
    "statement", ["UPDATE bonded_ledgerentry SET qty = 1", "DELETE FROM bonded_ledgerentry"]
)
def test_entries_cannot_be_changed(shelf, statement):
    with pytest.raises(Exception, match="Cannot update or delete"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_items_leave_room_in_their_pages(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT reloptions FROM pg_class WHERE relname = 'bonded_ledgeritem'")
        assert cursor.fetchone() == (["fillfactor=50"],)
        cursor.execute(
            "SELECT 1 FROM pg_constraint WHERE conrelid = 'bonded_ledgerentry'::regclass AND contype = 'f'"
        )
        assert cursor.fetchall() == []


LINE = st.tuples(st.sampled_from("AB"), st.decimals(min_value="0.00001", max_value=7, places=5))
LISTS = st.lists(st.lists(LINE, min_size=1, max_size=3), min_size=1, max_size=8)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=LISTS, back=st.sets(st.integers(1, 8)))
def test_a_set_equals_its_members_one_by_one(shelf, drawn, back):
    lists = [
        [line_of(shelf, subject=n, no=no, qty=str(qty), line=k) for k, (no, qty) in enumerate(lines, 1)]
        for n, lines in enumerate(drawn, 1)
    ]
    results = []
    for way in ("set", "one by one"):
        sid = transaction.savepoint()
        taken = pre_book(*lists) if way == "set" else [s for lines in lists for s in pre_book(lines)]
        returned = give_back(*back) if way == "set" else sum(give_back(s) for s in sorted(back))
        columns = ("subject_id", "line", "item_id", "kind", "qty")
        entries = sorted(LedgerEntry.objects.filter(subject_id__lte=8, counter=4).values_list(*columns))
        results.append((taken, returned, held(shelf.a), held(shelf.b), entries, audit_bonded()))
        transaction.savepoint_rollback(sid)
    assert results[0] == results[1]
    assert results[0][-1] == []


def race(count, work):
    """Run ``work(n)`` in that many threads at once; every thread ends, errors are raised here."""
    barrier, errors = Barrier(count), []

    def run(number):
        try:
            barrier.wait(20)
            work(number)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(n,), daemon=True) for n in range(1, count + 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(40)
    assert not any(thread.is_alive() for thread in threads)
    assert errors == []


def test_twenty_threads_never_oversell_the_last_units(committed_shelf):
    shelf = committed_shelf
    taken = []

    def work(number):
        # Two items in opposite orders: sorted locks keep the threads from waiting in a ring.
        order = "AB" if number % 2 else "BA"
        lines = [line_of(shelf, subject=number, no=no, line=k) for k, no in enumerate(order, 1)]
        taken.extend(pre_book(lines))

    race(20, work)
    assert len(taken) == 5  # item B has five
    assert (held(shelf.a), held(shelf.b)) == (D(5), D(5))
    assert LedgerEntry.objects.filter(kind="pre_booked").count() == 10
    assert audit_bonded() == []


def test_two_threads_give_back_once(committed_shelf):
    shelf = committed_shelf
    pre_book([line_of(shelf, subject=7, qty="4")], [line_of(shelf, subject=8, qty="2")])
    counts = []
    race(2, lambda _: counts.append(give_back(7)))
    assert sorted(counts) == [0, 1]
    assert held(shelf.a) == D(2)
    assert audit_bonded() == []


def test_lists_that_are_judged_again_swap_items_without_waiting_in_a_ring(committed_shelf):
    shelf = committed_shelf
    pre_book([line_of(shelf, subject=1, no="A")], [line_of(shelf, subject=2, no="B")])
    both = Barrier(2)

    def work(number):
        # 1 leaves A for B while 2 leaves B for A: each wants what the other holds.
        wanted = line_of(shelf, subject=number, no="BA"[number - 1])
        with intention():
            both.wait(20)
            assert give_back_stock([number], at=AT, actor_id=None, also=[wanted.key]) == 1
            desk = open_stock([wanted.key], on=ON)
            desk.take([wanted])
            desk.write(at=AT, actor_id=None)

    race(2, work)
    assert (held(shelf.a), held(shelf.b)) == (D(1), D(1))
    assert LedgerEntry.objects.filter(subject_id=1, item=shelf.b).count() == 1
    assert audit_bonded() == []


def test_the_audit_names_what_contradicts_itself(shelf):
    item = make_item(shelf.ledger, no="C", stock="3")
    LedgerItem.objects.filter(pk=item.pk).update(actl_inc_qty=4)
    pre_book([line_of(shelf, subject=1)])
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO bonded_ledgerentry"
            " (item_id, subject_id, subject_no, line, counter, kind, qty, at, note)"
            " VALUES (-5, 3, '', 1, 4, 'pre_booked', 1, now(), '')"
        )
    Lot.objects.filter(item=shelf.b).update(in_qty=6)
    first, lot, items, other, second = audit_bonded()
    assert first.endswith("(C): ACTL_INC stands at 4.00000, its entries sum to 3.00000")
    assert lot.endswith("(-): IN stands at 6.00000, its entries sum to 5.00000")
    assert items.endswith("(B): 5.00000 in and 0.00000 out, but its lots have 6.00000 and 0.00000")
    assert other.endswith("(C): 4.00000 in and 0.00000 out, but its lots have 3.00000 and 0.00000")
    assert second.endswith("names item -5, which is not there")
