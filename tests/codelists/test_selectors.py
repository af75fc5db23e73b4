"""What other rooms ask of the lists: by day, by language, and never stale."""

from datetime import date, timedelta
from decimal import Decimal

import chinese_calendar
import pytest
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from codelists.facts import ConsumptionTax
from codelists.models import Code, Goods, Office, Parameter, WorkingDay
from codelists.rules import refusals
from codelists.selectors import (
    audit_codelists,
    choices,
    code_book,
    is_working_day,
    names,
    next_working_day,
    office_and_below,
    parameter,
    year_is_entered,
)
from codelists.services.loading import TableFile, load_tables
from kernel.refusal import Refused
from tests.codelists.conftest import AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shipped_once")]
TODAY = date(2026, 11, 23)
EVE, NEW_YEAR = date(2018, 12, 31), date(2019, 1, 1)


def test_limits_change_on_the_day() -> None:
    assert (parameter("limit.single", on=EVE), parameter("limit.year", on=EVE)) == ("2000", "20000")
    assert (parameter("limit.single", on=NEW_YEAR), parameter("limit.year", on=NEW_YEAR)) == ("5000", "26000")
    assert code_book(on=EVE).number("limit.single") == Decimal(2000)
    assert code_book(on=TODAY).number("tax.discount") == Decimal("0.70")


def test_a_parameter_without_value_is_refused() -> None:
    for key, on in (("limit.single", date(2016, 4, 7)), ("no.such", TODAY)):
        with pytest.raises(Refused) as caught:
            parameter(key, on=on)
        assert [v.rule for v in caught.value.violations] == [refusals.NO_PARAMETER]
        assert key in str(caught.value)


def test_a_scope_has_its_own_value_or_that_for_all() -> None:
    load_tables(
        [TableFile("parameters", "p.csv", b"key,scope,value,valid_from\nwait.hours,4921,36,2026-01-01\n")],
        at=AT,
    )
    assert parameter("wait.hours", on=TODAY, scope="4921") == "36"
    assert parameter("wait.hours", on=TODAY, scope="4908") == "24"
    assert parameter("wait.hours", on=TODAY) == "24"


def test_goods_carry_their_rates_as_rules_take_them() -> None:
    goods = code_book(on=TODAY).goods
    perfume = goods["3303000010"]
    assert (perfume.mfn_rate, perfume.vat_rate) == (Decimal("0.03"), Decimal("0.13"))
    assert perfume.consumption_tax == ConsumptionTax(Decimal("0.15"), Decimal(10000), "kg")
    assert goods["3304990049"].consumption_tax == ConsumptionTax(Decimal("0.15"), Decimal(15), "piece")
    assert goods["9102110000"].consumption_tax == ConsumptionTax(Decimal("0.2"), Decimal(10000), "piece")
    assert goods["2208300000"].consumption_tax == ConsumptionTax(
        Decimal("0.2"), basis="litre", per_litre=Decimal("0.912")
    )
    beer = ConsumptionTax(
        Decimal(0),
        Decimal("2.6576767"),
        "litre",
        per_litre=Decimal("0.253"),
        per_litre_below=Decimal("0.2227"),
    )
    assert goods["2203000000"].consumption_tax == beer
    assert goods["2204290000"].consumption_tax == ConsumptionTax(Decimal("0.1"))
    assert goods["1901101000"].consumption_tax == ConsumptionTax(Decimal(0))
    assert goods["1901101000"].licence_codes == ("7", "A", "B")


def test_an_unknown_rate_is_none_and_never_zero() -> None:
    goods = code_book(on=TODAY).goods
    assert (goods["0402100000"].vat_rate, goods["0402100000"].consumption_tax) == (None, None)
    assert (goods["2204210000"].vat_rate, goods["2204210000"].consumption_tax) == (
        None,
        ConsumptionTax(Decimal("0.1")),
    )
    assert (goods["9503006000"].mfn_rate, goods["2203000000"].mfn_rate) == (Decimal(0), Decimal(0))


