"""Disposals: goods to be destroyed, lost or spoilt are pre-booked, and booked out before two witnesses.

Goods that customs have stopped may be reported, too: they move only as customs decide, and this is how
customs decide about them without lifting the stop. Who ordered the stop does not approve the report, and two
officers witness it. Of a stopped lot the report names the lot. To send stopped goods back abroad, another
officer lifts the stop first: they leave through the gate with an inventory, which honours every stop.
"""

from collections.abc import Sequence
from datetime import date, datetime

from bonded.facts import Claim, LotLabel
from bonded.models import Disposal, DisposalKind, DisposalLine, Kind, Ledger
from bonded.rules import disposal as law
from bonded.rules import flow, numbers
from bonded.rules.disposal import Goods, Report
from bonded.rules.stock import OUT
from bonded.selectors.reconciling import ATTACHED_TO
from bonded.selectors.stops import stops_of_disposal as stops_of
from bonded.services.booking import book_formally, give_back, pre_book
from bonded.services.files import decided, handed_in, move, officers_file, own_file, own_ledger, say
from bonded.services.numbering import next_no
from bonded.services.standing import DISPOSAL_TRAIL
from codelists.selectors import parameter
from enterprises.facts import Actor
from enterprises.services.steps import Upload, attach, check_second
from kernel.clock import business_date
from kernel.orm.ids import reserve
from kernel.orm.trail import Entry, enter_many
from kernel.orm.tx import intention
from kernel.refusal import Refused, Violation, refusing

_COLUMNS = (
    "number", "ledger_id", "office", "filed_by_id", "filed_at", "said", "kind", "found_on", "place", "reason",
)  # fmt: skip


def report_disposal(
    *,
    actor: Actor,
    at: datetime,
    ems_no: str,
    kind: str,
    found_on: date | None,
    reason: str,
    goods: Sequence[Goods],
    place: str = "",
    uploads: Sequence[Upload] = (),
) -> str:
    """Report goods that are to be destroyed, or are lost or spoilt; its number. They are pre-booked out.

    To report a loss is a duty; to have goods destroyed is something new, which no suspended firm begins.

    Raises:
        Refused: not one's own ledger, a suspended firm, what is wrong with the report, or goods that are
            not free (``lines[n]``).
    """
    # The series is locked last of all, the number is wanted before the goods are: it may be wasted.
    with intention():
        ledger = own_ledger(actor, ems_no=ems_no, at=at, starts=kind == law.DESTRUCTION)
        items = _items(ledger, goods=goods)
        report = _report(ledger, kind=kind, found_on=found_on, reason=reason, place=place, goods=goods, at=at)
        pk, number, found = _checked(report, items=items, office=ledger.office, at=at)
    with intention():
        claims = _claims(pk, number=number, goods=goods, items=items)
        pre_book(claims, direction=OUT, at=at, actor_id=actor.user_id, under_stop=True)
        values = (
            number, ledger.pk, ledger.office, actor.user_id, at, "", kind, found_on, place.strip(),
            reason.strip(),
        )  # fmt: skip
        entry = Entry(pk, "submit", values, " ".join(one.rule.code for one in found))
        enter_many(DISPOSAL_TRAIL, [entry], columns=_COLUMNS, at=at, actor_id=actor.user_id)
        DisposalLine.objects.bulk_create(_lines(pk, goods=goods, items=items))
        attach(uploads, subject_kind=ATTACHED_TO, subject_id=pk, subject_no=number, actor=actor, at=at)
        handed_in(number, office=ledger.office, at=at)
    return number


def _checked(
    report: Report, *, items: dict[str, int], office: str, at: datetime
) -> tuple[int, str, tuple[Violation, ...]]:
    """Id and number of a report that may be made so, with what is only said of it."""
    found = law.judge_report(report, kinds=DisposalKind.values, items=items)
    if refusing(found):
        raise Refused(*found)
    return reserve(1)[0], next_no(numbers.DISPOSAL, office=office, at=at), found


def withdraw_disposal(*, actor: Actor, number: str, at: datetime) -> None:
    """Take a report back that has not been carried out; the goods are free again.

    Raises:
        Refused: not one's own.
        Conflict: it was refused or carried out meanwhile.
    """
    with intention():
        row = own_file(Disposal, actor=actor, number=number, at=at)
        move(row, trail=DISPOSAL_TRAIL, verb="withdraw", actor=actor, at=at)
        give_back([row.pk], at=at, actor_id=actor.user_id)


