"""Around the lists of one firm: what a waiting one waits for, how many stand where, what to do first."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet

from declarations.models import ImportList, ListState, Order, Receipt
from declarations.rules import kinds
from declarations.rules.acceptance import missing_kinds
from declarations.rules.flow import SUPERSEDED, WAITING
from declarations.selectors.lists import lists_with_documents_of
from declarations.sets.keys import lists_of_firm_documents, pointers_of
from enterprises.facts import Actor

_RECENT = 1000


class Awaited(NamedTuple):
    """A document that has not come, and the firm that has to send it.

    An empty ``sender`` of a payment is the payment firm of the order: ``is_named`` when the order,
    which is another firm's, has come and names it.
    """

    kind: str
    sender: str
    sender_code: str
    is_named: bool = False


class Wait(NamedTuple):
    """What one list waits for, since when and until when."""

    documents: tuple[Awaited, ...]
    since: datetime
    until: datetime | None

    @property
    def is_held(self) -> bool:
        """Whether every document is there and something else is waited for."""
        return all(one.kind in (kinds.GUARANTEE, kinds.SUSPENSION, kinds.STOP) for one in self.documents)


def waits_of(states: Sequence[ListState], *, actor: Actor) -> dict[int, Wait]:
    """What those of these lists that wait are waiting for; three queries however many.

    For the firm that filed them: the senders are those that its own list names, the payment firm only
    for whoever may read the order. Officers are told all of them.
    """
    waiting = {state.subject_id: state for state in states if state.status == WAITING and state.missing}
    if not waiting:
        return {}
    named = ("id", "assure_code", "ebp_code", "ebp_name", "logistics_code", "logistics_name")
    heads = ImportList.objects.only(*named).in_bulk(list(waiting))
    pointers = pointers_of(list(waiting))
    order_ids = [p.order_id for p in pointers.values() if p.order_id]
    orders = Order.objects.only("id", "firm_id", "pay_code", "pay_name").in_bulk(order_ids)
    return {
        list_id: Wait(
            tuple(
                _awaited(kind, heads[list_id], orders.get(pointers[list_id].order_id or 0), actor)
                for kind in missing_kinds(state.missing)
            ),
            state.since,
            state.due_at,
        )
        for list_id, state in waiting.items()
    }


def _awaited(kind: str, head: ImportList, order: Order | None, actor: Actor) -> Awaited:
    if kind == kinds.ORDER:
        return Awaited(kind, head.ebp_name, head.ebp_code)
    if kind == kinds.WAYBILL:
        return Awaited(kind, head.logistics_name, head.logistics_code)
    if kind == kinds.GUARANTEE:
        return Awaited(kind, "", head.assure_code)
    if order is None or kind in (kinds.SUSPENSION, kinds.STOP):
        return Awaited(kind, "", "")
    if actor.kind == "firm" and order.firm_id != actor.firm_id:
        return Awaited(kind, "", "", is_named=True)
    return Awaited(kind, order.pay_name, order.pay_code)


def lists_of_others(
    actor: Actor, *, status: int | None = None, mode: str = "", search: str = ""
) -> QuerySet[ListState]:
    """States of lists that others filed over the firm's documents; search knows only shared numbers."""
    found = lists_with_documents_of(actor)
    if status is not None:
        found = found.filter(status=status)
    if mode:
        found = found.filter(trade_mode=mode)
    if search:
        heads = ImportList.objects.filter(Q(pre_no=search) | Q(order_no=search)).values("id")
        found = found.filter(subject_id__in=heads)
    return found


def counts_by_status(actor: Actor, *, own: bool) -> dict[int, int]:
    """How many of the firm's last thousand lists stand in each status.

    ``own``: those it filed, else those that others filed over its orders, payments and waybills.
    """
    firm_id = actor.firm_id or 0
    if own:
        ids = ImportList.objects.filter(firm_id=firm_id).order_by("-id").values("id")[:_RECENT]
        states = ListState.objects.filter(subject_id__in=ids)
    else:
        others = lists_of_firm_documents(firm_id, limit=_RECENT)
        states = ListState.objects.filter(subject_id__in=others).exclude(firm_id=firm_id)
    found = states.exclude(status=SUPERSEDED).order_by("status").values_list("status")
    return dict(found.annotate(count=Count("subject_id")))


def newest_with(actor: Actor, *, status: int, limit: int = 3) -> list[tuple[str, str, datetime]]:
    """Pre-entry number, order number and time of the firm's newest lists in one status."""
    ids = ImportList.objects.filter(firm_id=actor.firm_id or 0).order_by("-id").values("id")[:_RECENT]
    states = ListState.objects.filter(subject_id__in=ids, status=status).order_by("-subject_id")[:limit]
    since = {state.subject_id: state.since for state in states}
    heads = ImportList.objects.filter(id__in=since).order_by("-id").values_list("id", "pre_no", "order_no")
    return [(pre_no, order_no, since[pk]) for pk, pre_no, order_no in heads]


def receipts_of(actor: Actor, *, code: str = "", status: str = "", search: str = "") -> QuerySet[Receipt]:
    """The receipts of the actor's firm, newest first; ``search`` is a number that stands in them."""
    found = Receipt.objects.filter(firm_id=actor.firm_id or 0)
    if code:
        found = found.filter(code=code)
    if status:
        found = found.filter(status=status)
    if search:
        ids = ImportList.objects.filter(firm_id=actor.firm_id or 0, pre_no=search).values("id")
        found = found.filter(document_id__in=ids) if _is_list(search) else _naming(found, search)
    return found.order_by("-id")


def _is_list(search: str) -> bool:
    return len(search) == 18 and search.startswith("B")


def _naming(found: QuerySet[Receipt], search: str) -> QuerySet[Receipt]:
    """Receipts in which any of the business numbers is the one searched for."""
    wanted = Q()
    for name in ("orderNo", "logisticsNo", "payTransactionId", "copNo", "invtNo"):
        wanted |= Q(**{f"elements__{name}": search})
    return found.filter(wanted)
