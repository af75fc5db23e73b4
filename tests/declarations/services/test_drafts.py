"""Drafts: saved without overwriting, sealed, scoped to the firm, filed once through the one door."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection

from declarations.models import Draft, ImportList, InboxMessage, ListState
from declarations.permissions import NOT_DECLARANT
from declarations.rules import flow
from declarations.rules.drafts import DRF_01, DRF_02, DRF_03, DRF_04, DRF_05
from declarations.selectors.drafts import Content, content_of, draft_of, drafts_of, guid_of
from declarations.services import drafts
from declarations.services.drafts import correct_list, delete_draft, file_draft, message_of, save_draft
from declarations.services.receive import receive_messages
from enterprises.models import Firm, PersonalDataView
from kernel.refusal import Conflict, Refused
from tests.office import AT, changed, purchase, raw, rule_codes, send

NUMBER = "D20260512-7KQ2MXPA"
OTHER = "D20260512-00000000"
GIVEN = ("guid", "appTime", "gnum")


def content(one, **head):
    """What somebody types who files this declaration."""
    said, lines = one.lst
    return Content(
        {k: v for k, v in (said | head).items() if k not in GIVEN},
        tuple({k: v for k, v in line.items() if k not in GIVEN} for line in lines),
    )


def save(actor, what, *, number=NUMBER, version=0, at=AT):
    return save_draft(number, version=version, content=what, actor=actor, at=at)


def file(actor, what, *, number=NUMBER, version=0, at=AT):
    return file_draft(number, version=version, content=what, actor=actor, at=at)


def test_a_draft_is_sealed_and_comes_back_as_it_was(office):
    what = content(purchase(1), buyerName="王小明")
    assert save(office.broker, what).version == 1
    row = Draft.objects.get()
    assert "王小明".encode() not in bytes(row.content) and row.title == what.head["orderNo"]
    assert content_of(row) == what
    assert draft_of(office.broker, number=NUMBER).content == what


def test_the_same_content_again_changes_nothing(office):
    what = content(purchase(1))
    first = save(office.broker, what)
    assert save(office.broker, what, version=1, at=AT + timedelta(hours=1)) == first
    assert save(office.broker, what, version=0, at=AT + timedelta(hours=1)) == first, (
        "an autosave that came twice"
    )


def test_two_windows_do_not_overwrite_each_other(office):
    one, two = content(purchase(1)), content(purchase(1), note="the other window")
    save(office.broker, one)
    save(office.broker, content(purchase(1), note="first"), version=1)
    with pytest.raises(Conflict) as late:
        save(office.broker, two, version=1)
    assert late.value.violation.rule is DRF_02
    assert draft_of(office.broker, number=NUMBER).content.head["note"] == "first"
    assert save(office.broker, two, number=OTHER).version == 1, "the other one is kept as a draft of its own"


def test_a_draft_deleted_meanwhile_is_not_made_again_silently(office):
    save(office.broker, content(purchase(1)))
    delete_draft(NUMBER, actor=office.broker, at=AT)
    with pytest.raises(Conflict) as late:
        save(office.broker, content(purchase(1), note="more"), version=1)
    assert late.value.violation.rule is DRF_05 and Draft.objects.count() == 0


def test_drafts_belong_to_the_firm(office):
    save(office.broker, content(purchase(1)))
    stranger = replace(office.broker, firm_id=office.shop.firm_id)
    assert draft_of(stranger, number=NUMBER) is None and list(drafts_of(stranger)) == []
    for attempt in (
        lambda: save(stranger, content(purchase(2)), version=1),
        lambda: file(stranger, content(purchase(2)), version=1),
        lambda: delete_draft(NUMBER, actor=stranger, at=AT),
        lambda: save(office.broker, content(purchase(1)), number="not a number"),
    ):
        with pytest.raises(Draft.DoesNotExist):
            attempt()
    assert draft_of(office.broker, number=NUMBER).content == content(purchase(1))
    assert ImportList.objects.count() == 0


def test_who_never_declares_has_no_drafts(office):
    with pytest.raises(Refused) as no:
        save(office.pay, content(purchase(1)))
    assert [v.rule for v in no.value.violations] == [NOT_DECLARANT] and Draft.objects.count() == 0


def test_a_draft_holds_no_more_lines_than_a_list(office):
    what = content(purchase(1))
    with pytest.raises(Refused) as no:
        save(office.broker, what._replace(lines=what.lines * 100))
    assert [v.rule for v in no.value.violations] == [DRF_04]
    assert Draft.objects.count() == 0


def test_filing_goes_through_the_one_door_and_gives_what_a_message_gives(office):
    """The rows of a filed form are those of the same declaration sent as CEB621."""
    one, twin = purchase(1, lines=2), purchase(2, lines=2)
    filed = file(office.broker, content(one))
    receive_messages([raw("621", twin)], actor=office.broker, channel="api", at=AT)
    made, sent = (
        ImportList.objects.get(order_no=one.lst[0]["orderNo"]),
        ImportList.objects.get(order_no=twin.lst[0]["orderNo"]),
    )
    assert filed.pre_no == made.pre_no and not filed.repeated
    assert rule_codes(filed.violations) == ["REP-07"]
    assert InboxMessage.objects.get(pk=made.inbox_id).channel == "form"
    for name in (
        "agent_code",
        "assure_code",
        "customs_code",
        "trade_mode",
        "app_type",
        "app_status",
        "ems_no",
        "signed",
    ):
        assert getattr(made, name) == getattr(sent, name), name
    assert made.guid == guid_of(NUMBER)
    row = Draft.objects.get()
    assert (row.filed_as, bytes(row.content)) == (made.pre_no, b""), (
        "a filed draft leads to its list and keeps nothing"
    )


def test_a_double_click_files_once(office):
    one = content(purchase(1))
    first = file(office.broker, one)
    second = file(office.broker, one, at=AT + timedelta(seconds=1))
    assert second.pre_no == first.pre_no and second.repeated
    assert ImportList.objects.count() == 1 and InboxMessage.objects.count() == 1


def test_a_list_received_but_not_yet_marked_is_recognised(office):
    """The process died between receiving and marking: filing again finds the same list."""
    one = content(purchase(1))
    save(office.broker, one)
    message = message_of(NUMBER, content=one, firm=Firm.objects.get(pk=office.broker.firm_id), at=AT)
    receive_messages([message], actor=office.broker, channel="form", at=AT)
    again = file(office.broker, one, version=1, at=AT + timedelta(minutes=1))
    assert again.repeated and again.pre_no == ImportList.objects.get().pre_no
    assert Draft.objects.get().filed_as == again.pre_no


def test_what_another_window_saved_while_the_list_was_filed_stays(office, monkeypatch):
    """It is in no list, so it is not thrown away with the content that was filed."""
    filed, later = content(purchase(1)), content(purchase(1), note="typed meanwhile")

    def slowly(*args, **kwargs):
        results = receive_messages(*args, **kwargs)
        save(office.broker, later, version=1)
        return results

    monkeypatch.setattr(drafts, "receive_messages", slowly)
    pre_no = file(office.broker, filed).pre_no
    row = Draft.objects.get()
    assert row.filed_as == pre_no == ImportList.objects.get().pre_no
    assert content_of(row) == later


def test_a_refused_list_leaves_the_draft_with_everything_in_it(office):
    wrong = content(purchase(1, lines=2))
    wrong.lines[1]["gcode"] = "0000000000"
    filed = file(office.broker, wrong)
    assert filed.pre_no == "" and ImportList.objects.count() == 0
    assert {v.path for v in filed.violations if v.refuses} == {"lines[2].gcode"}
    assert draft_of(office.broker, number=NUMBER).content == wrong
    right = content(purchase(1, lines=2))
    assert file(office.broker, right, version=filed.saved.version).pre_no


def test_a_filed_draft_cannot_change_but_may_be_deleted(office):
    one = content(purchase(1))
    pre_no = file(office.broker, one).pre_no
    with pytest.raises(Refused) as no:
        save(office.broker, content(purchase(1), note="late"), version=1)
    assert [v.rule for v in no.value.violations] == [DRF_01]
    delete_draft(NUMBER, actor=office.broker, at=AT)
    assert ImportList.objects.get().pre_no == pre_no


def test_only_what_the_mode_asks_for_is_filed(office):
    direct = content(purchase(1, mode="9610"), emsNo="T4921W000001", areaCode="430168A004")
    assert file(office.broker, direct).pre_no
    assert ImportList.objects.get().ems_no == "" and ImportList.objects.get().area_code == ""


def test_a_rejected_list_is_corrected_and_filed_anew(office):
    one = purchase(4)
    send(office, changed(one, "621", freight="99"))
    rejected = ImportList.objects.get()
    assert ListState.objects.get().status == flow.REJECTED
    saved = correct_list(rejected, number=NUMBER, actor=office.broker, at=AT)
    view = PersonalDataView.objects.get()
    assert (view.user_id, view.subject, view.reason, view.at) == (
        office.broker.user_id, f"list {rejected.pre_no}", f"Correcting list {rejected.pre_no}", AT,
    )  # fmt: skip
    what = draft_of(office.broker, number=NUMBER).content
    assert what.corrects == rejected.pre_no and what.head["appType"] == "1"
    assert what.head["buyerName"] == one.lst[0]["buyerName"], "the firm's own values, in full"
    assert {k: v for k, v in what.lines[0].items() if v} == one.lst[1][0]
    what.head["freight"] = one.lst[0]["freight"]
    filed = file(office.broker, what, version=saved.version, at=AT + timedelta(minutes=5))
    made = ImportList.objects.get(pre_no=filed.pre_no)
    assert made.revision == 2 and ListState.objects.get(pk=made.pk).status == flow.ACCEPTED


def test_a_waiting_list_is_changed_by_its_correction(office):
    send(office, purchase(5), codes=["621"])
    waiting = ImportList.objects.get()
    saved = correct_list(waiting, number=NUMBER, actor=office.broker, at=AT)
    what = draft_of(office.broker, number=NUMBER).content
    assert what.head["appType"] == "2"
    what.head["netWeight"] = "0.01"
    pre_no = file(office.broker, what, version=saved.version, at=AT + timedelta(minutes=5)).pre_no
    assert pre_no != waiting.pre_no
    assert ListState.objects.get(pk=waiting.pk).status == flow.SUPERSEDED


def test_an_accepted_list_is_not_corrected_nor_another_firms(office):
    send(office, purchase(6))
    lst = ImportList.objects.get()
    with pytest.raises(Refused) as no:
        correct_list(lst, number=NUMBER, actor=office.broker, at=AT)
    assert [v.rule for v in no.value.violations] == [DRF_03]
    with pytest.raises(ImportList.DoesNotExist):
        correct_list(lst, number=NUMBER, actor=office.shop, at=AT)
    assert Draft.objects.count() == PersonalDataView.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_moment_file_once(committed_office):
    """Two requests that really run side by side: one list, and both are led to it."""
    office, one = committed_office, content(purchase(1))

    def click(_):
        try:
            return file(office.broker, one).pre_no
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        numbers = list(pool.map(click, range(2)))
    assert set(numbers) == {ImportList.objects.get().pre_no}
    assert Draft.objects.get().filed_as == numbers[0]
