"""Holding tax on guarantee accounts, in fen."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enterprises.facts import Account, AccountState, GuaranteeHold
from enterprises.rules import guarantee
from enterprises.rules.guarantee import fold, in_force

TEN_YUAN = (AccountState(1, limit_fen=1000, held_fen=0),)


def test_holds_up_to_the_last_fen():
    state, account, said = fold(TEN_YUAN, GuaranteeHold(7, "430168A004", 1000))
    assert (state, account, said) == ((AccountState(1, 1000, 1000),), 1, ())


def test_one_fen_more_is_refused_and_changes_nothing():
    state, account, said = fold(TEN_YUAN, GuaranteeHold(7, "430168A004", 1001))
    assert (state, account) == (TEN_YUAN, None)
    assert [v.rule for v in said] == [guarantee.TOO_LITTLE]
    assert said[0].path == "assureCode"
    assert said[0].sentence() == "The guarantee of the firm 430168A004 cannot hold another 10.01 CNY."


def test_a_firm_without_an_account_is_refused():
    state, account, said = fold((), GuaranteeHold(7, "430168A004", 0))
    assert (state, account, [v.rule for v in said]) == ((), None, [guarantee.NO_ACCOUNT])


def test_a_negative_amount_is_refused():
    assert [v.rule for v in fold(TEN_YUAN, GuaranteeHold(7, "x", -1))[2]] == [guarantee.NOT_AN_AMOUNT]


def test_the_next_account_is_used_when_the_first_has_no_room():
    accounts = (AccountState(1, 1000, 900), AccountState(2, 1000, 0))
    state, account, said = fold(accounts, GuaranteeHold(7, "x", 200))
    assert (account, said) == (2, ())
    assert state == (AccountState(1, 1000, 900), AccountState(2, 1000, 200))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2020, 1, 1), False),
        (date(2020, 1, 2), True),
        (date(2020, 6, 30), True),
        (date(2020, 7, 1), False),
    ],
)
def test_validity_is_half_open(day, expected):
    assert in_force(Account(1, 1, 0, date(2020, 1, 2), date(2020, 7, 1)), on=day) is expected


def test_an_open_end_never_ends():
    assert in_force(Account(1, 1, 0, date(2020, 1, 2), None), on=date(2099, 1, 1))


@given(st.lists(st.integers(0, 600), max_size=20), st.lists(st.integers(0, 1000), max_size=3))
def test_never_above_a_limit_and_never_loses_a_fen(amounts, limits):
    state = tuple(AccountState(i, limit, 0) for i, limit in enumerate(limits))
    taken = 0
    for number, fen in enumerate(amounts):
        state, account, said = fold(state, GuaranteeHold(number, "x", fen))
        assert (account is None) == bool(said)
        taken += fen if account is not None else 0
    assert all(0 <= s.held_fen <= s.limit_fen for s in state)
    assert sum(s.held_fen for s in state) == taken
