"""The pages: who sees which ledger, what the numbers stand on, officers' bookings, query counts."""

from datetime import date
from decimal import Decimal as D
from re import search

import pytest
from django.urls import reverse

from bonded.models import Ledger, LedgerEntry, LedgerItem
from bonded.selectors.ledgers import audit_bonded
from bonded.services.stock import open_stock
from codelists.models import Code, Goods, Office
from enterprises.models import Membership, Post, Team, User
from kernel.orm.tx import intention
from tests.bonded.conftest import AT, EMS, line_of, make_firm, make_item

pytestmark = pytest.mark.django_db

PAGES = (
    ("bonded:ledger", (EMS,)),
    ("bonded:item", (EMS, "A")),
)


@pytest.fixture(autouse=True)
def _demo(settings):
    settings.PORTAL_DEMO = True  # officers without a second factor


@pytest.fixture
def codes(db):
    """The codes that the pages and the booking need, without loading the whole lists."""
    since = date(2016, 1, 1)
    for code, zh, en in (("011", "件", "item"), ("122", "罐", "can")):
        Code.objects.create(list="units", code=code, name_zh=zh, name_en=en, valid_from=since)
    Office.objects.create(code="4921", name_zh="黄花综保", name_en="Huanghua zone", valid_from=since)
    Goods.objects.create(
        hs_code="1901109000", name_zh="其他供婴幼儿食用的零售包装食品", unit1="035", valid_from=since
    )


def person(firm, *, email="filer@example.test", language="en"):
    user = User.objects.create_user(email, "x", name="甲", kind="firm", joined_at=AT, language=language)
    Membership.objects.create(user=user, firm=firm, role="filer", since=AT)
    return user


def officer(*, office="4921", role="officer"):
    user = User.objects.create_user(
        f"{role}{office}@example.test", "x", name="乙", kind="officer", joined_at=AT, language="en"
    )
    team = Team.objects.create(office=office, name=f"{role}s")
    Post.objects.create(officer=user, team=team, role=role, valid_from=date(2020, 1, 1))
    return user


def test_a_firm_sees_its_own_ledger_and_no_other(client, shelf, codes):
    other = Ledger.objects.create(
        ems_no="T4921W000002", firm=shelf.stranger, office="4921", valid_from=date(2026, 1, 1), opened_at=AT
    )
    client.force_login(person(shelf.owner))
    page = client.get(reverse("bonded:ledgers")).content.decode()
    assert EMS in page
    assert other.ems_no not in page
    assert client.get(reverse("bonded:ledger", args=[other.ems_no])).status_code == 404


@pytest.mark.parametrize(("name", "args"), PAGES)
def test_a_stranger_firm_gets_404_and_nobody_is_sent_to_sign_in(client, shelf, codes, name, args):
    url = reverse(name, args=args)
    assert client.get(url).status_code == 302
    client.force_login(person(shelf.stranger))
    assert client.get(url).status_code == 404
    assert EMS not in client.get(reverse("bonded:ledgers")).content.decode()


@pytest.mark.parametrize(("office", "status"), [("4921", 200), ("4908", 404)])
@pytest.mark.parametrize(("name", "args"), PAGES)
def test_officers_see_their_office_and_below(client, shelf, codes, name, args, office, status):
    client.force_login(officer(office=office))
    assert client.get(reverse(name, args=args)).status_code == status


def test_an_officer_of_the_office_above_sees_it(client, shelf, codes):
    Office.objects.create(code="4900", name_zh="长沙", name_en="Changsha", valid_from=date(2016, 1, 1))
    Office.objects.filter(code="4921").update(parent_code="4900")
    client.force_login(officer(office="4900"))
    assert EMS in client.get(reverse("bonded:ledgers")).content.decode()


def test_the_ledger_shows_four_counters_and_what_is_usable(client, shelf, codes):
    LedgerItem.objects.filter(pk=shelf.a.pk).update(actl_redc_qty=D("1.5"), prevd_inc_qty=7, prevd_redc_qty=2)
    client.force_login(person(shelf.owner))
    page = client.get(reverse("bonded:ledger", args=[EMS])).content.decode()
    row = page[page.index(">A</a>") :]
    _number, goods, *rest = row.replace("</strong>", "").split("</td>")[:8]
    assert "婴幼儿米粉 A" in goods
    assert "1901109000" in goods
    assert [cell.split(">")[-1] for cell in rest] == ["can", "10", "1.5", "7", "2", "6.5"]


