"""Starts everything in order, says READY, keeps it alive, and stops everything when asked."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPConnection, HTTPException
from types import FrameType

from clearance.launcher.account import Account, server_account
from clearance.launcher.binaries import find_binaries
from clearance.launcher.children import Child, look_at, stop_all
from clearance.launcher.embedded import (
    APP,
    OWNER,
    Place,
    Postgres,
    Server,
    Valkey,
    check_version,
    make_cluster,
    make_roles,
    own,
    short_sockets,
    start_and_wait,
)
from clearance.launcher.given import check_given
from clearance.launcher.home import REPOSITORY, Home, is_running, lock, open_home, secrets, write_private
from clearance.launcher.notices import ready, say
from clearance.launcher.problem import Problem
from clearance.launcher.process import spawn
from clearance.launcher.programs import HOST, commands, environment, program_account

_PACE = 0.1
_READY_WITHIN = 120
_LOG_LIMIT = 10 * 1024 * 1024


class Stopped(Exception):
    """Ctrl-C or a signal came while something was still being prepared."""


@dataclass
class Portal:
    """Everything that runs for one data folder."""

    home: Home
    account: Account | None
    children: list[Child] = field(default_factory=list)
    stopping: bool = False

    def listen(self) -> None:
        """Take the signals that mean stop, even where a shell had them ignored."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._asked)

    def _asked(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def pause(self) -> None:
        """Wait a moment.

        Raises:
            Stopped: it is time to end.
        """
        if self.stopping:
            raise Stopped
        time.sleep(_PACE)

    def servers(self) -> dict[str, str]:
        """Start the embedded servers that the environment does not replace; the addresses of both."""
        database, queue = os.environ.get("DATABASE_URL"), os.environ.get("REDIS_URL")
        addresses = {"DATABASE_URL": database or "", "REDIS_URL": queue or ""}
        addresses["DATABASE_OWNER_URL"] = os.environ.get("DATABASE_OWNER_URL") or database or ""
        check_given(addresses)
        if database and queue:
            return addresses
        place = self._place()
        if not queue:
            own(place.data / "valkey", account=self.account)
            self._serve(Valkey, place=place)
            addresses["REDIS_URL"] = place.redis_url()
        if not database:
            check_version(place)
            make_cluster(place)
            self._serve(Postgres, place=place)
            make_roles(place)
            addresses["DATABASE_URL"] = place.database_url(APP)
            addresses["DATABASE_OWNER_URL"] = place.database_url(OWNER)
        return addresses

    def _place(self) -> Place:
        sockets = short_sockets(self.home.data / "run", account=self.account, name=self.home.key)
        binaries = find_binaries(self.account)
        return Place(binaries, self.account, data=self.home.data, sockets=sockets, logs=self.home.logs)

    def _serve(self, server: Server, *, place: Place) -> None:
        log = self.home.logs / f"{server.name}.log"
        child = Child(
            server.name, partial(server.start, place), log=log, farewell=server.farewell, is_server=True
        )
        self.children.append(child)
        child.process = start_and_wait(server, place=place)

    def run_command(self, arguments: list[str], *, env: dict[str, str]) -> None:
        """Run one management command as the owner of the database and wait for it.

        Raises:
            Problem: it failed.
        """
        log = self.home.logs / f"{arguments[0]}.log"
        env = env | {"DATABASE_URL": env["DATABASE_OWNER_URL"]}
        command = [sys.executable, str(REPOSITORY / "manage.py"), *arguments]
        process = spawn(command, log=log, env=_whole(env), cwd=str(REPOSITORY))
        self.children.append(Child(arguments[0], start=lambda: process, log=log, process=process))
        while process.poll() is None:
            self.pause()
        self.children.pop()
        if process.returncode != 0:
            raise Problem(f"“manage.py {' '.join(arguments)}” failed: see {log}.")

    def programs(self, port: int, *, env: dict[str, str]) -> None:
        """Start web, workers and beat."""
        account = program_account(self.account, env=_whole(env))
        for name, command in commands(self.home, port=port, account=account).items():
            log = self.home.logs / f"{name}.log"
            start = partial(spawn, command, log=log, env=_whole(env), account=account, cwd=str(REPOSITORY))
            self.children.append(Child(name, start, log=log))
        look_at(self.children)

    def wait_until_healthy(self, port: int) -> None:
        """Wait until the web answers that database and queue are there.

        Raises:
            Problem: it does not within two minutes.
        """
        end = time.monotonic() + _READY_WITHIN
        while not healthy(port):
            if time.monotonic() > end:
                raise Problem(f"The web server does not answer: see {self.home.logs / 'web.log'}.")
            look_at(self.children)
            self.pause()

    def keep(self) -> None:
        """Keep all children alive until somebody asks to stop."""
        while True:
            look_at(self.children)
            self.pause()


def _whole(env: dict[str, str]) -> dict[str, str]:
    return dict(os.environ) | {name: value for name, value in env.items() if name != "DATABASE_OWNER_URL"}


def healthy(port: int) -> bool:
    """Whether the health page at ``port`` says that all is well."""
    connection = HTTPConnection(HOST, port, timeout=10)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def check_port(port: int) -> None:
    """Refuse a port that somebody uses.

    Raises:
        Problem: it is in use or may not be used.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise Problem(
                f"{HOST}:{port} cannot be used ({error.strerror}): choose another with PORT=…."
            ) from error


def _trim_logs(home: Home) -> None:
    for log in home.logs.glob("*.log"):
        if log.stat().st_size > _LOG_LIMIT:
            log.rename(log.with_suffix(".log.1"))


@contextmanager
def _portal() -> Iterator[tuple[Portal, dict[str, str]]]:
    """The servers of the data folder, running and locked; everything is stopped at the end."""
    home = open_home()
    with lock(home):
        _trim_logs(home)
        portal = Portal(home, server_account())
        portal.listen()
        try:
            own_secrets = secrets(home)
            env = environment(home, secrets=own_secrets, addresses=portal.servers())
            write_private(home.environment, content=env)
            yield portal, env
        finally:
            stop_all(portal.children)


def run(port: int) -> None:
    """Run the portal on ``port`` until it is asked to stop.

    Raises:
        Problem: something is wrong that a person must put right.
    """
    home = open_home()
    if is_running(home):
        lock(home)
    check_port(port)
    try:
        with _portal() as (portal, env):
            say(f"Data folder: {portal.home.data}")
            portal.run_command(["prepare"], env=env)
            portal.programs(port, env=env)
            portal.wait_until_healthy(port)
            accounts = portal.home.data / "accounts.txt"
            ready(f"http://{HOST}:{port}/", accounts=accounts.read_text() if accounts.exists() else "")
            portal.keep()
    except Stopped:
        say("Stopped.")


def manage(arguments: list[str]) -> int:
    """Run one management command beside the running portal, or with the servers alone; its exit code."""
    command = [sys.executable, str(REPOSITORY / "manage.py"), *arguments]
    if is_running(open_home()):
        return subprocess.run(command, check=False).returncode
    try:
        with _portal() as (portal, env):
            portal.run_command(["prepare"], env=env)
            return subprocess.run(command, check=False, env=_whole(env)).returncode
    except Stopped:
        return 130
