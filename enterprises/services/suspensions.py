"""Suspending a firm, its work for others or a measure, and lifting that: always two officers."""

from collections.abc import Sequence
from datetime import datetime

from enterprises.facts import Actor
from enterprises.models import Firm, Grant, Suspension, SuspensionEvent
from enterprises.permissions import check_may_countersign_trust, check_may_propose_trust
from enterprises.rules import credit, flow, numbers, suspension
from enterprises.rules.suspension import Wanted
from enterprises.selectors.recusals import kept_away
from enterprises.selectors.trust import grades_of
from enterprises.services.attachments import Upload, attach
from enterprises.services.green_channel import recheck_green_channel
from enterprises.services.numbering import next_no
from enterprises.services.second_officer import check_second
from enterprises.services.suspension_news import tell_begun, tell_chiefs, tell_over, tell_proposer
from enterprises.services.suspension_terms import confirm_until
from enterprises.services.trust import lock_firm
from kernel.clock import business_date
from kernel.orm.ids import reserve
from kernel.orm.locks import lock_rows
from kernel.orm.trail import Entry, Step, Trail, enter_many, move_many
from kernel.orm.tx import intention
from kernel.refusal import Conflict, Refused, Violation
from kernel.rules import MOVED_ON

SUSPENSION_TRAIL = Trail(state=Suspension, event=SuspensionEvent, flow=flow.SUSPENSION_FLOW)
ATTACHED = "suspension"

_ENTERING = (
    "number", "office", "firm_id", "kind", "effect", "grant_no", "ground", "text", "from_at", "to_at",
    "confirm_by", "proposed_by_id", "proposed_at",
)  # fmt: skip


def propose_suspension(
    *,
    actor: Actor,
    customs_code: str,
    wanted: Wanted,
    at: datetime,
    grant_no: str = "",
    at_once: bool = False,
    uploads: Sequence[Upload] = (),
) -> str:
    """Propose a suspension; its number. Nothing rests before a second officer puts it in force.

    ``at_once``: a chief suspends now; without a second officer's word it lapses after the working
    days of the parameter ``suspension.confirm_days``.

    Raises:
        Refused: not an officer of the firm's office, or the ground, the text or the times do not fit.
    """
    check_may_propose_trust(actor)
    if at_once:
        check_may_countersign_trust(actor)
        wanted = wanted._replace(from_at=None)
    found = suspension.judge_proposal(wanted, at=at)
    if found:
        raise Refused(*found)
    with intention():
        firm = lock_firm(actor, customs_code=customs_code)
        grant_no = grant_no if wanted.kind == suspension.GRANT else ""
        row = _enter(firm, wanted=wanted, grant_no=grant_no, at_once=at_once, actor_id=actor.user_id, at=at)
        _attach(uploads, row=row, actor=actor, at=at)
        tell_chiefs(row, kind="suspension_provisional" if at_once else "suspension_proposed", at=at)
        if at_once:
            tell_begun(row, at=at)
    return row.number


def countersign_suspension(*, actor: Actor, number: str, at: datetime) -> None:
    """Put a proposed suspension in force, or confirm one that a chief began at once.

    It never begins before now: what was done meanwhile stays done. The firm's listing of the green
    channel is judged at once.

    Raises:
        Refused: not a chief, the proposer themselves, the end has passed, or it was not confirmed in time.
        Conflict: somebody decided first.
    """
    check_may_countersign_trust(actor)
    with intention():
        row = _lock(actor, number=number)
        begun = row.status == flow.SUSPENSION_PROVISIONAL
        from_at = row.from_at if begun and row.from_at else max(row.from_at or at, at)
        check_second(actor, first_id=row.proposed_by_id, at=at)
        _require_time(row, from_at=from_at, at=at)
        _move(
            row, "countersign", actor=actor, at=at, changes={
                "decided_by_id": actor.user_id, "decided_at": at, "from_at": from_at,
            },
        )  # fmt: skip
        recheck_green_channel([row.firm_id], at=at, locked=True)
        if not begun:
            row.from_at = from_at
            tell_begun(row, at=at)


