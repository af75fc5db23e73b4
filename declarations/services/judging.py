"""Judging sets of lists: gather the bundles, ask the law, fold the accounts, write what follows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from bonded.facts import PreBooking
from bonded.services.steps import StockDesk, give_back_stock, open_stock
from codelists.facts import CodeBook
from declarations.facts import Facts, ImportList
from declarations.rules.acceptance import GUARANTEE_SHORT, Bundle, Verdict, judge_bundle
from declarations.rules.identity import IdentityChecker
from declarations.services.accounts import BuyerDesk, Purchase, give_back_buyers
from declarations.sets.keys import NOTHING, Pointers, pointers_of
from declarations.sets.loading import Known, complete, known_from
from declarations.sets.shapes import person_key
from enterprises.facts import GUARANTEE_TOO_LITTLE, GuaranteeHold
from enterprises.services.steps import GuaranteeDesk, give_back_guarantees, open_guarantees
from kernel.clock import business_date
from kernel.money import settle
from kernel.refusal import Violation, refusing

WAIT, ACCEPT, REJECT = "wait", "accept", "reject"


@dataclass(slots=True)
class Judged:
    """One list after judgement: what to do with it and why; ``firm_id`` is its declarant's."""

    lst: ImportList
    verdict: Verdict
    action: str
    violations: tuple[Violation, ...] = field(default=())
    pointers: Pointers = NOTHING
    plan_no: str = ""
    firm_id: int | None = None

    def hold(self, bit: int) -> None:
        """Let the list wait although its documents are there: ``bit`` says for what."""
        self.action, self.verdict = WAIT, self.verdict._replace(missing=self.verdict.missing | bit)

    @property
    def tax_fen(self) -> tuple[int, int, int]:
        """Duty, consumption tax and VAT of the whole list, each settled to fen."""
        assessment = self.verdict.assessment
        if assessment is None:
            return 0, 0, 0
        return (
            settle(assessment.customs_duty),
            settle(assessment.consumption_tax),
            settle(assessment.value_added_tax),
        )


class Claims(NamedTuple):
    """What one list takes when it is accepted: of its buyer's year, of the stock, of the guarantee."""

    purchase: Purchase
    bookings: tuple[PreBooking, ...]
    hold: GuaranteeHold | None


def judge_lists(
    list_ids: Sequence[int],
    *,
    fresh: Iterable[Facts],
    replaced: Mapping[int, int],
    book: CodeBook,
    checker: IdentityChecker,
) -> dict[int, Judged]:
    """What the law says of each list with its documents, accounts left out.

    ``fresh`` are facts already in memory; the rest is loaded, one query a table. ``replaced`` names
    the new version of documents that changed just now.
    """
    pointers = {i: _renewed(found, replaced) for i, found in pointers_of(list_ids).items()}
    known = known_from(fresh)
    complete(
        known,
        orders=[p.order_id for p in pointers.values() if p.order_id],
        payments=[p.payment_id for p in pointers.values() if p.payment_id],
        waybills=[p.waybill_id for p in pointers.values() if p.waybill_id],
        lists=list_ids,
    )
    return {
        list_id: _judge(_bundle(known, pointers[list_id]), pointers[list_id], book=book, checker=checker)
        for list_id in sorted(list_ids)
    }


def _renewed(found: Pointers, replaced: Mapping[int, int]) -> Pointers:
    order, payment, waybill = (replaced.get(i or 0, i) for i in found[1:])
    return Pointers(found.list_id, order, payment, waybill)


def _bundle(known: Known, found: Pointers) -> Bundle:
    return Bundle(
        known.lists[found.list_id],
        known.orders.get(found.order_id or 0),
        known.payments.get(found.payment_id or 0),
        known.waybills.get(found.waybill_id or 0),
    )


def _judge(bundle: Bundle, found: Pointers, *, book: CodeBook, checker: IdentityChecker) -> Judged:
    lst = bundle.lst
    verified = checker.verified(name=lst.buyer_name, id_number=lst.buyer_id_number)
    verdict = judge_bundle(bundle, book=book, identity_verified=verified)
    action = WAIT if verdict.missing else REJECT if verdict.refused else ACCEPT
    return Judged(lst, verdict, action, verdict.violations, found)


