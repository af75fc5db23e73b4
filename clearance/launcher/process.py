"""Children that never outlive us: own session, a signal when we die, output into one file each."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from clearance.launcher.account import Account

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def _dies_with(parent: int, farewell: signal.Signals) -> Callable[[], None]:
    def prepare() -> None:
        if _libc is not None:
            _libc.prctl(_PR_SET_PDEATHSIG, int(farewell), 0, 0, 0)
            if os.getppid() != parent:
                os._exit(1)

    return prepare


def spawn(
    command: Sequence[str],
    *,
    log: Path,
    env: Mapping[str, str],
    account: Account | None = None,
    farewell: signal.Signals = signal.SIGTERM,
    cwd: str = "/",
) -> subprocess.Popen[bytes]:
    """Start ``command`` as ``account`` in its own session; the kernel sends ``farewell`` when we die."""
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(env),
            cwd=cwd,
            start_new_session=True,
            preexec_fn=_dies_with(os.getpid(), farewell),
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )


def stop(process: subprocess.Popen[bytes], *, farewell: signal.Signals, patience: int) -> None:
    """Ask ``process`` to end and wait for it."""
    if process.poll() is None:
        process.send_signal(farewell)
    await_end(process, patience=patience)


def await_end(process: subprocess.Popen[bytes], *, patience: int) -> None:
    """Wait ``patience`` seconds for ``process`` to end, then end its whole session."""
    try:
        process.wait(timeout=patience)
    except subprocess.TimeoutExpired:
        _end_group(process)
        process.wait()


def _end_group(process: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
