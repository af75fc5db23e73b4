"""Writing what customs answer: the immediate technical answer, and business answers in their envelope.

Source: live answers of the zone system; all elements stand there, empty where nothing is to be said.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple
from xml.sax.saxutils import quoteattr

from kernel.xml.writing import escaped

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_VERSION = "1.0"
_SENDER = "PORTAL"


def _names(text: str) -> tuple[str, ...]:
    """Element names in the order of the schema."""
    return tuple(text.split())


_RESULT = _names("""
    etpsPreentNo businessId tmsCnt typecd manageResult manageDate rmk
""")
_INVENTORY = _names("""
    bondInvtNo chgTmsCnt invtPreentNo putrecNo etpsInnerInvtNo bizopEtpsSccd bizopEtpsno bizopEtpsNm
    rvsngdEtpsSccd rcvgdEtpsno rcvgdEtpsNm dclEtpsSccd dclEtpsno dclEtpsNm invtDclTime entryDclTime
    entryNo rltInvtNo rltPutrecNo rltEntryNo rltEntryBizopEtpsSccd rltEntryBizopEtpsno
    rltEntryBizopEtpsNm impexpPortcd dclPlcCuscd impexpMarkcd mtpckEndprdMarkcd supvModecd
    trspModecd stshipTrsarvNatcd applyNo dclcusFlag dclcusTypecd prevdTime formalVrfdedTime
    invtIochkptStucd vrfdedMarkcd invtStucd vrfdedModecd duCode rmk bondInvtTypecd entryStucd
    passportUsedTypecd param1 param2 param3 param4 needEntryModified levyBlAmt dclTypecd
""")
_PASS = _names("""
    passportNo chgTmsCnt passportTypecd sasPassportPreentNo dclTypecd ioTypecd bindTypecd
    masterCuscd rltTbTypecd rltNo areainEtpsno areainEtpsNm areainEtpsSccd vehicleNo vehicleIcNo
    containerNo vehicleWt vehicleFrameNo vehicleFrameWt containerType containerWt totalWt
    passCollectWt wtError totalGrossWt totalNetWt dclErConc dclTime passId secdPassId passTime
    secdPassTime stucd emapvMarkcd logisticsStucd ownerSystem rmk col1
""")
_PASS_LINE = _names("""
    passportNo chgTmsCnt passportSeqno gdsMtno gdecd gdsNm grossWt netWt rltGdsSeqno dclUnitcd
    dclQty rmk
""")
_PASS_LINK = ("passportNo", "rltTbTypecd", "rltNo")
_STOCK = _names("""
    sasStockNo chgTmsCnt sasStockPreentNo dclTypecd sasDclNo masterCuscd stockTypecd rltBondInvtNo
    businessTypecd centralizedDclTypecd rltSasStockNo dclEr dclTime packageQty grossWt netWt
    levyBlAmt passTypecd passportUsedTypecd stucd emapvMarkcd ownerSystem rmk
""")
_STOCK_LINE = _names("""
    sasStockNo sasStockSeqno sasDclSeqno oriactGdsSeqno gdsMtno gdecd gdsNm gdsSpcfModelDesc
    dclUnitcd natcd dclUprcAmt dclTotalAmt dclCurrcd dclQty grossWt netWt actlPassQty
    passportUsedQty rltStockSeqno rmk
""")
_APPLICATION = _names("""
    sasDclNo chgTmsCnt sasDclPreentNo masterCuscd dclTypecd businessTypecd directionTypecd
    areainOriactNo areainEtpsno areainEtpsNm areainEtpsSccd areaoutEtpsno areaoutEtpsNm dpstLevyBlNo
    validTime dclTime putrecApprTime exhibitionPlace stucd emapvStucd ownerSystem rmk
