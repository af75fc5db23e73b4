"""Reserved ids are ascending and never given out twice, over threads, forks and processes."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

from kernel.orm import ids
from kernel.orm.ids import BLOCK, reserve
from tests.kernel.conftest import Apart

CHILD = """
import django
django.setup()
from django.db import connection
from kernel.orm.ids import reserve
connection.settings_dict["NAME"] = {name!r}
for _ in range(30):
    print(*reserve(70))
"""


def test_any_count_comes_ascending(db: None) -> None:
    given: list[int] = []
    for count in (0, 1, 5, BLOCK, 2 * BLOCK + 7, 1):
        block = reserve(count)
        assert len(block) == count and block == sorted(block)
        given += block
    assert len(set(given)) == len(given)


def test_a_negative_count_raises(db: None) -> None:
    with pytest.raises(ValueError):
        reserve(-1)


def test_threads_share_without_doubles(transactional_db: None, apart: Apart) -> None:
    def many() -> list[int]:
        return [number for _ in range(200) for number in reserve(7)]

    given = [number for job in [apart(many) for _ in range(4)] for number in job.result(60)]
    assert len(given) == len(set(given)) == 4 * 200 * 7


def test_processes_do_not_meet(transactional_db: None) -> None:
    command = [sys.executable, "-c", CHILD.format(name=connection.settings_dict["NAME"])]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "clearance.settings"}
    children = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, cwd=settings.BASE_DIR)
        for _ in range(2)
    ]
    mine = [number for _ in range(30) for number in reserve(70)]
    outputs = [child.communicate(timeout=120)[0] for child in children]
    assert [child.returncode for child in children] == [0, 0]
    given = mine + [int(word) for output in outputs for word in output.split()]
    assert len(given) == len(set(given)) == 3 * 30 * 70


def test_a_forked_child_owns_nothing(db: None) -> None:
    reserve(1)
    assert ids._own.left
    child = os.fork()
    if child == 0:
        os._exit(len(ids._own.left))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert ids._own.left
