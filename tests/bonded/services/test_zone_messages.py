"""Messages of the zone system do what the form does, are answered at once and told of every move once."""

from datetime import timedelta
from zlib import decompress

import pytest
from lxml import etree

from bonded.demo import ITEMS
from bonded.messages.writing import write_answers, write_common
from bonded.models import (
    Application,
    GatePass,
    Inventory,
    InventoryEvent,
    LedgerItem,
    StockDoc,
    Vehicle,
    ZoneAnswer,
    ZoneMessage,
)
from bonded.rules import flow
from bonded.selectors.zone_answers import answers_after
from bonded.services.inventories import void_inventory
from bonded.services.inventory_booking import declaration_released, set_entry_no
from bonded.services.inventory_deciding import approve_inventory, refuse_inventory
from bonded.services.zone_answers import answer_firms, ready
from bonded.services.zone_messages import common_of, receive_zone_messages
from enterprises.models import Firm, FirmGrade
from kernel.orm.feeds import Cursor
from kernel.orm.keys import unseal
from kernel.orm.tx import intention
from kernel.refusal import Refused
from tests.bonded.inventory_world import counters, ride
from tests.bonded.messages import zone_samples as samples
from tests.office import AT, open_office

ITEM = ITEMS[0]


@pytest.fixture
def office(office_stage, db):
    return office_stage()


def goods(qty: str = "10", **said: str) -> dict[str, str]:
    return samples.goods(
        gdsMtno=ITEM.item_record_no, gdecd=ITEM.gcode, dclUnitcd=ITEM.unit, dclQty=qty,
        dclTotalAmt=str(int(qty) * 5 / 2), **said,
    )  # fmt: skip


def send(office, *packages: str, actor=None):
    raw = packages[0].encode() if len(packages) == 1 else samples.several(*packages)
    return receive_zone_messages(raw, actor=actor or office.broker, channel="api", at=AT)


def inv101(flag: str = "1", *, lines=None, **said: str) -> str:
    return samples.package("INV101", samples.inventory(**said), lines or [goods()], flag=flag)


def codes(result) -> list[str]:
    return sorted({v.rule.code for v in result.violations})


def told(firm_id: int) -> list[tuple[str, str, str]]:
    rows = ZoneAnswer.objects.filter(firm_id=firm_id).order_by("id")
    return [(row.code, row.elements["result"]["typecd"], row.result) for row in rows]


def test_a_draft_is_kept_filed_and_voided_by_its_pre_entry_number(office):
    """DelcareFlag 0 keeps, the pre-entry number leads back to it, type 3 voids."""
    (kept,) = send(office, inv101("0"))
    row = Inventory.objects.get()
    assert kept.taken and kept.subject_no == row.number and row.status == flow.DRAFT
    assert kept.pre_no == f"2026{row.pk:014d}"
    (filed,) = send(office, inv101(seqNo=kept.pre_no, trspModecd="2"))
    row.refresh_from_db()
    assert filed.taken, filed.violations
    assert (row.status, row.booking, row.traf_mode) == (flow.APPROVED, flow.PRE_BOOKED, "2")
    (again,) = send(office, inv101(seqNo=kept.pre_no, dclTypecd="2"))
    assert codes(again) == ["MSG-49"]
    (gone,) = send(office, inv101(bondInvtNo=row.number, dclTypecd="3"))
    row.refresh_from_db()
    assert gone.taken, gone.violations
    assert (row.status, row.booking, counters()[2]) == (flow.VOID, flow.NOT_BOOKED, 0)


def test_the_same_own_number_without_a_pre_entry_number_is_a_duplicate(office):
    """Sent twice, it is filed once, and the second answer says under which number."""
    first, second = send(office, inv101(), inv101())
    assert first.taken and not second.taken and codes(second) == ["MSG-47"]
    assert second.pre_no == first.pre_no and Inventory.objects.count() == 1
    common = etree.fromstring(write_common([common_of(second)]))
    assert common.findtext("DealFlag") == "-1" and first.pre_no in common.findtext("CheckInfo")
    assert common.findtext("SeqNo") == first.pre_no


