"""Messages of the zone system as a firm's system would write them; every name and number is made up."""

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

HEADS = {"INV101": "InvtHeadType", "SAS101": "AppHead", "SAS111": "StockHead", "SAS121": "PassportHead"}
LINES = {"INV101": "InvtListType", "SAS101": "AppGoods", "SAS111": "StockGoods", "SAS121": "PassportList"}
WRAPPERS = {
    "INV101": "InvtMessage", "SAS101": "AppMessage", "SAS111": "StockMessage", "SAS121": "PassPortMessage",
}  # fmt: skip
DSIG = "http://www.w3.org/2000/09/xmldsig#"


def _upper(name: str) -> str:
    return name[:1].upper() + name[1:]


def _entity(tag: str, values: Mapping[str, str]) -> str:
    rows = "".join(f"<{_upper(name)}>{escape(value)}</{_upper(name)}>" for name, value in values.items())
    return f"<{tag}>{rows}</{tag}>"


def package(
    code: str,
    head: Mapping[str, str],
    lines: Sequence[Mapping[str, str]] = (),
    *,
    flag: str = "1",
    message_id: str = "M-1",
) -> str:
    """One package; element names begin with a capital, as clients write them."""
    rows = "".join(_entity(LINES[code], line) for line in lines)
    parts = f"{_entity(HEADS[code], head)}{rows}<OperCusRegCode>x</OperCusRegCode>"
    body = f"<{WRAPPERS[code]}>{parts}</{WRAPPERS[code]}>"
    return (
        "<Package><EnvelopInfo><version>1.0</version>"
        f"<message_id>{message_id}</message_id><message_type>{code}</message_type></EnvelopInfo>"
        "<DataInfo><PocketInfo><pocket_id>1</pocket_id></PocketInfo><BussinessData>"
        f"<DelcareFlag>{flag}</DelcareFlag>{body}</BussinessData></DataInfo></Package>"
    )


def signed(inner: str) -> bytes:
    """The package inside the signature that real clients send it in."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Signature xmlns="{DSIG}"><SignedInfo/><SignatureValue/>'
        f'<Object Id="String">{inner}</Object></Signature>'
    ).encode()


def several(*packages: str) -> bytes:
    """Several packages in one body."""
    return f"<Packages>{''.join(packages)}</Packages>".encode()


def inventory(**said: str) -> dict[str, str]:
    """The head of an ordinary inventory that comes in from abroad."""
    return {
        "putrecNo": "T4921W000001", "etpsInnerInvtNo": "IN-1", "invtType": "0", "impexpMarkcd": "I",
        "bizopEtpsno": "430168A004", "supvModecd": "5000", "trspModecd": "5", "impexpPortcd": "4908",
        "stshipTrsarvNatcd": "601", "dclcusFlag": "1", "dclcusTypecd": "2", "dclTypecd": "1", **said,
    }  # fmt: skip


def goods(**said: str) -> dict[str, str]:
    """A line of ten tins."""
    return {
        "gdsSeqno": "1", "gdsMtno": "MILK-800", "gdecd": "1901101000", "dclUnitcd": "122", "dclQty": "10",
        "dclUprcAmt": "2.5", "dclTotalAmt": "25", "dclCurrcd": "142", "natcd": "601", "grossWt": "10",
        "netWt": "9", **said,
    }  # fmt: skip
