"""Standing documents: filed by the firm, confirmed by customs, the firm reminded once for each step."""

from datetime import UTC, date, datetime, timedelta

import pytest

from enterprises.models import (
    Attachment,
    Firm,
    NoticeCopy,
    StandingDocument,
    StandingDocumentEvent,
    StandingReminder,
)
from enterprises.rules import flow
from enterprises.selectors.standing import documents_at, documents_due, documents_of, replaceable
from enterprises.services.standing import (
    Paper,
    confirm_document,
    file_document,
    refuse_document,
    remind_of_documents,
    withdraw_document,
)
from kernel.refusal import Conflict, Refused
from tests.enterprises.newcomers import AT, upload

pytestmark = pytest.mark.usefixtures("office")

PAPER = Paper("business_licence", "", "4301-0001", date(2020, 1, 1), date(2026, 6, 30))


def codes(refusal):
    return [one.rule.code for one in refusal.value.violations]


def status_of(number):
    return StandingDocument.objects.get(number=number).status


def confirmed(actor, paper=PAPER, *, name="shop"):
    number = file_document(paper, uploads=[upload()], actor=actor(name), at=AT)
    confirm_document(number, actor=actor("officer"), at=AT)
    return number


def told(actor, name):
    rows = NoticeCopy.objects.filter(user_id=actor(name).user_id).order_by("id")
    return list(rows.values_list("notice__kind", flat=True))


def test_filed_then_confirmed(actor):
    number = file_document(PAPER, uploads=[upload()], actor=actor("shop"), at=AT)
    row = StandingDocument.objects.get(number=number)
    assert (row.valid_to, row.status, row.firm.customs_code) == (
        date(2026, 7, 1), flow.STANDING_FILED, "430166A001",
    )  # fmt: skip
    assert [one.number for one in documents_at(actor("officer"))] == [number]
    assert told(actor, "officer") == ["standing_filed"]
    confirm_document(number, actor=actor("officer"), at=AT)
    assert status_of(number) == flow.STANDING_CONFIRMED
    assert told(actor, "shop") == ["standing_confirmed"]
    with pytest.raises(Refused) as refusal:
        confirm_document(number, actor=actor("chief"), at=AT)
    assert codes(refusal) == ["STD-10"]


def test_a_refused_filing_writes_nothing(actor):
    with pytest.raises(Refused) as refusal:
        file_document(PAPER._replace(document_no=""), uploads=[], actor=actor("shop"), at=AT)
    assert codes(refusal) == ["STD-01", "STD-05"]
    with pytest.raises(Refused) as refusal:
        file_document(PAPER, uploads=[upload("a.exe", b"MZ\x90\x00")], actor=actor("shop"), at=AT)
    assert codes(refusal) == ["ATT-01"]
    with pytest.raises(Refused):
        file_document(PAPER, uploads=[upload()], actor=actor("officer"), at=AT)
    assert not StandingDocument.objects.exists()
    assert not StandingDocumentEvent.objects.exists()
    assert not Attachment.objects.exists()


def test_a_refusal_says_why(actor):
    number = file_document(PAPER, uploads=[upload()], actor=actor("shop"), at=AT)
    with pytest.raises(Refused):
        refuse_document(number, reason="no", actor=actor("officer"), at=AT)
    refuse_document(number, reason="扫描件缺页", actor=actor("officer"), at=AT)
    row = StandingDocument.objects.get(number=number)
    assert (row.status, row.reason, row.decided_by_id) == (
        flow.STANDING_REFUSED, "扫描件缺页", actor("officer").user_id,
    )  # fmt: skip


def test_the_firm_takes_back_what_is_not_confirmed(actor):
    number = file_document(PAPER, uploads=[upload()], actor=actor("shop"), at=AT)
    with pytest.raises(Refused) as refusal:
        withdraw_document(number, actor=actor("pay"), at=AT)
    assert codes(refusal) == ["STD-08"]
    withdraw_document(number, actor=actor("shop"), at=AT)
    kept = confirmed(actor)
    with pytest.raises(Conflict):
        withdraw_document(kept, actor=actor("shop"), at=AT)


