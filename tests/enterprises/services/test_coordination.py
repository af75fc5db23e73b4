"""Coordinators: one at a time, never a recused one, handed over with a note, missed when there is none."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from enterprises.models import (
    Coordination,
    Firm,
    Message,
    Notice,
    OfficerCard,
    Post,
    SeniorContact,
    User,
    Visit,
)
from enterprises.selectors.coordination import (
    coordinators_of,
    firms_in_care,
    firms_of_coordinator,
    history,
    is_recused,
    senior_contact,
)
from enterprises.selectors.reassignment import Wish, preview
from enterprises.selectors.viewers import VIEWERS
from enterprises.selectors.visits import visit_for
from enterprises.services.coordination import (
    assign,
    end,
    end_recusal,
    name_senior_contact,
    recuse,
    set_phone,
)
from enterprises.services.messages import open_thread
from enterprises.services.reassignment import CHECK_JOB, check_coordinators, reassign_many
from enterprises.services.visits import plan_visit
from kernel.models.jobs import JobItem, JobRun
from kernel.refusal import Conflict, Refused
from tests.enterprises.conftest import AT
from tests.office import rule_codes

SHOP, BROKER, SHOP2, PAY = "430166A001", "430168A004", "430166A005", "430166A002"
WHY = "knows the trade of the zone"
SAID = {"ground": WHY, "hand_over_note": ""}
LATER = AT + timedelta(hours=3)


def firm(code: str) -> Firm:
    return Firm.objects.get(customs_code=code)


def user(name: str) -> User:
    return User.objects.get(email=f"{name}@demo.example")


@pytest.fixture
def give(actor):
    """Have an officer look after a firm."""

    def do(code: str, name: str = "coordinator", *, seen=None, at=AT, **words) -> Coordination:
        return assign(
            actor=actor("chief"),
            customs_code=code,
            officer_id=user(name).pk,
            ground=WHY,
            seen=seen,
            at=at,
            **words,
        )

    return do


@pytest.fixture
def keep_away(actor):
    """Record a recusal."""

    def do(name: str, code: str, *, by: str = "chief", at=AT) -> None:
        reason = "a cousin works there"
        recuse(actor=actor(by), customs_code=code, officer_id=user(name).pk, reason=reason, at=at)

    return do


def refused(call, **given) -> list[str]:
    """The codes of the refusal."""
    with pytest.raises(Refused) as caught:
        call(**given)
    return rule_codes(caught.value.violations)


def test_the_next_begins_at_the_instant_at_which_the_first_ends(give):
    first = give(SHOP)
    second = give(SHOP, "coordinator2", seen=first.pk, at=LATER, hand_over_note="asks about the new lane")
    first.refresh_from_db()
    assert (first.from_at, first.to_at, second.from_at, second.to_at) == (AT, LATER, LATER, None)
    assert (first.end_reason, second.hand_over_note) == ("reassigned", "asks about the new lane")
    assert [row.pk for row in history(firm(SHOP))] == [second.pk, first.pk]
    assert coordinators_of([firm(SHOP).pk], at=LATER - timedelta(seconds=1))[firm(SHOP).pk].name == "蒋丽"
    assert coordinators_of([firm(SHOP).pk], at=LATER)[firm(SHOP).pk].name == "段文"


def test_the_table_itself_holds_one_coordinator_at_any_instant(give):
    first = give(SHOP)
    with pytest.raises(IntegrityError, match="coordination_one_at_a_time"), transaction.atomic():
        Coordination.objects.create(
            firm=firm(SHOP), officer=user("coordinator2"), from_at=LATER, given_by=user("chief"), ground=WHY
        )
    assert Coordination.objects.get() == first


def test_whoever_looked_before_somebody_else_changed_it_is_told(give):
    first = give(SHOP)
    give(SHOP, "coordinator2", seen=first.pk, at=LATER)
    with pytest.raises(Conflict, match="13:30:00"):
        give(SHOP, "coordinator2", seen=first.pk, at=LATER + timedelta(seconds=5))
    assert Coordination.objects.filter(to_at__isnull=True).count() == 1


def test_only_a_coordinator_of_the_office_in_post_may_begin(actor, give):
    assert refused(give, code=SHOP, name="officer") == ["COO-01"]
    Post.objects.filter(officer=user("coordinator")).update(valid_to=date(2026, 5, 12))
    assert refused(give, code=SHOP) == ["COO-01"]
    assert not Coordination.objects.exists()


def test_a_chief_of_the_office_assigns_and_says_why(actor):
    given = {"customs_code": SHOP, "officer_id": user("coordinator").pk, "seen": None, "at": AT}
    assert refused(assign, actor=actor("coordinator"), ground=WHY, **given) == ["COO-07"]
    assert refused(assign, actor=actor("airport"), ground=WHY, **given) == ["COO-07"]
    assert refused(assign, actor=actor("chief"), ground="x", **given) == ["COO-04"]
    assert not Coordination.objects.exists()


def test_the_seven_grounds_end_a_coordination_and_the_chiefs_hear_of_it(actor, give):
    first = give(SHOP)
    given = {"actor": actor("chief"), "customs_code": SHOP, "text": "three weeks late", "at": LATER}
    assert refused(end, reason="whim", seen=first.pk, **given) == ["COO-06"]
    end(reason="delay", seen=first.pk, **given)
    first.refresh_from_db()
    assert (first.to_at, first.end_reason, first.end_text) == (LATER, "delay", "three weeks late")
    assert refused(end, reason="delay", seen=None, **given) == ["COO-05"]
    assert Notice.objects.filter(kind="coordinator_missing").count() == 1


def test_a_recused_officer_is_not_assigned_and_stops_at_once(actor, give, keep_away):
    give(SHOP)
    recuse(
        actor=actor("coordinator"),
        customs_code=SHOP,
        officer_id=user("coordinator").pk,
        reason="a cousin works there",
        at=LATER,
    )
    row = Coordination.objects.get()
    assert (row.to_at, row.end_reason) == (LATER, "recusal")
    assert is_recused(user("coordinator").pk, firm_id=firm(SHOP).pk, at=LATER)
    assert refused(give, code=SHOP, at=LATER) == ["COO-02"]
    assert firm(SHOP) not in firms_in_care(actor("coordinator"), at=LATER)


def test_a_chief_ends_a_recusal_never_the_officer(actor, give, keep_away):
    recuse(
        actor=actor("chief"),
        customs_code=SHOP,
        officer_id=user("coordinator").pk,
        reason="a cousin works there",
        at=AT,
    )
    given = {"customs_code": SHOP, "officer_id": user("coordinator").pk, "at": LATER}
    assert refused(end_recusal, actor=actor("coordinator"), **given) == ["COO-07"]
    end_recusal(actor=actor("chief"), **given)
    assert not is_recused(user("coordinator").pk, firm_id=firm(SHOP).pk, at=LATER)
    give(SHOP, at=LATER)


def test_a_recused_chief_does_not_see_the_firm(actor, keep_away):
    recuse(
        actor=actor("chief2"),
        customs_code=SHOP,
        officer_id=user("chief").pk,
        reason="owns shares of it",
        at=AT,
    )
    given = {"officer_id": user("coordinator").pk, "ground": WHY, "seen": None, "at": AT}
    assert refused(assign, actor=actor("chief"), customs_code=SHOP, **given) == ["ACC-13"]


def test_many_firms_are_shared_among_the_new_ones_as_the_preview_says(actor, give, keep_away):
    rows = {code: give(code) for code in (SHOP, BROKER, SHOP2)}
    recuse(
        actor=actor("chief"),
        customs_code=BROKER,
        officer_id=user("coordinator2").pk,
        reason="a cousin works there",
        at=AT,
    )
    wish = Wish(user("coordinator").pk, (), (user("coordinator2").pk,))
    seen = preview(actor("chief"), wish=wish, at=LATER)
    said = [(m.firm.customs_code, m.to and m.to.name, rule_codes(m.violations)) for m in seen.moves]
    assert said == [
        (SHOP, "段文", []), (SHOP2, "段文", []), (BROKER, None, ["COO-02"]),
    ]  # fmt: skip
    done = reassign_many(
        actor=actor("chief"), wish=wish, ground=WHY, hand_over_note="", digest=seen.digest, at=LATER
    )
    assert done.possible == 2
    assert len(firms_of_coordinator(actor("coordinator2"), at=LATER)) == 2
    assert firms_of_coordinator(actor("coordinator"), at=LATER) == [rows[BROKER].firm_id]


def test_a_changed_world_wants_a_new_preview(actor, give):
    first = give(SHOP)
    wish = Wish(None, (SHOP, SHOP2), (user("coordinator2").pk,))
    seen = preview(actor("chief"), wish=wish, at=LATER)
    end(actor=actor("chief2"), customs_code=SHOP, reason="ended", text="", seen=first.pk, at=LATER)
    with pytest.raises(Conflict):
        reassign_many(
            actor=actor("chief"), wish=wish, ground=WHY, hand_over_note="", digest=seen.digest, at=LATER
        )
    assert not Coordination.objects.filter(to_at__isnull=True).exists()


def test_those_with_the_fewest_firms_get_the_next(actor, give):
    give(SHOP, "coordinator2")
    wish = Wish(None, (BROKER, SHOP2), (user("coordinator").pk, user("coordinator2").pk))
    moves = preview(actor("chief"), wish=wish, at=AT).moves
    assert [move.to.name for move in moves] == ["蒋丽", "蒋丽"]


def test_the_preview_asks_as_much_for_many_firms_as_for_few(actor, give, django_assert_num_queries):
    for number in range(30):
        Firm.objects.create(
            credit_code=f"91430100MA4T{number:05d}X", customs_code=f"43019{number:05d}", name_zh="别家",
            since=date(2020, 1, 1), office="4921",
        )  # fmt: skip
    chief, at = actor("chief"), AT
    few = Wish(None, tuple(f"43019{number:05d}" for number in range(3)), (user("coordinator").pk,))
    many = Wish(None, tuple(f"43019{number:05d}" for number in range(30)), (user("coordinator").pk,))
    preview(chief, wish=few, at=at)
    for wish in (few, many):
        with django_assert_num_queries(7):
            preview(chief, wish=wish, at=at)


def test_every_night_the_chiefs_hear_of_firms_of_the_zone_without_one(give):
    give(SHOP)
    assert check_coordinators(at=AT) == 2
    run = JobRun.objects.get(name=CHECK_JOB)
    assert run.status == JobRun.Status.DONE and run.counts == {"checked": 3, "missing": 2}
    items = JobItem.objects.filter(run=run).order_by("subject_no")
    assert [(item.subject_no, item.rule_code) for item in items] == [(SHOP2, "COO-17"), (BROKER, "COO-17")]
    assert check_coordinators(at=LATER) == 0
    assert Notice.objects.get(kind="coordinator_missing").count == 2


def test_every_firm_of_the_zone_has_one_and_nobody_is_alarmed(give):
    for code in (SHOP, BROKER, SHOP2):
        give(code)
    assert check_coordinators(at=AT) == 0
    assert not Notice.objects.filter(kind="coordinator_missing").exists()


def test_the_card_names_the_telephone_of_the_office(actor, give):
    give(SHOP)
    assert refused(set_phone, actor=actor("coordinator"), phone="call me", at=AT) == ["COO-14"]
    set_phone(actor=actor("coordinator"), phone="0731-8477 0001", at=AT)
    assert OfficerCard.objects.get().phone == "0731-8477 0001"
    card = coordinators_of([firm(SHOP).pk], at=AT)[firm(SHOP).pk]
    assert (card.phone, card.email, card.deputy_for) == ("0731-8477 0001", "coordinator@demo.example", "")


def test_files_of_messages_and_visits_are_for_those_who_see_the_pages(actor, give, keep_away):
    give(BROKER)
    thread = open_thread(actor=actor("broker"), subject="New goods", text="When?", at=AT)
    message = Message.objects.get(thread=thread)
    visit = plan_visit(
        actor=actor("coordinator"), customs_code=BROKER, mode="on_site", on_at=AT, place="warehouse 3",
        officer_two=user("officer").pk, purpose="see the new line", at=AT,
    )  # fmt: skip
    subjects = {"message": message.pk, "visit": Visit.objects.get(number=visit).pk}

    def seen(name: str) -> set[str]:
        return {kind for kind, pk in subjects.items() if VIEWERS[kind](actor(name), subject_id=pk, at=LATER)}

    assert seen("broker") == seen("coordinator") == seen("chief") == {"message", "visit"}
    assert seen("coordinator2") == seen("shop") == seen("inspector") == seen("airport") == set()
    assert seen("officer") == {"visit"}  # went along
    for name in ("officer", "coordinator"):
        keep_away(name, BROKER, at=AT + timedelta(hours=1))
        assert seen(name) == set()
        assert visit_for(actor(name), number=visit, at=LATER) is None


def test_the_firm_names_one_of_its_own_as_contact(actor):
    given = {"position": "Head of customs affairs", "at": AT}
    assert refused(name_senior_contact, actor=actor("filer"), user_id=user("filer").pk, **given) == ["ACC-01"]
    assert refused(name_senior_contact, actor=actor("broker"), user_id=user("shop").pk, **given) == ["COO-15"]
    name_senior_contact(actor=actor("broker"), user_id=user("filer").pk, **given)
    assert SeniorContact.objects.get().user == user("filer")
    assert senior_contact(firm(BROKER).pk).position == "Head of customs affairs"
