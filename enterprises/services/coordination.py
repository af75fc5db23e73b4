"""Assigning coordinators to firms, ending that, recusal, and how firm and officer reach each other."""

from datetime import datetime

from enterprises.facts import Actor, News, ToFirm, ToPosts, ToUsers
from enterprises.models import Coordination, Firm, Membership, OfficerCard, Recusal, SeniorContact, User
from enterprises.permissions import (
    check_may_assign,
    check_may_coordinate,
    check_may_manage_tokens,
    may_assign,
)
from enterprises.rules import access
from enterprises.rules import coordination as law
from enterprises.selectors.absences import deputies_of
from enterprises.selectors.coordination import firm_of_office, open_coordinations, recusals_now
from enterprises.selectors.reassignment import coordinator_offices
from enterprises.services.notices import notify
from kernel.clock import SHANGHAI, business_date
from kernel.orm.locks import lock_rows, note_lock
from kernel.orm.tx import intention, require_transaction
from kernel.refusal import Conflict, Refused, Violation


def assign(
    *,
    actor: Actor,
    customs_code: str,
    officer_id: int,
    ground: str,
    seen: int | None,
    at: datetime,
    reason: str = law.REASSIGNED,
    hand_over_note: str = "",
) -> Coordination:
    """Have the officer look after the firm from now on; whoever did so ends at the same instant.

    ``seen`` is the coordination (its key) that the chief looked at, None where there was none.
    ``reason`` and ``hand_over_note`` are of the one that ends.

    Raises:
        Refused: not a chief of the office, no ground, or the officer cannot: no post, recused, already.
        Conflict: somebody changed the firm's coordinator since the chief looked.
    """
    check_may_assign(actor)
    violations = law.judge_words(ground, rule=law.NO_GROUND, path="ground") + law.judge_end(reason)
    with intention():
        firm = _locked(actor, customs_code=customs_code, at=at)
        current = _current(firm, seen=seen, at=at)
        violations += _judge(officer_id, firm=firm, current=current, at=at)
        if violations:
            raise Refused(*violations)
        return change_step(
            firm,
            current=current,
            officer_id=officer_id,
            ground=ground,
            reason=reason,
            hand_over_note=hand_over_note,
            actor=actor,
            at=at,
        )


def change_step(
    firm: Firm,
    *,
    current: Coordination | None,
    officer_id: int,
    ground: str,
    reason: str,
    hand_over_note: str,
    actor: Actor,
    at: datetime,
) -> Coordination:
    """Close the current coordination and begin the next at the same instant; the firm is locked. A step."""
    require_transaction()
    assert actor.user_id is not None
    news = [News("coordinator_assigned", firm.customs_code, ToFirm(firm.pk))]
    if current is not None:
        at = max(at, current.from_at)
        _close(current, reason=reason, text="", note=hand_over_note, actor=actor, at=at)
        news.append(_to(current.officer_id, "coordinator_taken", firm=firm))
    note_lock("enterprises_coordination")
    made = Coordination.objects.create(
        firm=firm,
        officer_id=officer_id,
        from_at=at,
        given_by_id=actor.user_id,
        ground=ground.strip(),
        hand_over_note=hand_over_note.strip() if current is not None else "",
    )
    notify([*news, _to(officer_id, "coordinator_given", firm=firm)], at=at)
    return made


def end(*, actor: Actor, customs_code: str, reason: str, text: str, seen: int | None, at: datetime) -> None:
    """Stop the coordination without a new one; for a firm of the zone the chiefs are alarmed at once.

    Raises:
        Refused: not a chief of the office, nobody looks after the firm, or no reason.
        Conflict: somebody changed the firm's coordinator since the chief looked.
    """
    check_may_assign(actor)
    with intention():
        firm = _locked(actor, customs_code=customs_code, at=at)
        current = _current(firm, seen=seen, at=at)
        violations = law.judge_end(reason)
        if current is None:
            violations += (Violation(law.NOBODY),)
        if violations or current is None:
            raise Refused(*violations)
        _close(current, reason=reason, text=text, note="", actor=actor, at=max(at, current.from_at))
        notify([_to(current.officer_id, "coordinator_taken", firm=firm), *_missing(firm, at=at)], at=at)


def recuse(*, actor: Actor, customs_code: str, officer_id: int, reason: str, at: datetime) -> Recusal:
    """Have an officer keep away from the firm from now on: oneself, or by a chief any officer.

    Where the officer looks after the firm that ends now, and the chiefs are alarmed; so they are where
    the officer is the deputy.

    Raises:
        Refused: neither oneself nor a chief, no reason, recused already, not an officer of the office.

    Source: announcement 181 of 2018, item 5.
    """
    check_may_coordinate(actor)
    assert actor.user_id is not None
    violations = law.judge_words(reason, rule=law.NO_RECUSAL_REASON, path="reason")
    if officer_id != actor.user_id and not may_assign(actor):
        violations += (Violation(law.CHIEF_ONLY),)
    with intention():
        firm = _locked(actor, customs_code=customs_code, at=at)
        if not User.objects.filter(pk=officer_id, kind="officer").exists():
            violations += (Violation(law.OTHER_OFFICER, "officer"),)
        if recusals_now(at).filter(officer_id=officer_id, firm=firm).exists():
            violations += (Violation(law.RECUSED_ALREADY, "officer"),)
        if violations:
            raise Refused(*violations)
        made = Recusal.objects.create(
            officer_id=officer_id, firm=firm, reason=reason.strip(), from_at=at, recorded_by_id=actor.user_id
        )
        _leave_to_nobody(firm, officer_id=officer_id, actor=actor, at=at)
        return made


