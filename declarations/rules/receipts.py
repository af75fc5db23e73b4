"""Receipts: the official status and the reason text that a firm gets for a move or a refusal."""

from collections.abc import Callable, Sequence
from datetime import datetime
from re import compile as compile_pattern
from typing import NamedTuple

from declarations.rules import flow, kinds
from kernel.clock import stamp17
from kernel.flow import Move
from kernel.refusal import Violation

MAX_LENGTH = 1000
_NOTE_LENGTH = 900  # leaves room for the code and its brackets
# CEB900 wants a status below zero and names none (UNVERIFIED); 0001 is the exchange's "format".
UNREADABLE = "-1"
FORMAT_ERROR = "0001"
TAKEN = "120"

# "Content check failed" of each kind: for violations that have no official code of their own.
FAMILY = {
    kinds.ORDER: "-301008",
    kinds.PAYMENT: "-401009",
    kinds.WAYBILL: "-504011",
    kinds.WAYBILL_STATUS: "-505011",
    kinds.LIST: "-621001",
    kinds.CANCELLATION: "-623001",
    kinds.RETURN: "-625001",
    kinds.ARRIVAL: "-800001",
}
# "No operation found for this message" of each kind, where the table has one.
NOT_SERVED = {**FAMILY, kinds.ORDER: "-301012", kinds.PAYMENT: "-401010", kinds.WAYBILL_STATUS: "-505014"}

# Source: returnStatus of the XSD of 2018 and 2022-05.
STATUS_TEXT = {
    1: "电子口岸已暂存",
    2: "电子口岸申报中",
    3: "发送海关成功",
    100: "海关退单",
    120: "海关入库",
    300: "人工审核",
    500: "查验",
    700: "退运",
    800: "放行",
}
# Source: reasons seen in real receipts (positive) and the error table of the specification of
# 2022-05 (negative), its placeholders left out.
REASON_TEXT = {
    "1200": "待人工审核",
    "1300": "人工退单",
    "1313": "年度限额超限",
    "1320": "清单、订单表体项数不一致",
    "1322": "订单清单表体商品项不一致",
    "1327": "订购人与支付人姓名或证件不一致",
    "1332": "支付单金额与订单金额不一致",
    "1800": "逻辑校验通过",
    "2600": "放行",
    "13035": "支付企业不一致",
    "13127": "清单订购人与订单不一致",
    "130126": "清单订购人电话与订单不一致",
    "0001": "报文格式错误",
    "-10101": "无效企业类型",
    "-10102": "无效企业代码",
    "-301001": "订单商品表体信息不存在",
    "-301002": "订单商品信息内有重复商品序号",
    "-301003": "订单信息查询不存在",
    "-301008": "参数校验不通过",
    "-301009": "订单标识(appType)不正确，未找到操作的订单",
    "-301010": "已存在相同编号的订单",
    "-301011": "该订单已向海关申报清单，状态不符",
    "-301012": "订单报文处理失败，未找到对应操作",
    "-301014": "订单报文处理失败，接收报文为旧报文数据，不做处理",
    "-401001": "支付凭证查询不存在",
    "-401006": "支付单标识(appType)不正确，未找到对应操作的支付单",
    "-401007": "已存在相同编号的支付单",
    "-401008": "该支付单已向海关申报支付单，状态不符",
    "-401009": "参数校验不通过",
    "-401010": "支付单报文处理失败，未找到对应操作",
    "-401012": "支付单报文处理失败，接收报文为旧报文数据，不做处理",
    "-504011": "参数校验不通过",
    "-504012": "物流运单已存在",
    "-504014": "运单标识(appType)不正确，未找到操作的运单",
    "-504015": "已存在相同编号的运单",
    "-504016": "该运单已向海关申报运单，状态不符",
    "-505011": "参数校验不通过",
    "-505014": "物流运单状态报文处理失败，未找到对应操作",
    "-505016": "物流报文处理失败，接收报文为旧报文数据，不做处理",
    "-621000": "CEB621Message接收失败，清单表体为空",
    "-621001": "清单报文校验失败",
    "-621004": "清单已经申报过，请勿重复申报",
    "-621005": "清单的购买金额超过单笔限额",
    "-621011": "不存在已申报的清单，无法进行改单操作",
    "-621012": "清单的申报状态不符合改单申报的条件",
    "-621027": "请确认表体gnum无重复",
    "-623001": "报文校验失败",
    "-625001": "退货申请单报文校验失败",
    "-800001": "校验不通过",
}

_LINE = compile_pattern(r"lines\[(\d+)\]\.?")
_BRACKETS = str.maketrans({"[": "（", "]": "）", ";": "；"})


class Answer(NamedTuple):
    """returnStatus and returnInfo of one receipt."""

    status: str
    info: str


def return_time(at: datetime) -> str:
    """returnTime: 17 digits of Shanghai time.

    Source: interface specification, returnTime YYYYMMDDhhmmssSSS.
    """
    return stamp17(at)


