"""The parts of the launcher, each alone: giving up, versions, secrets, sockets, locks, reachability."""

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from clearance.launcher import __main__, children, embedded
from clearance.launcher.account import Account, may_run, server_account
from clearance.launcher.binaries import Binaries, _reachable, find_binaries
from clearance.launcher.children import Child
from clearance.launcher.embedded import Place, check_version, short_sockets
from clearance.launcher.home import (
    Home,
    is_running,
    lend_environment,
    lock,
    open_home,
    secrets,
    write_private,
)
from clearance.launcher.problem import Problem
from clearance.launcher.process import spawn, stop


def place(tmp_path: Path) -> Place:
    return Place(Binaries(Path("/none"), 18, Path("/none")), None, tmp_path, tmp_path, tmp_path)


def test_a_child_that_keeps_dying_is_given_up_with_its_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(children, "_FIRST_PAUSE", 0.001)
    log = tmp_path / "short.log"
    child = Child("short", lambda: spawn(["/bin/false"], log=log, env={}), log=log)
    end = time.monotonic() + 20
    with pytest.raises(Problem, match=r"short died 5 times within a minute.*short\.log"):
        while time.monotonic() < end:
            child.look(time.monotonic())
            time.sleep(0.01)
    assert capsys.readouterr().err.count("is started again") == 4


def test_pauses_grow_and_have_an_end() -> None:
    assert [round(children.pause(deaths), 1) for deaths in (1, 2, 3, 4, 9)] == [0.3, 0.9, 2.7, 8.1, 10]


def test_deaths_long_ago_do_not_count(tmp_path: Path) -> None:
    child = Child("old", lambda: spawn(["/bin/false"], log=tmp_path / "x", env={}), log=tmp_path / "x")
    child.deaths = [0, 1, 2, 3]
    child.process = child.start()
    child.process.wait()
    child.look(1000)
    assert child.deaths == [1000]


def test_a_child_that_does_not_listen_is_ended(tmp_path: Path) -> None:
    deaf = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "print('deaf', flush=True); time.sleep(60)"
    )
    log = tmp_path / "deaf.log"
    process = spawn([sys.executable, "-c", deaf], log=log, env={})
    end = time.monotonic() + 20
    while "deaf" not in log.read_text() and time.monotonic() < end:
        time.sleep(0.02)
    stop(process, farewell=signal.SIGTERM, patience=1)
    assert process.returncode == -signal.SIGKILL


