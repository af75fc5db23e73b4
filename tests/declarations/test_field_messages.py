"""What real systems send ends in an answer: acceptance, or findings with their places; never in a crash."""

from datetime import date, timedelta
from pathlib import Path
from re import findall, sub

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from declarations.demo import PARTIES
from declarations.messages.definitions import MESSAGES, element_at
from declarations.messages.reading import Unreadable, read_message
from declarations.messages.writing import escaped
from declarations.models import Finding, InboxMessage, ListState, Outcome, Receipt
from declarations.rules.receipts import REASON_TEXT
from declarations.samples import GOODS, message, sender_of
from declarations.selectors import audit_declarations
from declarations.services.filing import MessageResult
from declarations.services.receive import receive_messages
from enterprises.facts import Actor
from enterprises.models import Firm, FirmKind
from enterprises.models.firms import FirmKindName
from enterprises.rules.identifiers import check_character, looks_official
from enterprises.selectors import actor_of_firm
from tests.office import AT, CODES, purchase, raw, rule_codes, send
from tests.shared_data import SHARED

shared = pytest.mark.skipif(SHARED is None, reason="the messages of ../shared are not here")
FIELD = sorted((Path(SHARED) / "data/ceb/field_2018").glob("*.xml")) if SHARED else []
OFFICIAL = sorted((Path(SHARED) / "data/ceb/official_2018/import").glob("*.xml")) if SHARED else []
SENDERS = {
    "311": "ebpCode", "411": "payCode", "511": "logisticsCode", "513": "logisticsCode", "621": "agentCode",
    "623": "agentCode", "625": "agentCode", "711": "operatorCode",
}  # fmt: skip
SERVED = {"311", "411", "511", "621"}


def firm_for(data: bytes, *, tolerant: bool) -> Actor:
    """A firm of every kind with the codes that the message names, so that it gets as far as it can."""
    parsed = read_message(data, tolerant=tolerant)
    own = parsed.documents[0].head.get(SENDERS.get(parsed.code, ""), "")
    named = dict.fromkeys(filter(None, (parsed.transfer.get("copCode", ""), own)))
    customs = next((code for code in named if len(code) == 10 and code.isalnum() and code.isupper()), "")
    customs = customs or next((code for code in named if len(code) == 10 and code.isdigit()), "999999999X")
    platform = next((code for code in named if code != customs), None)
    body = "91430100MA9TE5T0X"
    firm = Firm.objects.create(
        credit_code=body + check_character(body), customs_code=customs, platform_code=platform,
        name_zh="现场测试企业", tolerant=tolerant, since=date(2018, 1, 1),
    )  # fmt: skip
    FirmKind.objects.bulk_create(
        FirmKind(firm=firm, kind=kind, valid_from=date(2018, 1, 1)) for kind in FirmKindName.values
    )
    actor = actor_of_firm(customs, at=AT)
    assert actor is not None
    return actor


def of_one_firm(path: Path, *, tolerant: bool) -> bytes:
    """The message as its sender transmits it itself.

    Some specimens name the customs codes of two firms, one that transmits and one that answers for the
    document; no firm has two, so the second stands for both.
    """
    data = path.read_bytes()
    parsed = read_message(data, tolerant=tolerant)
    own, by = (
        parsed.documents[0].head.get(SENDERS.get(parsed.code, ""), ""),
        parsed.transfer.get("copCode", ""),
    )
    if looks_official(own) and looks_official(by):
        return sub(rf"(copCode>\s*){by}", rf"\g<1>{own}", data.decode()).encode()
    return data


def receive(data: bytes, actor: Actor) -> MessageResult:
    """Receive one message."""
    (result,) = receive_messages([data], actor=actor, channel="api", at=AT)
    return result


def assert_answered(result: MessageResult, code: str) -> None:
    """Every document is answered by a receipt or by its list's status; every finding says where."""
    if not result.documents:
        assert result.violations
        assert Receipt.objects.filter(document_id=result.inbox_id, code="900").count() == 1
    for document in result.documents:
        kept = Outcome.objects.filter(inbox_id=result.inbox_id, position=document.position)
        stored = document.outcome == "stored"
        ids = [document.document_id] if stored else list(kept.values_list("id", flat=True))
        assert ids
        if document.outcome != "repeated":
            assert Receipt.objects.filter(document_id__in=ids, code=MESSAGES[code].receipt).exists()
    for finding in Finding.objects.exclude(path=""):
        path = finding.path if "." not in finding.path or finding.path.startswith(("lines", "Base")) else ""
        place = sub(r"\[\d+\]", "[1]", path)
        known = (
            not place
            or element_at(code, path=place)
            or place in ("lines", "Signature", MESSAGES[code].document)
        )
        assert known or place.startswith(("BaseTransfer", "@guid")), (finding.rule_code, finding.path)
    for receipt in Receipt.objects.all():
        told = findall(r"\[Code:([^;]+);", receipt.elements["returnInfo"])
        assert told and all(one in REASON_TEXT or one == "0" or "-" in one for one in told)


