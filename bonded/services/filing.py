"""Ledger filings, the firm's side: draft a ledger, a change or items, hand them in, take them back."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Max

from bonded.models import FilingKind, Ledger, LedgerFiling, LedgerFilingLine
from bonded.permissions import check_may_file_for
from bonded.rules import filing as law
from bonded.rules import numbers
from bonded.rules.filing import ItemDraft
from bonded.selectors.filings import EDITABLE, codes_of, filings, head_of, judged, known_items, routed
from bonded.selectors.ledgers import ledger as ledger_of
from bonded.services.filing_deciding import apply_filing, tell_office
from bonded.services.numbering import next_no
from bonded.services.standing import FILING_TRAIL
from codelists.selectors import code_book
from enterprises.facts import Actor
from kernel.clock import business_date
from kernel.orm.ids import reserve
from kernel.orm.locks import lock_rows
from kernel.orm.trail import Entry, Step, enter_many, move_many
from kernel.orm.tx import intention
from kernel.refusal import Conflict, Refused, Violation, refusing
from kernel.rules import MOVED_ON

_ENTERING = ("number", "kind", "firm_id", "ledger_id", "office", "head", "created_by_id", "auto", "said")


def draft_filing(
    *,
    actor: Actor,
    at: datetime,
    kind: str,
    ems_no: str = "",
    firm_id: int | None = None,
    office: str = "",
    head: Mapping[str, str] | None = None,
) -> str:
    """Begin a filing; its number. ``ems_no`` names the ledger, or ``firm_id`` and ``office`` a new one's.

    A draft may hold anything that was typed; what is wrong with it is said when it is handed in.

    Raises:
        Refused: neither holder nor agent, a suspended firm, an unknown ledger or office, a closed ledger.
    """
    with intention():
        return begin_filing(
            actor=actor, at=at, kind=kind, ems_no=ems_no, firm_id=firm_id, office=office, head=head
        )


def begin_filing(
    *,
    actor: Actor,
    at: datetime,
    kind: str,
    ems_no: str = "",
    firm_id: int | None = None,
    office: str = "",
    head: Mapping[str, str] | None = None,
) -> str:
    """``draft_filing`` inside the caller's transaction; a step. It takes a number: lock nothing after it.

    Raises:
        Refused: as ``draft_filing``.
    """
    if kind not in FilingKind.values:
        raise Refused(Violation(law.BAD_KIND, "kind"))
    ledger = None if kind == FilingKind.LEDGER else _ledger(actor, ems_no=ems_no, at=at)
    holder = ledger.firm_id if ledger is not None else (firm_id or actor.firm_id or 0)
    check_may_file_for(actor, firm_id=holder, at=at)
    place = ledger.office if ledger is not None else office
    if place not in code_book(on=business_date(at)).offices:
        raise Refused(Violation(law.UNKNOWN_OFFICE, "office", args=(("office", place),)))
    typed = {**(head_of(ledger) if ledger else {}), **dict(head or {}), "office": place}
    (pk,) = reserve(1)
    number = next_no(numbers.FILING, office=place, at=at)
    values = (
        number, kind, holder, ledger.pk if ledger else None, place, typed, actor.user_id, False, "",
    )  # fmt: skip
    enter_many(FILING_TRAIL, [Entry(pk, "draft", values)], columns=_ENTERING, at=at, actor_id=actor.user_id)
    return number


def save_head(*, actor: Actor, number: str, head: Mapping[str, str], at: datetime) -> tuple[Violation, ...]:
    """Keep what was typed of the head, whatever it is; what is wrong with the filing so far.

    Raises:
        Refused: no such filing of the actor's.
        Conflict: it is not with the firm.
    """
    with intention():
        row = _locked(actor, number=number, at=at)
        typed = {name: str(head.get(name) or "").strip()[:500] for name in law.HEAD_FIELDS}
        row.head = {**row.head, **typed, "office": row.office}
        LedgerFiling.objects.filter(pk=row.pk).update(head=row.head)
        return judged(row, on=business_date(at))


def save_line(
    *, actor: Actor, number: str, item: ItemDraft, at: datetime, seq: int | None = None
) -> tuple[Violation, ...]:
    """Add an item to a draft, or write line ``seq`` anew; what is wrong with that line, kept all the same.

    Raises:
        Refused: no such filing or line, one too many, or the record number stands on another line.
        Conflict: it is not with the firm.
    """
    with intention():
        row = _locked(actor, number=number, at=at)
        on = business_date(at)
        _check_room(row, item=item, seq=seq, most=int(code_book(on=on).number("bonded.filing_lines")))
        known = known_items(row.ledger_id, record_nos=[item.item_record_no])
        values = {**item._asdict(), "modified": bool(known)}
        if seq is None:
            last = row.lines.aggregate(last=Max("seq"))["last"] or 0
            LedgerFilingLine.objects.create(filing_id=row.pk, seq=last + 1, **values)
        elif not row.lines.filter(seq=seq).update(**values):
            raise Refused(Violation(law.NO_SUCH_LINE, args=(("line", str(seq)),)))
        return law.judge_line(item, codes=codes_of(on=on), known=known.get(item.item_record_no))


def save_lines(
    *, actor: Actor, number: str, items: Sequence[ItemDraft], at: datetime
) -> tuple[Violation, ...]:
    """Replace all items of a draft; what is wrong with them (``lines[n].field``), kept all the same.

    Raises:
        Refused: no such filing, too many items, or a record number that stands twice.
        Conflict: it is not with the firm.
    """
    with intention():
        row = _locked(actor, number=number, at=at)
        on = business_date(at)
        known = known_items(row.ledger_id, record_nos=[item.item_record_no for item in items])
        most = int(code_book(on=on).number("bonded.filing_lines"))
        found = law.judge_lines(items, codes=codes_of(on=on), known=known, most=most)
        unfit = [one for one in found if one.rule in (law.TOO_MANY, law.TWICE)]
        if unfit:
            raise Refused(*unfit)
        row.lines.all().delete()
        LedgerFilingLine.objects.bulk_create(
            LedgerFilingLine(
                filing_id=row.pk, seq=seq, modified=item.item_record_no in known, **item._asdict()
            )
            for seq, item in enumerate(items, start=1)
        )
        return found


def remove_line(*, actor: Actor, number: str, seq: int, at: datetime) -> None:
    """Take an item out of a draft.

    Raises:
        Refused: no such filing or line.
        Conflict: it is not with the firm.
    """
    with intention():
        row = _locked(actor, number=number, at=at)
        if not row.lines.filter(seq=seq).delete()[0]:
            raise Refused(Violation(law.NO_SUCH_LINE, args=(("line", str(seq)),)))


def submit_filing(*, actor: Actor, number: str, at: datetime) -> bool:
    """Hand a filing in: True where it passed by itself, False where it waits for an officer.

    Raises:
        Refused: everything that is wrong with it, or a suspended firm; it stays as it was.
        Conflict: it is not with the firm any more.
    """
    with intention():
        row = _locked(actor, number=number, at=at)
        check_may_file_for(actor, firm_id=row.firm_id, at=at)
        on = business_date(at)
        found = judged(row, on=on)
        if refusing(found):
            raise Refused(*found)
        why = routed(row, on=on)
        note = " ".join(dict.fromkeys(one.rule.code for one in why))
        _move(
            row,
            verb="submit",
            columns=("submitted_at", "said"),
            values=(at, ""),
            actor=actor,
            at=at,
            note=note,
        )
        if why:
            tell_office("ledger_file_to_decide", number=number, office=row.office, at=at)
            return False
        apply_filing(row, verb="pass", actor=None, at=at)
        return True


def withdraw_filing(*, actor: Actor, number: str, at: datetime) -> None:
    """Take a filing back that customs have not decided; a suspended firm may.

    Raises:
        Refused: no such filing of the actor's.
        Conflict: it was decided meanwhile.
    """
    with intention():
        row = _locked(actor, number=number, at=at, editable=False)
        _move(row, verb="withdraw", columns=(), values=(), actor=actor, at=at)


def _ledger(actor: Actor, *, ems_no: str, at: datetime) -> Ledger:
    """The ledger that is filed for: the actor's own or a principal's, not closed."""
    try:
        found = ledger_of(actor, ems_no=ems_no, on=business_date(at))
    except Ledger.DoesNotExist:
        raise Refused(Violation(law.NO_LEDGER, "ems_no", args=(("ems_no", ems_no),))) from None
    if found.closed_on is not None:
        raise Refused(Violation(law.CLOSED, "ems_no", args=(("ems_no", ems_no),)))
    return found


def _locked(actor: Actor, *, number: str, at: datetime, editable: bool = True) -> LedgerFiling:
    """The filing, locked, for whoever may file for its firm.

    Raises:
        Conflict: ``editable``, and it is not with the firm.
    """
    rows: list[LedgerFiling] = []
    if not actor.is_officer:
        rows = lock_rows(filings(actor, on=business_date(at)), keys=[number], key="number")
    if not rows:
        raise Refused(Violation(law.NOT_YOURS))
    if editable and rows[0].status not in EDITABLE:
        raise Conflict(Violation(MOVED_ON))
    return rows[0]


def _check_room(row: LedgerFiling, *, item: ItemDraft, seq: int | None, most: int) -> None:
    """The record number stands on no other line, and there is room for one more."""
    same = row.lines.filter(item_record_no=item.item_record_no)
    if (same if seq is None else same.exclude(seq=seq)).exists():
        args = (("item", item.item_record_no),)
        raise Refused(Violation(law.TWICE, "itemRecordNo", args=args))
    if seq is None and row.lines.count() >= most:
        raise Refused(Violation(law.TOO_MANY, args=(("most", str(most)),)))


def _move(
    row: LedgerFiling,
    *,
    verb: str,
    columns: Sequence[str],
    values: Sequence[object],
    actor: Actor,
    at: datetime,
    note: str = "",
) -> None:
    """One move of a locked filing.

    Raises:
        Conflict: it does not stand where the move begins.
    """
    step = Step(row.pk, verb, row.status, values, note)
    if not move_many(FILING_TRAIL, [step], columns=columns, at=at, actor_id=actor.user_id):
        raise Conflict(Violation(MOVED_ON))
