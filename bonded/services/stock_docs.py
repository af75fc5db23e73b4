"""In/out documents: filed within their application, decided, voided; what they claim, pre-book and draw."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError
from django.db.models import F

from bonded.facts import Claim, LotLabel
from bonded.models import Application, ApplicationLine, Direction, Gathered, StockDoc, StockDocLine
from bonded.permissions import (
    check_may_decide_deliveries,
    check_may_deliver,
    check_may_file_for,
    check_may_report_for,
)
from bonded.rules import applications as applications_law
from bonded.rules import flow, numbers
from bonded.rules import stock_docs as law
from bonded.rules.security import assess
from bonded.rules.stock_docs import DocLine, NewDocument
from bonded.selectors import applications as applications_read
from bonded.selectors import stock_docs as selectors
from bonded.selectors.drawing import is_drawn
from bonded.services import booking
from bonded.services.applications import Filed, check_not_suspended
from bonded.services.numbering import next_no
from bonded.services.standing import STOCK_DOC_TRAIL
from bonded.services.telling import tell_about
from codelists.selectors import code_book
from enterprises.facts import Actor, GuaranteeHold, News, ToPosts
from enterprises.selectors import drawn_of, exempt_firms, grades_of
from enterprises.services.steps import give_back_guarantees, notify, open_guarantees
from kernel.clock import business_date
from kernel.money import to_places
from kernel.orm.ids import reserve
from kernel.orm.locks import lock_rows
from kernel.orm.trail import Entry, Step, check_unchanged, enter_many, move_many
from kernel.orm.tx import intention, savepoint
from kernel.refusal import Conflict, Refused, Violation
from kernel.rules import MOVED_ON

_ENTERING = (
    "number", "own_no", "application_id", "ledger_id", "firm_id", "office", "direction", "returns_id",
    "gate_axis", "pass_use", "gathered", "drawn_fen", "created_by_id", "created_at", "said",
)  # fmt: skip
_DECIDERS = frozenset({"officer", "chief"})
_OTHER = {Direction.IN.value: Direction.OUT.value, Direction.OUT.value: Direction.IN.value}


@dataclass(frozen=True)
class _Frame:
    """A locked application with the document whose goods come back, if that is what is filed."""

    application: Application
    returns: StockDoc | None


def file_document(
    *, actor: Actor, at: datetime, application_no: str, wanted: NewDocument, submit: bool = True
) -> Filed:
    """File a delivery, or a return, under an application; with ``submit`` it is handed in at once.

    From here on it claims its quantities of the application, whether it is handed in or not.

    Raises:
        Refused: no such application of one's own, a suspended firm, or what the rules find: outside its
            validity, blocked, more than is left, more than went out; when it passes at once also what
            the ledger or the guarantee has against it. Nothing is written.
    """
    number = _number(actor, application_no=application_no, returns=wanted.returns, at=at)
    with intention():
        frame = _frame(actor, number=application_no, returns=wanted.returns, at=at)
        _check(wanted, frame=frame, at=at)
        (subject_id,) = reserve(1)
        _enter(subject_id, number=number, wanted=wanted, frame=frame, actor=actor, at=at)
        _write_lines(subject_id, wanted=wanted, frame=frame)
        row = StockDoc.objects.select_related("application", "firm").get(pk=subject_id)
        status = _hand_in(row, actor=actor, at=at) if submit else row.status
    return Filed(number, status)


def change_document(
    *, actor: Actor, at: datetime, number: str, wanted: NewDocument, seen: int | None = None
) -> None:
    """Change the lines of a draft, or of a refused document; ``seen`` is the version written on.

    Raises:
        StockDoc.DoesNotExist: none that the actor may see.
        Refused: not one's own, or what the rules find.
        Conflict: it has been handed in or changed meanwhile.
    """
    with intention():
        row = locked(actor, number=number, at=at)
        check_may_deliver(actor, firm_id=row.firm_id, at=at)
        if row.status not in selectors.EDITABLE:
            raise Conflict(Violation(MOVED_ON))
        check_unchanged(row, seen=seen)
        StockDoc.objects.filter(pk=row.pk).update(version=F("version") + 1)
        _claim(row, sign=-1)
        StockDocLine.objects.filter(document=row).delete()
        frame = _Frame(row.application, row.returns)
        _check(wanted, frame=frame, at=at)
        _write_lines(row.pk, wanted=wanted, frame=frame)


def submit_document(*, actor: Actor, at: datetime, number: str) -> Filed:
    """Hand a document in; the portal passes it where no officer is needed.

    Raises:
        StockDoc.DoesNotExist: none that the actor may see.
        Refused: not one's own, a suspended firm, or what the rules, the ledger or the guarantee have
            against it.
        Conflict: it was handed in already.
    """
    with intention():
        row = locked(actor, number=number, at=at)
        _check_may_begin(actor, firm_id=row.firm_id, is_return=row.returns_id is not None, at=at)
        if row.status not in selectors.EDITABLE:
            raise Conflict(Violation(MOVED_ON))
        _check_frame(_Frame(row.application, row.returns), at=at)
        status = _hand_in(row, actor=actor, at=at)
    return Filed(number, status)


def approve_document(*, actor: Actor, at: datetime, number: str) -> None:
    """Approve a document: its goods are pre-booked, its guarantee is held.

    Raises:
        StockDoc.DoesNotExist: none of one's offices.
        Refused: no officer or chief, or what the ledger or the guarantee has against it now.
        Conflict: it does not wait for this.
    """
    with intention():
        row = locked(actor, number=number, at=at)
        check_may_decide_deliveries(actor, office=row.office)
        if row.returns_id is None:
            check_not_suspended(row.firm_id, at=at)
        _check_frame(_Frame(row.application, row.returns), at=at)
        _put_in_force(row, verb="approve", actor=actor, at=at)
        tell_about(row, kind="stock_doc_decided", at=at)


def refuse_document(*, actor: Actor, at: datetime, number: str, reason: str) -> None:
    """Refuse a document, with the reason; the firm may change it and hand it in again.

    Raises:
        StockDoc.DoesNotExist, Refused, Conflict: as ``approve_document``; or no reason.
    """
    _refuse(applications_law.judge_reason(reason))
    with intention():
        row = locked(actor, number=number, at=at)
        check_may_decide_deliveries(actor, office=row.office)
        said = reason.strip()
        _move(row, "refuse", columns=("said",), values=(said,), actor=actor, at=at, note=said)
        tell_about(row, kind="stock_doc_decided", at=at)


def void_document(*, actor: Actor, at: datetime, number: str, reason: str = "") -> None:
    """Void a document of which nothing rides or has gone: exactly what it took is given back.

    Raises:
        StockDoc.DoesNotExist: none that the actor may see.
        Refused: not theirs, goods on a gate pass or gone; an officer says why.
        Conflict: it is void already.
    """
    with intention():
        row = locked(actor, number=number, at=at)
        if actor.is_officer:
            check_may_decide_deliveries(actor, office=row.office)
            _refuse(applications_law.judge_reason(reason))
        else:
            check_may_deliver(actor, firm_id=row.firm_id, at=at)
        riding = sum((line.on_pass_qty for line in row.lines.all()), Decimal(0))
        _refuse(law.judge_void(on_pass=riding))
        columns, values = ("said", "drawn_fen"), (reason.strip(), 0)
        _move(row, "void", columns=columns, values=values, actor=actor, at=at, note=reason.strip())
        _claim(row, sign=-1)
        booking.give_back([row.pk], at=at, actor_id=actor.user_id)
        give_back_guarantees([row.pk], at=at, actor_id=actor.user_id)
        if actor.is_officer:
            tell_about(row, kind="stock_doc_decided", at=at)


def locked(actor: Actor, *, number: str, at: datetime) -> StockDoc:
    """The document, locked after its application (and the document that it returns).

    Raises:
        StockDoc.DoesNotExist: there is none that the actor may see.
    """
    seen = selectors.document(actor, number=number, on=business_date(at))
    lock_rows(Application, keys=[seen.application_id])
    rows = StockDoc.objects.select_related("application", "application__firm", "firm", "returns")
    keys = {seen.pk} | ({seen.returns_id} if seen.returns_id else set())
    found = {row.pk: row for row in lock_rows(rows, keys=keys)}
    return found[seen.pk]


def _number(actor: Actor, *, application_no: str, returns: str, at: datetime) -> str:
    """The document's number, in a transaction of its own: series rank after the ledger items it books."""
    row = _application(actor, number=application_no, is_return=bool(returns), at=at)
    letter = _OTHER[row.direction] if returns else row.direction
    with intention():
        return next_no(numbers.STOCK_DOC, office=row.office, at=at, letter=letter)


