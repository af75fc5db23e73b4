"""The demo office inside the test's transaction, and one that other connections see."""

import pytest

from tests.office import Office, Stranger, open_office, stranger


@pytest.fixture
def office(office_stage, db) -> Office:
    """The demo office, as it was before the test."""
    return office_stage()


@pytest.fixture
def committed_office(transactional_db) -> Office:
    """The demo office as other connections see it."""
    return open_office()


@pytest.fixture
def second_declarant(office) -> Stranger:
    """Another declaring firm."""
    return stranger(7, kind="declarant", code="621")


@pytest.fixture
def second_payment_firm(office) -> Stranger:
    """Another payment firm."""
    return stranger(8, kind="payment", code="411")
