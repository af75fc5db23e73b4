"""Every page that somebody can reach: axe finds nothing, it fits a phone, and it keeps the policy."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from django.urls import NoReverseMatch, reverse
from playwright.sync_api import Browser, expect

from clearance.access import MATRIX
from clearance.access.words import OK, OTHER_POSTS
from kernel.clock import business_date, now
from tests.journeys.audit import OTHER_VIEWS, PARTS, VIEWS, faults, walk
from tests.journeys.person import Person
from tests.journeys.portal import Portal, Program, eventually
from tests.journeys.purchases import CODES, dear_purchase, inspected_purchase, purchase, with_elements, xml
from tests.journeys.uploading import upload
from tests.journeys.words import says

pytestmark = pytest.mark.browser
Visit = Callable[..., Person]
Programs = Callable[[str], Program]
SENDERS = dict(zip(CODES, ("shop", "pay", "express", "broker"), strict=True))
ALL = (*VIEWS, *OTHER_VIEWS)
# Window and colours of a page in Chinese, and in English; pages take them in turn.
TURNS = ((0, 1), (2, 3), (1, 0), (3, 2))
# Pages that say the same to everybody: looked at once.
SHARED = (
    "account_", "mfa_", "codelists:", "enterprises:help", "enterprises:mailbox", "enterprises:profile",
    "enterprises:notice_settings", "enterprises:grades", "enterprises:open_states", "enterprises:measures",
)  # fmt: skip


class Role(NamedTuple):
    """Somebody who walks: the row of the access matrix that says what opens, and with whom pages are shared.

    Pages that somebody of the same audience has looked at are only asked for, but for those named ``anew``:
    the role can do more on them.
    """

    matrix: str
    audience: str
    anew: frozenset[str] = frozenset()


# A firm of the demo with everything that a firm can have.
FULL_FIRM = "/firms/430168A004/"
ROLES = {
    "broker": Role("admin", "firm"),
    "shop": Role("", "firm", frozenset({"enterprises:home", "enterprises:plan"})),
    "pay": Role("", "firm", frozenset({"enterprises:home"})),
    "express": Role("", "firm", frozenset({"enterprises:home"})),
    "filer": Role("filer", "firm", frozenset({"enterprises:people"})),
    "newcomer": Role("", "newcomer"),
    "officer": Role("officer", "officer"),
    "chief": Role(
        "chief", "officer", frozenset({"enterprises:grade_change", "enterprises:grant", "enterprises:plan"})
    ),
    "coordinator": Role("coordinator", "officer", frozenset({"enterprises:grant"})),
    "inspector": Role("inspector", "officer"),
    "gate": Role("gate", "officer"),
    "laboratory": Role("laboratory", "officer"),
    "operator": Role("operator", "officer"),
}
# Pages of which the demo has none to show, and those that only a link of a mail leads to.
UNSEEN = frozenset(
    {
        "account_confirm_email", "account_reset_password_from_key", "account_email_verification_sent",
        "enterprises:absence", "enterprises:guarantee_claim", "enterprises:invitation",
    }
)  # fmt: skip
STRANGER = (
    "/accounts/login/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/done/",
    "/accounts/inactive/",
    "/accounts/signup/",
    "/help/",
    "/measures/",
    "/measures/green_channel/",
)


# Lists bought and released beside those in each state.
PARCELS = 6


@pytest.fixture(scope="module")
def at_work(programs: Programs, portal: Portal) -> dict[str, str]:
    """An office with something in every state; the numbers of its lists."""
    bought = {
        "released": purchase(),
        "rejected": with_elements(purchase(), "411", amountPaid="1.23"),
        "review": dear_purchase(),
        "inspection": inspected_purchase(),
        "waiting": purchase(),
    }
    numbers = {}
    for state, declaration in bought.items():
        for code in ("621",) if state == "waiting" else CODES:
            answer = programs(SENDERS[code]).send(xml(code, declaration))
        numbers[state] = answer["pre_no"]
    for _parcel in range(PARCELS):
        another = purchase()
        for code in CODES:
            programs(SENDERS[code]).send(xml(code, another))
    wanted = {"released": 800, "rejected": 100, "review": 300, "inspection": 500, "waiting": 3}
    for state, status in wanted.items():
        eventually(lambda: programs("broker").status(numbers[state]) == status, what=state)  # noqa: B023
    # Some of what was released is gathered, so that there is an inventory of parcels to look at.
    portal.manage("demo_zone")
    return numbers


@pytest.fixture(scope="module")
def looked() -> set[str]:
    """The shared pages that some role has looked at."""
    return set()


@pytest.fixture(scope="module")
def walked() -> dict[str, set[str]]:
    """The names of the pages to which links led each role."""
    return {}


def report(found: list[str]) -> str:
    """All of it: the next run costs minutes."""
    return "\n" + "\n".join(found)


class Looking:
    """One walk over a role's pages in Chinese, and once more over the same pages in English."""

    def __init__(self, person: Person, *, role: Role, looked: set[str]) -> None:
        self.person, self.role, self.looked = person, role, looked
        self.turns: dict[str, tuple[int, int]] = {}
        self.found: list[str] = []

    def in_chinese(self, starts: tuple[str, ...]) -> dict[str, str]:
        """Walk and look: from ``starts``, at every page that links lead to, and every one that needs none."""
        starts = (*starts, "/", *opening(self.role.matrix))
        return walk(self.person, self._first, wanted=self._is_new, starts=starts, owed=self._owed)

    def _owed(self, found: dict[str, str]) -> bool:
        """Whether the access matrix opens a page to the role that nobody of the same side has come to."""
        ours = {mark.removeprefix(f"{self.role.audience} ") for mark in self.looked}
        names = {key.partition(" ")[0] for key in (*found, *ours)}
        return bool(names_for(self.role.matrix) - UNSEEN - PARTS - names)

    def _is_new(self, key: str) -> bool:
        name = key.partition(" ")[0]
        return name not in PARTS and (name in self.role.anew or self._mark(key) not in self.looked)

    def _mark(self, key: str) -> str:
        return key if key.startswith(SHARED) else f"{self.role.audience} {key}"

    def _first(self, key: str) -> None:
        self.turns[key] = TURNS[len(self.turns) % len(TURNS)]
        self.found += faults(self.person, (ALL[self.turns[key][0]],))
        self.looked.add(self._mark(key))

    def in_english(self, pages: dict[str, str]) -> None:
        """The same pages again, in another window and other colours."""
        self.person.open("/")
        self.person.speak("en")
        for key, (_first, second) in self.turns.items():
            self.person.open(pages[key])
            self.found += faults(self.person, (ALL[second],))


