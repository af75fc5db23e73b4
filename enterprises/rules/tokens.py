"""API tokens: how they look and how they are hashed; 256 random bits need no slow hash."""

from hashlib import sha256
from re import compile as compile_pattern
from secrets import choice, token_urlsafe
from typing import NamedTuple

_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
_SHAPE = compile_pattern(r"cp_[a-z2-9]{8}_[A-Za-z0-9_-]{43}")
_PREFIX_LENGTH = 11


class NewToken(NamedTuple):
    """A token as made: ``raw`` is shown once and never stored."""

    raw: str
    prefix: str
    token_hash: bytes


def new_token() -> NewToken:
    """A fresh token ``cp_<eight signs>_<43 signs>`` with its prefix and its hash."""
    prefix = "cp_" + "".join(choice(_SIGNS) for _ in range(8))
    raw = f"{prefix}_{token_urlsafe(32)}"
    return NewToken(raw, prefix, hash_of(raw))


def hash_of(raw: str) -> bytes:
    """SHA-256 of a raw token, 32 bytes."""
    return sha256(raw.encode()).digest()


def looks_like_token(raw: str) -> bool:
    """Whether ``raw`` has the shape of a token; anything else need not be looked up."""
    return len(raw) > _PREFIX_LENGTH and _SHAPE.fullmatch(raw) is not None
