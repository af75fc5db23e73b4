"""Two loads at once: one waits for the other, and both end with the same rows."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from codelists.models import Code
from codelists.services.loading import TableFile, load_tables
from tests.codelists.conftest import AT


@pytest.mark.django_db(transaction=True)
def test_two_loads_of_one_table_add_each_row_once() -> None:
    rows = "".join(f"{n:03d},名{n}\n" for n in range(900))
    file = TableFile("countries", "c.csv", f"code,name\n{rows}".encode())
    start, done, failed = Barrier(4), [], []

    def work() -> None:
        try:
            start.wait()
            done.append(load_tables([file], at=AT)[0])
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert sorted(one.added for one in done) == [0, 0, 0, 900]
    assert Code.objects.filter(list="countries").count() == 900
