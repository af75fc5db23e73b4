"""Declaring: judged, numbered, taxed at the day of acceptance, its guarantee held; asking and withdrawing."""

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from bonded.models import Inventory
from bonded.services.steps import entry_declared, entry_withdrawn, set_entry_no
from codelists.selectors import code_book, is_working_day, next_working_day, year_is_entered
from declarations.facts import EntryState
from declarations.models import EntryDeclaration
from declarations.permissions import check_may_write_entry
from declarations.rules import numbers
from declarations.rules.entry_flow import ASKABLE, WITHDRAWABLE
from declarations.rules.entry_rules import (
    ASKED_ALREADY,
    FIRM_SUSPENDED,
    IMPORT,
    NOT_ASKABLE,
    NOT_READY,
    NOT_YOURS,
    STOPPED,
    UNDER_INSPECTION,
    judge_entry,
    judge_reason,
)
from declarations.rules.entry_tax import EntryAssessment, assess_entry
from declarations.selectors.entries import (
    entry_hindrances,
    goods_of,
    head_of,
    is_approved,
    is_centralised,
    is_transfer,
    may_write,
)
from declarations.services.entry_standing import locked_entry, move_one, write_taxes
from enterprises.facts import Actor, GuaranteeHold, News, ToPosts
from enterprises.permissions import check_may_start
from enterprises.selectors import suspensions_of
from enterprises.services.steps import give_back_guarantees, notify, open_guarantees
from kernel.clock import business_date
from kernel.money import settle
from kernel.orm.series import next_numbers
from kernel.orm.trail import check_unchanged
from kernel.orm.tx import intention, require_transaction
from kernel.refusal import Conflict, Refused, Violation, refusing
from kernel.rules import MOVED_ON

CORRECT, WITHDRAW = "correct", "withdraw"
_DESK = frozenset({"officer"})
_AGGREGATED, _FIRST = "aggregated", "first"
_IMPORTS = frozenset({IMPORT, "3"})


class Judged(NamedTuple):
    """What judging a draft found, and the tax that it would bear if it were accepted now."""

    violations: tuple[Violation, ...]
    assessment: EntryAssessment


def judge_draft(entry: EntryDeclaration, *, at: datetime) -> Judged:
    """Judge a draft as declaring would: a preview that writes nothing."""
    head, goods = head_of(entry), goods_of(entry)
    book = code_book(on=entry.accepted_on or business_date(at))
    direction, centralised = entry.inventory.direction, is_centralised(entry.inventory)
    found = judge_entry(
        head,
        goods=goods,
        direction=direction,
        centralised=centralised,
        book=book,
        transfer=is_transfer(entry.inventory),
    )
    assessment = assess_entry(head, goods=goods, book=book)
    _, stop = entry_hindrances(entry, at=at)
    stopped = (Violation(STOPPED, args=(("stop", stop),)),) if stop else ()
    no = (("no", entry.inventory_no),)
    gone = () if is_approved(entry.inventory) else (Violation(NOT_READY, args=no),)
    return Judged((*found, *assessment.violations, *stopped, *gone), assessment)


def declare_entry(*, actor: Actor, entry_id: int, seen: int | None = None, at: datetime) -> str:
    """Hand a draft to customs: accepted at once when no rule refuses it; its number.

    The rates are those of this day; a corrected declaration keeps its number and day of acceptance, its
    time for paying begins again. ``seen`` is the version that is meant.

    Raises:
        Refused: a suspended firm, not the firm's own, a rule that refuses it, no room in the guarantee.
        Conflict: it was declared, withdrawn or changed meanwhile.
    """
    check_may_write_entry(actor)
    entry = _read(actor, entry_id=entry_id, at=at)
    _check_may_begin(actor, entry, at=at)
    _judged(entry, at=at)
    # Taken apart: the series ranks after what the acceptance locks, and a gap does no harm.
    number = entry.number or _reserve_number(entry, at=at)
    with intention():
        entry = _lock(actor, entry_id=entry_id, at=at)
        check_unchanged(entry, seen=seen)
        judged = _judged(entry, at=at)
        _accept(entry, judged.assessment, number=entry.number or number, actor=actor, at=at)
    return entry.number or number


