"""The officers' pages: who reaches them, what they say, and that a page costs the same few queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from declarations.models import ImportList, ListState
from enterprises.models import PersonalDataView, Team, User
from kernel.models.jobs import JobItem
from kernel.web.keyset import Page
from supervision.models import Case
from supervision.rules.queue import GREEN, USUAL
from supervision.selectors.queue import Filters, queue_page, tab_counts
from supervision.services import claim, select_all, selecting
from tests.office import AT, changed, purchase, send
from tests.supervision.desk import accept, cases, everything, nobody_inspected, set_parameter

PREFIX = "/supervision/cases/"


@pytest.fixture(autouse=True)
def demo(settings):
    """The demo's officers need no second factor."""
    settings.PORTAL_DEMO = True


@pytest.fixture
def browser(client):
    """A client that is signed in as a demo person."""

    def sign_in(name: str, language: str = "en"):
        user = User.objects.get(email=f"{name}@demo.example")
        user.language = language
        user.save(update_fields=["language"])
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


def text_of(response) -> str:
    """The page's text."""
    return response.content.decode()


def pages_of(case: Case) -> list[tuple[str, str]]:
    """Every page of the room with its method."""
    of_case = [
        reverse(f"supervision:{name}", args=[case.pre_no])
        for name in ("claim", "release_claim", "decide", "reveal")
    ]
    return [
        ("get", reverse("supervision:queue")),
        ("get", reverse("supervision:lists")),
        ("get", reverse("supervision:runs")),
        ("get", reverse("supervision:run", args=["selection", "2026-05-12", 1])),
        ("get", reverse("supervision:case", args=[case.pre_no])),
        ("post", reverse("supervision:claim_next")),
        *(("post", url) for url in of_case),
    ]


@pytest.mark.parametrize("who", ["broker", "shop", "gate", "operator", "laboratory"])
def test_firms_and_other_posts_are_denied(office, browser, who):
    """Every page refuses them, and nothing is written."""
    (case,) = cases(office, 1)
    client = browser(who)
    before = everything()
    for method, url in pages_of(case):
        assert getattr(client, method)(url).status_code == 403, url
    assert everything() == before


def test_strangers_are_sent_to_sign_in(office, client):
    """Without sign-in each page leads to it."""
    (case,) = cases(office, 1)
    for method, url in pages_of(case):
        response = getattr(client, method)(url)
        assert (response.status_code, response.url.split("?")[0]) == (302, "/accounts/login/"), url


def test_another_office_sees_nothing(office, browser):
    """The list of another office is not in queue, lists or case page: 404, nothing is written."""
    (case,) = cases(office, 1)
    Case.objects.update(office="4916")
    ListState.objects.update(office="4916")
    client = browser("officer")
    before = everything()
    for name in ("queue", "lists"):
        assert case.pre_no not in text_of(client.get(reverse(f"supervision:{name}")))
    for method, url in pages_of(case):
        if case.pre_no in url:
            assert getattr(client, method)(url).status_code == 404, url
    assert everything() == before


def test_the_office_above_sees_the_cases_below(office, browser):
    """The airport's officer sees the zone's queue."""
    (case,) = cases(office, 1)
    assert case.pre_no in text_of(browser("airport").get(reverse("supervision:queue")))


def test_the_queue_says_everything_in_words(office, browser, freeze):
    """Number, firm, mode, lane, reason, age, deadline in words with its icon, and the claim button."""
    (case,) = cases(office, 1)
    freeze(AT + timedelta(hours=23, minutes=10))
    page = text_of(browser("officer").get(reverse("supervision:queue")))
    for words in (
        case.pre_no,
        "Manual review",
        "The value is at or above the review threshold.",
        "23 h 10 min",
        "due in 50 min",
        "<svg",
        f'hx-post="{PREFIX}{case.pre_no}/claim/"',
    ):
        assert words in page, words
    freeze(AT + timedelta(hours=26))
    assert "2 h 0 min overdue" in text_of(browser("officer", "en").get(reverse("supervision:queue")))


@pytest.fixture
def freeze(monkeypatch):
    """Let the doors of this room read a given time."""

    def at(moment):
        monkeypatch.setattr("kernel.clock.now", lambda: moment)

    return at


