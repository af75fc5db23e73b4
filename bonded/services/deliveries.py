"""What becomes of in/out documents when their goods pass the gate, are declared, are paid for; steps."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db.models import F

from bonded.facts import HandOver, Part
from bonded.models import (
    Application,
    ApplicationLine,
    Direction,
    Gathered,
    Inventory,
    StockDoc,
    StockDocLine,
)
from bonded.rules import applications as applications_law
from bonded.rules import batches as batches_law
from bonded.rules import flow
from bonded.rules import stock_docs as law
from bonded.selectors import batches as batches_read
from bonded.selectors import stock_docs as selectors
from bonded.selectors.applications import return_days
from bonded.services import booking
from bonded.services.batches import lock_papers as lock_papers
from bonded.services.batches import lock_papers_of_inventories as lock_papers_of_inventories
from bonded.services.batches import open_period, settle_periods
from bonded.services.standing import STOCK_DOC_TRAIL
from enterprises.facts import GuaranteeHold, News, ToPosts
from enterprises.selectors import drawn_of
from enterprises.services.steps import (
    deduct_guarantees,
    judge_deductions,
    notify,
    open_guarantees,
    restore_guarantees,
)
from kernel.clock import business_date
from kernel.orm.locks import is_noted
from kernel.orm.trail import Step, move_many
from kernel.orm.tx import require_transaction
from kernel.refusal import Conflict, Refused, Violation
from kernel.rules import MOVED_ON

_ZERO = Decimal(0)
_CHIEFS = frozenset({"officer", "chief"})


@dataclass
class _Passing:
    """Documents that were touched at the gate, as they stand now, with what that changes."""

    documents: list[StockDoc]
    lines: dict[int, list[StockDocLine]]
    passed: dict[int, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    back: dict[int, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    given: list[Part] = field(default_factory=list)
    taken: list[Part] = field(default_factory=list)


def after_passage(document_ids: Collection[int], *, at: datetime, actor_id: int | None) -> None:
    """Bring everything that hangs on these documents to where their goods are now.

    The application counts what is out and back, a batch delivery gets its period, other goods their day
    of return, the guarantee is deducted with the first goods out and restored with the last ones back;
    goods that come back give back their pre-booking. Called again it changes nothing.

    Raises:
        Conflict: the guarantee or the ledger items were busy.
    """
    _follow(document_ids, at=at, actor_id=actor_id)


def after_undo(document_ids: Collection[int], *, at: datetime, actor_id: int | None) -> None:
    """The same after a passage was taken back; ``check_undo`` was asked before.

    Raises:
        Refused: what came back has been promised to others.
    """
    check_undo(document_ids)
    _follow(document_ids, at=at, actor_id=actor_id)


def check_undo(document_ids: Collection[int]) -> None:
    """Whether a passage of these documents may be taken back; asked before anything is moved.

    Raises:
        Refused: the document is in a centralised declaration, or goods of it have come back since.
    """
    require_transaction()
    rows = StockDoc.objects.filter(pk__in=set(document_ids))
    rows = rows.select_related("inventory", "returns__inventory")
    found = []
    for row in rows.order_by("pk"):
        if row.inventory is not None:
            args = (("no", row.number), ("inventory", row.inventory.number))
            found.append(Violation(law.IN_DECLARATION, args=args))
        if row.returns is not None and row.returns.inventory is not None:
            args = (("no", row.returns.number), ("inventory", row.returns.inventory.number))
            found.append(Violation(law.IN_DECLARATION, args=args))
        if row.lines.filter(back_qty__gt=0).exists():
            found.append(Violation(law.RETURNS_OUT, args=(("no", row.number),)))
    if found:
        raise Refused(*found)


def hand_overs(inventory: Inventory) -> list[HandOver]:
    """Which document lines hand their pre-booking to which lines of a centralised inventory.

    The bundle is made again from its documents, which do not change once they are gathered.
    """
    documents = batches_read.gathered_in(inventory)
    bundles = batches_law.bundle(batches_read.gatherable(documents))
    return [
        HandOver(doc_id, line, inventory.pk, one.seq, to_no=inventory.number)
        for made in bundles
        for one in made.lines
        for doc_id, line in one.sources
    ]


def hand_backs(inventory: Inventory) -> list[HandOver]:
    """The reverse of ``hand_overs``, when the documents are taken out again."""
    documents = batches_read.gathered_in(inventory)
    bundles = batches_law.bundle(batches_read.gatherable(documents))
    numbers = {row.pk: row.number for row in documents}
    lines = selectors.lines_by_document(list(numbers))
    qty = {(line.document_id, line.seq): line.qty - line.back_qty for rows in lines.values() for line in rows}
    return [
        HandOver(inventory.pk, one.seq, doc_id, line, qty[doc_id, line], numbers[doc_id])
        for made in bundles
        for one in made.lines
        for doc_id, line in one.sources
    ]


def detached(inventory_ids: Collection[int], *, at: datetime, actor_id: int | None) -> int:
    """Centralised inventories were voided: their documents wait, or are to come back, again; how many.

    The caller has called ``lock_papers_of_inventories`` first, and handed the pre-bookings back.
    """
    rows = _of_inventories(inventory_ids, gathered=Gathered.GATHERED)
    steps = [Step(row.pk, "detach", row.status, (_before(row), None, None)) for row in rows]
    _move(steps, columns=("gathered", "inventory_id", "declared_at"), at=at, actor_id=actor_id)
    _settle(rows, at=at, actor_id=actor_id)
    return len(rows)


def entry_declared(inventory_ids: Collection[int], *, at: datetime, actor_id: int | None) -> None:
    """The entry declarations of these centralised inventories were handed in."""
    _mark_declared(inventory_ids, when=at, at=at, actor_id=actor_id)


def entry_withdrawn(inventory_ids: Collection[int], *, at: datetime, actor_id: int | None) -> None:
    """The entry declarations of these centralised inventories were withdrawn or sent back."""
    _mark_declared(inventory_ids, when=None, at=at, actor_id=actor_id)


def declared_and_paid(inventory_ids: Collection[int], *, at: datetime, actor_id: int | None) -> int:
    """What these centralised inventories owe is paid: documents declared, guarantees restored; how many.

    Call it before anything that ranks after an application is locked. A second call does nothing.

    Source: the guarantee comes back on payment, not on filing (§ batch deliveries, Decree 581 Article 20).
    """
    require_transaction()
    lock_papers_of_inventories(inventory_ids)
    rows = _of_inventories(inventory_ids, gathered=Gathered.GATHERED)
    steps = [Step(row.pk, "declare", row.status, (Gathered.DECLARED.value,)) for row in rows]
    _move(steps, columns=("gathered",), at=at, actor_id=actor_id)
    for lines in selectors.lines_by_document([row.pk for row in rows]).values():
        for line in lines:
            of = ApplicationLine.objects.filter(pk=line.application_line_id)
            of.update(declared_qty=F("declared_qty") + line.qty - line.back_qty)
    StockDoc.objects.filter(pk__in=[row.pk for row in rows]).update(due_on=None, overdue_at=None)
    _settle(rows, at=at, actor_id=actor_id)
    restore_guarantees([row.pk for row in rows], at=at, actor_id=actor_id)
    return len(rows)


def _follow(document_ids: Collection[int], *, at: datetime, actor_id: int | None) -> None:
    require_transaction()
    rows = StockDoc.objects.filter(pk__in=set(document_ids))
    rows = rows.select_related("application__firm", "application__ledger", "firm", "returns")
    documents = list(rows.order_by("pk"))
    lines = selectors.lines_by_document([row.pk for row in documents])
    passing = _Passing(documents, lines)
    for row in documents:
        if row.returns_id is None:
            _went_out(passing, row=row, at=at, actor_id=actor_id)
    _came_back(passing)
    _count(passing)
    if passing.given:
        booking.give_back_parts(passing.given, at=at, actor_id=actor_id)
    if passing.taken:
        booking.take_back_parts(passing.taken, at=at, actor_id=actor_id)
    _secure(passing, at=at, actor_id=actor_id)


def _went_out(passing: _Passing, *, row: StockDoc, at: datetime, actor_id: int | None) -> None:
    """First movements: the period of a batch delivery, the day of return of other goods."""
    now = sum((line.passed_qty for line in passing.lines[row.pk]), _ZERO)
    columns: dict[str, object] = {}
    of = row.application
    if now and row.passed_at is None:
        columns["passed_at"] = at
        if of.business == applications_law.BATCH:
            columns["period_id"] = open_period(of, at=at, actor_id=actor_id).pk
        else:
            on = business_date(at)
            days = return_days(of, on=on)
            columns["due_on"] = law.due_on(passed_on=on, term_days=days, valid_to=of.valid_to)
    elif not now and row.passed_at is not None:
        columns = {"passed_at": None, "period_id": None, "due_on": None, "reminded": None, "overdue_at": None}
    if not columns:
        return
    touched = {row.period_id, columns.get("period_id")} - {None}
    StockDoc.objects.filter(pk=row.pk).update(**columns)
    row.refresh_from_db(fields=list(columns))
    if touched and is_noted("bonded_batchperiod"):
        settle_periods([pk for pk in touched if isinstance(pk, int)], at=at, actor_id=actor_id)


def _came_back(passing: _Passing) -> None:
    """Returns: what each line that went out has got back, and the pre-booking that goes with it."""
    out_ids = {row.returns_id for row in passing.documents if row.returns_id is not None}
    out_ids |= {row.pk for row in passing.documents if row.returns_id is None}
    came = selectors.came_back(out_ids)
    for line in StockDocLine.objects.filter(document_id__in=out_ids).order_by("document_id", "seq"):
        now = came.get(line.pk, _ZERO)
        change = now - line.back_qty
        if not change:
            continue
        StockDocLine.objects.filter(pk=line.pk).update(back_qty=now)
        passing.back[line.application_line_id] += change
        part = Part(line.document_id, line.seq, abs(change))
        (passing.given if change > 0 else passing.taken).append(part)
    known = {row.pk for row in passing.documents}
    others = StockDoc.objects.filter(pk__in=out_ids - known)
    others = others.select_related("application__firm", "application__ledger", "firm", "returns")
    passing.documents += list(others.order_by("pk"))
    passing.lines |= selectors.lines_by_document(out_ids)


def _count(passing: _Passing) -> None:
    """What the lines of the applications have out and back, from the lines of all their documents."""
    ids = {line.application_line_id for lines in passing.lines.values() for line in lines}
    for line in ApplicationLine.objects.filter(pk__in=ids).order_by("pk"):
        of = StockDocLine.objects.filter(
            application_line=line, document__returns__isnull=True, document__status=flow.APPROVED
        )
        out = sum(of.values_list("passed_qty", flat=True), _ZERO)
        back = sum(of.values_list("back_qty", flat=True), _ZERO)
        if (out, back) != (line.passed_qty, line.back_qty):
            ApplicationLine.objects.filter(pk=line.pk).update(passed_qty=out, back_qty=back)


def _secure(passing: _Passing, *, at: datetime, actor_id: int | None) -> None:
    """Guarantees: deducted once something is out, restored when all is back, held again after an undo."""
    rows = [r for r in passing.documents if r.returns_id is None and r.direction == Direction.OUT]
    drawn = drawn_of([row.pk for row in rows])
    deduct, restore, hold = [], [], []
    for row in rows:
        lines = passing.lines[row.pk]
        out = any(line.passed_qty > 0 for line in lines)
        home = out and all(line.back_qty == line.qty for line in lines)
        has = drawn.get(row.pk)
        if has is None or not row.drawn_fen:
            _close_term(row, home=home)
            continue
        if home and has.used_fen:
            restore.append(row)
        elif out and not home and has.held_fen:
            deduct.append(row)
        elif out and not home and not has.used_fen:
            hold.append(row)
            deduct.append(row)
        elif not out and has.used_fen:
            restore.append(row)
            hold.append(row)
        _close_term(row, home=home)
    restore_guarantees([row.pk for row in restore], at=at, actor_id=actor_id)
    for row in hold:
        _hold(row, at=at, actor_id=actor_id)
    _deduct(deduct, at=at, actor_id=actor_id)


def _close_term(row: StockDoc, *, home: bool) -> None:
    """Nothing is owed any more once all is back; the term runs again when a return is undone."""
    if home and row.due_on is not None:
        StockDoc.objects.filter(pk=row.pk).update(due_on=None, overdue_at=None)
    elif not home and row.due_on is None and row.passed_at is not None and _comes_back(row):
        on = business_date(row.passed_at)
        of: Application = row.application
        until = law.due_on(passed_on=on, term_days=return_days(of, on=on), valid_to=of.valid_to)
        StockDoc.objects.filter(pk=row.pk).update(due_on=until)


def _comes_back(row: StockDoc) -> bool:
    return row.application.business in applications_law.RETURNING


def _hold(row: StockDoc, *, at: datetime, actor_id: int | None) -> None:
    """Hold again what the document drew."""
    of = row.application
    code = row.firm.customs_code if of.exempt else of.guarantor_code
    desk = open_guarantees([code], on=business_date(at))
    desk.take(GuaranteeHold(row.pk, code, row.drawn_fen, row.number, for_firm=row.firm_id))
    desk.write(at=at, actor_id=actor_id)


def _deduct(rows: Sequence[StockDoc], *, at: datetime, actor_id: int | None) -> None:
    """Deduct what may be deducted; what is frozen stays held, and the office is told: the goods are gone."""
    if not rows:
        return
    ids = [row.pk for row in rows]
    kept = judge_deductions(ids, on=business_date(at))
    deduct_guarantees([pk for pk in ids if pk not in kept], at=at, actor_id=actor_id)
    notify(
        [
            News("stock_doc_unsecured", row.number, ToPosts(row.office, _CHIEFS))
            for row in rows
            if row.pk in kept
        ],
        at=at,
    )


def _of_inventories(inventory_ids: Collection[int], *, gathered: Gathered) -> list[StockDoc]:
    rows = StockDoc.objects.filter(inventory_id__in=set(inventory_ids), gathered=gathered)
    return list(rows.select_related("application").order_by("pk"))


def _before(row: StockDoc) -> int:
    """What a gathered document was before: a delivery that waits, or goods that are to come back."""
    return Gathered.NOT_DUE.value if _comes_back(row) else Gathered.WAITING.value


def _mark_declared(
    inventory_ids: Collection[int], *, when: datetime | None, at: datetime, actor_id: int | None
) -> None:
    require_transaction()
    lock_papers_of_inventories(inventory_ids)
    rows = _of_inventories(inventory_ids, gathered=Gathered.GATHERED)
    StockDoc.objects.filter(pk__in=[row.pk for row in rows]).update(declared_at=when)
    _settle(rows, at=at, actor_id=actor_id)


def _settle(rows: Sequence[StockDoc], *, at: datetime, actor_id: int | None) -> None:
    settle_periods({row.period_id for row in rows if row.period_id is not None}, at=at, actor_id=actor_id)


def _move(steps: Sequence[Step], *, columns: Sequence[str], at: datetime, actor_id: int | None) -> None:
    if len(move_many(STOCK_DOC_TRAIL, steps, columns=columns, at=at, actor_id=actor_id)) != len(steps):
        raise Conflict(Violation(MOVED_ON))