def test_what_customs_refuse_stays_as_a_draft_with_its_reasons(office):
    """As on the form: drafted and handed in are two acts; the corrected message names the number."""
    have = LedgerItem.objects.get(item_record_no=ITEM.item_record_no).usable_qty
    too_much = inv101(impexpMarkcd="E", lines=[goods(str(int(have) + 1))])
    (result,) = send(office, too_much)
    assert not result.taken and result.pre_no
    assert Inventory.objects.get().status == flow.DRAFT
    assert ZoneMessage.objects.get().outcome == "refused"
    (result,) = send(office, inv101(impexpMarkcd="E", seqNo=result.pre_no, lines=[goods("1")]))
    assert result.taken, result.violations


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"bizopEtpsno": "430166A001"}, "MSG-52"),
        ({"seqNo": "123"}, "MSG-51"),
        ({"seqNo": "202600000000000001"}, "MSG-48"),
        ({"bondInvtNo": "QD492126I000000099"}, "MSG-48"),
        ({"dclTypecd": "3"}, "MSG-48"),
        ({"dclcusFlag": "2"}, "MSG-56"),
    ],
)
def test_what_is_refused_writes_no_paper(office, said, code):
    (result,) = send(office, inv101(**said))
    assert codes(result) == [code] and not Inventory.objects.exists()
    row = ZoneMessage.objects.get()
    assert (row.outcome, row.findings[0][1]) == ("refused", code)


def test_strangers_neither_file_for_the_ledger_nor_see_its_papers(office):
    """The shop has no ledger and is nobody's agent."""
    (mine,) = send(office, inv101("0"))
    (result,) = send(office, inv101(etpsInnerInvtNo="X"), actor=office.shop)
    assert codes(result) != [] and not result.taken
    (result,) = send(office, inv101(bondInvtNo=mine.subject_no, dclTypecd="3"), actor=office.shop)
    assert codes(result) == ["MSG-48"]
    with pytest.raises(Refused):
        receive_zone_messages(b"<x/>", actor=office.officer, channel="api", at=AT)
    assert Inventory.objects.count() == 1


def test_every_message_is_kept_sealed_as_it_came(office):
    """Also one that is nonsense; the bytes are readable with the key of their own row only."""
    send(office, inv101())
    receive_zone_messages(b"nonsense", actor=office.broker, channel="api", at=AT)
    good, bad = ZoneMessage.objects.order_by("id")
    assert (good.outcome, good.code, good.own_no) == ("taken", "INV101", "IN-1")
    assert (bad.outcome, bad.findings[0][1]) == ("refused", "XML-01")
    assert b"IN-1" not in bytes(good.raw)
    plain = decompress(unseal(bytes(good.raw), table="bonded_zonemessage", row_id=good.pk))
    assert b"IN-1" in plain


def test_one_fault_does_not_stop_the_others(office):
    results = send(office, inv101(invtType="7"), inv101(etpsInnerInvtNo="IN-2"))
    assert [r.taken for r in results] == [False, True]


def test_a_whole_delivery_by_messages(office):
    """Application, in/out document and gate pass; the papers are those of the form."""
    firm = Firm.objects.get(pk=office.broker.firm_id)
    Vehicle.objects.create(
        plate="湘A12345", firm=firm, office="4921", tare_kg=8000, valid_from=AT.date(),
        valid_to=AT.date() + timedelta(days=300), recorded_at=AT,
    )  # fmt: skip
    application = samples.package(
        "SAS101",
        {
            "etpsPreentNo": "AP-1", "dclTypecd": "1", "businessTypecd": "D", "directionTypecd": "E",
            "areainOriactNo": "T4921W000001", "areaoutEtpsSccd": "91430100MA4L16JQ9B",
            "areaoutEtpsNm": "长沙检测有限公司", "dpstLevyBlNo": "430168A004", "validTime": "20260630",
            "rmk": "出区检测",
        },
        [{"sasDclSeqno": "1", "gdsMtno": ITEM.item_record_no, "dclQty": "20", "dclUprcAmt": "5"}],
    )  # fmt: skip
    (result,) = send(office, application)
    assert result.taken, result.violations
    row = Application.objects.get()
    assert row.status == flow.APPROVED and str(row.valid_to) == "2026-07-01"
    document = samples.package(
        "SAS111",
        {"etpsPreentNo": "CK-1", "dclTypecd": "1", "sasDclNo": row.number, "stockTypecd": "E"},
        [{"sasStockSeqno": "1", "sasDclSeqno": "1", "dclQty": "5", "grossWt": "6", "netWt": "5"}],
    )
    (result,) = send(office, document)
    assert result.taken, result.violations
    doc = StockDoc.objects.get()
    gate_pass = samples.package(
        "SAS121",
        {
            "etpsPreentNo": "HF-1", "dclTypecd": "1", "passportTypecd": "4", "ioTypecd": "E",
            "bindTypecd": "2", "rltTbTypecd": "2", "rltNo": doc.number, "vehicleNo": "湘A12345",
            "vehicleWt": "8000", "totalGrossWt": "6", "totalNetWt": "5", "totalWt": "8006",
        },
    )  # fmt: skip
    (draft,) = send(office, gate_pass.replace("<DelcareFlag>1", "<DelcareFlag>0"))
    assert codes(draft) == ["MSG-55"]
    (result,) = send(office, gate_pass)
    assert result.taken, result.violations
    one = GatePass.objects.get()
    assert (one.status, one.lines.get().qty) == (flow.PASS_APPROVED, 5)
    void = {"dclTypecd": "3", "passportNo": one.number, "passportTypecd": "4", "ioTypecd": "E"}
    void |= {"vehicleNo": "湘A12345", "vehicleWt": "8000", "totalWt": "8006", "rmk": "另行安排车辆"}
    (result,) = send(office, samples.package("SAS121", void))
    one.refresh_from_db()
    assert result.taken and one.status == flow.PASS_VOID
    void = {"dclTypecd": "3", "sasStockNo": doc.number}
    (result,) = send(office, samples.package("SAS111", void))
    doc.refresh_from_db()
    assert result.taken and doc.status == flow.VOID
    later = application.replace("20260630", "20260731").replace(
        "<DclTypecd>1", f"<DclTypecd>2</DclTypecd><SasDclNo>{row.number}</SasDclNo><x>"
    ).replace("<x></DclTypecd>", "")  # fmt: skip
    (result,) = send(office, later)
    row.refresh_from_db()
    assert result.taken, result.violations
    assert row.wanted_at is not None


