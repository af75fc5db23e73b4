"""Two at once, and ten: no loss, no double, and the same end whoever was first."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection

from bonded.models import LedgerItem
from declarations.models import (
    BuyerEntry,
    BuyerYear,
    ImportList,
    InboxMessage,
    ListEvent,
    ListState,
    Order,
    Receipt,
)
from declarations.rules import flow
from declarations.selectors import audit_declarations
from declarations.services.receive import receive_messages
from enterprises.models import GuaranteeAccount
from kernel.refusal import Conflict
from tests.office import AT, changed, open_office, purchase, raw, send


@pytest.fixture
def office(transactional_db):
    """The demo office as other connections see it."""
    return open_office()


def at_once(jobs: Sequence[Callable[[], object]]) -> list[object]:
    """Run all jobs in threads that start together, each on its own connection; an honest busy is retried."""
    barrier = Barrier(len(jobs))

    def run(job: Callable[[], object]) -> object:
        try:
            barrier.wait(timeout=20)
            for _ in range(20):
                try:
                    return job()
                except Conflict:
                    continue
            raise AssertionError("busy for ever")
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def sending(office, code: str, *declarations):
    """A job that sends these documents as one message."""
    return lambda: receive_messages(
        [raw(code, *declarations)], actor=office.sender(code), channel="api", at=AT
    )[0]


def test_the_same_message_by_ten_threads(office):
    """One is taken, nine are told that it was; one row, one receipt."""
    results = at_once([sending(office, "311", purchase(1))] * 10)
    assert sorted(r.repeated for r in results) == [False] + [True] * 9
    assert Order.objects.count() == InboxMessage.objects.count() == Receipt.objects.count() == 1


def test_the_same_document_in_ten_messages(office):
    """Different messages with the same order: one is stored, nine are repetitions."""
    messages = [
        changed(purchase(2), "311", guid=f"{n:08d}" + "-AAAA-BBBB-CCCC-000000000000") for n in range(10)
    ]
    results = at_once([sending(office, "311", one) for one in messages])
    assert sorted(d.outcome for r in results for d in r.documents) == ["repeated"] * 9 + ["stored"]
    assert Order.objects.count() == 1


@pytest.mark.parametrize("seed", range(3))
def test_four_documents_at_the_same_moment(office, seed):
    """However the four meet, every list is accepted exactly once; nothing waits for ever."""
    ones = [purchase(100 * seed + n) for n in range(5)]
    at_once([sending(office, code, *ones) for code in ("311", "411", "511", "621")])
    assert list(ListState.objects.values_list("status", flat=True)) == [flow.ACCEPTED] * 5
    assert ListEvent.objects.filter(verb="accept").count() == 5
    assert Receipt.objects.filter(code="622", status="120").count() == 5
    assert audit_declarations() == []


def test_a_buyer_never_passes_the_yearly_limit(office):
    """Twenty purchases of one person at once, room for some: the total stays under, the rest is refused."""
    ones = [purchase(n, buyer=7, lines=3) for n in range(20)]
    for code in ("311", "411", "511"):
        sending(office, code, *ones)()
    BuyerYear.objects.all().delete()
    fill = Decimal("24500")
    key = _buyer_key(office, ones[0])
    BuyerYear.objects.create(buyer_key=key, year=2026, goods="", used=fill)
    BuyerEntry.objects.create(subject_id=0, buyer_key=key, year=2026, quantity=fill, kind="take", at=AT)
    at_once([sending(office, "621", one) for one in ones])
    accepted = ListState.objects.filter(status=flow.ACCEPTED)
    used = BuyerYear.objects.get().used
    assert used <= 26000 and used == fill + sum(Decimal(s.value_fen) / 100 for s in accepted)
    assert 0 < accepted.count() < 20
    assert ListState.objects.filter(status=flow.REJECTED).count() == 20 - accepted.count()


def _buyer_key(office, one):
    from declarations.sets.shapes import person_key

    return person_key(one.lst[0]["buyerIdNumber"])


def test_hot_accounts_add_up_under_eight_writers(office):
    """Eight writers on the same items and one guarantee: held sums equal what the lists hold."""
    chunks = [[purchase(1000 + 10 * w + n) for n in range(10)] for w in range(8)]
    jobs = [
        lambda chunk=chunk: [sending(office, code, *chunk)() for code in ("311", "411", "511", "621")]
        for chunk in chunks
    ]
    at_once(jobs)
    accepted = ListState.objects.filter(status=flow.ACCEPTED)
    assert accepted.count() == 80
    taxes = sum(s.duty_fen + s.consumption_tax_fen + s.vat_fen for s in accepted)
    assert GuaranteeAccount.objects.get().held_fen == taxes
    lines = ImportList.objects.count()
    assert lines == 80 and LedgerItem.objects.filter(prevd_redc_qty__gt=0).exists()
    assert len(set(accepted.values_list("invt_no", flat=True))) == 80
    assert audit_declarations() == []


def test_correction_and_list_at_the_same_moment(office):
    """A corrected payment and the list that needs it, together: accepted, or told to file again."""
    for n in range(4):
        one = purchase(500 + n)
        send(office, changed(one, "411", amountPaid="1"), codes=["311", "411", "511"])
        right = changed(one, "411", appType="2")
        at_once([sending(office, "411", right), sending(office, "621", one)])
    for state in ListState.objects.all():
        assert state.status in (flow.ACCEPTED, flow.REJECTED)
    assert audit_declarations() == []
