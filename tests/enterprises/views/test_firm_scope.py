"""An officer sees the firms of the own offices, and of those only what the post needs."""

from datetime import date
from html import unescape

import pytest

from enterprises.models import Firm, ReadingChange
from enterprises.rules import access
from enterprises.selectors.firms import directory, firm_for_officer
from enterprises.services.firms import set_tolerant
from enterprises.services.tokens import make_token
from kernel.refusal import Refused

BROKER = "430168A004"


@pytest.fixture
def far(office):
    """The broker is a firm of another office now."""
    Firm.objects.filter(customs_code=BROKER).update(office="4906")


def text(answer) -> str:
    return unescape(answer.content.decode())


def test_a_firm_of_another_office_is_not_there(browser, actor, far, at):
    client, officer = browser("officer"), actor("officer")
    assert client.get(f"/firms/{BROKER}/").status_code == 404
    said = {"tolerant": "1", "reason": "system change"}
    assert client.post(f"/firms/{BROKER}/reading/", said).status_code == 404
    assert BROKER not in text(client.get("/firms/"))
    assert firm_for_officer(officer, customs_code=BROKER) is None
    assert not directory(officer, words=BROKER).exists()
    with pytest.raises(Refused) as refusal:
        set_tolerant(actor=officer, customs_code=BROKER, on=True, reason="system change", at=at)
    assert [one.rule for one in refusal.value.violations] == [access.UNKNOWN_FIRM]
    assert not Firm.objects.get(customs_code=BROKER).tolerant
    assert not ReadingChange.objects.exists()


def test_a_firm_of_no_office_yet_is_everybodys(actor):
    Firm.objects.filter(customs_code=BROKER).update(office="")
    assert firm_for_officer(actor("officer"), customs_code=BROKER) is not None
    assert directory(actor("airport"), words=BROKER).exists()


@pytest.mark.parametrize("who", ["officer", "chief", "coordinator", "inspector"])
def test_the_desk_sees_people_with_their_addresses_masked(browser, who):
    page = text(browser(who).get(f"/firms/{BROKER}/"))
    assert "b***@demo.example" in page
    assert "broker@demo.example" not in page
    assert "filer@demo.example" not in page


@pytest.mark.parametrize("who", ["gate", "operator", "laboratory"])
def test_other_posts_see_codes_and_nobody(browser, actor, at, who):
    token = make_token(actor=actor("broker"), name="ERP", valid_to=date(2026, 6, 1), at=at)
    page = text(browser(who).get(f"/firms/{BROKER}/"))
    assert BROKER in page
    assert "@demo.example" not in page.replace(f"{who}@demo.example", "")
    assert token.prefix not in page
    assert "People" not in page
    assert token.prefix in text(browser("officer").get(f"/firms/{BROKER}/"))


def test_a_person_of_the_firm_still_sees_addresses(browser):
    assert "filer@demo.example" in text(browser("broker").get("/firm/people/"))