def test_vat_fell_on_the_first_of_april_2019() -> None:
    days = date(2019, 3, 31), date(2019, 4, 1)
    seen = [
        (code_book(on=d).goods["1901101000"].vat_rate, code_book(on=d).goods["0409000000"].vat_rate)
        for d in days
    ]
    assert seen == [(Decimal("0.16"), Decimal("0.1")), (Decimal("0.13"), Decimal("0.09"))]


def test_codes_that_left_the_tariff_give_way_to_others() -> None:
    before, after = code_book(on=date(2021, 12, 31)).goods, code_book(on=date(2022, 1, 1)).goods
    assert ("0403100000" in before, "0403201000" in before) == (True, False)
    assert ("0403100000" in after, "0403201000" in after) == (False, True)


def test_the_positive_list_by_date_mode_name_and_weight() -> None:
    today = code_book(on=TODAY).positive
    assert today["1901101000"].modes == {"1210", "9610"}
    assert today["0401200000"].modes == {"1210"}
    assert code_book(on=EVE).positive["0401200000"].modes == {"1210", "9610"}
    assert (today["1701991090"].kg_per_year, today["1006302090"].kg_per_year) == (Decimal(2), Decimal(20))
    assert today["1504200091"].name_limit == "胶囊"
    assert "2208300000" not in code_book(on=date(2019, 12, 31)).positive
    assert "2208300000" in code_book(on=date(2020, 1, 1)).positive
    assert ("8510300000" in code_book(on=date(2022, 2, 28)).positive, "8510300000" in today) == (False, True)
    assert "2204290000" not in today


def test_every_positive_entry_is_among_the_goods_of_today() -> None:
    book = code_book(on=TODAY)
    assert set(book.positive) <= set(book.goods)
    assert all(entry.modes <= book.supervision_modes for entry in book.positive.values())


def test_codes_of_the_day() -> None:
    book = code_book(on=TODAY)
    assert {"142", "502"} <= book.currencies
    assert {"035", "142"} <= book.units
    assert {"116", "142"} <= book.countries
    assert {"5", "Y"} <= book.transport_modes
    assert {"0110", "1200", "1210", "1239", "5000", "9610"} <= book.supervision_modes
    assert "9710" not in code_book(on=date(2020, 6, 30)).supervision_modes
    assert Decimal("6.5") < book.exchange_rates["502"] < Decimal("7.6")


def test_offices_form_a_tree() -> None:
    book = code_book(on=TODAY)
    assert book.offices["4921"] == ("4908", "4900")
    assert book.offices["4900"] == ()
    assert office_and_below("4908", on=TODAY) == {"4908", "4921"}
    assert office_and_below("4921", on=TODAY) == {"4921"}
    assert len(office_and_below("4900", on=TODAY)) == 20
    assert office_and_below("0000", on=TODAY) == frozenset()
    assert Office.objects.get(code="4921").unverified


def test_names_are_in_the_readers_language() -> None:
    with override("zh-hans"):
        assert ("116", "日本") in choices("countries", on=TODAY)
        assert names("offices", on=TODAY)["4921"] == "黄花综合保税区"
    with override("en"):
        assert ("116", "Japan") in choices("countries", on=TODAY)
        assert names("units", on=TODAY)["035"] == "kilogram"
    assert [code for code, _ in choices("transport_modes", on=TODAY)][:3] == ["0", "1", "2"]


def test_a_code_without_english_name_shows_the_chinese_one() -> None:
    load_tables([TableFile("countries", "c.csv", "code,name\n888,某地\n".encode())], at=AT)
    with override("en"):
        assert names("countries", on=TODAY)["888"] == "某地"


