"""The contracts between and inside the rooms are checked, and they name every private part."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from clearance.launcher.home import REPOSITORY
from tests.house.sources import ROOMS

PRIVATE = ("views", "api", "api_urls", "tasks", "forms", "sets", "rules")


def test_all_contracts_are_kept() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-logo"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_every_private_part_of_a_room_is_protected() -> None:
    linter = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["tool"]["importlinter"]
    named = {module for contract in linter["contracts"] for module in contract.get("protected_modules", [])}
    there = {
        f"{room}.{part}"
        for room in ROOMS
        if room not in {"clearance", "kernel"}
        for part in PRIVATE
        if (REPOSITORY / room / part).is_dir() or (REPOSITORY / room / f"{part}.py").exists()
    }
    assert there - named == set()


def test_generated_documents_are_current() -> None:
    call_command("write_docs", check=True)


@pytest.mark.django_db
def test_migrations_say_everything_that_the_models_say() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_a_squashed_migration_ends_where_those_it_replaces_end() -> None:
    """New installations take the one, data folders of before the others: the tables are the same."""
    loader = MigrationLoader(None, replace_migrations=False)
    squashed = [
        key for key, migration in loader.disk_migrations.items() if key[0] in ROOMS and migration.replaces
    ]
    assert squashed
    for room, name in squashed:
        last = loader.disk_migrations[room, name].replaces[-1]
        one, other = loader.project_state((room, name)), loader.project_state(last)
        assert MigrationAutodetector(one, other).changes(graph=loader.graph) == {}, name
        assert _triggers(one) == _triggers(other), name


def _triggers(state: ProjectState) -> dict[tuple[str, str], object]:
    """The triggers of each table, which Django's own comparison does not know."""
    return {key: model.options.get("triggers") or [] for key, model in state.models.items()}
