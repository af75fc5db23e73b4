"""The pages of the lists: for everyone signed in, in both languages, with a fixed number of queries."""

from datetime import date
from html import unescape
from re import findall
from unicodedata import east_asian_width

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext, override

from codelists.models import Code
from codelists.rules import RULES
from codelists.rules.tables import TABLES
from codelists.services.loading import TableFile, load_tables
from enterprises.models import User
from tests.codelists.conftest import AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shipped_once")]
PAGES = [
    "/codelists/",
    "/codelists/parameters/",
    "/codelists/calendar/2026/",
    "/codelists/goods/",
    "/codelists/units/",
]


def sign_in(language: str = "en") -> Client:
    user = User.objects.create_user(
        f"{language}@example.com", name="Reader", kind="firm", joined_at=AT, language=language
    )
    client = Client()
    client.force_login(user)
    return client


def read(client: Client, path: str, **query: str) -> str:
    response = client.get(path, query)
    assert response.status_code == 200, path
    return unescape(response.content.decode())


def words(page: str) -> str:
    """The page without its tags, white space made single."""
    return " ".join(" ".join(findall(r">([^<]*)<", page)).split())


@pytest.mark.parametrize("path", PAGES)
def test_strangers_are_sent_to_sign_in(path: str) -> None:
    response = Client().get(path)
    assert (response.status_code, response["Location"]) == (302, f"/accounts/login/?next={path}")


def test_the_index_names_every_list_with_what_holds_today() -> None:
    page = words(read(sign_in(), "/codelists/"))
    for table in TABLES.values():
        assert table.title in page
    assert "Units of measure 123" in page
    assert "Customs offices 20 19" in page
    assert "Working days 8 years" in page


@pytest.mark.parametrize("name", [name for name in TABLES if name not in ("parameters", "calendar")])
def test_every_list_has_its_page(name: str) -> None:
    page = read(sign_in(), f"/codelists/{name}/")
    assert f'<h1 class="page-title">{TABLES[name].title}</h1>' in page
    assert page.count("<tr>") > 5


@pytest.mark.parametrize("name", ["nothing", "parameter", "goods-and-more"])
def test_a_list_that_is_not_there_is_not_found(name: str) -> None:
    assert sign_in().get(f"/codelists/{name}/").status_code == 404


def test_goods_read_like_a_tariff() -> None:
    client = sign_in()
    assert "15 % from 10000 CNY per kg, else 0 %" in words(read(client, "/codelists/goods/", q="3303000010"))
    assert "20 % + 0.912 CNY per litre" in words(read(client, "/codelists/goods/", q="whisky"))
    beer = words(read(client, "/codelists/goods/", q="2203000000"))
    assert "0.253 CNY per litre from 2.6576767 CNY per litre, else 0.2227 CNY per litre" in beer
    unknown = words(read(client, "/codelists/goods/", q="0402100000"))
    assert "unknown unknown unknown 7 A B" in unknown
    assert "6.5 % 13 % 0 %" in words(read(client, "/codelists/goods/", q="3401110000"))


def test_a_list_is_searched_by_code_and_by_name_in_both_languages() -> None:
    client = sign_in()
    for asked in ("116", "japan", "日本"):
        assert "Japan" in words(read(client, "/codelists/countries/", q=asked))
    nothing = words(read(client, "/codelists/countries/", q="Atlantis"))
    assert "Nothing found" in nothing
    assert "Japan" not in nothing


def test_a_list_is_shown_as_of_a_day() -> None:
    client = sign_in()
    before = words(read(client, "/codelists/goods/", q="1901101000", on="2019-03-31"))
    after = words(read(client, "/codelists/goods/", q="1901101000", on="2019-04-01"))
    assert "unknown 16 % 0 %" in before
    assert "2018-05-01 until before 2019-04-01" in before
    assert "15 % 13 % 0 %" in after


def test_a_day_that_is_none_is_said_and_the_list_still_stands() -> None:
    page = words(read(sign_in(), "/codelists/units/", on="tomorrow", q="035"))
    assert "There is a problem" in page
    assert "On the day" in page


