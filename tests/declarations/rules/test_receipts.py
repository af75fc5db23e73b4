"""Receipts: official status, reason text, and how a refusal is said in a thousand characters."""

import re
from datetime import UTC, datetime

import pytest

from declarations.rules import kinds, receipts
from declarations.rules.content_list import LIS_07, LIS_14
from declarations.rules.elements import CON_01
from declarations.rules.flow import LIST_FLOW
from declarations.rules.limits import LIM_01, LIM_03
from declarations.rules.match import MAT_01, MAT_05, MAT_11, MAT_15
from declarations.rules.register import RULES
from declarations.rules.sender import SEN_06
from kernel.flow import Move
from kernel.refusal import Violation

# The shape on record: [Code:2600;Desc:放行]; readers split by it.
SHAPE = re.compile(r"(\[Code:[^;\[\]]+;Desc:[^;\[\]]+\])+\Z")


def move(verb: str, source: int | None) -> Move:
    return next(m for m in LIST_FLOW.moves if (m.verb, m.source) == (verb, source))


@pytest.mark.parametrize(
    ("verb", "source", "status", "info"),
    [
        ("store", None, "1", "电子口岸已暂存"),
        ("wait", None, "3", "发送海关成功"),
        ("accept", 3, "120", "[Code:1800;Desc:逻辑校验通过]"),
        ("review", 120, "300", "[Code:1200;Desc:待人工审核]"),
        ("inspect", 120, "500", "查验"),
        ("release", 120, "800", "[Code:2600;Desc:放行]"),
        ("reject", 300, "100", "[Code:1300;Desc:人工退单]"),
        ("send_back", 500, "700", "退运"),
    ],
)
def test_moves(verb: str, source: int | None, status: str, info: str) -> None:
    assert receipts.moved(move(verb, source)) == (status, info)


def test_superseding_is_the_portals_own() -> None:
    assert receipts.moved(move("supersede", 3)) is None


def test_every_move_has_its_words() -> None:
    for each in LIST_FLOW.moves:
        answer = receipts.moved(each)
        assert answer is None or (answer.status == str(each.target) and answer.info)


def test_received_and_taken() -> None:
    """The words of the specimen: 新增申报成功[guid]."""
    assert receipts.received("4CDE", app_type="1") == ("2", "新增申报成功[4CDE]")
    assert receipts.received("4CDE", app_type="2") == ("2", "变更申报成功[4CDE]")
    assert receipts.taken() == ("120", "[Code:1800;Desc:逻辑校验通过]")


def test_times_have_seventeen_digits_of_shanghai() -> None:
    """2020-12-08 17:27:11.594 of the real receipt."""
    assert receipts.return_time(datetime(2020, 12, 8, 9, 27, 11, 594999, tzinfo=UTC)) == "20201208172711594"


def test_a_rejection_carries_every_reason() -> None:
    violations = (
        Violation(MAT_01, "order.acturalPaid", "payment.amountPaid"),
        Violation(MAT_11, "freight", "waybill.freight", (("field", "freight"),)),
        Violation(MAT_05, "lines", "order.lines", (("count", "2"),)),
        Violation(LIM_03, "buyerIdNumber", args=(("limit", "26000"),)),
    )
    assert receipts.rejected(violations) == (
        "100",
        "[Code:1332;Desc:支付单金额与订单金额不一致，order.acturalPaid]"
        "[Code:1320;Desc:清单、订单表体项数不一致，lines]"
        "[Code:1313;Desc:年度限额超限，buyerIdNumber]",
    )


def test_a_rejection_without_official_code_carries_the_rules_own() -> None:
    violation = Violation(MAT_15, "consigneeAddress", "order.consigneeAddress")
    assert receipts.rejected([violation]).info == (
        "[Code:MAT-15;Desc:consigneeAddress of the list must be the one in the order.，consigneeAddress]"
    )
    said = receipts.rejected([violation], describe=lambda v: "收货地址不一致")
    assert said.info == "[Code:MAT-15;Desc:收货地址不一致，consigneeAddress]"


def test_a_rejection_by_hand_has_its_own_code() -> None:
    assert receipts.rejected([]) == ("100", "[Code:1300;Desc:人工退单]")


