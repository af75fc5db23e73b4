"""Transactions: one intention is one transaction that really commits, or says honestly that it was busy."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import local

from django.db import OperationalError, connection, transaction

from kernel.refusal import Conflict, Violation
from kernel.rules import BUSY

LOCK_TIMEOUT = "3s"
_BUSY_CODES = frozenset({"55P03", "40P01", "40001"})  # lock timeout, deadlock, serialization failure


class _Open(local):
    """What the intention open in this thread remembers; None where none is open."""

    memory: dict[str, object] | None = None


_open = _Open()


def _is_busy(error: OperationalError) -> bool:
    return getattr(error.__cause__, "pgcode", None) in _BUSY_CODES


@contextmanager
def intention() -> Iterator[None]:
    """Open the one transaction of an intention: it commits at the end, locks wait at most three seconds.

    Raises:
        Conflict: BUSY, when a lock was not to be had in time or two transactions blocked each other.
        RuntimeError: inside another intention or atomic block.
    """
    if _open.memory is not None:
        raise RuntimeError("an intention must not be opened inside another one; call the step instead")
    try:
        with transaction.atomic(durable=True):
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('lock_timeout', %s, true)", [LOCK_TIMEOUT])
            _open.memory = {}
            try:
                yield
            finally:
                _open.memory = None
    except OperationalError as error:
        if _is_busy(error):
            raise Conflict(Violation(BUSY)) from error
        raise


@contextmanager
def savepoint() -> Iterator[None]:
    """A part of an intention that an exception undoes, its locks and their record included."""
    memory = transaction_memory()
    before = dict(memory)
    try:
        with transaction.atomic():
            yield
    except BaseException:
        memory.clear()
        memory.update(before)
        raise


def in_intention() -> bool:
    """Whether this thread has an intention open."""
    return _open.memory is not None


def require_transaction() -> None:
    """Assert that an intention is open; every step calls this first.

    Raises:
        RuntimeError: no intention is open (a bare ``atomic`` or a test's transaction is not enough).
    """
    if _open.memory is None:
        raise RuntimeError("this step needs an open transaction: call it inside kernel.orm.tx.intention()")


def transaction_memory() -> dict[str, object]:
    """A scratch dictionary that lives exactly as long as the open intention."""
    require_transaction()
    assert _open.memory is not None
    return _open.memory
