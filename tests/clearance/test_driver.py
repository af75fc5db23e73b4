"""The database driver and the servers under the tests."""

from importlib.util import find_spec

import pytest
from django.db import connection


def test_psycopg2_is_the_only_driver() -> None:
    """Django would prefer psycopg 3 silently, and COPY by copy_expert would be gone."""
    assert find_spec("psycopg") is None
    assert connection.Database.__name__ == "psycopg2"


@pytest.mark.django_db
def test_postgresql_sees_letters_in_chinese() -> None:
    """Under a plain C locale pg_trgm finds no trigram in Chinese, silently."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        cursor.execute(
            "SELECT cardinality(show_trgm('长沙黄花机场')), similarity('长沙黄花机场', '长沙黄花')"
        )
        count, likeness = cursor.fetchone()
    assert count == 7
    assert likeness > 0.3
