"""Writing what was judged: statuses by the trail, line taxes, findings and receipts of lists."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from codelists.facts import CodeBook
from declarations.models import ListEvent, ListState
from declarations.rules import flow, numbers
from declarations.rules.acceptance import GUARANTEE_SHORT, UNTIL_CUSTOMS
from declarations.rules.waiting import due_at
from declarations.services.judging import ACCEPT, REJECT, WAIT, Judged
from declarations.services.receipts import ListReceipt, send_list_receipts
from declarations.services.storing import store_findings, store_line_taxes
from declarations.sets.lists import bind_documents, set_missing
from kernel.clock import business_date
from kernel.money import settle
from kernel.orm.series import next_numbers
from kernel.orm.trail import Entry, Step, Trail, enter_many, move_many

LIST_TRAIL = Trail(state=ListState, event=ListEvent, flow=flow.LIST_FLOW)

_BOUND = ("order_id", "payment_id", "waybill_id")
_ENTERING = (
    "office", "trade_mode", "firm_id", "principal_id", "plan_no", "missing", "due_at", "round",
    "invt_no", "full_tax", "value_fen", "duty_fen", "consumption_tax_fen", "vat_fen", "accepted_at", *_BOUND,
)  # fmt: skip
_ACCEPTING = (
    "plan_no", "missing", "due_at", "round", "invt_no", "full_tax",
    "value_fen", "duty_fen", "consumption_tax_fen", "vat_fen", "accepted_at", *_BOUND,
)  # fmt: skip
_REJECTING = ("round", "missing", "due_at", *_BOUND)


class Stand(NamedTuple):
    """Where a list stands before this judgement; ``status`` None while it has no status yet.

    ``due_at``: when its waiting ends, inherited from the version that it replaces. ``principal_id``:
    the merchant that a new list is filed for. ``missing``: what a waiting one waits for.
    """

    status: int | None
    round: int
    firm_id: int
    due_at: datetime | None = None
    principal_id: int | None = None
    missing: int = 0


def stand_of(state: ListState) -> Stand:
    """Where a list with a status stands."""
    return Stand(state.status, state.round, state.firm_id, state.due_at, state.principal_id, state.missing)


def write_judged(
    judged: Sequence[Judged],
    *,
    stands: dict[int, Stand],
    book: CodeBook,
    at: datetime,
    actor_id: int | None,
) -> None:
    """Write statuses, numbers, taxes, findings and receipts of judged lists.

    A list that already stood on the accepted side only moves when it is rejected now.
    """
    changed = [j for j in judged if _changes(j, stands[j.lst.id])]
    numbers_given = _list_numbers([j for j in changed if j.action == ACCEPT], at=at)
    _enter(changed, stands, numbers_given, book=book, at=at, actor_id=actor_id)
    _move(changed, stands, numbers_given, at=at, actor_id=actor_id)
    bind_documents([(j.lst.id, *j.pointers[1:]) for j in judged if _stays(j, stands[j.lst.id])])
    _wait_on([j for j in judged if _still_waits(j, stands[j.lst.id])], stands, book=book, at=at)
    _write_taxes([j for j in changed if j.action == ACCEPT])
    store_findings(
        [(j.lst.id, _next_round(stands[j.lst.id]), v) for j in changed for v in j.violations], at=at
    )
    send_list_receipts(
        [
            ListReceipt(
                list_id=j.lst.id,
                verb=j.action,
                source=stands[j.lst.id].status,
                invt_no=numbers_given.get(j.lst.id, ""),
                violations=j.violations,
            )
            for j in changed
        ],
        at=at,
    )


def store_only(
    lists: Sequence[Judged], *, stands: dict[int, Stand], at: datetime, actor_id: int | None
) -> None:
    """Give lists that are only stored (appStatus 1) their status and receipt; nothing is judged."""
    enter_many(
        LIST_TRAIL,
        [
            Entry(
                j.lst.id,
                "store",
                (*_where(j, stands[j.lst.id]), "", 0, None, 1, "", False, 0, 0, 0, 0, None, None, None, None),
            )
            for j in lists
        ],
        columns=_ENTERING,
        at=at,
        actor_id=actor_id,
    )
    send_list_receipts([ListReceipt(list_id=j.lst.id, verb="store", source=None) for j in lists], at=at)


def supersede(stands: Iterable[tuple[int, int]], *, at: datetime, actor_id: int | None) -> None:
    """Close older revisions (id, status) that a newer version replaces."""
    move_many(
        LIST_TRAIL,
        [Step(list_id, "supersede", status) for list_id, status in stands],
        at=at,
        actor_id=actor_id,
    )


def _changes(one: Judged, stand: Stand) -> bool:
    if stand.status in flow.UNDECIDED:
        return one.action == REJECT
    return not (stand.status == flow.WAITING and one.action == WAIT)


def _stays(one: Judged, stand: Stand) -> bool:
    """Accepted before and still in order, perhaps on a newer version of a document."""
    return stand.status in flow.UNDECIDED and one.action != REJECT


def _still_waits(one: Judged, stand: Stand) -> bool:
    return stand.status == flow.WAITING and one.action == WAIT


def _next_round(stand: Stand) -> int:
    return stand.round if stand.status is None else stand.round + 1


def _list_numbers(accepted: Sequence[Judged], *, at: datetime) -> dict[int, str]:
    """A list number for each accepted list, from the series of its office and year."""
    year = business_date(at).year
    by_office: dict[str, list[int]] = {}
    for one in accepted:
        by_office.setdefault(one.lst.customs_code, []).append(one.lst.id)
    given: dict[int, str] = {}
    for office in sorted(by_office):
        ids = by_office[office]
        taken = next_numbers("list", scope=f"{office}{year}I", count=len(ids))
        for list_id, number in zip(ids, taken, strict=True):
            given[list_id] = numbers.invt_no(office, on=business_date(at), serial=number)
    return given


def _wait_on(waiting: Sequence[Judged], stands: dict[int, Stand], *, book: CodeBook, at: datetime) -> None:
    """Note for what these go on waiting, and until when."""
    set_missing([(j.lst.id, j.verdict.missing, _due(j, stands[j.lst.id], book=book, at=at)) for j in waiting])


def _where(one: Judged, stand: Stand) -> tuple[object, ...]:
    return one.lst.customs_code, one.lst.trade_mode, stand.firm_id, stand.principal_id


def _due(one: Judged, stand: Stand, *, book: CodeBook, at: datetime) -> datetime | None:
    """When the waiting ends: never by itself where customs must end something, later for a guarantee."""
    bits = one.verdict.missing
    if bits & UNTIL_CUSTOMS:
        return None
    if bits & GUARANTEE_SHORT:
        known = stand.due_at if stand.missing & GUARANTEE_SHORT else None
        return known or due_at(at, hours=book.number("wait.guarantee_hours"))
    return stand.due_at or due_at(at, hours=book.number("wait.hours"))


def _outcome(
    one: Judged, stand: Stand, invt_no: str, *, due_at: datetime | None, at: datetime
) -> tuple[object, ...]:
    accepted = one.action == ACCEPT
    assessment = one.verdict.assessment
    value = settle(assessment.dutiable_value) if accepted and assessment else 0
    taxes = one.tax_fen if accepted else (0, 0, 0)
    return (
        one.plan_no if accepted else "", one.verdict.missing, due_at if one.action == WAIT else None,
        _next_round(stand), invt_no,
        accepted and one.verdict.full_tax, value, *taxes, at if accepted else None, *_bound(one),
    )  # fmt: skip


def _bound(one: Judged) -> tuple[int | None, ...]:
    """The documents a judged list stands on; a waiting list stands on whatever is live."""
    return (None, None, None) if one.action == WAIT else one.pointers[1:]


def _enter(
    judged: Sequence[Judged],
    stands: dict[int, Stand],
    given: dict[int, str],
    *,
    book: CodeBook,
    at: datetime,
    actor_id: int | None,
) -> None:
    entries = [
        Entry(
            j.lst.id,
            j.action,
            (
                *_where(j, stands[j.lst.id]),
                *_outcome(
                    j,
                    stands[j.lst.id],
                    given.get(j.lst.id, ""),
                    due_at=_due(j, stands[j.lst.id], book=book, at=at),
                    at=at,
                ),
            ),
        )
        for j in judged
        if stands[j.lst.id].status is None
    ]
    # To hand a list over is the firm's act; accepting or rejecting it is the portal's.
    handed = [e for e in entries if e.verb == WAIT]
    decided = [e for e in entries if e.verb != WAIT]
    enter_many(LIST_TRAIL, handed, columns=_ENTERING, at=at, actor_id=actor_id)
    enter_many(LIST_TRAIL, decided, columns=_ENTERING, at=at, actor_id=None)


def _move(
    judged: Sequence[Judged],
    stands: dict[int, Stand],
    given: dict[int, str],
    *,
    at: datetime,
    actor_id: int | None,
) -> None:
    accepted, rejected = [], []
    for one in judged:
        stand = stands[one.lst.id]
        if stand.status is None:
            continue
        if one.action == ACCEPT:
            values = _outcome(one, stand, given[one.lst.id], due_at=None, at=at)
            accepted.append(Step(one.lst.id, ACCEPT, stand.status, values))
        else:
            rejected.append(
                Step(
                    one.lst.id,
                    REJECT,
                    stand.status,
                    (_next_round(stand), one.verdict.missing, None, *_bound(one)),
                )
            )
    move_many(LIST_TRAIL, accepted, columns=_ACCEPTING, at=at, actor_id=None)
    move_many(LIST_TRAIL, rejected, columns=_REJECTING, at=at, actor_id=None)


def _write_taxes(accepted: Sequence[Judged]) -> None:
    store_line_taxes(
        [
            (j.lst.id, t.gnum, t.dutiable_value, t.customs_duty, t.consumption_tax, t.value_added_tax)
            for j in accepted
            if j.verdict.assessment
            for t in j.verdict.assessment.lines
        ]
    )