def _check_may_begin(actor: Actor, *, firm_id: int, is_return: bool, at: datetime) -> None:
    """To bring goods back in time is a duty, also of a suspended firm; to deliver is a new act."""
    check = check_may_report_for if is_return else check_may_file_for
    check(actor, firm_id=firm_id, at=at)


def _application(actor: Actor, *, number: str, is_return: bool, at: datetime) -> Application:
    """The application that the actor may file under."""
    row = applications_read.applications(actor, on=business_date(at)).filter(number=number).first()
    if row is None:
        raise Refused(Violation(law.UNKNOWN_APPLICATION, "application", args=(("no", number),)))
    _check_may_begin(actor, firm_id=row.firm_id, is_return=is_return, at=at)
    return row


def _frame(actor: Actor, *, number: str, returns: str, at: datetime) -> _Frame:
    """The application, locked, with the document whose goods come back."""
    row = _application(actor, number=number, is_return=bool(returns), at=at)
    application = lock_rows(Application.objects.select_related("firm"), keys=[row.pk])[0]
    if not returns:
        return _Frame(application, None)
    out = StockDoc.objects.filter(
        number=returns, application=application, returns=None, inventory=None, status=flow.APPROVED
    )
    found = lock_rows(out, keys=list(out.values_list("pk", flat=True)))
    if not found:
        raise Refused(Violation(law.NO_RETURN, "returns", args=(("no", returns),)))
    return _Frame(application, found[0])


