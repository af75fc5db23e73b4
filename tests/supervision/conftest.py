"""The demo office inside the test's transaction, and one that other connections see."""

import pytest

from tests.office import Office, open_office


@pytest.fixture
def office(db) -> Office:
    """The demo office, gone after the test."""
    return open_office()


@pytest.fixture
def committed_office(transactional_db) -> Office:
    """The demo office as other connections see it."""
    return open_office()
