"""The data folder: where it is, what lies in it, its lock, its secrets, and the environment it lends."""

import fcntl
import json
import os
from base64 import b64encode
from collections.abc import MutableMapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from secrets import token_bytes, token_urlsafe
from typing import IO

from clearance.launcher.problem import Problem

REPOSITORY = Path(__file__).resolve().parent.parent.parent
# These commands change tables or grants, so they connect as the owner of the database.
OWNERS_COMMANDS = frozenset({"migrate", "grant_roles", "prepare", "rotate_hash", "dbshell"})


@dataclass(frozen=True)
class Home:
    """A data folder; ``key`` is a short name that is unique to its path."""

    data: Path

    @property
    def key(self) -> str:
        """Twelve hex digits made from the path."""
        return sha256(os.fsencode(self.data)).hexdigest()[:12]

    @property
    def logs(self) -> Path:
        """The folder with one log per child."""
        return self.data / "log"

    @property
    def environment(self) -> Path:
        """The file with the environment that commands beside the running portal need."""
        return self.data / "environment.json"


def find_home() -> Home:
    """The data folder: ``PORTAL_DATA``, else ``.var`` in the repository, or /var/lib/portal for root."""
    chosen = os.environ.get("PORTAL_DATA")
    if chosen:
        return Home(Path(chosen).expanduser().absolute())
    if os.geteuid() == 0:
        return Home(Path("/var/lib/portal") / sha256(os.fsencode(REPOSITORY)).hexdigest()[:12])
    return Home(REPOSITORY / ".var")


def open_home() -> Home:
    """The data folder, made when it is missing.

    Raises:
        Problem: it cannot be made or written.
    """
    home = find_home()
    try:
        home.data.mkdir(parents=True, exist_ok=True)
        home.data.chmod(0o711)  # a system user may pass through to its own folders, not list
        home.logs.mkdir(exist_ok=True)
    except OSError as error:
        raise Problem(
            f"The data folder {home.data} cannot be used ({error.strerror}): set PORTAL_DATA."
        ) from error
    return home


def lock(home: Home) -> IO[str]:
    """Take the folder for this process; keep the answer open as long as it is needed.

    Raises:
        Problem: another process has it.
    """
    held = (home.data / "lock").open("a+")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        held.seek(0)
        owner = held.read().strip() or "unknown"
        held.close()
        raise Problem(
            f"Already running with this data ({home.data}), process {owner}: stop it or set PORTAL_DATA."
        ) from None
    held.truncate(0)
    held.write(str(os.getpid()))
    held.flush()
    return held


def is_running(home: Home) -> bool:
    """Whether another process has the folder."""
    try:
        lock(home).close()
    except Problem:
        return True
    return False


def _key() -> str:
    return b64encode(token_bytes(32)).decode()


def new_secrets() -> dict[str, str]:
    """Fresh secrets: the signing key, the first master key of personal data, the key of their hashes."""
    return {"SECRET_KEY": token_urlsafe(50), "PORTAL_DATA_KEYS": f"1:{_key()}", "PORTAL_HASH_KEY": _key()}


def write_private(path: Path, *, content: dict[str, str]) -> None:
    """Write ``content`` so that only its owner can read it, whole or not at all."""
    draft = path.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(content, file, indent=1)
        os.fsync(file.fileno())
    draft.rename(path)


def secrets(home: Home) -> dict[str, str]:
    """The secrets of this data folder; those set in the environment win, missing ones are made once.

    Raises:
        Problem: data exists but its secrets are gone: sealed fields could never be read again.
    """
    path = home.data / "secrets.json"
    known: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    fresh = new_secrets()
    given = {name: os.environ[name] for name in fresh if os.environ.get(name)}
    missing = [name for name in fresh if name not in known and name not in given]
    if missing and (home.data / "postgres" / "PG_VERSION").exists():
        raise Problem(
            f"{path} is gone or incomplete, but data sealed with it exists: put it back from a backup."
        )
    if missing:
        known |= {name: fresh[name] for name in missing}
        write_private(path, content=known)
    return {name: given.get(name) or known[name] for name in fresh}


def lend_environment(environ: MutableMapping[str, str], *, command: str = "") -> None:
    """Give a command the environment of the data folder, unless it names a database itself."""
    path = find_home().environment
    if environ.get("DATABASE_URL") or not os.access(path, os.R_OK):
        return
    lent: dict[str, str] = json.loads(path.read_text())
    owner = lent.pop("DATABASE_OWNER_URL")
    if command in OWNERS_COMMANDS:
        lent["DATABASE_URL"] = owner
    for name, value in lent.items():
        environ.setdefault(name, value)
