"""The launcher for real: READY, refusals, a crash, Ctrl-C, a second start on the same data."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from tempfile import mkdtemp

import pytest

from clearance.launcher.home import REPOSITORY

pytestmark = pytest.mark.launcher
WITHIN = 90


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Portal:
    """One launcher process with its data folder and port."""

    def __init__(self, data: Path, port: int, **told: str) -> None:
        self.data, self.port = data, port
        self.output = data.with_suffix(".out")
        command = [sys.executable, "-m", "clearance.launcher", "run"]
        with self.output.open("wb") as output, data.with_suffix(".err").open("wb") as errors:
            self.process = subprocess.Popen(
                command, cwd=REPOSITORY, env=environment(data, port) | told, stdout=output, stderr=errors,
                start_new_session=True,
            )  # fmt: skip

    @property
    def errors(self) -> str:
        return self.data.with_suffix(".err").read_text()

    def wait_until_ready(self) -> None:
        end = time.monotonic() + WITHIN
        while "READY" not in self.output.read_text():
            assert self.process.poll() is None, self.errors
            assert time.monotonic() < end, self.errors
            time.sleep(0.05)

    def health(self) -> int:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status
        except (OSError, HTTPException):
            return 0
        finally:
            connection.close()

    def descendants(self) -> dict[int, str]:
        """Every process whose ancestor is the launcher, with its command line."""
        parents: dict[int, int] = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if fields[0] != "Z":
                parents[int(stat.parent.name)] = int(fields[1])
        found, fresh = set(), {self.process.pid}
        while fresh:
            fresh = {pid for pid, parent in parents.items() if parent in fresh}
            found |= fresh
        return {pid: words for pid in found if (words := _command(pid))}


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def environment(data: Path, port: int) -> dict[str, str]:
    """A plain shell's environment: nothing of the test process' own servers and secrets."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {"PORTAL_DATA": str(data), "PORT": str(port)}


def refused(data: Path, port: int, **told: str) -> str:
    """The one sentence with which a start fails."""
    command = [sys.executable, "-m", "clearance.launcher", "run"]
    done = subprocess.run(
        command, cwd=REPOSITORY, env=environment(data, port) | told, capture_output=True, text=True,
        check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stdout == ""
    sentences = done.stderr.splitlines()
    assert len(sentences) == 1
    assert sentences[0].startswith("error: ")
    return sentences[0]


def eventually(condition: object, *, within: int = 30) -> None:
    end = time.monotonic() + within
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    # Not pytest's own folder: that is closed for the account which the servers of root run as.
    made = Path(mkdtemp(prefix="portal-launch-", dir="/tmp"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture(scope="module")
def portal(folder: Path) -> Iterator[Portal]:
    started = Portal(folder / "data", free_port())
    try:
        started.wait_until_ready()
        yield started
    finally:
        if started.process.poll() is None:
            started.process.send_signal(signal.SIGTERM)
            started.process.wait(timeout=60)


def test_it_says_ready_once_and_names_the_demo_accounts(portal: Portal) -> None:
    lines = portal.output.read_text().splitlines()
    assert lines[0] == f"READY http://127.0.0.1:{portal.port}/"
    assert sum("READY" in line for line in lines) == 1
    assert any("@" in line for line in lines[1:])
    assert portal.health() == 200


def test_secrets_are_private_and_outside_the_database(portal: Portal) -> None:
    for name in ("secrets.json", "environment.json"):
        assert (portal.data / name).stat().st_mode & 0o777 == 0o600
    secrets = json.loads((portal.data / "secrets.json").read_text())
    assert sorted(secrets) == ["PORTAL_DATA_KEYS", "PORTAL_HASH_KEY", "SECRET_KEY"]


def test_nothing_listens_but_the_web_server(portal: Portal) -> None:
    listening = set()
    for row in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        fields = row.split()
        if fields[3] == "0A":
            listening.add(int(fields[9]))
    sockets: dict[int, str] = {}
    for pid, words in portal.descendants().items():
        for handle in Path(f"/proc/{pid}/fd").glob("*"):
            target = os.readlink(handle) if handle.is_symlink() else ""
            if target.startswith("socket:[") and int(target[8:-1]) in listening:
                sockets[pid] = words
    assert sockets
    assert all("gunicorn" in words for words in sockets.values())


def test_a_second_instance_on_the_same_data_is_refused(portal: Portal) -> None:
    sentence = refused(portal.data, free_port())
    assert "Already running with this data" in sentence
    assert str(portal.process.pid) in sentence


def test_a_port_in_use_is_refused(portal: Portal, folder: Path) -> None:
    assert f"127.0.0.1:{portal.port} cannot be used" in refused(folder / "other", portal.port)


def test_killed_children_are_started_again(portal: Portal) -> None:
    before = portal.descendants()
    marks = ("bin/postgres -D", "valkey-server", "worker -n interactive")
    victims = {
        mark: min(pid for pid, words in before.items() if mark in words and not words.startswith("postgres:"))
        for mark in marks
    }
    for pid in victims.values():
        os.kill(pid, signal.SIGKILL)

    def all_back() -> bool:
        now = portal.descendants()
        back = {mark for mark in marks for pid, words in now.items() if mark in words and pid not in before}
        return back == set(marks) and portal.health() == 200

    eventually(all_back)
    assert portal.errors.count("is started again") >= 3
    assert portal.process.poll() is None


def test_ctrl_c_stops_everything_and_the_next_start_keeps_the_data(portal: Portal) -> None:
    secrets = (portal.data / "secrets.json").read_text()
    descendants = portal.descendants()
    assert len(descendants) >= 8
    portal.process.send_signal(signal.SIGINT)
    assert portal.process.wait(timeout=60) == 0
    assert {pid for pid, words in descendants.items() if _command(pid) == words} == set()

    again = Portal(portal.data, portal.port)
    try:
        again.wait_until_ready()
        assert again.health() == 200
        assert (again.data / "secrets.json").read_text() == secrets
        assert "\n0 changes in all" in (again.data / "log" / "prepare.log").read_text()
        # kill -9 of the launcher itself: the kernel tells the children
        descendants = again.descendants()
        again.process.kill()
        again.process.wait(timeout=10)
        eventually(lambda: not {pid for pid, words in descendants.items() if _command(pid) == words})
    finally:
        if again.process.poll() is None:
            again.process.kill()
