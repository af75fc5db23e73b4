"""The form in the browser: typed, saved by itself, filed, refused with the reasons beside the fields."""

from re import findall, search

import pytest
from django.urls import reverse

from declarations.demo import PARTIES
from declarations.models import Draft, ImportList, InboxMessage, ListState
from declarations.rules import flow
from declarations.selectors.drafts import content_of
from tests.declarations.views.typing import NUMBER, typed
from tests.office import changed, purchase, send

DRAFT = reverse("declarations:draft", args=[NUMBER])
SAVE = reverse("declarations:draft_save", args=[NUMBER])


def text(response):
    return response.content.decode()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("New import list", "Gross weight, kg", "File the list")),
        ("zh-hans", ("新建进口清单", "毛重", "申报")),
    ],
)
def test_the_form_speaks_both_languages_and_starts_with_what_is_known(office, browser, language, words):
    page = text(browser("broker", language=language).get(reverse("declarations:new")))
    for word in words:
        assert word in page
    for name, value in (
        ("agentCode", "430168A004"),
        ("assureCode", "430168A004"),
        ("packNo", "1"),
        ("emsNo", "T4921W000001"),
    ):
        assert search(rf'name="{name}" value="{value}"', page), name
    assert search(r'type="hidden" name="currency" value="142"', page)
    assert Draft.objects.count() == 0, "looking makes no draft"


def test_filing_ends_on_the_page_of_the_list(office, browser):
    client, one = browser("filer"), purchase(1)
    send(office, one, codes=["311", "411", "511"])
    answer = client.post(DRAFT, typed(one, do="file"), follow=True)
    lst = ImportList.objects.get()
    assert answer.redirect_chain == [(reverse("declarations:list", args=[lst.pre_no]), 302)]
    assert f"The list was filed as {lst.pre_no}." in text(answer)
    assert ListState.objects.get().status == flow.ACCEPTED
    assert InboxMessage.objects.get(pk=lst.inbox_id).channel == "form"


def test_submitting_twice_files_once(office, browser):
    client, one = browser("filer"), purchase(1)
    first, second = (client.post(DRAFT, typed(one, do="file")) for _ in range(2))
    assert first.url == second.url and ImportList.objects.count() == 1
    assert client.get(DRAFT).url == first.url, "a filed draft leads to its list"


def test_a_refused_list_shows_the_reasons_at_the_fields_and_loses_nothing(office, browser):
    client, one = browser("filer"), purchase(1, lines=2)
    data = typed(one, keys=("3", "8"), do="file", netWeight="9999", note="unusual <note>")
    data["lines-8-gcode"] = "0000000000"
    answer = client.post(DRAFT, data)
    page = text(answer)
    assert answer.status_code == 422 and ImportList.objects.count() == 0
    summary = page[page.index("data-error-summary") : page.index('id="list-form"')]
    assert findall(r'href="#([\w-]+)"', summary) == ["id_netWeight", "id_lines-8-gcode"]
    for target in ("id_netWeight", "id_lines-8-gcode"):
        control = search(rf'<(?:input|textarea)[^>]*id="{target}"[^>]*>', page)[0]
        assert 'aria-invalid="true"' in control
        assert search(r'aria-describedby="[^"]*(error-[\w-]+)', control)[1] in page
    for name, value in data.items():
        if name not in ("line", "do", "version", "declTime") and value:
            shown = str(value).replace("<", "&lt;").replace(">", "&gt;")
            assert shown in page, name
    assert "not signed" not in summary
    assert content_of(Draft.objects.get()).head["netWeight"] == "9999", "and it is kept as a draft"


def test_it_saves_by_itself_and_says_when(office, browser):
    client, one = browser("filer"), purchase(1)
    first = client.post(SAVE, typed(one), headers={"hx-request": "true"})
    assert first.status_code == 200 and first.headers["HX-Replace-Url"] == DRAFT
    assert 'id="draft-version" value="1" hx-swap-oob="true"' in text(first)
    assert 'value="1"' in text(client.post(SAVE, typed(one, version=1))), "the same again: the same version"
    assert 'value="2"' in text(client.post(SAVE, typed(one, version=1, note="more")))
    page = text(client.get(DRAFT))
    assert one.lst[0]["buyerIdNumber"] in page and 'name="version" id="draft-version" value="2"' in page


