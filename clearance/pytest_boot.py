"""A pytest plugin: throw-away PostgreSQL and Valkey for each test process, before settings are read.

Named by ``addopts = -p clearance.pytest_boot``. ``DATABASE_URL`` and ``REDIS_URL``, when set, are used
instead of the embedded servers.
"""

import atexit
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import gettempdir, mkdtemp

import pytest

from clearance.launcher.account import Account, server_account
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
from clearance.launcher.home import REPOSITORY, new_secrets
from clearance.launcher.problem import Problem
from clearance.launcher.process import stop
from clearance.translations import compile_all

_PREFIX = "portal-test-"
_running: list[tuple[Server, subprocess.Popen[bytes]]] = []
_folders: list[Path] = []


def _sweep() -> None:
    """Remove what killed test processes left behind; their servers died with them."""
    for folder in Path(gettempdir()).glob(f"{_PREFIX}*"):
        pid = folder.name.removeprefix(_PREFIX).partition("-")[0]
        if pid.isdigit() and not Path(f"/proc/{pid}").exists():
            shutil.rmtree(folder, ignore_errors=True)


def _place() -> Place:
    account: Account | None = server_account()
    root = Path(mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))
    _folders.append(root)
    root.chmod(0o711)
    (root / "static").mkdir()
    os.environ.setdefault("PORTAL_STATIC_ROOT", str(root / "static"))
    logs = own(root / "log", account=None)
    own(root / "valkey", account=account)
    sockets = short_sockets(root / "run", account=account, name=root.name)
    if root not in sockets.parents:
        _folders.append(sockets)
    return Place(find_binaries(account), account, data=root, sockets=sockets, logs=logs, throwaway=True)


def _start() -> None:
    _sweep()
    place = _place()
    atexit.register(_stop)
    if not os.environ.get("REDIS_URL"):
        _running.append((Valkey, start_and_wait(Valkey, place=place)))
        os.environ["REDIS_URL"] = place.redis_url()
    if not os.environ.get("DATABASE_URL"):
        make_cluster(place)
        _running.append((Postgres, start_and_wait(Postgres, place=place)))
        make_roles(place)
        os.environ["DATABASE_URL"] = place.database_url(OWNER)


def _stop() -> None:
    while _running:
        server, process = _running.pop()
        stop(process, farewell=server.farewell, patience=10)
    while _folders:
        shutil.rmtree(_folders.pop(), ignore_errors=True)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    """Start the servers before pytest-django reads the settings (a wrapper runs before all others)."""
    for name, value in new_secrets().items():
        os.environ.setdefault(name, value)
    os.environ["PORTAL_HTTPS"] = os.environ["PORTAL_STATIC_MANIFEST"] = "0"
    os.environ.pop("PORTAL_DEMO", None)
    compile_all(REPOSITORY)
    try:
        if not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")):
            _start()
    except Problem as problem:
        raise pytest.UsageError(str(problem)) from problem
    return (yield)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """Stop the servers; if pytest itself is killed, the kernel stops them."""
    _stop()