def test_claiming_in_the_queue_by_htmx(office, browser, freeze):
    """The row comes back as mine; a colleague's attempt brings the row with the reason, as 409."""
    (case,) = cases(office, 1)
    freeze(AT)
    url = reverse("supervision:claim", args=[case.pre_no])
    row = browser("officer").post(url, headers={"HX-Request": "true"})
    assert row.status_code == 200 and "Yours" in text_of(row) and "<html" not in text_of(row)
    assert f'data-announce="Claimed {case.pre_no}."' in text_of(row)
    lost = browser("officer2").post(url, headers={"HX-Request": "true"})
    assert lost.status_code == 409 and "Another officer has claimed this case." in text_of(lost)
    back = browser("officer").post(
        reverse("supervision:release_claim", args=[case.pre_no]), headers={"HX-Request": "true"}
    )
    assert back.status_code == 200 and "/claim/" in text_of(back)


def test_claim_next_opens_the_case(office, browser, freeze):
    """The most urgent one; when nothing is left the queue says so."""
    first, _second = cases(office, 2)
    freeze(AT)
    client = browser("officer")
    response = client.post(reverse("supervision:claim_next"))
    assert response.url == reverse("supervision:case", args=[first.pre_no])
    client.post(reverse("supervision:claim_next"))
    said = client.post(reverse("supervision:claim_next"), follow=True)
    assert "No unclaimed case waits for your post." in text_of(said)


def test_tabs_and_filters(office, db):
    """Mine, team, unclaimed, all; mode, lane, and the beginning of each number."""
    made = cases(office, 3) + cases(office, 1, first=4, mode="9610", lane="inspect")
    claim(made[0].pk, actor=office.officer, at=AT)
    team = Team.objects.get(pk=office.officer.team_id)
    expected = {
        "mine": 1,
        "team": Case.objects.filter(team=team).count(),
        "green": 0,
        "unassigned": 3,
        "all": 4,
    }
    assert tab_counts(office.officer, at=AT) == {tab: str(count) for tab, count in expected.items()}

    def found(tab="all", **filters):
        got = queue_page(
            office.officer, tab=tab, filters=Filters(**filters), after=None, at=AT, prefix=PREFIX
        )
        return [row.pre_no for row in got.rows]

    numbers = [case.pre_no for case in made]
    assert found() == numbers
    assert found("mine") == numbers[:1] and found("unassigned") == numbers[1:]
    assert found(mode="9610") == found(lane="inspect") == numbers[3:]
    for number in (made[2].pre_no, made[2].order_no, made[2].logistics_no):
        assert found(search=f" {number} ") == numbers[2:3]
    assert found(search="%") == []


def test_the_page_costs_the_same_few_queries(office, django_assert_num_queries):
    """One row or fifty: counts are four, the page is four (cases, states, heads, lines) and one for names."""
    made = cases(office, 55)
    for case in made[:3]:
        claim(case.pk, actor=office.officer2, at=AT)
    with django_assert_num_queries(5):
        tab_counts(office.officer, at=AT)

    def look(search=""):
        return queue_page(
            office.officer, tab="all", filters=Filters(search=search), after=None, at=AT, prefix=PREFIX
        )

    with django_assert_num_queries(5):
        assert len(look().rows) == 50
    with django_assert_num_queries(5):
        assert len(look(made[0].pre_no).rows) == 1


