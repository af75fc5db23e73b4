"""The real launcher on a data folder and a port of its own, and the doors that programs use."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

Found = TypeVar("Found")
ROOT = Path(__file__).resolve().parent.parent.parent
HOST = "127.0.0.1"
_READY_WITHIN = 120
_STOPPED_WITHIN = 60
# Nothing is drawn by lot and one commodity is always inspected: each journey knows where its list goes.
PARAMETERS = """# source: the journeys' own values
key,scope,value,name_zh,name_en,valid_from,valid_to,unverified,source
selection.inspect_rate.default,,0,随机查验率,Random inspection rate,{day},,,no drawing by lot
selection.inspect_rate.general_certified,,0,随机查验率,Random inspection rate,{day},,,no drawing by lot
selection.inspect_rate.certified,,0,随机查验率,Random inspection rate,{day},,,no drawing by lot
selection.inspect_goods,,0409,查验重点商品编码前缀,Codes that are inspected,{day},,,honey
"""


def free_port() -> int:
    """A port nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def eventually(look: Callable[[], Found], *, within: int = 30, what: str = "it") -> Found:
    """The first true answer of ``look``; fails after ``within`` seconds."""
    end = time.monotonic() + within
    while not (found := look()):
        assert time.monotonic() < end, f"{what} did not happen within {within} s"
        time.sleep(0.1)
    return found


class Portal:
    """One launcher, as ``make run`` starts it."""

    def __init__(self, folder: Path) -> None:
        self.data, self.port = folder / "data", free_port()
        self.output, self.errors = folder / "output", folder / "errors"
        self.url = f"http://{HOST}:{self.port}"
        self._family: dict[int, str] = {}
        with self.output.open("wb") as output, self.errors.open("wb") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "clearance.launcher", "run"],
                cwd=ROOT, env=self._environment(), stdout=output, stderr=errors, start_new_session=True,
            )  # fmt: skip

    def _environment(self) -> dict[str, str]:
        """A plain shell's: nothing of the test process' own servers and secrets."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return kept | {"PORTAL_DATA": str(self.data), "PORT": str(self.port)}

    def wait_until_ready(self) -> None:
        """Wait for the line that people wait for."""

        def ready() -> bool:
            assert self.process.poll() is None, self.errors.read_text()
            return f"READY {self.url}/" in self.output.read_text()

        eventually(ready, within=_READY_WITHIN, what="READY")

    def manage(self, *arguments: str) -> str:
        """A management command beside the running portal, as an operator types it; what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=self._environment(),
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def load_parameters(self, *, day: str) -> None:
        """Bring the journeys' parameters into force, by the door that officers' tables come through."""
        table = self.data.parent / "parameters.csv"
        table.write_text(PARAMETERS.format(day=day))
        self.manage("load_codelists", "--from", str(table))

    def log_tail(self) -> str:
        """The end of what web and workers wrote, for a test that failed."""
        logs = sorted((self.data / "log").glob("w*.log"))
        return "\n".join(f"--- {log.name}\n{log.read_text()[-3000:]}" for log in logs)

    def stop(self) -> None:
        """Ask it to stop, as Ctrl-C does; every process of it must be gone."""
        family = self.descendants()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        try:
            code = self.process.wait(timeout=_STOPPED_WITHIN)
        except subprocess.TimeoutExpired:
            self.process.kill()  # the kernel tells its children
            raise
        left = {pid: words for pid, words in family.items() if _command(pid) == words}
        assert code == 0, self.errors.read_text()
        assert not left, f"still running: {left}"

    def descendants(self) -> dict[int, str]:
        """Every process below the launcher, with its command line."""
        parents: dict[int, int] = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(stat.parent.name)] = int(fields[1])
        found: set[int] = set()
        fresh = {self.process.pid}
        while fresh:
            fresh = {pid for pid, parent in parents.items() if parent in fresh}
            found |= fresh
        return {pid: words for pid in found if (words := _command(pid))}


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


class Answer(NamedTuple):
    """What the machine door answered."""

    status: int
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


class Program:
    """A firm's own system: it knows the address and its token, nothing else."""

    def __init__(self, portal: Portal, *, token: str) -> None:
        self.port, self.token = portal.port, token

    def ask(self, method: str, path: str, *, body: bytes = b"") -> Answer:
        """One request with the token."""
        connection = HTTPConnection(HOST, self.port, timeout=30)
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/xml"}
        try:
            connection.request(method, path, body=body or None, headers=headers)
            response = connection.getresponse()
            return Answer(response.status, response.read())
        finally:
            connection.close()

    def send(self, raw: bytes) -> dict[str, Any]:
        """Send one message; its only document's result, which must have been stored."""
        answer = self.ask("POST", "/api/v1/ceb/messages", body=raw)
        assert answer.status == 202, answer.body
        (document,) = answer.json["documents"]
        assert document["outcome"] == "stored", answer.json
        return dict(document)

    def status(self, pre_no: str) -> int:
        """The status of one list."""
        answer = self.ask("GET", f"/api/v1/lists/{pre_no}")
        assert answer.status == 200, answer.body
        return int(answer.json["status"])

    def receipts(self) -> str:
        """The whole feed, read in steps from cursor to cursor."""
        text, after = "", ""
        while True:
            answer = self.ask("GET", f"/api/v1/ceb/receipts?limit=50&after={after}")
            assert answer.status == 200, answer.body
            stretch = answer.body.decode()
            if "returnStatus" not in stretch:
                return text
            text += stretch
            after = stretch.partition('next="')[2].partition('"')[0]
