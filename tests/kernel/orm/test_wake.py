"""A wake-up is sent after the commit, only then, and a queue that is down is only a log line."""

import json
import logging
from collections.abc import Iterator
from uuid import uuid4

import pytest
import redis
from celery import Celery, current_app
from django.conf import settings

from kernel.orm.tx import intention
from kernel.orm.wake import wake


@pytest.fixture
def queue() -> Iterator[str]:
    """A queue of our own in the real broker."""
    name = f"test-{uuid4().hex}"
    yield name
    client().delete(name)


def client() -> "redis.Redis":
    return redis.Redis.from_url(settings.REDIS_URL)


def waiting(queue: str) -> int:
    with client() as connected:
        return int(connected.llen(queue))  # type: ignore[arg-type]


def test_it_is_sent_after_the_commit(transactional_db: None, queue: str) -> None:
    with intention():
        wake("supervision.decide", 41, "4921", queue=queue)
        assert waiting(queue) == 0
    assert waiting(queue) == 1
    with client() as connected:
        message = json.loads(connected.lindex(queue, 0))  # type: ignore[arg-type]
    assert message["headers"]["task"] == "supervision.decide"
    assert message["headers"]["argsrepr"] == "(41, '4921')"


def test_a_roll_back_sends_nothing(transactional_db: None, queue: str) -> None:
    with pytest.raises(ZeroDivisionError), intention():
        wake("supervision.decide", 41, queue=queue)
        raise ZeroDivisionError
    assert waiting(queue) == 0


def test_a_queue_that_is_down_is_logged(transactional_db: None, caplog: pytest.LogCaptureFixture) -> None:
    real = current_app._get_current_object()
    dead = Celery("dead", broker="redis+socket:///nowhere/queue.sock", set_as_current=False)
    dead.set_current()
    try:
        with caplog.at_level(logging.WARNING, logger="kernel.orm.wake"), intention():
            wake("supervision.decide", 41)
    finally:
        real.set_current()
        dead.close()
    assert "task supervision.decide was not sent" in caplog.text
