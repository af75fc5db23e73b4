"""Reporting how far a firm works again, and confirming such a report."""

from collections.abc import Sequence
from datetime import datetime

from enterprises.facts import Actor, Audience, News, ToPosts, ToUsers
from enterprises.models import Firm, Resumption, ResumptionCheck
from enterprises.permissions import check_may_see_firms, check_may_see_own_firm
from enterprises.rules import access, numbers
from enterprises.rules import resumption as law
from enterprises.selectors.coordination import coordinators_of
from enterprises.selectors.resumption import report_for, work_states
from enterprises.services.notices import notify
from enterprises.services.numbering import next_no
from kernel.clock import business_date
from kernel.orm.locks import lock_rows
from kernel.orm.tx import intention
from kernel.refusal import Refused, Violation


def report_work(
    *,
    actor: Actor,
    state: str,
    blockers: Sequence[str],
    at: datetime,
    share: int | None = None,
    text: str = "",
) -> Resumption:
    """Report how far the own firm works and what keeps it from more; a suspended firm may report too.

    Raises:
        Refused: not a person of a firm, or all that is wrong with the report.
    """
    check_may_see_own_firm(actor)
    assert actor.user_id is not None
    percent = law.share_of(state, said=share)
    kinds = [] if state == "full" else sorted(set(blockers))
    violations = law.judge_report(state, share=percent, blockers=kinds, text=text)
    if violations:
        raise Refused(*violations)
    with intention():
        firm = Firm.objects.get(pk=actor.firm_id or 0)
        made = Resumption.objects.create(
            number=next_no(numbers.RESUMPTION, office=firm.office or "0000", at=at),
            firm=firm,
            office=firm.office,
            at=at,
            state=state,
            share=percent,
            blockers=kinds,
            text=text.strip(),
            reported_by_id=actor.user_id,
        )
        day = business_date(at).isoformat()
        to = _confirmers(firm, at=at)
        if to is not None:
            notify([News("resumption_to_confirm", made.number, to, fold_key=day)], at=at)
        return made


def confirm_report(*, actor: Actor, number: str, at: datetime, remark: str = "") -> ResumptionCheck:
    """Confirm the newest report of a firm: its coordinator, a chief, or an officer where there is none.

    Raises:
        Refused: no such report for this officer, confirmed already, or there is a newer one.
    """
    check_may_see_firms(actor)
    assert actor.user_id is not None
    with intention():
        report = report_for(actor, number=number, at=at)
        if report is None:
            raise Refused(Violation(access.UNKNOWN_FIRM))
        lock_rows(Firm, keys=[report.firm_id])
        newest = work_states([report.firm_id], at=at)[report.firm_id]
        if ResumptionCheck.objects.filter(report=report).exists():
            raise Refused(Violation(law.CHECKED))
        if newest.pk != report.pk:
            raise Refused(Violation(law.NOT_NEWEST))
        return ResumptionCheck.objects.create(
            report=report, by_id=actor.user_id, at=at, remark=remark.strip()[:500]
        )


def _confirmers(firm: Firm, *, at: datetime) -> Audience | None:
    """Who is to confirm: the coordinator or deputy, else the officers of the office in charge."""
    card = coordinators_of([firm.pk], at=at).get(firm.pk)
    if card is not None:
        return ToUsers(frozenset({card.user_id}))
    return ToPosts(firm.office, frozenset({"officer"})) if firm.office else None