def test_long_lists_are_paged_by_key_and_show_each_row_once() -> None:
    client, path, seen = sign_in(), "/codelists/countries/", []
    while path:
        page = read(client, path)
        seen += findall(r'<td class="num">(\d{3})</td>', page)
        following = findall(r'rel="next" href="([^"]+)"', page)
        path = f"/codelists/countries/{following[0]}" if following else ""
    assert len(seen) == 245
    assert seen == sorted(set(seen))


def test_an_altered_cursor_shows_the_first_page() -> None:
    assert "Asia" in words(read(sign_in(), "/codelists/countries/", after="nonsense"))


def test_parameters_show_value_range_source_and_mark() -> None:
    page = words(read(sign_in(), "/codelists/parameters/"))
    assert "Limit of one transaction (CNY) limit.single 2000 2016-04-08 until before 2019-01-01" in page
    assert "limit.single 5000 from 2019-01-01 in force today MoF GACC STA notice 49/2018" in page
    assert "24 from 2016-04-08 in force today decision of the portal UNVERIFIED" in page
    only = words(read(sign_in("zh-hans"), "/codelists/parameters/", q="limit.year"))
    assert "个人年度交易限额（元） limit.year 26000 2019-01-01 起 今日有效" in only
    assert "limit.single" not in only


def test_the_calendar_marks_holidays_and_makeup_days() -> None:
    page = read(sign_in(), "/codelists/calendar/2026/")
    assert 'class="day day-makeup" title="National Day"><time datetime="2026-10-10"' in page
    assert 'class="day day-holiday" title="National Day"><time datetime="2026-10-01"' in page
    assert page.count("<time ") == 365
    assert "Holiday (off): 33" in words(page)
    assert "Make-up working day (on): 6" in words(page)
    assert "unknown-year" not in page


def test_a_year_not_entered_is_flagged() -> None:
    page = read(sign_in(), "/codelists/calendar/2027/")
    assert 'id="unknown-year"' in page
    assert "The working days of 2027 have not been entered yet" in words(page)
    assert page.count("day-unknown") == 365
    assert "day-work" not in page


def test_the_calendar_without_a_year_shows_this_one() -> None:
    page = read(sign_in(), "/codelists/calendar/")
    assert page.count('aria-current="date"') == 1


@pytest.mark.parametrize("year", [1999, 2100])
def test_years_out_of_reach_are_not_found(year: int) -> None:
    assert sign_in().get(f"/codelists/calendar/{year}/").status_code == 404


def queries(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as caught:
        read(client, path)
    return len(caught)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_the_same_number_of_questions_however_many_rows(path: str) -> None:
    client = sign_in()
    before = queries(client, path)
    rows = "".join(f"{n:03d},新{n},new {n}\n" for n in range(700, 999))
    load_tables([TableFile("units", "u.csv", f"code,name,name_en\n{rows}".encode())], at=AT)
    assert queries(client, path) == before
    assert before <= 16


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_chinese_for_chinese_readers(path: str) -> None:
    page = words(read(sign_in("zh-hans"), path))
    for english in ("Code lists", "in force", "Rest day", "Source", "Search", "unknown"):
        assert english not in page


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_refusal_has_its_chinese(rule: object) -> None:
    text = rule.text  # type: ignore[attr-defined]
    with override("zh-hans"):
        chinese = gettext(text)
    assert any(east_asian_width(sign) == "W" for sign in chinese)
    assert set(findall(r"%\(\w+\)s", chinese)) == set(findall(r"%\(\w+\)s", text))


def test_names_on_a_page_stay_text() -> None:
    Code.objects.create(
        list="units",
        code="998",
        name_zh="<script>",
        name_en="<script>x",
        source="t",
        valid_from=date(2020, 1, 1),
    )
    raw = sign_in().get("/codelists/units/", {"q": "998"}).content.decode()
    assert "&lt;script&gt;x" in raw
    assert "<script>x" not in raw
