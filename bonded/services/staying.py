"""Goods sent out for repair, testing, display or as a mould that stay outside: declared like a delivery."""

from datetime import datetime

from bonded.models import StockDoc
from bonded.permissions import check_may_decide_deliveries, check_may_deliver
from bonded.rules import batches as batches_law
from bonded.rules import numbers
from bonded.rules import stock_docs as law
from bonded.selectors import batches as batches_read
from bonded.selectors import stock_docs as selectors
from bonded.services import booking, deliveries
from bonded.services.batch_gathering import flip, make_centralised
from bonded.services.numbering import next_no
from bonded.services.stock_docs import locked
from enterprises.facts import Actor, News, ToFirm
from enterprises.services.steps import notify
from kernel.clock import business_date
from kernel.orm.tx import intention
from kernel.refusal import Refused


def declare_outside(*, actor: Actor, at: datetime, number: str) -> str:
    """Draft the centralised inventory of what is outside of a document and stays there; its number.

    The firm checks its prices and hands it in; an entry declaration follows, and its payment restores
    the guarantee and closes the document. Taken apart, the goods are to come back again. The term does
    not matter: it is how goods that are overdue are cleared, too.

    Raises:
        StockDoc.DoesNotExist: none that the actor may see.
        Refused: not theirs, nothing stays outside, it still moves, or it is in a declaration already.
        Conflict: it is busy at this moment.

    Source: SAS111 centralizedDclTypecd and rltBondInvtNo; lines of type 1 come from attached documents.
    """
    name = _name(actor, number=number, at=at)
    with intention():
        row = locked(actor, number=number, at=at)
        if actor.is_officer:
            check_may_decide_deliveries(actor, office=row.office)
        else:
            check_may_deliver(actor, firm_id=row.firm_id, at=at)
        found = law.judge_staying(selectors.staying_of(row))
        if found:
            raise Refused(*found)
        (bundle,) = batches_law.bundle(batches_read.gatherable([row]))
        inventory = make_centralised(
            row.application, bundle=bundle, number=name, period_id=None, at=at, actor_id=actor.user_id
        )
        flip(inventory, documents=[row], at=at, actor_id=actor.user_id)
        booking.take_over(deliveries.hand_overs(inventory), at=at, actor_id=actor.user_id)
        notify([News("batch_drafted", name, ToFirm(row.firm_id))], at=at)
    return name


def _name(actor: Actor, *, number: str, at: datetime) -> str:
    """The inventory's number, in a transaction of its own: a series is locked last of all."""
    row: StockDoc = selectors.document(actor, number=number, on=business_date(at))
    with intention():
        return next_no(numbers.INVENTORY, office=row.office, at=at, letter=row.direction)