def names_for(role: str) -> set[str]:
    """The names of the pages that open for a role of the access matrix, as far as it asks the role."""
    asked = {name: row for name, row in MATRIX.items() if row.posts is not None or role not in OTHER_POSTS}
    return {name for name, row in asked.items() if role and row.answer(role) == OK}


def opening(role: str) -> list[str]:
    """The addresses of those of them that name nothing."""
    found = []
    for name in sorted(names_for(role)):
        with suppress(NoReverseMatch):
            found.append(reverse(name))
    return found


@pytest.mark.parametrize("name", ROLES)
def test_pages_of_a_role(
    visit: Visit, at_work: dict[str, str], looked: set[str], walked: dict[str, set[str]], name: str
) -> None:
    person, role = visit(name), ROLES[name]
    starts = BEFORE[name](person) if name in BEFORE else ()
    looking = Looking(person, role=role, looked=looked)
    pages = looking.in_chinese(starts)
    walked[name] = {key.partition(" ")[0] for key in pages}
    assert not [key for key in pages if key.startswith("not a page")]
    looking.in_english(pages)
    assert not looking.found, report(looking.found)


def test_every_page_was_walked(walked: dict[str, set[str]]) -> None:
    """What the access matrix opens to somebody, links led somebody of the same side to."""
    if set(walked) != set(ROLES):
        pytest.skip("only some roles walked")
    seen: dict[bool, set[str]] = {True: set(), False: set()}
    for name, keys in walked.items():
        seen[ROLES[name].audience == "officer"] |= keys
    missed = {
        f"{key} ({name})"
        for name, role in ROLES.items()
        for key in names_for(role.matrix) - UNSEEN - PARTS - seen[role.audience == "officer"]
    }
    assert not missed, report(sorted(missed))


