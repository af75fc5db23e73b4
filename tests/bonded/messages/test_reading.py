"""Messages of the zone system are read by name, whatever wraps them, and every fault is told at once."""

from datetime import date

import pytest

from bonded.messages.drafts import document_of, inventory_of, judge_flag, pass_of
from bonded.messages.reading import Unreadable, day, read_requests
from tests.bonded.messages import zone_samples as samples
from tests.shared_data import SHARED

LIMITS = {"max_bytes": 1_000_000, "max_messages": 3, "max_lines": 5}


def read(raw: bytes):
    return read_requests(raw, **LIMITS)


def codes(request) -> list[tuple[str, str]]:
    return sorted((v.rule.code, v.path) for v in request.violations)


def test_a_signed_message_is_read_by_name():
    """Signature, namespace, capitals, elements that we do not know: nothing of it is in the way."""
    text = samples.package(
        "INV101", samples.inventory(inputName="someone"), [samples.goods(lotNo="L1", bestBefore="2027-01-31")]
    )
    (request,) = read(samples.signed(text))
    assert (request.code, request.declares, request.own_no, request.violations) == (
        "INV101",
        True,
        "IN-1",
        (),
    )
    head, lines = inventory_of(request)
    assert (head.ems_no, head.inv_type, head.direction, head.by_partner) == ("T4921W000001", "0", "I", False)
    (line,) = lines
    assert (line.item_record_no, str(line.qty), line.lot_no, str(line.best_before)) == (
        "MILK-800", "10", "L1", "2027-01-31",
    )  # fmt: skip


def test_all_faults_are_told_at_once_with_their_places():
    """Missing, wrong and too long values; the flag; a type that does not fit its flag."""
    head = samples.inventory(invtType="7", dclTypecd="", supvModecd="50000")
    del head["putrecNo"]
    lines = [samples.goods(), samples.goods(dclQty="-1", gdsMtno="")]
    (request,) = read(samples.package("INV101", head, lines, flag="2").encode())
    assert codes(request) == [
        ("MSG-01", "putrecNo"), ("MSG-05", "dclTypecd"), ("MSG-05", "lines[2].gdsMtno"),
        ("MSG-07", "supvModecd"), ("MSG-12", "lines[2].dclQty"), ("MSG-14", "invtType"),
        ("MSG-44", "DelcareFlag"),
    ]  # fmt: skip


def test_a_flag_that_belies_the_type_is_told():
    """A CBEC inventory is never declared, an ordinary one always."""
    (request,) = read(samples.package("INV101", samples.inventory(invtType="8")).encode())
    assert [v.rule.code for v in judge_flag(request)] == ["MSG-56"]
    (request,) = read(samples.package("INV101", samples.inventory(dclcusFlag="2", invtType="8")).encode())
    assert judge_flag(request) == ()


def test_several_messages_keep_their_order_and_their_faults():
    """The second is none of ours; too many at once are refused together."""
    first = samples.package("INV101", samples.inventory(), [samples.goods()])
    strange = first.replace(">INV101<", ">BWS101<")
    requests = read(samples.several(first, strange))
    assert [r.code for r in requests] == ["INV101", ""]
    assert codes(requests[1]) == [("MSG-42", "message_type")]
    with pytest.raises(Unreadable) as caught:
        read(samples.several(*[first] * 4))
    assert caught.value.violation.rule.code == "MSG-45"


def test_too_many_lines_are_told():
    (request,) = read(samples.package("INV101", samples.inventory(), [samples.goods()] * 6).encode())
    assert ("MSG-15", "lines") in codes(request) and len(request.lines) == 5


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "XML-02"),
        (b"<Package>", "XML-01"),
        (b"<x/>", "MSG-41"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><Package>&a;</Package>', "XML-04"),
        (b"<a>" * 20 + b"</a>" * 20, "XML-05"),
        (b"<Package>" + b" " * 1_000_001 + b"</Package>", "XML-03"),
    ],
)
def test_what_is_dangerous_or_no_message_is_not_read(raw, code):
    with pytest.raises(Unreadable) as caught:
        read(raw)
    assert caught.value.violation.rule.code == code


def test_an_unknown_declaration_type_of_a_pass_is_told():
    """A gate pass is never changed."""
    head = {
        "etpsPreentNo": "P-1", "dclTypecd": "2", "passportTypecd": "6", "ioTypecd": "E",
        "vehicleNo": "湘A12345", "vehicleWt": "8000", "totalWt": "8000",
    }  # fmt: skip
    (request,) = read(samples.package("SAS121", head).encode())
    assert codes(request) == [("MSG-46", "dclTypecd")]


def test_a_pass_for_several_papers_names_them_by_line():
    """One paper needs no name in its lines."""
    head = {
        "etpsPreentNo": "P-1", "dclTypecd": "1", "passportTypecd": "3", "ioTypecd": "E", "bindTypecd": "1",
        "rltTbTypecd": "1", "rltNo": r"QD492126E000000001\QD492126E000000002", "vehicleNo": "湘A12345",
        "vehicleWt": "8000", "totalWt": "8010", "totalGrossWt": "10", "totalNetWt": "9",
    }  # fmt: skip
    line = {"passportSeqNo": "1", "rltGdsSeqno": "2", "dclQty": "3", "rltNo": "QD492126E000000002"}
    (request,) = read(samples.package("SAS121", head, [line]).encode())
    draft = pass_of(request)
    assert [(one.paper_no, one.seq) for one in draft.lines] == [("QD492126E000000002", 2)]
    head["rltNo"] = "QD492126E000000001"
    del line["rltNo"]
    (request,) = read(samples.package("SAS121", head, [line]).encode())
    assert pass_of(request).lines[0].paper_no == "QD492126E000000001"


def test_a_return_names_the_lines_that_went_out():
    head = {"etpsPreentNo": "D-1", "dclTypecd": "1", "sasDclNo": "SB1", "rltSasStockNo": "CK1"}
    line = {"sasStockSeqno": "1", "sasDclSeqno": "4", "rltStockSeqno": "2", "dclQty": "3"}
    (request,) = read(samples.package("SAS111", head, [line]).encode())
    document = document_of(request)
    assert (document.returns, document.lines[0].of_line) == ("CK1", 2)


@pytest.mark.skipif(SHARED is None, reason="the field tables of the zone system (../shared) are not here")
def test_every_element_we_read_is_one_of_the_field_tables():
    """Ours alone are those that the module says are ours; SAS101's request writes its own few names."""
    import csv

    from bonded.messages.definitions import REQUESTS

    known: set[str] = set()
    for name in ("fields_EMS_INV_BWS.csv", "fields_SAS.csv"):
        with (SHARED / "data" / "bonded" / name).open(encoding="utf-8") as file:
            known |= {row["field"].lower() for row in csv.DictReader(file)}
    ours = {"billno", "lotno", "bestbefore", "limitdate"}
    asked = {"seqno", "invttype", "etpspreentno", "passportseqno", "vaildtime"}
    for request in REQUESTS.values():
        names = {e.name.lower() for e in (*request.head.elements, *request.line.elements)}
        assert names - known - ours - asked == set(), request.code


@pytest.mark.parametrize("text", ["99991231", "00010101", "20260230", "2026", ""])
def test_no_day_of_our_time(text):
    """At the ends of the calendar no day follows or precedes: what is reckoned from them would fail."""
    assert day(text) is None
    assert day("20260512") == date(2026, 5, 12)
