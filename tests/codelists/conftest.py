"""The shipped lists, loaded by the real service: for one test, or once for a module that only reads."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.db import connection
from pytest_django import DjangoDbBlocker

from codelists.models import ListsVersion
from codelists.services.loading import load_tables, shipped_tables

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.fixture
def shipped(db: None) -> None:
    """Every list as the portal ships it."""
    load_tables(shipped_tables(), at=AT)


@pytest.fixture(scope="module")
def shipped_once(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The same, committed before the first test of the module and taken away after its last."""
    with django_db_blocker.unblock():
        load_tables(shipped_tables(), at=AT)
    yield
    tables = ", ".join(
        model._meta.db_table
        for model in apps.get_app_config("codelists").get_models()
        if model is not ListsVersion
    )
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {tables}")
        ListsVersion.objects.update(number=0)
        connection.close()
