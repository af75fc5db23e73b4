"""``make bench-quick``: what a declaration costs against the floor, in one run of a minute.

Prints ratios (wall time, medians of interleaved rounds) and compares them with ``quick.json``: a
ratio half again as large as the one recorded there fails, so that nothing slows the portal unseen.
``--record`` writes the file anew.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from platform import machine, python_version
from statistics import median

from benchmarks.servers import servers

RECORD = Path(__file__).with_name("quick.json")
SET, ROUNDS, SINGLES = 100, 5, 20
SLACK = 1.5


def main() -> int:
    """Run the rounds, print the table, compare or record."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--record", action="store_true", help="write quick.json anew")
    record = options.parse_args().record
    with servers():
        import django

        django.setup()
        ratios = measure()
    show(ratios)
    if record:
        RECORD.write_text(json.dumps({"machine": named(), "ratios": ratios}, indent=2) + "\n")
        return 0
    return compare(ratios)


def measure() -> dict[str, float]:
    """The ratios of one run: each round does the same work in every way, one after the other."""
    from django.core.management import call_command

    from benchmarks import floor, work

    call_command("migrate", verbosity=0)
    floor.make_tables()
    office = work.open_office()
    work.clear(office, serial=0, count=SET)  # warm
    seconds: dict[str, list[float]] = {name: [] for name in ("floor", "accept", "decide", "one by one")}
    known = floor.take_rows({})
    for number in range(1, ROUNDS + 1):
        accepting = timed(lambda n=number: work.accept(office, serial=n * 1000, count=SET))
        seconds["accept"].append(accepting / SET)
        seconds["decide"].append(timed(work.decide) / SET)
        rows = floor.take_rows(known)
        seconds["floor"].append(timed(lambda r=rows: floor.put_rows(r)) / SET)
        singles = timed(lambda n=number: work.singly(office, serial=n * 1000 + 500, count=SINGLES))
        seconds["one by one"].append(singles / SINGLES)
        work.decide()
        known = floor.take_rows({})
        floor.empty()
    base = median(seconds["floor"])
    return {name: round(median(found) / base, 2) for name, found in seconds.items()}


def timed(job: Callable[[], object]) -> float:
    """Wall seconds of one call."""
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def named() -> str:
    """The machine, as far as it matters for ratios."""
    return f"{machine()}, {os.cpu_count()} cores, Python {python_version()}"


def show(ratios: dict[str, float]) -> None:
    """The table."""
    print(f"cost of one declaration (4 documents) against the floor; {named()}")
    for name, ratio in ratios.items():
        print(f"  {name:<12}{ratio:>8.2f}")


def compare(ratios: dict[str, float]) -> int:
    """1 where a ratio is half again as large as the recorded one."""
    known = json.loads(RECORD.read_text())["ratios"]
    slower = [name for name, ratio in ratios.items() if ratio > known.get(name, ratio) * SLACK]
    for name in slower:
        print(f"slower: {name} was {known[name]:.2f}, is {ratios[name]:.2f}", file=sys.stderr)
    return 1 if slower else 0


if __name__ == "__main__":
    sys.exit(main())
