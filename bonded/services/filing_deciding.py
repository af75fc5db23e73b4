"""Ledger filings decided: by an officer, or by the portal where nothing speaks for one."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Max

from bonded.models import FilingKind, Ledger, LedgerFiling, LedgerFilingLine, LedgerItem
from bonded.permissions import check_may_book_at
from bonded.rules import filing as law
from bonded.rules import flow, numbers
from bonded.rules.ledger import SUSPENDED
from bonded.selectors.filings import filings, head_of, judged
from bonded.services.numbering import next_no
from bonded.services.standing import FILING_TRAIL
from bonded.services.telling import tell
from enterprises.facts import Actor, News, ToPosts
from enterprises.selectors import suspensions_of
from enterprises.services.steps import notify
from kernel.clock import business_date
from kernel.orm.locks import lock_rows
from kernel.orm.trail import Step, move_many
from kernel.orm.tx import intention, require_transaction
from kernel.refusal import Conflict, Refused, Violation, refusing
from kernel.rules import MOVED_ON

FILE_DECIDERS = frozenset({"officer", "chief"})
_CHANGED = ("gcode", "gname", "spec", "unit", "origin", "currency", "unit_price")


def approve_filing(*, actor: Actor, number: str, at: datetime) -> None:
    """Approve a filing: the ledger is opened or changed, its items are added or changed.

    Raises:
        Refused: not an officer of the office, or what speaks against it now (code lists and ledger move).
        Conflict: somebody decided it, or the firm took it back.
    """
    with intention():
        row = _locked(actor, number=number, at=at)
        apply_filing(row, verb="approve", actor=actor, at=at)
        tell("ledger_file_decided", number=number, firm_id=row.firm_id, filer_id=row.created_by_id, at=at)


def ask_filing(*, actor: Actor, number: str, said: str, at: datetime) -> None:
    """Send a filing back to the firm with a question.

    Raises:
        Refused: not an officer of the office, or nothing said.
        Conflict: somebody decided it, or the firm took it back.
    """
    _speak(actor=actor, number=number, verb="ask", said=said, at=at)


def refuse_filing(*, actor: Actor, number: str, said: str, at: datetime) -> None:
    """Refuse a filing, with the reason.

    Raises:
        Refused: not an officer of the office, or no reason.
        Conflict: somebody decided it, or the firm took it back.
    """
    _speak(actor=actor, number=number, verb="refuse", said=said, at=at)


def apply_filing(row: LedgerFiling, *, verb: str, actor: Actor | None, at: datetime) -> None:
    """Write what a locked filing wants and approve it; ``actor`` None: the portal passes it. A step.

    Raises:
        Refused: something speaks against it now, or customs have suspended the firm.
        Conflict: it is not with customs.
    """
    require_transaction()
    on = business_date(at)
    ledger = _locked_ledger(row)
    lines = list(row.lines.order_by("seq"))
    items = _locked_items(ledger, lines=lines)
    found = judged(row, on=on)
    if refusing(found):
        raise Refused(*found)
    if suspensions_of([row.firm_id], at=at):
        raise Refused(Violation(SUSPENDED, "firm"))
    was = head_of(ledger) if ledger is not None and row.kind == FilingKind.HEAD else None
    if row.kind == FilingKind.HEAD and ledger is not None:
        _change_head(ledger, row=row)
    if ledger is None:
        ledger = _open_ledger(row, actor=actor, at=at)
    _write_items(ledger, lines=lines, items=items)
    values = (ledger.pk, None if actor is None else actor.user_id, actor is None, {**row.head, "was": was})
    step = Step(row.pk, verb, flow.SUBMITTED, values)
    columns = ("ledger_id", "decided_by_id", "auto", "head")
    actor_id = None if actor is None else actor.user_id
    if not move_many(FILING_TRAIL, [step], columns=columns, at=at, actor_id=actor_id):
        raise Conflict(Violation(MOVED_ON))


def tell_office(kind: str, *, number: str, office: str, at: datetime) -> None:
    """Tell the officers of the office that a ledger file waits for them. A step."""
    notify([News(kind, number, ToPosts(office, FILE_DECIDERS))], at=at)


def _speak(*, actor: Actor, number: str, verb: str, said: str, at: datetime) -> None:
    """Send a filing back or refuse it, with words."""
    with intention():
        row = _locked(actor, number=number, at=at)
        found = law.judge_said(said)
        if found:
            raise Refused(*found)
        step = Step(row.pk, verb, row.status, (said.strip(), actor.user_id), said.strip())
        columns = ("said", "decided_by_id")
        if not move_many(FILING_TRAIL, [step], columns=columns, at=at, actor_id=actor.user_id):
            raise Conflict(Violation(MOVED_ON))
        kind = "ledger_file_asked" if verb == "ask" else "ledger_file_decided"
        tell(kind, number=number, firm_id=row.firm_id, filer_id=row.created_by_id, at=at)


def _locked(actor: Actor, *, number: str, at: datetime) -> LedgerFiling:
    """The filing, locked, for an officer of its office, while it waits for one."""
    rows: list[LedgerFiling] = []
    if actor.is_officer:
        rows = lock_rows(filings(actor, on=business_date(at)), keys=[number], key="number")
    if not rows:
        raise Refused(Violation(law.NOT_YOURS))
    check_may_book_at(actor, office=rows[0].office)
    if rows[0].status != flow.SUBMITTED:
        raise Conflict(Violation(MOVED_ON))
    return rows[0]


def _locked_ledger(row: LedgerFiling) -> Ledger | None:
    """The ledger that a filing changes, locked and read anew; None of a new one."""
    if row.ledger_id is None:
        return None
    (row.ledger,) = lock_rows(Ledger, keys=[row.ledger_id])
    return row.ledger


def _locked_items(ledger: Ledger | None, *, lines: Sequence[LedgerFilingLine]) -> dict[str, LedgerItem]:
    """The items that stand already, locked, so that nothing moves them while they are judged."""
    if ledger is None:
        return {}
    wanted = [line.item_record_no for line in lines]
    keys = ledger.items.filter(item_record_no__in=wanted).values_list("pk", flat=True)
    return {item.item_record_no: item for item in lock_rows(LedgerItem, keys=list(keys))}


def _open_ledger(row: LedgerFiling, *, actor: Actor | None, at: datetime) -> Ledger:
    """The new ledger under the next number that no ledger has."""
    head, _ = law.read_head(row.head, new=True)
    number = next_no(numbers.LEDGER, office=row.office, at=at)
    while Ledger.objects.filter(ems_no=number).exists():
        number = next_no(numbers.LEDGER, office=row.office, at=at)
    assert head.valid_from is not None
    return Ledger.objects.create(
        ems_no=number,
        firm_id=row.firm_id,
        office=row.office,
        valid_from=head.valid_from,
        valid_to=head.valid_to,
        opened_at=at,
        opened_by_id=None if actor is None else actor.user_id,
        house_name=head.house_name,
        house_address=head.house_address,
        area_m2=head.area_m2,
        cycle_months=head.cycle_months,
    )


def _change_head(ledger: Ledger, *, row: LedgerFiling) -> None:
    """Write the wanted head on the locked ledger."""
    head, _ = law.read_head(row.head, new=False)
    Ledger.objects.filter(pk=ledger.pk).update(**{name: getattr(head, name) for name in law.CHANGED_FIELDS})


def _write_items(ledger: Ledger, *, lines: Sequence[LedgerFilingLine], items: dict[str, LedgerItem]) -> None:
    """Add new items behind the last one, write the others anew; only what moves nothing is written."""
    last = ledger.items.aggregate(last=Max("seq"))["last"] or 0
    fresh = []
    for line in lines:
        values = {name: getattr(line, name) for name in _CHANGED} | {"gname": line.gname.strip()}
        known = items.get(line.item_record_no)
        if known is not None:
            LedgerItem.objects.filter(pk=known.pk).update(**values)
            continue
        last += 1
        fresh.append(LedgerItem(ledger=ledger, item_record_no=line.item_record_no, seq=last, **values))
    LedgerItem.objects.bulk_create(fresh)
    for line in lines:
        line.modified = line.item_record_no in items
    LedgerFilingLine.objects.bulk_update(lines, ["modified"])