def test_a_successor_takes_the_place_when_it_is_confirmed(actor):
    old = confirmed(actor)
    later = PAPER._replace(last_day=date(2030, 1, 1), replaces=old)
    new = file_document(later, uploads=[upload()], actor=actor("shop"), at=AT)
    assert status_of(old) == flow.STANDING_CONFIRMED
    assert replaceable(actor("shop")) == []
    with pytest.raises(Refused) as refusal:
        file_document(later, uploads=[upload()], actor=actor("shop"), at=AT)
    assert codes(refusal) == ["STD-09"]
    confirm_document(new, actor=actor("officer"), at=AT)
    assert (status_of(old), status_of(new)) == (flow.STANDING_REPLACED, flow.STANDING_CONFIRMED)


@pytest.mark.parametrize("change", [{"kind": "food_importer"}, {"replaces": "SD4921260009999"}])
def test_only_the_own_of_the_same_kind_is_replaced(actor, change):
    old = confirmed(actor)
    with pytest.raises(Refused) as refusal:
        file_document(
            PAPER._replace(replaces=old)._replace(**change), uploads=[upload()], actor=actor("shop"), at=AT
        )
    assert codes(refusal) == ["STD-09"]


def test_only_the_office_in_charge_decides(actor):
    number = file_document(PAPER, uploads=[upload()], actor=actor("shop"), at=AT)
    Firm.objects.filter(customs_code="430166A001").update(office="4901")
    with pytest.raises(Refused) as refusal:
        confirm_document(number, actor=actor("officer"), at=AT)
    assert codes(refusal) == ["STD-08"]
    with pytest.raises(Refused) as refusal:
        confirm_document(number, actor=actor("inspector"), at=AT)
    assert codes(refusal) == ["ACC-05"]


def day(year, month, number):
    return datetime(year, month, number, 2, 0, tzinfo=UTC)


def test_each_step_is_said_once(actor):
    number = confirmed(actor)  # the first day after is 1 July
    steps = []
    for at in (
        day(2026, 5, 31), day(2026, 6, 1), day(2026, 6, 2), day(2026, 6, 20), day(2026, 6, 21),
        day(2026, 6, 30), day(2026, 7, 1), day(2026, 7, 2),
    ):  # fmt: skip
        steps.append(remind_of_documents(at=at))
        assert remind_of_documents(at=at) == 0
    assert steps == [0, 1, 0, 0, 1, 1, 1, 0]
    rows = StandingReminder.objects.order_by("id").values_list("document__number", "days")
    assert list(rows) == [(number, 30), (number, 10), (number, 1), (number, 0)]
    assert told(actor, "shop")[1:] == ["standing_due", "standing_due", "standing_due", "standing_expired"]


def test_a_filed_successor_keeps_the_portal_quiet(actor):
    old = confirmed(actor)
    file_document(PAPER._replace(replaces=old), uploads=[upload()], actor=actor("shop"), at=AT)
    assert remind_of_documents(at=day(2026, 6, 25)) == 0


def test_what_falls_due_by_firm(actor, django_assert_num_queries):
    first = confirmed(actor)
    endless = PAPER._replace(kind="security", last_day=None)
    confirmed(actor, endless)
    second = confirmed(actor, PAPER._replace(kind="food_importer", last_day=date(2026, 5, 12)))
    confirmed(actor, PAPER._replace(last_day=date(2027, 1, 1)), name="pay")
    firm, other = actor("shop").firm_id, actor("pay").firm_id
    with django_assert_num_queries(1):
        found = documents_due([firm, other], on=date(2026, 6, 10), days=30)
    assert {key: [(one.number, one.days_left) for one in due] for key, due in found.items()} == {
        firm: [(second, 0), (first, 21)]
    }
    assert found[firm][1].last_day == date(2026, 6, 30)


def test_the_lists_of_a_firm_are_its_own(actor):
    number = confirmed(actor)
    assert [row.number for row in documents_of(actor("shop"))] == [number]
    assert list(documents_of(actor("pay"))) == []


def test_reminders_of_the_night_do_not_meet_new_documents(actor):
    assert remind_of_documents(at=AT + timedelta(days=1)) == 0
