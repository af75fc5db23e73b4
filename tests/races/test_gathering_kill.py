"""A gathering job whose connection dies before each of its statements in turn, and that is started again."""

from threading import Thread

from django.db import Error, connection, connections

from bonded.models import Inventory, InventoryLine, LedgerItem, Parcel, StockDoc
from bonded.rules import flow
from bonded.services import batch_gathering
from bonded.services.gathering_parcels import gather_waiting
from kernel.models.jobs import JobItem, JobRun
from kernel.refusal import Conflict
from tests.bonded.delivering import MILK, apply_for, gone
from tests.bonded.inventory_world import check_books, released
from tests.bonded.services.test_batches import AFTER, TWO
from tests.office import AT
from tests.supervision.desk import set_parameter

_MOST = 2000
# Reading can die anywhere between two of these and leaves the same behind.
_WRITES = ("WITH", "INSERT", "UPDATE", "DELETE", "RELEASE", "SAVEPOINT", "SELECT set_config")


class Death:
    """PostgreSQL ends the connection of a worker before its n-th statement that writes or locks."""

    def __init__(self, place: int, *, kill) -> None:
        self.place, self.kill, self.seen = place, kill, 0

    def __call__(self, execute, sql, params, many, context):
        if sql.lstrip().startswith(_WRITES) or "FOR NO KEY UPDATE" in sql:
            self.seen += 1
            if self.seen == self.place:
                self.kill(context["connection"].connection.info.backend_pid)
        return execute(sql, params, many, context)


def kill(pid: int) -> None:
    """As when the worker's host is gone: nothing of its transaction is left. From a connection of its own."""
    mine = connections.create_connection("default")
    try:
        with mine.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    finally:
        mine.close()


def run(job, *, place: int) -> tuple[str, int]:
    """One worker that dies at this place: how it ended, and how many places it came by."""
    death, ended = Death(place, kill=kill), []

    def work() -> None:
        try:
            with connection.execute_wrapper(death):
                job()
            ended.append("done")
        except Conflict:
            ended.append("busy")
        except Error:
            ended.append("dead")
        finally:
            connection.close()

    thread = Thread(target=work, daemon=True)
    thread.start()
    thread.join(60)
    assert not thread.is_alive()
    return ended[0], death.seen


def die_everywhere(job, *, see) -> int:
    """Die at the first place, begin again, die at the second …; until one comes to its end. How many died."""
    for place in range(1, _MOST):
        ended, seen = run(job, place=place)
        see()
        if ended == "done" and seen < place:
            return place - 1
        assert ended == "dead", (ended, place, seen)
    raise AssertionError("it never came to its end")


def test_a_batch_gathering_that_dies_everywhere_gathers_each_document_once(committed_office):
    office = committed_office
    LedgerItem.objects.update(origin="601")
    first, second = apply_for(office, lines=TWO), apply_for(office)
    docs = [gone(office, first, (1, "10")), gone(office, first, (2, "5")), gone(office, second, (1, "2"))]

    def see() -> None:
        check_books()
        of_docs = set(StockDoc.objects.filter(gathered=2).values_list("inventory_id", flat=True))
        assert of_docs == set(Inventory.objects.values_list("pk", flat=True))

    died = die_everywhere(lambda: batch_gathering.gather_due(at=AFTER), see=see)
    assert died > 15
    assert Inventory.objects.count() == 2
    assert StockDoc.objects.filter(gathered=2).count() == 3
    assert sum(InventoryLine.objects.values_list("qty", flat=True)) == 17
    items = JobItem.objects.filter(outcome="gathered").values_list("subject_no", flat=True)
    assert sorted(items) == sorted(doc.number for doc in docs)
    assert LedgerItem.objects.get(item_record_no=MILK).prevd_redc_qty == 12


def test_a_parcel_gathering_that_dies_everywhere_gathers_each_list_once(committed_office):
    set_parameter("bonded.gather_after_hours", "1")
    parcels = [released(days=1) for _ in range(4)]

    def see() -> None:
        check_books()
        gathered = Parcel.objects.filter(status=flow.GATHERED)
        assert gathered.count() in (0, len(parcels))
        assert set(gathered.values_list("inventory_id", flat=True)) == set(
            Inventory.objects.values_list("pk", flat=True)
        )

    died = die_everywhere(lambda: gather_waiting(at=AT), see=see)
    assert died > 15
    made = Inventory.objects.get()
    assert (made.status, made.booking, made.lines.get().qty) == (flow.APPROVED, 1, 8)
    run_ = JobRun.objects.get()
    assert (run_.status, run_.counts["gathered"]) == (JobRun.Status.DONE, 4)
    assert gather_waiting(at=AT) == 0