def received(guid: str, *, app_type: str) -> Answer:
    """The E-port has taken the document and is declaring it (status 2).

    Source: specimen messages 312, 412 and 512 of 2018; the words for a change are UNVERIFIED.
    """
    what = "变更" if app_type == "2" else "新增"
    return Answer("2", f"{what}申报成功[{guid}]")


def taken() -> Answer:
    """An order, payment or waybill has passed the logic check (status 120).

    Source: interface specification, returnStatus of 312, 412 and 512; reason 1800.
    """
    return Answer(TAKEN, _item("1800", REASON_TEXT["1800"]))


def kept() -> Answer:
    """An order, payment or waybill is stored and not declared (appStatus 1).

    Source: interface specification, appStatus 1; returnStatus 1 as lists have it (UNVERIFIED).
    """
    return Answer("1", STATUS_TEXT[1])


def moved(move: Move, *, note: str = "") -> Answer | None:
    """The receipt of one move of a list; None for moves the firm made inside the portal (90).

    ``note`` is what the officer tells the declarant.

    Source: interface specification, returnStatus of 622; reasons of real receipts.
    """
    if move.target == flow.SUPERSEDED:
        return None
    told = f"：{note}" if note else ""
    if move.official:
        info = _item(move.official, (REASON_TEXT[move.official] + told)[:_NOTE_LENGTH])
        return Answer(str(move.target), info)
    return Answer(str(move.target), (STATUS_TEXT[move.target] + told)[:_NOTE_LENGTH])


def rejected(
    violations: Sequence[Violation], *, describe: Callable[[Violation], str] | None = None
) -> Answer:
    """The receipt of a list that customs rejects (status 100), every reason in it.

    ``describe`` gives the Chinese sentence of a rule without official text; a violation that has
    no official code carries the rule's own.

    Source: interface specification, returnStatus 100; reasons of real receipts.
    """
    items = [(v.rule.official or v.rule.code, v) for v in violations if v.refuses]
    return Answer("100", _info(items, describe) or _item("1300", REASON_TEXT["1300"]))


def refused(
    kind: str, *, violations: Sequence[Violation], describe: Callable[[Violation], str] | None = None
) -> Answer:
    """The receipt of a document that is not taken: the first reason's code is the status.

    Source: interface specification, returnStatus below zero is a processing error.
    """
    items = [(_code(v, kind=kind), v) for v in violations if v.refuses]
    return Answer(items[0][0] if items else FAMILY[kind], _info(items, describe))


def not_served(kind: str) -> Answer:
    """The receipt of a message that parses but has no business behaviour in this portal yet.

    Source: error table of the specification of 2022-05 ("no operation found").
    """
    code = NOT_SERVED[kind]
    return Answer(code, _item(code, "本系统暂不受理该报文"))


def unreadable(
    violations: Sequence[Violation], *, describe: Callable[[Violation], str] | None = None
) -> Answer:
    """CEB900, the receipt of a message not taken as a whole: it cannot be read, or its sender is wrong.

    The first reason with an official code below zero gives the status.

    Source: interface specification, MessageReturn; exchange errors (0001 format); -10102 for senders.
    """
    items = [(v.rule.official or (FORMAT_ERROR if v.refuses else v.rule.code), v) for v in violations]
    status = next((code for code, _ in items if code.startswith("-")), UNREADABLE)
    return Answer(status, _info(items, describe) or _item(FORMAT_ERROR, REASON_TEXT[FORMAT_ERROR]))


def _code(violation: Violation, *, kind: str) -> str:
    """The negative code of a violation: its own, or its family's where it has none below zero."""
    official = violation.rule.official
    return official if official.startswith("-") else FAMILY[kind]


def _info(items: Sequence[tuple[str, Violation]], describe: Callable[[Violation], str] | None) -> str:
    """All reasons as far as 1,000 characters hold; what is left out is counted at the end."""
    parts: list[str] = []
    room = MAX_LENGTH - len(_more(len(items)))
    for number, (code, violation) in enumerate(items):
        part = _item(code, _text(code, violation, describe))
        if len(part) > room:
            return "".join(parts) + _more(len(items) - number)
        room -= len(part)
        parts.append(part)
    return "".join(parts)


def _text(code: str, violation: Violation, describe: Callable[[Violation], str] | None) -> str:
    """The official words, the sentence, and the place."""
    sentence = describe(violation) if describe else ""
    official = REASON_TEXT.get(code, "")
    words = [official, sentence or ("" if official else violation.sentence()), place(violation.path)]
    return "，".join(word.rstrip("。") for word in words if word)


def place(path: str) -> str:
    """A path as receipts say it: ``lines[2].gcode`` is 表体第2项gcode.

    Source: wording of the error table (表体第[*]项); brackets would end the reason.
    """
    return _LINE.sub(r"表体第\1项", path)


def _item(code: str, text: str) -> str:
    return f"[Code:{code};Desc:{text.translate(_BRACKETS)}]"


def _more(count: int) -> str:
    return f"[Code:0;Desc:另有{count}项]"
