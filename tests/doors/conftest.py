"""The demo office at a fixed moment: doors read the clock, so here the clock says when that is."""

import pytest

from tests.office import AT, Office


@pytest.fixture
def office(office_stage, db, monkeypatch, settings) -> Office:
    """The demo office; every door reads its moment from the clock."""
    monkeypatch.setattr("kernel.clock.now", lambda: AT)
    settings.PORTAL_DEMO = True
    return office_stage()
