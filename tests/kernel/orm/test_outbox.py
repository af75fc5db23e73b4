"""The outbox: written with its cause, sent at least once under one name, given up in the end and said so."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from threading import Event, Thread

import pytest
from django.db import connections

from kernel.models import Outbox
from kernel.orm import outbox
from kernel.orm.outbox import (
    LEASE,
    MAX_ATTEMPTS,
    Delivery,
    Letter,
    deliver,
    forget,
    put,
    put_many,
    wait_after,
)
from kernel.orm.tx import intention
from kernel.selectors import audit_outbox

AT = datetime(2026, 5, 12, 2, 30, tzinfo=UTC)


class Post:
    """A sender that remembers, and fails as often as it is told to."""

    def __init__(self, *, failures: int = 0) -> None:
        self.failures = failures
        self.sent: list[Letter] = []

    def __call__(self, letter: Letter, *, at: datetime) -> None:
        self.sent.append(letter)
        if len(self.sent) <= self.failures:
            raise ConnectionRefusedError("mail for someone@example.test refused")


def write(
    key: str, *, payload: Mapping[str, int | str] | None = None, due_at: datetime | None = None
) -> None:
    with intention():
        put("mail", key=key, payload=payload or {"id": 1}, at=AT, due_at=due_at)


def test_a_letter_is_sent_once_and_marked(transactional_db: None) -> None:
    post = Post()
    write("a:1", payload={"id": 7})
    assert deliver(at=AT, limit=10, senders={"mail": post}) == Delivery(1, 1, 0, 0)
    assert deliver(at=AT + timedelta(days=1), limit=10, senders={"mail": post}) == Delivery(0, 0, 0, 0)
    row = Outbox.objects.get()
    assert [(one.key, one.payload) for one in post.sent] == [("a:1", {"id": 7})]
    assert (row.sent_at, row.attempts, row.lease_until, row.last_error) == (AT, 1, None, "")


def test_what_is_rolled_back_is_never_sent(transactional_db: None) -> None:
    post = Post()
    with pytest.raises(RuntimeError, match="undone"), intention():
        put("mail", key="a:1", payload={}, at=AT)
        raise RuntimeError("undone")
    deliver(at=AT, limit=10, senders={"mail": post})
    assert post.sent == []


def test_it_needs_an_open_intention(db: None) -> None:
    with pytest.raises(RuntimeError, match="needs an open transaction"):
        put("mail", key="a:1", payload={}, at=AT)


def test_a_key_is_written_once_for_ever(transactional_db: None) -> None:
    post = Post()
    write("a:1", payload={"id": 1})
    deliver(at=AT, limit=10, senders={"mail": post})
    write("a:1", payload={"id": 2})
    with intention():
        put_many("mail", letters={"a:1": {"id": 3}, "a:2": {"id": 4}}, at=AT)
    deliver(at=AT, limit=10, senders={"mail": post})
    assert [letter.payload for letter in post.sent] == [{"id": 1}, {"id": 4}]


def test_nothing_is_sent_before_it_is_due_nor_without_a_sender(transactional_db: None) -> None:
    post = Post()
    write("a:1", due_at=AT + timedelta(hours=1))
    assert deliver(at=AT, limit=10, senders={"mail": post}).claimed == 0
    assert deliver(at=AT + timedelta(hours=1), limit=10, senders={"telegram": post}).claimed == 0
    assert deliver(at=AT + timedelta(hours=1), limit=10, senders={"mail": post}).sent == 1


def test_a_failure_waits_longer_each_time_and_keeps_its_name(transactional_db: None) -> None:
    post = Post(failures=2)
    write("a:1")
    assert deliver(at=AT, limit=10, senders={"mail": post}) == Delivery(1, 0, 1, 0)
    assert Outbox.objects.get().due_at == AT + timedelta(seconds=30)
    assert deliver(at=AT + timedelta(seconds=29), limit=10, senders={"mail": post}).claimed == 0
    later = AT + timedelta(seconds=30)
    deliver(at=later, limit=10, senders={"mail": post})
    assert Outbox.objects.get().due_at == later + timedelta(seconds=60)
    deliver(at=later + timedelta(seconds=60), limit=10, senders={"mail": post})
    assert Outbox.objects.get().sent_at == later + timedelta(seconds=60)
    assert len({letter.token for letter in post.sent}) == 1
    assert len(post.sent) == 3


def test_one_that_fails_does_not_keep_the_others(transactional_db: None) -> None:
    post = Post(failures=1)
    write("a:1")
    write("a:2")
    assert deliver(at=AT, limit=10, senders={"mail": post}) == Delivery(2, 1, 1, 0)


def test_no_words_of_an_error_are_kept(transactional_db: None, caplog: pytest.LogCaptureFixture) -> None:
    write("a:1")
    deliver(at=AT, limit=10, senders={"mail": Post(failures=9)})
    row = Outbox.objects.values().get()
    assert row["last_error"] == "ConnectionRefusedError"
    assert "example.test" not in json.dumps(row, default=str) + caplog.text
    assert "ConnectionRefusedError" in caplog.text


def test_in_the_end_it_is_given_up_and_the_audit_says_so(transactional_db: None) -> None:
    post = Post(failures=99)
    write("a:1")
    at = AT
    for attempt in range(1, MAX_ATTEMPTS + 1):
        assert audit_outbox() == []
        done = deliver(at=at, limit=10, senders={"mail": post})
        assert (done.failed, done.given_up) == ((0, 1) if attempt == MAX_ATTEMPTS else (1, 0))
        at = max(at, Outbox.objects.get().due_at)
    assert deliver(at=at + timedelta(days=9), limit=10, senders={"mail": post}).claimed == 0
    assert len(post.sent) == MAX_ATTEMPTS
    row = Outbox.objects.get()
    assert audit_outbox() == [f"outbox row {row.pk} (mail) was given up: ConnectionRefusedError"]


def test_the_waits_double_up_to_six_hours() -> None:
    waits = [wait_after(attempt) for attempt in range(1, MAX_ATTEMPTS + 1)]
    assert waits[:3] == [timedelta(seconds=30), timedelta(seconds=60), timedelta(seconds=120)]
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(hours=6)


def test_who_dies_between_sending_and_marking_sends_again_under_the_same_name(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = Post()
    write("a:1")

    def dies(*_args: object, **_named: object) -> int:
        raise SystemExit("killed")

    with monkeypatch.context() as patch:
        patch.setattr(outbox, "_mark_sent", dies)
        with pytest.raises(SystemExit):
            deliver(at=AT, limit=10, senders={"mail": post})
    assert deliver(at=AT + LEASE - timedelta(seconds=1), limit=10, senders={"mail": post}).claimed == 0
    assert deliver(at=AT + LEASE, limit=10, senders={"mail": post}).sent == 1
    first, second = post.sent
    assert first.token == second.token


def test_two_workers_never_send_the_same_letter(transactional_db: None) -> None:
    """The second looks while the first is in the middle of sending."""
    for serial in range(5):
        write(f"a:{serial}")
    inside, go_on = Event(), Event()
    slow: list[str] = []

    def slowly(letter: Letter, *, at: datetime) -> None:
        inside.set()
        assert go_on.wait(10)
        slow.append(letter.key)

    def first() -> None:
        deliver(at=AT, limit=3, senders={"mail": slowly})
        connections.close_all()

    worker = Thread(target=first)
    worker.start()
    assert inside.wait(10)
    quick = Post()
    assert deliver(at=AT, limit=10, senders={"mail": quick}).sent == 2
    go_on.set()
    worker.join(10)
    assert sorted(slow + [letter.key for letter in quick.sent]) == [f"a:{serial}" for serial in range(5)]
    assert not Outbox.objects.filter(sent_at=None).exists()


def test_a_late_failure_leaves_the_claim_of_another_worker_alone(transactional_db: None) -> None:
    """The lease ran out while the first worker hung; the second one has the letter now."""
    write("a:1")

    def hangs(letter: Letter, *, at: datetime) -> None:
        Outbox.objects.update(attempts=2, lease_until=AT + 2 * LEASE)  # the second worker's claim
        raise TimeoutError

    deliver(at=AT, limit=1, senders={"mail": hangs})
    row = Outbox.objects.get()
    assert (row.attempts, row.lease_until, row.due_at) == (2, AT + 2 * LEASE, AT)


def test_sent_and_given_up_letters_are_forgotten_in_time(transactional_db: None) -> None:
    for serial in range(4):
        write(f"a:{serial}")
    Outbox.objects.filter(key="a:0").update(sent_at=AT)
    Outbox.objects.filter(key="a:1").update(given_up_at=AT)
    Outbox.objects.filter(key="a:2").update(sent_at=AT + timedelta(days=2))
    assert forget(before=AT + timedelta(days=1), limit=1) == 1
    assert forget(before=AT + timedelta(days=1), limit=9) == 1
    assert sorted(Outbox.objects.values_list("key", flat=True)) == ["a:2", "a:3"]