def test_two_windows_conflict_aloud_and_both_can_be_kept(office, browser):
    client, one = browser("filer"), purchase(1)
    client.post(SAVE, typed(one))
    client.post(SAVE, typed(one, version=1, note="first window"))
    late = client.post(SAVE, typed(one, version=1, note="second window"))
    assert late.status_code == 409 and 'value="fork"' in text(late)
    for do in ("save", "file"):
        page = client.post(DRAFT, typed(one, version=1, note="second window", do=do))
        assert page.status_code == 409 and "second window" in text(page) and 'value="fork"' in text(page)
    kept = client.post(DRAFT, typed(one, version=1, note="second window", do="fork"))
    assert kept.status_code == 302 and kept.url != DRAFT
    assert sorted(content_of(row).head["note"] for row in Draft.objects.all()) == [
        "first window",
        "second window",
    ]
    assert ImportList.objects.count() == 0


def test_another_firms_draft_does_not_exist(office, browser):
    browser("filer").post(SAVE, typed(purchase(1)))
    stranger = browser("shop")
    assert stranger.get(DRAFT).status_code == 404
    assert NUMBER not in text(stranger.get(reverse("declarations:drafts")))
    for url, do in ((SAVE, "save"), (DRAFT, "save"), (DRAFT, "file")):
        assert stranger.post(url, typed(purchase(2), version=1, do=do)).status_code == 404
    assert stranger.post(reverse("declarations:draft_delete", args=[NUMBER])).status_code == 404
    assert Draft.objects.get().version == 1


def test_who_does_not_declare_is_told_so(office, browser):
    answer = browser("pay").get(reverse("declarations:new"))
    assert answer.status_code == 403 and "Only a declarant" in text(answer)
    assert browser("officer").get(reverse("declarations:drafts")).status_code == 403


def test_lines_are_added_copied_and_removed_by_the_server(office, browser):
    client, one = browser("filer"), purchase(1, lines=2)
    line = reverse("declarations:form_line")
    added = text(client.post(line, typed(one, do="add")))
    assert 'id="line-3"' in added and 'name="lines-3-gcode"' in added and added.count("<fieldset") == 1
    copied = text(client.post(line, typed(one, do="copy:2")))
    assert one.lst[1][1]["gname"] in copied and one.lst[1][0]["gname"] not in copied
    assert text(client.post(line, typed(one, do="remove:1"))) == ""


def test_everything_works_without_scripts(office, browser):
    """Add, copy, remove and another mode by plain submits; nothing typed is lost, nothing is saved."""
    client, one = browser("filer"), purchase(1, lines=2)
    for do, lines in (
        ("add", ["1", "2", "3"]),
        ("copy:1", ["1", "2", "3"]),
        ("remove:1", ["2"]),
        ("mode", ["1", "2"]),
    ):
        page = text(client.post(DRAFT, typed(one, do=do, note="kept")))
        assert findall(r'name="line" value="(\d+)"', page) == lines and "kept" in page, do
    direct = text(client.post(DRAFT, typed(one, do="mode", tradeMode="9610")))
    assert 'type="hidden" name="emsNo" value="T4921W' in direct and 'type="text" name="billNo"' in direct
    assert Draft.objects.count() == 0


def test_another_mode_brings_other_fields_from_the_server(office, browser):
    client, one = browser("filer"), purchase(1)
    part = text(client.post(reverse("declarations:form_fields"), typed(one, tradeMode="9610")))
    assert part.strip().startswith('<div id="list-fields">') and "<html" not in part
    assert 'type="hidden" name="emsNo"' in part and 'type="text" name="voyageNo"' in part
    assert not search(r'name="country"[^>]*value="142"', part), "142 was the mode's, not typed"