@shared
@pytest.mark.parametrize("path", FIELD, ids=lambda path: path.stem)
def test_field_message_of_a_tolerant_firm(office, path):
    """Its own firm, read tolerantly: past sender and structure, to the business, and twice the same."""
    data = of_one_firm(path, tolerant=True)
    code, actor = path.stem[3:6], firm_for(data, tolerant=True)
    result = receive(data, actor)
    assert result.violations == ()
    assert {d.outcome for d in result.documents} <= (
        {"stored", "refused", "repeated"} if code in SERVED else {"not_served"}
    )
    found = {rule for d in result.documents for rule in rule_codes(d.violations)}
    assert not [rule for rule in found if rule.startswith(("SEN-", "MSG-", "XML-"))]
    assert_answered(result, code)
    before = Outcome.objects.count() + Receipt.objects.count()
    again = receive(data, actor)
    if result.documents and all(d.outcome != "refused" for d in result.documents):
        assert again.repeated and Outcome.objects.count() + Receipt.objects.count() == before
    assert audit_declarations() == []


@shared
@pytest.mark.parametrize("path", FIELD, ids=lambda path: path.stem)
def test_field_message_of_a_stranger(office, path):
    """Sent by a strict firm of the demo office: refused with the sender's code, kept, answered."""
    result = receive(path.read_bytes(), office.sender(path.stem[3:6] if path.stem[3:6] in CODES else "511"))
    assert "SEN-06" in rule_codes(result.violations)
    assert_answered(result, path.stem[3:6])
    assert "[Code:-10102;" in Receipt.objects.get().elements["returnInfo"]
    assert InboxMessage.objects.count() == 1


@shared
@pytest.mark.parametrize("path", OFFICIAL, ids=lambda path: path.stem)
def test_official_specimen_by_the_strict_door(office, path):
    """The structure passes; what is left are the business findings, or that the message is not served."""
    data, code = of_one_firm(path, tolerant=False), path.stem[3:6]
    actor = firm_for(data, tolerant=False)
    result = receive(data, actor)
    if not MESSAGES[code].receipt:
        assert rule_codes(result.violations) == ["CHG-19"] and result.documents == ()
    else:
        assert result.violations == () and result.documents
        found = {rule for d in result.documents for rule in rule_codes(d.violations)}
        assert not [rule for rule in found if rule.startswith(("MSG-", "XML-", "REP-"))]
        if code not in SERVED:
            assert found == {"CHG-19"} and {d.outcome for d in result.documents} == {"not_served"}
    assert_answered(result, code)
    assert audit_declarations() == []


def test_a_list_of_99_lines_goes_through(office):
    """The most that one document may hold, accepted with a tax for each line; one more is refused."""
    cheap = [goods._replace(price=goods.price / 100) for goods in GOODS]
    whole = purchase(1, lines=99, goods=cheap)
    results = send(office, whole)
    assert [d.outcome for r in results for d in r.documents] == ["stored"] * 4
    assert ListState.objects.get().status == 120
    too_many = purchase(2, lines=100, goods=cheap)
    refused = send(office, too_many, codes=["621"])[0]
    assert [d.outcome for d in refused.documents] == ["refused"]
    assert ("MSG-15", "lines") in [(v.rule.code, v.path) for v in refused.documents[0].violations]
    assert ListState.objects.count() == 1


def test_a_message_of_100_documents_goes_through(office):
    """All four messages with 100 documents each: 100 lists are accepted; 101 documents are refused whole."""
    many = [purchase(n) for n in range(100)]
    for code in CODES:
        result = receive(raw(code, *many), office.sender(code))
        assert [d.outcome for d in result.documents] == ["stored"] * 100
    assert set(ListState.objects.values_list("status", flat=True)) == {120}
    assert ListState.objects.count() == 100
    over = receive(raw("311", *(purchase(n) for n in range(200, 301))), office.shop)
    assert over.documents == () and rule_codes(over.violations) == ["MSG-15"]
    assert_answered(over, "311")
    assert audit_declarations() == []


# --- messages as nobody foresaw them: samples with pieces exchanged, doubled, lost or filled oddly ---

