"""Grades and suspensions for the pages: who may see which file, the queue, and what a grade gives."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext

from enterprises.facts import Actor
from enterprises.models import (
    Firm,
    FirmGrade,
    GradeChange,
    GradeChangeEvent,
    Grant,
    Suspension,
    SuspensionEvent,
    User,
)
from enterprises.permissions import check_may_see_trust, may_see_trust
from enterprises.rules import credit, flow, rights
from enterprises.selectors.coordination import CoordinatorCard, coordinators_of
from enterprises.selectors.recusals import kept_away
from enterprises.selectors.trust import grades_of
from kernel.clock import business_date

GRADES, SUSPENSIONS, FORCE, OVER = "grades", "suspensions", "force", "over"
TABS = (GRADES, SUSPENSIONS, FORCE, OVER)

_WAITING = (flow.SUSPENSION_PROPOSED, flow.SUSPENSION_PROVISIONAL, flow.SUSPENSION_LIFT_PROPOSED)
_OF_TAB = {
    SUSPENSIONS: _WAITING,
    FORCE: flow.SUSPENSION_LIVE,
    OVER: tuple(sorted(flow.SUSPENSION_FLOW.final)),
}
# What a firm sees of its own: what was put in force once, and its end.
_SEEN_BY_FIRM = (*flow.SUSPENSION_LIVE, flow.SUSPENSION_LIFTED, flow.SUSPENSION_ENDED, flow.SUSPENSION_LAPSED)


class TrustPanel(NamedTuple):
    """What is known of the trust in one firm now."""

    grade: credit.Grade
    law: credit.Regime
    history: list[tuple[FirmGrade, credit.Grade]]
    changes: list[GradeChange]
    suspensions: list[Suspension]
    card: CoordinatorCard | None


class Told(NamedTuple):
    """One move of a file; ``who`` is empty for the portal."""

    verb: str
    at: datetime
    who: str
    note: str


def waiting_changes(actor: Actor) -> QuerySet[GradeChange]:
    """Grade changes of the actor's offices that wait for a second officer, to be paged by ``subject_id``."""
    check_may_see_trust(actor)
    rows = GradeChange.objects.filter(office__in=actor.offices, status=flow.GRADE_PROPOSED)
    return rows.exclude(firm_id__in=kept_away(actor)).select_related("firm", "proposed_by")


def suspensions_in(actor: Actor, *, tab: str) -> QuerySet[Suspension]:
    """Suspensions of the actor's offices by tab, to be paged by ``subject_id``."""
    check_may_see_trust(actor)
    rows = Suspension.objects.filter(office__in=actor.offices, status__in=_OF_TAB[tab])
    return rows.exclude(firm_id__in=kept_away(actor)).select_related("firm", "proposed_by", "lift_by")


def tab_counts(actor: Actor) -> dict[str, int]:
    """How much lies in each tab of the actor's offices."""
    rows = Suspension.objects.filter(office__in=actor.offices).exclude(firm_id__in=kept_away(actor))
    tabs = {tab: Count("pk", filter=Q(status__in=wanted)) for tab, wanted in _OF_TAB.items()}
    return {GRADES: waiting_changes(actor).count(), **rows.aggregate(**tabs)}


def firm_in_offices(actor: Actor, *, customs_code: str) -> Firm | None:
    """The firm if it belongs to the actor's offices."""
    check_may_see_trust(actor)
    mine = Firm.objects.filter(customs_code=customs_code, office__in=actor.offices)
    return mine.exclude(pk__in=kept_away(actor)).first()


def grade_change_for(actor: Actor, *, number: str) -> GradeChange | None:
    """The grade change if the actor may see it: officers of the office, the firm once it is countersigned."""
    rows = GradeChange.objects.select_related("firm", "proposed_by", "decided_by")
    if may_see_trust(actor):
        mine = rows.filter(number=number, office__in=actor.offices)
        return mine.exclude(firm_id__in=kept_away(actor)).first()
    if actor.firm_id is not None and actor.token_id is None:
        return rows.filter(number=number, firm_id=actor.firm_id, status=flow.GRADE_CHANGED).first()
    return None


