"""The pages of difficulties: what firms and officers see, and how many queries that takes."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from enterprises.models import Attachment, Difficulty, DifficultyMention, Firm, Recusal
from enterprises.services import difficulties_firm as firm_side
from enterprises.services import difficulties_work as customs_side
from enterprises.services.attachments import Upload
from enterprises.services.difficulties import Draft, raise_difficulty
from kernel import clock, mask

DRAFT = Draft("Lists wait", "Since Monday lists wait for hours.", "declaration", "normal", "page")
TYPED = {"title": "Lists wait", "text": "Since Monday.", "category": "tax", "urgency": "urgent"}
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def desk(office, actor):
    return {name: actor(name) for name in ("shop", "officer", "officer2", "coordinator")}


@pytest.fixture
def number(desk):
    """A difficulty of the shop, in hand, raised now: the pages look at the wall clock."""
    at = clock.now()
    made = raise_difficulty(actor=desk["shop"], draft=DRAFT, at=at).number
    customs_side.triage(
        actor=desk["officer"], number=made, triage="complex", urgency="normal", team_id=None, at=at
    )
    return made


def test_a_firm_raises_one_with_documents_and_files(desk, browser):
    page = browser("shop").post(
        "/difficulties/new/",
        TYPED
        | {
            "kind_1": "order",
            "number_1": "EB1",
            "attachments": SimpleUploadedFile("a.pdf", PDF, "application/pdf"),
        },
        follow=True,
    )
    one = Difficulty.objects.get()
    assert page.redirect_chain[0][0] == f"/difficulties/{one.number}/"
    text = page.content.decode()
    assert "EB1" in text
    assert "a.pdf" in text
    assert ", with customs" in text
    assert Attachment.objects.get().public


def test_nothing_typed_is_lost_when_it_is_refused(desk, browser):
    page = browser("shop").post(
        "/difficulties/new/", TYPED | {"title": "", "kind_2": "plan", "number_2": "X"}
    )
    text = page.content.decode()
    assert page.status_code == 422
    assert "Since Monday." in text
    assert "Give the difficulty a title" in text
    assert "is not a number of this kind of document" in text
    assert not Difficulty.objects.exists()


def test_an_officer_takes_one_down_for_a_firm(desk, browser):
    page = browser("coordinator").post(
        "/difficulties/new/", TYPED | {"firm": "430166A001", "channel": "phone"}, follow=True
    )
    one = Difficulty.objects.get()
    assert (one.firm.customs_code, one.owner_id) == ("430166A001", desk["coordinator"].user_id)
    assert "By phone" in page.content.decode()
    assert f"Taken down for the firm by {one.raised_by.name}" in page.content.decode()
    theirs = browser("shop").get(f"/difficulties/{one.number}/").content.decode()
    assert "Taken down by customs for the firm" in theirs
    unknown = browser("coordinator").post("/difficulties/new/", TYPED | {"firm": "0", "channel": "phone"})
    assert unknown.status_code == 422


def test_the_firm_never_reads_what_is_internal(desk, browser, number):
    at = clock.now()
    customs_side.add_note(
        actor=desk["officer"], number=number, text="HUSH between us", internal=True,
        mentioned=[desk["officer2"].user_id], at=at, uploads=[Upload("hush.pdf", "application/pdf", [PDF])],
    )  # fmt: skip
    customs_side.add_note(actor=desk["officer"], number=number, text="OPEN word", at=at)
    hidden = Attachment.objects.get(name="hush.pdf")
    shop = browser("shop")
    for path in (f"/difficulties/{number}/", f"/difficulties/{number}/?show=internal", "/difficulties/"):
        text = shop.get(path).content.decode()
        assert "HUSH" not in text
        assert "hush.pdf" not in text
        assert hidden.number not in text
        assert "彭勇" not in text
    assert "OPEN word" in shop.get(f"/difficulties/{number}/").content.decode()
    assert shop.get(f"/attachments/{hidden.number}/").status_code == 404
    officers = browser("officer").get(f"/difficulties/{number}/").content.decode()
    assert "HUSH" in officers
    assert "hush.pdf" in officers
    only = browser("officer").get(f"/difficulties/{number}/?show=internal").content.decode()
    assert "HUSH" in only
    assert "OPEN word" not in only


def test_a_mention_is_opened_by_opening_the_difficulty(desk, browser, number):
    customs_side.add_note(
        actor=desk["officer"],
        number=number,
        text="Look",
        internal=True,
        mentioned=[desk["officer2"].user_id],
        at=clock.now(),
    )
    browser("officer").get(f"/difficulties/{number}/")
    assert DifficultyMention.objects.get().opened_at is None
    colleague = browser("officer2")
    assert "Colleagues mention you" in colleague.get("/difficulties/").content.decode()
    colleague.get(f"/difficulties/{number}/")
    assert DifficultyMention.objects.get().opened_at is not None
    assert "Colleagues mention you" not in colleague.get("/difficulties/").content.decode()


def test_from_the_question_to_the_confirmation(desk, browser, number):
    officer, shop = browser("officer"), browser("shop")
    path = f"/difficulties/{number}/"
    assert officer.post(path + "ask/", {"text": "Which lists?"}).status_code == 302
    page = shop.get(path).content.decode()
    assert "Which lists?" in page
    assert "the clock rests, with the firm" in page
    assert shop.post(path + "reply/", {"text": "All of them."}).status_code == 302
    assert officer.post(path + "answer/", {"text": "Send them again."}).status_code == 302
    refused = shop.post(path + "confirm/", {"mark": "", "remark": "Nearly"})
    assert refused.status_code == 422
    assert "Nearly" in refused.content.decode()
    assert shop.post(path + "confirm/", {"mark": "4", "remark": "Quick"}).status_code == 302
    page = officer.get(path).content.decode()
    assert "Satisfaction 4 of 5" in page
    assert "Confirmed by the firm" in page
    one = Difficulty.objects.get()
    internal = officer.get(path + "?show=internal").content.decode()  # the facts alone, without the story
    assert "What the firm says about it" in internal
    assert "Quick" in internal
    assert f"{mask.name(one.closed_by.name)} · <time" in internal
    assert one.closed_by.name not in internal


def test_an_answer_that_comes_second_is_not_lost(desk, browser, number):
    officer, second = browser("officer"), browser("officer2")
    assert officer.post(f"/difficulties/{number}/answer/", {"text": "Mine"}).status_code == 302
    page = second.post(f"/difficulties/{number}/answer/", {"text": "My long answer"})
    assert page.status_code == 409
    assert "My long answer" in page.content.decode()
    assert "SYS-02" in page.content.decode()


def test_a_recused_officer_cannot_open_it(desk, browser, number):
    firm = Firm.objects.get(customs_code="430166A001")
    user = desk["officer2"].user_id
    Recusal.objects.create(
        officer_id=user, firm=firm, reason="A sister", from_at=clock.now(), recorded_by_id=user
    )
    page = browser("officer2").get(f"/difficulties/{number}/")
    assert page.status_code == 403
    assert "DIF-08" in page.content.decode()
    assert number not in browser("officer2").get("/difficulties/").content.decode()


@pytest.mark.parametrize(
    ("who", "path"), [("shop", "/difficulties/"), ("officer", "/difficulties/?state=any")]
)
def test_lists_take_the_same_queries_for_few_and_many(desk, browser, who, path):
    client, at = browser(who), clock.now()
    counts = []
    for more in (3, 17):
        for _ in range(more):
            made = raise_difficulty(actor=desk["shop"], draft=DRAFT, at=at).number
            customs_side.triage(
                actor=desk["officer"], number=made, triage="simple", urgency="normal", team_id=None, at=at
            )
        client.get(path)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page = client.get(path)
        counts.append(len(queries))
    assert page.content.decode().count("row-link") == 20
    assert counts[0] == counts[1]


def test_lists_page_by_key_and_filter(desk, browser):
    at = clock.now()
    for n in range(30):
        raise_difficulty(actor=desk["shop"], draft=DRAFT._replace(title=f"Number {n:02d}"), at=at)
    firm = browser("shop")
    first = firm.get("/difficulties/").content.decode()
    assert "Number 29" in first
    assert "Number 04" not in first
    assert firm.get("/difficulties/?state=5").content.decode().count("row-link") == 0
    officer = browser("officer")
    assert officer.get("/difficulties/?tab=mine").content.decode().count("row-link") == 0
    assert officer.get("/difficulties/?q=Number 07").content.decode().count("row-link") == 1
    assert officer.get("/difficulties/?overdue=on").content.decode().count("row-link") == 0
    Difficulty.objects.filter(title="Number 03").update(due_at=at - timedelta(days=9))
    late = officer.get("/difficulties/?overdue=on").content.decode()
    assert late.count("row-link") == 1
    assert "overdue by" in late


def test_the_ageing_report_and_its_file(desk, browser, number):
    page = browser("coordinator").get("/difficulties/ageing/").content.decode()
    assert "Complex" in page
    assert "陈静" in page
    file = browser("coordinator").get("/difficulties/ageing/?format=csv&on=2020-01-01")
    assert file["Content-Type"].startswith("text/csv")
    assert file["Content-Disposition"] == 'attachment; filename="difficulties-2020-01-01.csv"'
    lines = file.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2  # the heads and the total: nothing was there yet
    assert browser("coordinator").get("/difficulties/ageing/?on=nonsense").status_code == 200


def test_the_report_on_changes_never_writes_a_formula(desk, browser):
    at = clock.now()
    for _ in range(2):
        raise_difficulty(actor=desk["shop"], draft=DRAFT._replace(title="=1+1"), at=at)
    officer = browser("officer")
    page = officer.get("/difficulties/changes/").content.decode()
    assert "Nothing was changed" in page
    assert ",'=1+1," in officer.get("/difficulties/changes/?format=csv").content.decode()


def test_the_way_to_a_plan_names_the_difficulty(desk, browser, number):
    page = browser("officer").get(f"/difficulties/{number}/").content.decode()
    if "Open a supervision plan" in page:
        assert f"?difficulty={number}" in page
    firm_side.withdraw(actor=desk["shop"], number=number, at=clock.now())
    assert browser("officer").get(f"/difficulties/{number}/").status_code == 200
