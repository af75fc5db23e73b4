"""Attaching: a step of whoever has checked the subject; all files or none."""

from datetime import timedelta

import pytest

from enterprises.facts import SYSTEM
from enterprises.models import Attachment
from enterprises.rules.attachments import TYPES
from enterprises.selectors.attachments import attachments_of
from enterprises.selectors.viewers import VIEWERS, attachment_for
from enterprises.services.attachments import attach, remove_attachment
from kernel import files
from kernel.models.files import File
from kernel.orm.tx import intention
from kernel.refusal import Refused
from tests.enterprises.newcomers import AT, PDF, upload

pytestmark = pytest.mark.usefixtures("office")

WHERE = {"subject_kind": "registration", "subject_id": 7, "subject_no": "RG4921260000001"}


def given(*uploads, actor, **options):
    with intention():
        return attach(list(uploads), actor=actor, at=AT, **(WHERE | options))


def test_the_bytes_come_back(actor):
    (one,) = given(upload("../../执照.pdf"), actor=actor("shop"), label="business_licence")
    assert (one.name, one.content_type, one.size, one.label) == (
        "执照.pdf", "application/pdf", len(PDF), "business_licence",
    )  # fmt: skip
    assert b"".join(files.read(one.file)) == PDF
    assert one.content_type in TYPES


def test_all_or_none(actor):
    with pytest.raises(Refused) as refusal:
        given(upload(), upload("b.exe", b"MZ\x90\x00"), actor=actor("shop"))
    assert [one.rule.code for one in refusal.value.violations] == ["ATT-01"]
    assert not Attachment.objects.exists()
    assert not File.objects.exists()


def test_a_large_file_is_not_read_to_its_end(actor):
    taken = []

    def endless():
        while True:
            taken.append(1)
            yield b"x" * 1024 * 1024

    with pytest.raises(Refused) as refusal:
        given(upload()._replace(chunks=endless()), actor=actor("shop"))
    assert [one.rule.code for one in refusal.value.violations] == ["ATT-02"]
    assert len(taken) == 11  # the limit is ten MiB


def test_programs_attach_nothing(actor):
    for who in (SYSTEM,):
        with pytest.raises(Refused):
            given(upload(), actor=who)
    assert not Attachment.objects.exists()


def test_a_step_needs_an_intention(actor):
    with pytest.raises(RuntimeError, match="open transaction"):
        attach([upload()], actor=actor("shop"), at=AT, **WHERE)


def test_lists_by_subject_in_one_query(actor, django_assert_num_queries):
    (first,) = given(upload("a.pdf"), actor=actor("shop"))
    (inside,) = given(upload("b.pdf"), actor=actor("officer"), public=False)
    (other,) = given(upload("c.pdf"), actor=actor("shop"), subject_id=8)
    with django_assert_num_queries(1):
        found = attachments_of("registration", subject_ids=[7, 8, 9])
    assert found == {7: [first, inside], 8: [other]}
    assert attachments_of("registration", subject_ids=[7], public_only=True) == {7: [first]}
    with intention():
        remove_attachment(first.number, subject_kind="registration", subject_id=7, at=AT)
    assert attachments_of("registration", subject_ids=[7], public_only=True) == {}


def test_who_may_open_one(actor, monkeypatch):
    monkeypatch.setitem(VIEWERS, "registration", lambda who, subject_id, at: (subject_id, at) == (7, AT))
    (shown,) = given(upload(), actor=actor("shop"))
    (inside,) = given(upload(), actor=actor("officer"), public=False)
    (foreign,) = given(upload(), actor=actor("shop"), subject_id=8)
    (unknown,) = given(upload(), actor=actor("shop"), subject_kind="nobody_knows")
    shop, officer = actor("shop"), actor("officer")
    assert attachment_for(shop, number=shown.number, at=AT) == shown
    assert attachment_for(shop, number=inside.number, at=AT) is None
    assert attachment_for(officer, number=inside.number, at=AT) == inside
    for hidden in (foreign, unknown):
        assert attachment_for(officer, number=hidden.number, at=AT) is None


def unread(taken: list[str], name: str):
    """A file that tells when somebody begins to read it."""

    def pieces():
        taken.append(name)
        yield PDF

    return upload(name)._replace(chunks=pieces())


def test_one_file_too_many_is_refused_before_any_is_read(actor):
    taken: list[str] = []
    with pytest.raises(Refused) as refusal:
        given(*(unread(taken, f"{number}.pdf") for number in range(21)), actor=actor("shop"))
    assert [one.rule.code for one in refusal.value.violations] == ["ATT-03"]
    assert taken == []


def test_nothing_is_read_after_a_file_that_is_too_large(actor):
    taken: list[str] = []
    large = upload("large.pdf")._replace(chunks=[PDF, b"x" * 11 * 1024 * 1024])
    with pytest.raises(Refused) as refusal:
        given(unread(taken, "a.pdf"), large, unread(taken, "b.pdf"), actor=actor("shop"))
    assert [one.rule.code for one in refusal.value.violations] == ["ATT-02"]
    assert taken == ["a.pdf"]


def test_a_person_sends_so_much_a_day_and_goes_on_tomorrow(actor):
    shop = actor("shop")
    (one,) = given(upload(), actor=shop)
    with intention():
        remove_attachment(one.number, subject_kind="registration", subject_id=7, at=AT)
    Attachment.objects.filter(pk=one.pk).update(size=209715200 - len(PDF))
    given(upload(), actor=shop, subject_id=8)
    with pytest.raises(Refused) as refusal:
        given(upload(), actor=shop, subject_id=9)
    assert [one.rule.code for one in refusal.value.violations] == ["ATT-06"]
    given(upload(), actor=actor("broker"), subject_id=9)
    with intention():
        tomorrow = AT + timedelta(days=1)
        assert attach([upload()], actor=shop, at=tomorrow, **(WHERE | {"subject_id": 9}))
