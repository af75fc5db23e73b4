"""The lanes of the sorting line, each status and every pair of lists that share a waybill."""

from itertools import product

import pytest

from declarations.rules.flow import LIST_FLOW
from supervision.rules.sorting import REASONS, Answer, Lying, sort_parcel

BY_STATUS = {
    1: ("stop", "not_released"),
    3: ("stop", "not_released"),
    90: ("unknown", "unknown"),
    100: ("stop", "rejected"),
    120: ("stop", "not_released"),
    300: ("stop", "not_released"),
    500: ("inspect", "inspection"),
    700: ("stop", "sent_back"),
    800: ("release", "released"),
}


def test_every_status_of_the_list_has_its_lane():
    assert BY_STATUS.keys() == set(LIST_FLOW.names)
    for status, (lane, reason) in BY_STATUS.items():
        assert sort_parcel([Lying(status)]) == Answer(lane, reason)
    assert sort_parcel([]) == Answer("unknown", "unknown")


@pytest.mark.parametrize(
    ("parcel", "expected"),
    [
        (None, Answer("release", "released")),
        (10, Answer("release", "released")),
        (20, Answer("release", "released")),
        (30, Answer("stop", "gone")),
        (80, Answer("stop", "back")),
    ],
)
def test_released_goods_go_while_they_are_in_the_zone(parcel, expected):
    """Waiting or gathered they go; what has left or lies in stock again is no parcel of this line."""
    assert sort_parcel([Lying(800, parcel=parcel)]) == expected


def test_a_stop_is_stronger_than_everything():
    """Also than an inspection, and it names its order."""
    for status in BY_STATUS.keys() - {90}:
        assert sort_parcel([Lying(status, "ST1")]) == Answer("stop", "stopped", "ST1")


def test_what_is_replaced_or_rejected_does_not_count_beside_a_living_list():
    released = Lying(800)
    for old in (90, 100):
        assert sort_parcel([Lying(old), released]) == Answer("release", "released")
    assert sort_parcel([Lying(90), Lying(100)]) == Answer("stop", "rejected")


def test_one_waybill_on_two_lists_goes_only_where_both_may_go():
    """The answer of two is never milder than that of either, in whatever order they come."""
    living = [Lying(s, stop) for s, stop in product(BY_STATUS.keys() - {90, 100}, ("", "ST1"))]
    for one, two in product(living, living):
        both = sort_parcel([one, two])
        assert both == sort_parcel([two, one])
        lanes = {sort_parcel([one]).lane, sort_parcel([two]).lane}
        assert both.lane in lanes
        if "release" in lanes and len(lanes) == 2:
            assert both.lane != "release"


def test_each_reason_has_its_words():
    reasons = {sort_parcel([Lying(s, parcel=p)]).reason for s, p in product(BY_STATUS, (None, 30, 80))}
    assert reasons | {"stopped"} == REASONS.keys()