def test_the_item_shows_every_movement_behind_a_number(client, shelf, codes):
    with intention():
        desk = open_stock([(EMS, "A")], on=date(2026, 5, 10))
        desk.take([line_of(shelf, subject=41, qty="2.5", line=3)])
        desk.write(at=AT, actor_id=None)
    client.force_login(person(shelf.owner))
    url = reverse("bonded:item", args=[EMS, "A"])
    page = client.get(url).content.decode()
    assert "L41" in page
    assert "+2.5" in page
    assert search(r"<dt>Balance</dt><dd[^>]*>10</dd>", page)
    assert "Opening stock" not in page
    opening = client.get(url, {"number": "actl_inc"}).content.decode()
    assert "Opening stock" in opening
    assert "L41" not in opening
    assert "Nothing has moved" in client.get(url, {"number": "prevd_inc"}).content.decode()


def test_items_are_found_and_paged_by_key(client, shelf, codes):
    rows = [
        LedgerItem(
            ledger=shelf.ledger, item_record_no=f"N{n:03d}", gcode="3304990039", gname="面膜", unit="011"
        )
        for n in range(60)
    ]
    LedgerItem.objects.bulk_create(rows)
    client.force_login(person(shelf.owner))
    url = reverse("bonded:ledger", args=[EMS])
    first = client.get(url).content.decode()
    assert ">N047</a>" in first
    assert ">N048</a>" not in first
    following = search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")
    second = client.get(url + following).content.decode()
    assert ">N048</a>" in second
    assert ">N059</a>" in second
    assert ">A</a>" not in second
    assert ">N007</a>" in client.get(url, {"q": "n007"}).content.decode()
    assert ">A</a>" in client.get(url, {"q": "米粉 A"}).content.decode()
    assert "Nothing found" in client.get(url, {"q": "nothing like it\0"}).content.decode()


def test_query_counts_do_not_grow_with_the_rows(client, shelf, codes, django_assert_max_num_queries):
    client.force_login(person(shelf.owner))
    urls = [reverse("bonded:ledgers"), *(reverse(name, args=args) for name, args in PAGES)]
    counts = []
    for _ in range(2):
        counts.append([])
        for url in urls:
            client.get(url)
            with django_assert_max_num_queries(17) as seen:
                client.get(url)
            counts[-1].append(len(seen))
        for n in range(5):
            make_item(shelf.ledger, no=f"M{len(counts)}{n}", stock="1")
        ems = f"T4921W{len(counts):06d}A"[:12]
        Ledger.objects.create(
            ems_no=ems.replace("00000", "10000"), firm=shelf.owner, office="4921",
            valid_from=date(2026, 1, 1), opened_at=AT,
        )  # fmt: skip
    assert counts[0] == counts[1]


def _form(client, url):
    page = client.get(url)
    assert page.status_code == 200
    return search(r'name="booking" value="([^"]+)"', page.content.decode())[1]


INTAKE = {
    "item_record_no": "NEW-1",
    "gcode": "1901109000",
    "gname": "米粉",
    "unit": "122",
    "qty": "12.5",
    "reason": "Opening stock of the zone",
}


