#!/usr/bin/env python3
"""Sets everything up and runs it, with nothing but Python 3.11: ``run.py run | test | check | …``.

Makes the venv, installs the hash-locked requirements, fetches the style sheet, then hands over to the
program inside the venv. Each step is skipped while its lock file has not changed.
"""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from types import FrameType
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
NODE_VENV = ROOT / ".venv-node"
VENDOR = ROOT / "static" / "vendor"
PYTHON = VENV / "bin" / "python"
# The only files of all the npm packages that the portal serves.
SERVED = {
    "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "tabler.min.js": "@tabler/core/dist/js/tabler.min.js",
    "chart.umd.min.js": "chart.js/dist/chart.umd.min.js",
}


class Problem(Exception):
    """Something a person must put right; shown as one sentence, exit code 1."""


def say(sentence: str) -> None:
    """One line of progress."""
    print(sentence, file=sys.stderr, flush=True)


def call(command: list[str], *, what: str, env: dict[str, str] | None = None) -> None:
    """Run one set-up command in the repository; a failure is a Problem."""
    try:
        done = subprocess.run(command, cwd=ROOT, env=env, check=False)
    except OSError as error:
        raise Problem(f"{what} failed: {command[0]}: {error.strerror}.") from error
    if done.returncode != 0:
        raise Problem(f"{what} failed; its own words are above.")


def same(stamp: Path, *, lock: Path) -> bool:
    """Whether ``stamp`` says that ``lock`` is installed as it stands."""
    return stamp.exists() and stamp.read_text() == sha256(lock.read_bytes()).hexdigest()


def put_stamp(stamp: Path, *, lock: Path) -> None:
    """Remember that ``lock`` is installed."""
    stamp.write_text(sha256(lock.read_bytes()).hexdigest())


def make_venv(folder: Path) -> None:
    """Make a virtual environment, or make it again where its Python has gone."""
    python = folder / "bin" / "python"
    try:
        works = (
            subprocess.run([python, "-m", "pip", "--version"], capture_output=True, check=False).returncode
            == 0
        )
    except OSError:
        works = False
    if works:
        return
    if find_spec("ensurepip") is None:
        raise Problem("Python's ensurepip is missing; on Debian: apt-get install python3-venv.")
    say(f"Making {folder.name} …")
    call([sys.executable, "-m", "venv", "--clear", str(folder)], what=f"Making {folder}")


def install(folder: Path, *, lock: str) -> None:
    """Install a hash-locked list of packages, when it changed since the last time."""
    path, stamp = ROOT / lock, folder / f"{lock}.installed"
    make_venv(folder)
    if same(stamp, lock=path):
        return
    say(f"Installing {lock} (the first time takes about half a minute) …")
    command = [
        str(folder / "bin" / "python"),
        "-m",
        "pip",
        "install",
        "--require-hashes",
        "--only-binary=:all:",
    ]
    call([*command, "--disable-pip-version-check", "-qq", "-r", str(path)], what=f"Installing {lock}")
    put_stamp(stamp, lock=path)


def node_is_new_enough() -> bool:
    """Whether the machine has npm and Node 18 or newer."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return False
    done = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    major = done.stdout.strip().lstrip("v").partition(".")[0]
    return major.isdigit() and int(major) >= 18


def fetch_assets() -> None:
    """Fetch style sheet and charts by npm's lock file and copy the served files to static/vendor."""
    lock, stamp = ROOT / "package-lock.json", VENDOR / ".installed"
    if same(stamp, lock=lock) and all((VENDOR / name).exists() for name in SERVED):
        return
    env = dict(os.environ)
    if not node_is_new_enough():
        install(NODE_VENV, lock="requirements-node.txt")
        env["PATH"] = f"{NODE_VENV / 'bin'}{os.pathsep}{env.get('PATH', '')}"
    npm = shutil.which("npm", path=env.get("PATH"))
    if npm is None:
        raise Problem("npm is missing, and the Node of requirements-node.txt does not bring it.")
    say("Fetching style sheet and charts …")
    call([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], what="npm ci", env=env)
    VENDOR.mkdir(parents=True, exist_ok=True)
    for name, source in SERVED.items():
        shutil.copyfile(ROOT / "node_modules" / source, VENDOR / name)
    put_stamp(stamp, lock=lock)


def set_up(*, tests: bool) -> None:
    """Everything that the portal (or its tests) needs on this machine."""
    if not os.access(ROOT, os.W_OK):
        raise Problem(f"{ROOT} cannot be written by this user: copy it to a folder of yours.")
    install(VENV, lock="requirements-dev.txt" if tests else "requirements.txt")
    fetch_assets()


def hand_over(arguments: list[str]) -> NoReturn:
    """Become the program: signals then reach it directly."""
    os.chdir(ROOT)
    os.execv(PYTHON, [str(PYTHON), *arguments])  # noqa: S606 - no shell is the point


def lint() -> None:
    """Style only."""
    call([str(PYTHON), "-m", "ruff", "check", "."], what="ruff")


def run(_arguments: list[str]) -> None:
    """Start the portal; Ctrl-C stops it."""
    set_up(tests=False)
    hand_over(["-m", "clearance.launcher", "run"])


def demo_data(_arguments: list[str]) -> None:
    """Fill the demo office with firms' papers and with purchases, through the services that firms use."""
    set_up(tests=False)
    for topic in ("demo_firms", "demo_zone", "demo_entries"):
        call([str(PYTHON), "-m", "clearance.launcher", "manage", topic], what=topic)
    hand_over(["-m", "clearance.launcher", "manage", "demo_data"])


def test(arguments: list[str]) -> None:
    """Every test, or those that the arguments choose."""
    set_up(tests=True)
    hand_over(["-m", "pytest", *arguments])


def soak(arguments: list[str]) -> None:
    """The long campaigns."""
    set_up(tests=True)
    hand_over(["-m", "pytest", "-m", "soak", *arguments])


def bench_quick(arguments: list[str]) -> None:
    """What a declaration costs against the floor, as ratios of one run."""
    set_up(tests=True)
    hand_over(["-m", "benchmarks.quick", *arguments])


def only_lint(_arguments: list[str]) -> None:
    """Ruff."""
    set_up(tests=True)
    lint()


def check(_arguments: list[str]) -> None:
    """ruff, types, and the contracts between the rooms."""
    set_up(tests=True)
    lint()
    call([str(PYTHON), "-m", "mypy", "."], what="mypy")
    call([str(VENV / "bin" / "lint-imports")], what="lint-imports")


COMMANDS: dict[str, Callable[[list[str]], None]] = {
    "run": run,
    "demo-data": demo_data,
    "test": test,
    "soak": soak,
    "bench-quick": bench_quick,
    "lint": only_lint,
    "check": check,
}


def _interrupted(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


def main(arguments: list[str]) -> int:
    """Run one command; its exit code."""
    # A shell in the background starts children with SIGINT ignored: take the signals explicitly.
    signal.signal(signal.SIGINT, _interrupted)
    signal.signal(signal.SIGTERM, _interrupted)
    command = COMMANDS.get(arguments[0]) if arguments else None
    try:
        if sys.version_info < (3, 11):  # noqa: UP036 - the one file an older Python may meet
            raise Problem(f"Python 3.11 or newer is wanted, this is {sys.version.split()[0]}.")
        if command is None:
            raise Problem(f"Say one of: {', '.join(COMMANDS)}.")
        command(arguments[1:])
    except Problem as problem:
        say(f"error: {problem}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
