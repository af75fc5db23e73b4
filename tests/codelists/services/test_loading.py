"""Loading: idempotent, all or nothing, official tables beside the shipped ones."""

from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils.translation import override

from codelists.models import Code, ExchangeRate, Goods, ListsVersion, Office, Parameter, WorkingDay
from codelists.rules import refusals
from codelists.rules.tables import TABLES
from codelists.selectors import code_book, is_working_day, office_and_below, year_is_entered
from codelists.services.loading import DATA, Loaded, TableFile, load_tables, shipped_tables
from kernel.refusal import Refused
from tests.codelists.conftest import AT
from tests.shared_data import SHARED

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


def load(name: str, text: str, *, file: str = "table.csv", shipped: bool = False) -> Loaded:
    return load_tables([TableFile(name, file, text.encode(), shipped)], at=AT)[0]


def refused(name: str, text: str) -> list[tuple[str, str, str]]:
    """Rule, path and sentence of each fault; nothing may have been written."""
    before = Code.objects.count(), Goods.objects.count(), Parameter.objects.count(), version()
    with pytest.raises(Refused) as caught:
        load(name, text)
    assert before == (Code.objects.count(), Goods.objects.count(), Parameter.objects.count(), version())
    return [(v.rule.code, v.path, v.sentence()) for v in caught.value.violations]


def version() -> int:
    return ListsVersion.objects.get().number


def test_every_list_is_shipped_and_a_second_load_changes_nothing() -> None:
    first = load_tables(shipped_tables(), at=AT)
    assert {one.name for one in first} == set(TABLES)
    assert all(one.added and not one.changed and not one.closed and not one.ignored for one in first)
    after = version()
    second = load_tables(shipped_tables(), at=AT)
    assert [one for one in second if one.total or one.kept] == []
    assert version() == after
    assert Goods.objects.values("hs_code").distinct().count() == 114
    assert Code.objects.filter(list="units").count() == 123
    assert Code.objects.filter(list="countries").count() == 245
    assert not Code.objects.filter(name_en="").exists()


def test_every_shipped_table_names_its_source() -> None:
    files = sorted(path.stem for path in DATA.glob("*.csv"))
    assert files == sorted(TABLES)
    for path in DATA.glob("*.csv"):
        assert path.read_text(encoding="utf-8").startswith("# source: "), path.name


def test_the_command_says_what_changed() -> None:
    out = StringIO()
    call_command("load_codelists", name="offices", stdout=out)
    assert out.getvalue() == "offices: 20 added, 0 changed, 0 closed\n20 changes in all\n"
    out = StringIO()
    call_command("load_codelists", name="offices", stdout=out)
    assert out.getvalue() == "offices: 0 added, 0 changed, 0 closed\n0 changes in all\n"


def test_the_command_reads_an_official_file_and_names_the_faulty_cell(tmp_path: Path) -> None:
    table = tmp_path / "currencies.csv"
    table.write_text("code,name\n502,美元\n50X,?\n", encoding="utf-8")
    with override("en"), pytest.raises(CommandError) as caught:
        call_command("load_codelists", file=str(table))
    assert str(caught.value) == "currencies.csv, line 3, column code: 50X is no code of the form 142."
    assert not Code.objects.exists()
    table.write_text("code,name\n502,美元\n", encoding="utf-8")
    out = StringIO()
    call_command("load_codelists", file=str(table), stdout=out)
    assert Code.objects.get(list="currencies").origin == "currencies.csv"
    with pytest.raises(CommandError, match="No such file"):
        call_command("load_codelists", file=str(tmp_path / "units.csv"))
    with (
        override("en"),
        pytest.raises(CommandError, match="There is no list nothing; the lists are currencies"),
    ):
        call_command("load_codelists", name="nothing")


