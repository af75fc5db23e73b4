"""Grants of measures: applied for by a firm or proposed by an officer, decided by another officer."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import Q

from codelists.selectors import parameter
from enterprises.facts import Actor, News, ToFirm, ToPosts
from enterprises.models import Firm, Grant, Measure
from enterprises.permissions import check_may_ask_for_measures, check_may_handle_measures
from enterprises.rules import access, flow, numbers
from enterprises.rules import measures as law
from enterprises.rules.suspension import judge_new_act
from enterprises.selectors.coordination import is_recused
from enterprises.selectors.green_channel import record_facts
from enterprises.selectors.trust import grades_of, suspensions_of
from enterprises.services.attachments import Upload, attach
from enterprises.services.green_channel import GRANT_TRAIL, judge_grant
from enterprises.services.notices import notify
from enterprises.services.numbering import next_no
from enterprises.services.second_officer import check_second
from enterprises.services.trust import lock_firm
from kernel.clock import business_date
from kernel.orm.ids import reserve
from kernel.orm.locks import lock_rows
from kernel.orm.trail import Entry, Step, enter_many, move_many
from kernel.orm.tx import intention
from kernel.refusal import Conflict, Refused, Violation
from kernel.rules import MOVED_ON

ATTACHED = "grant"
_ENTERING = (
    "number", "office", "firm_id", "measure_id", "valid_from", "valid_to", "reason", "undertakings",
    "conditions", "applied_by_id", "proposed_by_id", "asked_at", "grounds",
)  # fmt: skip
_RECOMMENDING = ("recommended_by_id", "recommended_at", "recommendation")
_GRANTING = ("decided_by_id", "decided_at", "said", "valid_from", "valid_to", "conditions")
_REFUSING = ("decided_by_id", "decided_at", "said")
_ENDING = ("ended_at", "ended_by_id", "ended_reason")


class Terms(NamedTuple):
    """The days and conditions of a grant; ``valid_to`` is the first day after."""

    valid_from: date
    valid_to: date
    conditions: str = ""


def apply_for(
    *,
    actor: Actor,
    code: str,
    reason: str,
    undertakings: Sequence[str],
    at: datetime,
    uploads: Sequence[Upload] = (),
) -> str:
    """Apply for a measure in the name of the own firm; the number of the application.

    The term asked for is the usual one from today; the office decides on it.

    Raises:
        Refused: not the firm's administrator, a suspended firm, a measure that is not asked for here
            or not for this firm, criteria that it does not meet, an undertaking not signed.
    """
    check_may_ask_for_measures(actor)
    found = (*law.judge_said(reason), *law.judge_undertakings(code, signed=undertakings))
    if found:
        raise Refused(*found)
    today = business_date(at)
    terms = Terms(today, today + timedelta(days=int(parameter("measure.days", on=today))))
    with intention():
        (firm,) = lock_rows(Firm, keys=[actor.firm_id])
        measure = _asked_for(code, firm=firm, on=today)
        signed = [one for one in law.UNDERTAKINGS.get(code, {}) if one in undertakings]
        asked = _Asked("apply", actor, measure, firm, reason.strip(), terms, signed)
        return _enter(asked, at=at, uploads=uploads)


def propose(*, actor: Actor, customs_code: str, code: str, reason: str, terms: Terms, at: datetime) -> str:
    """Propose a measure for a firm of the officer's offices; the number. A second officer decides.

    Raises:
        Refused: a post that proposes nothing, no such firm here, a measure that is open by rule, has
            its own page or undertakings to sign, or a term that does not fit.
    """
    check_may_handle_measures(actor, act="propose")
    today = business_date(at)
    found = (*law.judge_said(reason), *law.judge_conditions(terms.conditions))
    if found:
        raise Refused(*found)
    with intention():
        firm = lock_firm(actor, customs_code=customs_code)
        _check_not_recused(actor, firm_id=firm.pk, at=at)
        measure = _asked_for(code, firm=firm, on=today)
        if code in law.UNDERTAKINGS:
            raise Refused(Violation(law.NO_SIGNER))
        _check_term(terms, firm_id=firm.pk, measure=measure, today=today)
        return _enter(_Asked("propose", actor, measure, firm, reason.strip(), terms, []), at=at)


def recommend(*, actor: Actor, number: str, text: str, at: datetime) -> None:
    """Recommend what is asked for, as a coordinator of the office; once.

    Raises:
        Refused: not a coordinator, recused from the firm, recommended already, or nothing said.
        Conflict: it was decided meanwhile.
    """
    check_may_handle_measures(actor, act="recommend")
    found = law.judge_said(text, path="text")
    if found:
        raise Refused(*found)
    with intention():
        grant = _lock(actor, number=number, at=at)
        if grant.recommended_by_id is not None:
            raise Refused(Violation(law.RECOMMENDED_ALREADY))
        values = (actor.user_id, at, text.strip())
        _move(grant, verb="recommend", columns=_RECOMMENDING, values=values, actor=actor, at=at)


def decide(*, actor: Actor, number: str, terms: Terms, said: str, at: datetime) -> None:
    """Grant what is asked for, for the days and with the conditions given.

    Raises:
        Refused: no officer or chief, the proposer or recommender themselves, a suspended firm, a term
            that does not fit, a firm the measure is not for, or criteria of the green channel that fail
            today.
        Conflict: it was decided meanwhile.
    """
    check_may_handle_measures(actor, act="decide")
    today = business_date(at)
    with intention():
        grant = _lock(actor, number=number, at=at)
        if grant.status not in flow.GRANT_OPEN:
            raise Conflict(Violation(MOVED_ON))
        _check_second(grant, actor=actor, at=at)
        suspended = suspensions_of([grant.firm_id], at=at).get(grant.firm_id)
        found = (
            *judge_new_act(suspended),
            *law.judge_conditions(terms.conditions),
            *_judge_now(grant, on=today),
        )
        if found:
            raise Refused(*found)
        _check_term(terms, firm_id=grant.firm_id, measure=grant.measure, today=today)
        values = (actor.user_id, at, said.strip()[:500], *terms[:2], terms.conditions.strip())
        _move(grant, verb="grant", columns=_GRANTING, values=values, actor=actor, at=at)
        notify([News("grant_decided", number, ToFirm(grant.firm_id))], at=at)


def refuse(*, actor: Actor, number: str, reason: str, at: datetime) -> None:
    """Refuse what is asked for, with a reason.

    Raises:
        Refused: no officer or chief, the proposer or recommender themselves, or no reason.
        Conflict: it was decided meanwhile.
    """
    check_may_handle_measures(actor, act="decide")
    _check_said(reason)
    with intention():
        grant = _lock(actor, number=number, at=at)
        _check_second(grant, actor=actor, at=at)
        said = reason.strip()
        values = (actor.user_id, at, said)
        _move(grant, verb="refuse", columns=_REFUSING, values=values, actor=actor, at=at, note=said)
        if grant.applied_by_id is not None:
            notify([News("grant_refused", number, ToFirm(grant.firm_id))], at=at)


def withdraw(*, actor: Actor, number: str, at: datetime) -> None:
    """Take back the own firm's application, or one's own proposal.

    Raises:
        Refused: somebody else asked for it.
        Conflict: it was decided meanwhile.
    """
    if not actor.is_firm:
        check_may_handle_measures(actor, act="propose")
    with intention():
        grant = _lock(actor, number=number, at=at)
        own = actor.is_firm and "admin" in actor.roles and grant.applied_by_id is not None
        if not own and grant.proposed_by_id != actor.user_id:
            raise Refused(Violation(access.FIRM_ADMIN_ONLY if actor.is_firm else access.DECIDER_ONLY))
        values = (at, actor.user_id)
        _move(grant, verb="withdraw", columns=_ENDING[:2], values=values, actor=actor, at=at)


def revoke(*, actor: Actor, number: str, reason: str, at: datetime) -> None:
    """Revoke a grant in force, with its ground.

    Raises:
        Refused: no officer or chief, or no ground.
        Conflict: it has ended meanwhile.
    """
    check_may_handle_measures(actor, act="decide")
    _check_said(reason)
    with intention():
        grant = _lock(actor, number=number, at=at)
        said = reason.strip()
        values = (at, actor.user_id, said)
        _move(grant, verb="revoke", columns=_ENDING, values=values, actor=actor, at=at, note=said)
        notify([News("grant_revoked", number, ToFirm(grant.firm_id))], at=at)


class _Asked(NamedTuple):
    """What is entered: who asks for which measure, for whom and why."""

    verb: str
    actor: Actor
    measure: Measure
    firm: Firm
    reason: str
    terms: Terms
    undertakings: list[str]


def _asked_for(code: str, *, firm: Firm, on: date) -> Measure:
    """The measure, if this firm may have it through a grant, and has not asked for it yet."""
    measure = Measure.objects.filter(code=code, withdrawn_at__isnull=True).first()
    if measure is None:
        raise Refused(Violation(law.NO_SUCH_MEASURE))
    standing = law.Standing(firm.zone, grades_of([firm.pk], on=on)[firm.pk])
    found = [
        *law.judge_access(code, access=measure.access),
        *law.judge_open(code, open_to=measure.open_to, firm=standing, on=on),
        *([] if firm.office else [Violation(law.NO_OFFICE)]),
    ]
    waiting = Grant.objects.filter(firm=firm, measure=measure, status__in=flow.GRANT_OPEN).first()
    if waiting is not None:
        found.append(Violation(law.ALREADY_ASKED, args=(("number", waiting.number),)))
    if found:
        raise Refused(*found)
    return measure


def _enter(asked: _Asked, *, at: datetime, uploads: Sequence[Upload] = ()) -> str:
    """The file of what is asked for, with its number; the office is told."""
    (subject_id,) = reserve(1)
    firm, user_id = asked.firm, asked.actor.user_id
    number = next_no(numbers.GRANT, office=firm.office, at=at)
    people = (user_id, None) if asked.verb == "apply" else (None, user_id)
    values = (
        number, firm.office, firm.pk, asked.measure.pk, *asked.terms[:2], asked.reason,
        asked.undertakings, asked.terms.conditions.strip(), *people, at, [],
    )  # fmt: skip
    entry = Entry(subject_id, asked.verb, values)
    enter_many(GRANT_TRAIL, [entry], columns=_ENTERING, at=at, actor_id=user_id)
    attach(
        uploads,
        subject_kind=ATTACHED,
        subject_id=subject_id,
        subject_no=number,
        actor=asked.actor,
        at=at,
    )
    desk = ToPosts(firm.office, frozenset({"officer", "coordinator"}))
    notify([News("grant_asked", number, desk, (("firm", firm.name_zh),))], at=at)
    return number


def _lock(actor: Actor, *, number: str, at: datetime) -> Grant:
    """The grant with its firm, both locked, for its firm or an officer of its office who is not recused."""
    own = Q(firm_id=actor.firm_id) if actor.firm_id is not None else Q(office__in=actor.offices)
    there = Grant.objects.filter(own, number=number)
    firm_id = there.values_list("firm_id", flat=True).first()
    if firm_id is None:
        raise Refused(Violation(law.NO_FIRM_HERE))
    if not actor.is_firm:
        _check_not_recused(actor, firm_id=firm_id, at=at)
    lock_rows(Firm, keys=[firm_id])
    rows = there.select_related("firm", "measure")
    locked: list[Grant] = lock_rows(rows, keys=[number], key="number")
    return locked[0]


def _move(
    grant: Grant,
    *,
    verb: str,
    columns: Sequence[str],
    values: Sequence[object],
    actor: Actor,
    at: datetime,
    note: str = "",
) -> None:
    """One move of a locked grant.

    Raises:
        Conflict: it does not stand where the move begins.
    """
    step = Step(grant.subject_id, verb, grant.status, values, note)
    if not move_many(GRANT_TRAIL, [step], columns=columns, at=at, actor_id=actor.user_id):
        raise Conflict(Violation(MOVED_ON))


def _judge_now(grant: Grant, *, on: date) -> tuple[Violation, ...]:
    """Whether the firm may still have the measure, with the criteria of the green channel."""
    if grant.measure.code == law.GREEN_CHANNEL:
        return judge_grant(grant, fact=record_facts([grant.firm_id], on=on)[grant.firm_id], on=on)
    standing = law.Standing(grant.firm.zone, grades_of([grant.firm_id], on=on)[grant.firm_id])
    return law.judge_open(grant.measure.code, open_to=grant.measure.open_to, firm=standing, on=on)


def _check_second(grant: Grant, *, actor: Actor, at: datetime) -> None:
    """Neither the proposer nor the recommender decides."""
    for first in (grant.proposed_by_id, grant.recommended_by_id):
        check_second(actor, first_id=first, at=at)


def _check_not_recused(actor: Actor, *, firm_id: int, at: datetime) -> None:
    if actor.user_id is not None and is_recused(actor.user_id, firm_id=firm_id, at=at):
        raise Refused(Violation(law.RECUSED))


def _check_term(terms: Terms, *, firm_id: int, measure: Measure, today: date) -> None:
    """The days fit, and the firm holds the measure on none of them."""
    rows = Grant.objects.filter(firm_id=firm_id, measure=measure, status=flow.GRANT_IN_FORCE)
    held = [law.Term(*row) for row in rows.values_list("number", "valid_from", "valid_to")]
    most = int(parameter("measure.most_days", on=today))
    found = law.judge_term(terms.valid_from, after=terms.valid_to, today=today, most_days=most, held=held)
    if found:
        raise Refused(*found)


def _check_said(reason: str) -> None:
    found = law.judge_said(reason)
    if found:
        raise Refused(*found)
