"""What runs beside the servers: web, workers and beat, with their command lines and their environment."""

import os
import sys
from pathlib import Path

from clearance.launcher.account import Account, may_run
from clearance.launcher.embedded import own
from clearance.launcher.home import REPOSITORY, Home

HOST = "127.0.0.1"
_QUIET = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel=INFO", "--concurrency=1"]


def environment(home: Home, *, secrets: dict[str, str], addresses: dict[str, str]) -> dict[str, str]:
    """What every process of the portal is told; what the caller's environment says itself wins."""
    told = {
        "DJANGO_SETTINGS_MODULE": "clearance.settings",
        "PORTAL_DEMO": "1",
        "PORTAL_HTTPS": "0",
        "PYTHONPATH": str(REPOSITORY),
        "PYTHONUNBUFFERED": "1",
    }
    told = {name: os.environ.get(name) or value for name, value in told.items()}
    return told | secrets | addresses | {"PORTAL_DATA": str(home.data)}


def program_account(servers: Account | None, *, env: dict[str, str]) -> Account | None:
    """The account for our own programs: that of the servers, where it can reach Python and the code.

    A venv made by a Python below a closed home is out of its reach; then they run as root.
    """
    probe = [sys.executable, "-c", "import django, gunicorn, kernel.clock"]
    return servers if may_run(servers, command=probe, env=env | {"PYTHONDONTWRITEBYTECODE": "1"}) else None


def commands(home: Home, *, port: int, account: Account | None) -> dict[str, list[str]]:
    """Name and command line of each program."""
    beat = own(home.data / "beat", account=account)
    own(home.data / "mail", account=account)
    celery = [sys.executable, "-m", "celery", "-A", "clearance"]
    return {
        "web": web(port),
        "worker-interactive": [*celery, "worker", "-n", "interactive@portal", "-Q", "interactive", *_QUIET],
        "worker-bulk": [*celery, "worker", "-n", "bulk@portal", "-Q", "bulk,timetable", *_QUIET],
        "beat": [*celery, "beat", f"--schedule={beat / 'schedule'}", "--pidfile=", "--loglevel=INFO"],
    }


def web(port: int) -> list[str]:
    """The command line of the web server."""
    command = [sys.executable, "-m", "gunicorn", "clearance.wsgi:application", f"--bind={HOST}:{port}"]
    command += ["--worker-class=gthread", "--workers=2", "--threads=4", "--no-control-socket"]
    shared = Path("/dev/shm")  # noqa: S108 - gunicorn's heartbeat files; missing on macOS
    return [*command, f"--worker-tmp-dir={shared}"] if shared.is_dir() else command
