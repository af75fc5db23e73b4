"""The toy tables, and work on a second connection."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections
from pytest_django.plugin import DjangoDbBlocker

from tests.kernel.toys import TOYS


@pytest.fixture(scope="session")
def toy_tables(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Make the toy tables and their triggers once."""
    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            for model in TOYS:
                editor.create_model(model)
        for model in TOYS:
            for trigger in getattr(model._meta, "triggers", []):
                trigger.install(model)


@pytest.fixture
def toys(toy_tables: None, db: None) -> None:
    """Toy tables inside a test that is rolled back."""


@pytest.fixture
def real_toys(toy_tables: None, transactional_db: None) -> Iterator[None]:
    """Toy tables inside a test whose transactions really commit."""
    yield
    with connection.cursor() as cursor:
        names = ", ".join(model._meta.db_table for model in TOYS)
        cursor.execute(f"TRUNCATE {names}")


Apart = Callable[..., "Future[Any]"]


@pytest.fixture
def apart() -> Iterator[Apart]:
    """Call a function in another thread, which has a connection of its own."""

    def run(function: Callable[..., Any], *args: Any) -> Any:
        try:
            return function(*args)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        yield lambda function, *args: pool.submit(run, function, *args)
