"""The form of the import list: what it reads, shows again, asks for by mode, and points errors at."""

import pytest
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import override

from declarations.forms.elements import Choices
from declarations.forms.list_form import ListForm
from declarations.forms.sections import GIVEN, LINE_ELEMENTS, LINE_FIXED, LINE_RARE, SECTIONS
from declarations.messages.definitions.lists import LIST_HEAD, LIST_LINE
from declarations.rules.drafts import is_asked
from declarations.selectors.drafts import Content
from kernel.web.findings import Finding

NOTHING = Choices(
    modes=[("1210", "1210"), ("9610", "9610")], app_types=[], offices=[("4921", "4921 x")],
    transport_modes=[], package_types=[], units=[], countries=[], ledgers=[], records=[],
)  # fmt: skip


def form_of(head=None, *lines, corrects=""):
    return ListForm(
        Content({"tradeMode": "1210"} | (head or {}), lines, corrects), number="D", version=3, choices=NOTHING
    )


def posted(**fields):
    query = QueryDict(mutable=True)
    query.update(MultiValueDict({k: v if isinstance(v, list) else [v] for k, v in fields.items()}))
    return ListForm.from_post(query, number="D", choices=NOTHING)


def refusing(path, code="LIS-01"):
    return Finding(code, "refuse", path, "", f"what is wrong at {path}")


def test_every_element_that_people_give_is_in_the_form_once():
    asked = [name for section in SECTIONS for name in (*section.elements, *section.rare)]
    hidden = {"ieFlag", "appStatus", "buyerIdType", "currency"}
    assert sorted(asked) == sorted(e.name for e in LIST_HEAD.elements if e.name not in GIVEN | hidden)
    lines = {e.name for e in LIST_LINE.elements} - GIVEN - set(LINE_FIXED)
    assert {*LINE_ELEMENTS, *LINE_RARE} == lines


def test_labels_come_from_the_definition_in_both_languages():
    for language, label in (("en", "Gross weight, kg"), ("zh-hans", "毛重")):
        with override(language):
            fields = {f.name: f for s in form_of().sections() for f in (*s.fields, *s.rare)}
        assert fields["grossWeight"].label == label


@pytest.mark.parametrize(
    ("mode", "shown", "not_shown"), [("1210", "emsNo", "billNo"), ("9610", "billNo", "emsNo")]
)
def test_the_mode_decides_which_fields_are_asked(mode, shown, not_shown):
    form = form_of({"tradeMode": mode, "emsNo": "T4921W000001", "billNo": "784-1"}, {"itemRecordNo": "A"})
    names = {f.name for s in form.sections() for f in (*s.fields, *s.rare)}
    assert shown in names and not_shown not in names
    assert ("itemRecordNo" in {f.name for f in form.lines()[0].fields}) is (mode == "1210")
    # What the other mode asks for is kept, unseen, and comes back as it was typed.
    content = form.content()
    assert (content.head["emsNo"], content.head["billNo"]) == ("T4921W000001", "784-1")
    assert content.lines[0]["itemRecordNo"] == "A"
    assert not is_asked(not_shown, mode=mode)


def test_an_unknown_mode_asks_for_everything():
    assert is_asked("emsNo", mode="1239") and is_asked("billNo", mode="1239")


def test_days_are_shown_as_days_and_read_as_elements():
    form = form_of({"declTime": "20260512", "ieDate": "about May"})
    controls = {f.name: str(f.control) for s in form.sections() for f in s.fields}
    assert 'value="2026-05-12"' in controls["declTime"] and 'type="date"' in controls["declTime"]
    assert 'value="about May"' in controls["ieDate"] and 'type="text"' in controls["ieDate"]
    assert (
        posted(tradeMode="9610", declTime="2026-05-12", ieDate="about May").content().head["declTime"]
        == "20260512"
    )
    assert form.content().head["ieDate"] == "about May"


def test_a_choice_shows_a_value_it_does_not_know():
    controls = {f.name: str(f.control) for s in form_of({"customsCode": "9999"}).sections() for f in s.fields}
    assert '<option value="9999" selected>' in controls["customsCode"]


def test_lines_keep_their_keys_when_another_is_removed():
    form = posted(
        tradeMode="1210", line=["1", "2", "3"], **{f"lines-{n}-gname": f"goods {n}" for n in (1, 2, 3)}
    )
    form.without_line("2")
    assert [(line.key, line.place) for line in form.lines()] == [("1", 1), ("3", 2)]
    assert [line["gname"] for line in form.content().lines] == ["goods 1", "goods 3"]
    assert form.with_line({"gname": "new"}).key == "4", "no key is given twice"
    assert form.with_line(form.line_values("3")).key == "5"
    assert [line["gname"] for line in form.content().lines] == ["goods 1", "goods 3", "new", "goods 3"]


def test_errors_lead_to_their_controls_by_path_and_key():
    form = posted(tradeMode="1210", line=["4", "9"], netWeight="2")
    form.show([
        refusing("netWeight"), refusing("lines[2].gcode"), refusing("lines"), refusing("lines[1]"),
        refusing("emsNo"), refusing("BaseTransfer.copCode"), refusing("billNo"),
        Finding("REP-07", "warn", "netWeight", "", "only a note"),
    ])  # fmt: skip
    targets = [error.target for error in form.errors()]
    # The head's in the order of the page, then whatever the lines and the message are told.
    assert targets == ["id_netWeight", "id_emsNo", "", "id_lines-9-gcode", "lines", "line-4", ""]
    assert [w.sentence for w in form.warnings()] == ["only a note"]
    second = {f.name: f for f in form.lines()[1].fields}
    assert [e.sentence for e in second["gcode"].errors] == ["what is wrong at lines[2].gcode"]
    assert (
        'aria-invalid="true"' in second["gcode"].control and "error-lines-2--gcode" in second["gcode"].control
    )
    assert not {f.name: f for f in form.lines()[0].fields}["gcode"].errors


def test_a_reason_in_a_rare_field_unfolds_it():
    form = form_of()
    form.show([refusing("licenseNo")])
    assert {s.key: s.is_open for s in form.sections()}["parcel"] is True
    assert {s.key: s.wrong for s in form.sections()}["parcel"] == 1


def test_what_no_database_can_keep_is_left_out():
    form = posted(tradeMode="9610", orderNo="A\0B", line=["1", "x", "0", "1", "7"], version="no number")
    assert form.content().head["orderNo"] == "AB"
    assert form.keys == ["1", "7"] and form.version == 0


def test_fixed_elements_go_along_and_may_be_overruled_by_what_is_sent():
    assert form_of().content().head["currency"] == "142"
    sent = posted(tradeMode="9610", currency="840", line=["1"], **{"lines-1-currency": "840"}).content()
    assert (sent.head["currency"], sent.head["ieFlag"], sent.lines[0]["currency"]) == ("840", "I", "840")
