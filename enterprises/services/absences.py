"""Recording, shortening and beginning an officer's absence; the deputy has everything meanwhile."""

from datetime import datetime

from enterprises.facts import Actor, News, ToUsers
from enterprises.models import Absence, Post, User
from enterprises.permissions import check_may_record_absence
from enterprises.rules import absences as law
from enterprises.rules import numbers
from enterprises.selectors.absences import absences_now, posts_on, preview_absence
from enterprises.services.notices import notify
from enterprises.services.numbering import next_no
from kernel.clock import business_date
from kernel.orm.locks import lock_rows
from kernel.orm.tx import intention
from kernel.orm.wake import wake
from kernel.refusal import Refused, Violation

MOVE_CLAIMS = "supervision.move_claims"


def record_absence(
    *,
    actor: Actor,
    officer_id: int,
    deputy_id: int,
    from_at: datetime,
    to_at: datetime,
    reason: str,
    at: datetime,
    note: str = "",
) -> Absence:
    """Record that an officer is away and who stands in: one's own absence, or as a chief anybody's.

    Both people are locked, so two recorded at once, in whichever offices, make no chain of deputies.

    Raises:
        Refused: all that stands against it: times, the deputy's posts, absences or recusals.
    """
    check_may_record_absence(actor, officer_id=officer_id)
    assert actor.user_id is not None
    with intention():
        lock_rows(User, keys=[officer_id, deputy_id])
        office = _office_of(officer_id, actor=actor, at=at)
        number = next_no(numbers.ABSENCE, office=office, at=at)
        who = {"officer_id": officer_id, "deputy_id": deputy_id}
        seen = preview_absence(actor, **who, from_at=from_at, to_at=to_at, at=at)
        _refuse(seen.violations + law.judge_reason(reason))
        made = Absence.objects.create(
            **who,
            number=number,
            office=office,
            from_at=from_at,
            to_at=to_at,
            reason=reason,
            note=note.strip()[:500],
            recorded_by_id=actor.user_id,
            recorded_at=at,
        )
        _announce(made, at=at)
        return made


def _refuse(violations: tuple[Violation, ...]) -> None:
    """Stop where anything stands against it."""
    if violations:
        raise Refused(*violations)


def _announce(made: Absence, *, at: datetime) -> None:
    """Tell the deputy, and begin at once where the absence has begun."""
    args = (("day", business_date(made.from_at).isoformat()),)
    notify([_to(made.deputy_id, "absence_named", number=made.number, args=args)], at=at)
    if made.from_at <= at:
        _begin(at=at)


def shorten_absence(*, actor: Actor, number: str, to_at: datetime, at: datetime) -> Absence:
    """End an absence earlier: one's own, or as a chief anybody's; one that has not begun never happens.

    Raises:
        Refused: no such absence, over, or not shorter.
    """
    with intention():
        found = _visible(actor, number=number)
        fact = law.AbsenceFact(found.officer_id, found.deputy_id, found.from_at, found.to_at)
        _refuse(law.judge_shortening(fact, to_at=to_at, at=at))
        rows = Absence.objects.filter(pk=found.pk, to_at=found.to_at)
        if not rows.update(to_at=max(to_at, found.from_at), shortened_by_id=actor.user_id):
            raise Refused(Violation(law.NOT_SHORTER, "to_at"))
        notify([_to(found.deputy_id, "absence_shortened", number=number)], at=at)
        found.refresh_from_db()
        return found


def begin_absences(*, at: datetime) -> int:
    """Wake whoever moves claims for the absences that have begun since the last look; how many."""
    with intention():
        return _begin(at=at)


def _begin(*, at: datetime) -> int:
    """Mark absences that run and were not begun yet, once each; a step."""
    begun = absences_now(at).filter(begun_at__isnull=True).update(begun_at=at)
    if begun:
        wake(MOVE_CLAIMS)
    return begun


def _office_of(officer_id: int, *, actor: Actor, at: datetime) -> str:
    """The office in which the officer works: of the latest post among the actor's offices."""
    posts: list[Post] = list(
        posts_on(business_date(at))
        .filter(officer_id=officer_id, team__office__in=actor.offices)
        .select_related("team")
        .order_by("-valid_from", "-id")[:1]
    )
    if not posts:
        raise Refused(Violation(law.UNKNOWN, "officer"))
    return posts[0].team.office


def _visible(actor: Actor, *, number: str) -> Absence:
    """The absence, if the actor may shorten it."""
    found = Absence.objects.filter(number=number, office__in=actor.offices).first()
    if found is None:
        raise Refused(Violation(law.UNKNOWN, "officer"))
    check_may_record_absence(actor, officer_id=found.officer_id)
    return found


def _to(user_id: int, kind: str, *, number: str, args: tuple[tuple[str, str], ...] = ()) -> News:
    """News for one officer."""
    return News(kind, number, ToUsers(frozenset({user_id})), args)