def test_a_refusal_takes_the_status_of_its_first_reason() -> None:
    args = (("line", "2"), ("code", "1"), ("on", "2020-03-19"))
    violations = [Violation(LIM_01, "lines"), Violation(LIS_14, "lines[2].gcode", args=args)]
    assert receipts.refused(kinds.LIST, violations=violations) == (
        "-621005",
        "[Code:-621005;Desc:清单的购买金额超过单笔限额，lines]"
        "[Code:-621001;Desc:清单报文校验失败，表体第2项gcode]",
    )


@pytest.mark.parametrize(
    ("kind", "code"),
    [("order", "-301008"), ("payment", "-401009"), ("waybill", "-504011"), ("list", "-621001")],
)
def test_shared_rules_take_the_code_of_their_kind(kind: str, code: str) -> None:
    answer = receipts.refused(kind, violations=[Violation(CON_01, "currency", args=(("field", "currency"),))])
    assert answer.status == code
    assert answer.info.endswith("，currency]")


def test_a_reason_of_customs_is_no_status_of_a_refusal() -> None:
    assert receipts.refused(kinds.LIST, violations=[Violation(MAT_01)]).status == "-621001"
    assert receipts.refused(kinds.LIST, violations=[]) == ("-621001", "")


def test_places_in_lines_have_no_brackets() -> None:
    assert receipts.place("lines[12].gcode") == "表体第12项gcode"
    assert receipts.place("order.lines[1].qty") == "order.表体第1项qty"
    said = receipts.refused(
        kinds.LIST, violations=[Violation(LIS_07, "netWeight")], describe=lambda v: "净重[1];毛重"
    )
    assert said.info == "[Code:-621001;Desc:清单报文校验失败，净重（1）；毛重，netWeight]"


def test_a_thousand_characters_hold_whole_reasons_and_the_rest_is_counted() -> None:
    violations = [Violation(MAT_15, f"lines[{n}].gcode") for n in range(1, 100)]
    info = receipts.rejected(violations, describe=lambda v: "收货地址与订单不一致").info
    assert 950 < len(info) <= receipts.MAX_LENGTH
    assert SHAPE.match(info)
    said = info.count("MAT-15")
    assert info.endswith(f"[Code:0;Desc:另有{99 - said}项]")


@pytest.mark.parametrize("count", range(1, 60))
def test_no_count_of_reasons_breaks_the_length(count: int) -> None:
    violations = [Violation(MAT_15, "x" * 40)] * count
    info = receipts.rejected(violations, describe=lambda v: "收").info
    assert len(info) <= receipts.MAX_LENGTH
    assert ("另有" in info) is (info.count("MAT-15") < count)


def test_messages_not_served_and_not_readable() -> None:
    assert receipts.not_served(kinds.CANCELLATION) == ("-623001", "[Code:-623001;Desc:本系统暂不受理该报文]")
    assert receipts.not_served(kinds.WAYBILL_STATUS).status == "-505014"
    assert receipts.unreadable([]) == ("-1", "[Code:0001;Desc:报文格式错误]")
    assert receipts.unreadable([Violation(CON_01, "currency")], describe=lambda v: "不是XML").info == (
        "[Code:0001;Desc:报文格式错误，不是XML，currency]"
    )
    assert receipts.unreadable([Violation(CON_01), Violation(SEN_06, "BaseTransfer.copCode")]) == (
        "-10102",
        "[Code:0001;Desc:报文格式错误][Code:-10102;Desc:无效企业代码，BaseTransfer.copCode]",
    )


def test_every_official_code_has_its_text_and_every_receipt_its_shape() -> None:
    for rule in RULES:
        assert not rule.official or rule.official in receipts.REASON_TEXT
        violation = Violation(rule, "lines[1].gcode")
        for answer in (
            receipts.rejected([violation], describe=lambda v: "说明"),
            receipts.refused(kinds.LIST, violations=[violation], describe=lambda v: "说明"),
        ):
            assert SHAPE.match(answer.info) or not violation.refuses
    for code in (*receipts.FAMILY.values(), *receipts.NOT_SERVED.values()):
        assert code in receipts.REASON_TEXT
