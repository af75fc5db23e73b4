"""What is append-only refuses changes, from the owner by trigger, from the application by its role."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import Error, ProgrammingError, connection, transaction

from kernel.models import File
from kernel.orm.protect import append_only, append_only_models, check_append_only
from kernel.orm.trail import Entry, enter_many
from kernel.orm.tx import intention
from tests.kernel.toys import TRAIL, ToyEntry, ToyEvent, ToyState

AT = datetime(2026, 10, 1, tzinfo=UTC)


@pytest.fixture
def rows(toys: None) -> None:
    with intention():
        enter_many(TRAIL, [Entry(1, "make")], at=AT, actor_id=None)
    ToyEntry.objects.create(subject_id=1, kind="hold", at=AT, fen=5)


@pytest.mark.parametrize("model", [ToyEvent, ToyEntry])
def test_rows_are_neither_changed_nor_deleted(rows: None, model: type[ToyEvent] | type[ToyEntry]) -> None:
    before = list(model.objects.values())
    table = model._meta.db_table
    with pytest.raises(Error, match="Cannot update or delete"), transaction.atomic():
        model.objects.update(subject_id=2)
    with pytest.raises(Error, match="Cannot update or delete"), transaction.atomic():
        model.objects.all().delete()
    with (
        pytest.raises(Error, match="Cannot update or delete"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"DELETE FROM {table}")
    assert list(model.objects.values()) == before


@pytest.fixture
def as_application(rows: None) -> None:
    """Granted as after a migration, then acting as the application's role."""
    call_command("grant_roles", stdout=StringIO())
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE portal_app")


@pytest.mark.parametrize("table", ["kernel_toys_toyevent", "kernel_toys_toyentry"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET subject_id = 2", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_application_may_only_append(as_application: None, table: str, statement: str) -> None:
    denied = pytest.raises(ProgrammingError, match="permission denied")
    with denied, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


def test_the_application_works_with_all_else(as_application: None) -> None:
    with intention():
        enter_many(TRAIL, [Entry(2, "make")], at=AT, actor_id=None)
    assert ToyState.objects.update(version=9) == 2
    assert ToyState.objects.all().delete()[0] == 2
    assert ToyEvent.objects.count() == 2


def test_granting_is_repeatable_and_says_what_it_protects(rows: None) -> None:
    out = StringIO()
    call_command("grant_roles", stdout=out)
    call_command("grant_roles", stdout=out)
    assert "may only append to" in out.getvalue() and "kernel_toys_toyevent" in out.getvalue()


def test_a_missing_role_is_made(rows: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_APP_ROLE", "portal_app_trial")
    out = StringIO()
    call_command("grant_roles", stdout=out)
    assert out.getvalue().startswith("Role portal_app_trial created.")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE portal_app_trial")
    assert ToyEvent.objects.count() == 1


def test_every_append_only_model_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    assert {ToyEvent, ToyEntry} <= set(append_only_models())
    assert File not in append_only_models()
    monkeypatch.setattr(File._meta, "triggers", [append_only()], raising=False)
    assert File in append_only_models()


def test_the_check_sees_a_missing_trigger_and_index(monkeypatch: pytest.MonkeyPatch) -> None:
    def told() -> list[tuple[object, str]]:
        return [
            (message.obj, message.id or "") for message in check_append_only(None) if message.obj is ToyEvent
        ]

    assert told() == []
    monkeypatch.setattr(ToyEvent._meta, "triggers", [])
    monkeypatch.setattr(ToyEvent._meta, "indexes", [])
    assert told() == [(ToyEvent, "kernel.E001"), (ToyEvent, "kernel.E002")]
