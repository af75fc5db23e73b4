"""Changing a firm's credit grade: one officer proposes, a second one countersigns."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from codelists.selectors import parameter
from enterprises.facts import Actor, News, ToFirm, ToPosts, ToUsers
from enterprises.models import Firm, FirmGrade, GradeChange, GradeChangeEvent, GradeSource, Suspension
from enterprises.permissions import check_may_countersign_trust, check_may_propose_trust
from enterprises.rules import access, credit, flow, numbers, suspension
from enterprises.selectors.coordination import coordinators_of
from enterprises.selectors.recusals import kept_away
from enterprises.services.attachments import Upload, attach
from enterprises.services.notices import notify
from enterprises.services.numbering import next_no
from enterprises.services.second_officer import check_second
from kernel.clock import business_date
from kernel.orm.ids import reserve
from kernel.orm.locks import lock_rows
from kernel.orm.trail import Entry, Step, Trail, enter_many, move_many
from kernel.orm.tx import intention
from kernel.refusal import Conflict, Refused, Violation
from kernel.rules import MOVED_ON

GRADE_TRAIL = Trail(state=GradeChange, event=GradeChangeEvent, flow=flow.GRADE_FLOW)
ATTACHED = "grade_change"

_ENTERING = (
    "number", "office", "firm_id", "grade", "valid_from", "ground", "text", "proposed_by_id", "proposed_at",
)  # fmt: skip
_DECIDING = ("decided_by_id", "decided_at", "said")


class WantedGrade(NamedTuple):
    """Another grade for a firm, as an officer proposes it."""

    grade: str
    valid_from: date
    ground: str
    text: str


def propose_grade(
    *, actor: Actor, customs_code: str, wanted: WantedGrade, at: datetime, uploads: Sequence[Upload] = ()
) -> str:
    """Propose another grade; the number of the proposal. Nothing changes before it is countersigned.

    Raises:
        Refused: not an officer of the firm's office, or the law of that day does not allow it.
    """
    check_may_propose_trust(actor)
    assert actor.user_id is not None
    with intention():
        firm = lock_firm(actor, customs_code=customs_code)
        found = _judge(wanted, firm_id=firm.pk, at=at)
        waiting = GradeChange.objects.filter(firm=firm, status=flow.GRADE_PROPOSED).first()
        if waiting is not None:
            found += (Violation(credit.WAITING_ALREADY, args=(("number", waiting.number),)),)
        if found:
            raise Refused(*found)
        (subject_id,) = reserve(1)
        number = next_no(numbers.GRADE_CHANGE, office=firm.office, at=at)
        values = (
            number, firm.office, firm.pk, wanted.grade, wanted.valid_from, wanted.ground,
            wanted.text.strip(), actor.user_id, at,
        )  # fmt: skip
        entry = Entry(subject_id, "propose", values)
        enter_many(GRADE_TRAIL, [entry], columns=_ENTERING, at=at, actor_id=actor.user_id)
        attach(
            uploads,
            subject_kind=ATTACHED,
            subject_id=subject_id,
            subject_no=number,
            actor=actor,
            at=at,
            public=False,
        )
        chiefs = ToPosts(firm.office, frozenset({"chief"}))
        notify([News("grade_proposed", number, chiefs, (("firm", firm.name_zh),))], at=at)
    return number


def countersign_grade(*, actor: Actor, number: str, at: datetime) -> None:
    """Give the firm the proposed grade; the grade it had ends where the new one begins.

    Raises:
        Refused: not a chief, the proposer themselves, or the law no longer allows it.
        Conflict: somebody decided first.
    """
    check_may_countersign_trust(actor)
    with intention():
        change = _lock(actor, number=number)
        wanted = WantedGrade(change.grade, change.valid_from, change.ground, change.text)
        _move(change, verb="countersign", actor=actor, at=at)
        found = _judge(wanted, firm_id=change.firm_id, at=at)
        if found:
            raise Refused(*found)
        _write(change)
        _tell(change, kind="grade_changed", at=at)


def refuse_grade(*, actor: Actor, number: str, reason: str, at: datetime) -> None:
    """Refuse the proposed grade, with a reason.

    Raises:
        Refused: not a chief, the proposer themselves, or no reason.
        Conflict: somebody decided first.
    """
    check_may_countersign_trust(actor)
    _require_reason(reason)
    with intention():
        change = _lock(actor, number=number)
        _move(change, verb="refuse", actor=actor, at=at, said=reason.strip())
        proposer = ToUsers(frozenset({change.proposed_by_id}))
        notify([News("grade_refused", number, proposer, (("firm", change.firm.name_zh),))], at=at)


def withdraw_grade(*, actor: Actor, number: str, at: datetime) -> None:
    """Take one's own proposal back.

    Raises:
        Refused: somebody else proposed it.
        Conflict: somebody decided first.
    """
    check_may_propose_trust(actor)
    with intention():
        change = _lock(actor, number=number)
        if change.proposed_by_id != actor.user_id:
            raise Refused(Violation(credit.NOT_YOURS))
        step = Step(change.subject_id, "withdraw", change.status)
        if not move_many(GRADE_TRAIL, [step], at=at, actor_id=actor.user_id):
            raise Conflict(Violation(MOVED_ON))


def lock_firm(actor: Actor, *, customs_code: str) -> Firm:
    """The firm, locked, for an officer of its office who is not recused from it. A step.

    Raises:
        Refused: there is no such firm in the officer's offices.
    """
    firms = Firm.objects.filter(office__in=actor.offices).exclude(pk__in=kept_away(actor))
    found: list[Firm] = lock_rows(firms, keys=[customs_code], key="customs_code")
    if not found:
        raise Refused(Violation(access.UNKNOWN_FIRM, "firm"))
    return found[0]


def grade_standing(firm_id: int, *, on: date, at: datetime) -> credit.Standing:
    """What is known of the firm's grade when another is to begin on the day."""
    decided = FirmGrade.objects.filter(firm_id=firm_id, source=GradeSource.DECISION)
    rows = [credit.GradeRow(*row) for row in decided.values_list("grade", "valid_from", "valid_to")]
    lost = credit.lost_on(rows, before=on)
    days = int(parameter("credit.certify_wait_days", on=business_date(at)))
    return credit.Standing(
        current=credit.grade_on(rows, on=on),
        latest_from=max((row.valid_from for row in rows), default=None),
        lost_on=lost,
        wait_to=lost and lost + timedelta(days=days),
        investigated=Suspension.objects.filter(
            firm_id=firm_id, status__in=flow.SUSPENSION_LIVE, effect=suspension.PRIVILEGES
        ).exists(),
    )


