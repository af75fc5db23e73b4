"""The embedded servers: how PostgreSQL and Valkey are made, started and found ready; no TCP port at all."""

import os
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from clearance.launcher.account import Account
from clearance.launcher.binaries import Binaries
from clearance.launcher.problem import Problem
from clearance.launcher.process import spawn, stop

OWNER, APP, DATABASE = "portal_owner", "portal_app", "portal"
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_wal_size=4GB", "autovacuum=off")
_SAFE = ("max_wal_size=2GB", "checkpoint_timeout=15min", "wal_compression=on")
# Old children of a killed server may hold its memory for a moment: an immediate start fails then.
_START_PATIENCE = 20


@dataclass(frozen=True)
class Place:
    """One set of embedded servers: programs, folders, and whom they run as. ``throwaway`` is for tests."""

    binaries: Binaries
    account: Account | None
    data: Path
    sockets: Path
    logs: Path
    throwaway: bool = False

    @property
    def cluster(self) -> Path:
        """PostgreSQL's data folder."""
        return self.data / "postgres"

    @property
    def queue_socket(self) -> Path:
        """The Unix socket of Valkey."""
        return self.sockets / "valkey.sock"

    def database_url(self, role: str, *, database: str = DATABASE) -> str:
        """The address of ``database`` for ``role``, over the Unix socket."""
        return f"postgres://{role}@{quote(str(self.sockets), safe='')}/{database}"

    def redis_url(self) -> str:
        """The address of the queue."""
        return f"unix://{self.queue_socket}?db=0"


def _environment() -> dict[str, str]:
    """LC_ALL=C: an uninstalled locale of the user's would stop initdb."""
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C", "TZ": "UTC"}


def own(folder: Path, *, account: Account | None, mode: int = 0o700) -> Path:
    """Make ``folder`` if it is missing, for ``account`` alone; parents keep their permissions."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(mode)
    if account is not None:
        os.chown(folder, account.uid, account.gid)
    return folder


def short_sockets(wanted: Path, *, account: Account | None, name: str) -> Path:
    """``wanted``, or a folder in /tmp when its path is too long for a Unix socket (about 100 bytes)."""
    if len(os.fsencode(wanted / ".s.PGSQL.5432.lock")) <= 100:
        return own(wanted, account=account)
    folder = Path("/tmp") / f"portal-{os.geteuid()}-{name}"  # noqa: S108 - its owner is checked
    owner = account.uid if account else os.geteuid()
    if folder.is_symlink() or (folder.exists() and folder.stat().st_uid not in {owner, os.geteuid()}):
        raise Problem(
            f"{folder} belongs to somebody else: choose a data folder with a shorter path (PORTAL_DATA)."
        )
    return own(folder, account=account)


def check_version(place: Place) -> None:
    """Refuse data of another major version of PostgreSQL.

    Raises:
        Problem: the data folder was made by another major version.
    """
    marker = place.cluster / "PG_VERSION"
    found = marker.read_text().strip() if marker.exists() else ""
    if found and found != str(place.binaries.major):
        raise Problem(
            f"The data in {place.cluster} is of PostgreSQL {found}, this is {place.binaries.major}: set "
            f"PORTAL_PG_BIN to PostgreSQL {found}, move the data with pg_dump, or choose another PORTAL_DATA."
        )


def make_cluster(place: Place) -> None:
    """Run initdb into a draft folder and rename it: a killed first start leaves nothing half made."""
    if (place.cluster / "PG_VERSION").exists():
        return
    draft = place.data / "postgres.draft"
    shutil.rmtree(draft, ignore_errors=True)
    own(draft, account=place.account)
    # lc-ctype: pg_trgm asks it what a letter is, and finds none in Chinese under plain C.
    flags = ["--encoding=UTF8", "--locale=C", "--lc-ctype=C.UTF-8", "--auth=trust", f"--username={OWNER}"]
    if place.binaries.major >= 17:
        flags += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    flags += (
        ["--no-sync", "--no-data-checksums"]
        if place.throwaway and place.binaries.major >= 18
        else ["--data-checksums"]
    )
    command = [str(place.binaries.postgres / "initdb"), f"--pgdata={draft}", *flags]
    log = place.logs / "initdb.log"
    process = spawn(command, log=log, env=_environment(), account=place.account)
    if process.wait() != 0:
        raise Problem(f"PostgreSQL could not make its data folder {draft}: see {log}.")
    draft.rename(place.cluster)


def shared_buffers() -> str:
    """A quarter of the machine's memory, at least 128 MB, at most 4 GB."""
    quarter = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 4 // 1024**2
    return f"shared_buffers={min(max(quarter, 128), 4096)}MB"


