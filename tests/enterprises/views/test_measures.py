"""Pages of measures: public in both languages, a firm's way through, officers' queues with fixed costs."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse

from enterprises.models import Attachment, Grant, Plan
from enterprises.rules import flow
from enterprises.rules.measures import GREEN_CHANNEL, UNDERTAKINGS
from enterprises.services import demo_measures
from enterprises.services.measures import load_catalogue
from kernel import clock, mask
from kernel.clock import business_date
from kernel.orm.ids import reserve
from kernel.templatetags.portal import shanghai

pytestmark = pytest.mark.usefixtures("office")

PLAN = {
    "firm": "430168A004",
    "title": "Fruit at night",
    "scenario": "perishable",
    "goods": "Fresh fruit",
    "hs_prefixes": "0810，0811",
    "legal_basis": "Decree 256, Article 1",
    "lane": "release",
    "lead_hours": "2",
    "owed": ["invoice", "origin"],
    "owed_days": "10",
}


@pytest.fixture
def lists(office):
    load_catalogue(at=clock.now())


@pytest.fixture
def demo(lists):
    with override_settings(PORTAL_DEMO=True):
        assert demo_measures.make(at=clock.now()) == 4
        assert demo_measures.make(at=clock.now()) == 0


def days():
    today = business_date(clock.now())
    return {"valid_from": today.isoformat(), "last_on": (today + timedelta(days=30)).isoformat()}


def test_the_catalogue_is_public_in_both_languages(lists):
    client = Client()
    chinese = client.get(reverse("enterprises:measures")).content.decode()
    assert "跨境电商绿色通道" in chinese
    assert "本系统的说明" in chinese
    assert chinese.count("measure-") >= 9
    client.post(reverse("enterprises:language"), {"language": "en", "next": "/measures/"})
    english = client.get(reverse("enterprises:measures")).content.decode()
    assert "Green channel for e-commerce" in english
    assert "Described by this portal" in english
    one = client.get(reverse("enterprises:measure", args=["no_presence"])).content.decode()
    assert "2020-24" in one
    assert "Withdraw it" not in one
    assert client.get(reverse("enterprises:measure", args=["nothing"])).status_code == 404


def test_the_catalogue_costs_two_queries_for_strangers(lists):
    client = Client()
    with CaptureQueriesContext(
        connection,
    ) as seen:
        client.get(reverse("enterprises:measures"))
    assert len([query for query in seen if "enterprises_measure" in query["sql"]]) == 2


def test_a_firm_applies_and_an_officer_grants(lists, browser):
    firm, coordinator, officer = browser("broker"), browser("coordinator"), browser("officer")
    apply = reverse("enterprises:measure_apply", args=[GREEN_CHANNEL])
    assert "Evidence" in firm.get(apply).content.decode()
    kept = firm.post(apply, {"reason": "We are good at it", "undertakings": ["records"]})
    assert kept.status_code == 422
    assert "MEA-10" in kept.content.decode()
    assert "We are good at it" in kept.content.decode()
    firm.post(apply, {"reason": "We are good at it", "undertakings": list(UNDERTAKINGS[GREEN_CHANNEL])})
    number = Grant.objects.get().number
    page = officer.get(reverse("enterprises:grant", args=[number])).content.decode()
    assert "GRC-10" in page
    early = officer.post(reverse("enterprises:grant_decide", args=[number]), days())
    assert early.status_code == 422
    coordinator.post(reverse("enterprises:grant_recommend", args=[number]), {"text": "I know them well"})
    officer.post(
        reverse("enterprises:grant_decide", args=[number]), {**days(), "conditions": "Quarterly report"}
    )
    assert Grant.objects.get().status == flow.GRANT_IN_FORCE
    own = firm.get(reverse("enterprises:firm_measures")).content.decode()
    assert number in own
    assert "You hold it" in own
    shown = firm.get(reverse("enterprises:grant", args=[number])).content.decode()
    assert "Quarterly report" in shown
    assert "陈静" not in shown  # a firm does not read who decided
    recommended = shanghai(Grant.objects.get().recommended_at)
    assert recommended in shown
    assert "蒋丽" not in shown
    assert (
        f'蒋丽 · <time class="num">{recommended}'
        in browser("chief").get(reverse("enterprises:grant", args=[number])).content.decode()
    )


def test_a_plan_goes_through_the_pages(lists, browser):
    coordinator, firm = browser("coordinator"), browser("broker")
    new = reverse("enterprises:plan_new")
    assert coordinator.get(new + "?firm=430168A004").status_code == 200
    wrong = coordinator.post(new, {**PLAN, **days(), "lead_hours": "99"})
    assert wrong.status_code == 422
    assert "PLN-11" in wrong.content.decode()
    assert "Fruit at night" in wrong.content.decode()
    letter = SimpleUploadedFile("letter.txt", "申请说明".encode(), "text/plain")
    coordinator.post(new, {**PLAN, **days(), "attachments": letter})
    plan = Plan.objects.get()
    assert plan.switches == [
        ["selection.lane", "release"],
        ["reservation.lead_hours", "2"],
        ["documents.owed", "10:invoice,origin"],
    ]  # fmt: skip
    assert plan.hs_prefixes == ["0810", "0811"]
    edit = reverse("enterprises:plan_edit", args=[plan.number])
    assert 'value="0810 0811"' in coordinator.get(edit).content.decode()
    coordinator.post(edit, {**PLAN, **days(), "title": "Fruit by day", "firm": "430166A001"})
    assert (Plan.objects.get().title, Plan.objects.get().firm.customs_code) == ("Fruit by day", "430168A004")
    for name, verb in (
        ("coordinator", "submit"), ("officer", "approve"), ("broker", "agree"), ("chief", "force"),
    ):  # fmt: skip
        answer = browser(name).post(reverse(f"enterprises:plan_{verb}", args=[plan.number]))
        assert answer.status_code == 302, answer.content.decode()
    shown = firm.get(reverse("enterprises:plan", args=[plan.number])).content.decode()
    assert "released without review" in shown
    assert "SEL-04" in shown
    file = reverse("enterprises:attachment", args=[Attachment.objects.get().number])
    assert file in shown
    assert firm.get(file).status_code == 200
    assert browser("shop").get(file).status_code == 404
    assert "In force" in shown
    plan = Plan.objects.get()
    theirs = browser("officer").get(reverse("enterprises:plan", args=[plan.number])).content.decode()
    for who, at in ((plan.officer, plan.officer_at), (plan.chief, plan.chief_at)):
        assert f'{who.name} · <time class="num">{shanghai(at)}' in theirs
        assert who.name not in shown
    assert f'{mask.name(plan.agreed_by.name)} · <time class="num">{shanghai(plan.agreed_at)}' in theirs
    assert f'{plan.agreed_by.name} · <time class="num">{shanghai(plan.agreed_at)}' in shown


@pytest.mark.parametrize(("language", "said"), [("en", "Facilitation measures"), ("zh-hans", "便利措施")])
def test_there_are_ways_to_the_catalogue(lists, browser, language, said):
    client, firm = Client(), browser("broker", language=language)
    client.post("/language/", {"language": language})
    link = f'href="{reverse("enterprises:measures")}"'
    for page in (client.get(reverse("account_login")), client.get(reverse("enterprises:help"))):
        shown = page.content.decode()
        assert shown.count(link) == 2  # in the page and at its foot
        assert said in shown
    home = firm.get("/").content.decode()
    assert home.count(link) == 2  # in the navigation and at the foot
    assert said in home


def test_declining_sends_the_firm_home_because_the_plan_is_a_draft_again(lists, browser):
    browser("coordinator").post(reverse("enterprises:plan_new"), {**PLAN, **days()})
    number = Plan.objects.get().number
    browser("coordinator").post(reverse("enterprises:plan_submit", args=[number]))
    browser("officer").post(reverse("enterprises:plan_approve", args=[number]))
    firm = browser("broker")
    declined = firm.post(reverse("enterprises:plan_decline", args=[number]), {"reason": "Too few days"})
    assert declined.headers["Location"] == reverse("enterprises:firm_measures")
    assert firm.get(reverse("enterprises:plan", args=[number])).status_code == 404


def test_a_chief_publishes_rewrites_and_withdraws(lists, browser):
    chief = browser("chief")
    words = {
        "title_zh": "夜间窗口", "title_en": "Night window", "text_zh": "说明文字", "text_en": "What it is",
        "source_zh": "公告", "source_en": "Announcement",
    }  # fmt: skip
    new = {"code": "night_window", "access": "application", "open_to": "zone", **words}
    chief.post(reverse("enterprises:measure_new"), new)
    page = Client().get(reverse("enterprises:measure", args=["night_window"])).content.decode()
    assert "夜间窗口" in page
    assert "海关发布" in page
    edit = reverse("enterprises:measure_edit", args=["night_window"])
    chief.post(edit, {**words, "title_en": "Late window", "version": "1"})
    stale = chief.post(edit, {**words, "title_en": "Later window", "version": "1"})
    assert stale.status_code == 409
    chief.post(
        reverse("enterprises:measure_withdraw", args=["night_window"]), {"reason": "No longer offered"}
    )
    assert "夜间窗口" not in Client().get(reverse("enterprises:measures")).content.decode()
    assert (
        "No longer offered"
        in Client().get(reverse("enterprises:measure", args=["night_window"])).content.decode()
    )


def test_the_record_takes_the_green_channel_away_and_the_firm_reads_why(demo, browser):
    officer, firm = browser("officer"), browser("broker")
    record = reverse("enterprises:firm_record", args=["430168A004"])
    today = business_date(clock.now()).isoformat()
    fact = {"kind": "failed_test", "on": today, "note": "Lead above the limit", "subject_no": "TS1"}
    assert officer.post(record, fact).status_code == 302
    grant = Grant.objects.get(firm__customs_code="430168A004")
    assert grant.status == flow.GRANT_REVOKED
    shown = firm.get(reverse("enterprises:grant", args=[grant.number])).content.decode()
    assert "GRC-08" in shown
    assert "12 months has 1 failed" in shown
    page = officer.get(record).content.decode()
    assert "TS1" in page
    (number,) = re.findall(r"/record/(FR[0-9A-F]+)/close/", page)
    close = reverse("enterprises:record_close", args=["430168A004", number])
    assert officer.post(close, {"note": "ok"}).status_code == 422
    assert officer.post(close, {"note": "The hold is lifted"}).status_code == 302


def test_the_demo_fills_every_page(demo, browser):
    officer, firm = browser("officer"), browser("broker")
    assert "贺敏" not in officer.get(reverse("enterprises:grants")).content.decode()
    for client, names in (
        (officer, ["grants", "plans", "grant_new", "plan_new"]),
        (firm, ["firm_measures"]),
    ):
        for name in names:
            answer = client.get(reverse(f"enterprises:{name}"))
            assert answer.status_code == 200
    assert "应急医疗物资" in firm.get(reverse("enterprises:firm_measures")).content.decode()
    assert "母婴用品促销季" in officer.get(reverse("enterprises:plans")).content.decode()
    waiting = officer.get(reverse("enterprises:grants")).content.decode()
    assert "潇湘母婴" in waiting
    assert "黄花综保" in officer.get(reverse("enterprises:grants") + "?tab=held").content.decode()


def _copies(grant, count):
    """More rows of one grant, refused ones, as the table takes them."""
    columns = [field.attname for field in Grant._meta.concrete_fields]
    for place, pk in enumerate(reserve(count)):
        values = {name: getattr(grant, name) for name in columns}
        values |= {
            "subject_id": pk,
            "number": f"MGCOPY{pk}",
            "status": flow.GRANT_REFUSED,
            "said": f"No {place}",
        }
        Grant.objects.create(**values)


def test_the_queue_and_the_firms_page_cost_the_same_at_3_and_at_30_rows(demo, browser):
    officer, firm = browser("officer"), browser("broker")
    grant = Grant.objects.get(firm__customs_code="430168A004")

    def cost(client, path):
        client.get(path)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(path).status_code == 200
        return len(seen)

    paths = (
        (officer, reverse("enterprises:grants") + "?tab=past"),
        (firm, reverse("enterprises:firm_measures")),
    )
    _copies(grant, 3)
    few = [cost(client, path) for client, path in paths]
    _copies(grant, 27)
    assert [cost(client, path) for client, path in paths] == few
