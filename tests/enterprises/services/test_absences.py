"""One record of an absence: the deputy has the firms, the roles and the claims, and is never away too."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from enterprises.models import Absence, Notice, NoticeCopy, Post, User
from enterprises.selectors.absences import acting_roles, stands_in_for
from enterprises.selectors.coordination import coordinators_of, firms_in_care, firms_of_coordinator
from enterprises.services import absences as services
from enterprises.services.absences import begin_absences, record_absence, shorten_absence
from enterprises.services.coordination import assign, recuse
from enterprises.services.reassignment import check_coordinators
from kernel.orm.locks import is_noted
from kernel.refusal import Refused
from tests.enterprises.conftest import AT
from tests.enterprises.services.test_coordination import SHOP, WHY, firm, refused, user

DAY = timedelta(days=1)


@pytest.fixture
def sent(monkeypatch):
    """The wake-ups that were sent, at once."""
    names: list[str] = []
    monkeypatch.setattr(services, "wake", names.append)
    return names


@pytest.fixture
def away(actor, sent):
    """Record an absence."""

    def do(name: str, deputy: str, *, start=AT, end=AT + 3 * DAY, by: str = "", at=AT) -> Absence:
        given = {"officer_id": user(name).pk, "deputy_id": user(deputy).pk, "from_at": start, "to_at": end}
        return record_absence(actor=actor(by or name), reason="leave", at=at, **given)

    return do


@pytest.fixture
def shop_coordinated(actor):
    given = {"officer_id": user("coordinator").pk, "ground": WHY, "seen": None, "at": AT}
    assign(actor=actor("chief"), customs_code=SHOP, **given)


def test_the_deputy_has_the_firms_and_the_card_says_for_whom(actor, away, shop_coordinated):
    away("coordinator", "coordinator2", start=AT + DAY)
    shop = firm(SHOP).pk
    assert coordinators_of([shop], at=AT)[shop].name == "蒋丽"
    card = coordinators_of([shop], at=AT + DAY)[shop]
    assert (card.name, card.deputy_for) == ("段文", "蒋丽")
    assert firms_of_coordinator(actor("coordinator2"), at=AT) == []
    assert firms_of_coordinator(actor("coordinator2"), at=AT + DAY) == [shop]
    assert firm(SHOP) in firms_in_care(actor("coordinator2"), at=AT + DAY)
    assert coordinators_of([shop], at=AT + 3 * DAY)[shop].name == "蒋丽"


def test_the_deputy_of_a_chief_has_the_role_meanwhile_and_in_that_office_only(away):
    away("chief", "officer")
    officer = user("officer")
    assert stands_in_for(officer.pk, at=AT) == {user("chief").pk}
    assert acting_roles(officer.pk, office="4921", at=AT) == {"chief"}
    assert acting_roles(officer.pk, office="4908", at=AT) == frozenset()
    assert acting_roles(officer.pk, office="4921", at=AT + 3 * DAY) == frozenset()


def test_an_absence_that_begins_now_wakes_the_claims_once(away, sent):
    away("officer", "officer2")
    assert sent == ["supervision.move_claims"]
    assert begin_absences(at=AT + timedelta(minutes=5)) == 0
    assert sent == ["supervision.move_claims"]


def test_one_that_begins_later_is_begun_by_the_timetable(away, sent):
    made = away("officer", "officer2", start=AT + DAY)
    assert sent == [] and begin_absences(at=AT) == 0
    assert begin_absences(at=AT + DAY) == 1
    made.refresh_from_db()
    assert made.begun_at == AT + DAY and sent == ["supervision.move_claims"]


def test_the_deputy_is_told_the_reason_never(away):
    away("officer", "officer2")
    notice = Notice.objects.get(kind="absence_named")
    assert (
        NoticeCopy.objects.filter(notice=notice).values_list("user_id", flat=True)[0] == user("officer2").pk
    )
    assert "leave" not in str(notice.args)


@pytest.mark.parametrize(
    ("deputy", "code"),
    [("coordinator", "ABS-01"), ("gate", "ABS-06"), ("inspector", "ABS-06")],
)
def test_not_everybody_may_stand_in(away, deputy, code):
    assert code in refused(away, name="coordinator", deputy=deputy)
    assert not Absence.objects.exists()


def test_an_officer_of_another_office_does_not_stand_in(away):
    assert "ABS-06" in refused(away, name="officer", deputy="airport")


def test_two_absences_of_one_officer_do_not_overlap(away):
    away("coordinator", "coordinator2")
    assert refused(away, name="coordinator", deputy="chief", start=AT + DAY, end=AT + 9 * DAY) == ["ABS-03"]
    away("coordinator", "coordinator2", start=AT + 3 * DAY, end=AT + 9 * DAY)
    with pytest.raises(IntegrityError, match="absence_one_at_a_time"), transaction.atomic():
        Absence.objects.filter(from_at=AT).update(to_at=AT + 4 * DAY)


def test_there_is_no_ring_and_no_chain(away):
    away("coordinator", "coordinator2")
    assert refused(away, name="coordinator2", deputy="coordinator") == ["ABS-04", "ABS-05"]
    assert refused(away, name="coordinator2", deputy="chief") == ["ABS-05"]
    away("coordinator2", "chief", start=AT + 3 * DAY, end=AT + 4 * DAY)


def test_a_recused_deputy_does_not_stand_in(actor, away, shop_coordinated):
    who = user("coordinator2").pk
    recuse(actor=actor("chief"), customs_code=SHOP, officer_id=who, reason="a cousin works there", at=AT)
    assert refused(away, name="coordinator", deputy="coordinator2") == ["ABS-07"]


def test_a_deputy_recused_later_leaves_the_firm_with_nobody(actor, away, shop_coordinated):
    away("coordinator", "coordinator2")
    who, at = user("coordinator2").pk, AT + timedelta(hours=1)
    recuse(actor=actor("chief"), customs_code=SHOP, officer_id=who, reason="a cousin works there", at=at)
    assert coordinators_of([firm(SHOP).pk], at=at) == {}
    assert Notice.objects.filter(kind="coordinator_missing").count() == 1
    assert firms_of_coordinator(actor("coordinator2"), at=at) == []
    assert check_coordinators(at=at) == 3


def test_only_a_chief_records_the_absence_of_others(away):
    assert refused(away, name="officer", deputy="officer2", by="officer2") == ["ABS-12"]
    assert away("officer", "officer2", by="chief").recorded_by == user("chief")


@pytest.mark.parametrize(
    ("start", "end", "codes"),
    [
        (AT + DAY, AT + DAY, ["ABS-02"]),
        (AT - 2 * DAY, AT + DAY, ["ABS-08"]),
        (AT, AT + 400 * DAY, ["ABS-02"]),
    ],
)
def test_an_absence_lies_ahead_and_within_a_year(away, start, end, codes):
    assert refused(away, name="officer", deputy="officer2", start=start, end=end) == codes


def test_coming_back_early_gives_everything_back(actor, away, shop_coordinated):
    made = away("coordinator", "coordinator2")
    back = AT + timedelta(hours=5)
    shorten_absence(actor=actor("coordinator"), number=made.number, to_at=back, at=back)
    shop = firm(SHOP).pk
    assert coordinators_of([shop], at=back)[shop].name == "蒋丽"
    given = {"number": made.number, "to_at": back, "at": back}
    assert refused(shorten_absence, actor=actor("coordinator"), **given) == ["ABS-10"]


def test_one_that_has_not_begun_never_happens(actor, away):
    made = away("coordinator", "coordinator2", start=AT + DAY)
    shorten_absence(actor=actor("coordinator"), number=made.number, to_at=AT, at=AT)
    made.refresh_from_db()
    assert made.from_at == made.to_at
    away("coordinator", "coordinator2", start=AT + DAY)


def test_only_oneself_or_a_chief_shortens(actor, away):
    made = away("coordinator", "coordinator2")
    given = {"number": made.number, "to_at": AT + DAY, "at": AT}
    assert refused(shorten_absence, actor=actor("coordinator2"), **given) == ["ABS-12"]
    assert refused(shorten_absence, actor=actor("airport"), **given) == ["ABS-12"]
    assert refused(shorten_absence, actor=actor("chief"), number=made.number, to_at=AT + 9 * DAY, at=AT) == [
        "ABS-11"
    ]


def test_a_post_that_has_ended_does_not_count(away):
    Post.objects.filter(officer=user("officer2")).update(valid_to=date(2026, 5, 12))
    assert refused(away, name="officer", deputy="officer2") == ["ABS-06"]


def test_without_a_post_there_is_no_absence(actor, sent):
    Post.objects.filter(officer=user("officer")).update(valid_to=date(2026, 5, 12))
    given = {
        "officer_id": user("officer").pk,
        "deputy_id": user("officer2").pk,
        "from_at": AT,
        "to_at": AT + DAY,
    }
    with pytest.raises(Refused):
        record_absence(actor=actor("officer"), reason="leave", at=AT, **given)


def test_a_deputy_who_cannot_sign_in_stands_in_for_nobody(actor):
    User.objects.filter(pk=user("officer2").pk).update(is_active=False)
    given = {"officer_id": user("officer").pk, "deputy_id": user("officer2").pk, "reason": "leave"}
    days = {"from_at": AT, "to_at": AT + DAY, "at": AT}
    assert refused(record_absence, actor=actor("officer"), **given, **days) == ["ABS-13"]


def test_an_acting_chief_records_and_shortens_no_absences_of_others(actor, away):
    away("chief", "officer")
    made = away("coordinator", "coordinator2")
    given = {"officer_id": user("inspector").pk, "deputy_id": user("officer2").pk, "reason": "leave"}
    days = {"from_at": AT, "to_at": AT + DAY, "at": AT}
    assert refused(record_absence, actor=actor("officer"), **given, **days) == ["ABS-12"]
    shorter = {"number": made.number, "to_at": AT + DAY, "at": AT}
    assert refused(shorten_absence, actor=actor("officer"), **shorter) == ["ABS-12"]


def test_both_people_are_locked_before_anything_is_judged(actor, away, monkeypatch):
    """Two offices at once cannot make a chain: each waits for the people they share, in one order."""
    seen = []
    preview = services.preview_absence

    def watched(*args, **given):
        seen.append(is_noted("enterprises_user"))
        return preview(*args, **given)

    monkeypatch.setattr(services, "preview_absence", watched)
    away("officer", "officer2")
    assert seen == [True]
