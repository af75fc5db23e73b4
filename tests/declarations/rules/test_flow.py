"""The flow of an import list: official codes, who moves, and the sets that others use."""

import pytest

from declarations.rules.flow import (
    ACCEPTED_SIDE,
    CHANGEABLE,
    CLOSED_TO_CHANGE,
    LIST_FLOW,
    OPEN,
    UNDECIDED,
)


def test_official_codes_only_and_one_of_our_own() -> None:
    assert set(LIST_FLOW.names) == {1, 3, 90, 100, 120, 300, 500, 700, 800}
    assert LIST_FLOW.final == {90, 100, 700, 800}


@pytest.mark.parametrize(
    ("verb", "source", "target"),
    [
        ("store", None, 1),
        ("wait", None, 3),
        ("accept", None, 120),
        ("accept", 3, 120),
        ("reject", None, 100),
        ("reject", 3, 100),
        ("reject", 120, 100),
        ("reject", 300, 100),
        ("reject", 500, 100),
        ("supersede", 1, 90),
        ("supersede", 3, 90),
        ("review", 120, 300),
        ("inspect", 120, 500),
        ("inspect", 300, 500),
        ("release", 120, 800),
        ("release", 300, 800),
        ("release", 500, 800),
        ("send_back", 500, 700),
        # and what is not allowed
        ("accept", 100, None),
        ("release", 3, None),
        ("release", 800, None),
        ("supersede", 120, None),
        ("send_back", 120, None),
        ("review", 300, None),
    ],
)
def test_every_move(verb: str, source: int | None, target: int | None) -> None:
    assert LIST_FLOW.target(verb, source) == target


def test_there_is_no_other_move() -> None:
    assert len(LIST_FLOW.moves) == 18


def test_who_may_say_what() -> None:
    assert LIST_FLOW.verbs(120, ["portal"]) == ("reject", "review", "inspect", "release")
    assert LIST_FLOW.verbs(120, ["officer"]) == ()
    assert LIST_FLOW.verbs(300, ["officer"]) == ("reject", "inspect", "release")
    assert LIST_FLOW.verbs(500, ["officer"]) == ("reject", "release", "send_back")
    assert LIST_FLOW.verbs(3, ["firm"]) == ("supersede",)
    assert LIST_FLOW.verbs(800, ["firm", "portal", "officer"]) == ()


def test_sets() -> None:
    assert {1, 3, 120, 300, 500} == OPEN
    assert {120, 300, 500} == UNDECIDED
    assert {120, 300, 500, 800} == ACCEPTED_SIDE
    assert {1, 3, 100} == CHANGEABLE
    assert {300, 500, 700, 800} == CLOSED_TO_CHANGE
