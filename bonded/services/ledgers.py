"""What officers do with ledgers: open one for a zone operator, book an opening quantity on an item."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from bonded.facts import Claim, Intake, NewLedger
from bonded.models import Kind, Ledger, LedgerEntry, LedgerItem
from bonded.permissions import check_may_book_at
from bonded.rules.ledger import BOOKED_ALREADY, SUSPENDED, TAKEN, UNKNOWN_FIRM, judge_intake, judge_opening
from bonded.selectors.ledgers import ledger as ledger_of
from bonded.services.settling import settle_many
from bonded.services.stock import position_of
from codelists.selectors import code_book
from enterprises.facts import Actor, FirmFact
from enterprises.selectors import firms_by_code, suspensions_of
from kernel.clock import business_date
from kernel.orm.ids import reserve
from kernel.orm.locks import lock_rows
from kernel.orm.tx import intention
from kernel.refusal import Conflict, Refused, Violation, refusing


@dataclass(frozen=True)
class TakenIn:
    """An opening quantity that was booked: the item and what it can now be asked for."""

    item: LedgerItem
    new_item: bool


def open_ledger(
    *,
    actor: Actor,
    at: datetime,
    ems_no: str,
    firm_code: str,
    office: str,
    valid_from: date,
    valid_to: date | None = None,
) -> Ledger:
    """Open a logistics ledger for the zone operator with this customs or credit code.

    ``valid_to`` is the first day on which it is no longer valid.

    Raises:
        Refused: not an officer of that office, or what ``rules.ledger.judge_opening`` finds.
    """
    with intention():
        check_may_book_at(actor, office=office)
        on = business_date(at)
        firm = firms_by_code([firm_code], on=on).get(firm_code)
        if firm is None:
            raise Refused(Violation(UNKNOWN_FIRM, "firm", args=(("code", firm_code),)))
        _check_not_suspended(firm.id, at=at)
        _judge_opening(ems_no, firm=firm, office=office, span=(valid_from, valid_to), on=on)
        try:
            with transaction.atomic():
                return Ledger.objects.create(
                    ems_no=ems_no,
                    firm_id=firm.id,
                    office=office,
                    valid_from=valid_from,
                    valid_to=valid_to,
                    opened_at=at,
                    opened_by_id=actor.user_id,
                )
        except IntegrityError:
            raise Refused(Violation(TAKEN, "emsNo", args=(("ems_no", ems_no),))) from None


def take_in(
    *, actor: Actor, at: datetime, ems_no: str, intake: Intake, booking_id: int | None = None
) -> TakenIn:
    """Book an opening quantity on an item, which is described for the first time where it is new.

    ``booking_id`` (from ``kernel.orm.ids``) names the booking: with the same id nothing is booked twice.

    Raises:
        Ledger.DoesNotExist: no such ledger that the actor may see.
        Refused: not an officer of its office, or what ``rules.ledger.judge_intake`` finds.
        Conflict: this booking stands already.
    """
    with intention():
        ledger = ledger_of(actor, ems_no=ems_no)
        check_may_book_at(actor, office=ledger.office)
        _check_not_suspended(ledger.firm_id, at=at)
        item, created = _locked_item(ledger, intake=intake, on=business_date(at))
        subject = reserve(1)[0] if booking_id is None else booking_id
        if LedgerEntry.objects.filter(subject_id=subject).exists():
            raise Conflict(Violation(BOOKED_ALREADY))
        claim = Claim(subject, "", 0, item.pk, intake.qty, intake.lot)
        settle_many([(claim, intake.reason.strip())], kind=Kind.OPENING, at=at, actor_id=actor.user_id)
        item.refresh_from_db()
        return TakenIn(item, created)


def _check_not_suspended(firm_id: int, *, at: datetime) -> None:
    """Nothing new is opened or booked for a firm that customs have suspended."""
    if suspensions_of([firm_id], at=at):
        raise Refused(Violation(SUSPENDED, "firm"))


def _judge_opening(
    ems_no: str, *, firm: FirmFact, office: str, span: tuple[date, date | None], on: date
) -> None:
    """Raise Refused with every reason against a new ledger."""
    known = office in code_book(on=on).offices
    violations = judge_opening(NewLedger(ems_no, office, *span, "zone_operator" in firm.kinds, known))
    if refusing(violations):
        raise Refused(*violations)


def _locked_item(ledger: Ledger, *, intake: Intake, on: date) -> tuple[LedgerItem, bool]:
    """The item, made where it is new, locked and judged."""
    book_of_codes = code_book(on=on)
    goods = frozenset(book_of_codes.goods)
    violations = judge_intake(intake, units=book_of_codes.units, goods=goods, position=None)
    if refusing(violations):
        raise Refused(*violations)
    lock_rows(Ledger, keys=[ledger.pk])  # the place of a new item is counted
    last = ledger.items.aggregate(last=Max("seq"))["last"] or 0
    item, created = LedgerItem.objects.get_or_create(
        ledger=ledger,
        item_record_no=intake.item_record_no,
        defaults={
            "gcode": intake.gcode,
            "gname": intake.gname.strip(),
            "unit": intake.unit,
            "seq": last + 1,
        },
    )
    locked = lock_rows(LedgerItem, keys=[item.pk])[0]
    violations = judge_intake(intake, units=book_of_codes.units, goods=goods, position=position_of(locked))
    if refusing(violations):
        raise Refused(*violations)
    return locked, created
