"""What counts and is mailed, who reads what, and that every kind can be said."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from enterprises.facts import News, ToFirm, ToPosts, ToUsers
from enterprises.rules.notice_kinds import BY_CODE, KINDS, TOPICS, NoticeKind
from enterprises.rules.notice_readers import FOR_FIRMS, FOR_OFFICERS, is_told
from enterprises.rules.notices import (
    Choice,
    audience_name,
    badge,
    choice,
    differing,
    judge_choices,
    mail_at,
    merged,
    nearest_office,
    unread_again,
    worth_mailing,
)

AT = datetime(2026, 5, 12, 2, 30, tzinfo=UTC)
CALM = NoticeKind("calm", "office", "x")
URGENT = NoticeKind("fire", "office", "x", urgent=True, mail=False)


@pytest.mark.parametrize(
    ("kind", "chosen", "expected"),
    [
        (CALM, {}, Choice(True, True)),
        (URGENT, {}, Choice(True, False)),
        (CALM, {"calm": (False, False)}, Choice(False, False)),
        (CALM, {"office": (None, False)}, Choice(True, False)),
        (CALM, {"office": (None, False), "calm": (None, True)}, Choice(True, True)),
        (CALM, {"office": (False, False), "calm": (None, True)}, Choice(False, True)),
        (CALM, {"other": (False, False)}, Choice(True, True)),
        (URGENT, {"fire": (False, True)}, Choice(True, True)),
    ],
)
def test_the_kind_says_more_than_its_topic_and_urgent_ones_always_count(kind, chosen, expected):
    assert choice(kind, chosen=chosen) == expected


@pytest.mark.parametrize(
    ("wish", "chosen", "kept"),
    [
        (Choice(True, True), {}, (None, None)),
        (Choice(True, False), {}, (None, False)),
        (Choice(False, True), {}, (False, None)),
        (Choice(True, False), {"office": (None, False)}, (None, None)),
        (Choice(True, True), {"office": (None, False)}, (None, True)),
        (Choice(True, True), {"calm": (False, False)}, (None, None)),
    ],
)
def test_only_what_differs_is_kept(wish, chosen, kept):
    assert differing(wish, kind=CALM, chosen=chosen) == kept
    left = {code: row for code, row in chosen.items() if code != "calm"} | {"calm": kept}
    assert choice(CALM, chosen=left) == wish


def test_an_audience_has_one_name_whatever_the_order():
    assert audience_name(ToFirm(7, frozenset({"filer", "admin"}))) == "firm:7:admin,filer"
    assert audience_name(ToUsers(frozenset({9, 10, 2}))) == "users:2,9,10"
    assert audience_name(ToPosts("4921", frozenset({"chief"}))) == "posts:4921:chief"
    many, more = (ToUsers(frozenset(range(10**9, 10**9 + count))) for count in (40, 41))
    assert len(audience_name(many)) <= 100
    assert audience_name(many) != audience_name(more)


def test_news_that_fold_are_added_up_before_they_are_written():
    firm, other = ToFirm(1), ToFirm(2)
    found = merged(
        [
            News("a", "1", firm, fold_key="d", fold_count=2),
            News("a", "1", firm),
            News("a", "2", other, fold_key="d"),
            News("a", "3", firm, fold_key="d", fold_count=5),
            News("a", "1", firm),
            News("b", "4", firm, fold_key="d"),
        ]
    )
    assert [(one.kind, one.subject_no, one.fold_key, one.fold_count) for one in found] == [
        ("a", "3", "d", 7),
        ("a", "1", "", 1),
        ("a", "2", "d", 1),
        ("a", "1", "", 1),
        ("b", "4", "d", 1),
    ]


def test_a_read_notice_is_unread_again_at_most_once_an_hour():
    assert not unread_again(None, at=AT)
    assert not unread_again(AT - timedelta(minutes=59, seconds=59), at=AT)
    assert unread_again(AT - timedelta(hours=1), at=AT)


def test_a_notice_is_not_mailed_to_who_has_read_it():
    assert worth_mailing(None, first_at=AT)
    assert worth_mailing(AT, first_at=AT)  # not counted at all: that is no reading
    assert not worth_mailing(AT + timedelta(seconds=1), first_at=AT)


def test_a_counting_notice_is_mailed_an_hour_after_it_began():
    assert mail_at(CALM, at=AT) is None
    assert mail_at(CALM._replace(folded=True), at=AT) == AT + timedelta(hours=1)


def test_the_nearest_office_with_a_holder_reads():
    holders = {"4900": frozenset({1}), "0000": frozenset({2}), "4921": frozenset[int]()}
    assert nearest_office("4921", above=("4900", "0000"), holders=holders) == {1}
    assert nearest_office("4900", above=("0000",), holders=holders) == {1}
    assert nearest_office("5100", above=(), holders=holders) == frozenset()


def test_the_bell_counts_to_ninety_nine():
    assert [badge(count) for count in (1, 99, 100)] == ["1", "99", "99+"]


def test_only_kinds_and_topics_can_be_chosen_about():
    assert judge_choices([KINDS[0].code, "office"]) == ()
    assert [v.path for v in judge_choices(["no_such_kind"])] == ["no_such_kind"]


def test_every_kind_has_a_topic_and_a_sentence_that_can_be_filled():
    assert len(BY_CODE) == len(KINDS)
    for kind in KINDS:
        assert kind.topic in TOPICS, kind.code
        assert kind.code not in TOPICS
        assert len(kind.code) <= 40
        places = re.findall(r"%\((\w+)\)s", kind.text)
        assert kind.text % dict.fromkeys(places, "x")
        assert kind.text.count("%") == len(places), kind.code
        assert not kind.folded or "count" in places, kind.code


def test_nobody_chooses_about_what_is_never_told_to_them():
    assert BY_CODE.keys() >= FOR_FIRMS | FOR_OFFICERS
    assert not FOR_FIRMS & FOR_OFFICERS
    assert is_told("difficulty_closed", officer=True) and is_told("difficulty_closed", officer=False)
    assert is_told("list_to_inspect", officer=False) and not is_told("list_to_inspect", officer=True)
    assert is_told("difficulty_overdue", officer=True) and not is_told("difficulty_overdue", officer=False)