def start_postgres(place: Place) -> subprocess.Popen[bytes]:
    """Start PostgreSQL; it answers later: see ``postgres_ready``."""
    settings = [
        "listen_addresses=",
        "unix_socket_permissions=0700",
        "timezone=UTC",
        "log_timezone=UTC",
        "jit=off",
    ]
    settings += [
        f"unix_socket_directories={place.sockets}",
        *(_FAST if place.throwaway else (*_SAFE, shared_buffers())),
    ]
    options = [part for setting in settings for part in ("-c", setting)]
    command = [str(place.binaries.postgres / "postgres"), "-D", str(place.cluster), *options]
    log = place.logs / "postgres.log"
    return spawn(command, log=log, env=_environment(), account=place.account, farewell=signal.SIGINT)


def start_valkey(place: Place) -> subprocess.Popen[bytes]:
    """Start Valkey; what is queued survives kill -9 (each write is synced) unless ``throwaway``."""
    keep = ["--appendonly", "no"] if place.throwaway else ["--appendonly", "yes", "--appendfsync", "always"]
    command = [str(place.binaries.queue), "--port", "0", "--unixsocket", str(place.queue_socket)]
    command += [
        "--unixsocketperm",
        "700",
        "--daemonize",
        "no",
        "--save",
        "",
        "--dir",
        str(place.data / "valkey"),
    ]
    return spawn([*command, *keep], log=place.logs / "valkey.log", env=_environment(), account=place.account)


def postgres_ready(place: Place) -> bool:
    """Whether PostgreSQL takes connections."""
    command = [str(place.binaries.postgres / "pg_isready"), "-q", "-h", str(place.sockets)]
    command += ["-U", OWNER, "-d", "postgres"]
    return subprocess.run(command, env=_environment(), check=False).returncode == 0


def valkey_ready(place: Place) -> bool:
    """Whether Valkey answers a PING (it does not while it loads its data)."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.settimeout(2)
        try:
            client.connect(str(place.queue_socket))
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def make_roles(place: Place) -> None:
    """Make the database and the role that the application connects as, where they are missing."""
    wanted = (
        ("SELECT 1 FROM pg_roles WHERE rolname = 'portal_app'", "CREATE ROLE portal_app LOGIN"),
        ("SELECT 1 FROM pg_database WHERE datname = 'portal'", "CREATE DATABASE portal OWNER portal_owner"),
    )
    for question, command in wanted:
        if not _psql(place, question):
            _psql(place, command)


def _psql(place: Place, statement: str) -> str:
    command = [str(place.binaries.postgres / "psql"), "-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1"]
    command += ["-h", str(place.sockets), "-U", OWNER, "-d", "postgres", "-c", statement]
    done = subprocess.run(command, env=_environment(), check=False, capture_output=True, text=True)
    if done.returncode != 0:
        raise Problem(f"PostgreSQL refused “{statement}”: {done.stderr.strip()}")
    return done.stdout.strip()


class Postgres:
    """Embedded PostgreSQL as something that can be started, asked and stopped."""

    name, farewell = "postgres", signal.SIGINT
    start, ready = staticmethod(start_postgres), staticmethod(postgres_ready)


class Valkey:
    """Embedded Valkey as something that can be started, asked and stopped."""

    name, farewell = "valkey", signal.SIGTERM
    start, ready = staticmethod(start_valkey), staticmethod(valkey_ready)


Server = type[Postgres] | type[Valkey]


def start_and_wait(server: Server, *, place: Place) -> subprocess.Popen[bytes]:
    """Start ``server`` and wait until it answers; a first failure after a crash is tried again.

    Raises:
        Problem: it does not answer within 20 seconds.
    """
    end = time.monotonic() + _START_PATIENCE
    process = server.start(place)
    while not server.ready(place):
        if time.monotonic() > end:
            stop(process, farewell=signal.SIGKILL, patience=5)
            raise Problem(f"{server.name} does not start: see {place.logs / (server.name + '.log')}.")
        if process.poll() is not None:
            time.sleep(0.5)
            process = server.start(place)
        time.sleep(0.02)
    return process
