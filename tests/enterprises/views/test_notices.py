"""The bell and the pages of notices."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from enterprises.facts import News, ToFirm, ToUsers
from enterprises.models import Firm, Membership, Notice, NoticeCopy, NoticePreference, User
from enterprises.rules.notice_kinds import KINDS
from enterprises.rules.notice_readers import FOR_OFFICERS
from enterprises.selectors.notices import address_of
from enterprises.services.notices import notify
from kernel import clock
from kernel.orm.tx import intention

URGENT = {kind.code for kind in KINDS if kind.urgent}


@pytest.fixture
def told(office):
    """Tell the people of the broker."""

    def tell(count, *, kind="list_to_inspect", firm="430168A004", first=0):
        to = ToFirm(Firm.objects.get(customs_code=firm).pk)
        with intention():
            notify([News(kind, f"L{first + n:04d}", to) for n in range(count)], at=clock.now())

    return tell


def text(answer):
    return unescape(answer.content.decode())


def bell(page):
    found = re.search(r"data-bell>(.*?)</span></a>", page, re.DOTALL)
    assert found is not None
    return re.sub(r"<[^>]+>|\s+", " ", found[1]).split()


def test_the_bell_counts_what_is_unread(browser, told):
    client = browser("broker")
    assert bell(text(client.get("/profile/"))) == []
    told(3)
    assert bell(text(client.get("/profile/"))) == ["3", "unread"]
    assert "3" in text(client.get("/notices/count/"))
    told(120, first=3)
    assert bell(text(client.get("/profile/"))) == ["99+", "unread"]
    assert bell(text(browser("shop").get("/profile/"))) == []


def test_the_bell_costs_one_query_however_many_there_are(browser, told):
    client = browser("broker")
    client.get("/notices/count/")

    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get("/notices/count/")
        return [one["sql"] for one in captured if "noticecopy" in one["sql"]]

    assert len(queries()) == 1
    told(150)
    (asked,) = queries()
    assert "LIMIT 100" in asked


def test_opening_a_notice_marks_it_and_leads_to_its_subject(browser, told):
    client = browser("broker")
    told(2)
    number = Notice.objects.get(subject_no="L0001").number
    answer = client.get(f"/notices/{number}/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/declarations/lists/L0001/")
    assert bell(text(client.get("/profile/"))) == ["1", "unread"]
    shown = text(client.get("/notices/?unread=1"))
    assert "L0000" in shown
    assert "L0001" not in shown


def test_somebody_elses_notice_is_not_there(browser, told):
    told(1)
    number = Notice.objects.get().number
    assert browser("shop").get(f"/notices/{number}/").status_code == 404
    assert browser("officer").get(f"/notices/{number}/").status_code == 404
    assert not NoticeCopy.objects.filter(read_at__isnull=False).exists()


def test_a_notice_of_another_firm_asks_to_change_first(browser, told):
    client = browser("broker")
    shop = Firm.objects.get(customs_code="430166A001")
    broker = User.objects.get(email="broker@demo.example")
    Membership.objects.create(user=broker, firm=shop, role="filer", since=clock.now() - timedelta(days=1))
    told(1, firm="430166A001")
    page = text(client.get("/notices/"))
    assert shop.name_zh in page
    answer = client.get(f"/notices/{Notice.objects.get().number}/", follow=True)
    assert "change to that firm in the menu first" in text(answer)
    assert NoticeCopy.objects.get(user=broker).read_at is None
    client.post("/firm/act-for/", {"firm": "430166A001"})
    client.get(f"/notices/{Notice.objects.get().number}/")
    assert NoticeCopy.objects.get(user=broker).read_at is not None


def test_all_can_be_marked_as_read(browser, told):
    client = browser("broker")
    told(3)
    assert client.post("/notices/read/").headers["Location"] == "/notices/"
    assert bell(text(client.get("/profile/"))) == []
    assert "Everything is read" in text(client.get("/notices/?unread=1"))


@pytest.mark.parametrize(("language", "said"), [("en", "No notices yet"), ("zh-hans", "还没有通知")])
def test_an_empty_list_says_so(browser, language, said):
    assert said in text(browser("broker", language=language).get("/notices/"))


def test_a_sentence_is_made_in_the_language_of_its_reader(browser, told):
    told(1)
    assert "Customs will inspect the goods of import list L0000" in text(browser("broker").get("/notices/"))
    assert "海关将查验" in text(browser("filer", language="zh-hans").get("/notices/"))


def test_the_list_pages_by_key_with_a_fixed_number_of_queries(browser, told):
    client = browser("broker")

    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get("/notices/")
        return len(captured)

    told(3)
    queries()
    few = queries()
    told(57, first=3)
    assert queries() == few
    first = text(client.get("/notices/"))
    older = re.search(r'rel="next" href="([^"]+)"', first)
    assert older is not None
    second = text(client.get(f"/notices/{older[1]}"))
    numbers = re.findall(r"import list (L\d{4})", first + second)
    assert sorted(numbers) == [f"L{n:04d}" for n in range(60)]
    assert numbers[:50] == re.findall(r"import list (L\d{4})", first)


def test_a_notice_whose_kind_is_gone_still_shows(browser, told):
    told(1)
    Notice.objects.update(kind="of_an_older_portal")
    client = browser("broker")
    assert "L0000" in text(client.get("/notices/"))
    assert client.get(f"/notices/{Notice.objects.get().number}/").headers["Location"] == "/notices/"


def boxes(page):
    """The names of the ticked boxes."""
    return {
        re.search(r'name="([^"]+)"', one)[1]
        for one in re.findall(r"<input[^>]+checkbox[^>]*>", page)
        if " checked" in one
    }


def test_what_to_be_told_is_chosen_kind_by_kind(browser):
    client = browser("broker")
    before = boxes(text(client.get("/notices/settings/")))
    assert "mail_lists_rejected" in before
    assert "mail_lists_released" not in before
    assert not {f"bell_{code}" for code in URGENT} & before
    wanted = before - {"mail_lists_rejected", "bell_lists_released"} | {"mail_lists_released"}
    answer = client.post("/notices/settings/", dict.fromkeys(wanted, "on"))
    assert answer.headers["Location"] == "/notices/settings/"
    assert boxes(text(client.get("/notices/settings/"))) == wanted
    assert NoticePreference.objects.count() == 2


def test_the_mail_of_a_topic_is_switched_with_one_button(browser):
    client = browser("broker")
    before = boxes(text(client.get("/notices/settings/")))
    client.post("/notices/settings/", {"mail_none": "declaration"})
    after = boxes(text(client.get("/notices/settings/")))
    told = (kind for kind in KINDS if kind.topic == "declaration" and kind.code not in FOR_OFFICERS)
    of_topic = {f"mail_{kind.code}" for kind in told}
    assert after == before - of_topic
    client.post("/notices/settings/", {"mail_all": "declaration"})
    assert boxes(text(client.get("/notices/settings/"))) == before | of_topic
    assert client.post("/notices/settings/", {"mail_all": "nonsense"}).status_code == 403


def test_asking_for_the_count_does_not_keep_a_session_alive(browser):
    client = browser("broker")
    client.get("/profile/")
    rolled = client.session["rolled_at"]
    session = client.session
    session["rolled_at"] = rolled - 1000
    session.save()
    client.get("/notices/count/")
    assert client.session["rolled_at"] == rolled - 1000
    client.get("/notices/")
    assert client.session["rolled_at"] >= rolled


def test_officers_have_notices_too(browser):
    client = browser("officer")
    officer = User.objects.get(email="officer@demo.example")
    with intention():
        notify([News("difficulty_overdue", "D1", ToUsers(frozenset({officer.pk})))], at=clock.now())
    page = text(client.get("/notices/"))
    assert "urgent" in page
    assert "Difficulty D1 is overdue" in page


def test_every_kind_leads_to_a_page_that_is_there():
    """With the subject's number, or without one where the kind counts many."""
    lost = []
    for kind in KINDS:
        numbers = ("X1", "T4921W000001", "")
        found = {bool(address_of(Notice(kind=kind.code, subject_no=number))) for number in numbers}
        if kind.url_name and found == {False}:
            lost.append(f"{kind.code}: {kind.url_name}")
    assert not lost, lost
