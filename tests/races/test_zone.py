"""Eight workers in one zone with two hot ledger items: all that people do there, at the same moments."""

from collections import Counter
from random import Random

from django.db import connection

from bonded.models import LedgerEntry, LedgerItem
from bonded.services import inventories
from kernel.orm.locks import lock_rows
from kernel.orm.tx import intention
from tests.bonded.inventory_world import goods, head, item
from tests.bonded.walking import papers, road, shelf, truth
from tests.bonded.walking.walk import NO, Walk, make_zone
from tests.office import AT
from tests.races.threads import at_once

# Whose order is another room's to keep (what is paid is not withdrawn), or who change what all others may do.
_APART = frozenset(
    {"withdraw_entry", "recall_entry", "write_off", "decide_write_off", "stop", "lift", "pause", "suspend"}
)
NAMES = sorted({**papers.ACTS, **road.ACTS, **shelf.ACTS}.keys() - _APART)
# What moves the hot items stands there more often.
OFTEN = ("accept_list", "gather", "file_out", "file_in", "deliver", "ride", "arrive", "dispose", "send") * 3
WORKERS, ROUNDS = 8, 24


class Worker(Walk):
    """One of eight: looks at nothing in between, and remembers why it was sent away."""

    def __init__(self, office, *, other):
        super().__init__(office, other=other)
        self.sent_away = Counter()

    def do(self, service, **said):
        try:
            made = service(at=self.at, **said)
        except NO as no:
            cause = getattr(no.__cause__, "__cause__", None)
            self.sent_away[getattr(cause, "pgcode", type(no).__name__)] += 1
            return None
        self.done[self.name] += 1
        return True if made is None else made


def deadlocks() -> int:
    """How many PostgreSQL has broken up in this database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return cursor.fetchone()[0]


def test_eight_workers_on_hot_items_neither_wait_in_a_ring_nor_oversell(committed_office):
    other = make_zone(committed_office, share="0", times=3)
    workers = [Worker(committed_office, other=other) for _ in range(WORKERS)]
    before, entries = deadlocks(), LedgerEntry.objects.count()

    def work(number):
        chance = Random(number)
        for _ in range(ROUNDS):
            workers[number].go(chance.choice((*NAMES, *OFTEN)), i=chance.randrange(12), j=chance.randrange(6))

    assert at_once([lambda n=n: work(n) for n in range(WORKERS)]) == [None] * WORKERS
    sent_away = sum((worker.sent_away for worker in workers), Counter())
    assert (deadlocks() - before, sent_away["40P01"]) == (0, 0)
    assert LedgerEntry.objects.count() - entries > 50
    lists = {pk: lines for worker in workers for pk, lines in worker.accepted.items()}
    truth.check({(pk, *rest): qty for pk, lines in lists.items() for rest, qty in lines.items()})


def test_a_paper_that_names_an_item_does_not_wait_for_whoever_books_on_it(committed_office):
    """Foreign keys are checked at commit, in the order of lines: waiting there closes rings."""
    call = {"actor": committed_office.broker, "head": head(), "lines": [goods()], "at": AT}
    with intention():
        lock_rows(LedgerItem, keys=[item().pk])
        (made,) = at_once([lambda: inventories.draft_inventory(**call)])
    assert isinstance(made, str)
