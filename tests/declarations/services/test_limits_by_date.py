"""The limits to the fen on both sides of midnight of 2019-01-01, and the single item that may exceed them."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from declarations.demo import PARTIES
from declarations.models import BuyerEntry, BuyerYear, Current, Finding, ListState
from declarations.samples import Goods, declare
from declarations.selectors import audit_declarations
from declarations.sets.shapes import person_key
from enterprises.models import Authority, Firm, FirmKind, GuaranteeAccount, GuaranteeEntry
from kernel.clock import SHANGHAI
from tests.office import send

BEFORE = datetime(2018, 12, 31, 23, 59, tzinfo=SHANGHAI)
AFTER = BEFORE + timedelta(minutes=1)
IN_MAY = datetime(2019, 5, 6, 10, 0, tzinfo=SHANGHAI)  # the duty of the goods is known from 2019-04-01 on
SINGLE = {BEFORE: Decimal(2000), AFTER: Decimal(5000)}
YEAR = {BEFORE: Decimal(20_000), AFTER: Decimal(26_000)}
FEN = Decimal("0.01")
FILLED = "declarations_buyerentry: 1 rows without"  # what these tests fill a year with belongs to no list
STEPS = [
    pytest.param(-FEN, True, id="one-fen-under"),
    pytest.param(Decimal(0), True, id="at"),
    pytest.param(FEN, False, id="one-fen-over"),
]
MOMENTS = [
    pytest.param(BEFORE, "LIM-02", id="2018-12-31 23:59"),
    pytest.param(AFTER, "LIM-01", id="2019-01-01 00:00"),
]


@pytest.fixture
def then(office):
    """The demo office, in business since long before 2019."""
    since = date(2016, 5, 1)
    Firm.objects.update(since=since)
    FirmKind.objects.update(valid_from=since)
    Authority.objects.update(valid_from=since)
    GuaranteeAccount.objects.update(valid_from=since)
    return office


def goods(price: Decimal) -> Goods:
    """Hair care: nothing but VAT within the limits, 3 % duty above them."""
    return Goods(
        "HAIR-300", "3305900000", "护发素 300毫升", "品牌Silka", "142", price, Decimal("0.32"), "133"
    )


def one_piece(price: Decimal, *, at: datetime):
    """One line, quantity one, no freight: its dutiable value is the price."""
    return declare(3, parties=PARTIES, at=at, mode="9610", goods=[goods(price)])


def two_lines(value: Decimal, *, at: datetime):
    """Two lines (one piece, and two of 500 CNY), no freight: nothing indivisible about it."""
    both = [goods(Decimal(500)), goods(value - 1000)]
    return declare(3, parties=PARTIES, at=at, mode="9610", lines=2, goods=both)


def two_pieces(price: Decimal, *, at: datetime):
    """One line, quantity two."""
    return declare(4, parties=PARTIES, at=at, mode="9610", goods=[goods(price)])


def filed(office, one, *, at: datetime) -> tuple[ListState, set[str]]:
    """The list's state after all four documents came at this moment, and what refused it."""
    results = send(office, one, at=at)
    assert [d.outcome for r in results for d in r.documents] == ["stored"] * 4, results
    head = one.lst[0]
    current = Current.objects.get(kind=621, code=head["ebpCode"], number=head["orderNo"])
    found = Finding.objects.filter(severity="refuse").values_list("rule_code", flat=True)
    return ListState.objects.get(pk=current.document_id), set(found)


def assert_took_nothing(state: ListState) -> None:
    """A refusal leaves no entry of the list and holds no money."""
    assert not BuyerEntry.objects.filter(subject_id=state.pk).exists()
    assert not GuaranteeEntry.objects.filter(subject_id=state.pk).exists()
    assert GuaranteeAccount.objects.get().held_fen == 0
    assert (state.invt_no, state.accepted_at) == ("", None)
    totals = [said for said in audit_declarations() if FILLED not in said]
    assert totals == []


def used(at: datetime) -> Decimal:
    """All that is counted in the buyer's years; only in the year of ``at``."""
    assert not BuyerYear.objects.exclude(year=at.year, goods="").exists()
    return sum(BuyerYear.objects.values_list("used", flat=True), Decimal(0))


@pytest.mark.parametrize(("step", "passes"), STEPS)
@pytest.mark.parametrize(("at", "rule"), MOMENTS)
def test_limit_of_one_transaction(then, at, rule, step, passes):
    """2,000 until the last minute of 2018 and 5,000 from the first of 2019; at the limit is within."""
    value = SINGLE[at] + step
    state, found = filed(then, two_lines(value, at=at), at=at)
    if passes:
        assert (state.status, found) == (120, set())
        assert not state.full_tax and state.duty_fen == 0
        assert state.value_fen == value * 100 and used(at) == value
        assert GuaranteeAccount.objects.get().held_fen == state.vat_fen > 0
    else:
        # Above the limit duty is owed, and that of these days is not known: both are said at once.
        assert (state.status, found) == (100, {rule, "TAX-01"})
        assert used(at) == 0
        assert_took_nothing(state)


