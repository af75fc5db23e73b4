"""What the environment may say to the settings: flags, lists and addresses, read in one way."""

import os
from urllib.parse import parse_qs, quote, urlsplit

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]", "::1"})


def text(name: str, *, default: str = "") -> str:
    """The variable ``name``, or ``default`` where it is missing or empty."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool) -> bool:
    """The variable ``name`` as yes or no: ``1 true yes on`` are yes, all else is no."""
    value = text(name).lower()
    return default if not value else value in {"1", "true", "yes", "on"}


def words(name: str, *, default: str = "") -> list[str]:
    """The variable ``name`` as a list: entries are separated by commas."""
    return [word.strip() for word in text(name, default=default).split(",") if word.strip()]


def broker_address(redis_url: str) -> str:
    """``redis_url`` as Celery wants it: Unix sockets have a scheme and a parameter of their own there."""
    parts = urlsplit(redis_url)
    if parts.scheme != "unix":
        return redis_url
    database = parse_qs(parts.query).get("db", ["0"])[0]
    return f"redis+socket://{quote(parts.path)}?virtual_host={database}"
