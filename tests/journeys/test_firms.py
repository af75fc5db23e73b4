"""Firms in a real browser: one comes in and files, an agent acts for two, a coordinator has a day."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Locator, expect

from declarations.demo import PARTIES
from declarations.samples import Declaration, Parties
from enterprises.demo import FIRMS, PASSWORD
from enterprises.rules.identifiers import check_character
from kernel.clock import SHANGHAI
from tests.journeys.acts import act, fill, form_of, number_on
from tests.journeys.listform import becomes, fill_list, lands_on_list
from tests.journeys.person import Person
from tests.journeys.portal import Program, eventually
from tests.journeys.purchases import archive, purchase, xml
from tests.journeys.uploading import outcomes, upload
from tests.journeys.words import says

pytestmark = pytest.mark.browser
Programs = Callable[[str], Program]
Visit = Callable[..., Person]
WAITING, RELEASED = 3, 800
FIRM = {firm.key: (firm.customs_code, firm.name_zh) for firm in FIRMS}
FOUNDER = "founder"
NEW_FIRM = ("430166A077", "浏阳河跨境贸易有限公司")
_BODY = "91430100MA4NEW77K"
LINK = re.compile(r"https?://\S+/accounts/confirm-email/\S+")


def paper(name: str) -> dict[str, object]:
    """A scan to attach."""
    return {
        "name": name,
        "mimeType": "application/pdf",
        "buffer": b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n",
    }


def today(days: int = 0) -> str:
    """The Shanghai day, as a browser's date control takes it."""
    return f"{datetime.now(UTC).astimezone(SHANGHAI) + timedelta(days=days):%Y-%m-%d}"


def moment(**later: int) -> str:
    """A Shanghai minute, as a browser's control takes it."""
    return f"{datetime.now(UTC).astimezone(SHANGHAI) + timedelta(**later):%Y-%m-%dT%H:%M}"


def send_others(programs: Programs, bought: Declaration) -> None:
    """Order, payment and waybill of a purchase, each from its own firm; the order from the platform."""
    for name, code in (("shop", "311"), ("pay", "411"), ("express", "511")):
        sender = PARTIES.platform if code == "311" else ("", "")
        programs(name).send(xml(code, bought, sender=sender))


# --- a firm comes in ---


def test_a_firm_registers_is_let_in_and_files(visit: Visit, programs: Programs) -> None:
    newcomer = visit(FOUNDER, known=False)
    sign_up(newcomer, name="柳青")
    number = register(newcomer)
    answer_the_question(visit, newcomer, number=number)
    newcomer.open("/")
    newcomer.shoot_in_both("home-of-a-new-firm")
    account = have_guarantee(visit, newcomer)
    newcomer.open("/firm/guarantee/")
    expect(newcomer.page.get_by_role("main")).to_contain_text(account)

    parties = PARTIES._replace(merchant=NEW_FIRM, declarant=NEW_FIRM)
    bought = purchase(parties=parties, mode="9610", lines=1)
    send_others(programs, bought)
    newcomer.open("/")
    newcomer.link("New import list").first.click()
    fill_list(newcomer, bought.lst)
    newcomer.button("File the list").click()
    lands_on_list(newcomer)
    becomes(newcomer, RELEASED)


def sign_up(newcomer: Person, *, name: str) -> None:
    """An account of one's own, its address confirmed by the link in the mail."""
    page = newcomer.open("/accounts/signup/")
    for field, value in {"email": newcomer.email, "name": name}.items():
        page.locator(f"#id_{field}").fill(value)
    for place in (1, 2):
        page.locator(f"#id_password{place}").fill(PASSWORD)
    newcomer.button("Create the account").click()
    expect(page.get_by_role("heading", name=says("Confirm your e-mail address"))).to_be_visible()
    mail = page.locator("details.mail").filter(has_text=newcomer.email)

    def mailed() -> bool:
        newcomer.open("/demo/mailbox/")
        return bool(mail.count())

    eventually(mailed, what="the mail with the link")
    mail.first.locator("summary").click()
    link = LINK.search(mail.first.locator("pre").inner_text())
    assert link
    assert link.group().startswith(newcomer.portal.url)
    newcomer.open(link.group().removeprefix(newcomer.portal.url))
    newcomer.button("Yes, confirm").click()
    expect(newcomer.link("Register your firm").first).to_be_visible()


