"""Encryption and keyed hashes over bytes; where keys come from is not known here."""

import hmac
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
_NONCE_BYTES = 12
HASH_BYTES = 16


class Undecipherable(Exception):
    """The bytes were altered, moved to another place, or belong to another key."""


@lru_cache(maxsize=64)
def _cipher(key: bytes) -> AESGCM:
    if len(key) != KEY_BYTES:
        raise ValueError(f"a key has {KEY_BYTES} bytes, not {len(key)}")
    return AESGCM(key)


def new_key() -> bytes:
    """A fresh random key."""
    return os.urandom(KEY_BYTES)


def encrypt(key: bytes, data: bytes, *, bound_to: bytes) -> bytes:
    """AES-256-GCM of ``data`` with a random nonce in front; readable only together with ``bound_to``."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + _cipher(key).encrypt(nonce, data, bound_to)


def decrypt(key: bytes, blob: bytes, *, bound_to: bytes) -> bytes:
    """The data that ``encrypt`` was given.

    Raises:
        Undecipherable: altered bytes, another key, or another ``bound_to``.
    """
    try:
        return _cipher(key).decrypt(blob[:_NONCE_BYTES], blob[_NONCE_BYTES:], bound_to)
    except (InvalidTag, ValueError):
        raise Undecipherable("the stored bytes cannot be read with this key at this place") from None


def keyed_hash(key: bytes, text: str) -> bytes:
    """HMAC-SHA256 of ``text``, cut to 16 bytes: equal texts meet, nobody without the key can guess."""
    return hmac.digest(key, text.encode(), "sha256")[:HASH_BYTES]
