"""Sealed data open only at their place, survive rotation, and never outlive their key's commit."""

from base64 import b64encode
from collections.abc import Iterator
from datetime import date
from io import StringIO

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from pytest_django import DjangoAssertNumQueries, Settings

from kernel.crypto import Undecipherable, new_key
from kernel.models import DataKey
from kernel.orm import keys
from kernel.orm.keys import personal_hash, seal, unseal
from kernel.orm.tx import intention
from tests.kernel.conftest import Apart

ONE, TWO = (b64encode(new_key()).decode() for _ in range(2))


@pytest.fixture
def masters(transactional_db: None, settings: Settings) -> Iterator[Settings]:
    """No data key yet, and one master key of our own; nothing stays behind."""
    DataKey.objects.all().delete()
    settings.PORTAL_DATA_KEYS = f"1:{ONE}"
    forget()
    yield settings
    DataKey.objects.all().delete()
    forget()


def forget() -> None:
    """As a fresh process would know nothing."""
    keys._opened.clear()


def rotate(*options: str) -> str:
    out = StringIO()
    call_command("rotate_keys", *options, stdout=out)
    return out.getvalue()


def test_what_is_sealed_opens_at_its_place(db: None) -> None:
    blob = seal("王小明 430102199001011234".encode(), table="declarations_order", row_id=5)
    assert unseal(blob, table="declarations_order", row_id=5).decode() == "王小明 430102199001011234"
    assert unseal(memoryview(blob), table="declarations_order", row_id=5)


@pytest.mark.parametrize(("table", "row_id"), [("declarations_order", 6), ("declarations_payment", 5)])
def test_a_moved_blob_refuses(db: None, table: str, row_id: int) -> None:
    blob = seal(b"secret", table="declarations_order", row_id=5)
    with pytest.raises(Undecipherable):
        unseal(blob, table=table, row_id=row_id)


@pytest.mark.parametrize("blob", [b"", b"\x01", b"\x01\0\0\0", b"\x02\0\0\0\x01" + bytes(40), b"plain text"])
def test_what_was_never_sealed_refuses(db: None, blob: bytes) -> None:
    with pytest.raises(Undecipherable):
        unseal(blob, table="t", row_id=1)


def test_an_unknown_data_key_refuses(db: None) -> None:
    blob = seal(b"secret", table="t", row_id=1)
    with pytest.raises(Undecipherable):
        unseal(blob[:1] + b"\xff\xff\xff\xff" + blob[5:], table="t", row_id=1)


def test_a_rolled_back_intention_leaves_a_key_that_exists(masters: Settings) -> None:
    blob = b""
    with pytest.raises(ZeroDivisionError), intention():
        blob = seal(b"x", table="t", row_id=1)
        raise ZeroDivisionError
    forget()
    assert unseal(blob, table="t", row_id=1) == b"x"
    assert DataKey.objects.count() == 1


def test_two_workers_make_one_key(masters: Settings, apart: Apart) -> None:
    jobs = [apart(lambda: seal(b"x", table="t", row_id=1)) for _ in range(4)]
    assert {job.result(20)[:5] for job in jobs} == {seal(b"x", table="t", row_id=1)[:5]}
    assert DataKey.objects.count() == 1


def test_a_new_month_begins_a_new_key(masters: Settings) -> None:
    old = seal(b"old", table="t", row_id=1)
    DataKey.objects.update(month=date(2020, 1, 1))
    new = seal(b"new", table="t", row_id=2)
    assert old[:5] != new[:5]
    assert DataKey.objects.filter(month__day=1).count() == 2
    assert unseal(old, table="t", row_id=1) == b"old"


def test_a_new_master_rewraps_and_the_old_one_can_go(masters: Settings) -> None:
    blob = seal(b"secret", table="t", row_id=1)
    masters.PORTAL_DATA_KEYS = f"1:{ONE},2:{TWO}"
    assert rotate() == "1 data keys wrapped anew.\n"
    assert rotate() == "0 data keys wrapped anew.\n"
    assert set(DataKey.objects.values_list("master_id", flat=True)) == {2}
    masters.PORTAL_DATA_KEYS = f"2:{TWO}"
    forget()
    assert unseal(blob, table="t", row_id=1) == b"secret"


def test_without_its_master_a_key_stays_shut_and_nothing_is_rewrapped(masters: Settings) -> None:
    blob = seal(b"secret", table="t", row_id=1)
    masters.PORTAL_DATA_KEYS = f"2:{TWO}"
    forget()
    with pytest.raises(ImproperlyConfigured, match="no master key 1"):
        unseal(blob, table="t", row_id=1)
    with pytest.raises(ImproperlyConfigured):
        rotate()
    masters.PORTAL_DATA_KEYS = f"1:{TWO}"
    with pytest.raises(Undecipherable):
        unseal(blob, table="t", row_id=1)


def test_a_new_data_key_is_used_at_once(masters: Settings) -> None:
    old = seal(b"old", table="t", row_id=1)
    said = rotate("--new-data-key")
    new = seal(b"new", table="t", row_id=1)
    assert f"Data key {int.from_bytes(new[1:5])} is used from now on." in said
    assert new[1:5] != old[1:5]
    assert unseal(old, table="t", row_id=1) == b"old"


def test_a_replaced_database_is_noticed(masters: Settings) -> None:
    """A living process must not insist on a key that the database no longer has under that number."""
    blob = seal(b"x", table="t", row_id=1)
    keys._opened[int.from_bytes(blob[1:5])] = new_key()
    assert unseal(blob, table="t", row_id=1) == b"x"


def test_one_lookup_per_intention(
    masters: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    seal(b"x", table="t", row_id=1)
    with intention():
        seal(b"x", table="t", row_id=1)
        with django_assert_num_queries(0):
            for number in range(100):
                seal(b"x", table="t", row_id=number)


def test_the_hash_of_a_person_needs_its_own_key(settings: Settings) -> None:
    settings.PORTAL_HASH_KEY = ONE
    first = personal_hash("430102199001011234")
    assert len(first) == 16 and personal_hash("430102199001011234") == first
    settings.PORTAL_HASH_KEY = TWO
    assert personal_hash("430102199001011234") != first


@pytest.mark.parametrize("text", ["", "1:", "x:abc", "1:!!!", "1:" + b64encode(b"short").decode(), ONE])
def test_bad_master_keys_are_said_clearly(masters: Settings, text: str) -> None:
    masters.PORTAL_DATA_KEYS = text
    with pytest.raises(ImproperlyConfigured, match="PORTAL_DATA_KEYS"):
        seal(b"x", table="t", row_id=1)


@pytest.mark.parametrize("text", ["", "!!!", b64encode(b"short").decode()])
def test_a_bad_hash_key_is_said_clearly(settings: Settings, text: str) -> None:
    settings.PORTAL_HASH_KEY = text
    with pytest.raises(ImproperlyConfigured, match="PORTAL_HASH_KEY"):
        personal_hash("x")