def ask_entry(*, actor: Actor, entry_id: int, wish: str, reason: str, at: datetime) -> None:
    """Ask customs to give a declaration back for correction, or to let it be withdrawn.

    Raises:
        Refused: not the firm's own, no reason, asked already, or too late for a correction.
        Conflict: it stands where nothing can be asked (any more).
    """
    check_may_write_entry(actor)
    found = judge_reason(reason)
    if found:
        raise Refused(*found)
    with intention():
        entry = _lock(actor, entry_id=entry_id, at=at, status=None)
        if entry.asked:
            raise Refused(Violation(ASKED_ALREADY))
        if entry.status not in ASKABLE or wish not in (CORRECT, WITHDRAW):
            raise Conflict(Violation(MOVED_ON))
        if wish == CORRECT and entry.status == EntryState.RELEASED:
            raise Refused(Violation(NOT_ASKABLE))
        values = {"asked": wish, "asked_why": reason.strip()[:500]}
        _move(entry, "ask", values, actor=actor, at=at, note=reason.strip()[:500])
        news = News("entry_asked", entry.pre_no, ToPosts(entry.office, _DESK))
        notify([news], at=at)


def withdraw_entry(*, actor: Actor, entry_id: int, reason: str, at: datetime) -> None:
    """Take a draft or a declaration back before it is released; its inventory can be declared anew.

    Raises:
        Refused: not the firm's own, no reason for one that was declared, or under inspection.
        Conflict: it is released, paid or withdrawn already.
    """
    check_may_write_entry(actor)
    with intention():
        entry = _lock(actor, entry_id=entry_id, at=at, status=None)
        if entry.status == EntryState.INSPECTION or entry.inspection == "mismatch":
            raise Refused(Violation(UNDER_INSPECTION))
        if entry.status not in WITHDRAWABLE:
            raise Conflict(Violation(MOVED_ON))
        found = judge_reason(reason) if entry.number else ()
        if found:
            raise Refused(*found)
        undo_declaring(entry, at=at, actor_id=actor.user_id)
        _move(entry, "withdraw", {"said": reason.strip()[:500], "asked": "", "asked_why": ""},
              actor=actor, at=at, note=reason.strip()[:500])  # fmt: skip


def undo_declaring(
    entry: EntryDeclaration, *, at: datetime, actor_id: int | None, keep_number: bool = False
) -> None:
    """Undo what accepting did to the collection period, the inventory's number and the guarantee; a step.

    Of a draft that was returned only the number is left to undo.
    """
    require_transaction()
    ids = [entry.inventory_id]
    if entry.status != EntryState.DRAFT:
        entry_withdrawn(ids, at=at, actor_id=actor_id)
    if entry.number and not keep_number:
        set_entry_no(ids, entry_no="", at=at)
    give_back_guarantees([entry.pk], at=at, actor_id=actor_id)