@pytest.mark.parametrize(("step", "passes"), STEPS)
@pytest.mark.parametrize("at", [p.values[0] for p in MOMENTS], ids=[p.id for p in MOMENTS])
def test_limit_of_a_buyers_year(then, at, step, passes):
    """20,000 in 2018 and 26,000 in 2019, each on its own year's total; at the limit is within."""
    value = Decimal(1000)
    one = one_piece(value, at=at)
    before = YEAR[at] - value + step
    buyer = person_key(one.lst[0]["buyerIdNumber"])
    BuyerYear.objects.create(buyer_key=buyer, year=at.year, goods="", used=before)
    BuyerEntry.objects.create(
        subject_id=0, buyer_key=buyer, year=at.year, quantity=before, kind="take", at=at
    )
    state, found = filed(then, one, at=at)
    if passes:
        assert (state.status, found) == (120, set())
        assert used(at) == before + value == YEAR[at] + step
    else:
        assert (state.status, found) == (100, {"LIM-03"})
        assert used(at) == before
        assert_took_nothing(state)


def test_a_full_year_does_not_follow_the_buyer_over_midnight(then):
    """Not a fen was left of 2018; a minute later the whole of 2019 is."""
    one = one_piece(Decimal(1000), at=AFTER)
    buyer = person_key(one.lst[0]["buyerIdNumber"])
    BuyerYear.objects.create(buyer_key=buyer, year=2018, goods="", used=YEAR[BEFORE])
    BuyerEntry.objects.create(
        subject_id=0, buyer_key=buyer, year=2018, quantity=YEAR[BEFORE], kind="take", at=BEFORE
    )
    state, found = filed(then, one, at=AFTER)
    assert (state.status, found) == (120, set())
    assert dict(BuyerYear.objects.values_list("year", "used")) == {2018: YEAR[BEFORE], 2019: Decimal(1000)}


@pytest.mark.parametrize(("step", "full"), [(-FEN, False), (Decimal(0), False), (FEN, True)])
def test_one_indivisible_item_above_the_limit_pays_in_full(then, step, full):
    """One line, one piece: up to 5,000 at 70 % without duty, a fen above at full duty and VAT."""
    price = Decimal(5000) + step
    state, found = filed(then, one_piece(price, at=IN_MAY), at=IN_MAY)
    assert (state.status, found, state.full_tax) == (120, set(), full)
    # 13 % of 5,000.01 and of its 3 % duty (150.0003); 70 % of 13 % of 5,000 and of 4,999.99.
    assert (state.duty_fen, state.vat_fen) == ((15000, 66950) if full else (0, 45500))
    assert state.consumption_tax_fen == 0
    assert used(IN_MAY) == price
    assert GuaranteeAccount.objects.get().held_fen == state.duty_fen + state.vat_fen


def test_the_indivisible_item_is_no_way_round_the_year(then):
    """Above the transaction limit at full tax, but the year is full: rejected."""
    one = one_piece(Decimal(6000), at=IN_MAY)
    buyer = person_key(one.lst[0]["buyerIdNumber"])
    before = Decimal("20000.01")
    BuyerYear.objects.create(buyer_key=buyer, year=2019, goods="", used=before)
    BuyerEntry.objects.create(
        subject_id=0, buyer_key=buyer, year=2019, quantity=before, kind="take", at=IN_MAY
    )
    state, found = filed(then, one, at=IN_MAY)
    assert (state.status, found) == (100, {"LIM-03"})
    assert used(IN_MAY) == before
    assert_took_nothing(state)


def test_one_item_above_the_limit_was_refused_before_2019(then):
    """In 2018 there was no way round the limit, for one piece neither."""
    state, found = filed(then, one_piece(Decimal("5000.01"), at=BEFORE), at=BEFORE)
    assert state.status == 100 and "LIM-02" in found and "LIM-01" not in found
    assert used(BEFORE) == 0
    assert_took_nothing(state)


def test_two_pieces_above_the_limit_are_divisible(then):
    """Quantity two is refused, though the duty is known; so are two lines."""
    state, found = filed(then, two_pieces(Decimal(2600), at=IN_MAY), at=IN_MAY)
    assert (state.status, found) == (100, {"LIM-01"})
    assert used(IN_MAY) == 0
    assert_took_nothing(state)


def test_two_lines_above_the_limit_are_divisible(then):
    """Two lines of one order, together a fen above."""
    state, found = filed(then, two_lines(Decimal("5000.01"), at=IN_MAY), at=IN_MAY)
    assert (state.status, found) == (100, {"LIM-01"})
    assert_took_nothing(state)
