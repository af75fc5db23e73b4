"""Whom servers run as: ourselves, or, when we are root, a system user that cannot sign in."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass

from clearance.launcher.problem import Problem

NAME = "portal-svc"


@dataclass(frozen=True)
class Account:
    """A system user that children are started as."""

    name: str
    uid: int
    gid: int


def server_account() -> Account | None:
    """The account for servers: None means ourselves; root gets ``portal-svc``, made when missing.

    Raises:
        Problem: the system user cannot be made.
    """
    if os.geteuid() != 0:
        return None
    found = _known() or _made()
    if found is None:
        raise Problem(
            f"The servers may not run as root, and the system user {NAME} cannot be made: see useradd."
        )
    return found


def _known() -> Account | None:
    try:
        entry = pwd.getpwnam(NAME)
    except KeyError:
        return None
    return Account(NAME, entry.pw_uid, entry.pw_gid)


def _made() -> Account | None:
    useradd = shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if useradd is None:
        return None
    no_login = shutil.which("nologin", path="/usr/sbin:/sbin:/usr/bin") or "/bin/false"
    command = [useradd, "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    subprocess.run([*command, "--shell", no_login, NAME], check=False, capture_output=True)
    return _known()


def may_run(account: Account | None, *, command: list[str], env: dict[str, str] | None = None) -> bool:
    """Whether ``command`` ends well when ``account`` runs it: shows if a path is reachable for it."""
    who: dict[str, object] = (
        {"user": account.uid, "group": account.gid, "extra_groups": []} if account else {}
    )
    try:
        done = subprocess.run(
            command,
            cwd="/",
            env=env,
            check=False,
            capture_output=True,
            timeout=60,
            **who,  # type: ignore[call-overload]
        )
    except OSError:
        return False
    return bool(done.returncode == 0)
