"""What a registration must say, as worked examples."""

from datetime import date

import pytest

from enterprises.rules import registration as law
from enterprises.rules.code_meaning import meaning
from enterprises.rules.identifiers import check_character
from enterprises.rules.registration import Known, Span, Typed

OFFICES = frozenset({"4900", "4908", "4921"})
GOOD = Typed(
    credit_code="91430100MA4L16JY4" + check_character("91430100MA4L16JY4"),
    customs_code="4301660ABC",
    name_zh="长沙星城跨境贸易有限公司",
    kinds=("merchant", "declarant"),
    office="4921",
    zone="4921",
    address="长沙县黄花镇综保大道1号",
    legal_representative="王建国",
    contact_name="李敏",
    contact_phone="0731-8440 1234",
    undertaken=True,
)
KNOWN = Known(offices=OFFICES, labels=frozenset({law.LICENCE}))


def codes(found):
    return [(one.rule.code, one.path) for one in found]


def test_a_whole_registration_is_in_order():
    assert law.judge_submission(GOOD, known=KNOWN) == ()


# Published codes of well-known enterprises, then the same with a fault.
@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("91440300708461136T", []),  # Tencent
        ("914403001922038216", []),  # Huawei
        ("91330100799655058B", []),  # Alibaba (China)
        ("91110000802100433B", []),  # Baidu
        ("91440300708461136X", [("IDN-02", "credit_code")]),  # wrong check character
        ("91440300708461163T", [("IDN-02", "credit_code")]),  # two digits swapped
        ("9144030070846113OT", [("IDN-01", "credit_code")]),  # the letter O is none of the alphabet
        ("9144030070846113", [("IDN-01", "credit_code")]),  # too short
    ],
)
def test_credit_codes_are_checked_as_typed(code, said):
    found = law.judge_typed(Typed(credit_code=code), known=KNOWN)
    assert codes(found) == said


def test_the_wanted_check_character_is_said():
    (one,) = law.judge_typed(Typed(credit_code="91440300708461136X"), known=KNOWN)
    assert one.args == (("wanted", "T"),)


def test_an_empty_form_is_not_wrong_while_one_types():
    assert law.judge_typed(Typed(), known=KNOWN) == ()


def test_everything_missing_is_said_at_once():
    found = law.judge_submission(Typed(), known=Known(offices=OFFICES))
    assert codes(found) == [
        *[("REG-01", name) for name in (
            "credit_code", "customs_code", "name_zh", "kinds", "office", "address", "legal_representative",
            "contact_name", "contact_phone",
        )],
        ("REG-07", "attachments"),
        ("REG-08", "undertaken"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"customs_code": "4301660ab"}, ("IDN-03", "customs_code")),
        ({"office": "9999"}, ("REG-05", "office")),
        ({"zone": "9999"}, ("REG-05", "zone")),
        ({"kinds": ("bank",)}, ("REG-06", "kinds")),
        ({"contact_phone": "ask at the desk"}, ("REG-09", "contact_phone")),
        ({"dxp_id": "dxp-1"}, ("REG-10", "dxp_id")),
        ({"platform_code": "a b"}, ("REG-12", "platform_code")),
        ({"undertaken": False}, ("REG-08", "undertaken")),
    ],
)
def test_each_fault_has_its_place(change, said):
    assert said in codes(law.judge_submission(GOOD._replace(**change), known=KNOWN))


def test_codes_in_use_are_refused_at_their_fields():
    known = KNOWN._replace(taken=frozenset({"credit_code", "customs_code"}), open_elsewhere=True)
    assert codes(law.judge_typed(GOOD, known=known)) == [
        ("REG-02", "credit_code"), ("REG-03", "customs_code"), ("REG-04", "credit_code"),
    ]  # fmt: skip


def test_two_areas_are_a_note_and_stop_nothing():
    elsewhere = GOOD._replace(customs_code="4403660ABC")
    (one,) = law.judge_submission(elsewhere, known=KNOWN)
    assert (one.rule.code, one.refuses) == ("REG-13", False)
    assert one.args == (("credit", "4301"), ("customs", "4403"))


@pytest.mark.parametrize(
    ("text", "fine"), [("好的没问题", True), ("    否    ", False), ("x" * 501, False), ("", False)]
)
def test_reasons_say_something(text, fine):
    assert (law.judge_said(text) == ()) is fine


def test_what_a_firm_is_called_by():
    assert law.name_core("湖南星城（长沙）贸易有限责任公司") == "星城贸易"
    assert law.name_core("有限公司") == ""


def test_the_customs_code_says_area_and_zone():
    assert meaning("4301660ABC") == ("4301", "Changsha", "comprehensive bonded zone or bonded port")
    assert meaning("9999") == ("9999", "", "")


LABELS = {kind: kind for kind in law.KINDS}
DAY = date(2026, 5, 12)
SPANS = (
    Span("merchant", date(2020, 1, 1), None),
    Span("payment", date(2020, 1, 1), date(2024, 1, 1)),
    Span("declarant", DAY, None),
)


def test_kinds_begin_and_end_on_the_day():
    plan = law.plan_kinds(SPANS, wanted=frozenset({"declarant", "payment"}), on=date(2026, 6, 1))
    assert plan == (("payment",), ("merchant",))


def test_what_runs_stays_as_it_is():
    plan = law.plan_kinds(SPANS, wanted=frozenset({"merchant", "declarant"}), on=DAY)
    assert plan == ((), ())


def test_a_kind_cannot_end_on_its_first_day():
    (one,) = law.judge_kinds(SPANS, wanted=frozenset({"merchant"}), on=DAY, labels=LABELS)
    assert (one.rule.code, dict(one.args)["day"]) == ("REG-33", "2026-05-12")
    assert law.judge_kinds(SPANS, wanted=frozenset({"merchant"}), on=date(2026, 5, 13), labels=LABELS) == ()


def test_a_firm_keeps_a_kind():
    (one,) = law.judge_kinds(SPANS, wanted=frozenset(), on=DAY, labels=LABELS)
    assert one.rule.code == "REG-34"
