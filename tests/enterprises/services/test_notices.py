"""Telling people: who gets a copy, what folds, what is mailed, what stays of it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from enterprises.facts import SYSTEM, News, ToFirm, ToPosts, ToUsers
from enterprises.models import Membership, Notice, NoticeCopy, NoticePreference, Post, Team, User
from enterprises.rules.notices import Choice
from enterprises.selectors.notices import choices_of, copy_of, notices_page, unread_badge
from enterprises.services.notices import notify
from enterprises.services.notices_choices import mail_topic, set_choices
from enterprises.services.notices_reading import mark_all_read, mark_read
from kernel.models import Outbox
from kernel.orm.tx import intention
from kernel.refusal import Refused
from tests.enterprises.conftest import AT

HOUR = timedelta(hours=1)


def tell(*news, at=AT):
    with intention():
        return notify(news, at=at)


def user_id(name):
    return User.objects.get(email=f"{name}@demo.example").pk


def readers(kind):
    rows = NoticeCopy.objects.filter(notice__kind=kind).values_list("user__email", flat=True)
    return sorted(email.partition("@")[0] for email in rows)


def released(firm_id, count=1, key="h"):
    said = (("day", "2026-05-12"), ("hour", "10"), ("last", "X1"))
    return News("lists_released", "", ToFirm(firm_id), said, key, count)


def test_a_firm_is_told_by_all_its_people_or_by_those_with_a_role(actor):
    firm_id = actor("broker").firm_id
    assert tell(News("list_to_inspect", "L1", ToFirm(firm_id))) == 1
    assert readers("list_to_inspect") == ["broker", "filer"]
    tell(News("lists_rejected", "", ToFirm(firm_id, frozenset({"admin"}))))
    assert readers("lists_rejected") == ["broker"]


def test_who_left_or_may_not_sign_in_is_told_nothing(actor):
    firm_id = actor("broker").firm_id
    Membership.objects.filter(user_id=user_id("filer")).update(ended_at=AT)
    User.objects.filter(pk=user_id("broker")).update(is_active=False)
    assert tell(News("list_to_inspect", "L1", ToFirm(firm_id))) == 0
    assert not Notice.objects.exists()
    assert not Outbox.objects.exists()


def test_posts_are_told_in_the_office_or_in_the_nearest_above(actor):
    tell(News("difficulty_overdue", "D1", ToPosts("4921", frozenset({"chief"}))))
    chiefs = Post.objects.filter(role="chief", team__office="4921").values_list("officer__email", flat=True)
    assert readers("difficulty_overdue") == sorted({email.partition("@")[0] for email in chiefs})
    Post.objects.filter(role="chief", team__office="4921").update(valid_to=AT.date())
    above = Team.objects.create(office="4900", name="处")
    Post.objects.create(
        officer_id=user_id("officer"), team=above, role="chief", valid_from=AT.date() - timedelta(days=9)
    )
    tell(News("difficulty_untriaged", "D2", ToPosts("4921", frozenset({"chief"}))))
    assert readers("difficulty_untriaged") == ["officer"]


def test_named_people_are_told(actor):
    ids = frozenset({user_id("shop"), user_id("officer")})
    tell(News("upload_done", "U1", ToUsers(ids)))
    assert readers("upload_done") == ["officer", "shop"]


def test_an_unknown_kind_is_a_mistake_of_ours(actor):
    with pytest.raises(KeyError, match="no_such_kind"):
        tell(News("no_such_kind", "1", ToFirm(actor("broker").firm_id)))
    with pytest.raises(RuntimeError, match="open transaction"):
        notify([], at=AT)


def test_bulk_news_are_one_notice_that_counts(actor):
    firm_id = actor("broker").firm_id
    tell(released(firm_id, 3), released(firm_id, 4))
    tell(released(firm_id, 5), at=AT + timedelta(minutes=5))
    tell(released(firm_id, 1, key="next hour"))
    first, second = Notice.objects.filter(kind="lists_released").order_by("id")
    assert (first.count, first.first_at, first.at) == (12, AT, AT + timedelta(minutes=5))
    assert second.count == 1
    assert NoticeCopy.objects.filter(notice=first).count() == 2
    assert set(NoticeCopy.objects.filter(notice=first).values_list("at", flat=True)) == {first.at}


def test_a_read_notice_that_counts_on_is_unread_again_after_an_hour(actor):
    broker = actor("broker")
    tell(released(broker.firm_id))
    number = Notice.objects.get().number
    mark_read(actor=broker, number=number, at=AT)
    tell(released(broker.firm_id), at=AT + HOUR - timedelta(seconds=1))
    assert unread_badge(broker.user_id) == ""
    tell(released(broker.firm_id), at=AT + HOUR)
    assert unread_badge(broker.user_id) == "1"
    assert Notice.objects.get().count == 3


def test_who_joins_later_gets_the_notice_when_it_counts_on(actor):
    broker = actor("broker")
    tell(released(broker.firm_id))
    Membership.objects.create(user_id=user_id("shop"), firm_id=broker.firm_id, role="filer", since=AT)
    tell(released(broker.firm_id), at=AT + HOUR)
    assert readers("lists_released") == ["broker", "filer", "shop"]


def test_letters_are_written_where_the_kind_or_the_person_wants_mail(actor):
    broker = actor("broker")
    set_choices(actor=actor("filer"), choices={"list_to_inspect": Choice(bell=True, mail=False)})
    tell(News("list_to_inspect", "L1", ToFirm(broker.firm_id)), released(broker.firm_id))
    row = Outbox.objects.get()
    notice = Notice.objects.get(kind="list_to_inspect")
    assert row.payload == {"notice": notice.pk, "user": broker.user_id}
    assert (row.kind, row.due_at) == ("notice", AT)
    assert row.key == NoticeCopy.objects.get(notice=notice, user_id=broker.user_id).mailed_key


def test_a_counting_notice_is_mailed_once_and_later(actor):
    firm_id = actor("broker").firm_id
    for minute in range(3):
        tell(News("lists_rejected", "", ToFirm(firm_id), (), "h"), at=AT + timedelta(minutes=minute))
    assert set(Outbox.objects.values_list("due_at", flat=True)) == {AT + HOUR}
    assert Outbox.objects.count() == 2  # one for each reader


def test_what_somebody_does_not_count_stands_in_the_list_as_read(actor):
    broker = actor("broker")
    quiet = {"lists_released": Choice(bell=False, mail=False), "list_to_inspect": Choice(False, False)}
    set_choices(actor=broker, choices=quiet)
    tell(News("list_to_inspect", "L1", ToFirm(broker.firm_id)), released(broker.firm_id))
    tell(released(broker.firm_id), at=AT + 2 * HOUR)
    shown = {row.text: row.unread for row in notices_page(broker, after=None).rows}
    assert sorted(shown.values()) == [False, True]
    assert unread_badge(broker.user_id) == "1"  # urgent ones always count


def test_preferences_keep_only_what_differs(actor):
    broker = actor("broker")
    set_choices(actor=broker, choices={"lists_rejected": Choice(True, False)})
    assert list(NoticePreference.objects.values_list("code", "bell", "mail")) == [
        ("lists_rejected", None, False)
    ]
    set_choices(actor=broker, choices={"lists_rejected": Choice(True, True)})
    assert not NoticePreference.objects.exists()


def test_the_mail_of_a_whole_topic(actor):
    broker = actor("broker")
    set_choices(actor=broker, choices={"lists_released": Choice(False, True)})
    mail_topic(actor=broker, topic="declaration", mail=False)
    (topic,) = [topic for topic in choices_of(broker) if topic.code == "declaration"]
    assert {kind.now.mail for kind in topic.kinds} == {False}
    assert not next(kind for kind in topic.kinds if kind.code == "lists_released").now.bell
    mail_topic(actor=broker, topic="declaration", mail=True)
    (topic,) = [topic for topic in choices_of(broker) if topic.code == "declaration"]
    assert {kind.now.mail for kind in topic.kinds} == {True}


def test_choices_about_nothing_and_by_programs_are_refused(actor):
    with pytest.raises(Refused) as refusal:
        set_choices(actor=actor("broker"), choices={"nothing": Choice(True, True)})
    assert [v.rule.code for v in refusal.value.violations] == ["NOT-01"]
    with pytest.raises(Refused):
        mail_topic(actor=actor("broker"), topic="nothing", mail=True)
    with pytest.raises(Refused):
        mark_all_read(actor=SYSTEM, at=AT)
    assert not NoticePreference.objects.exists()


def test_nobody_opens_the_notice_of_somebody_else(actor):
    broker = actor("broker")
    tell(News("list_to_inspect", "L1", ToFirm(broker.firm_id)))
    number = Notice.objects.get().number
    assert mark_read(actor=actor("shop"), number=number, at=AT) is None
    assert mark_read(actor=broker, number=number, at=AT) == Notice.objects.get()
    assert unread_badge(user_id("filer")) == "1"  # each reader has a copy


def test_a_firms_notices_are_gone_for_who_left_it(actor):
    filer = actor("filer")
    tell(
        News("list_to_inspect", "L1", ToFirm(filer.firm_id)),
        News("upload_done", "U", ToUsers(frozenset({filer.user_id}))),
    )
    Membership.objects.filter(user_id=filer.user_id).update(ended_at=AT)
    assert unread_badge(filer.user_id) == "1"
    (left,) = notices_page(filer, after=None).rows
    assert "U" in left.text
    assert copy_of(filer, number=Notice.objects.get(subject_no="L1").number) is None


def test_all_are_read_at_once_but_only_ones_own(actor):
    broker = actor("broker")
    tell(*(News("list_to_inspect", f"L{n}", ToFirm(broker.firm_id)) for n in range(3)))
    assert mark_all_read(actor=broker, at=AT) == 3
    assert (unread_badge(broker.user_id), unread_badge(user_id("filer"))) == ("", "3")


def test_the_number_of_queries_does_not_grow_with_the_news(actor):
    firms = [actor(name).firm_id for name in ("broker", "shop", "pay")]

    def queries(count):
        news = [News("list_to_inspect", f"L{n}", ToFirm(firms[n % 3])) for n in range(count)]
        news += [released(firms[n % 3], key=f"{count}-{n}") for n in range(count)]
        with CaptureQueriesContext(
            connection,
        ) as captured:
            tell(*news)
        return len(captured)

    assert queries(3) == queries(60)
