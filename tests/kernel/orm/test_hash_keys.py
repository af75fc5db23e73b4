"""The keyed hash has versions; whoever seals while hashing with another one than is in force is stopped."""

from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from clearance.launcher.home import new_secrets
from kernel.crypto import new_key
from kernel.models import HashKey
from kernel.orm import keys
from kernel.orm.keys import (
    hash_version,
    hashing_as,
    personal_hash,
    put_hash_version_in_force,
    rotation_target,
    seal,
)
from kernel.orm.tx import intention
from kernel.refusal import Conflict

ONE, TWO, THREE = (b64encode(new_key()).decode() for _ in range(3))
AT = datetime(2026, 10, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def two_keys(db: None, settings: Settings) -> Iterator[Settings]:
    """Two keys, and a thread that has not hashed yet; afterwards it has forgotten again."""
    settings.PORTAL_HASH_KEY = f"1:{ONE},2:{TWO}"
    with hashing_as(1):
        keys._thread.version = None
        yield settings


def put_in_force(version: int) -> None:
    with intention():
        put_hash_version_in_force(version, at=AT)


def seal_something() -> None:
    with intention():
        seal(b"x", table="t", row_id=1)


@pytest.mark.parametrize("text", [ONE, f"1:{ONE}", f"1:{ONE},2:{TWO}", new_secrets()["PORTAL_HASH_KEY"]])
def test_a_bare_key_is_the_first_version(two_keys: Settings, text: str) -> None:
    two_keys.PORTAL_HASH_KEY = text
    assert hash_version() == 1
    bare = text.removeprefix("1:").partition(",")[0]
    first = personal_hash("x")
    two_keys.PORTAL_HASH_KEY = bare
    assert personal_hash("x") == first


def test_hashing_as_another_version_is_for_a_while() -> None:
    first = personal_hash("x")
    with hashing_as(2):
        assert personal_hash("x") != first and hash_version() == 2
    assert personal_hash("x") == first
    with pytest.raises(ImproperlyConfigured, match="no version 3"), hashing_as(3):
        personal_hash("x")


def test_a_thread_that_hashed_with_the_old_version_is_stopped_once() -> None:
    old = personal_hash("x")
    put_in_force(2)
    with pytest.raises(Conflict):
        seal_something()
    seal_something()
    assert hash_version() == 2 and personal_hash("x") != old


def test_where_a_rotation_goes(two_keys: Settings) -> None:
    assert rotation_target() == 2
    put_in_force(2)
    assert rotation_target() is None
    two_keys.PORTAL_HASH_KEY = ONE
    with pytest.raises(ImproperlyConfigured, match="ends with version 1, but 2 is in force"):
        rotation_target()


def test_another_key_under_the_right_number_is_noticed(two_keys: Settings) -> None:
    put_in_force(2)
    two_keys.PORTAL_HASH_KEY = f"2:{THREE}"
    with pytest.raises(ImproperlyConfigured, match="not the key that is in force"):
        seal_something()
    assert HashKey.objects.get().version == 2


def test_the_key_in_force_must_be_there(two_keys: Settings) -> None:
    """Someone took the old key away before the rotation: nothing may be hashed with the new one."""
    two_keys.PORTAL_HASH_KEY = f"2:{TWO}"
    personal_hash("x")
    with pytest.raises(Conflict):
        seal_something()
    with pytest.raises(ImproperlyConfigured, match="no version 1"):
        personal_hash("x")