def register(newcomer: Person) -> str:
    """The form filled in two sittings and handed over with the licence; the registration's number."""
    page = newcomer.page
    newcomer.link("Register your firm").first.click()
    act(newcomer, "", office="4921")
    number = number_on(newcomer, "RG")
    form = page.locator("#registration")
    with page.expect_response(lambda answer: answer.url.endswith("/save/")):
        fill(
            form, name_zh=NEW_FIRM[1], credit_code=_BODY + check_character(_BODY), customs_code=NEW_FIRM[0],
            kinds=("merchant", "declarant"),
        )  # fmt: skip
        page.locator("#id_customs_code").blur()
    newcomer.settle()
    # Away and back another time: what was typed is there.
    newcomer.open("/help/")
    newcomer.open("/register/")
    newcomer.page.get_by_role("link", name=number).click()
    expect(page.locator("#id_name_zh")).to_have_value(NEW_FIRM[1])
    expect(page.locator("input[name=kinds][value=declarant]")).to_be_checked()
    act(newcomer, "/attach/", attachments=paper("营业执照.pdf"), done="Attached.")
    fill(
        form, address="长沙县黄花镇综保大道77号", legal_representative="柳青", contact_name="柳青",
        contact_phone="13800000077",
    )  # fmt: skip
    newcomer.button("Hand over to customs").click()
    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    expect(summary.locator("[data-rule=REG-08]")).to_be_visible()
    newcomer.shoot("registration-refused")
    page.locator("#id_undertaken").check()
    newcomer.button("Hand over to customs").click()
    expect(page.get_by_text(says("The registration was handed over to customs."))).to_be_visible()
    return number


def answer_the_question(visit: Visit, newcomer: Person, *, number: str) -> None:
    """The officer asks, the firm answers, the officer lets it in."""
    officer = visit("officer")
    officer.open("/registrations/")
    officer.page.get_by_role("row").filter(has_text=NEW_FIRM[1]).get_by_role("link").first.click()
    officer.shoot_in_both("registration-case")
    question = "请说明主要经营的商品类别。"
    act(officer, "/decide/", press="ask", reason=question, done="The question went to the firm.")
    page = newcomer.open(f"/register/{number}/")
    expect(page.get_by_text(question).first).to_be_visible()
    newcomer.shoot("registration-asked")
    page.locator("#id_answer").fill("母婴用品与个人护理用品。")
    newcomer.button("Answer and hand over again").click()
    expect(page.get_by_text(says("The registration was handed over to customs."))).to_be_visible()
    officer.open(f"/registrations/{number}/")
    expect(officer.page.get_by_text("母婴用品与个人护理用品。").first).to_be_visible()
    act(
        officer, "/decide/", press="approve",
        done="The firm was let in; the applicant is its administrator.",
    )  # fmt: skip


def have_guarantee(visit: Visit, newcomer: Person) -> str:
    """The firm applies, one officer proposes, another decides; the number of the account."""
    newcomer.open("/firm/guarantee/apply/")
    act(
        newcomer, "", guarantee_kind="cash", scope="total", amount="50000.00", valid_from=today(),
        attachments=paper("缴款凭证.pdf"),
    )  # fmt: skip
    number = number_on(newcomer, "GF")
    officer, second = visit("officer"), visit("officer2", language="en")
    officer.open(f"/guarantees/files/{number}/")
    act(
        officer, "/propose/", press="approve", note="凭证与金额相符",
        done="Proposed; a second officer decides.",
    )  # fmt: skip
    expect(form_of(officer, "/decide/")).to_have_count(0)
    second.open("/guarantees/files/")
    second.page.get_by_role("row").filter(has_text=number).get_by_role("link").first.click()
    second.shoot_in_both("guarantee-file")
    act(second, "/decide/", press="agree", note="同意", done="The application is decided.")
    newcomer.open("/firm/guarantee/")
    return number_on(newcomer, "DB")


# --- an agent acts for two ---


