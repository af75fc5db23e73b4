"""``python -m benchmarks.sorting``: what the sorting line costs with few lists and with 300,000, in one run.

Prints the median in milliseconds and in floors, a floor being the reading of one row by its key at the
same moment. Fails where an answer costs many floors, or grows with the lists; on a machine that does nothing
else the milliseconds must stay below the 50 that a line waits.
"""

import argparse
import sys
from random import Random
from statistics import median
from time import perf_counter

from benchmarks.servers import servers

MANY, ASKED, WARM = 300_000, 300, 30
MOST_FLOORS, MOST_GROWTH = 25, 3

_SERIES = "pg_get_serial_sequence('bonded_ledgerentry', 'id')"
# Copies of released lists: other ids, other numbers, everything else as it is.
_COPIES = {
    "declarations_importlist": (
        "id",
        {"pre_no": "lpad(n::text, 18, 'B')", "order_no": "'X' || n", "logistics_no": "'L' || n"},
    ),
    "declarations_liststate": ("subject_id", {"invt_no": "''"}),
    "bonded_parcel": ("subject_id", {"pre_no": "lpad(n::text, 18, 'B')", "waybill_no": "'L' || n"}),
    "bonded_ledgerentry": ("subject_id", {"id": f"nextval({_SERIES})"}),
}


def main() -> int:
    """Ask with the few lists of a small office, fill the tables, ask again."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--lists", type=int, default=MANY, help="how many lists the full tables hold")
    count = options.parse_args().lists
    with servers():
        import django

        django.setup()
        few, many = measure(count)
    for lists, (answer, floor) in ((100, few), (count, many)):
        print(f"{lists:>7} lists: {answer:.2f} ms, {answer / floor:.1f} floors")
    floors = [answer / floor for answer, floor in (few, many)]
    return 0 if floors[1] < MOST_FLOORS and floors[1] / floors[0] < MOST_GROWTH else 1


Medians = tuple[float, float]


def measure(count: int) -> tuple[Medians, Medians]:
    """Milliseconds of an answer and of the floor with a hundred lists, and with ``count``."""
    from django.core.management import call_command
    from django.db import connection

    from benchmarks import work
    from bonded.demo import EMS_NO
    from bonded.services.stops import order
    from declarations.models import ImportList
    from enterprises.models import User
    from enterprises.selectors import actor_of_user

    call_command("migrate", verbosity=0)
    office = work.open_office()
    work.clear(office, serial=0, count=100)
    people = {user.email: actor_of_user(user, at=work.AT) for user in User.objects.filter(kind="officer")}
    actor = people["operator@demo.example"]
    # With something stopped the goods of each list are looked at as well: the longer way.
    names = {"kind": "item", "number": "WINE-3000", "ems_no": EMS_NO, "ground": "a measurement"}
    order(actor=people["officer@demo.example"], at=work.AT, **names)
    known = list(ImportList.objects.values_list("logistics_no", flat=True))
    few = asked(actor, known)
    fill(ImportList.objects.order_by("id").values_list("id", flat=True)[0], count)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return few, asked(actor, [*known, *(f"L{n}" for n in range(1, count, max(count // ASKED, 1)))])


def asked(actor: object, waybills: list[str]) -> Medians:
    """Median milliseconds of one answer and of one row read by its key, in turns, after some to warm up."""
    from enterprises.models import User
    from supervision.selectors.sorting import answer_for

    chosen = Random(7).choices(waybills, k=ASKED + WARM)
    spent, floor = [], []
    for waybill in chosen:
        start = perf_counter()
        answer = answer_for(actor, waybill_no=waybill)  # type: ignore[arg-type]
        between = perf_counter()
        User.objects.filter(pk=1).first()
        spent.append((between - start) * 1000)
        floor.append((perf_counter() - between) * 1000)
        assert answer.reason != "unknown"
    return median(spent[WARM:]), median(floor[WARM:])


def fill(list_id: int, count: int) -> None:
    """``count`` copies of one list with its status, parcel and ledger entries, ids from a billion on."""
    from django.db import connection

    with connection.cursor() as cursor:
        for table, (key, changed) in _COPIES.items():
            cursor.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public'"
                " AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position",
                [table],
            )
            names = [row[0] for row in cursor.fetchall()]
            values = {name: f"t.{name}" for name in names} | {key: "1000000000 + n"} | changed
            columns = ", ".join(names)
            cursor.execute(
                f"INSERT INTO {table} ({columns}) SELECT {', '.join(values[name] for name in names)}"
                f" FROM {table} t CROSS JOIN generate_series(1, %s) AS n WHERE t.{key} = %s",
                [count, list_id],
            )


if __name__ == "__main__":
    sys.exit(main())
