"""The lists behind a waybill number, as a sorting line asks for them; nothing personal."""

from typing import NamedTuple

from declarations.models import ImportList, ListState
from enterprises.facts import Actor


class WaybillList(NamedTuple):
    """One list that names the waybill: its number, status and the firms behind it."""

    list_id: int
    pre_no: str
    status: int
    firm_ids: frozenset[int]


def lists_of_waybill(actor: Actor, *, waybill_no: str) -> list[WaybillList]:
    """Every list with this waybill number that the actor may ask about, oldest first; two queries.

    Officers ask about the lists of their offices. A firm asks about those it filed, that were filed for
    it, and those whose goods lie in its own warehouse (areaCode).
    """
    heads = {
        pk: (pre_no, area_code)
        for pk, pre_no, area_code in ImportList.objects.filter(logistics_no=waybill_no)
        .order_by("id")
        .values_list("id", "pre_no", "area_code")
    }
    if not heads:
        return []
    states = ListState.objects.filter(subject_id__in=heads).order_by("subject_id")
    return [
        WaybillList(
            state.subject_id,
            heads[state.subject_id][0],
            state.status,
            frozenset(firm for firm in (state.firm_id, state.principal_id) if firm is not None),
        )
        for state in states.only("subject_id", "status", "office", "firm_id", "principal_id")
        if _may_ask(actor, state=state, area_code=heads[state.subject_id][1])
    ]


def _may_ask(actor: Actor, *, state: ListState, area_code: str) -> bool:
    if actor.is_officer:
        return state.office in actor.offices
    if not actor.is_firm:
        return actor.is_system
    return actor.firm_id in (state.firm_id, state.principal_id) or area_code in actor.firm_codes
