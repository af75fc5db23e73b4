"""Who gets what answer from each address of the portal: one row per URL name, a module for each topic.

A new page is not finished before its row stands here; the tests ask every address as every role and
compare, and ``docs/access.md`` is written from it. A module holds ``ROWS`` (what a GET is answered with),
``POSTS`` (an empty POST; an address without a row there must answer everybody with 405) and ``FILLED``
(a filled form, where an empty one is refused before anybody asks who sent it).
"""

from clearance.access import (
    bonded,
    bonded_deliveries,
    bonded_doors,
    bonded_gates,
    bonded_inventories,
    bonded_ledger,
    bonded_prints,
    bonded_stops,
    codelists,
    coordination,
    declarations,
    difficulties,
    enterprises,
    entries,
    guarantees,
    measures,
    notices,
    people,
    registration,
    roof,
    sign_in,
    sorting,
    supervision,
    trust,
)
from clearance.access.words import Row

TOPICS = (
    enterprises,
    people,
    sign_in,
    codelists,
    bonded,
    declarations,
    supervision,
    roof,
    difficulties,
    notices,
    trust,
    measures,
    registration,
    guarantees,
    coordination,
    bonded_gates,
    bonded_prints,
    bonded_stops,
    sorting,
    entries,
    bonded_deliveries,
    bonded_doors,
    bonded_inventories,
    bonded_ledger,
)

MATRIX: dict[str, Row] = {name: row for topic in TOPICS for name, row in topic.ROWS.items()}
POSTS: dict[str, Row] = {name: row for topic in TOPICS for name, row in topic.POSTS.items()}
FILLED: dict[str, tuple[dict[str, str], Row]] = {
    name: row for topic in TOPICS for name, row in topic.FILLED.items()
}
