"""What officers and the portal do with accepted lists: select, claim, decide."""

from supervision.services.claiming import claim, claim_next, expire_leases, move_claims, release_claim
from supervision.services.deciding import decide, decide_many, public_note
from supervision.services.overdue import reject_overdue
from supervision.services.selecting import CHUNK, select_accepted, select_all
from supervision.services.showing import show_in_full

__all__ = [
    "CHUNK",
    "claim",
    "claim_next",
    "decide",
    "decide_many",
    "expire_leases",
    "move_claims",
    "public_note",
    "reject_overdue",
    "release_claim",
    "select_accepted",
    "select_all",
    "show_in_full",
]
