"""Pages of coordination: the day of a coordinator, of a chief and of a firm, in both languages."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from enterprises.models import (
    Absence,
    Attachment,
    Broadcast,
    BroadcastRead,
    Coordination,
    Firm,
    Message,
    Recusal,
    Resumption,
    SeniorContact,
    Thread,
    Visit,
)
from enterprises.rules import flow
from enterprises.services.coordination import assign
from enterprises.services.messages import open_thread, send_broadcast
from enterprises.services.resumption import report_work
from enterprises.services.visits import plan_visit
from kernel import clock
from kernel.clock import SHANGHAI
from tests.enterprises.services.test_coordination import BROKER, SHOP, SHOP2, WHY, user

MOMENT = "%Y-%m-%dT%H:%M"


@pytest.fixture
def now():
    """Pages read the clock themselves."""
    return clock.now()


@pytest.fixture
def coordinated(actor, now):
    """The coordinator looks after the broker and the shop."""
    for code in (BROKER, SHOP):
        given = {"officer_id": user("coordinator").pk, "ground": WHY, "seen": None}
        assign(actor=actor("chief"), customs_code=code, at=now - timedelta(days=3), **given)


@pytest.fixture
def visit_no(actor, now, coordinated):
    return plan_visit(
        actor=actor("coordinator"), customs_code=BROKER, mode="on_site", on_at=now - timedelta(hours=2),
        place="warehouse 3", officer_two=user("officer").pk, purpose="see the new line",
        at=now - timedelta(days=1),
    )  # fmt: skip


def text(response) -> str:
    """What a person reads on the page."""
    body = re.sub(r"<script.*?</script>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body)))


def local(moment) -> str:
    return moment.astimezone(SHANGHAI).strftime(MOMENT)


OFFICER_PAGES = (
    "/coordinators/", f"/coordinators/firm/{BROKER}/", "/messages/", f"/messages/new/?firm={BROKER}",
    "/circulars/", "/circulars/new/", "/visits/", f"/visits/new/?firm={BROKER}", "/absences/",
    "/absences/new/", "/resumption/", "/coordinators/reassigned/",
)  # fmt: skip
FIRM_PAGES = (
    "/firm/coordinator/", "/firm/coordinator/panel/", "/firm/work/", "/messages/", "/messages/new/",
    "/circulars/", "/visits/",
)  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_opens_for_whom_it_is(browser, coordinated, language):
    for name, paths in (
        ("chief", OFFICER_PAGES),
        ("coordinator", OFFICER_PAGES[:-1]),
        ("broker", FIRM_PAGES),
    ):
        client = browser(name, language=language)
        for path in paths:
            assert client.get(path).status_code == 200, (name, path)


def test_a_chief_assigns_and_hands_over(browser, office):
    client, path = browser("chief"), f"/coordinators/firm/{SHOP2}/"
    assert "Nobody looks after this firm" in text(client.get(path))
    data = {"officer": user("coordinator").pk, "ground": WHY, "seen": ""}
    assert client.post(path + "assign/", data).status_code == 302
    first = Coordination.objects.get()
    data = {
        "officer": user("coordinator2").pk,
        "ground": WHY,
        "reason": "reassigned",
        "hand_over_note": "be kind",
    }
    assert client.post(path + "assign/", data | {"seen": first.pk}).status_code == 302
    page = text(client.get(path))
    assert "段文" in page and "be kind" in page and "Handed over to another coordinator" in page


def test_a_stale_page_is_answered_with_who_stands_there_now(browser, coordinated):
    data = {"officer": user("coordinator2").pk, "ground": WHY, "seen": ""}
    answer = browser("chief2").post(f"/coordinators/firm/{BROKER}/assign/", data)
    assert answer.status_code == 409
    assert "after you looked" in text(answer) and "Given by 罗建国" in text(answer)
    assert WHY in answer.content.decode(), "what was typed is kept"


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(browser, coordinated):
    data = {"officer": user("coordinator").pk, "ground": "abc", "seen": ""}
    answer = browser("chief").post(f"/coordinators/firm/{SHOP2}/assign/", data)
    assert (
        answer.status_code == 422 and "COO-04" in text(answer) and "abc</textarea>" in answer.content.decode()
    )
    assert not Coordination.objects.filter(firm__customs_code=SHOP2).exists()


def test_re_assigning_many_shows_first_and_does_then(browser, coordinated):
    client = browser("chief")
    data = {"firm": [SHOP2], "from_officer": user("coordinator").pk}
    data |= {"to_officers": [user("coordinator2").pk]}
    seen = client.post("/coordinators/reassign/", data)
    assert seen.status_code == 200 and "3 of 3 firms get another coordinator" in text(seen)
    assert Coordination.objects.filter(to_at__isnull=True, officer=user("coordinator2")).count() == 0
    digest = re.search(r'name="digest" value="([0-9a-f]{64})"', seen.content.decode())[1]
    done = client.post("/coordinators/reassign/", data | {"digest": digest, "ground": WHY}, follow=True)
    assert (
        done.redirect_chain == [("/coordinators/reassigned/", 302)] and text(done).count("Re-assigned") == 3
    )
    assert Coordination.objects.filter(to_at__isnull=True, officer=user("coordinator2")).count() == 3
    again = client.post("/coordinators/reassign/", data | {"digest": digest, "ground": WHY})
    assert again.status_code == 409 and "COO-12" in text(again)


def test_who_recuses_oneself_leaves_the_pages(browser, coordinated, visit_no):
    client = browser("coordinator")
    data = {"officer": user("coordinator").pk, "reason": "a cousin works there"}
    assert client.post(f"/coordinators/firm/{BROKER}/recuse/", data).headers["Location"] == "/coordinators/"
    for path in (f"/coordinators/firm/{BROKER}/", f"/visits/{visit_no}/", f"/messages/new/?firm={BROKER}"):
        assert client.get(path).status_code == 404, path
    assert Recusal.objects.get().officer == user("coordinator")
    back = {"officer": user("coordinator").pk}
    assert browser("chief").post(f"/coordinators/firm/{BROKER}/return/", back).status_code == 302
    assert client.get(f"/coordinators/firm/{BROKER}/").status_code == 200


def test_a_firm_writes_and_its_coordinator_reads_and_answers(browser, coordinated):
    firm, officer = browser("filer"), browser("coordinator")
    sent = firm.post("/messages/new/", {"subject": "New goods", "text": "When may we begin?"})
    thread = Thread.objects.get()
    assert sent.headers["Location"] == f"/messages/{thread.number}/"
    assert "Unread" in text(officer.get("/messages/"))
    assert "When may we begin?" in text(officer.get(f"/messages/{thread.number}/"))
    assert "Unread" not in text(officer.get("/messages/"))
    assert officer.post(f"/messages/{thread.number}/", {"text": "On Monday."}).status_code == 302
    assert "Unread conversations: 1" in text(firm.get("/firm/coordinator/panel/"))
    page = text(firm.get(f"/messages/{thread.number}/"))
    assert "On Monday." in page and "Read by: 蒋丽" in page
    empty = firm.post(f"/messages/{thread.number}/", {"text": " "})
    assert empty.status_code == 422 and Message.objects.count() == 2


@pytest.mark.parametrize("page", ["/", "/firm/"])
def test_the_card_stands_on_the_firms_home_and_profile(browser, coordinated, page):
    firm = browser("broker")
    assert 'hx-get="/firm/coordinator/panel/"' in firm.get(page).content.decode()
    card = firm.get("/firm/coordinator/panel/").content.decode()
    for link in ("/messages/new/", "/difficulties/new/", "/firm/work/"):
        assert f'href="{link}"' in card
        assert firm.get(link).status_code == 200
    assert user("coordinator").name in card


def test_a_visit_says_who_planned_it(browser, coordinated, visit_no):
    who = Visit.objects.get(number=visit_no).planned_by.name
    assert (
        f"<dt>Planned by</dt><dd>{who}</dd>" in browser("broker").get(f"/visits/{visit_no}/").content.decode()
    )


def test_strangers_see_nothing_of_it(browser, actor, coordinated, visit_no, now):
    thread = open_thread(actor=actor("broker"), subject="New goods", text="When?", at=now)
    sent = send_broadcast(
        actor=actor("coordinator"), title="Hours", text="Closed.", scope="chosen", codes=[BROKER], at=now
    )
    for name in ("pay", "shop2"):
        client = browser(name)
        for path in (f"/messages/{thread.number}/", f"/visits/{visit_no}/", f"/circulars/{sent.number}/"):
            assert client.get(path).status_code == 404, (name, path)
    client = browser("coordinator2")
    for path in (f"/messages/{thread.number}/", f"/visits/{visit_no}/", f"/circulars/{sent.number}/"):
        assert client.get(path).status_code == 404, path
    assert browser("officer").get(f"/messages/{thread.number}/").status_code == 403


def test_a_circular_is_marked_read_and_taken_back(browser, coordinated):
    officer, firm = browser("coordinator"), browser("shop")
    data = {"title": "Opening hours", "text": "Sunday from 9.", "scope": "all"}
    assert officer.post("/circulars/new/", data).status_code == 302
    sent = Broadcast.objects.get()
    assert sent.firms.count() == 2 and "Unread" in text(firm.get("/circulars/"))
    firm.get(f"/circulars/{sent.number}/")
    firm.get(f"/circulars/{sent.number}/")
    assert BroadcastRead.objects.get().user == user("shop")
    page = text(officer.get(f"/circulars/{sent.number}/"))
    assert "苏敏" in page and "Nobody yet" in page
    assert "1 / 2" in text(officer.get("/circulars/"))
    assert officer.post(f"/circulars/{sent.number}/retract/", {"reason": "wrong day"}).status_code == 302
    page = text(firm.get(f"/circulars/{sent.number}/"))
    assert "wrong day" in page and "Sunday from 9." not in page


def test_a_visit_from_plan_to_confirmation(browser, coordinated, now):
    officer, firm = browser("coordinator"), browser("broker")
    data = {"mode": "on_site", "on_at": local(now - timedelta(hours=1)), "purpose": "see the new line"}
    path = f"/visits/new/?firm={BROKER}"
    alone = officer.post(path, data | {"place": "warehouse 3"})
    assert alone.status_code == 422 and "VIS-01" in text(alone) and not Visit.objects.exists()
    assert (
        officer.post(path, data | {"place": "warehouse 3", "officer_two": user("officer").pk}).status_code
        == 302
    )
    visit = Visit.objects.get()
    page = f"/visits/{visit.number}/"
    record = {
        "people": "周岚\n刘洋", "topics": ["policy", "solve"], "advice": "file early",
        "questions": "How long does the test take?", "recusal_stated": "on",
    }  # fmt: skip
    short = officer.post(page + "record/", record | {"recusal_stated": ""})
    assert short.status_code == 422 and "VIS-06" in text(short) and "file early" in text(short)
    done = officer.post(page + "record/", record, follow=True)
    assert done.status_code == 200, [one.sentence for one in done.context["findings"] or ()]
    assert "Difficulties registered: DF4921" in text(done)
    assert "周*" in text(done) and "周岚" not in text(done).replace("周岚 (", "")
    assert "刘洋" in text(firm.get(page)), "the firm sees its own people"
    no = firm.post(page + "answer/", {"answer": "dispute", "text": ""})
    assert no.status_code == 422 and "VIS-10" in text(no)
    assert firm.post(page + "answer/", {"answer": "confirm"}).status_code == 302
    assert firm.post(page + "answer/", {"answer": "confirm"}).status_code == 409
    assert officer.post(page + "close/").status_code == 302
    visit.refresh_from_db()
    assert visit.status == flow.VISIT_CLOSED and visit.confirmed_by == user("broker")


def test_an_absence_is_shown_before_it_is_recorded(browser, coordinated, now):
    client = browser("coordinator")
    data = {
        "officer": user("coordinator").pk, "deputy": user("coordinator2").pk, "from_at": local(now),
        "to_at": local(now + timedelta(days=2)), "reason": "illness",
    }  # fmt: skip
    seen = client.post("/absences/new/", data)
    assert "Firms to look after: 2" in text(seen) and not Absence.objects.exists()
    assert client.post("/absences/new/", data | {"confirmed": "1"}).status_code == 302
    number = Absence.objects.get().number
    deputy = browser("coordinator2")
    assert "Illness" not in text(deputy.get(f"/absences/{number}/")), "the deputy need not know why"
    assert "Illness" in text(browser("chief").get(f"/absences/{number}/"))
    assert "stands in for 蒋丽" in text(browser("broker").get("/firm/coordinator/"))
    assert deputy.get(f"/coordinators/firm/{BROKER}/").status_code == 200
    assert client.post(f"/absences/{number}/shorten/", {}).status_code == 302
    assert "stands in for" not in text(browser("broker").get("/firm/coordinator/"))


def test_a_firm_outside_the_zone_reports_and_an_officer_confirms(browser, office):
    firm, officer = browser("pay"), browser("officer")
    short = firm.post("/firm/work/", {"state": "partly", "share": "40"})
    assert short.status_code == 422 and "WRK-02" in text(short)
    data = {"state": "partly", "share": "40", "blockers": ["workers", "logistics"]}
    assert firm.post("/firm/work/", data).status_code == 302
    report = Resumption.objects.get()
    page = officer.get("/resumption/")
    assert "Today 0 work fully, 1 partly, 0 stand still, 4 never reported." in text(page)
    assert officer.post(f"/resumption/{report.number}/confirm/", {"remark": "by phone"}).status_code == 302
    assert "by phone" in text(firm.get("/firm/work/"))
    again = officer.post(f"/resumption/{report.number}/confirm/", follow=True)
    assert "confirmed already" in text(again)


def test_the_report_of_a_coordinated_firm_is_its_coordinators_to_confirm(browser, actor, coordinated, now):
    report = report_work(actor=actor("broker"), state="full", blockers=[], at=now)
    assert browser("officer").post(f"/resumption/{report.number}/confirm/").status_code == 404
    assert browser("coordinator2").post(f"/resumption/{report.number}/confirm/").status_code == 404
    assert browser("coordinator").post(f"/resumption/{report.number}/confirm/").status_code == 302


@pytest.mark.parametrize(("state", "shown"), [("full", 1), ("silent", 4), ("stopped", 0)])
def test_the_list_of_firms_is_narrowed_by_state(browser, actor, now, office, state, shown):
    report_work(actor=actor("broker"), state="full", blockers=[], at=now)
    page = browser("chief").get(f"/resumption/?state={state}&days=30")
    assert len(page.context["rows"]) == shown and len(page.context["trend"]) == 30


def test_the_firm_names_its_contact_and_the_officer_a_telephone(browser, coordinated):
    firm, officer = browser("broker"), browser("coordinator")
    data = {"user": user("filer").pk, "position": "Customs manager"}
    assert firm.post("/firm/coordinator/contact/", data).status_code == 302
    assert SeniorContact.objects.get().user == user("filer")
    assert officer.post("/coordinators/phone/", {"phone": "0731-84770001"}).status_code == 302
    assert "0731-84770001" in text(firm.get("/firm/coordinator/"))
    assert "刘洋" in text(officer.get(f"/coordinators/firm/{BROKER}/"))


def more_firms(actor, *, start: int, stop: int, at) -> None:
    """Firms of the zone, each with a coordinator, a report, a conversation and a visit."""
    chief, coordinator = actor("chief"), actor("coordinator")
    for number in range(start, stop):
        code = f"43019{number:05d}"
        firm = Firm.objects.create(
            credit_code=f"91430100MA4T{number:05d}X", customs_code=code, name_zh="别家", zone="4921",
            since=date(2020, 1, 1), office="4921",
        )  # fmt: skip
        given = {"officer_id": coordinator.user_id, "ground": WHY, "seen": None}
        assign(actor=chief, customs_code=code, at=at, **given)
        Resumption.objects.create(
            number=f"RW{number}", firm=firm, office="4921", at=at, state="stopped", share=0,
            blockers=["workers"], reported_by_id=coordinator.user_id,
        )  # fmt: skip
        open_thread(actor=coordinator, customs_code=code, subject="Hours", text="Open?", at=at)
        plan_visit(
            actor=coordinator, customs_code=code, mode="phone", on_at=at, place="", officer_two=None,
            purpose="how work goes on", at=at,
        )  # fmt: skip


@pytest.mark.parametrize("path", ["/coordinators/", "/resumption/", "/messages/", "/visits/"])
def test_a_list_asks_as_much_for_many_firms_as_for_few(browser, actor, now, office, path):
    at = now - timedelta(hours=1)
    client = browser("chief")
    counts = []
    for start, stop in ((0, 3), (3, 25)):
        more_firms(actor, start=start, stop=stop, at=at)
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1], counts


def test_a_file_with_a_message_is_for_both_sides_only(browser, coordinated):
    firm = browser("broker")
    file = SimpleUploadedFile("a.txt", b"milk")
    firm.post("/messages/new/", {"subject": "New goods", "text": "See it.", "attachments": file})
    path = f"/attachments/{Attachment.objects.get().number}/"
    assert [browser(name).get(path).status_code for name in ("filer", "coordinator", "chief")] == [200] * 3
    assert [browser(name).get(path).status_code for name in ("shop", "officer", "airport")] == [404] * 3
