"""What other rooms may read of where goods stand; inside the room import the module of the topic."""

from bonded.selectors.ledgers import audit_bonded, item, ledger, ledgers, spoken_rules
from bonded.selectors.parcels import GoodsOfList, goods_of_list
from bonded.selectors.rule_book import job_rules
from bonded.selectors.stops import (
    ListGoods,
    Stops,
    find_target,
    live_stops,
    lots_of_inventory,
    stopped_lists,
)

__all__ = [
    "GoodsOfList",
    "ListGoods",
    "Stops",
    "audit_bonded",
    "find_target",
    "goods_of_list",
    "item",
    "job_rules",
    "ledger",
    "ledgers",
    "live_stops",
    "lots_of_inventory",
    "spoken_rules",
    "stopped_lists",
]
