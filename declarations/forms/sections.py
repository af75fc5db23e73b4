"""Which elements of an import list the form asks for, in which section, mode and kind of field."""

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from declarations.messages.definitions import Element, Kind
from declarations.rules.content_list import BONDED, DIRECT
from declarations.rules.drafts import ONLY_BONDED, ONLY_DIRECT

Word = str | Promise


class Section(NamedTuple):
    """One part of the head; ``rare`` elements stand folded away under the others."""

    key: str
    title: Word
    text: Word
    elements: tuple[str, ...]
    rare: tuple[str, ...] = ()


SECTIONS = (
    Section(
        "parcel",
        _("Order and parcel"),
        _("One order, one parcel, one list."),
        ("tradeMode", "orderNo", "logisticsNo", "copNo", "grossWeight", "netWeight", "packNo"),
        ("appType", "wrapType", "licenseNo", "note"),
    ),
    Section(
        "parties",
        _("Parties"),
        _("Codes as they stand in the order and the waybill: customs code, credit code or platform number."),
        (
            "ebpCode", "ebpName", "ebcCode", "ebcName", "logisticsCode", "logisticsName",
            "agentCode", "agentName", "assureCode",
        ),
    ),
    Section(
        "transport",
        _("Customs and transport"),
        "",
        (
            "customsCode", "portCode", "declTime", "emsNo", "areaCode", "areaName", "trafMode",
            "trafNo", "voyageNo", "billNo", "country", "ieDate",
        ),
        ("loctNo",),
    ),
    Section(
        "buyer",
        _("Buyer"),
        _("The person who ordered: as in the order, and as on the identity card. Kept encrypted."),
        ("buyerName", "buyerIdNumber", "buyerTelephone", "consigneeAddress"),
    ),
    Section(
        "amounts",
        _("Freight and insurance"),
        _("In CNY (142); 0 where there is none. The tax is worked out from the lines."),
        ("freight", "insuredFee"),
    ),
)  # fmt: skip
LINE_ELEMENTS = (
    "itemRecordNo", "gcode", "gname", "gmodel", "country", "qty", "unit", "price", "totalPrice",
    "qty1", "unit1", "qty2", "unit2", "barCode",
)  # fmt: skip
LINE_RARE = ("itemNo", "itemName", "tradeCountry", "note")

MODES = (BONDED, DIRECT)
# Always the same in this channel; sent along so that every door gives the same message.
FIXED = {"ieFlag": "I", "appStatus": "2", "buyerIdType": "1", "currency": "142"}
LINE_FIXED = {"currency": "142"}
# Given by the portal, never typed.
GIVEN = frozenset({"guid", "appTime", "preNo", "invtNo", "gnum"})

HINTS: Mapping[str, Word] = {
    "orderNo": _("The platform's number; the order must be sent under the same."),
    "logisticsNo": _("The parcel's number at the carrier."),
    "copNo": _("Your own number for this list, if you use one."),
    "packNo": _("Always 1 in this channel."),
    "netWeight": _("Kilograms, not above the gross weight."),
    "grossWeight": _("Kilograms."),
    "assureCode": _("Who guarantees the tax: declarant, merchant, platform or carrier."),
    "emsNo": _("The zone ledger that the goods are taken from."),
    "declTime": _("Not later than today."),
    "country": _("Bonded: 142. Direct: where the parcel was dispatched."),
    "buyerIdNumber": _("18 characters; a final X is a capital."),
    "gcode": _("Ten digits of the tariff."),
    "gmodel": _("Brand, specification, ingredients."),
    "qty1": _("In the legal unit."),
    "qty2": _("Only where the tariff has a second unit."),
    "totalPrice": _("Price times quantity, CNY."),
    "barCode": _("无 where there is none."),
    "itemRecordNo": _("The item of the ledger (料号)."),
    "appType": _("1 new; 2 change of a list that is stored, waiting or rejected."),
    "trafMode": _("Direct: the leg across the border. Bonded: the leg out of the zone."),
}
# Hints that would be wrong for a field of the same name in a line.
LINE_HINTS: Mapping[str, Word] = {"country": _("Country of origin.")}

DATALISTS = {
    "unit": "units",
    "unit1": "units",
    "unit2": "units",
    "country": "countries",
    "tradeCountry": "countries",
    "emsNo": "ledgers",
    "itemRecordNo": "records",
}
SELECTS = {
    "tradeMode": "modes",
    "appType": "app_types",
    "customsCode": "offices",
    "portCode": "offices",
    "trafMode": "transport_modes",
    "wrapType": "package_types",
}
LOOKUPS = frozenset({"ebpCode", "ebcCode", "logisticsCode", "agentCode", "areaCode"})
WIDE = frozenset({"consigneeAddress", "gcode", "gname", "gmodel", "note", "itemName"})


def is_wanted(element: Element, *, mode: str) -> bool:
    """Whether the field is marked as required: by the schema, or by the mode."""
    by_mode = ONLY_BONDED - {"areaName"} if mode == BONDED else ONLY_DIRECT
    return element.required or element.name in by_mode


def keyboard(element: Element) -> dict[str, str]:
    """What a phone's keyboard should offer."""
    if element.kind is Kind.DECIMAL:
        return {"inputmode": "decimal"}
    if element.kind is Kind.INT or element.name == "gcode":
        return {"inputmode": "numeric"}
    if element.name == "buyerTelephone":
        return {"inputmode": "tel"}
    return {}