def test_the_preview_taxes_and_finds_but_never_tells_the_buyers_year(office, browser):
    client, one = browser("filer"), purchase(1, lines=2)
    url = reverse("declarations:form_preview")
    page = text(client.post(url, typed(one)))
    assert "69.706" in page and "766.00" in page and "Nothing to correct" in page
    wrong = text(client.post(url, typed(one, keys=("1", "5"), **{"lines-5-gcode": "0000000000"})))
    assert 'href="#id_lines-5-gcode"' in wrong
    assert "26000" not in page and "26,000" not in page
    assert ImportList.objects.count() == Draft.objects.count() == 0


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (
            {"field": "ebpCode", "ebpCode": "430166A001"},
            ("湘品优选电子商务有限公司", 'data-fill="id_ebpName"'),
        ),
        ({"field": "ebpCode", "ebpCode": "nobody"}, ("No firm with this code",)),
        (
            {"field": "gcode", "line": "4", "lines-4-gcode": "1901109000"},
            ("VAT 13 %", 'data-fill="id_lines-4-unit1" data-value="035"', "1210, 9610"),
        ),
        ({"field": "gcode", "line": "1", "lines-1-gcode": "1"}, ("Not a commodity code",)),
        (
            {
                "field": "itemRecordNo",
                "line": "2",
                "lines-2-itemRecordNo": "HONEY-500",
                "emsNo": PARTIES.ems_no,
            },
            ("天然蜂蜜", 'data-fill="id_lines-2-gcode" data-value="0409000000"'),
        ),
        (
            {"field": "itemRecordNo", "line": "2", "lines-2-itemRecordNo": "NO", "emsNo": "x"},
            ("no such item",),
        ),
    ],
)  # fmt: skip
def test_codes_are_looked_up(office, browser, query, words):
    page = text(browser("filer").get(reverse("declarations:lookup"), query))
    for word in words:
        assert word in page


def test_a_ledger_of_another_firm_is_not_looked_into(office, browser):
    query = {
        "field": "itemRecordNo",
        "line": "1",
        "lines-1-itemRecordNo": "HONEY-500",
        "emsNo": PARTIES.ems_no,
    }
    assert "天然蜂蜜" in text(browser("filer").get(reverse("declarations:lookup"), query))
    assert "天然蜂蜜" not in text(browser("shop").get(reverse("declarations:lookup"), query))


def test_a_rejected_list_opens_as_a_form_with_its_own_values(office, browser):
    client, one = browser("filer"), purchase(4)
    send(office, changed(one, "621", freight="99"))
    lst = ImportList.objects.get()
    answer = client.post(reverse("declarations:correct", args=[lst.pre_no]), follow=True)
    page = text(answer)
    assert one.lst[0]["buyerIdNumber"] in page and lst.pre_no in page
    number = Draft.objects.get().number
    again = client.post(
        reverse("declarations:draft", args=[number]),
        typed(one, version=1, corrects=lst.pre_no, appType="1", do="file"),
        follow=True,
    )
    assert ImportList.objects.count() == 2 and "120" in text(again)
    assert ListState.objects.filter(status=flow.ACCEPTED).count() == 1


def test_a_stranger_and_the_other_parties_cannot_correct(office, browser):
    send(office, changed(purchase(4), "621", freight="99"))
    lst = ImportList.objects.get()
    url = reverse("declarations:correct", args=[lst.pre_no])
    assert browser("shop").post(url).status_code == 404, "it has the order, but the list is another firm's"
    assert browser("pay").post(url).status_code == 403
    assert Draft.objects.count() == 0


def test_the_drafts_page_leads_to_drafts_and_to_what_they_became(office, browser):
    client, one = browser("filer"), purchase(1)
    empty = text(client.get(reverse("declarations:drafts")))
    assert "No drafts" in empty and reverse("declarations:new") in empty
    client.post(SAVE, typed(one))
    assert DRAFT in text(client.get(reverse("declarations:drafts")))
    client.post(DRAFT, typed(one, version=1, do="file"))
    page = text(client.get(reverse("declarations:drafts")))
    assert reverse("declarations:list", args=[ImportList.objects.get().pre_no]) in page
    assert client.post(reverse("declarations:draft_delete", args=[NUMBER])).status_code == 302
    assert Draft.objects.count() == 0 and ImportList.objects.count() == 1


def test_the_form_asks_the_database_no_more_for_many_lines(office, browser, django_assert_max_num_queries):
    client = browser("filer")
    client.get(reverse("declarations:new"))
    for keys in (("1",), tuple(str(n) for n in range(1, 61))):
        one = purchase(1)
        one = one._replace(lst=(one.lst[0], one.lst[1] * len(keys)))
        with django_assert_max_num_queries(24):
            assert client.post(DRAFT, typed(one, keys=keys, do="mode")).status_code == 200
