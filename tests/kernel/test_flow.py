"""A flow refuses malformed tables and answers what may follow."""

import pytest

from kernel.flow import Flow, Move
from tests.kernel.toys import FLOW

ENTER = Move("make", None, 1, ("system",))
END = Move("end", 1, 2, ("firm",))
NAMES = {1: "new", 2: "over"}


def test_targets_and_sources() -> None:
    assert FLOW.target("check", 1) == 2
    assert FLOW.target("check", 2) is None
    assert FLOW.target("make", None) == 1
    assert FLOW.sources("break") == (1, 2)
    assert FLOW.sources("make") == ()


def test_verbs_depend_on_who_asks() -> None:
    assert FLOW.verbs(2, ["firm"]) == ("sell", "break")
    assert FLOW.verbs(2, ["officer"]) == ("break",)
    assert FLOW.verbs(3, ["firm", "officer"]) == ()


@pytest.mark.parametrize(
    ("moves", "final", "reason"),
    [
        ((ENTER, END, END), {2}, "stands twice"),
        ((ENTER, Move("end", 1, 9, ("firm",))), {2}, "unknown status"),
        ((ENTER, Move("end", 9, 2, ("firm",))), {2}, "unknown status"),
        ((ENTER, END, Move("back", 2, 1, ("firm",))), {2}, "is final"),
        ((ENTER, END), set(), "dead ends"),
        ((ENTER,), {1}, "unreachable"),
    ],
)
def test_malformed_tables_are_refused(moves: tuple[Move, ...], final: set[int], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        Flow("Bad", NAMES, moves, frozenset(final))


def test_the_diagram_shows_every_move() -> None:
    assert Flow("Small", NAMES, (ENTER, END), frozenset({2})).mermaid() == (
        "stateDiagram-v2\n    s1: 1 new\n    s2: 2 over\n    [*] --> s1: make (system)\n"
        "    s1 --> s2: end (firm)\n    s2 --> [*]"
    )
