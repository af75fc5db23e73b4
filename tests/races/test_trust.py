"""Two chiefs decide the same thing at once: one does, the other is told that somebody was first."""

from datetime import date
from functools import partial

from enterprises.models import FirmGrade, Suspension, SuspensionEvent, User
from enterprises.rules.suspension import Wanted
from enterprises.selectors import actor_of_user
from enterprises.services.suspensions import (
    countersign_suspension,
    lift_suspension,
    propose_lift,
    propose_suspension,
)
from enterprises.services.trust import WantedGrade, countersign_grade, propose_grade
from kernel.refusal import Conflict, Refused
from tests.office import AT
from tests.races.threads import at_once

SHOP2 = "430166A005"


def _actor(name: str):
    return actor_of_user(User.objects.get(email=f"{name}@demo.example"), at=AT)


def _both(job, *, number: str) -> list[object]:
    chiefs = [_actor("chief"), _actor("chief2")]
    return at_once([partial(job, actor=chief, number=number, at=AT) for chief in chiefs])


def _one_was_first(answers: list[object]) -> None:
    assert [type(answer) for answer in answers if answer is not None] == [Conflict]


def test_two_chiefs_put_the_same_suspension_in_force(committed_office):
    wanted = Wanted("firm", "arrears", "Fines of 2025 unpaid")
    number = propose_suspension(actor=_actor("officer"), customs_code=SHOP2, wanted=wanted, at=AT)
    _one_was_first(_both(countersign_suspension, number=number))
    assert SuspensionEvent.objects.filter(verb="countersign").count() == 1
    propose_lift(actor=_actor("officer"), number=number, reason="All is paid", at=AT)
    _one_was_first(_both(lift_suspension, number=number))
    assert SuspensionEvent.objects.filter(verb="lift").count() == 1


def test_two_chiefs_countersign_the_same_grade(committed_office):
    wanted = WantedGrade("dishonest", date(2026, 5, 20), "violations", "Above the limits twice")
    number = propose_grade(actor=_actor("officer"), customs_code=SHOP2, wanted=wanted, at=AT)
    _one_was_first(_both(countersign_grade, number=number))
    assert FirmGrade.objects.filter(firm__customs_code=SHOP2).count() == 1


def test_two_officers_propose_the_same_suspension(committed_office):
    wanted = Wanted("firm", "arrears", "Fines of 2025 unpaid")
    job = partial(propose_suspension, customs_code=SHOP2, wanted=wanted, at=AT)
    answers = at_once([partial(job, actor=_actor(name)) for name in ("officer", "officer2")])
    assert sorted(type(answer) is Refused for answer in answers) == [False, True]
    assert Suspension.objects.count() == 1
