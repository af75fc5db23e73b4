"""Embedded servers for a benchmark: durable (fsync on), in a folder of their own, gone afterwards."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from clearance.launcher.account import server_account
from clearance.launcher.binaries import find_binaries
from clearance.launcher.embedded import (
    OWNER,
    Place,
    Postgres,
    Server,
    Valkey,
    make_cluster,
    make_roles,
    own,
    short_sockets,
    start_and_wait,
)
from clearance.launcher.home import new_secrets
from clearance.launcher.process import stop


@contextmanager
def servers() -> Iterator[None]:
    """PostgreSQL and Valkey as `make run` has them; DATABASE_URL and REDIS_URL point at them."""
    account = server_account()
    root = Path(mkdtemp(prefix="portal-bench-"))
    root.chmod(0o711)
    own(root / "valkey", account=account)
    sockets = short_sockets(root / "run", account=account, name=root.name)
    place = Place(find_binaries(account), account, root, sockets, own(root / "log", account=None))
    make_cluster(place)
    running: list[tuple[Server, subprocess.Popen[bytes]]] = []
    try:
        for server in (Valkey, Postgres):
            running.append((server, start_and_wait(server, place=place)))
        make_roles(place)
        os.environ |= new_secrets() | {
            "DATABASE_URL": place.database_url(OWNER),
            "REDIS_URL": place.redis_url(),
            "DJANGO_SETTINGS_MODULE": "clearance.settings",
            "PORTAL_DEMO": "1",
            "PORTAL_HTTPS": "0",
        }
        yield
    finally:
        for server, process in reversed(running):
            stop(process, farewell=server.farewell, patience=20)
        shutil.rmtree(root, ignore_errors=True)
        shutil.rmtree(sockets, ignore_errors=True)