def test_an_officer_books_an_opening_quantity_once(client, shelf, codes):
    client.force_login(officer())
    url = reverse("bonded:take_in", args=[EMS])
    data = {**INTAKE, "booking": _form(client, url)}
    assert client.post(url, data).status_code == 302
    again = client.post(url, data)
    assert again.status_code == 422
    assert "booked already" in again.content.decode()
    item = LedgerItem.objects.get(item_record_no="NEW-1")
    assert (item.actl_inc_qty, item.usable_qty, item.gname) == (D("12.5"), D("12.5"), "米粉")
    entry = LedgerEntry.objects.get(item=item)
    assert (entry.kind, entry.qty, entry.note) == ("opening", D("12.5"), "Opening stock of the zone")
    assert entry.actor_id is not None
    more = {**INTAKE, "qty": "0.5", "booking": _form(client, url)}
    assert client.post(url, more).status_code == 302
    item.refresh_from_db()
    assert item.actl_inc_qty == D(13)
    assert audit_bonded() == []


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"qty": "-1"}, "qty", "above zero"),
        ({"qty": "0.000001"}, "qty", "5 after the point"),
        ({"qty": "NaN"}, "qty", "Enter a number"),
        ({"reason": " "}, "reason", "required"),
        ({"gcode": "190110"}, "gcode", "ten digits"),
        ({"gcode": "3304990039"}, "gcode", "not in force"),
        ({"unit": "999"}, "unit", "valid choice"),
        ({"item_record_no": "A/B"}, "item_record_no", "letters, digits"),
        ({"item_record_no": "A", "unit": "011"}, "item_record_no", "already on this ledger"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_booked(
    client, shelf, codes, changes, field, words
):
    client.force_login(officer())
    url = reverse("bonded:take_in", args=[EMS])
    before = LedgerEntry.objects.count()
    page = client.post(url, {**INTAKE, **changes, "booking": _form(client, url)})
    assert page.status_code == 422
    text = page.content.decode()
    assert words in text[text.index(f'id="id_{field}_error"') :][:300]
    assert 'name="gname" value="米粉"' in text
    assert LedgerEntry.objects.count() == before
    assert not LedgerItem.objects.filter(item_record_no="NEW-1").exists()


def test_only_officers_of_the_office_book_and_a_forged_booking_is_refused(client, shelf, codes):
    url = reverse("bonded:take_in", args=[EMS])
    client.force_login(person(shelf.owner))
    assert client.get(url).status_code == 403
    assert client.post(url, INTAKE).status_code == 403
    assert "take-in" not in client.get(reverse("bonded:ledger", args=[EMS])).content.decode()
    client.force_login(officer(role="gate"))
    assert client.get(url).status_code == 403
    client.force_login(officer())
    _form(client, url)
    assert client.post(url, {**INTAKE, "booking": "41"}).status_code == 403
    assert not LedgerItem.objects.filter(item_record_no="NEW-1").exists()


def test_an_officer_opens_a_ledger(client, shelf, codes):
    client.force_login(officer())
    url = reverse("bonded:open")
    data = {"ems_no": "T4921W000007", "firm_code": shelf.stranger.customs_code, "office": "4921"}
    data |= {"valid_from": "2026-01-01", "valid_to": ""}
    assert client.get(url).status_code == 200
    assert client.post(url, data).status_code == 302
    made = Ledger.objects.get(ems_no="T4921W000007")
    assert (made.firm_id, made.office, made.valid_to) == (shelf.stranger.pk, "4921", None)
    assert "exists already" in client.post(url, data).content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ems_no": "T4908W000007"}, "names customs office 4908"),
        ({"firm_code": "4301600000"}, "no firm with the code"),
        ({"valid_to": "2026-01-01"}, "must come after"),
        ({"office": "4908"}, "valid choice"),
    ],
)
def test_a_ledger_that_cannot_be_opened_says_why(client, shelf, codes, changes, words):
    client.force_login(officer())
    data = {"ems_no": "T4921W000007", "firm_code": shelf.stranger.customs_code, "office": "4921"}
    page = client.post(reverse("bonded:open"), {**data, "valid_from": "2026-01-01", **changes})
    assert page.status_code == 422
    assert words in page.content.decode()
    assert Ledger.objects.count() == 1


def test_a_firm_that_is_no_zone_operator_gets_no_ledger(client, shelf, codes):
    shop = make_firm(9, kind="merchant")
    client.force_login(officer())
    data = {
        "ems_no": "T4921W000007",
        "firm_code": shop.credit_code,
        "office": "4921",
        "valid_from": "2026-01-01",
    }
    assert "Only a zone operator" in client.post(reverse("bonded:open"), data).content.decode()
    client.force_login(person(shop, email="shop@example.test"))
    assert client.post(reverse("bonded:open"), data).status_code == 403


def test_the_pages_speak_chinese(client, shelf, codes):
    client.force_login(person(shelf.owner, language="zh-hans"))
    page = client.get(reverse("bonded:item", args=[EMS, "A"])).content.decode()
    for word in ("保税账册", "可用数量", "实增数量", "预减数量"):
        assert word in page
