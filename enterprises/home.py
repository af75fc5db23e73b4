"""What a firm's home page offers for each kind: which messages this kind sends, and where."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from enterprises.models import FirmKindName


class Card(NamedTuple):
    """One thing that a kind of firm sends or keeps; ``link`` names a page that may not be there."""

    icon: str
    title: str | Promise
    text: str | Promise
    message: str
    link: str
    action: str | Promise


_ORDER = Card(
    "shopping-cart",
    _("Electronic orders"),
    _("Each order with its lines, prices, buyer and what was actually paid."),
    "CEB311",
    "declarations:upload",
    _("Upload messages"),
)
_PAYMENT = Card(
    "credit-card",
    _("Payment vouchers"),
    _("Who paid how much for which order, as your own records say."),
    "CEB411",
    "declarations:upload",
    _("Upload messages"),
)
_WAYBILL = Card(
    "truck",
    _("Waybills"),
    _("The parcel of an order: number, weight, freight, consignee."),
    "CEB511",
    "declarations:upload",
    _("Upload messages"),
)
_LIST = Card(
    "file-check-corner",
    _("Import lists"),
    _("The declaration itself: it is matched with order, payment and waybill, taxed and decided."),
    "CEB621",
    "declarations:new",
    _("New import list"),
)
_LEDGER = Card(
    "warehouse",
    _("Bonded ledgers"),
    _("What stands in the zone, what is pre-booked and what has left."),
    "BWS",
    "bonded:ledgers",
    _("Open ledgers"),
)

CARDS: dict[str, tuple[Card, ...]] = {
    FirmKindName.PLATFORM: (_ORDER,),
    FirmKindName.MERCHANT: (_ORDER,),
    FirmKindName.PAYMENT: (_PAYMENT,),
    FirmKindName.LOGISTICS: (_WAYBILL,),
    FirmKindName.DECLARANT: (_LIST,),
    FirmKindName.ZONE_OPERATOR: (_LEDGER,),
}