def test_pages_of_the_queue_lose_and_double_nothing(office):
    """Fifty and five, forwards by the cursor: the green channel first, then in the order of the deadline."""
    made = cases(office, 55)
    for place, case in enumerate(made):
        Case.objects.filter(pk=case.pk).update(
            due_at=AT + timedelta(hours=55 - place // 2), rank=GREEN if place % 3 == 0 else USUAL
        )
    seen, after = [], None
    while True:
        got = queue_page(office.officer, tab="all", filters=Filters(), after=after, at=AT, prefix=PREFIX)
        page: Page[Case] = got.page
        seen += [(case.rank, case.due_at, case.pk) for case in page.rows]
        after = page.next_cursor
        if after is None:
            break
    assert seen == sorted(seen) and {pk for *_, pk in seen} == {case.pk for case in made}


def test_counts_are_capped(office, monkeypatch):
    """Above the cap the tab says so instead of counting on."""
    cases(office, 4)
    monkeypatch.setattr("supervision.selectors.queue.COUNT_CAP", 3)
    assert tab_counts(office.officer, at=AT)["all"] == "3+"
    monkeypatch.setattr("supervision.selectors.queue.COUNT_CAP", 4)
    assert tab_counts(office.officer, at=AT)["all"] == "4"


def test_the_case_page_shows_all_that_is_needed(office, browser, freeze):
    """Who has the ball, four documents, lines, tax, reasons, story, receipts; persons masked."""
    (case,) = cases(office, 1, lines=2)
    freeze(AT)
    page = text_of(browser("officer").get(reverse("supervision:case", args=[case.pre_no])))
    head, rows = purchase(1, lines=2).lst
    for words in (
        "Customs: nobody has claimed it",
        "Claim this case",
        "No field differs",
        head["orderNo"],
        head["logisticsNo"],
        rows[0]["gcode"],
        rows[1]["gname"],
        "SEL-06",
        "300 ",
        "CEB622",
        "[Code:1200;Desc:待人工审核]",
    ):
        assert words in page, words
    for personal in (
        head["buyerName"],
        head["buyerIdNumber"],
        head["buyerTelephone"],
        head["consigneeAddress"],
    ):
        assert personal not in page
    assert head["buyerIdNumber"][:6] + "********" in page


def test_the_case_page_costs_the_same_for_many_lines(office, browser, freeze):
    """A list of ten lines costs no more queries than one of one line."""
    freeze(AT)
    one, ten = cases(office, 1)[0], cases(office, 1, first=2, lines=5)[0]
    client = browser("officer")
    counted = []
    for case in (one, one, ten):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("supervision:case", args=[case.pre_no])).status_code == 200
        counted.append(len(queries))
    assert counted[1] == counted[2] <= 45


def test_a_difference_is_marked_in_words(office, browser, freeze):
    """A rejected list shows the row that differs first, with a word, an icon and the rule."""
    send(office, changed(purchase(1), "411", amountPaid="1.00"))
    freeze(AT)
    page = text_of(
        browser("officer").get(reverse("supervision:case", args=[ImportList.objects.get().pre_no]))
    )
    assert "Fields that differ: 1" in page and 'class="compare-differs"' in page and "MAT-01" in page
    assert page.index("Amount paid") < page.index("Order number")
    assert "There is nothing to decide here." in page


def test_personal_values_in_full_only_with_a_reason_on_record(office, browser, freeze):
    """Without a reason a sentence; with one the values of this document and no other, and a record."""
    (case,) = cases(office, 1)
    freeze(AT)
    client, url = browser("officer"), reverse("supervision:reveal", args=[case.pre_no])
    name = purchase(1).order[0]["buyerName"]
    refused = client.post(url, {"document": "order", "reason": ""})
    assert refused.status_code == 422 and name not in text_of(refused)
    assert not PersonalDataView.objects.exists()
    shown = client.post(url, {"document": "order", "reason": "核对收件人"})
    assert name in text_of(shown) and shown["Cache-Control"].find("no-store") >= 0
    assert PersonalDataView.objects.get().subject == f"order {case.pre_no}"
    assert name not in text_of(client.get(reverse("supervision:case", args=[case.pre_no])))


def test_deciding_shows_the_consequence_first(office, browser, freeze):
    """Continue shows what will happen and writes nothing; confirm decides and says so."""
    (case,) = cases(office, 1)
    freeze(AT)
    claim(case.pk, actor=office.officer, at=AT)
    client, url = browser("officer"), reverse("supervision:decide", args=[case.pre_no])
    before = everything()
    form = {"verb": "reject", "reason_code": "documents", "note": "金额不一致"}
    preview = client.post(url, form)
    assert preview.status_code == 200 and everything() == before
    for words in (
        "Confirm: Reject",
        "guarantee are given back",
        "The documents do not agree",
        "单证不符: 金额不一致",
    ):
        assert words in text_of(preview), words
    done = client.post(url, form | {"confirmed": "1"}, follow=True)
    assert f"{case.pre_no} is rejected." in text_of(done)
    assert ListState.objects.get().status == 100


