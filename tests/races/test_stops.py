"""A stop ordered at the very moment of something else: never lost, never twice, never lifted twice."""

from dataclasses import replace
from functools import partial

from bonded.models import StopOrder, StopOrderEvent
from bonded.selectors import ListGoods, stopped_lists
from bonded.services.stops import lift, order
from declarations.models import ImportList, ListState
from declarations.selectors import audit_declarations
from kernel.refusal import Conflict, Refused
from supervision.facts import Decision
from supervision.rules.sorting import STOP
from supervision.selectors.sorting import answer_for
from supervision.services import decide, select_all
from supervision.services.stopping import order_stop
from tests.office import purchase
from tests.races.threads import at_once
from tests.supervision.desk import LATER, accept, cases, nobody_inspected

EMS = "T4921W000001"


def stop(office, pre_no):
    return partial(order_stop, actor=office.officer2, at=LATER, kind="list", number=pre_no, ground="布控")


def test_stop_and_release_at_the_same_moment(committed_office):
    """Either the list is not released, or it is and the stop meets it at the next door; in every round."""
    office = committed_office
    for case in cases(office, 6):
        released, number = at_once(
            [
                partial(decide, Decision(case.pk, "release"), actor=office.officer, at=LATER),
                stop(office, case.pre_no),
            ]
        )
        assert isinstance(number, str)
        status = ListState.objects.get(pk=case.pk).status
        if isinstance(released, Refused):
            assert status == 300 and released.violations[0].rule.code == "DEC-15"
        else:
            assert status == 800
        # Whoever asks next hears of it: gathering and gate ask the same question.
        assert stopped_lists({case.pk: ListGoods(case.pre_no)}) == {case.pk: number}
        assert answer_for(office.officer, waybill_no=case.logistics_no).lane == STOP
    assert audit_declarations() == []


def test_stop_and_selection_at_the_same_moment(committed_office):
    """The portal releases a set while lists of it are stopped: each stopped one waits or is met later."""
    office = committed_office
    nobody_inspected()
    ids = accept(office, [purchase(n) for n in range(1, 9)])
    numbers = dict(ImportList.objects.filter(pk__in=ids).values_list("pk", "pre_no"))
    _, *stops = at_once(
        [partial(select_all, at=LATER, limit=3), *(stop(office, numbers[pk]) for pk in ids[:4])]
    )
    assert all(isinstance(number, str) for number in stops)
    states = dict(ListState.objects.filter(pk__in=ids).values_list("pk", "status"))
    assert all(states[pk] in (300, 800) for pk in ids[:4]) and all(states[pk] == 800 for pk in ids[4:])
    assert stopped_lists({pk: ListGoods(numbers[pk]) for pk in ids}).keys() == set(ids[:4])


def test_two_clicks_make_one_stop(committed_office):
    """The same officer at the same moment: one order, the other click is told its number."""
    office = committed_office
    click = partial(
        order, actor=office.officer, at=LATER, kind="item", number="WINE-3000", ems_no=EMS, ground="布控"
    )
    got = at_once([click] * 4)
    made = [number for number in got if isinstance(number, str)]
    assert len(made) == 1 and StopOrder.objects.count() == 1
    for no in got:
        if isinstance(no, Refused):
            assert no.violations[0].rule.code == "STO-06" and made[0] in str(no)


def test_two_officers_lift_at_once(committed_office):
    """One lifts it, the other hears that it has moved on; one event."""
    office = committed_office
    for round_ in range(4):
        number = order(
            actor=office.officer, at=LATER, kind="vehicle", number=f"湘A0000{round_}", ground="布控"
        )
        third = replace(office.officer2, user_id=office.officer2.user_id + 1000)
        got = at_once(
            [
                partial(lift, actor=who, number=number, ground="查清", at=LATER)
                for who in (office.officer2, third)
            ]
        )
        assert sum(isinstance(no, Conflict) for no in got) == 1
        row = StopOrder.objects.get(number=number)
        assert StopOrderEvent.objects.filter(subject_id=row.pk, verb="lift").count() == 1