def refuse_suspension(*, actor: Actor, number: str, reason: str, at: datetime) -> None:
    """Refuse a proposed suspension, or end one that a chief began at once, with a reason.

    Raises:
        Refused: not a chief, the proposer themselves, or no reason.
        Conflict: somebody decided first.
    """
    check_may_countersign_trust(actor)
    _require_reason(reason)
    with intention():
        row = _lock(actor, number=number)
        begun = row.status == flow.SUSPENSION_PROVISIONAL
        check_second(actor, first_id=row.proposed_by_id, at=at)
        changes: dict[str, object] = {
            "decided_by_id": actor.user_id, "decided_at": at, "said": reason.strip(),
        }  # fmt: skip
        if begun:
            changes["to_at"] = at
        _move(row, "refuse", actor=actor, at=at, changes=changes, note=reason.strip())
        tell_proposer(row, at=at)
        if begun:
            tell_over([row], at=at)


def withdraw_suspension(*, actor: Actor, number: str, at: datetime) -> None:
    """Take one's own proposal back.

    Raises:
        Refused: somebody else proposed it.
        Conflict: somebody decided first.
    """
    check_may_propose_trust(actor)
    with intention():
        row = _lock(actor, number=number)
        if row.proposed_by_id != actor.user_id:
            raise Refused(Violation(suspension.NOT_YOURS))
        _move(row, "withdraw", actor=actor, at=at)


def propose_lift(*, actor: Actor, number: str, reason: str, at: datetime) -> None:
    """Propose that a suspension in force be lifted, and why; it stays in force until a second agrees.

    Raises:
        Refused: not an officer of the office, or no reason.
        Conflict: it is not in force any more.
    """
    check_may_propose_trust(actor)
    _require_reason(reason)
    with intention():
        row = _lock(actor, number=number)
        changes: dict[str, object] = {
            "lift_by_id": actor.user_id, "lift_at": at, "lift_reason": reason.strip(),
        }  # fmt: skip
        _move(row, "propose_lift", actor=actor, at=at, changes=changes, note=reason.strip())
        tell_chiefs(row, kind="suspension_lift_proposed", at=at)


def lift_suspension(*, actor: Actor, number: str, at: datetime) -> None:
    """Lift a suspension as somebody else proposed; what waited because of it goes on.

    Raises:
        Refused: not a chief, or whoever proposed the lifting.
        Conflict: somebody decided first.
    """
    check_may_countersign_trust(actor)
    with intention():
        row = _lock(actor, number=number)
        check_second(actor, first_id=row.lift_by_id, at=at)
        ends = max(at, row.from_at or at)
        _move(row, "lift", actor=actor, at=at, changes={"lifted_by_id": actor.user_id, "to_at": ends})
        tell_over([row], at=at)


def keep_suspension(*, actor: Actor, number: str, reason: str, at: datetime) -> None:
    """Refuse the lifting: the suspension stays in force.

    Raises:
        Refused: not a chief, whoever proposed the lifting, or no reason.
        Conflict: somebody decided first.
    """
    check_may_countersign_trust(actor)
    _require_reason(reason)
    with intention():
        row = _lock(actor, number=number)
        check_second(actor, first_id=row.lift_by_id, at=at)
        _move(row, "keep", actor=actor, at=at, changes={"said": reason.strip()}, note=reason.strip())
        tell_proposer(row, at=at)