@pytest.mark.django_db(transaction=True)
def test_every_move_is_told_once_in_the_official_codes(transactional_db):
    """Stored, pre-booked, the declaration's number, booked: each once, however often the reader runs."""
    office = open_office()
    firm_id = office.broker.firm_id
    (result,) = send(office, inv101())
    assert answer_firms(at=AT)["inventory"] == 2
    row = Inventory.objects.get()
    with intention():
        set_entry_no([row.pk], entry_no="492120261000000001", at=AT)
    answer_firms(at=AT)
    ride(row)
    with intention():
        declaration_released([row.pk], at=AT, actor_id=None)
    answer_firms(at=AT, limit=1)
    assert answer_firms(at=AT) == {}
    assert told(firm_id) == [
        ("INV201", "1", "Y"), ("INV201", "1", "4"), ("INV202", "1", "1"), ("INV211", "1", "1"),
    ]  # fmt: skip
    rows, _cursor = answers_after(firm_id, cursor=Cursor(), limit=10)
    tree = etree.fromstring(write_answers(ready(rows, receiver="430168A004"), after="x"))
    booked = tree[3].find("DataInfo/BussinessData/INV211/BondInvtBsc")
    assert {name: booked.findtext(name) for name in ("vrfdedMarkcd", "entryStucd", "invtIochkptStucd")} == {
        "vrfdedMarkcd": "2", "entryStucd": "1", "invtIochkptStucd": "3",
    }  # fmt: skip
    assert tree[0].findtext("DataInfo/BussinessData/INV201/HdeApprResult/etpsPreentNo") == result.pre_no
    assert ZoneAnswer.objects.exclude(firm_id=firm_id).count() == 0


@pytest.mark.django_db(transaction=True)
def test_an_officers_decision_is_told_with_its_words(transactional_db):
    """To manual, refused with the reason, filed anew, approved, deleted."""
    office = open_office()
    FirmGrade.objects.filter(firm_id=office.broker.firm_id, valid_to=None).update(grade="dishonest")
    (result,) = send(office, inv101())
    number = result.subject_no
    refuse_inventory(actor=office.officer, number=number, reason="数量与舱单不符", at=AT)
    send(office, inv101(seqNo=result.pre_no))
    approve_inventory(actor=office.officer, number=number, at=AT)
    void_inventory(actor=office.broker, number=number, reason="客户取消订单", at=AT)
    answer_firms(at=AT)
    assert told(office.broker.firm_id) == [
        ("INV201", "1", "Y"), ("INV201", "1", "2"), ("INV201", "1", "3"), ("INV201", "1", "Y"),
        ("INV201", "1", "2"), ("INV201", "1", "4"), ("INV201", "3", "1"),
    ]  # fmt: skip
    refused = ZoneAnswer.objects.get(result="3")
    assert refused.elements["notes"] == ["数量与舱单不符"]
    assert InventoryEvent.objects.filter(verb="submit").count() == 2


def test_a_fault_of_the_portal_is_said_and_logged(office, monkeypatch, caplog):
    """The sender is answered all the same, and the message is kept."""
    monkeypatch.setattr("bonded.services.zone_messages.carry_out", lambda desk: 1 / 0)
    (result,) = send(office, inv101())
    assert codes(result) == ["MSG-54"] and "ZeroDivisionError" in caplog.text
    assert ZoneMessage.objects.get().outcome == "refused"
