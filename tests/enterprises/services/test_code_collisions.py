"""No firm comes in under another firm's name: a code names one firm, whichever of its codes it is."""

import pytest
from django.db import IntegrityError, transaction

from enterprises.facts import SYSTEM
from enterprises.models import Firm, Registration
from enterprises.selectors.firms import firms_by_code
from enterprises.services.registration import submit_registration
from enterprises.services.registration_desk import approve_registration, register_firm
from kernel.refusal import Refused
from tests.enterprises.newcomers import AT, draft, newcomer, submitted, typed

pytestmark = pytest.mark.usefixtures("office")

VICTIM = "430166A001"


def codes(refusal):
    return [one.rule.code for one in refusal.value.violations]


@pytest.mark.parametrize("code", ["customs", "credit", "nobodys"])
def test_a_platform_code_is_no_official_code(code):
    victim = Firm.objects.get(customs_code=VICTIM)
    wanted = {"customs": VICTIM, "credit": victim.credit_code, "nobodys": "4301ABCDEF"}[code]
    who = newcomer()
    number = draft(who, typed(platform_code=wanted))
    with pytest.raises(Refused) as refusal:
        submit_registration(number, actor=who, at=AT)
    assert "REG-14" in codes(refusal)
    assert ("REG-11" in codes(refusal)) == (code != "nobodys")
    with pytest.raises(Refused):
        register_firm(
            typed(platform_code=wanted), admin_email="a@b.example", admin_name="赵强", actor=SYSTEM, at=AT
        )
    if code != "nobodys":
        assert firms_by_code([wanted])[wanted].id == victim.pk


def test_a_customs_code_that_is_another_firms_platform_code_is_refused():
    with pytest.raises(IntegrityError, match="firm_platform_code_own"), transaction.atomic():
        Firm.objects.filter(customs_code=VICTIM).update(platform_code=typed().customs_code)
    with pytest.raises(IntegrityError, match="firm_platform_code_own"), transaction.atomic():
        Firm.objects.filter(customs_code=VICTIM).update(platform_code=typed().credit_code.lower())


def test_the_table_of_registrations_says_it_too():
    number = submitted(newcomer())
    with pytest.raises(IntegrityError, match="registration_filled"), transaction.atomic():
        Registration.objects.filter(number=number).update(platform_code=VICTIM)


def test_a_platform_code_is_promised_to_the_first(actor):
    first = submitted(newcomer(), typed(1, platform_code="SHOP"))
    late = newcomer("late")
    number = draft(late, typed(2, platform_code="SHOP"))
    with pytest.raises(Refused) as refusal:
        submit_registration(number, actor=late, at=AT)
    assert codes(refusal) == ["REG-11"]
    approve_registration(first, actor=actor("officer"), at=AT)
    assert firms_by_code(["SHOP"])["SHOP"].name == typed(1).name_zh
