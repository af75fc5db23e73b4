"""What the firm ``broker`` sent and typed itself: an order, a payment and a waybill, a draft, an upload."""

from datetime import date

from declarations.demo import PARTIES
from declarations.models import InboxMessage, Order, Payment, Receipt, Waybill
from declarations.samples import declare, message
from declarations.selectors.drafts import Content
from declarations.services.drafts import save_draft
from declarations.services.receive import receive_messages
from declarations.services.uploads import Given, take_upload
from enterprises.models import FirmKind, User
from enterprises.selectors import actor_of_user
from tests.office import AT, Office, purchase, raw

_DRAFT = "D20260512-7KQ2MXPA"
_US = PARTIES.declarant
_OURS = PARTIES._replace(platform=_US, merchant=_US, payment=_US, carrier=_US)


def things(office: Office) -> dict[str, object]:
    """The names that addresses take; the firm is a platform, a payer and a carrier besides."""
    for kind in ("platform", "payment", "logistics"):
        FirmKind.objects.create(firm_id=office.broker.firm_id, kind=kind, valid_from=date(2020, 1, 1))
    broker = actor_of_user(User.objects.get(email="broker@demo.example"), at=AT)
    own = declare(77, parties=_OURS, at=AT)
    for code in ("311", "411", "511"):
        sent = message(code, sheets=[own.sheet(code)], sender=_US, dxp_id=PARTIES.dxp_id)
        receive_messages([sent], actor=broker, channel="api", at=AT)
    save_draft(_DRAFT, version=0, content=Content({"orderNo": "EB77"}, ()), actor=broker, at=AT)
    upload = take_upload([Given("621.xml", raw("621", purchase(78)))], actor=broker, at=AT)
    ours = broker.firm_id
    order, payment = Order.objects.get(firm_id=ours), Payment.objects.get(firm_id=ours)
    waybill = Waybill.objects.get(firm_id=ours)
    first = InboxMessage.objects.filter(firm_id=ours).order_by("pk")[0].pk
    return {
        "declarations:order.code": order.ebp_code,
        "declarations:order.number": order.order_no,
        "declarations:payment.code": payment.pay_code,
        "declarations:payment.number": payment.pay_transaction_id,
        "declarations:waybill.code": waybill.logistics_code,
        "declarations:waybill.number": waybill.logistics_no,
        "declarations:message.number": first,
        "declarations:message_raw.number": first,
        "declarations:receipt.number": Receipt.objects.filter(firm_id=ours).order_by("pk")[0].pk,
        **{f"declarations:{name}.number": _DRAFT for name in ("draft", "draft_save", "draft_delete")},
        "declarations:upload_progress.number": upload.number,
    }
