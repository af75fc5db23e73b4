"""The set-up script: what it skips, what it says when something is missing."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from clearance.launcher.home import REPOSITORY


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("run_script", REPOSITORY / "run.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    return module


def test_it_needs_nothing_but_the_standard_library() -> None:
    code = (
        "import sys; sys.path = [p for p in sys.path if 'site-packages' not in p]; import run; print('alone')"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    assert done.stdout == "alone\n", done.stderr


def test_missing_ensurepip_is_one_sentence(
    run: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(run, "find_spec", lambda name: None)
    (tmp_path / "requirements.txt").write_text("")
    assert run.main(["run"]) == 1
    assert capsys.readouterr().err == (
        "error: Python's ensurepip is missing; on Debian: apt-get install python3-venv.\n"
    )


def test_an_unknown_word_lists_the_known_ones(run: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main(["fly"]) == 1
    assert (
        capsys.readouterr().err
        == "error: Say one of: run, demo-data, test, soak, bench-quick, lint, check.\n"
    )


def test_a_lock_file_is_installed_once_until_it_changes(
    run: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    monkeypatch.setattr(run, "make_venv", lambda folder: folder.mkdir(exist_ok=True))
    monkeypatch.setattr(run, "call", lambda command, *, what, env=None: calls.append(what))
    lock = tmp_path / "requirements.txt"
    for content in ("a==1", "a==1", "a==2"):
        lock.write_text(content)
        run.install(tmp_path / ".venv", lock="requirements.txt")
    assert calls == ["Installing requirements.txt", "Installing requirements.txt"]


def test_a_failed_step_leaves_no_stamp(
    run: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "make_venv", lambda folder: (folder / "bin").mkdir(parents=True))
    (tmp_path / "requirements.txt").write_text("a==1")
    with pytest.raises(run.Problem, match=r"Installing requirements\.txt failed"):
        run.install(tmp_path / ".venv", lock="requirements.txt")
    assert not (tmp_path / ".venv" / "requirements.txt.installed").exists()


@pytest.mark.parametrize(("version", "enough"), [("v18.19.0", True), ("v16.20.2", False), ("", False)])
def test_an_old_node_is_not_used(
    run: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, enough: bool
) -> None:
    for name in ("node", "npm"):
        (tmp_path / name).write_text(f"#!/bin/sh\necho {version}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert run.node_is_new_enough() is enough


def test_only_the_named_assets_are_served() -> None:
    served = sorted(
        path.name for path in (REPOSITORY / "static" / "vendor").iterdir() if path.suffix != ".installed"
    )
    assert [name for name in served if not name.startswith(".")] == [
        "chart.umd.min.js",
        "tabler.min.css",
        "tabler.min.js",
    ]