def approve_disposal(*, actor: Actor, number: str, at: datetime) -> None:
    """Approve a report: it can be carried out before two witnesses.

    Raises:
        Refused: not an officer of the office, or who ordered a stop of the goods.
        Conflict: somebody decided it, or the firm took it back.
    """
    with intention():
        row = officers_file(Disposal, actor=actor, number=number, at=at)
        found = law.judge_approval(stops=stops_of(row), officer_id=actor.user_id)
        if found:
            raise Refused(*found)
        columns, values = ("decided_by_id",), (actor.user_id,)
        move(row, trail=DISPOSAL_TRAIL, verb="approve", actor=actor, at=at, columns=columns, values=values)
        decided(row, at=at)


def refuse_disposal(*, actor: Actor, number: str, said: str, at: datetime) -> None:
    """Refuse a report, with the reason; the goods are free again.

    Raises:
        Refused: not an officer of the office, or no reason.
        Conflict: somebody decided it, or the firm took it back.
    """
    with intention():
        row = officers_file(Disposal, actor=actor, number=number, at=at)
        say(row, trail=DISPOSAL_TRAIL, verb="refuse", said=said, actor=actor, at=at)
        give_back([row.pk], at=at, actor_id=actor.user_id)


def witness_disposal(*, actor: Actor, number: str, at: datetime) -> None:
    """Sign as the first witness that the goods were destroyed, are lost or spoilt.

    Raises:
        Refused: not an officer of the office, or a first witness has signed already.
        Conflict: it is not to be carried out.
    """
    with intention():
        row = officers_file(Disposal, actor=actor, number=number, at=at)
        _check_person(actor)
        if row.witness_id is not None:
            raise Refused(Violation(law.SIGNED_ALREADY))
        columns, values = ("witness_id",), (actor.user_id,)
        move(row, trail=DISPOSAL_TRAIL, verb="witness", actor=actor, at=at, columns=columns, values=values)


def carry_out(*, actor: Actor, number: str, at: datetime) -> None:
    """Sign as the second witness: the goods are booked out.

    Raises:
        Refused: not an officer of the office, no first witness yet, or the same person again.
        Conflict: it is not to be carried out, or somebody was first.
    """
    with intention():
        row = officers_file(Disposal, actor=actor, number=number, at=at)
        _check_person(actor)
        if row.witness_id is None and row.status == flow.APPROVED:
            raise Refused(Violation(law.NO_WITNESS))
        check_second(actor, first_id=row.witness_id, at=at)
        columns, values = ("second_witness_id", "done_at"), (actor.user_id, at)
        move(row, trail=DISPOSAL_TRAIL, verb="carry_out", actor=actor, at=at, columns=columns, values=values)
        book_formally([row.pk], at=at, actor_id=actor.user_id, kind=Kind.DISPOSED)
        decided(row, at=at)


def _check_person(actor: Actor) -> None:
    if actor.user_id is None or actor.token_id is not None:
        raise Refused(Violation(law.NO_PERSON))


def _report(
    ledger: Ledger,
    *,
    kind: str,
    found_on: date | None,
    reason: str,
    place: str,
    goods: Sequence[Goods],
    at: datetime,
) -> Report:
    today = business_date(at)
    most = int(parameter("bonded.force_majeure_days", on=today))
    return Report(kind, found_on, place, reason, goods, today, ledger.written_off_on, most)


def _items(ledger: Ledger, *, goods: Sequence[Goods]) -> dict[str, int]:
    """The items that are named, by record number; unknown ones are absent."""
    named = ledger.items.filter(item_record_no__in=[one.item_record_no for one in goods]).order_by("pk")
    return dict(named.values_list("item_record_no", "pk"))


def _claims(pk: int, *, number: str, goods: Sequence[Goods], items: dict[str, int]) -> list[Claim]:
    return [
        Claim(pk, number, place, items[one.item_record_no], one.qty, _label(one))
        for place, one in enumerate(goods, start=1)
    ]


def _label(one: Goods) -> LotLabel | None:
    """The lot that is stated; None: what expires first."""
    return LotLabel(one.lot_no, one.best_before) if one.lot_no or one.best_before else None


def _lines(pk: int, *, goods: Sequence[Goods], items: dict[str, int]) -> list[DisposalLine]:
    return [
        DisposalLine(
            disposal_id=pk,
            seq=place,
            item_id=items[one.item_record_no],
            lot_no=one.lot_no,
            best_before=one.best_before,
            qty=one.qty,
        )
        for place, one in enumerate(goods, start=1)
    ]
