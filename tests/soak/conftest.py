"""The demo office inside the test's transaction, and one that other connections see."""

import os

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


@pytest.fixture
def seconds() -> int:
    """How long a campaign lasts: ``SOAK_SECONDS``."""
    return int(os.environ.get("SOAK_SECONDS", "120"))


@pytest.fixture
def seed() -> int:
    """What the campaign's choices begin with: ``SOAK_SEED``, or a new one each time (it is printed)."""
    return int(os.environ.get("SOAK_SEED") or int.from_bytes(os.urandom(4), "big"))
