"""The demo office inside the test's transaction, and one that other connections see."""

import pytest

from tests.office import Office, open_office


@pytest.fixture
def office(office_stage, db) -> Office:
    """The demo office, as it was before the test."""
    return office_stage()


@pytest.fixture
def committed_office(transactional_db) -> Office:
    """The demo office as other connections see it."""
    return open_office()
