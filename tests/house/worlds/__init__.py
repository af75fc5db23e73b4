"""What the walk through the access matrix needs of each topic: one of each thing that addresses name.

A module holds ``things(office)``: the parameters of its addresses, by ``room:name.parameter`` or by the
parameter alone. Everything belongs to the firm ``broker`` at office 4921.
"""

from types import ModuleType

from tests.house.worlds import (
    bonded_deliveries,
    bonded_doors,
    bonded_gates,
    bonded_inventories,
    bonded_ledger,
    bonded_prints,
    bonded_stops,
    coordination,
    declarations,
    difficulties,
    entries,
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
    bonded_gates,
    bonded_prints,
    bonded_stops,
    entries,
    bonded_deliveries,
    bonded_inventories,
    bonded_ledger,
    bonded_doors,
)