""")

Parts = tuple[tuple[str, str, tuple[str, ...]], ...]


class AnswerShape(NamedTuple):
    """The parts of one answer: the key they have in ``elements``, their tag, the elements in order."""

    ending: str
    parts: Parts


_INV = AnswerShape("INV", (("head", "BondInvtBsc", _INVENTORY),))
SHAPES: Mapping[str, AnswerShape] = MappingProxyType(
    {
        "INV201": _INV,
        "INV202": _INV,
        "INV211": _INV,
        "SAS201": AnswerShape("SAS", (("head", "SasDclBsc", _APPLICATION),)),
        "SAS211": AnswerShape("SAS", (("head", "SasStockBsc", _STOCK), ("lines", "SasStockDt", _STOCK_LINE))),
        "SAS221": AnswerShape(
            "SAS",
            (
                ("head", "SasPassportBsc", _PASS),
                ("lines", "SasPassportDt", _PASS_LINE),
                ("links", "SasPassportRlt", _PASS_LINK),
            ),
        ),
        "SAS223": AnswerShape("SAS", (("head", "SasPassportBsc", _PASS),)),
    }
)


class Answer(NamedTuple):
    """One business answer ready to be written; ``elements`` holds ``result``, ``notes`` and the parts.

    ``serial`` is unique over all answers, ``sent`` Beijing time as ``2026-05-12T10:30:00``.
    """

    code: str
    serial: int
    business_no: str
    receiver: str
    sent: str
    elements: Mapping[str, Any]


class Common(NamedTuple):
    """One immediate technical answer: what the sender called the paper, and whether it was taken."""

    seq_no: str
    own_no: str
    info: str
    taken: bool


def write_common(answers: Sequence[Common]) -> bytes:
    """``CommonResponeMessage``; several stand in ``CommonResponeMessages`` in the order of the messages."""
    parts = [_common(answer) for answer in answers]
    body = parts[0] if len(parts) == 1 else _element("CommonResponeMessages", "\n".join(("", *parts, "")))
    return f"{_DECLARATION}{body}\n".encode()


def write_answer(answer: Answer) -> bytes:
    """One answer as a document of its own."""
    return f"{_DECLARATION}{_package(answer)}\n".encode()


def write_answers(answers: Sequence[Answer], *, after: str) -> bytes:
    """A stretch of the feed: whole packages in ``<Answers next="cursor">``, in their order."""
    rows = [f"<Answers next={quoteattr(after)}>", *(_package(answer) for answer in answers), "</Answers>"]
    return (_DECLARATION + "\n".join(rows) + "\n").encode()


def _common(answer: Common) -> str:
    values = {
        "SeqNo": answer.seq_no,
        "EtpsPreentNo": answer.own_no,
        "CheckInfo": answer.info,
        "DealFlag": "0" if answer.taken else "-1",
    }
    return _entity("CommonResponeMessage", tuple(values), values)


def _package(answer: Answer) -> str:
    shape = SHAPES[answer.code]
    digits = "".join(c for c in answer.sent if c.isdigit())
    message_id = f"{_SENDER}{digits}{answer.serial:012d}"
    envelope = {
        "version": _VERSION,
        "message_id": message_id,
        "file_name": f"{message_id}.{shape.ending}",
        "message_type": answer.code,
        "sender_id": _SENDER,
        "receiver_id": answer.receiver,
        "send_time": answer.sent,
    }
    pocket = {
        "pocket_id": f"{answer.business_no}-{answer.serial:032d}",
        "total_pocket_qty": "1",
        "cur_pocket_no": "1",
        "is_unstructured": "",
    }
    body = _element("BussinessData", _element(answer.code, _body(answer, shape)))
    info = _element("DataInfo", _entity("PocketInfo", tuple(pocket), pocket) + body)
    return _element("Package", _entity("EnvelopInfo", tuple(envelope), envelope) + info)


def _body(answer: Answer, shape: AnswerShape) -> str:
    elements = answer.elements
    rows = [_entity("HdeApprResult", _RESULT, elements.get("result", {}))]
    rows += [_element("CheckInfo", _element("note", escaped(note))) for note in elements.get("notes", ())]
    for key, tag, names in shape.parts:
        given = elements.get(key, ())
        for values in [given] if isinstance(given, Mapping) else given:
            rows.append(_entity(tag, names, values))
    return "".join(rows)


def _entity(tag: str, names: Sequence[str], values: Mapping[str, str]) -> str:
    """All elements in their order; a value that the table does not know is a mistake of ours.

    Raises:
        ValueError: such a value.
    """
    strange = values.keys() - set(names)
    if strange:
        raise ValueError(f"{tag} has no element {', '.join(sorted(strange))}")
    return _element(tag, "".join(_element(name, escaped(values.get(name, ""))) for name in names))


def _element(tag: str, content: str) -> str:
    return f"<{tag}>{content}</{tag}>"