def due_day(mode: str, *, accepted_on: date) -> date:
    """The last day for paying: so many days from acceptance, moved to the next working day, or in aggregate.

    Raises:
        Refused: aggregated tax falls due in a year whose working days are not entered.

    Source: Tariff Law 2024 Article 43; before, Customs Law Article 60.
    """
    book = code_book(on=accepted_on)
    if mode == _AGGREGATED:
        last = (accepted_on.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        return next_working_day(last, count=int(book.number("entry.pay_aggregated_days")))
    day = accepted_on + timedelta(days=int(book.number("entry.pay_days")))
    if year_is_entered(day.year) and not is_working_day(day):
        return next_working_day(day)
    return day


def _accept(
    entry: EntryDeclaration, assessment: EntryAssessment, *, number: str, actor: Actor, at: datetime
) -> None:
    """Everything that acceptance writes, in the order of the locks."""
    today, ids = business_date(at), [entry.inventory_id]
    fens = [
        settle(getattr(assessment, name)) for name in ("customs_duty", "consumption_tax", "value_added_tax")
    ]
    mode = entry.pay_mode if sum(fens) else _FIRST
    values: dict[str, Any] = {
        "number": number,
        "accepted_on": entry.accepted_on or today,
        "due_on": due_day(mode, accepted_on=today) if sum(fens) else None,
        "round": entry.round + 1,
        "pay_mode": mode,
        "value_fen": settle(assessment.customs_value),
        "duty_fen": fens[0],
        "consumption_tax_fen": fens[1],
        "vat_fen": fens[2],
        "declared_by_id": actor.user_id,
        "declared_at": at,
    }
    _move(entry, "declare", values, actor=actor, at=at)
    write_taxes(entry.pk, taxes=assessment.lines)
    entry_declared(ids, at=at, actor_id=actor.user_id)
    set_entry_no(ids, entry_no=number, at=at)
    if not is_approved(Inventory.objects.get(pk=entry.inventory_id)):  # it is locked by now
        raise Conflict(Violation(MOVED_ON))
    if mode != _FIRST:
        _hold(entry, number=number, fen=sum(fens), actor=actor, at=at)
    news = News("entry_declared", entry.pre_no, ToPosts(entry.office, _DESK))
    notify([news], at=at)


def _hold(entry: EntryDeclaration, *, number: str, fen: int, actor: Actor, at: datetime) -> None:
    """Hold the tax on the guarantee that the declaration names.

    Raises:
        Refused: nothing covers it.
    """
    hold = GuaranteeHold(
        entry.pk,
        entry.assure_code,
        fen,
        number,
        for_firm=entry.firm_id,
        names=(entry.pre_no, entry.inventory_no),
    )
    desk = open_guarantees([entry.assure_code], on=business_date(at))
    found = desk.check(hold)
    if found:
        raise Refused(*(violation._replace(path="assure_code") for violation in found))
    desk.take(hold)
    desk.write(at=at, actor_id=actor.user_id)


def _judged(entry: EntryDeclaration, *, at: datetime) -> Judged:
    judged = judge_draft(entry, at=at)
    if refusing(judged.violations):
        raise Refused(*judged.violations)
    return judged


def _read(actor: Actor, *, entry_id: int, at: datetime) -> EntryDeclaration:
    entry = EntryDeclaration.objects.select_related("inventory").filter(pk=entry_id).first()
    if entry is None:
        raise Conflict(Violation(MOVED_ON))
    _check(actor, entry, at=at, status=EntryState.DRAFT)
    return entry


def _lock(
    actor: Actor, *, entry_id: int, at: datetime, status: int | None = EntryState.DRAFT
) -> EntryDeclaration:
    entry = locked_entry(entry_id)
    _check(actor, entry, at=at, status=status)
    return entry


def _check(actor: Actor, entry: EntryDeclaration, *, at: datetime, status: int | None) -> None:
    if not may_write(actor, entry=entry, on=business_date(at)):
        raise Refused(Violation(NOT_YOURS))
    if status is not None and entry.status != status:
        raise Conflict(Violation(MOVED_ON))


def _check_may_begin(actor: Actor, entry: EntryDeclaration, *, at: datetime) -> None:
    """The firm that declares must not be suspended, whoever files for it; nor must its agent.

    To declare centrally what has left is a duty of its own, with a deadline, and does not rest.
    """
    duty = is_centralised(entry.inventory)
    if not duty or actor.firm_id != entry.firm_id:
        check_may_start(actor)
    if duty:
        return
    fact = suspensions_of([entry.firm_id], at=at).get(entry.firm_id)
    if fact is not None:
        raise Refused(Violation(FIRM_SUSPENDED, args=(("number", fact.number),)))


def _reserve_number(entry: EntryDeclaration, *, at: datetime) -> str:
    on = business_date(at)
    imports = entry.kind in _IMPORTS
    with intention():
        scope = f"{entry.office}{on.year}{int(imports)}"
        (serial,) = next_numbers("entry", scope=scope, count=1)
    return numbers.entry_no(entry.office, on=on, serial=serial, imports=imports)


def _move(
    entry: EntryDeclaration, verb: str, values: dict[str, Any], *, actor: Actor, at: datetime, note: str = ""
) -> None:
    move_one(
        entry.pk, verb=verb, source=entry.status, values=values, at=at, actor_id=actor.user_id, note=note
    )
