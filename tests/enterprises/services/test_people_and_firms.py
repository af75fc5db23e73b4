"""What people change about themselves, and how officers have messages read."""

import pytest

from enterprises.facts import SYSTEM
from enterprises.models import Firm, ReadingChange, User
from enterprises.rules import access
from enterprises.services.firms import set_tolerant
from enterprises.services.people import set_language, set_name
from kernel.refusal import Refused

BROKER = "430168A004"


def rules(caught):
    return [v.rule for v in caught.value.violations]


def test_a_person_chooses_language_and_name(actor, at):
    set_language(actor=actor("filer"), language="en", at=at)
    set_name(actor=actor("filer"), name=" 刘洋洋 ", at=at)
    user = User.objects.get(email="filer@demo.example")
    assert (user.language, user.name) == ("en", "刘洋洋")


def test_unknown_languages_and_empty_names_are_refused(actor, at):
    before = actor("filer")
    with pytest.raises(Refused) as caught:
        set_language(actor=before, language="fr", at=at)
    assert rules(caught) == [access.UNKNOWN_LANGUAGE]
    with pytest.raises(Refused) as caught:
        set_name(actor=before, name=" ", at=at)
    assert rules(caught) == [access.NO_NAME]
    assert actor("filer") == before


def test_the_portal_itself_has_no_profile(office, at):
    with pytest.raises(Refused) as caught:
        set_language(actor=SYSTEM, language="en", at=at)
    assert rules(caught) == [access.PERSON_ONLY]


def test_an_officer_turns_the_switch_and_it_is_remembered(actor, at):
    set_tolerant(actor=actor("officer"), customs_code=BROKER, on=True, reason="系统改造期间", at=at)
    set_tolerant(actor=actor("officer"), customs_code=BROKER, on=True, reason="再说一遍也一样", at=at)
    set_tolerant(actor=actor("chief"), customs_code=BROKER, on=False, reason="改造已完成", at=at)
    assert not Firm.objects.get(customs_code=BROKER).tolerant
    changes = ReadingChange.objects.order_by("id").values_list("tolerant", "reason", "by__email")
    assert list(changes) == [
        (True, "系统改造期间", "officer@demo.example"),
        (False, "改造已完成", "chief@demo.example"),
    ]


@pytest.mark.parametrize(
    ("who", "rule"),
    [
        ("broker", access.OFFICER_ONLY),
        ("filer", access.OFFICER_ONLY),
        ("gate", access.DECIDER_ONLY),
        ("laboratory", access.DECIDER_ONLY),
    ],
)
def test_nobody_else_turns_it(actor, at, who, rule):
    with pytest.raises(Refused) as caught:
        set_tolerant(actor=actor(who), customs_code=BROKER, on=True, reason="系统改造期间", at=at)
    assert rules(caught) == [rule]
    assert not ReadingChange.objects.exists()
    assert not Firm.objects.get(customs_code=BROKER).tolerant


@pytest.mark.parametrize(
    ("code", "reason", "rule"),
    [(BROKER, "   ", access.NO_SWITCH_REASON), ("4301669999", "系统改造期间", access.UNKNOWN_FIRM)],
)
def test_a_reason_and_a_firm_are_needed(actor, at, code, reason, rule):
    with pytest.raises(Refused) as caught:
        set_tolerant(actor=actor("officer"), customs_code=code, on=True, reason=reason, at=at)
    assert rules(caught) == [rule]
    assert not ReadingChange.objects.exists()
