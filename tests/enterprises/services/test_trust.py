"""Grade changes: nothing without a second officer, the history closed, and who is told."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from enterprises.models import (
    Firm,
    FirmGrade,
    GradeChange,
    GradeChangeEvent,
    NoticeCopy,
    Suspension,
    Team,
)
from enterprises.selectors import grades_of
from enterprises.services.trust import (
    WantedGrade,
    countersign_grade,
    propose_grade,
    refuse_grade,
    withdraw_grade,
)
from kernel.refusal import Conflict, Refused

pytestmark = pytest.mark.usefixtures("office")

SHOP2 = "430166A005"
WANTED = WantedGrade("advanced_certified", date(2026, 5, 20), "certified", "Passed the examination")


@pytest.fixture
def firm(office) -> Firm:
    return Firm.objects.get(customs_code=SHOP2)


@pytest.fixture
def proposed(actor, at) -> str:
    return propose_grade(actor=actor("officer"), customs_code=SHOP2, wanted=WANTED, at=at)


def _codes(refusal: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [v.rule.code for v in refusal.value.violations]


def _told(kind: str) -> set[str]:
    rows = NoticeCopy.objects.filter(notice__kind=kind)
    return {email.partition("@")[0] for email in rows.values_list("user__email", flat=True)}


def test_a_proposal_changes_nothing_and_tells_the_chiefs(proposed, firm):
    assert proposed.startswith("GR492126")
    assert not FirmGrade.objects.filter(firm=firm).exists()
    assert _told("grade_proposed") == {"chief", "chief2"}


def test_the_second_officer_writes_the_grade(proposed, firm, actor, at):
    countersign_grade(actor=actor("chief"), number=proposed, at=at)
    row = FirmGrade.objects.get(firm=firm)
    assert (row.grade, row.valid_from, row.valid_to, row.change_no) == (
        "advanced_certified", date(2026, 5, 20), None, proposed,
    )  # fmt: skip
    assert row.set_by_id == actor("officer").user_id
    days = [grades_of([firm.pk], on=date(2026, 5, day))[firm.pk] for day in (19, 20)]
    assert days == ["default", "advanced_certified"]
    verbs = GradeChangeEvent.objects.order_by("id").values_list("verb", "actor_id")
    assert list(verbs) == [("propose", actor("officer").user_id), ("countersign", actor("chief").user_id)]
    assert "shop2" in _told("grade_changed")


def test_the_grade_before_ends_where_the_new_one_begins(firm, actor, at):
    old = FirmGrade.objects.create(firm=firm, grade="dishonest", valid_from=date(2024, 1, 1), ground="x")
    wanted = WANTED._replace(grade="default", ground="repaired")
    number = propose_grade(actor=actor("officer"), customs_code=SHOP2, wanted=wanted, at=at)
    countersign_grade(actor=actor("chief"), number=number, at=at)
    old.refresh_from_db()
    assert (old.valid_to, old.change_no) == (date(2026, 5, 20), number)
    days = [grades_of([firm.pk], on=date(2026, 5, day))[firm.pk] for day in (19, 20)]
    assert days == ["dishonest", "default"]


def test_a_grade_may_begin_in_the_past(firm, actor, at):
    wanted = WANTED._replace(grade="dishonest", ground="smuggling", valid_from=date(2026, 4, 2))
    number = propose_grade(actor=actor("officer"), customs_code=SHOP2, wanted=wanted, at=at)
    assert grades_of([firm.pk], on=date(2026, 4, 2))[firm.pk] == "default"
    countersign_grade(actor=actor("chief"), number=number, at=at)
    assert grades_of([firm.pk], on=date(2026, 4, 2))[firm.pk] == "dishonest"


def test_a_report_can_only_lower_what_two_officers_decided(proposed, firm, actor, at):
    countersign_grade(actor=actor("chief"), number=proposed, at=at)
    FirmGrade.objects.create(
        firm=firm, grade="dishonest", valid_from=date(2026, 5, 22), ground="file", source="report"
    )
    days = [grades_of([firm.pk], on=date(2026, 5, day))[firm.pk] for day in (21, 22)]
    assert days == ["advanced_certified", "dishonest"]


@pytest.mark.parametrize("word", [countersign_grade, refuse_grade])
def test_the_proposer_is_not_the_second(actor, at, firm, word):
    number = propose_grade(actor=actor("chief"), customs_code=SHOP2, wanted=WANTED, at=at)
    said = {"reason": "No evidence"} if word is refuse_grade else {}
    with pytest.raises(Refused) as no:
        word(actor=actor("chief"), number=number, at=at, **said)
    assert _codes(no) == ["EYE-01"]
    assert GradeChange.objects.get().decided_by is None
    countersign_grade(actor=actor("chief2"), number=number, at=at)
    assert FirmGrade.objects.filter(firm=firm).exists()


@pytest.mark.parametrize("name", ["officer2", "coordinator", "inspector", "shop2"])
def test_only_a_chief_countersigns(proposed, firm, actor, at, name):
    with pytest.raises(Refused):
        countersign_grade(actor=actor(name), number=proposed, at=at)
    assert not FirmGrade.objects.filter(firm=firm).exists()


@pytest.mark.parametrize("name", ["coordinator", "inspector", "gate", "broker"])
def test_who_may_not_propose(actor, at, name):
    with pytest.raises(Refused):
        propose_grade(actor=actor(name), customs_code=SHOP2, wanted=WANTED, at=at)
    assert not GradeChange.objects.exists()


def test_an_officer_of_another_office_knows_no_such_firm(proposed, firm, actor, at):
    Team.objects.update(office="4906")
    for job in (
        lambda: propose_grade(actor=actor("officer"), customs_code=SHOP2, wanted=WANTED, at=at),
        lambda: countersign_grade(actor=actor("chief"), number=proposed, at=at),
    ):
        with pytest.raises(Refused) as no:
            job()
        assert _codes(no)[0] in ("ACC-13", "CRE-09")
    assert GradeChange.objects.get().status == 10


def test_a_refusal_needs_a_reason_and_tells_the_proposer(proposed, firm, actor, at):
    with pytest.raises(Refused):
        refuse_grade(actor=actor("chief"), number=proposed, reason=" ", at=at)
    refuse_grade(actor=actor("chief"), number=proposed, reason="No evidence", at=at)
    change = GradeChange.objects.get()
    assert (change.status, change.said) == (80, "No evidence")
    assert _told("grade_refused") == {"officer"}
    assert not FirmGrade.objects.filter(firm=firm).exists()
    with pytest.raises(Conflict):
        countersign_grade(actor=actor("chief"), number=proposed, at=at)


def test_only_the_proposer_withdraws(proposed, actor, at):
    with pytest.raises(Refused) as no:
        withdraw_grade(actor=actor("officer2"), number=proposed, at=at)
    assert _codes(no) == ["CRE-10"]
    withdraw_grade(actor=actor("officer"), number=proposed, at=at)
    assert GradeChange.objects.get().status == 81


def test_one_proposal_at_a_time(proposed, actor, at):
    with pytest.raises(Refused) as no:
        propose_grade(actor=actor("officer2"), customs_code=SHOP2, wanted=WANTED, at=at)
    assert _codes(no) == ["CRE-06"]


def test_the_law_is_asked_again_when_it_is_countersigned(proposed, firm, actor, at):
    FirmGrade.objects.create(firm=firm, grade="dishonest", valid_from=date(2026, 5, 20), ground="x")
    with pytest.raises(Refused) as no:
        countersign_grade(actor=actor("chief"), number=proposed, at=at)
    assert "CRE-07" in _codes(no)
    assert GradeChange.objects.get().status == 10


def test_a_lost_certification_is_waited_for(firm, actor, at):
    row = FirmGrade.objects.create(
        firm=firm,
        grade="advanced_certified",
        valid_from=date(2024, 1, 1),
        valid_to=date(2025, 9, 1),
        ground="x",
    )
    with pytest.raises(Refused) as no:
        propose_grade(actor=actor("officer"), customs_code=SHOP2, wanted=WANTED, at=at)
    assert _codes(no) == ["CRE-05"]
    FirmGrade.objects.filter(pk=row.pk).update(valid_to=date(2025, 5, 20))
    assert propose_grade(actor=actor("officer"), customs_code=SHOP2, wanted=WANTED, at=at)


def test_the_table_keeps_four_eyes_too(proposed, actor):
    change = GradeChange.objects.get()
    with pytest.raises(IntegrityError, match="gradechange_four_eyes"), transaction.atomic():
        GradeChange.objects.update(decided_by=change.proposed_by)
    with pytest.raises(IntegrityError, match="gradechange_decided"), transaction.atomic():
        GradeChange.objects.update(status=30)


def test_one_source_says_one_grade_at_a_time(firm):
    values = {"firm": firm, "valid_from": date(2026, 1, 1), "ground": "x"}
    FirmGrade.objects.create(grade="dishonest", **values)
    with pytest.raises(IntegrityError, match="firmgrade_one_at_a_time"), transaction.atomic():
        FirmGrade.objects.create(grade="default", **values)
    FirmGrade.objects.create(grade="default", source="report", **values)
    assert grades_of([firm.pk], on=date(2026, 5, 1)) == {firm.pk: "dishonest"}
    assert not Suspension.objects.exists()
