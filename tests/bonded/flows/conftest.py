"""The demo office with a gate and a lorry on record."""

from collections.abc import Callable

import pytest

from bonded.models import LedgerItem
from tests.bonded.flows.walking import open_gate
from tests.office import Office


@pytest.fixture
def office(office_stage: Callable[[], Office], db: None) -> Office:
    """Firms, officers and 1,000,000 of each item on T4921W000001; the broker's lorry at the main gate."""
    office = office_stage()
    LedgerItem.objects.update(origin="601")
    open_gate(office.broker)
    return office