def fold_accounts(
    hopeful: Sequence[Judged],
    *,
    returning: Sequence[int],
    book: CodeBook,
    at: datetime,
    actor_id: int | None,
) -> None:
    """Let each list that may be accepted take its share, in order; one that cannot becomes rejected.

    One that only lacks room in its guarantee now waits for it instead. A list takes everything or
    nothing: the buyer's year, the stock and the guarantee are all asked before any of them is taken.
    Lists in ``returning`` give back what they hold first. Locks come
    in the rank of the house, table by table.
    """
    claims = {j.lst.id: _claims(j, book=book, at=at) for j in hopeful}
    purchases = [c.purchase for c in claims.values()]
    give_back_buyers(returning, at=at, actor_id=actor_id, also=[k for p in purchases for k in p.keys])
    buyers = BuyerDesk(purchases, year_limit=book.number("limit.year"))
    wanted = {b.key for c in claims.values() for b in c.bookings}
    give_back_stock(returning, at=at, actor_id=actor_id, also=wanted)
    stock = open_stock(wanted, on=book.on)
    codes = {c.hold.code for c in claims.values() if c.hold}
    give_back_guarantees(returning, at=at, actor_id=actor_id, also=codes)
    guarantees = open_guarantees(codes, on=book.on)
    for one in hopeful:
        _take(one, claims[one.lst.id], buyers=buyers, stock=stock, guarantees=guarantees)
    buyers.write(at=at, actor_id=actor_id)
    stock.write(at=at, actor_id=actor_id)
    guarantees.write(at=at, actor_id=actor_id)


def _take(
    one: Judged, claims: Claims, *, buyers: BuyerDesk, stock: StockDesk, guarantees: GuaranteeDesk
) -> None:
    secured = guarantees.check(claims.hold) if claims.hold else ()
    found = (
        *buyers.check(claims.purchase),
        *(stock.check(claims.bookings) if claims.bookings else ()),
        *(v for v in secured if v.rule.code != GUARANTEE_TOO_LITTLE),
    )
    one.violations += found
    if refusing(found):
        one.action = REJECT
        return
    if secured:
        one.hold(GUARANTEE_SHORT)
        return
    buyers.take(claims.purchase)
    if claims.bookings:
        stock.take(claims.bookings)
    if claims.hold:
        guarantees.take(claims.hold)


def _claims(one: Judged, *, book: CodeBook, at: datetime) -> Claims:
    lst = one.lst
    purchase = Purchase(
        subject_id=lst.id,
        buyer_key=person_key(lst.buyer_id_number),
        year=business_date(at).year,
        value=one.verdict.value,
        weights=tuple((w.hs_code, w.kg, w.kg_per_year) for w in one.verdict.weights),
    )
    guaranteed = book.parameters["guarantee.required"] == "1"
    return Claims(
        purchase,
        _bookings(lst) if lst.trade_mode == "1210" else (),
        _hold(one) if guaranteed else None,
    )


def _hold(one: Judged) -> GuaranteeHold:
    """What the guarantor that the list names secures; the declarant draws on it."""
    lst = one.lst
    return GuaranteeHold(
        lst.id,
        lst.assure_code,
        sum(one.tax_fen),
        lst.pre_no,
        for_firm=one.firm_id,
        names=(lst.order_no, lst.logistics_no),
    )


def _bookings(lst: ImportList) -> tuple[PreBooking, ...]:
    return tuple(
        PreBooking(
            subject_id=lst.id,
            agent_code=lst.agent_code,
            subject_no=lst.pre_no,
            line=position,
            ems_no=lst.ems_no,
            item_record_no=line.item_record_no,
            area_code=lst.area_code,
            gcode=line.gcode,
            qty=line.qty,
            unit=line.unit,
        )
        for position, line in enumerate(lst.lines, start=1)
    )
