"""The launcher and servers not its own: data of another version, servers that the environment names."""

import json
import signal
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
from redis import Redis

from clearance.launcher.account import server_account
from clearance.launcher.binaries import find_binaries
from clearance.launcher.embedded import (
    APP,
    OWNER,
    Place,
    Postgres,
    Valkey,
    make_cluster,
    make_roles,
    own,
    short_sockets,
    start_and_wait,
)
from clearance.launcher.home import new_secrets
from clearance.launcher.process import stop
from tests.clearance.test_launcher import Portal, folder, free_port, refused

__all__ = ["folder"]
pytestmark = pytest.mark.launcher


@pytest.fixture
def given(folder: Path) -> Iterator[Place]:
    """A PostgreSQL and a Valkey that the launcher has nothing to do with."""
    account = server_account()
    root = own(folder / "given", account=None, mode=0o711)
    own(root / "valkey", account=account)
    place = Place(
        find_binaries(account),
        account,
        data=root,
        sockets=short_sockets(root / "run", account=account, name="given"),
        logs=own(root / "log", account=None),
        throwaway=True,
    )
    make_cluster(place)
    running = []
    try:
        for server in (Valkey, Postgres):
            running.append((server, start_and_wait(server, place=place)))
        make_roles(place)
        yield place
    finally:
        for server, process in running:
            stop(process, farewell=server.farewell, patience=10)


def test_data_of_another_version_is_refused(folder: Path) -> None:
    data = folder / "old"
    (data / "postgres").mkdir(parents=True)
    (data / "postgres" / "PG_VERSION").write_text("12\n")
    (data / "secrets.json").write_text(json.dumps(new_secrets()))
    sentence = refused(data, free_port())
    assert "is of PostgreSQL 12, this is " in sentence
    assert [path.name for path in (data / "postgres").iterdir()] == ["PG_VERSION"]


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("DATABASE_URL", "postgres://portal:geheim@127.0.0.1:{port}/portal"),
        ("DATABASE_URL", "postgres://portal:geheim@%2Ftmp%2FNo-Such-Folder/portal"),
        ("REDIS_URL", "redis://:geheim@127.0.0.1:{port}/0"),
        ("REDIS_URL", "unix:///tmp/no-such-folder/valkey.sock?db=0"),
        ("REDIS_URL", "127.0.0.1"),
    ],
)
def test_an_address_where_nobody_listens_is_refused(folder: Path, name: str, address: str) -> None:
    data = folder / "lonely"
    sentence = refused(data, free_port(), **{name: address.format(port=free_port())})
    assert sentence.startswith(f"error: {name} names a server that cannot be reached (")
    assert "geheim" not in sentence
    assert not (data / "postgres").exists() and not (data / "valkey").exists()


def test_servers_of_the_environment_replace_the_embedded_ones(folder: Path, given: Place) -> None:
    """It starts none of its own, keeps everything in those it was given, and leaves them running."""
    owner = given.database_url(OWNER)
    told = {"DATABASE_URL": given.database_url(APP), "DATABASE_OWNER_URL": owner, "PORTAL_DEMO": "0"}
    portal = Portal(folder / "borrowing", free_port(), **told, REDIS_URL=given.redis_url())
    queue = Redis.from_url(given.redis_url())
    try:
        portal.wait_until_ready()
        assert portal.health() == 200
        words = portal.descendants().values()
        assert any("gunicorn" in one for one in words)
        assert not [one for one in words if "postgres" in one or "valkey-server" in one]
        assert not (portal.data / "postgres").exists() and not (portal.data / "valkey").exists()
        assert len(queue.client_list()) > 1
    finally:
        portal.process.send_signal(signal.SIGTERM)
        assert portal.process.wait(timeout=60) == 0
    assert queue.ping()
    with psycopg2.connect(owner) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM codelists_goods)")
        assert cursor.fetchone() == (True,)
    connection.close()
    queue.close()