def test_children_die_with_a_killed_parent(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from clearance.launcher.process import spawn\n"
        "child = spawn(['/bin/sleep', '60'], log=Path(sys.argv[1]), env={})\n"
        "print(child.pid, flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "log")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert Path(f"/proc/{child}").exists()
        parent.kill()
    end = time.monotonic() + 10
    while _alive(child) and time.monotonic() < end:
        time.sleep(0.02)
    assert not _alive(child)


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_data_of_another_major_version_is_refused_with_advice(tmp_path: Path) -> None:
    where = place(tmp_path)
    check_version(where)
    where.cluster.mkdir()
    (where.cluster / "PG_VERSION").write_text("18\n")
    check_version(where)
    (where.cluster / "PG_VERSION").write_text("12\n")
    with pytest.raises(Problem, match="is of PostgreSQL 12, this is 18: set PORTAL_PG_BIN"):
        check_version(where)


def test_secrets_are_made_once_and_kept_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SECRET_KEY", "PORTAL_DATA_KEYS", "PORTAL_HASH_KEY"):
        monkeypatch.delenv(name, raising=False)
    home = Home(tmp_path)
    first = secrets(home)
    assert secrets(home) == first
    assert len(set(first.values())) == 3
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600
    monkeypatch.setenv("SECRET_KEY", "given")
    assert secrets(home) == first | {"SECRET_KEY": "given"}


def test_lost_secrets_of_existing_data_are_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PORTAL_DATA_KEYS", raising=False)
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("18")
    with pytest.raises(Problem, match="put it back from a backup"):
        secrets(Home(tmp_path))
    assert not (tmp_path / "secrets.json").exists()


def test_a_long_path_gets_its_sockets_elsewhere(tmp_path: Path) -> None:
    near = short_sockets(tmp_path / "run", account=None, name="near")
    assert near == tmp_path / "run"
    far = short_sockets(tmp_path / ("x" * 100) / "run", account=None, name=f"test{os.getpid()}")
    try:
        assert far.parent == Path("/tmp")
        assert stat.S_IMODE(far.stat().st_mode) == 0o700
    finally:
        far.rmdir()


def test_a_socket_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    name = f"test{os.getpid()}-link"
    link = Path(f"/tmp/portal-{os.geteuid()}-{name}")
    link.symlink_to(tmp_path)
    try:
        with pytest.raises(Problem, match="belongs to somebody else"):
            short_sockets(tmp_path / ("x" * 100) / "run", account=None, name=name)
    finally:
        link.unlink()


def test_one_process_has_the_folder(tmp_path: Path) -> None:
    home = Home(tmp_path)
    assert not is_running(home)
    with lock(home):
        assert is_running(home)
        with pytest.raises(Problem, match=f"process {os.getpid()}"):
            lock(home)
    assert not is_running(home)


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("PORTAL_DATA", str(tmp_path / "file" / "data"))
    with pytest.raises(Problem, match="cannot be used"):
        open_home()


def test_commands_borrow_the_environment_but_never_overrule(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_DATA", str(tmp_path))
    lent = {"DATABASE_URL": "app", "DATABASE_OWNER_URL": "owner", "SECRET_KEY": "s"}
    write_private(tmp_path / "environment.json", content=lent)
    ordinary: dict[str, str] = {"SECRET_KEY": "mine"}
    lend_environment(ordinary, command="audit")
    assert ordinary == {"DATABASE_URL": "app", "SECRET_KEY": "mine"}
    owners: dict[str, str] = {}
    lend_environment(owners, command="migrate")
    assert owners == {"DATABASE_URL": "owner", "SECRET_KEY": "s"}
    own = {"DATABASE_URL": "mine"}
    lend_environment(own, command="migrate")
    assert own == {"DATABASE_URL": "mine"}


@pytest.mark.parametrize("text", ["0", "65536", "http", "-1"])
def test_a_port_that_is_none_is_refused(
    text: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORT", text)
    assert __main__.main(["run"]) == 1
    assert (
        capsys.readouterr().err == f"error: PORT={text} is not a port: a number from 1 to 65535 is wanted.\n"
    )


def test_unknown_words_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert __main__.main(["fly"]) == 1
    assert "Say “run”" in capsys.readouterr().err


def test_a_server_that_cannot_start_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "_START_PATIENCE", 0.2)
    where = Place(Binaries(Path("/bin"), 18, Path("/bin/false")), None, tmp_path, tmp_path, tmp_path)
    with pytest.raises(Problem, match=r"valkey does not start: see .*valkey\.log"):
        embedded.start_and_wait(embedded.Valkey, place=where)


def test_other_programs_can_be_chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PORTAL_PG_BIN", str(tmp_path))
    with pytest.raises(Problem, match="PostgreSQL does not run here"):
        find_binaries(None)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts servers as somebody else")
class TestAsRoot:
    """What root must do before PostgreSQL agrees to run."""

    @pytest.fixture
    def account(self) -> Account:
        found = server_account()
        assert found is not None
        return found

    def test_servers_have_an_account_that_cannot_sign_in(self, account: Account) -> None:
        entry = next(
            line for line in Path("/etc/passwd").read_text().splitlines() if line.startswith(account.name)
        )
        assert account.uid != 0
        assert entry.endswith(("nologin", "/bin/false"))

    def test_out_of_reach_binaries_are_copied_and_no_parent_is_opened(
        self, account: Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        closed = tmp_path / "closed"
        package = closed / "package"
        program = package / "bin" / "tool"
        program.parent.mkdir(parents=True)
        program.write_text("#!/bin/sh\necho tool 1\n")
        program.chmod(0o755)
        (closed / "package.libs").mkdir()
        closed.chmod(0o700)
        assert not may_run(account, command=[str(program)])
        copies = Path(f"/var/lib/portal/binaries-test-{os.getpid()}")
        monkeypatch.setattr("clearance.launcher.binaries.COPIES", copies)
        try:
            root = _reachable(account, package, program="bin/tool", beside="package.libs")
            assert copies in root.parents
            assert (root.parent / "package.libs").is_dir()
            assert may_run(account, command=[str(root / "bin/tool")])
            assert stat.S_IMODE(closed.stat().st_mode) == 0o700
        finally:
            subprocess.run(["rm", "-rf", str(copies)], check=True)
