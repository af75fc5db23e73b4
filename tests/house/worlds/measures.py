"""Measures and plans of the firm ``broker``, one in each state that an address begins from."""

from datetime import datetime, timedelta

from enterprises.facts import Actor
from enterprises.models import FirmRecordKind, MeasureText, User
from enterprises.rules.measures import Words
from enterprises.rules.plans import PlanDraft
from enterprises.selectors import actor_of_user
from enterprises.services import grants, plans
from enterprises.services.firm_record import Fact, write_record
from enterprises.services.measures import NewMeasure, load_catalogue, publish_measure
from kernel import clock
from kernel.clock import business_date
from tests.office import Office

_WORDS = Words("措施", "A measure", "措施说明", "What it is", "公告一号", "Announcement 1")
_REASON = "It would help this firm."


def _person(name: str, *, at: datetime) -> Actor:
    return actor_of_user(User.objects.get(email=f"{name}@demo.example"), at=at)


def _draft(at: datetime) -> PlanDraft:
    today = business_date(at)
    return PlanDraft(
        "Plan", "Medicines", ("300",), "perishable", today, today + timedelta(days=30), "Decree 256",
        (("selection.lane", "release"),),
    )  # fmt: skip


def _plan(office: Office, *, upto: str, at: datetime) -> str:
    """A plan that has come as far as ``upto``; drafted by somebody whom the walk does not ask."""
    drafter, officer = _person("coordinator2", at=at), office.officer2
    number = plans.draft_plan(actor=drafter, customs_code="430168A004", draft=_draft(at), at=at)
    steps = {
        "submit": lambda: plans.submit_plan(actor=drafter, number=number, at=at),
        "approve": lambda: plans.approve_plan(actor=officer, number=number, at=at),
        "agree": lambda: plans.agree_to_plan(actor=office.broker, number=number, at=at),
        "force": lambda: plans.put_plan_in_force(actor=_person("chief2", at=at), number=number, at=at),
    }
    for verb, step in steps.items():
        if upto == "draft":
            break
        step()
        if verb == upto:
            break
    return number


def _grant(office: Office, code: str, *, at: datetime, decided: bool = False) -> str:
    """An application of the firm for a measure that the chief published, perhaps granted."""
    chief = _person("chief2", at=at)
    publish_measure(actor=chief, wanted=NewMeasure(code, "application", "everyone", _WORDS), at=at)
    number = grants.apply_for(actor=office.broker, code=code, reason=_REASON, undertakings=[], at=at)
    if decided:
        today = business_date(at)
        terms = grants.Terms(today, today + timedelta(days=30))
        grants.decide(actor=office.officer2, number=number, terms=terms, said="", at=at)
    return number


def things(office: Office) -> dict[str, object]:
    """The numbers that addresses take; the pages look at the wall clock."""
    at = clock.now()
    load_catalogue(at=at)
    assert MeasureText.objects.exists()
    asked, held = _grant(office, "world_asked", at=at), _grant(office, "world_held", at=at, decided=True)
    publish_measure(
        actor=_person("chief2", at=at),
        wanted=NewMeasure("world_free", "application", "everyone", _WORDS),
        at=at,
    )
    fact = Fact(FirmRecordKind.OTHER, at, "Something happened", subject_no="X1")
    record = write_record(actor=office.officer, customs_code="430168A004", fact=fact, at=at)
    drafted = _plan(office, upto="draft", at=at)
    at_officer = _plan(office, upto="submit", at=at)
    at_firm = _plan(office, upto="approve", at=at)
    at_chief = _plan(office, upto="agree", at=at)
    live = _plan(office, upto="force", at=at)
    return {
        "enterprises:measure.code": "green_channel",
        "enterprises:measure_edit.code": "green_channel",
        "enterprises:measure_withdraw.code": "green_channel",
        "enterprises:measure_apply.code": "world_free",
        "enterprises:grant.number": held,
        "enterprises:grant_revoke.number": held,
        **{
            f"enterprises:grant_{verb}.number": asked
            for verb in ("recommend", "decide", "refuse", "withdraw")
        },
        "enterprises:record_close.number": record,
        "enterprises:plan.number": live,
        "enterprises:plan_edit.number": drafted,
        "enterprises:plan_submit.number": drafted,
        "enterprises:plan_drop.number": drafted,
        "enterprises:plan_approve.number": at_officer,
        "enterprises:plan_refuse.number": at_officer,
        "enterprises:plan_agree.number": at_firm,
        "enterprises:plan_decline.number": at_firm,
        "enterprises:plan_force.number": at_chief,
        "enterprises:plan_revoke.number": live,
    }
