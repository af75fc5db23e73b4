"""Invitations, roles, and the last administrator."""

from datetime import UTC, datetime, timedelta

import pytest

from enterprises.rules import people as law

AT = datetime(2026, 5, 12, 2, 30, tzinfo=UTC)
OPEN = law.InvitationFact("a@b.cn", True, AT + timedelta(days=7))


def codes(violations) -> list[str]:
    return [violation.rule.code for violation in violations]


@pytest.mark.parametrize(
    "email", ["", "a", "a@b", "a@@b.cn", "a b@c.cn", "a@b..cn", "x" * 250 + "@b.cn", "a@b.cn\n"]
)
def test_an_address_must_be_one(email):
    found = law.judge_invitation(email, role="filer", members=frozenset(), sent_today=0, most=50)
    assert codes(found) == ["PEO-01"]


def test_an_invitation_needs_a_role_a_stranger_and_room():
    found = law.judge_invitation("a@b.cn", role="king", members=frozenset({"a@b.cn"}), sent_today=50, most=50)
    assert codes(found) == ["PEO-02", "PEO-03", "PEO-04"]
    fits = law.judge_invitation("a@b.cn", role="admin", members=frozenset({"c@b.cn"}), sent_today=49, most=50)
    assert fits == ()


@pytest.mark.parametrize(
    ("fact", "email", "officer", "code"),
    [
        (None, "a@b.cn", False, "PEO-05"),
        (OPEN._replace(open=False), "a@b.cn", False, "PEO-05"),
        (OPEN._replace(expires_at=AT), "a@b.cn", False, "PEO-05"),
        (OPEN, "c@b.cn", False, "PEO-06"),
        (OPEN, "a@b.cn", True, "PEO-07"),
    ],
)
def test_only_the_invited_accept_in_time(fact, email, officer, code):
    assert codes(law.judge_acceptance(fact, email=email, is_officer=officer, at=AT)) == [code]


def test_the_invited_person_accepts():
    assert law.judge_acceptance(OPEN, email="a@b.cn", is_officer=False, at=AT) == ()


def test_the_last_administrator_stays():
    assert codes(law.judge_role("admin", wanted="filer", admins=1)) == ["PEO-12"]
    assert codes(law.judge_leaving("admin", admins=1)) == ["PEO-12"]
    assert law.judge_role("admin", wanted="filer", admins=2) == ()
    assert law.judge_leaving("filer", admins=1) == ()


def test_a_role_must_be_another_one_that_exists():
    assert codes(law.judge_role("filer", wanted="filer", admins=1)) == ["PEO-13"]
    assert codes(law.judge_role("filer", wanted="king", admins=1)) == ["PEO-02"]
