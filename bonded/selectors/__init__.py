"""What other rooms may read of where goods stand; inside the room import the module of the topic."""

from bonded.selectors.ledgers import audit_bonded, item, ledger, ledgers, spoken_rules
from bonded.selectors.stops import ListGoods, Stops, find_target, live_stops, stopped_lists

__all__ = [
    "ListGoods",
    "Stops",
    "audit_bonded",
    "find_target",
    "item",
    "ledger",
    "ledgers",
    "live_stops",
    "spoken_rules",
    "stopped_lists",
]
