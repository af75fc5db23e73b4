"""Two chiefs at once: one coordinator is left, and the second chief is told that somebody was first."""

import pytest

from enterprises.models import Absence, Coordination, Firm, User
from enterprises.selectors import actor_of_user
from enterprises.selectors.reassignment import Wish, preview
from enterprises.services.absences import record_absence
from enterprises.services.coordination import assign
from enterprises.services.reassignment import reassign_many
from kernel.refusal import Conflict, Refused
from tests.office import AT, open_office
from tests.races.threads import at_once

SHOP, BROKER = "430166A001", "430168A004"
WHY = "knows the trade of the zone"


def user(name: str) -> User:
    return User.objects.get(email=f"{name}@demo.example")


def actor(name: str):
    return actor_of_user(user(name), at=AT)


@pytest.fixture
def office(transactional_db):
    """The demo office as other connections see it."""
    return open_office()


def handing(chief: str, to: str, *, seen: int | None):
    """A job: this chief has that officer look after the shop."""
    who, officer = actor(chief), user(to).pk
    given = {"customs_code": SHOP, "officer_id": officer, "ground": WHY, "seen": seen, "at": AT}
    return lambda: assign(actor=who, **given)


def active() -> list[Coordination]:
    return list(Coordination.objects.filter(to_at__isnull=True))


def test_two_chiefs_assign_the_first_coordinator_at_once(office):
    said = at_once([handing("chief", "coordinator", seen=None), handing("chief2", "coordinator2", seen=None)])
    assert sorted(type(one).__name__ for one in said) == ["Conflict", "Coordination"]
    assert len(active()) == 1 and Coordination.objects.count() == 1


def test_two_chiefs_re_assign_the_same_firm_at_once(office):
    first = handing("chief", "coordinator", seen=None)()
    Coordination.objects.filter(pk=first.pk).update(officer=user("officer2"))  # both may follow
    jobs = [
        handing("chief", "coordinator", seen=first.pk),
        handing("chief2", "coordinator2", seen=first.pk),
    ]
    said = at_once(jobs)
    (won,) = [one for one in said if isinstance(one, Coordination)]
    (lost,) = [one for one in said if isinstance(one, Conflict)]
    assert lost.violation.rule.code == "COO-08"
    assert [row.pk for row in active()] == [won.pk] and Coordination.objects.count() == 2
    first.refresh_from_db()
    assert first.to_at == won.from_at


def test_a_re_assignment_of_many_and_one_of_a_single_firm_at_once(office):
    first = handing("chief", "coordinator", seen=None)()
    wish = Wish(None, (SHOP, BROKER), (user("coordinator2").pk,))
    many, digest = actor("chief"), preview(actor("chief"), wish=wish, at=AT).digest
    words = {"ground": WHY, "hand_over_note": "", "digest": digest}
    said = at_once(
        [
            lambda: reassign_many(actor=many, wish=wish, at=AT, **words),
            handing("chief2", "coordinator2", seen=first.pk),
        ]
    )
    assert sum(isinstance(one, Conflict) for one in said) == 1
    shop = Firm.objects.get(customs_code=SHOP).pk
    assert [row.officer_id for row in active() if row.firm_id == shop] == [user("coordinator2").pk]


def test_two_absences_recorded_at_once_make_no_chain(office):
    """Coordinator away with coordinator2 as deputy, coordinator2 away at the same time: one must wait."""
    chief, until = actor("chief"), AT.replace(day=20)

    def away(name: str, deputy: str):
        given = {"officer_id": user(name).pk, "deputy_id": user(deputy).pk, "from_at": AT, "to_at": until}
        return lambda: record_absence(actor=chief, reason="leave", at=AT, **given)

    said = at_once([away("coordinator", "coordinator2"), away("coordinator2", "coordinator")])
    assert sorted(type(one).__name__ for one in said) == ["Absence", "Refused"]
    assert Absence.objects.count() == 1
    (no,) = [one for one in said if isinstance(one, Refused)]
    assert {violation.rule.code for violation in no.violations} == {"ABS-04", "ABS-05"}