def _leave_to_nobody(firm: Firm, *, officer_id: int, actor: Actor, at: datetime) -> None:
    """End the coordination of an officer recused just now; a recused deputy leaves it with nobody too."""
    current = open_coordinations().filter(firm=firm).first()
    if current is None:
        return
    if current.officer_id == officer_id:
        end_at = max(at, current.from_at)
        _close(current, reason=law.BY_RECUSAL, text="", note="", actor=actor, at=end_at)
        notify([_to(officer_id, "coordinator_taken", firm=firm), *_missing(firm, at=at)], at=at)
    elif deputies_of([current.officer_id], at=at).get(current.officer_id) == officer_id:
        notify(_missing(firm, at=at), at=at)


def end_recusal(*, actor: Actor, customs_code: str, officer_id: int, at: datetime) -> None:
    """Let the officer work for the firm again; a chief decides that, never the officer.

    Raises:
        Refused: not a chief of the office, oneself, or not recused.
    """
    check_may_assign(actor)
    with intention():
        firm = _locked(actor, customs_code=customs_code, at=at)
        rows = recusals_now(at).filter(officer_id=officer_id, firm=firm).exclude(officer_id=actor.user_id)
        if not rows.update(to_at=at, ended_by_id=actor.user_id):
            raise Refused(Violation(law.NOT_RECUSED, "officer"))


def set_phone(*, actor: Actor, phone: str, at: datetime) -> None:
    """Say by which telephone of the office one's firms reach one.

    Raises:
        Refused: not a coordinator or chief, or not a telephone number.
    """
    del at  # a card has no history
    check_may_coordinate(actor)
    violations = law.judge_phone(phone)
    if violations:
        raise Refused(*violations)
    with intention():
        OfficerCard.objects.update_or_create(officer_id=actor.user_id, defaults={"phone": phone.strip()})


def name_senior_contact(*, actor: Actor, user_id: int | None, position: str, at: datetime) -> None:
    """Name the manager who speaks for the firm with its coordinator: one of the firm's own people.

    Raises:
        Refused: not the firm's administrator, or not a person of the firm.

    Source: announcement 181 of 2018, item 4.
    """
    check_may_manage_tokens(actor)
    assert actor.user_id is not None
    assert actor.firm_id is not None
    violations = law.judge_words(position, rule=law.NOT_OF_FIRM, path="position", shortest=1, longest=64)
    with intention():
        people = Membership.objects.filter(firm_id=actor.firm_id, ended_at__isnull=True)
        if user_id is None or not people.filter(user_id=user_id).exists():
            violations += (Violation(law.NOT_OF_FIRM, "user"),)
        if violations:
            raise Refused(*violations)
        named = {
            "user_id": user_id,
            "position": position.strip(),
            "named_by_id": actor.user_id,
            "named_at": at,
        }
        SeniorContact.objects.update_or_create(firm_id=actor.firm_id, defaults=named)


def _locked(actor: Actor, *, customs_code: str, at: datetime) -> Firm:
    """The firm of the actor's offices, locked: one chief at a time changes who looks after it."""
    firm = firm_of_office(actor, customs_code=customs_code, at=at)
    if firm is None:
        raise Refused(Violation(access.UNKNOWN_FIRM, "firm"))
    (locked,) = lock_rows(Firm, keys=[firm.pk])
    return locked


def _current(firm: Firm, *, seen: int | None, at: datetime) -> Coordination | None:
    """Who looks after the locked firm, if it is still whom the chief saw."""
    newest = Coordination.objects.filter(firm=firm).order_by("-from_at", "-id").first()
    current = newest if newest is not None and newest.to_at is None else None
    if (current.pk if current else None) != seen:
        changed = at if newest is None else newest.to_at or newest.from_at
        said = changed.astimezone(SHANGHAI).strftime("%H:%M:%S")
        raise Conflict(Violation(law.SOMEBODY_FIRST, args=(("time", said),)))
    return current


def _judge(
    officer_id: int, *, firm: Firm, current: Coordination | None, at: datetime
) -> tuple[Violation, ...]:
    """Why the officer cannot look after the firm."""
    fact = law.CandidateFact(
        has_post=firm.office in coordinator_offices([officer_id], at=at).get(officer_id, frozenset()),
        recused=recusals_now(at).filter(officer_id=officer_id, firm=firm).exists(),
        already=current is not None and current.officer_id == officer_id,
    )
    return law.judge_candidate(fact)


def _close(current: Coordination, *, reason: str, text: str, note: str, actor: Actor, at: datetime) -> None:
    """End a coordination; its time, once ended, never changes again."""
    note_lock("enterprises_coordination")
    Coordination.objects.filter(pk=current.pk, to_at__isnull=True).update(
        to_at=at, ended_by_id=actor.user_id, end_reason=reason, end_text=(text.strip() or note.strip())[:500]
    )


def _to(officer_id: int, kind: str, *, firm: Firm) -> News:
    """News for one officer about the firm."""
    return News(kind, firm.customs_code, ToUsers(frozenset({officer_id})))


def _missing(firm: Firm, *, at: datetime) -> list[News]:
    """The alarm of the chiefs about a firm of the zone that nobody looks after; one notice a day."""
    if not firm.zone:
        return []
    return [missing_news(firm.office or firm.zone, count=1, at=at)]


def missing_news(office: str, *, count: int, at: datetime) -> News:
    """The alarm about ``count`` firms of the office without a coordinator, added up over the day."""
    day = business_date(at).isoformat()
    to = ToPosts(office, frozenset({"chief"}))
    return News("coordinator_missing", office, to, fold_key=day, fold_count=count)
