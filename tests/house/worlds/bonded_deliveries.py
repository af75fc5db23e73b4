"""Deliveries of the firm: applications and documents in each state that an address begins from."""

from bonded.models import BatchPeriod
from bonded.services import batch_gathering
from kernel import clock
from tests.bonded.delivering import apply_for, deliver, gone
from tests.office import Office


def things(office: Office) -> dict[str, object]:
    """The numbers that addresses take; the pages look at the wall clock."""
    at = clock.now()
    draft = apply_for(office, at=at, submit=False)
    live, batched = apply_for(office, at=at), apply_for(office, at=at)
    doc, kept = deliver(office, live, at=at), deliver(office, live, at=at, submit=False)
    gone(office, live, at=at)
    gone(office, batched, at=at)
    first = BatchPeriod.objects.get(application=live).period_from
    made = batch_gathering.gather_now(actor=office.broker, at=at, application_no=batched.number, first=first)
    (inventory,) = made.inventories
    day = first.isoformat()
    return {
        "bonded:application.number": live.number,
        "bonded:application_edit.number": draft.number,
        "bonded:application_change.number": live.number,
        "bonded:application_act.number": draft.number,
        "bonded:application_act.act": "submit",
        "bonded:stock_doc_new.number": live.number,
        "bonded:stock_doc.number": doc.number,
        "bonded:stock_doc_edit.number": kept.number,
        "bonded:stock_doc_act.number": doc.number,
        "bonded:stock_doc_act.act": "void",
        "bonded:batch.number": live.number,
        "bonded:batch.first": day,
        "bonded:batch_gather.number": live.number,
        "bonded:batch_gather.first": day,
        "bonded:batch_confirm.number": inventory,
        "bonded:batch_take_apart.number": inventory,
    }
