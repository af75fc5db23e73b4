"""What the walk through the access matrix needs of each topic: one of each thing that addresses name.

A module holds ``things(office)``: the parameters of its addresses, by ``room:name.parameter`` or by the
parameter alone. Everything belongs to the firm ``broker`` at office 4921.
"""

from types import ModuleType

from tests.house.worlds import (
    coordination,
    declarations,
    difficulties,
    guarantees,
    measures,
    notices,
    people,
    registration,
    supervision,
    trust,
)

TOPICS: tuple[ModuleType, ...] = (
    people,
    difficulties,
    notices,
    trust,
    measures,
    registration,
    guarantees,
    coordination,
    declarations,
    supervision,
)