@pytest.mark.parametrize("confirmed", [{}, {"confirmed": "1"}])
def test_what_is_missing_is_said_beside_the_field(office, browser, freeze, confirmed):
    """Errors link to the controls, what was typed is kept, nothing is written."""
    (case,) = cases(office, 1)
    freeze(AT)
    claim(case.pk, actor=office.officer, at=AT)
    before = everything()
    url = reverse("supervision:decide", args=[case.pre_no])
    response = browser("officer").post(url, {"verb": "reject", "note": "字" * 401} | confirmed)
    page = text_of(response)
    assert response.status_code == 422 and everything() == before
    assert 'href="#id_reason_code"' in page and 'href="#id_note"' in page and "字" * 401 in page
    assert 'value="reject" checked' in page


def test_deciding_what_another_has_claimed_sends_back_with_the_reason(office, browser, freeze):
    """The page comes again with the sentence of who was first."""
    (case,) = cases(office, 1)
    freeze(AT)
    claim(case.pk, actor=office.officer2, at=AT)
    url = reverse("supervision:decide", args=[case.pre_no])
    response = browser("officer").post(url, {"verb": "release", "confirmed": "1"}, follow=True)
    assert "Another officer has claimed this case." in text_of(response)
    assert ListState.objects.get().status == 300


def test_all_lists_by_status_and_number(office, browser, freeze):
    """Released and rejected ones too, found by status, mode and whole numbers."""
    nobody_inspected()
    accept(office, [purchase(1), purchase(2, mode="9610")])
    select_all(at=AT)
    send(office, changed(purchase(3), "411", amountPaid="1.00"))
    freeze(AT)
    client, url = browser("officer"), reverse("supervision:lists")
    numbers = list(ImportList.objects.order_by("pk").values_list("pre_no", flat=True))

    def found(**query):
        page = text_of(client.get(url, query))
        return [number for number in numbers if f'href="{PREFIX}{number}/"' in page]

    assert found() == numbers
    assert found(status="800") == numbers[:2] and found(status="100") == numbers[2:]
    assert found(status="800", mode="9610") == numbers[1:2]
    assert found(q=purchase(2, mode="9610").lst[0]["logisticsNo"]) == numbers[1:2]
    assert found(status="nonsense") == numbers


def test_runs_and_their_items_by_office(office, browser, freeze, monkeypatch):
    """Counts in words; the lists that could not be judged only for their own office."""
    nobody_inspected()
    accept(office, [purchase(1)])
    monkeypatch.setattr(selecting, "judge_selection", None)
    select_all(at=AT)
    freeze(AT)
    client = browser("officer")
    page = text_of(client.get(reverse("supervision:runs")))
    assert "Selection of accepted lists" in page and "not judged" in page
    url = reverse("supervision:run", args=["selection", "2026-05-12", 1])
    number = Case.objects.get().pre_no
    assert number in text_of(client.get(url)) and "SEL-99" in text_of(client.get(url))
    JobItem.objects.update(args={"office": "4916"})
    assert number not in text_of(client.get(url))
    assert client.get(reverse("supervision:run", args=["selection", "2026-05-12", 7])).status_code == 404
    assert client.get(reverse("supervision:run", args=["audit", "2026-05-12", 1])).status_code == 404


def test_chinese_has_no_english_left(office, browser, freeze):
    """The queue and the case page in Chinese say nothing of ours in English."""
    (case,) = cases(office, 1)
    freeze(AT)
    claim(case.pk, actor=office.officer, at=AT)
    client = browser("officer", "zh-hans")
    for url in (reverse("supervision:queue"), reverse("supervision:case", args=[case.pre_no])):
        page = text_of(client.get(url))
        with translation.override("en"):
            for words in (
                "Deadline",
                "Claim",
                "Queue",
                "Manual review",
                "Receipts sent",
                "differs",
                "Reason",
            ):
                assert f">{words}<" not in page, words


def test_a_watched_country_explains_itself(office, browser, freeze):
    """The reason in the queue is the sentence of the rule, in both languages."""
    nobody_inspected()
    set_parameter("selection.inspect_countries", purchase(1).lst[1][0]["country"])
    accept(office, [purchase(1)])
    select_all(at=AT)
    freeze(AT)
    for language, words in (
        ("en", "A country of origin is on the inspection watch list."),
        ("zh-hans", "原产国在查验布控名单内。"),
    ):
        assert words in text_of(browser("officer", language).get(reverse("supervision:queue")))
