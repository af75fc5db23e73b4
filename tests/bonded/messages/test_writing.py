"""Answers are whole packages with every element in its place, and can be read by what real clients use."""

import pytest
from lxml import etree

from bonded.messages.writing import SHAPES, Answer, Common, write_answer, write_answers, write_common
from tests.shared_data import SHARED


def answer(code: str, **elements: object) -> Answer:
    result = {"etpsPreentNo": "202600000000000007", "businessId": "QD1", "typecd": "1", "manageResult": "4"}
    return Answer(code, 12, "QD1", "430168A004", "2026-05-12T10:30:00", {"result": result, **elements})


def test_the_immediate_answer_keeps_the_official_misspelling():
    tree = etree.fromstring(write_common([Common("2026", "IN-1", "好 <ok>", True)]))
    assert tree.tag == "CommonResponeMessage"
    assert [(e.tag, e.text) for e in tree] == [
        ("SeqNo", "2026"), ("EtpsPreentNo", "IN-1"), ("CheckInfo", "好 <ok>"), ("DealFlag", "0"),
    ]  # fmt: skip
    several = etree.fromstring(write_common([Common("", "A", "", False), Common("", "B", "", True)]))
    assert [e.findtext("DealFlag") for e in several] == ["-1", "0"]


def test_an_answer_is_a_whole_package():
    tree = etree.fromstring(
        write_answer(
            answer("SAS221", head={"passportNo": "Z1"}, notes=["为什么"], lines=[{"dclQty": "1"}] * 2)
        )
    )
    assert tree.findtext("EnvelopInfo/message_type") == "SAS221"
    assert tree.findtext("EnvelopInfo/file_name").endswith(".SAS")
    body = tree.find("DataInfo/BussinessData/SAS221")
    assert [e.tag for e in body] == [
        "HdeApprResult", "CheckInfo", "SasPassportBsc", "SasPassportDt", "SasPassportDt",
    ]  # fmt: skip
    assert body.findtext("CheckInfo/note") == "为什么"
    assert body.findtext("SasPassportBsc/passportNo") == "Z1"


def test_a_feed_is_a_stretch_of_packages():
    tree = etree.fromstring(
        write_answers([answer("INV201", head={}), answer("INV211", head={})], after="1f-2")
    )
    assert tree.get("next") == "1f-2" and len(tree) == 2


def test_an_element_that_the_format_does_not_know_is_our_mistake():
    with pytest.raises(ValueError, match="no element nonsense"):
        write_answer(answer("INV201", head={"nonsense": "1"}))


@pytest.mark.skipif(SHARED is None, reason="the live answers of the zone system (../shared) are not here")
@pytest.mark.parametrize(("name", "code"), [("INV201.xml", "INV201"), ("SAS221.xml", "SAS221")])
def test_our_answers_have_the_elements_of_live_ones(name, code):
    """Same envelope, same parts, same elements in the same order (one live name is spelt in two ways)."""

    def names(node) -> list[str]:
        return [etree.QName(child).localname.lower() for child in node]

    def child(node, tag):
        return next(c for c in node if etree.QName(c).localname == tag)

    live = etree.parse(SHARED / "data" / "bonded" / name).getroot()
    head = SHAPES[code].parts[0]
    mine = etree.fromstring(write_answer(answer(code, head={}, lines=[{}], links=[{}])))
    for path in (("EnvelopInfo",), ("DataInfo", "PocketInfo")):
        theirs, ours = live, mine
        for tag in path:
            theirs, ours = child(theirs, tag), child(ours, tag)
        assert names(ours) == names(theirs)
    theirs = child(child(child(live, "DataInfo"), "BussinessData"), code)
    ours = child(child(child(mine, "DataInfo"), "BussinessData"), code)
    assert names(ours) == names(theirs)
    for tag in (head[1], "HdeApprResult"):
        assert names(child(ours, tag)) == names(child(theirs, tag))
