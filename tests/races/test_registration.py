"""Two officers, two registrations, the operator: one firm, whoever comes first."""

from functools import partial

from enterprises.facts import SYSTEM
from enterprises.models import Firm, Membership, Registration, RegistrationEvent
from enterprises.services.registration import submit_registration
from enterprises.services.registration_desk import approve_registration, register_firm
from kernel.refusal import Conflict, Refused
from tests.enterprises.newcomers import draft, newcomer, submitted, typed
from tests.office import AT
from tests.races.threads import at_once


def firms(said):
    return Firm.objects.filter(customs_code=said.customs_code).count()


def test_two_officers_approve_the_same_registration(committed_office):
    number = submitted(newcomer())
    pair = (committed_office.officer, committed_office.officer2)
    got = at_once([partial(approve_registration, number, actor=who, at=AT) for who in pair])
    assert sum(isinstance(one, Conflict | Refused) for one in got) == 1
    assert firms(typed()) == 1
    assert Membership.objects.filter(firm__customs_code=typed().customs_code).count() == 1
    assert RegistrationEvent.objects.filter(verb="approve").count() == 1


def test_two_registrations_with_one_customs_code(committed_office):
    """Both were in order when they were handed in; the code is given once."""
    for serial in (1, 3, 5):
        first = submitted(newcomer(f"a{serial}"), typed(serial))
        second = submitted(newcomer(f"b{serial}"), typed(serial + 1, customs_code=typed(serial).customs_code))
        got = at_once([
            partial(approve_registration, first, actor=committed_office.officer, at=AT),
            partial(approve_registration, second, actor=committed_office.officer2, at=AT),
        ])  # fmt: skip
        assert sum(isinstance(one, Conflict | Refused) for one in got) == 1
        assert firms(typed(serial)) == 1
        states = Registration.objects.filter(number__in=[first, second]).values_list("status", flat=True)
        assert sorted(states) == [20, 40]


def test_an_approval_beside_the_operators_command(committed_office):
    number = submitted(newcomer())
    got = at_once([
        partial(approve_registration, number, actor=committed_office.officer, at=AT),
        partial(
            register_firm, typed(), admin_email="boss@b.example", admin_name="赵强", actor=SYSTEM, at=AT
        ),
    ])  # fmt: skip
    assert sum(isinstance(one, Conflict | Refused) for one in got) == 1
    assert firms(typed()) == 1


def test_one_credit_code_is_handed_in_twice(committed_office):
    people = [newcomer("a"), newcomer("b")]
    drafts = [draft(who, typed()) for who in people]
    got = at_once(
        [partial(submit_registration, n, actor=who, at=AT) for n, who in zip(drafts, people, strict=True)]
    )
    assert sum(isinstance(one, Conflict | Refused) for one in got) == 1
    assert Registration.objects.filter(status=20).count() == 1