def suspension_for(actor: Actor, *, number: str) -> Suspension | None:
    """The suspension if the actor may see it: officers of the office, the firm once it was in force."""
    rows = Suspension.objects.select_related("firm", "proposed_by", "decided_by", "lift_by", "lifted_by")
    if may_see_trust(actor):
        mine = rows.filter(number=number, office__in=actor.offices)
        return mine.exclude(firm_id__in=kept_away(actor)).first()
    if actor.firm_id is not None and actor.token_id is None:
        return rows.filter(number=number, firm_id=actor.firm_id, status__in=_SEEN_BY_FIRM).first()
    return None


def may_see_change_file(actor: Actor, *, subject_id: int, at: datetime) -> bool:
    """Whether the actor may open what is attached to the grade change: officers of its office."""
    del at
    mine = GradeChange.objects.filter(pk=subject_id, office__in=actor.offices)
    return may_see_trust(actor) and mine.exclude(firm_id__in=kept_away(actor)).exists()


def may_see_suspension_file(actor: Actor, *, subject_id: int, at: datetime) -> bool:
    """Whether the actor may open what is attached to the suspension: officers of its office."""
    del at
    mine = Suspension.objects.filter(pk=subject_id, office__in=actor.offices)
    return may_see_trust(actor) and mine.exclude(firm_id__in=kept_away(actor)).exists()


def trust_panel(firm: Firm, *, at: datetime, for_firm: bool = False) -> TrustPanel:
    """The firm's grade with its history, its suspensions and whom to ask; the newest first.

    ``for_firm``: as the firm itself sees it, without proposals.
    """
    on = business_date(at)
    history = FirmGrade.objects.filter(firm=firm).select_related("set_by").order_by("-valid_from", "-id")
    changes = GradeChange.objects.filter(firm=firm, status=flow.GRADE_PROPOSED).select_related("proposed_by")
    rows = Suspension.objects.filter(firm=firm)
    if for_firm:
        rows = rows.filter(status__in=_SEEN_BY_FIRM)
    code = grades_of([firm.pk], on=on)[firm.pk]
    return TrustPanel(
        grade=credit.grade(code, on=on),
        law=credit.regime_on(on),
        history=[(row, credit.grade(row.grade, on=row.valid_from)) for row in history],
        changes=[] if for_firm else list(changes),
        suspensions=list(rows.order_by("-subject_id")[:20]),
        card=coordinators_of([firm.pk], at=at).get(firm.pk),
    )


def rights_table(grades: Sequence[credit.Grade]) -> list[tuple[rights.Right, list[tuple[bool, str]]]]:
    """What each of the grades gives, right by right: whether it is given, and in the reader's words."""
    return [(right, [_said(right.answers[grade.code]) for grade in grades]) for right in rights.RIGHTS]


def _said(answer: rights.Answer) -> tuple[bool, str]:
    return answer.given, gettext(answer.text) % {"number": answer.number}


def grants_of(firm: Firm) -> list[tuple[str, str]]:
    """The firm's measures in force as (number, number and name), to choose from."""
    rows = Grant.objects.filter(firm=firm, status=flow.GRANT_IN_FORCE).select_related("measure")
    return [(row.number, f"{row.number} {row.measure}") for row in rows.order_by("number")]


def events_of(trail: type[GradeChangeEvent] | type[SuspensionEvent], *, subject_id: int) -> list[Told]:
    """What happened to one file, the oldest first, with the name of who did it."""
    rows = list(trail.objects.filter(subject_id=subject_id).order_by("id"))
    people = User.objects.in_bulk({row.actor_id for row in rows if row.actor_id is not None})
    return [
        Told(row.verb, row.at, people[row.actor_id].name if row.actor_id in people else "", row.note)
        for row in rows
    ]