def test_the_code_book_is_read_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    code_book(on=TODAY)
    with django_assert_num_queries(1):
        book = code_book(on=TODAY)
    with django_assert_num_queries(1):
        assert code_book(on=TODAY) is book
    with django_assert_num_queries(8):
        code_book(on=date(2026, 11, 20))
    with django_assert_num_queries(1):
        assert parameter("wait.hours", on=TODAY) == "24"


def test_a_load_is_seen_at_once() -> None:
    before = code_book(on=TODAY)
    assert is_working_day(TODAY)
    load_tables([TableFile("units", "u.csv", "code,name\n999,新\n".encode())], at=AT)
    after = code_book(on=TODAY)
    assert ("999" in before.units, "999" in after.units) == (False, True)


def test_a_load_that_changes_nothing_keeps_what_was_read() -> None:
    load_tables([TableFile("units", "u.csv", "code,name\n999,新\n".encode())], at=AT)
    before = code_book(on=TODAY)
    load_tables([TableFile("units", "u.csv", "code,name\n999,新\n".encode())], at=AT)
    assert code_book(on=TODAY) is before


def test_the_calendar_agrees_with_the_second_opinion() -> None:
    day, differences = date(2019, 1, 1), []
    while day <= date(2026, 12, 31):
        if is_working_day(day) is not chinese_calendar.is_workday(day):
            differences.append(day)
        day += timedelta(days=1)
    assert differences == []
    assert WorkingDay.objects.count() == 2922


def test_makeup_days_work_and_holidays_rest() -> None:
    assert is_working_day(date(2026, 10, 10))  # a Saturday worked for National Day
    assert not is_working_day(date(2026, 10, 5))  # a Monday off
    assert not is_working_day(date(2026, 11, 21))
    assert WorkingDay.objects.get(date=date(2020, 1, 31)).kind == "holiday"  # the lengthened Spring Festival


def test_the_next_working_day_skips_holidays_and_years() -> None:
    assert next_working_day(date(2026, 9, 30)) == date(2026, 10, 8)
    assert next_working_day(date(2026, 10, 9)) == date(2026, 10, 10)
    assert next_working_day(date(2026, 10, 8), count=5) == date(2026, 10, 14)
    assert next_working_day(date(2025, 12, 31)) == date(2026, 1, 4)


def test_a_year_not_entered_is_said_and_never_guessed() -> None:
    assert (year_is_entered(2026), year_is_entered(2027), year_is_entered(2018)) == (True, False, False)
    for ask in (
        lambda: is_working_day(date(2027, 1, 4)),
        lambda: is_working_day(date(2018, 12, 31)),
        lambda: next_working_day(date(2026, 12, 31)),
        lambda: next_working_day(date(2026, 12, 30), count=2),
    ):
        with pytest.raises(Refused) as caught:
            ask()
        assert [v.rule for v in caught.value.violations] == [refusals.YEAR_UNKNOWN]


def test_the_shipped_lists_hold_together() -> None:
    assert audit_codelists() == []


def test_the_proof_finds_what_is_broken() -> None:
    Goods.objects.filter(hs_code="2203000000").update(unit2="777")
    Code.objects.filter(list="currencies", code="502").delete()
    Office.objects.filter(code="4900").update(parent_code="4921")
    WorkingDay.objects.filter(date=date(2020, 2, 29)).delete()
    Parameter.objects.filter(key="wait.hours").update(valid_to=date(2020, 1, 1))
    Parameter.objects.create(key="wait.hours", value="48", source="t", valid_from=date(2021, 1, 1))
    found = audit_codelists()
    assert "goods 2203000000 names 777, which is not in units from 2018-05-01 on" in found
    assert "exchange rate 502 names 502, which is not in currencies from 2019-01-01 on" in found
    assert {"office 4900 stands above itself", "office 4908 stands above itself"} <= set(found)
    assert "year 2020 has 365 days" in found
    assert "parameter wait.hours has no value from 2020-01-01 on, although one follows" in found
