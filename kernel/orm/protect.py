"""What must never change: append-only tables, by trigger and by the application's database role."""

from collections.abc import Iterator, Sequence
from typing import Any

import pgtrigger
from django.apps import apps
from django.core.checks import CheckMessage, Error
from django.db import connection
from django.db.models import Model


def append_only() -> pgtrigger.Protect:
    """The trigger that makes UPDATE and DELETE raise; stands in ``Meta.triggers``."""
    return pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)


def append_only_models() -> list[type[Model]]:
    """Every concrete event and entry model, and every other that has the trigger, by table name."""
    from kernel.models.base import Entry, Event

    found = {m._meta.db_table: m for base in (Event, Entry) for m in _concrete(base)}
    found |= {m._meta.db_table: m for m in apps.get_models() if _has_trigger(m)}
    return [found[table] for table in sorted(found)]


def _has_trigger(model: type[Model]) -> bool:
    triggers = getattr(model._meta, "triggers", [])
    return any(getattr(trigger, "name", "") == "append_only" for trigger in triggers)


def _concrete(model: type[Model]) -> Iterator[type[Model]]:
    for child in model.__subclasses__():
        if not child._meta.abstract and not child._meta.proxy and child.__module__ != "__fake__":
            yield child
        yield from _concrete(child)


def check_append_only(app_configs: Sequence[Any] | None, **kwargs: object) -> list[CheckMessage]:
    """A system check: every event and entry table has its trigger, every event table its feed index."""
    from kernel.models.base import Event

    errors: list[CheckMessage] = []
    for model in append_only_models():
        if not _has_trigger(model):
            hint = "Let Meta inherit from the base's Meta, or set triggers = [append_only()]."
            errors.append(Error("An append-only table has no trigger.", hint, model, "kernel.E001"))
        indexed = any(list(index.fields) == ["xid", "id"] for index in model._meta.indexes)
        if issubclass(model, Event) and not indexed:
            hint = "Let Meta inherit from Event.Meta, or repeat its index."
            errors.append(Error("An event table has no index on (xid, id).", hint, model, "kernel.E002"))
    return errors


def role_exists(role: str) -> bool:
    """Whether the database server knows this role."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        return cursor.fetchone() is not None


def create_role(role: str) -> None:
    """Make the application's role; without a password it can sign in only where the server trusts it."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {connection.ops.quote_name(role)} LOGIN")


def grant(role: str) -> list[str]:
    """Give ``role`` the application's rights on all tables; the names of those it may only append to.

    Repeatable; must run after each migration, because new tables have no grants.
    """
    name = connection.ops.quote_name(role)
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        tables = [m._meta.db_table for m in append_only_models() if m._meta.db_table in present]
        cursor.execute("SELECT current_schema()")
        schema = connection.ops.quote_name(cursor.fetchone()[0])
        for statement in (
            f"GRANT USAGE ON SCHEMA {schema} TO {name}",
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {name}",
            f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {name}",
        ):
            cursor.execute(statement)
        for table in tables:
            quoted = connection.ops.quote_name(table)
            cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {quoted} FROM {name}")
    return tables