def leave_work_behind(person: Person) -> tuple[str, ...]:
    """A draft and an upload of the declarant, so that there is one of each to look at; no address."""
    page = person.open("/declarations/lists/new/")
    page.locator("#id_orderNo").fill("XO-draft")
    person.button("Save the draft").click()
    expect(page.get_by_text(says("The draft was saved as %(number)s."))).to_be_visible()
    upload(person, "odd.xml", b"<odd")
    return ()


def draft_a_plan(person: Person) -> tuple[str, ...]:
    """A plan that the officer may still change, and a firm that has all a firm can have: their addresses."""
    today = business_date(now())
    page = person.open("/plans/new/")
    typed = {
        "firm": "430168A004",
        "title": "防疫物资应急通关",
        "goods": "医用口罩",
        "hs_prefixes": "6307",
        "valid_from": today.isoformat(),
        "last_on": (today + timedelta(days=30)).isoformat(),
        "legal_basis": "海关总署公告2020年第17号",
    }
    for field, text in typed.items():
        page.locator(f"#id_{field}").fill(text)
    page.locator("#id_scenario").select_option(index=0)
    page.locator("#id_lane").select_option(index=1)
    person.button("Save the draft").click()
    expect(page.locator("a[href$='/edit/']")).to_be_visible()
    return urlsplit(page.url).path, FULL_FIRM


BEFORE: dict[str, Callable[[Person], tuple[str, ...]]] = {
    "broker": leave_work_behind,
    "officer": draft_a_plan,
}


def test_pages_of_a_stranger(portal: Portal, chromium: Browser) -> None:
    person = Person(chromium, portal)
    found = []
    for path in STRANGER:
        for language, views in (("zh-hans", VIEWS), ("en", OTHER_VIEWS)):
            person.open(path)
            person.speak(language)
            found += faults(person, views)
    person.speak("zh-hans")
    missing = person.page.goto("/no/such/page/")
    assert missing is not None and missing.status == 404
    found += faults(person, VIEWS)
    # A wrong password: the summary has the focus and says it once.
    page = person.open("/accounts/login/")
    page.locator("#id_login").fill("nobody@demo.example")
    page.locator("#id_password").fill("wrong password")
    person.button("Sign in").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    found += faults(person, ALL)
    person.shoot("sign-in-error")
    person.open("/accounts/login/")
    person.shoot_in_both("sign-in")
    person.close()
    assert not found, report(found)


def test_answers_with_reasons(visit: Visit, at_work: dict[str, str]) -> None:
    """Pages that only an answer shows: refused forms, a confirmation, values in full, a new token."""
    found = []
    declarant = visit("broker")
    page = declarant.open("/declarations/lists/new/")
    page.locator("#id_orderNo").fill("XO-empty")
    declarant.button("File the list").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    found += faults(declarant, ALL)
    declarant.shoot("form-refused")
    declarant.open(f"/declarations/lists/{at_work['released']}/")
    for fold in page.locator("details > summary").all():
        if not fold.evaluate("summary => summary.parentElement.open"):
            fold.click()
    found += faults(declarant, ALL)
    page.get_by_role("button", name=says("Show in full", whole=False)).first.click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    found += faults(declarant, VIEWS)
    declarant.open("/declarations/upload/")
    page.locator("input[type=file]").set_input_files(
        {"name": "odd.xml", "mimeType": "text/xml", "buffer": b"<odd"}
    )
    declarant.button("Upload").click()
    expect(page.locator("tr[data-state=refused], tr[data-state=not_received]").first).to_be_visible()
    found += faults(declarant, ALL)
    declarant.shoot("upload-refused")

    officer = visit("officer")
    page = officer.open(f"/supervision/cases/{at_work['inspection']}/")
    officer.button("Claim this case").click()
    officer.button("Continue").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    found += faults(officer, ALL)
    page.locator("#id_note").fill("已查验")
    officer.button("Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(says("Confirm: %(verb)s"))
    found += faults(officer, ALL)
    officer.shoot("case-confirm")
    officer.open(f"/supervision/cases/{at_work['inspection']}/")
    officer.button("Give the case back").click()
    found += faults(officer, VIEWS)
    denied = officer.page.goto("/firm/tokens/")
    assert denied is not None and denied.status == 403
    found += faults(officer, VIEWS)
    assert not found, report(found)