def _check_frame(frame: _Frame, *, at: datetime) -> None:
    facts = selectors.frame_of(frame.application)
    _refuse(law.judge_frame(facts, today=business_date(at), is_return=frame.returns is not None))


def _check(wanted: NewDocument, *, frame: _Frame, at: datetime) -> None:
    """Judge frame and lines together, so that every reason is told at once."""
    facts = selectors.frame_of(frame.application)
    is_return = frame.returns is not None
    rooms = selectors.rooms_of(frame.application)
    if frame.returns is not None:
        rooms = selectors.return_rooms(frame.returns)
    found = law.judge_frame(facts, today=business_date(at), is_return=is_return)
    said = () if wanted.own_no.strip() else (Violation(applications_law.TOO_LITTLE_SAID, "own_no"),)
    _refuse((*found, *said, *law.judge_lines(wanted.lines, rooms=rooms, is_return=is_return)))


def _enter(
    subject_id: int, *, number: str, wanted: NewDocument, frame: _Frame, actor: Actor, at: datetime
) -> None:
    """The new row; the firm's own number may stand once."""
    of = frame.application
    direction = of.direction if frame.returns is None else _OTHER[of.direction]
    returns_id = frame.returns.pk if frame.returns is not None else None
    ids = (number, wanted.own_no.strip(), of.pk, of.ledger_id, of.firm_id, of.office, direction, returns_id)
    values = (*ids, flow.GATE_NONE, 1, Gathered.NOT_DUE.value, 0, actor.user_id, at, "")
    try:
        with savepoint():
            entry = Entry(subject_id, "draft", values)
            enter_many(STOCK_DOC_TRAIL, [entry], columns=_ENTERING, at=at, actor_id=actor.user_id)
    except IntegrityError as error:
        if "own_no_once" not in str(error):
            raise
        args = (("no", wanted.own_no),)
        raise Refused(Violation(law.OWN_NO_TAKEN, "own_no", args=args)) from error


def _write_lines(document_id: int, *, wanted: NewDocument, frame: _Frame) -> None:
    """The lines, described as their application's (on a return: as what went out), and their claim."""
    if frame.returns is not None:
        sources = {line.seq: line for line in frame.returns.lines.order_by("seq")}
        rows = [_return_line(document_id, seq, line, sources[line.of_line]) for seq, line in _counted(wanted)]
    else:
        of = {line.seq: line for line in frame.application.lines.select_related("item").order_by("seq")}
        rows = [_line(document_id, seq, line, of[line.of_line]) for seq, line in _counted(wanted)]
    StockDocLine.objects.bulk_create(rows)
    if frame.returns is None:
        for row in rows:
            ApplicationLine.objects.filter(pk=row.application_line_id).update(
                claimed_qty=F("claimed_qty") + row.qty
            )


def _counted(wanted: NewDocument) -> list[tuple[int, DocLine]]:
    return list(enumerate(wanted.lines, start=1))


def _line(document_id: int, seq: int, line: DocLine, source: ApplicationLine) -> StockDocLine:
    price = source.unit_price if line.unit_price is None else line.unit_price
    assert line.qty is not None
    return StockDocLine(
        document_id=document_id, seq=seq, application_line=source, item=source.item, gcode=source.gcode,
        gname=source.gname, spec=source.spec, unit=source.unit, qty=line.qty, lot_no=line.lot_no.strip(),
        best_before=line.best_before, unit_price=price, total=to_places(price * line.qty),
        currency=source.currency, origin=source.item.origin, gross_kg=line.gross_kg, net_kg=line.net_kg,
    )  # fmt: skip