def _judge(wanted: WantedGrade, *, firm_id: int, at: datetime) -> tuple[Violation, ...]:
    return credit.judge_change(
        wanted.grade,
        valid_from=wanted.valid_from,
        ground=wanted.ground,
        text=wanted.text,
        standing=grade_standing(firm_id, on=wanted.valid_from, at=at),
    )


def _require_reason(reason: str) -> None:
    found = suspension.judge_text(reason, path="reason")
    if found:
        raise Refused(*found)


def _lock(actor: Actor, *, number: str) -> GradeChange:
    """The change with its firm, both locked, for an officer of its office."""
    mine = GradeChange.objects.filter(number=number, office__in=actor.offices)
    there = mine.exclude(firm_id__in=kept_away(actor))
    firm_id = there.values_list("firm_id", flat=True).first()
    if firm_id is None:
        raise Refused(Violation(credit.UNKNOWN))
    lock_rows(Firm, keys=[firm_id])
    locked: list[GradeChange] = lock_rows(there.select_related("firm"), keys=[number], key="number")
    return locked[0]


def _move(change: GradeChange, *, verb: str, actor: Actor, at: datetime, said: str = "") -> None:
    """The second officer's word.

    Raises:
        Refused: the proposer themselves.
        Conflict: somebody decided first.
    """
    check_second(actor, first_id=change.proposed_by_id, at=at)
    step = Step(change.subject_id, verb, change.status, (actor.user_id, at, said), note=said)
    if not move_many(GRADE_TRAIL, [step], columns=_DECIDING, at=at, actor_id=actor.user_id):
        raise Conflict(Violation(MOVED_ON))


def _write(change: GradeChange) -> None:
    """The grade in the firm's history; the one before ends where this begins."""
    decided = FirmGrade.objects.filter(firm_id=change.firm_id, source=GradeSource.DECISION)
    earlier = decided.filter(valid_from__lt=change.valid_from)
    earlier.exclude(valid_to__lte=change.valid_from).update(
        valid_to=change.valid_from, change_no=change.number
    )
    FirmGrade.objects.create(
        firm_id=change.firm_id,
        grade=change.grade,
        valid_from=change.valid_from,
        ground=change.text,
        set_by_id=change.proposed_by_id,
        change_no=change.number,
    )


def _tell(change: GradeChange, *, kind: str, at: datetime) -> None:
    """The firm and its coordinator."""
    args = (("firm", change.firm.name_zh), ("day", change.valid_from.isoformat()))
    news = [News(kind, change.number, ToFirm(change.firm_id), args)]
    card = coordinators_of([change.firm_id], at=at).get(change.firm_id)
    if card is not None:
        news.append(News(kind, change.number, ToUsers(frozenset({card.user_id})), args))
    notify(news, at=at)
