"""The law of restarting: a dead child is started again, later each time; five deaths a minute are enough."""

import signal
import subprocess
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from clearance.launcher.notices import say
from clearance.launcher.problem import Problem
from clearance.launcher.process import await_end

DEATHS, WINDOW = 5, 60
_FIRST_PAUSE, _GROWTH, _LONGEST_PAUSE = 0.3, 3, 10


@dataclass
class Child:
    """One process that must live; ``start`` makes it anew."""

    name: str
    start: Callable[[], subprocess.Popen[bytes]]
    log: Path
    farewell: signal.Signals = signal.SIGTERM
    patience: int = 15
    process: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)
    again_at: float = 0
    is_server: bool = False
    asked: bool = False

    def look(self, now: float) -> None:
        """Start it again if it has died and its pause is over.

        Raises:
            Problem: it died five times within a minute.
        """
        if self.process is not None and self.process.poll() is not None:
            self._mourn(now, code=self.process.returncode)
        if self.process is None and now >= self.again_at:
            self.process = self.start()

    def _mourn(self, now: float, *, code: int) -> None:
        self.process = None
        self.deaths = [*(death for death in self.deaths if now - death < WINDOW), now]
        if len(self.deaths) >= DEATHS:
            raise Problem(
                f"{self.name} died {DEATHS} times within a minute, so it is given up: see {self.log}."
            )
        self.again_at = now + pause(len(self.deaths))
        how = f"signal {-code}" if code < 0 else f"code {code}"
        say(f"{self.name} ended ({how}) and is started again: see {self.log}.")

    def ask_to_stop(self) -> None:
        """Tell it to end, without waiting."""
        if self.process is not None and self.process.poll() is None and not self.asked:
            self.process.send_signal(self.farewell)
            self.asked = True

    def stop(self) -> None:
        """Tell it to end and wait; what does not listen is ended with its whole session."""
        self.ask_to_stop()
        if self.process is not None:
            await_end(self.process, patience=self.patience)
            self.process = None


def pause(deaths: int) -> float:
    """Seconds to wait after so many deaths: 0.3, 0.9, 2.7, 8.1."""
    return min(_FIRST_PAUSE * _GROWTH ** (deaths - 1), _LONGEST_PAUSE)


def look_at(children: Iterable[Child]) -> None:
    """Look at each child once."""
    now = time.monotonic()
    for child in children:
        child.look(now)


def stop_all(children: list[Child]) -> None:
    """End all: first those that ask the servers, at the same time, then the servers."""
    for child in children:
        if not child.is_server:
            child.ask_to_stop()
    for child in reversed(children):
        child.stop()
