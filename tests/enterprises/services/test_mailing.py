"""Mails about notices: in the reader's language, one name for all attempts, none without a reason."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from clearance.outbox import SENDERS, deliver_waiting
from enterprises.facts import News, ToFirm, ToUsers
from enterprises.models import Membership, Notice, User
from enterprises.services.notices import notify
from enterprises.services.notices_reading import mark_read
from kernel.models import Outbox
from kernel.orm.outbox import LEASE, deliver, token_of
from kernel.orm.tx import intention
from kernel.web.mailing import message_id
from tests.enterprises.conftest import AT


@pytest.fixture
def broker(actor, settings):
    settings.PORTAL_URL = "https://portal.example.test"
    User.objects.filter(email="broker@demo.example").update(language="en")
    return actor("broker")


def tell(actor, number="L1"):
    with intention():
        notify([News("list_to_inspect", number, ToUsers(frozenset({actor.user_id})))], at=AT)


def deliver_all(at=AT):
    return deliver(at=at, limit=10, senders=SENDERS)


def test_the_mail_says_what_the_notice_says_and_leads_to_it(broker):
    tell(broker, "49212026E000000001")
    assert deliver_all().sent == 1
    (sent,) = mail.outbox
    assert sent.to == ["broker@demo.example"]
    assert sent.subject == "Customs will inspect the goods of import list 49212026E000000001."
    link = f"https://portal.example.test/notices/{Notice.objects.get().number}/"
    assert link in sent.body
    assert "https://portal.example.test/notices/settings/" in sent.body
    head = sent.message()
    assert head["List-Unsubscribe"] == "<https://portal.example.test/notices/settings/>"
    assert head["Message-ID"] == message_id(token_of(Outbox.objects.get().key))
    assert head["Message-ID"].endswith("@portal.example.test>")


def test_it_speaks_the_readers_language(broker, actor):
    with intention():
        notify([News("list_to_inspect", "L1", ToFirm(broker.firm_id))], at=AT)
    deliver_all()
    said = {sent.to[0].partition("@")[0]: sent for sent in mail.outbox}
    assert said["broker"].subject.startswith("Customs will inspect")
    assert "海关" in said["filer"].subject
    assert "在平台查看" in said["filer"].body


def test_a_second_attempt_is_the_same_mail_and_the_mailbox_shows_it_once(broker, settings, tmp_path):
    """Killed after sending and before marking: the row stands as it was claimed."""
    settings.EMAIL_BACKEND = "kernel.web.mailfiles.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    settings.PORTAL_DEMO = True
    tell(broker, "L77")
    assert deliver_all().sent == 1
    Outbox.objects.update(sent_at=None, lease_until=AT + LEASE)
    assert deliver_all(AT + LEASE - timedelta(seconds=1)).claimed == 0
    assert deliver_all(AT + LEASE).sent == 1
    assert len(list((tmp_path / "mail").iterdir())) == 1
    page = Client().get("/demo/mailbox/").content.decode()
    assert page.count("<summary>") == 1
    assert "L77" in page


@pytest.mark.parametrize("why", ["read", "inactive", "unconfirmed", "deleted"])
def test_there_is_no_mail_without_a_reason(broker, why):
    tell(broker)
    notice = Notice.objects.get()
    if why == "read":
        mark_read(actor=broker, number=notice.number, at=AT + timedelta(seconds=1))
    elif why == "inactive":
        User.objects.filter(pk=broker.user_id).update(is_active=False)
    elif why == "unconfirmed":
        EmailAddress.objects.create(user_id=broker.user_id, email="Broker@demo.example", verified=False)
    else:
        notice.delete()
    assert deliver_all().sent == 1  # nothing more to do for this letter
    assert mail.outbox == []


def test_there_is_no_mail_about_a_firm_that_one_left(broker):
    with intention():
        notify([News("list_to_inspect", "L1", ToFirm(broker.firm_id, frozenset({"admin"})))], at=AT)
    Membership.objects.filter(user_id=broker.user_id).update(ended_at=AT)
    deliver_all()
    assert mail.outbox == []


def test_the_task_goes_on_until_nothing_is_due(broker):
    for serial in range(25):
        tell(broker, f"L{serial}")
    asked = []

    def wall():
        asked.append(AT)
        return AT

    assert deliver_waiting(wall=wall) == 25
    assert len(asked) == 3
    assert len(mail.outbox) == 25