def test_an_agent_acts_for_two_principals(visit: Visit, programs: Programs) -> None:
    for_shop2 = PARTIES._replace(merchant=FIRM["shop2"])
    first, second = purchase(lines=1), purchase(parties=for_shop2, lines=1)
    agent = visit("broker")
    agent.open("/firm/principals/")
    for key in ("shop", "shop2"):
        expect(agent.page.get_by_role("row").filter(has_text=FIRM[key][0])).to_have_count(1)
    agent.shoot_in_both("principals")
    files = [(f"{place}.xml", xml("621", one)) for place, one in enumerate((first, second))]
    upload(agent, "lists.zip", archive(*files), kind="application/zip")
    assert outcomes(agent) == ["taken", "taken"]
    for bought in (first, second):
        send_others(programs, bought)
        agent.open("/declarations/lists/?q=" + bought.lst[0]["orderNo"])
        agent.page.get_by_role("row").filter(has_text=bought.lst[0]["orderNo"]).get_by_role(
            "link"
        ).first.click()
        lands_on_list(agent)
        becomes(agent, RELEASED)

    principal = visit("shop2", language="en")
    principal.open("/declarations/lists/?q=" + second.lst[0]["orderNo"])
    row = principal.page.get_by_role("row").filter(has_text=second.lst[0]["orderNo"])
    expect(row).to_contain_text(FIRM["broker"][1])
    expect(row).to_contain_text(str(RELEASED))
    end_the_authority(principal, agent)
    refused_and_allowed_again(agent, principal, parties=for_shop2)


def end_the_authority(principal: Person, agent: Person) -> None:
    """The principal's administrator ends it and says why; the agent reads the same."""
    principal.link("Agents and principals").first.click()
    page, code = principal.page, FIRM["broker"][0]
    page.get_by_role("row").filter(has_text=code).get_by_role("link").first.click()
    number = number_on(principal, "AU")
    act(principal, "/end/")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    reason = "改由本公司自行申报"
    act(principal, "/end/", reason=reason, done="Authority %(number)s has ended.")
    principal.shoot_in_both("authority-ended")
    agent.open(f"/authorities/{number}/")
    expect(agent.page.get_by_text(reason)).to_be_visible()
    expect(form_of(agent, "/end/")).to_have_count(0)


def refused_and_allowed_again(agent: Person, principal: Person, *, parties: Parties) -> None:
    """The next list for the principal is refused at the merchant's code until it authorises again."""
    bought = purchase(parties=parties, lines=1)
    page = agent.open("/declarations/lists/new/")
    fill_list(agent, bought.lst)
    agent.button("File the list").click()
    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    said = page.locator("[data-rule=AGY-01]").first
    expect(said).to_contain_text(parties.merchant[0])
    agent.shoot("list-without-authority")
    summary.get_by_role("link").filter(has_text=parties.merchant[0]).click()
    expect(page.locator("#id_ebcCode")).to_be_focused()
    principal.open("/firm/agents/")
    act(
        principal, "", agent=parties.declarant[0], scopes=("declare",), valid_from=today(),
        last_day=today(300), done="Authority %(number)s was given.",
    )  # fmt: skip
    agent.button("File the list").click()
    lands_on_list(agent)
    becomes(agent, WAITING)


# --- a coordinator's day ---


def test_a_day_of_a_coordinator(visit: Visit) -> None:
    coordinator, firm = visit("coordinator"), visit("shop")
    before = open_difficulties(coordinator)
    coordinator.shoot_in_both("board")
    solve_a_difficulty(coordinator, firm, before=before)
    assert open_difficulties(coordinator) == before
    visit_the_firm(coordinator, firm)
    hand_to_the_deputy(coordinator, visit("coordinator2", language="en"), firm)


def row_on_board(officer: Person) -> Locator:
    """The firm's row of the officer's board."""
    officer.open("/supervision/board/")
    return officer.page.locator(".desk-table tbody tr").filter(has_text=FIRM["shop"][0])


def open_difficulties(officer: Person) -> int:
    """How many open difficulties the board counts for the firm."""
    cell = row_on_board(officer).locator("td").nth(1).inner_text()
    found = re.search(r"\d+", cell)
    return int(found.group()) if found else 0


