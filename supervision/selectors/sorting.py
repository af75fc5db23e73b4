"""What the sorting line is told about a waybill; few queries, nothing personal."""

from bonded.models import Parcel
from bonded.selectors import ListGoods, stopped_lists
from declarations.selectors import lists_of_waybill
from enterprises.facts import Actor
from supervision.rules.sorting import UNKNOWN, Answer, Lying, sort_parcel

LONGEST = 60
NOT_KNOWN = Answer(UNKNOWN, "unknown")


def answer_for(actor: Actor, *, waybill_no: str) -> Answer:
    """Release, inspect, stop or unknown, for this waybill as far as the actor may ask about it."""
    if not waybill_no or "\0" in waybill_no or len(waybill_no) > LONGEST:
        return NOT_KNOWN
    lists = lists_of_waybill(actor, waybill_no=waybill_no)
    if not lists:
        return NOT_KNOWN
    ids = [one.list_id for one in lists]
    stops = stopped_lists({one.list_id: ListGoods(one.pre_no, one.firm_ids) for one in lists})
    parcels = dict(Parcel.objects.filter(subject_id__in=ids).values_list("subject_id", "status"))
    return sort_parcel(
        [Lying(one.status, stops.get(one.list_id, ""), parcels.get(one.list_id)) for one in lists]
    )
