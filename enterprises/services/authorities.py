"""Giving an agent authority to act for one's firm, ending it from either side, and reminding of its end."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from codelists.selectors import code_book
from enterprises.facts import Actor, News, ToFirm
from enterprises.models import Authority, Firm
from enterprises.permissions import check_may_manage_people, check_may_start
from enterprises.rules import access, numbers
from enterprises.rules import authorities as law
from enterprises.selectors.authorities import authorities_of, open_between
from enterprises.selectors.firms import firms_by_code
from enterprises.selectors.trust import agent_suspensions
from enterprises.services.notices import notify
from enterprises.services.numbering import next_no
from kernel.clock import business_date
from kernel.orm.locks import lock_rows
from kernel.orm.tx import intention
from kernel.refusal import Refused, Violation

_NO_OFFICE = "0000"
_AT_ONCE = 500


def give_authority(
    *, actor: Actor, agent_code: str, scopes: Sequence[str], valid_from: date, valid_to: date, at: datetime
) -> Authority:
    """Let the firm with ``agent_code`` act for the actor's firm; ``valid_to`` is the first day after.

    Raises:
        Refused: not the firm's administrator, suspended, unknown or unfit agent, no scope, dates, or an
            authority between the two exists in that time.
    """
    check_may_manage_people(actor)
    check_may_start(actor)
    assert actor.firm_id is not None
    today, code = business_date(at), agent_code.strip().upper()
    years = int(code_book(on=today).number("authority.max_years"))
    wish = law.AuthorityWish(tuple(dict.fromkeys(scopes)), valid_from, valid_to)
    with intention():
        (principal,) = lock_rows(Firm, keys=[actor.firm_id])
        agent = firms_by_code([code], on=today).get(code)
        rests = agent is not None and agent.id in agent_suspensions([agent.id], at=at)
        violations = law.judge_new(
            wish,
            principal_id=principal.pk,
            agent=agent,
            agent_rests=rests,
            given=open_between(principal.pk, agent_id=agent.id) if agent else (),
            today=today,
            max_years=years,
        )
        if violations or agent is None:
            raise Refused(*violations)
        made = _write(actor, principal=principal, agent_id=agent.id, wish=wish, at=at)
        _tell("authority_given", authority=made, at=at)
    return made


def _write(
    actor: Actor, *, principal: Firm, agent_id: int, wish: law.AuthorityWish, at: datetime
) -> Authority:
    """The authority with its number."""
    assert actor.user_id is not None
    return Authority.objects.create(
        number=next_no(numbers.AUTHORITY, office=principal.office or _NO_OFFICE, at=at),
        principal=principal,
        agent_id=agent_id,
        scopes=[scope for scope in law.SCOPES if scope in wish.scopes],
        valid_from=wish.valid_from,
        valid_to=wish.valid_to,
        given_by_id=actor.user_id,
        given_at=at,
    )


def end_authority(*, actor: Actor, number: str, reason: str, at: datetime) -> Authority:
    """End an authority that the actor's firm gave or holds, from this moment.

    A suspended firm may end what it gave: ending starts nothing.

    Raises:
        Refused: not the administrator of either side, no reason, or it has ended.
    """
    check_may_manage_people(actor)
    violations = access.judge_reason(reason, rule=law.NO_END_REASON)
    with intention():
        found = authorities_of(actor).filter(number=number).first()
        if found is None or found.valid_to <= business_date(at):
            violations += (Violation(law.ENDED),)
        if violations or found is None:
            raise Refused(*violations)
        found.ended_at, found.ended_by_id, found.end_reason = at, actor.user_id, reason.strip()
        found.ended_by_agent = found.agent_id == actor.firm_id
        if not Authority.objects.filter(pk=found.pk, ended_at__isnull=True).update(
            ended_at=at,
            ended_by_id=actor.user_id,
            end_reason=found.end_reason,
            ended_by_agent=found.ended_by_agent,
        ):
            raise Refused(Violation(law.ENDED))
        _tell("authority_ended", authority=found, at=at)
    return found


def warn_of_ending(*, at: datetime) -> int:
    """Tell both sides, once, of every authority that ends within some days; how many there were."""
    today = business_date(at)
    within = timedelta(days=int(code_book(on=today).number("authority.warn_days")))
    waiting = Authority.objects.filter(
        ended_at__isnull=True, warned_at__isnull=True, valid_to__gt=today, valid_to__lte=today + within
    )
    count = 0
    while True:
        with intention():
            keys = list(waiting.order_by("id").values_list("pk", flat=True)[:_AT_ONCE])
            rows = lock_rows(waiting.select_related("principal", "agent"), keys=keys)
            Authority.objects.filter(pk__in=[row.pk for row in rows]).update(warned_at=at)
            for row in rows:
                _tell("authority_ending", authority=row, at=at)
        count += len(rows)
        if len(keys) < _AT_ONCE:
            return count


def _tell(kind: str, *, authority: Authority, at: datetime) -> None:
    """Both sides hear of it."""
    args = (
        ("principal", authority.principal.name_zh),
        ("agent", authority.agent.name_zh),
        ("until", (authority.valid_to - timedelta(days=1)).isoformat()),
    )
    sides = (authority.principal_id, authority.agent_id)
    notify([News(kind, authority.number, ToFirm(firm_id), args) for firm_id in sides], at=at)