def solve_a_difficulty(coordinator: Person, firm: Person, *, before: int) -> None:
    """Raised by the firm, taken in hand, asked, answered, solved, and confirmed with a mark."""
    firm.open("/difficulties/")
    firm.link("Raise a difficulty").first.click()
    title = "海外仓调拨单如何申报"
    act(
        firm, "", title=title, text="同一批商品分两次入区，第二次的调拨单不知如何关联。",
        category="bonded", urgency="urgent", attachments=paper("调拨单.pdf"),
    )  # fmt: skip
    number = number_on(firm, "DF")
    assert open_difficulties(coordinator) == before + 1
    coordinator.open("/difficulties/")
    coordinator.page.get_by_role("row").filter(has_text=number).get_by_role("link").first.click()
    act(coordinator, "/triage/", triage="simple", urgency="urgent", done="The difficulty is in hand.")
    question = "请提供两次入区的核注清单编号。"
    act(coordinator, "/ask/", text=question, done="The firm is asked; the clock rests.")
    coordinator.shoot_in_both("difficulty-asked")
    firm.open(f"/difficulties/{number}/")
    expect(firm.page.get_by_text(question).first).to_be_visible()
    reply = "Your reply is with customs; the clock goes on."
    act(firm, "/reply/", text="第一次为QD4921001，第二次为QD4921002。", done=reply)
    coordinator.open(f"/difficulties/{number}/")
    act(
        coordinator, "/answer/", text="第二次调拨单请填写第一次的清单编号。",
        done="The answer is with the firm.",
    )  # fmt: skip
    firm.open(f"/difficulties/{number}/")
    firm.shoot_in_both("difficulty-answered")
    act(firm, "/confirm/", mark="5", remark="很清楚", done="Thank you. The difficulty is closed.")


def visit_the_firm(coordinator: Person, firm: Person) -> None:
    """Planned and held in a pair; a question becomes a difficulty; the firm confirms the record."""
    row_on_board(coordinator).get_by_role("link").first.click()
    coordinator.link("Plan a visit").click()
    plan = {"on_at": moment(minutes=-5), "place": "长沙运营中心", "purpose": "了解促销季准备情况"}
    act(coordinator, "", mode=("on_site",), **plan)
    alone = coordinator.page.locator("[data-error-summary] [data-rule=VIS-01]")
    expect(alone).to_be_visible()
    coordinator.page.locator("[name=officer_two]").select_option(label="陈静")
    act(coordinator, "", done="The visit %(no)s is planned.")
    number = number_on(coordinator, "VS")
    act(
        coordinator, "/record/", people="苏敏", topics=("policy", "solve"), advice="建议提前预约入区。",
        questions="促销期间能否延长卡口时间？", attachments=paper("走访记录.pdf"), recusal_stated=True,
        done="The record waits for the firm's confirmation.",
    )  # fmt: skip
    coordinator.shoot_in_both("visit-held")
    raised = number_on(coordinator, "DF")
    firm.open(f"/visits/{number}/")
    act(firm, "/answer/", press="confirm", done="Your answer was recorded.")
    firm.shoot_in_both("visit-confirmed")
    firm.open(f"/difficulties/{raised}/")
    expect(firm.page.get_by_text("促销期间能否延长卡口时间？").first).to_be_visible()
    coordinator.open(f"/visits/{number}/")
    act(coordinator, "/close/", done="The visit is closed.")


def hand_to_the_deputy(coordinator: Person, deputy: Person, firm: Person) -> None:
    """While the coordinator is away the deputy's board has the firm and the firm's card the deputy."""
    expect(row_on_board(deputy)).to_have_count(0)
    page = coordinator.open("/absences/")
    coordinator.link("Record an absence").first.click()
    page.locator("[name=deputy]").select_option(label="段文")
    act(coordinator, "", from_at=moment(), to_at=moment(days=1), reason="leave", note="休假")
    expect(page.get_by_role("status").filter(has_text=FIRM["shop"][1])).to_be_visible()
    coordinator.shoot("absence-preview")
    act(coordinator, "")
    number = number_on(coordinator, "AB")
    row = row_on_board(deputy)
    expect(row.get_by_text(says("for %(name)s"))).to_contain_text("蒋丽")
    deputy.shoot_in_both("board-of-the-deputy")
    firm.open("/firm/coordinator/")
    expect(firm.page.get_by_role("main")).to_contain_text("段文")
    coordinator.open(f"/absences/{number}/")
    act(coordinator, "/shorten/", done="The absence ends earlier now.")
    expect(row_on_board(deputy)).to_have_count(0)