def _return_line(document_id: int, seq: int, line: DocLine, source: StockDocLine) -> StockDocLine:
    assert line.qty is not None
    return StockDocLine(
        document_id=document_id, seq=seq, application_line_id=source.application_line_id,
        returns_line=source, item_id=source.item_id, gcode=source.gcode, gname=source.gname,
        spec=source.spec, unit=source.unit, qty=line.qty, lot_no=source.lot_no,
        best_before=source.best_before, unit_price=source.unit_price,
        total=to_places(source.unit_price * line.qty), currency=source.currency, origin=source.origin,
        gross_kg=line.gross_kg, net_kg=line.net_kg,
    )  # fmt: skip


def _claim(row: StockDoc, *, sign: int) -> None:
    """Take (or give back) what the lines of the document claim of their application."""
    if row.returns_id is not None:
        return
    for line in row.lines.order_by("seq"):
        change = F("claimed_qty") + sign * line.qty
        ApplicationLine.objects.filter(pk=line.application_line_id).update(claimed_qty=change)


def _hand_in(row: StockDoc, *, actor: Actor, at: datetime) -> int:
    """Submit it, and pass it at once where no officer is needed; where it stands then."""
    _move(row, "submit", columns=("submitted_at",), values=(at,), actor=actor, at=at)
    on = business_date(at)
    routed = applications_law.needs_officer(
        grade=grades_of([row.firm_id], on=on)[row.firm_id],
        drawn=is_drawn(row.number, paper="stock_doc", on=on),
    )
    if routed:
        firm = (("firm", row.firm.name_zh),)
        notify([News("stock_doc_to_decide", row.number, ToPosts(row.office, _DECIDERS), firm)], at=at)
    else:
        _put_in_force(row, verb="pass", actor=actor, at=at)
    return row.status


def _put_in_force(row: StockDoc, *, verb: str, actor: Actor, at: datetime) -> None:
    """Pre-book its goods, hold its guarantee, approve it."""
    lines = list(row.lines.order_by("seq"))
    claims = [Claim(row.pk, row.number, line.seq, line.item_id, line.qty, _lot(line)) for line in lines]
    if row.returns_id is not None:
        # Nothing is booked: on its passage what went out gives back. Pauses and stops are honoured.
        _refuse(booking.judge_claims(claims, direction=row.direction, at=at))
        drawn = 0
    else:
        booking.pre_book(claims, direction=row.direction, at=at, actor_id=actor.user_id)
        drawn = _secure(row, lines=lines, actor=actor, at=at) if row.direction == Direction.OUT else 0
    batch = row.application.business == applications_law.BATCH
    gathered = Gathered.WAITING if batch else Gathered.NOT_DUE
    columns, values = ("gathered", "drawn_fen", "said"), (gathered.value, drawn, "")
    _move(row, verb, columns=columns, values=values, actor=actor, at=at)


def _secure(row: StockDoc, *, lines: Sequence[StockDocLine], actor: Actor, at: datetime) -> int:
    """Hold the most tax that could fall due; the fen that an account took (none of an exempt firm)."""
    on = business_date(at)
    fen, found = assess(selectors.secured(lines), book=code_book(on=on))
    _refuse(found)
    of = row.application
    if of.exempt and row.firm_id not in exempt_firms([row.firm_id], on=on):
        raise Refused(Violation(law.NOT_EXEMPT, "application"))
    code = row.firm.customs_code if of.exempt else of.guarantor_code
    desk = open_guarantees([code], on=on)
    desk.take(GuaranteeHold(row.pk, code, fen, row.number, for_firm=row.firm_id))
    desk.write(at=at, actor_id=actor.user_id)
    drawn = drawn_of([row.pk]).get(row.pk)
    return drawn.held_fen if drawn else 0


def _lot(line: StockDocLine) -> LotLabel | None:
    return LotLabel(line.lot_no, line.best_before) if line.lot_no or line.best_before else None


def _move(
    row: StockDoc,
    verb: str,
    *,
    columns: Sequence[str] = (),
    values: Sequence[object] = (),
    actor: Actor,
    at: datetime,
    note: str = "",
) -> None:
    step = Step(row.pk, verb, row.status, values, note)
    if not move_many(STOCK_DOC_TRAIL, [step], columns=columns, at=at, actor_id=actor.user_id):
        raise Conflict(Violation(MOVED_ON))
    row.refresh_from_db()


def _refuse(violations: Sequence[Violation]) -> None:
    if violations:
        raise Refused(*violations)
