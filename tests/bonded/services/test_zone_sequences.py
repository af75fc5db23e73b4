"""Any sequence of what people do in the zone, through the real services, keeps every number true."""

from collections import Counter

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.bonded.walking import papers, road, shelf
from tests.bonded.walking.walk import Walk, make_zone

ACTS = {**papers.ACTS, **road.ACTS, **shelf.ACTS}
NAMES = sorted(ACTS)
STEPS = st.lists(
    st.tuples(st.sampled_from(NAMES), st.integers(0, 11), st.integers(0, 5)), min_size=6, max_size=16
)
QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]
SEEN: Counter[str] = Counter()


class _Back(Exception):
    """Takes one walk back, so that the next one begins in the same zone."""


def walk(zone, steps):
    """One walk in a transaction that intentions take for the test's own, and that never commits."""
    block = transaction.atomic()
    block._from_testcase = True
    with pytest.raises(_Back), block:
        one = Walk(zone[0], other=zone[1])
        for name, i, j in steps:
            one.go(name, i=i, j=j)
        SEEN.update(one.done)
        raise _Back


@pytest.fixture
def zone(office_stage, db):
    office = office_stage()
    return office, make_zone(office)


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=QUIET)
@given(steps=STEPS)
def test_every_walk_keeps_every_number_true(zone, steps):
    walk(zone, steps)


@pytest.mark.soak
@settings(max_examples=1500, deadline=None, suppress_health_check=QUIET)
@given(steps=st.lists(STEPS, min_size=1, max_size=3))
def test_long_walks_keep_every_number_true(zone, steps):
    walk(zone, [step for part in steps for step in part])
