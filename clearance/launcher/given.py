"""Servers that the environment names instead of the embedded ones: asked whether they are there at all."""

import socket
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from clearance.launcher.problem import Problem

_PATIENCE = 5
_PORTS = {"postgres": 5432, "postgresql": 5432, "redis": 6379, "rediss": 6379, "valkey": 6379}


def check_given(addresses: dict[str, str]) -> None:
    """Refuse an address at which nobody listens, before anything else is started.

    Raises:
        Problem: with the name of the variable; the password of the address is never said.
    """
    for name, address in addresses.items():
        if not address:
            continue
        try:
            _connect(urlsplit(address))
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise Problem(
                f"{name} names a server that cannot be reached ({reason}): start it, correct the address, "
                f"or leave {name} unset for the embedded one."
            ) from error


def _connect(address: SplitResult) -> None:
    """Connect and hang up, over TCP or a Unix socket."""
    if address.scheme == "unix":
        _connect_to_socket(Path(unquote(address.path)))
        return
    if address.scheme not in _PORTS:
        raise ValueError("no address of such a server")
    port = address.port or _PORTS[address.scheme]
    host = unquote(address.hostname or "127.0.0.1")
    if "%2f" in address.netloc.lower():  # urlsplit writes the host in small letters: paths must keep theirs
        folder = unquote(address.netloc.rpartition("@")[2].partition(":")[0])
        _connect_to_socket(Path(folder) / f".s.PGSQL.{port}")
        return
    socket.create_connection((host, port), timeout=_PATIENCE).close()


def _connect_to_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.settimeout(_PATIENCE)
        client.connect(str(path))
