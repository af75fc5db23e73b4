"""The outbox: what leaves the portal is written with its cause, and delivered after it at least once."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from logging import getLogger
from typing import NamedTuple, Protocol

from django.db.models import Q

from kernel.models.outbox import Outbox
from kernel.orm.tx import intention, require_transaction, transaction_memory
from kernel.orm.wake import wake

TASK = "clearance.tasks.deliver_outbox"
LEASE = timedelta(minutes=5)
MAX_ATTEMPTS = 12
_FIRST_WAIT = timedelta(seconds=30)
_LONGEST_WAIT = timedelta(hours=6)
_log = getLogger("portal.outbox")


class Letter(NamedTuple):
    """One thing to send now; ``token`` is the same at every attempt, for whoever receives it twice."""

    kind: str
    key: str
    payload: Mapping[str, int | str]
    token: str


class Sender(Protocol):
    """Sends letters of one kind; called outside any transaction, again after it raised or died."""

    def __call__(self, letter: Letter, *, at: datetime) -> None:
        """Send it; whatever is raised counts as a failed attempt. Nothing to send: just return."""


class Delivery(NamedTuple):
    """What one call of ``deliver`` did; ``claimed`` is the sum of the others."""

    claimed: int
    sent: int
    failed: int
    given_up: int


def token_of(key: str) -> str:
    """The name of a letter to the outside, made from its key: the left part of a Message-ID."""
    return sha256(key.encode()).hexdigest()[:32]


def put(
    kind: str,
    *,
    key: str,
    payload: Mapping[str, int | str],
    at: datetime,
    due_at: datetime | None = None,
) -> None:
    """Write one thing to send, in the open transaction; a key that was ever used before is left alone.

    ``payload`` holds ids, never a personal value. Delivery starts after the commit, with ``due_at``
    at the first sweep after it.

    Raises:
        RuntimeError: no intention is open.
    """
    put_many(kind, letters={key: payload}, at=at, due_at=due_at)


def put_many(
    kind: str,
    *,
    letters: Mapping[str, Mapping[str, int | str]],
    at: datetime,
    due_at: datetime | None = None,
) -> None:
    """The same for many letters of one kind, ``key -> payload``."""
    require_transaction()
    rows = [
        Outbox(kind=kind, key=key, payload=dict(payload), created_at=at, due_at=due_at or at)
        for key, payload in sorted(letters.items())
    ]
    Outbox.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    memory = transaction_memory()
    if rows and due_at is None and not memory.get("outbox.woken"):
        memory["outbox.woken"] = True
        wake(TASK)


def deliver(*, at: datetime, limit: int, senders: Mapping[str, Sender]) -> Delivery:
    """Send up to ``limit`` things that are due, by the sender of their kind; kinds without one stay.

    Each is claimed under a lease in one short transaction, sent outside any, and marked then. Who
    dies in between sends again when the lease is over, under the same ``token``. A failure waits
    longer each time; after the last attempt it is given up, and the audit lists it. ``at`` is wall
    time; ``limit`` letters must be sent well within the lease.
    """
    letters = _claim(at=at, limit=limit, kinds=frozenset(senders))
    sent = failed = given_up = 0
    for row in letters:
        error = _try(row, sender=senders[row.kind], at=at)
        if not error:
            sent += _mark_sent(row, at=at)
        elif _mark_failed(row, error=error, at=at):
            given_up += 1
        else:
            failed += 1
    return Delivery(len(letters), sent, failed, given_up)


def _claim(*, at: datetime, limit: int, kinds: frozenset[str]) -> list[Outbox]:
    """The oldest due rows that no living worker has, leased to this one."""
    free = Q(lease_until__isnull=True) | Q(lease_until__lte=at)
    due = Outbox.objects.filter(
        free, sent_at__isnull=True, given_up_at__isnull=True, due_at__lte=at, kind__in=kinds
    )
    with intention():
        rows = list(due.order_by("due_at", "id").select_for_update(skip_locked=True)[:limit])
        for row in rows:
            row.attempts += 1
            row.lease_until = at + LEASE
        Outbox.objects.bulk_update(rows, ["attempts", "lease_until"])
    return rows


def _try(row: Outbox, *, sender: Sender, at: datetime) -> str:
    """Send it; the kind of error, empty when it went out."""
    try:
        sender(Letter(row.kind, row.key, row.payload, token_of(row.key)), at=at)
    except Exception as error:
        # Whatever a mail server or a broken letter raises: the others go on. The words of an error
        # may repeat an address, so only its kind is kept.
        name = type(error).__name__
        _log.warning("outbox: %s %s was not sent: %s", row.kind, row.pk, name)
        return name
    return ""


def _mark_sent(row: Outbox, *, at: datetime) -> int:
    """It is out, whoever holds the lease by now."""
    with intention():
        waiting = Outbox.objects.filter(pk=row.pk, sent_at__isnull=True)
        waiting.update(sent_at=at, given_up_at=None, lease_until=None, last_error="")
    return 1


def _mark_failed(row: Outbox, *, error: str, at: datetime) -> bool:
    """Wait for the next attempt, or give up; whether it was given up. A later claim is left alone."""
    over = row.attempts >= MAX_ATTEMPTS
    with intention():
        mine = Outbox.objects.filter(pk=row.pk, attempts=row.attempts, sent_at__isnull=True)
        mine.update(
            due_at=at + wait_after(row.attempts),
            given_up_at=at if over else None,
            lease_until=None,
            last_error=error[:80],
        )
    return over


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many failed attempts: doubled each time, up to six hours."""
    return min(_LONGEST_WAIT, _FIRST_WAIT * int(2 ** (attempts - 1)))


def forget(*, before: datetime, limit: int) -> int:
    """Delete up to ``limit`` letters that were sent or given up before; how many there were.

    A key must never come back once its row is gone: keys carry ids or tokens that nobody reuses.
    """
    old = Outbox.objects.filter(Q(sent_at__lt=before) | Q(given_up_at__lt=before))
    with intention():
        keys = list(old.order_by("id").values_list("pk", flat=True)[:limit])
        Outbox.objects.filter(pk__in=keys).delete()
    return len(keys)


def problems() -> list[str]:
    """What was given up, by kind; empty when everything went out."""
    lost = (
        Outbox.objects.filter(given_up_at__isnull=False)
        .order_by("id")
        .values_list("kind", "pk", "last_error")
    )
    return [f"outbox row {pk} ({kind}) was given up: {error}" for kind, pk, error in lost]
