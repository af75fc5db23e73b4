"""Fifty at once on one guarantee: never overdrawn, and the entries sum to the balance."""

from datetime import date

from django.db import connection

from enterprises.facts import GuaranteeHold
from enterprises.models import Firm, GuaranteeAccount, GuaranteeEntry
from enterprises.rules import guarantee_files as law
from enterprises.selectors import headroom
from enterprises.selectors.guarantees import audit_guarantees
from enterprises.services.attachments import Upload
from enterprises.services.guarantee_accounts import Terms, locked_account, open_account, return_account
from enterprises.services.guarantee_deciding import decide_file, propose_decision
from enterprises.services.guarantee_files import apply_for_guarantee
from enterprises.services.steps import (
    deduct_guarantees,
    give_back_guarantees,
    open_guarantees,
    restore_guarantees,
)
from kernel.orm.tx import intention
from kernel.refusal import Conflict, Refused
from tests.office import AT
from tests.races.threads import at_once

DAY = AT.date()
BROKER, SHOP = "430168A004", "430166A001"
TRIES = 40


def patiently(work):
    """The work again after an honest busy."""
    for _ in range(TRIES):
        try:
            return work()
        except Conflict:
            continue
    raise AssertionError("busy for ever")


def hold(*holds):
    """Hold all of them or none."""
    with intention():
        desk = open_guarantees([one.code for one in holds], on=DAY)
        for one in holds:
            desk.take(one)
        desk.write(at=AT, actor_id=None)


def entries(kind: str) -> int:
    return GuaranteeEntry.objects.filter(kind=kind).exclude(subject_id=0).count()


def limit(fen: int) -> None:
    """The account with another limit, as a top-up or a return would have left it."""
    row = GuaranteeAccount.objects.get()
    GuaranteeEntry.objects.create(
        account_id=row.pk,
        subject_id=0,
        kind="return",
        fen=row.limit_fen - fen,
        limit_delta=fen - row.limit_fen,
        at=AT,
    )
    GuaranteeAccount.objects.update(limit_fen=fen)


def test_fifty_threads_on_one_account_never_overdraw(committed_office):
    """Room for 20 of 50: twenty are held to the last fen, thirty are told that there is no room."""
    limit(20 * 700)
    said = at_once([lambda n=n: patiently(lambda: hold(GuaranteeHold(n, BROKER, 700))) for n in range(1, 51)])
    assert sum(isinstance(one, Refused) for one in said) == 30
    row = GuaranteeAccount.objects.get()
    assert (row.limit_fen, row.held_fen, row.used_fen) == (14_000, 14_000, 0)
    assert entries("hold") == 20 and headroom([BROKER], on=DAY) == {BROKER: 0}
    assert audit_guarantees() == []


def test_fifty_threads_hold_deduct_and_restore(committed_office):
    """Whatever meets: available is never negative (a CHECK would fail), entries add up, nothing is left."""
    limit(5_000)

    def life(number: int) -> str:
        try:
            patiently(lambda: hold(GuaranteeHold(number, BROKER, 100 + number)))
        except Refused:
            return "no room"
        patiently(lambda: step(deduct_guarantees, [number] if number % 3 else []))
        patiently(lambda: step(give_back_guarantees, [number]))
        patiently(lambda: step(restore_guarantees, [number]))
        return "done"

    said = at_once([lambda n=n: life(n) for n in range(1, 51)])
    assert set(said) <= {"done", "no room"} and said.count("done") >= 30
    row = GuaranteeAccount.objects.get()
    assert (row.held_fen, row.used_fen) == (0, 0)
    assert audit_guarantees() == []


def step(work, subjects):
    with intention():
        return work(subjects, at=AT, actor_id=None)


def test_one_release_by_ten_threads_is_one_release(committed_office):
    hold(*(GuaranteeHold(n, BROKER, 10) for n in range(1, 31)))
    said = at_once([lambda: patiently(lambda: step(deduct_guarantees, range(1, 31)))] * 10)
    assert sorted(said) == [0] * 9 + [30]
    said = at_once([lambda: patiently(lambda: step(restore_guarantees, range(1, 31)))] * 10)
    assert sorted(said) == [0] * 9 + [30]
    assert entries("deduct") == entries("restore") == 30 and audit_guarantees() == []


def test_workers_with_overlapping_accounts_do_not_block_each_other(committed_office):
    """Four accounts of two firms, named in every order: no deadlock, nothing lost."""
    firms = {code: Firm.objects.get(customs_code=code).pk for code in (BROKER, SHOP)}
    with intention():
        for number, code in (("Z1", SHOP), ("A1", BROKER), ("M1", SHOP)):
            terms = Terms(10_000, date(2020, 1, 1), date(2027, 1, 1))
            open_account(number, firm_id=firms[code], terms=terms, at=AT, actor_id=None)

    def work(number: int):
        codes = (BROKER, SHOP) if number % 2 else (SHOP, BROKER)
        one, two = (GuaranteeHold(10 * number + place, code, 30) for place, code in enumerate(codes))
        patiently(lambda: hold(one, two))
        patiently(lambda: step(deduct_guarantees, [two.subject_id, one.subject_id]))
        patiently(lambda: step(restore_guarantees, [one.subject_id]))

    connection.close()
    assert at_once([lambda n=n: work(n) for n in range(1, 21)]) == [None] * 20
    assert sum(GuaranteeAccount.objects.values_list("used_fen", flat=True)) == 20 * 30
    assert audit_guarantees() == []


def test_a_return_and_a_hold_at_the_same_moment(committed_office):
    """Either it is held and stays, or it is returned and nothing can be held."""

    def give_it_back():
        with intention():
            account = locked_account(GuaranteeAccount.objects.get().pk)
            return_account(account, at=AT, actor_id=None)

    said = at_once([give_it_back, lambda: hold(GuaranteeHold(1, BROKER, 10))])
    assert sum(isinstance(one, Refused) for one in said) == 1
    assert audit_guarantees() == []


def test_two_second_officers_decide_once(committed_office):
    """The account is topped up once, the other one is told that it is decided."""
    from enterprises.models import User
    from enterprises.selectors import actor_of_user

    actors = {
        name: actor_of_user(User.objects.get(email=f"{name}@demo.example"), at=AT)
        for name in ("officer", "officer2", "chief")
    }
    number = apply_for_guarantee(
        law.Application(law.TOP_UP, fen=500),
        account_no="DB4921000001",
        uploads=(Upload("receipt.txt", "text/plain", (b"paid",)),),
        actor=committed_office.broker,
        at=AT,
    )
    propose_decision(number, proposal="approve", note="it was paid", actor=actors["officer"], at=AT)
    said = at_once(
        [lambda who=who: decide_file(number, actor=actors[who], at=AT) for who in ("officer2", "chief")]
    )
    assert sum(isinstance(one, Conflict) for one in said) == 1
    assert GuaranteeAccount.objects.get().limit_fen == 100_000_500
    assert audit_guarantees() == []
