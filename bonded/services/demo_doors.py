"""Demo data of the doors: a sheet with an error in it, one that was filed, messages and their answers."""

from datetime import datetime

from django.conf import settings

from bonded.demo import EMS_NO, ITEMS
from bonded.messages.sheets import ITEMS as COLUMNS
from bonded.models import BulkUpload, ZoneMessage
from bonded.services.bulk import check_file, take_bulk, take_over
from bonded.services.zone_answers import answer_firms
from bonded.services.zone_messages import receive_zone_messages
from enterprises.facts import Actor
from enterprises.models import User
from enterprises.selectors import actor_of_user
from kernel.sheets import Page, write_sheets

_EMAIL = "broker@demo.example"
_GOOD = (
    ("RICE-500", "1901109000", "婴幼儿营养米粉 500克", "500克/袋", "140", "601", "142", "36"),
    ("MASK-10", "3304990049", "补水面膜 10片装", "10片/盒", "140", "133", "142", "88"),
)
_MESSAGE = """<Package><EnvelopInfo><version>1.0</version><message_id>{id}</message_id>
<message_type>INV101</message_type></EnvelopInfo><DataInfo><BussinessData><DelcareFlag>{flag}</DelcareFlag>
<InvtMessage><InvtHeadType><PutrecNo>{ems}</PutrecNo><EtpsInnerInvtNo>{own}</EtpsInnerInvtNo>
<InvtType>{type}</InvtType><ImpexpMarkcd>I</ImpexpMarkcd><SupvModecd>5000</SupvModecd>
<TrspModecd>5</TrspModecd><ImpexpPortcd>4908</ImpexpPortcd><StshipTrsarvNatcd>601</StshipTrsarvNatcd>
<DclcusFlag>1</DclcusFlag><DclcusTypecd>2</DclcusTypecd><DclTypecd>1</DclTypecd></InvtHeadType>
<InvtListType><GdsSeqno>1</GdsSeqno><GdsMtno>{item}</GdsMtno><Gdecd>{hs}</Gdecd><DclUnitcd>{unit}</DclUnitcd>
<DclQty>240</DclQty><DclUprcAmt>58</DclUprcAmt><DclTotalAmt>13920</DclTotalAmt><DclCurrcd>142</DclCurrcd>
<Natcd>601</Natcd><GrossWt>260</GrossWt><NetWt>192</NetWt><LotNo>DEMO-26A</LotNo></InvtListType>
</InvtMessage></BussinessData></DataInfo></Package>"""


def make(*, at: datetime) -> int:
    """Hand in two sheets and three messages of the demo zone operator; how many there were to hand in.

    Only in the demo, and only once.
    """
    user = User.objects.filter(email=_EMAIL).first()
    if not settings.PORTAL_DEMO or user is None:
        return 0
    actor = actor_of_user(user, at=at)
    return _sheets(actor, at=at) + _messages(actor, at=at)


def _sheets(actor: Actor, *, at: datetime) -> int:
    """One with an error, kept back; one without, taken over."""
    if BulkUpload.objects.filter(firm_id=actor.firm_id or 0).exists():
        return 0
    bad = (_GOOD[0], (*_GOOD[1][:4], "999", *_GOOD[1][5:]))
    _check(actor, "料件备案 6月.xlsx", bad, at=at)
    number = _check(actor, "料件备案 6月（更正）.xlsx", _GOOD, at=at)
    take_over(actor=actor, at=at, number=number, leave_out=False)
    take_bulk(BulkUpload.objects.get(number=number).pk, at=at)
    return 2


def _check(actor: Actor, name: str, rows: tuple[tuple[str, ...], ...], *, at: datetime) -> str:
    head = [element.zh for element in COLUMNS.elements]
    data = write_sheets([Page("料件", head, rows)])
    return check_file(actor=actor, at=at, kind="items", target_no=EMS_NO, name=name, data=data)


def _messages(actor: Actor, *, at: datetime) -> int:
    """One that is filed, the same once more, one that is refused; and what customs answered."""
    if ZoneMessage.objects.filter(firm_id=actor.firm_id or 0).exists():
        return 0
    item = ITEMS[0]
    said = {"ems": EMS_NO, "item": item.item_record_no, "hs": item.gcode, "unit": item.unit}
    filed = _MESSAGE.format(id="DEMO-1", flag="1", own="DEMO-XML-1", type="0", **said)
    wrong = _MESSAGE.format(id="DEMO-2", flag="1", own="DEMO-XML-2", type="5", **said)
    raw = f"<Packages>{filed}{filed}{wrong}</Packages>".encode()
    count = len(receive_zone_messages(raw, actor=actor, channel="command", at=at))
    answer_firms(at=at)
    return count
