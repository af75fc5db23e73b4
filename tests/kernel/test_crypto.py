"""Encrypted bytes are readable only with their key and at their place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.crypto import Undecipherable, decrypt, encrypt, keyed_hash, new_key

KEY = bytes(range(32))


@given(data=st.binary(max_size=300), place=st.binary(max_size=20))
def test_what_is_encrypted_reads_back(data: bytes, place: bytes) -> None:
    blob = encrypt(KEY, data, bound_to=place)
    assert decrypt(KEY, blob, bound_to=place) == data
    assert len(blob) == len(data) + 28


def test_the_same_data_never_look_the_same() -> None:
    assert encrypt(KEY, b"x", bound_to=b"t") != encrypt(KEY, b"x", bound_to=b"t")


def test_a_moved_blob_refuses() -> None:
    blob = encrypt(KEY, b"secret", bound_to=b"table:1")
    with pytest.raises(Undecipherable):
        decrypt(KEY, blob, bound_to=b"table:2")


def test_another_key_refuses() -> None:
    with pytest.raises(Undecipherable):
        decrypt(new_key(), encrypt(KEY, b"secret", bound_to=b""), bound_to=b"")


def test_every_altered_byte_refuses() -> None:
    blob = encrypt(KEY, b"secret", bound_to=b"")
    for position in range(len(blob)):
        altered = bytearray(blob)
        altered[position] ^= 1
        with pytest.raises(Undecipherable):
            decrypt(KEY, bytes(altered), bound_to=b"")


@pytest.mark.parametrize("length", [0, 5, 12, 27])
def test_a_cut_blob_refuses(length: int) -> None:
    with pytest.raises(Undecipherable):
        decrypt(KEY, encrypt(KEY, b"", bound_to=b"")[:length], bound_to=b"")


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError):
        encrypt(b"short", b"x", bound_to=b"")


def test_the_hash_is_hmac_sha256_cut_to_16_bytes() -> None:
    """RFC 4231, test case 2."""
    assert keyed_hash(b"Jefe", "what do ya want for nothing?").hex() == "5bdcc146bf60754e6a042426089575c7"


def test_the_hash_needs_its_key() -> None:
    assert keyed_hash(KEY, "王小明") == keyed_hash(KEY, "王小明") != keyed_hash(new_key(), "王小明")
