"""A stranger who signed up fills neither the tables nor the store of files."""

from datetime import timedelta

import pytest

from enterprises.models import Attachment, Registration
from enterprises.services.registration import (
    attach_to_registration,
    detach_from_registration,
    start_registration,
    withdraw_registration,
)
from enterprises.services.registration_desk import ask_registration
from kernel.models.files import File, FileChunk
from kernel.refusal import Refused
from tests.enterprises.newcomers import AT, newcomer, submitted, typed, upload

pytestmark = pytest.mark.usefixtures("office")


def codes(refusal):
    return [one.rule.code for one in refusal.value.violations]


def test_three_drafts_and_no_fourth():
    who = newcomer()
    numbers = [start_registration(actor=who, office="4921", at=AT) for _ in range(3)]
    with pytest.raises(Refused) as refusal:
        start_registration(actor=who, office="4908", at=AT)
    assert codes(refusal) == ["REG-15"]
    assert Registration.objects.count() == 3
    withdraw_registration(numbers[0], actor=who, at=AT)
    start_registration(actor=who, office="4921", at=AT)
    start_registration(actor=newcomer("other"), office="4921", at=AT)


def test_beginning_and_withdrawing_ends_for_the_day():
    who = newcomer()
    for _ in range(20):
        withdraw_registration(start_registration(actor=who, office="4921", at=AT), actor=who, at=AT)
    with pytest.raises(Refused) as refusal:
        start_registration(actor=who, office="4921", at=AT)
    assert codes(refusal) == ["REG-16"]
    assert start_registration(actor=who, office="4921", at=AT + timedelta(days=1))


def test_of_a_draft_nothing_is_kept_that_was_taken_away():
    who = newcomer()
    number = start_registration(actor=who, office="4921", at=AT)
    (one, two) = attach_to_registration(
        number, uploads=[upload(), upload("b.pdf")], label="", actor=who, at=AT
    )
    for wrong in ("", "nobody"):
        with pytest.raises(Refused) as refusal:
            detach_from_registration(number, attachment=wrong, actor=who, at=AT)
        assert codes(refusal) == ["ATT-05"]
    detach_from_registration(number, attachment=one.number, actor=who, at=AT)
    assert list(Attachment.objects.values_list("pk", flat=True)) == [two.pk]
    assert (File.objects.count(), FileChunk.objects.count()) == (1, 1)
    withdraw_registration(number, actor=who, at=AT)
    assert (Attachment.objects.count(), File.objects.count(), FileChunk.objects.count()) == (0, 0, 0)


def test_what_customs_saw_stays_on_record(actor):
    who = newcomer()
    number = submitted(who, typed())
    ask_registration(number, question="请补充营业执照", actor=actor("officer"), at=AT)
    one = Attachment.objects.get()
    detach_from_registration(number, attachment=one.number, actor=who, at=AT)
    withdraw_registration(number, actor=who, at=AT)
    one.refresh_from_db()
    assert one.removed_at == AT
    assert FileChunk.objects.filter(file_id=one.file_id).exists()
