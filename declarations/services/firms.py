"""What customs do to lists and their firms: suspensions and stops hold them, a plan is named on them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from bonded.selectors import live_stops
from declarations.rules.acceptance import FIRM_SUSPENDED, STOPPED
from declarations.services.judging import Judged
from declarations.services.standing import Stand
from enterprises.selectors import agent_suspensions, plan_for, plans_in_force, suspensions_of


def hold_suspended(hopeful: Sequence[Judged], *, stands: Mapping[int, Stand], at: datetime) -> list[Judged]:
    """Those that may go on; a list of a suspended declarant or merchant is let wait for the end of it.

    A declarant that is suspended as an agent only goes on with its own lists.
    """
    suspended = suspensions_of(_firms(hopeful, stands), at=at).keys()
    barred = agent_suspensions({stands[one.lst.id].firm_id for one in hopeful}, at=at).keys()
    going = []
    for one in hopeful:
        one.firm_id = stands[one.lst.id].firm_id
        stand = stands[one.lst.id]
        for_other = stand.principal_id not in (None, stand.firm_id) and stand.firm_id in barred
        if not for_other and suspended.isdisjoint(_firms([one], stands)):
            going.append(one)
        else:
            one.hold(FIRM_SUSPENDED)
    return going


def hold_stopped(hopeful: Sequence[Judged], *, stands: Mapping[int, Stand]) -> list[Judged]:
    """Those that may go on; a list that is stopped, or a firm of it, is let wait for the end of the stop.

    A stopped ledger item or lot is for the stock to refuse.
    """
    if not hopeful:
        return []
    firms = _firms(hopeful, stands)
    stops = live_stops(list_nos=[one.lst.pre_no for one in hopeful], firm_ids=firms)
    going = []
    for one in hopeful:
        if one.lst.pre_no in stops.lists or not stops.firms.keys().isdisjoint(_firms([one], stands)):
            one.hold(STOPPED)
        else:
            going.append(one)
    return going


def name_plans(hopeful: Sequence[Judged], *, stands: Mapping[int, Stand], on: date) -> None:
    """Note on each list the tailored plan of its merchant or declarant that covers all its goods."""
    plans = plans_in_force(_firms(hopeful, stands), on=on)
    if not plans:
        return
    for one in hopeful:
        stand = stands[one.lst.id]
        theirs = (*plans.get(stand.principal_id or 0, ()), *plans.get(stand.firm_id, ()))
        plan = plan_for(theirs, hs_codes=[line.gcode for line in one.lst.lines])
        one.plan_no = plan.number if plan else ""


def _firms(lists: Sequence[Judged], stands: Mapping[int, Stand]) -> set[int]:
    """The declarants and merchants of the lists."""
    pairs = [stands[one.lst.id] for one in lists]
    return {s.firm_id for s in pairs} | {s.principal_id for s in pairs if s.principal_id is not None}
