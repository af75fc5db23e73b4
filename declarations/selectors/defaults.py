"""What a new import list starts with: what the portal knows of the firm and the day."""

from datetime import datetime

from bonded.models import Ledger
from bonded.selectors import ledgers
from declarations.rules.content_list import BONDED, DIRECT
from declarations.selectors.drafts import Content
from enterprises.facts import Actor
from enterprises.selectors import own_firm
from kernel.clock import business_date

_CHINA = "142"
_ROAD = "4"
_NO_BAR_CODE = "无"


def starting_content(actor: Actor, *, at: datetime) -> Content:
    """An empty list of the firm: itself as declarant and guarantor, today, its own ledger if it has one."""
    firm = own_firm(actor)
    ledger = next(iter(_own_ledgers(actor)), None)
    head = {
        "tradeMode": BONDED if ledger else DIRECT,
        "appType": "1",
        "packNo": "1",
        "agentCode": firm.customs_code,
        "agentName": firm.name_zh,
        "assureCode": firm.customs_code,
        "declTime": f"{business_date(at):%Y%m%d}",
        "freight": "0",
        "insuredFee": "0",
    }
    if ledger is not None:
        head |= {"emsNo": ledger.ems_no, "customsCode": ledger.office, "portCode": ledger.office}
        head |= {"areaCode": firm.customs_code, "areaName": firm.name_zh}
    return for_mode(Content(head, (starting_line(),)))


def starting_line() -> dict[str, str]:
    """A new line."""
    return {"barCode": _NO_BAR_CODE}


def for_mode(content: Content) -> Content:
    """The content with what its mode always has: bonded goods come from the zone, by road unless said."""
    head = dict(content.head)
    if head.get("tradeMode") == BONDED:
        head["country"] = _CHINA
        head["trafMode"] = head.get("trafMode") or _ROAD
    elif head.get("country") == _CHINA:
        head["country"] = ""
    return content._replace(head=head)


def _own_ledgers(actor: Actor) -> list[Ledger]:
    return list(ledgers(actor).order_by("ems_no")[:1])
