"""Import lists as rows: a firm's own, an officer's offices', and the rows of a queue."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db.models import Q, QuerySet

from declarations.models import ImportList, ListLine, ListState
from declarations.sets.keys import lists_of_firm_documents
from enterprises.facts import Actor

_MODES = {"1210", "9610"}


class ListRow(NamedTuple):
    """One list as a table row; money in fen."""

    list_id: int
    pre_no: str
    invt_no: str
    revision: int
    office: str
    trade_mode: str
    status: int
    since: datetime
    missing: int
    agent_name: str
    ebc_name: str
    order_no: str
    logistics_no: str
    value_fen: int
    tax_fen: int
    lines: int
    goods: str


def lists_for(
    actor: Actor, *, status: int | None = None, mode: str = "", search: str = ""
) -> QuerySet[ListState]:
    """States of the lists the actor may see, newest first by key; page them and call ``queue_rows``.

    A firm sees the lists it filed; ``lists_with_documents_of`` has those that others filed over its
    documents. Search is exact on pre-entry, list, order and waybill numbers.
    """
    found = ListState.objects.order_by("-subject_id")
    if actor.kind == "firm":
        found = found.filter(firm_id=actor.firm_id or 0)
    elif actor.kind == "officer":
        found = found.filter(office__in=actor.offices)
    if status is not None:
        found = found.filter(status=status)
    if mode in _MODES:
        found = found.filter(trade_mode=mode)
    return found.filter(_matching(search)) if search.strip() else found


def _matching(search: str) -> Q:
    word = search.strip()
    heads = ImportList.objects.filter(Q(pre_no=word) | Q(order_no=word) | Q(logistics_no=word)).values("id")
    return Q(invt_no=word) | Q(subject_id__in=heads)


def lists_with_documents_of(actor: Actor) -> QuerySet[ListState]:
    """States of lists that others filed for the actor, or over its orders, payments or waybills."""
    firm_id = actor.firm_id or 0
    ids = lists_of_firm_documents(firm_id)
    return (
        ListState.objects.filter(Q(subject_id__in=ids) | Q(principal_id=firm_id, principal_id__isnull=False))
        .exclude(firm_id=actor.firm_id or 0)
        .order_by("-subject_id")
    )


def firms_of_lists(ids: Sequence[int]) -> dict[int, frozenset[int]]:
    """The declarant and the merchant of each of these lists, as far as the portal knows them."""
    rows = ListState.objects.filter(subject_id__in=ids).values_list("subject_id", "firm_id", "principal_id")
    return {pk: frozenset(firm for firm in theirs if firm is not None) for pk, *theirs in rows}


def queue_rows(ids: Sequence[int]) -> dict[int, ListRow]:
    """Rows of these lists by id, unscoped: the caller has chosen ids the actor may see."""
    states = {s.subject_id: s for s in ListState.objects.filter(subject_id__in=ids)}
    heads = ImportList.objects.filter(id__in=ids).only(
        "id", "pre_no", "revision", "agent_name", "ebc_name", "order_no", "logistics_no"
    )
    lines: dict[int, list[str]] = {}
    for list_id, name in (
        ListLine.objects.filter(list_id__in=ids).order_by("list_id", "gnum").values_list("list_id", "gname")
    ):
        lines.setdefault(list_id, []).append(name)
    return {
        head.id: _row(head, states[head.id], lines.get(head.id, [])) for head in heads if head.id in states
    }


def _row(head: ImportList, state: ListState, goods: list[str]) -> ListRow:
    return ListRow(
        list_id=head.id,
        pre_no=head.pre_no,
        invt_no=state.invt_no,
        revision=head.revision,
        office=state.office,
        trade_mode=state.trade_mode,
        status=state.status,
        since=state.since,
        missing=state.missing,
        agent_name=head.agent_name,
        ebc_name=head.ebc_name,
        order_no=head.order_no,
        logistics_no=head.logistics_no,
        value_fen=state.value_fen,
        tax_fen=state.duty_fen + state.consumption_tax_fen + state.vat_fen,
        lines=len(goods),
        goods=goods[0] if goods else "",
    )
