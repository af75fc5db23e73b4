"""The demo office: valid codes, made once, never outside the demo."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test.utils import override_settings

from enterprises import demo
from enterprises.models import Firm, FirmGrade, GuaranteeAccount, Membership, Post, User
from enterprises.rules.identifiers import judge_credit_code, judge_customs_code
from enterprises.services.demo import DemoMade, make_demo_office


def test_every_code_is_valid():
    for firm in demo.FIRMS:
        assert judge_credit_code(firm.credit_code) + judge_customs_code(firm.customs_code) == ()


def test_made_once(office, at):
    counts = [m.objects.count() for m in (Firm, User, Membership, Post, GuaranteeAccount, FirmGrade)]
    assert counts == [5, 17, 6, 11, 1, 2]
    with override_settings(PORTAL_DEMO=True):
        assert make_demo_office(at=at) == DemoMade(firms=0, teams=0, people=0)
    assert counts == [m.objects.count() for m in (Firm, User, Membership, Post, GuaranteeAccount, FirmGrade)]


@pytest.mark.django_db
def test_refused_outside_the_demo(at):
    with pytest.raises(PermissionError):
        make_demo_office(at=at)
    with pytest.raises(CommandError):
        call_command("demo_office")
    assert not User.objects.exists()


@pytest.mark.django_db
@override_settings(PORTAL_DEMO=True)
def test_the_command_prints_the_accounts():
    out = StringIO()
    call_command("demo_office", "--print", stdout=out)
    lines = out.getvalue().splitlines()
    assert len(lines) == len(demo.ACCOUNTS) + 1
    assert lines[0].split() == ["shop@demo.example", "Platform,", "administrator"]
    assert lines[-1] == f"password of all: {demo.PASSWORD}"
    assert not User.objects.exists()
    call_command("demo_office", stdout=out)
    assert User.objects.get(email="officer@demo.example").check_password(demo.PASSWORD)