@pytest.mark.parametrize(
    ("name", "text", "code", "path", "words"),
    [
        ("goods", "", "COD-01", "", "table.csv is not a table"),
        ("goods", "hs_code,name_zh\n", "COD-03", "lines[1].unit1", "line 1: the header has no column unit1"),
        ("units", "code,name\n", "COD-16", "", "table.csv holds no rows"),
        ("units", "code,name\n035\n", "COD-04", "lines[2].", "1 cells stand here, the header names 2"),
        ("units", "code,name\n035,\n", "COD-05", "lines[2].name_zh", "column name_zh: a value is wanted"),
        ("units", "code,name\n35,千克\n", "COD-06", "lines[2].code", "35 is no code of the form 035"),
        (
            "units",
            "# source: x\ncode,name,valid_from\n035,千克,1.4.2019\n",
            "COD-07",
            "lines[3].valid_from",
            "1.4.2019 is no day",
        ),
        ("goods", "hs_code,name,unit1,vat_rate\n1901101000,x,035,13\n", "COD-08", "lines[2].vat_rate", "13%"),
        (
            "goods",
            "hs_code,name,unit1,vat_rate\n1901101000,x,035,nan\n",
            "COD-08",
            "lines[2].vat_rate",
            "nan",
        ),
        (
            "exchange_rates",
            "currency,rate,valid_from\n502,-7,2026-01-01\n",
            "COD-09",
            "lines[2].rate",
            "-7 is no number",
        ),
        (
            "goods",
            "hs_code,name,unit1,ct_rate,ct_basis\n3303000010,x,035,15%,gram\n",
            "COD-10",
            "lines[2].ct_basis",
            "gram is none of kg, litre, piece",
        ),
        ("units", f"code,name\n035,{'千' * 201}\n", "COD-11", "lines[2].name_zh", "at most 200 characters"),
        (
            "units",
            "code,name,valid_from,valid_to\n035,千克,2019-01-01,2019-01-01\n",
            "COD-12",
            "lines[2].valid_to",
            "must not be before",
        ),
        ("units", "code,name\n035,千克\n035,公斤\n", "COD-13", "lines[3].valid_from", "035 stands twice"),
        (
            "units",
            "code,name,valid_from,valid_to\n035,a,2019-01-01,2020-02-01\n035,b,2020-01-01,\n",
            "COD-14",
            "lines[2].valid_to",
            "from 2020-01-01",
        ),
        (
            "goods",
            "hs_code,name,unit1,ct_threshold,ct_basis\n3303000010,x,035,10000,kg\n",
            "COD-17",
            "lines[2].ct_rate",
            "consumption tax needs ct_rate",
        ),
        (
            "goods",
            "hs_code,name,unit1,ct_rate,ct_threshold\n3303000010,x,035,15%,10000\n",
            "COD-17",
            "lines[2].ct_basis",
            "needs ct_basis",
        ),
        (
            "calendar",
            "first,last,kind\n2027-01-01,2027-01-03,holiday\n",
            "COD-18",
            "lines[2].first",
            "2027-01-01 lies in no year",
        ),
        (
            "calendar",
            "first,last,kind\n2027-01-01,2027-11-30,year\n",
            "COD-18",
            "lines[2].last",
            "2027-01-01 - 2027-11-30",
        ),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_written(
    name: str, text: str, code: str, path: str, words: str
) -> None:
    found = refused(name, text)
    assert [(rule, place) for rule, place, _ in found] == [(code, path)]
    assert words in found[0][2]


def test_all_faults_are_named_at_once() -> None:
    found = refused("units", "code,name\n35,千克\n036,\n\n037,盆\nabc,x\n")
    assert [(rule, path) for rule, path, _ in found] == [
        ("COD-06", "lines[2].code"),
        ("COD-05", "lines[3].name_zh"),
        ("COD-06", "lines[6].code"),
    ]


def test_a_fault_in_one_file_stops_all_of_them() -> None:
    good, bad = b"code,name\n035,kg\n", b"code,name\n1,x\n"
    with pytest.raises(Refused):
        load_tables([TableFile("units", "a.csv", good), TableFile("countries", "b.csv", bad)], at=AT)
    assert not Code.objects.exists()


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(Refused) as caught:
        load_tables([TableFile("units", "units.csv", "千克".encode("gb18030"))], at=AT)
    assert [v.rule for v in caught.value.violations] == [refusals.UNREADABLE]


def test_a_quoted_line_end_keeps_the_line_numbers_right() -> None:
    found = refused("units", 'code,name\n035,"千\n克"\nxx,y\n')
    assert [(rule, path) for rule, path, _ in found] == [("COD-06", "lines[4].code")]


def test_percent_signs_and_fractions_are_the_same_rate() -> None:
    load("goods", "code,name,unit1,vat_rate,mfn_rate\n1901101000,x,035,13%,0.15\n2203000000,y,095,,0\n")
    rows = dict(Goods.objects.values_list("hs_code", "vat_rate"))
    assert rows == {"1901101000": Decimal("0.13"), "2203000000": None}
    assert load("goods", "code,name,unit1,vat_rate\n1901101000,x,035,0.13\n").total == 0


@pytest.mark.usefixtures("shipped")
def test_a_new_rate_closes_the_one_before_it() -> None:
    before = code_book(on=TODAY).goods["1901101000"]
    loaded = load(
        "goods",
        "hs_code,name_zh,unit1,mfn_rate,vat_rate,ct_rate,valid_from\n1901101000,x,035,5%,13%,0,2027-01-01\n",
    )
    assert (loaded.added, loaded.changed, loaded.closed) == (1, 0, 1)
    assert code_book(on=date(2026, 12, 31)).goods["1901101000"] == before
    assert code_book(on=date(2027, 1, 1)).goods["1901101000"].mfn_rate == Decimal("0.05")


@pytest.mark.usefixtures("shipped")
def test_an_official_table_is_not_undone_by_the_next_start() -> None:
    load("currencies", "code,name\n502,美圆\n", file="official.csv")
    again = load_tables(shipped_tables(only="currencies"), at=AT)[0]
    assert (again.total, again.kept) == (0, 1)
    assert Code.objects.get(list="currencies", code="502").name_zh == "美圆"
    assert Code.objects.get(list="currencies", code="300").origin == ""


@pytest.mark.usefixtures("shipped")
def test_columns_that_a_file_lacks_stay_as_they_are() -> None:
    loaded = load("goods", "code,name,unit1,describe\n1901101000,婴幼儿奶粉,035,?\n9999999999,新,007,?\n")
    assert (loaded.added, loaded.changed, loaded.ignored) == (1, 1, ("describe",))
    book = code_book(on=TODAY)
    assert book.goods["1901101000"].vat_rate == Decimal("0.13")
    assert book.goods["1901101000"].name_zh == "婴幼儿奶粉"
    assert book.goods["9999999999"].vat_rate is None


@pytest.mark.usefixtures("shipped")
def test_a_daily_rate_takes_its_place_between_others() -> None:
    load("exchange_rates", "currency,rate,valid_from\n502,7.1234,2026-11-21\n")
    seen = {day: code_book(on=date(2026, 11, day)).exchange_rates["502"] for day in (20, 21, 22, 23)}
    assert seen[21] == seen[22] == Decimal("7.1234")
    assert seen[20] != Decimal("7.1234") != seen[23]


@pytest.mark.usefixtures("shipped")
def test_a_parameter_is_superseded_and_never_edited() -> None:
    head = "key,value,valid_from\n"
    found = refused("parameters", head + "wait.hours,48,2016-04-08\n")
    assert [(rule, path) for rule, path, _ in found] == [("COD-15", "lines[2].value")]
    loaded = load("parameters", head + "wait.hours,48,2027-01-01\n")
    assert (loaded.added, loaded.closed) == (1, 1)
    assert code_book(on=date(2026, 12, 31)).parameters["wait.hours"] == "24"
    assert code_book(on=date(2027, 1, 1)).parameters["wait.hours"] == "48"
    assert load("parameters", head + "wait.hours,48,2027-01-01\n").total == 0


@pytest.mark.usefixtures("shipped")
@pytest.mark.parametrize(
    "change",
    [
        "SET value = '1'",
        "SET valid_from = '2015-01-01'",
        "SET key = 'x.y'",
        "SET proposed_by = 1",
        "SET valid_to = NULL",
    ],
)
def test_the_database_keeps_parameters(change: str) -> None:
    where = "key = 'limit.single' AND valid_to IS NOT NULL"
    with pytest.raises(Exception, match="Cannot update"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE codelists_parameter {change} WHERE {where}")
    with pytest.raises(Exception, match="Cannot delete"), transaction.atomic():
        Parameter.objects.filter(key="limit.single").delete()
    assert Parameter.objects.filter(key="limit.single").count() == 2


def test_the_database_refuses_a_checker_who_is_the_maker() -> None:
    row = {"key": "a.b", "value": "1", "valid_from": TODAY, "source": "test"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Parameter.objects.create(**row, proposed_by=7, approved_by=7)
    with pytest.raises(IntegrityError), transaction.atomic():
        Parameter.objects.create(**row, approved_by=7)
    Parameter.objects.create(**row, proposed_by=7, approved_by=8)


def test_the_database_refuses_two_rows_on_one_day() -> None:
    def code(first: date, last: date | None) -> None:
        with transaction.atomic():
            Code.objects.create(
                list="units", code="035", name_zh="千克", source="t", valid_from=first, valid_to=last
            )

    code(date(2019, 1, 1), date(2020, 1, 1))
    code(date(2020, 1, 1), None)
    for first, last in [
        (date(2019, 12, 31), date(2020, 1, 1)),
        (date(2025, 1, 1), None),
        (date(2018, 1, 1), date(2019, 1, 2)),
    ]:
        with pytest.raises(IntegrityError):
            code(first, last)
    with pytest.raises(IntegrityError):
        code(date(2018, 1, 1), date(2018, 1, 1))
    Code.objects.create(list="countries", code="035", name_zh="x", source="t", valid_from=date(2019, 6, 1))


def test_overlaps_are_refused_in_every_dated_table() -> None:
    days = {"valid_from": TODAY, "source": "t"}
    for model, values in (
        (Office, {"code": "4908", "name_zh": "x"}),
        (Goods, {"hs_code": "1901101000", "name_zh": "x", "unit1": "035"}),
        (ExchangeRate, {"currency": "502", "rate": 7}),
        (Parameter, {"key": "a.b", "value": "1"}),
    ):
        model.objects.create(**values, **days)
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.create(**values, **(days | {"valid_from": date(2027, 1, 1)}))


@pytest.mark.usefixtures("shipped")
def test_a_year_is_entered_by_its_notice() -> None:
    assert not year_is_entered(2027)
    loaded = load(
        "calendar",
        "# source: notice of 2027\nfirst,last,kind,name_zh\n2027-01-01,2027-12-31,year,\n"
        "2027-01-01,2027-01-03,holiday,元旦\n2027-01-09,2027-01-09,makeup,元旦\n",
    )
    assert loaded.added == 366  # the year and its days
    assert year_is_entered(2027)
    assert is_working_day(date(2027, 1, 9))
    assert not is_working_day(date(2027, 1, 1))
    assert WorkingDay.objects.get(date=date(2027, 1, 2)).source == "notice of 2027"


@pytest.mark.usefixtures("shipped")
def test_an_office_may_move_in_the_tree_on_a_day() -> None:
    load("offices", "code,name_zh,parent_code,valid_from\n4921,黄花综保区,4916,2027-01-01\n")
    assert office_and_below("4908", on=date(2026, 12, 31)) == {"4908", "4921"}
    assert office_and_below("4908", on=date(2027, 1, 1)) == {"4908"}
    assert office_and_below("4916", on=date(2027, 1, 1)) == {"4916", "4921"}


@pytest.mark.usefixtures("shipped")
@pytest.mark.skipif(SHARED is None, reason="the reference tables (../shared) are not here")
def test_a_large_official_goods_table_loads_the_same_way() -> None:
    assert SHARED is not None
    data = (SHARED / "data/codes/customs_hs_codes.csv").read_bytes()
    file = TableFile("goods", "customs_hs_codes.csv", data)
    loaded = load_tables([file], at=AT)[0]
    assert loaded.added > 11_000
    assert loaded.ignored == ("describe", "elements")
    assert load_tables([file], at=AT)[0].total == 0
    assert code_book(on=TODAY).goods["1901101000"].vat_rate == Decimal("0.13")


@pytest.mark.usefixtures("shipped")
@pytest.mark.skipif(SHARED is None, reason="the reference tables (../shared) are not here")
@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("units", "customs_units"),
        ("countries", "customs_countries"),
        ("supervision_modes", "base_trade_mode"),
    ],
)
def test_our_codes_are_those_of_the_field_tables(name: str, file: str) -> None:
    assert SHARED is not None
    loaded = load_tables(
        [TableFile(name, f"{file}.csv", (SHARED / f"data/codes/{file}.csv").read_bytes())], at=AT
    )
    assert loaded[0].added == 0