_ODDITIES = st.sampled_from([
    "", " ", "0", "-1", "1e9", "NaN", "9" * 40, "0.000001", "1,5", "２０２６", "\u202eabc", "\U0001f600",
    "é" * 300, "<x/>", "&#0;", "&lt;", "]]>", "2026-05-12T10:30:00", "20261399", "无", "NULL", "--",
    "Mon May 12 10:30:00 CST 2026", "\ufffe", "'; drop table", "142", "1210", "9610", "Infinity", "0x10",
    "1.", ".5", "\r\n", "\t",
])  # fmt: skip
_TAG = rb"<ceb:\w+>[^<]*</ceb:\w+>"


def _filled(draw: st.DrawFn, data: bytes, one: bytes) -> bytes:
    opening, closing = one[: one.find(b">") + 1], one[one.rfind(b"<") :]
    text = draw(_ODDITIES | st.text(max_size=30))
    if draw(st.integers(0, 3)):
        text = escaped(text)
    return data.replace(
        one, opening + text.encode("utf-8", "replace") + closing, draw(st.sampled_from([1, -1]))
    )


def _swapped(draw: st.DrawFn, data: bytes, one: bytes) -> bytes:
    other = draw(st.sampled_from(findall(_TAG, data)))
    return data.replace(one, b"@@", 1).replace(other, one, 1).replace(b"@@", other, 1)


def _renamed(draw: st.DrawFn, data: bytes, one: bytes) -> bytes:
    name = one[5 : one.find(b">")]
    return data.replace(b"ceb:" + name + b">", b"ceb:" + name[:-1] + b">", 2)


def _scratched(draw: st.DrawFn, data: bytes, one: bytes) -> bytes:
    at = draw(st.integers(0, len(data) - 1))
    return data[:at] + draw(st.binary(max_size=3)) + data[at + 1 :]


_ACCIDENTS = (
    _filled, _filled, _filled, _filled, _filled, _swapped, _swapped, _renamed, _scratched,
    lambda draw, data, one: data.replace(one, b"", 1),
    lambda draw, data, one: data.replace(one, one * 2, 1),
    lambda draw, data, one: data[: draw(st.integers(0, len(data)))],
)  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, bytes]:
    """A message of the demo office after up to four accidents."""
    code, lines = draw(st.sampled_from(CODES)), draw(st.integers(1, 3))
    mode, numbers = (
        draw(st.sampled_from(["1210", "9610"])),
        draw(st.sets(st.integers(0, 9), min_size=1, max_size=3)),
    )
    data = raw(code, *(purchase(n, lines=lines, mode=mode) for n in sorted(numbers)))
    for _ in range(draw(st.integers(0, 4))):
        fields = findall(_TAG, data)
        if fields:
            data = draw(st.sampled_from(_ACCIDENTS))(draw, data, draw(st.sampled_from(fields)))
    return code, data


@pytest.mark.parametrize("tolerant", [False, True], ids=["strict", "tolerant"])
def test_no_message_crashes_the_door(office, tolerant):
    """Whatever comes is kept and answered; the accounts still add up."""
    Firm.objects.update(tolerant=tolerant)

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(mutated())
    def run(sent: tuple[str, bytes]) -> None:
        code, data = sent
        inbox = InboxMessage.objects.count()
        result = receive(data, office.sender(code))
        assert InboxMessage.objects.count() == inbox + (not result.repeated)
        assert result.documents or result.violations
        for document in result.documents:
            assert document.outcome in ("stored", "repeated", "refused", "not_served")
            assert document.outcome != "refused" or any(v.refuses for v in document.violations)
        try:
            read_message(data, tolerant=tolerant)
        except Unreadable:
            assert Receipt.objects.filter(document_id=result.inbox_id, code="900").exists()

    run()
    assert audit_declarations() == []


@pytest.mark.parametrize("code", CODES)
def test_oddities_in_every_element_end_in_a_finding_there(office, code):
    """Element by element, a text that fits none: refused, and the finding names it."""
    head, lines = purchase(3).sheet(code)
    later = AT + timedelta(minutes=1)
    free = {"note", "goodsInfo", "batchNumbers"}
    for name in head.keys() - free:
        sheet = (head | {name: "\u202e" + "长" * 5000}, lines)
        data = message(code, sheets=[sheet], sender=sender_of(code, parties=PARTIES), dxp_id=PARTIES.dxp_id)
        (result,) = receive_messages([data], actor=office.sender(code), channel="api", at=later)
        paths = {v.path for d in result.documents for v in d.violations if v.refuses}
        assert name in paths, (name, paths)
