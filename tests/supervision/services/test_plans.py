"""Lists under a tailored supervision plan: named at acceptance, routed and timed as agreed."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from declarations.models import ImportList, ListState
from enterprises.models import Firm, Plan
from kernel.orm.ids import reserve
from supervision.models import Case, Selection
from supervision.selectors.cases import case_view
from supervision.services import select_all
from tests.office import AT, purchase, send
from tests.supervision.desk import everybody_reviewed, nobody_inspected, person, set_rates

SHOP = "430166A001"


def plan(switches: dict[str, str], *, prefixes: tuple[str, ...], firm: str = SHOP) -> Plan:
    """A plan in force, as the last approval leaves it."""
    drafter, officer, chief = person("coordinator"), person("officer"), person("chief")
    agreed = person("shop")
    return Plan.objects.create(
        subject_id=reserve(1)[0],
        status=50,
        since=AT,
        number="PL4921260000001",
        firm=Firm.objects.get(customs_code=firm),
        office="4921",
        title="Milk powder for infants",
        goods="infant formula",
        hs_prefixes=list(prefixes),
        scenario="emergency_clearance",
        legal_basis="GACC ten measures, number 3",
        switches=[list(pair) for pair in switches.items()],
        valid_from=date(2026, 5, 1),
        valid_to=date(2026, 6, 1),
        drafted_by_id=drafter.user_id,
        drafted_at=AT,
        officer_id=officer.user_id,
        officer_at=AT,
        agreed_by_id=agreed.user_id,
        agreed_at=AT,
        chief_id=chief.user_id,
        chief_at=AT,
    )


def gcode(one) -> str:
    return str(one.lst[1][0]["gcode"])


def test_a_list_says_under_which_plan_it_runs(office):
    one = purchase(1)
    made = plan({"selection.lane": "release"}, prefixes=(gcode(one)[:4],))
    send(office, one)
    assert ListState.objects.get().plan_no == made.number


def test_goods_outside_the_plan_run_as_usual(office):
    plan({"selection.lane": "release"}, prefixes=("9999",))
    send(office, purchase(1))
    assert ListState.objects.get().plan_no == ""


def test_an_agreed_lane_spares_the_review(office):
    everybody_reviewed()
    plan({"selection.lane": "release"}, prefixes=(gcode(purchase(1))[:4],))
    send(office, purchase(1))
    assert select_all(at=AT).released == 1


@pytest.mark.parametrize(("lane", "rule"), [("review", "SEL-10"), ("inspect", "SEL-11")])
def test_an_agreed_lane_sends_to_a_person_and_says_so(office, lane, rule):
    nobody_inspected()
    plan({"selection.lane": lane, "case.deadline_hours": "2"}, prefixes=(gcode(purchase(1))[:4],))
    send(office, purchase(1))
    select_all(at=AT)
    case = Case.objects.get()
    assert (case.lane, case.reasons, case.due_at) == (lane, [rule], AT + timedelta(hours=2))
    assert Selection.objects.get().rule_code == rule


def test_an_agreed_lane_never_spares_the_draw(office):
    """A release lane leaves the inspection that the draw wants; a rate factor of nothing takes it away."""
    set_rates("1")
    both = tuple(gcode(purchase(serial))[:4] for serial in (1, 2))
    made = plan({"selection.lane": "release"}, prefixes=both)
    send(office, purchase(1))
    assert select_all(at=AT).inspect == 1
    Plan.objects.filter(pk=made.pk).update(switches=[["selection.rate_factor", str(Decimal(0))]])
    send(office, purchase(2))
    assert select_all(at=AT).released == 1


def test_the_case_page_says_all_that_the_plan_agrees(office):
    """Also what no rule of the desk reads: where goods are inspected, what is owed later, how soon."""
    everybody_reviewed()
    made = plan(
        {
            "selection.lane": "review",
            "reservation.lead_hours": "2",
            "inspection.place": "premises",
            "documents.owed": "15:invoice,contract",
        },
        prefixes=(gcode(purchase(1))[:4],),
    )
    Plan.objects.filter(pk=made.pk).update(address="黄花综合保税区1号库")
    send(office, purchase(1))
    select_all(at=AT)
    with translation.override("en"):
        view = case_view(ImportList.objects.get(), actor=person("officer"), at=AT)
        assert view.plan is not None and view.plan.is_in_force
        assert [(one.name, one.said) for one in view.plan.switches] == [
            ("selection.lane", "Lists of these goods: reviewed by an officer first."),
            ("reservation.lead_hours", "A reservation is made at least 2 hours before."),
            ("inspection.place", "Goods are inspected at the firm's premises."),
            ("documents.owed", "May be handed in within 15 days after release: Invoice, Contract."),
        ]
        page = render_to_string("supervision/_plan.html", {"view": view})
        assert "黄花综合保税区1号库" in page and all(one.label in page for one in view.plan.switches)
        assert "no longer in force" not in page
        over = case_view(ImportList.objects.get(), actor=person("officer"), at=AT + timedelta(days=60))
        assert "no longer in force" in render_to_string("supervision/_plan.html", {"view": over})


def test_a_plan_that_is_over_agrees_nothing_any_more(office):
    everybody_reviewed()
    made = plan({"selection.lane": "release"}, prefixes=(gcode(purchase(1))[:4],))
    send(office, purchase(1))
    Plan.objects.filter(pk=made.pk).update(valid_to=date(2026, 5, 2))
    assert select_all(at=AT).review == 1
    assert ListState.objects.get().plan_no == made.number
