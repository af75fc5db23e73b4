"""Rows that many tests begin with: put up once in an open transaction, each test a savepoint inside it."""

from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeVar

import pytest
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

Props = TypeVar("Props")
_DATABASE = frozenset({"db", "transactional_db", "django_db_setup"})


class Stage(NamedTuple):
    """What stands: the fixture that put it up, what that returned, and the transaction around it."""

    name: str
    props: object
    block: transaction.Atomic
    blocker: DjangoDbBlocker


_standing: list[Stage] = []  # one, or none


def strike() -> None:
    """Take away what stands."""
    while _standing:
        stage = _standing.pop()
        with stage.blocker.unblock():
            connection.needs_rollback = True
            stage.block.__exit__(None, None, None)


def make_room(item: pytest.Item) -> None:
    """A test that asks for the database, and not for what stands there, finds it empty."""
    asks = _DATABASE & set(item.fixturenames) or item.get_closest_marker("django_db")
    if _standing and asks and (_standing[0].name not in item.fixturenames or _commits(item)):
        strike()


def perform(
    request: pytest.FixtureRequest, make: Callable[[], Props], *, blocker: DjangoDbBlocker
) -> Iterator[Callable[[], Props]]:
    """The body of a fixture that puts up what ``make`` makes; yields how a test gets at it.

    Ask for that fixture before ``db``. A test that commits, or whose own transaction has begun already,
    makes everything for itself.
    """
    if not _standing and not connection.in_atomic_block and not _commits(request.node):
        with blocker.unblock():
            _standing.append(_put_up(request.fixturename, make=make, blocker=blocker))
    if not _standing:
        yield make
        return
    stage = _standing[0]
    yield lambda: stage.props  # type: ignore[return-value]
    # What a test broke, or left open, is not for the next one.
    if connection.atomic_blocks != [stage.block] or connection.needs_rollback:
        strike()


def _put_up(name: str | None, *, make: Callable[[], object], blocker: DjangoDbBlocker) -> Stage:
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]  # durable transactions may run inside
    block.__enter__()
    try:
        return Stage(str(name), make(), block, blocker)
    except BaseException as error:
        block.__exit__(type(error), error, error.__traceback__)
        raise


def _commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    return "transactional_db" in item.fixturenames or bool(marker and marker.kwargs.get("transaction"))