def _enter(
    firm: Firm, *, wanted: Wanted, grant_no: str, at_once: bool, actor_id: int | None, at: datetime
) -> Suspension:
    """The new file, with its number.

    Raises:
        Refused: there is nothing to suspend, or somebody proposed it already.
    """
    effect = suspension.effect_of(wanted.kind, ground=wanted.ground)
    _require_subject(firm, kind=wanted.kind, effect=effect, grant_no=grant_no, at=at)
    (subject_id,) = reserve(1)
    number = next_no(numbers.SUSPENSION, office=firm.office, at=at)
    values = (
        number, firm.office, firm.pk, wanted.kind, effect, grant_no, wanted.ground, wanted.text.strip(),
        at if at_once else wanted.from_at, wanted.to_at,
        confirm_until(at) if at_once else None, actor_id, at,
    )  # fmt: skip
    entry = Entry(subject_id, "suspend" if at_once else "propose", values)
    enter_many(SUSPENSION_TRAIL, [entry], columns=_ENTERING, at=at, actor_id=actor_id)
    return Suspension.objects.select_related("firm").get(pk=subject_id)


def _attach(uploads: Sequence[Upload], *, row: Suspension, actor: Actor, at: datetime) -> None:
    """The evidence, for officers only."""
    attach(
        uploads,
        subject_kind=ATTACHED,
        subject_id=row.subject_id,
        subject_no=row.number,
        actor=actor,
        at=at,
        public=False,
    )


def _require_subject(firm: Firm, *, kind: str, effect: str, grant_no: str, at: datetime) -> None:
    """There is something to suspend, and nobody has proposed it yet.

    Raises:
        Refused: no such grant, no privileges, or a suspension of it already.
    """
    held = Grant.objects.filter(firm=firm, number=grant_no, status=flow.GRANT_IN_FORCE)
    if kind == suspension.GRANT and not held.exists():
        raise Refused(Violation(suspension.NO_SUCH_GRANT, "grant_no"))
    on = business_date(at)
    grade = grades_of([firm.pk], on=on)[firm.pk]
    if effect == suspension.PRIVILEGES and not credit.is_certified(grade, on=on):
        raise Refused(Violation(suspension.NOT_CERTIFIED, "ground"))
    same = Suspension.objects.filter(
        firm=firm, effect=effect, grant_no=grant_no, status__in=flow.SUSPENSION_OPEN
    )
    there = same.order_by("subject_id").first()
    if there is not None:
        raise Refused(Violation(suspension.ALREADY, args=(("number", there.number),)))


def _require_time(row: Suspension, *, from_at: datetime, at: datetime) -> None:
    """It still begins before its end, and was not left lying.

    Raises:
        Refused: too late.
    """
    if row.status == flow.SUSPENSION_PROVISIONAL and row.confirm_by is not None and row.confirm_by <= at:
        raise Refused(Violation(suspension.TOO_LATE))
    if row.to_at is not None and row.to_at <= from_at:
        raise Refused(Violation(suspension.ENDS_BEFORE))


def _require_reason(reason: str) -> None:
    found = suspension.judge_text(reason, path="reason")
    if found:
        raise Refused(*found)


def _lock(actor: Actor, *, number: str) -> Suspension:
    """The suspension with its firm, both locked, for an officer of its office."""
    mine = Suspension.objects.filter(number=number, office__in=actor.offices)
    there = mine.exclude(firm_id__in=kept_away(actor))
    firm_id = there.values_list("firm_id", flat=True).first()
    if firm_id is None:
        raise Refused(Violation(suspension.UNKNOWN))
    lock_rows(Firm, keys=[firm_id])
    locked: list[Suspension] = lock_rows(there.select_related("firm"), keys=[number], key="number")
    return locked[0]


def _move(
    row: Suspension,
    verb: str,
    *,
    actor: Actor,
    at: datetime,
    changes: dict[str, object] | None = None,
    note: str = "",
) -> None:
    """One move with the columns that change.

    Raises:
        Conflict: the flow does not know the verb from where it stands.
    """
    changes = changes or {}
    step = Step(row.subject_id, verb, row.status, tuple(changes.values()), note=note)
    if not move_many(SUSPENSION_TRAIL, [step], columns=tuple(changes), at=at, actor_id=actor.user_id):
        raise Conflict(Violation(MOVED_ON))
