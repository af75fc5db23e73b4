"""How tokens look and are hashed."""

from hashlib import sha256

import pytest

from enterprises.rules.tokens import hash_of, looks_like_token, new_token


def test_a_new_token_is_long_and_hashed():
    made = new_token()
    assert looks_like_token(made.raw)
    assert made.raw.startswith(made.prefix + "_")
    assert made.token_hash == sha256(made.raw.encode()).digest() == hash_of(made.raw)


def test_no_two_are_alike():
    assert len({new_token().raw for _ in range(200)}) == 200


@pytest.mark.parametrize(
    "raw", ["", "cp_", "cp_abcdefgh", "Bearer x", "cp_abcdefgh_" + "x" * 42, "cp_abcdefgh_" + "é" * 43]
)
def test_other_texts_are_not_looked_up(raw):
    assert not looks_like_token(raw)
