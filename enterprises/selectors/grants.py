"""The catalogue and the grants as pages show them: the public, a firm, and officers of its office."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Prefetch, QuerySet
from django.utils.translation import get_language

from enterprises.facts import Actor, SuspensionFact
from enterprises.models import (
    Firm,
    FirmRecord,
    Grant,
    GrantEvent,
    Measure,
    MeasureText,
    Plan,
    User,
)
from enterprises.permissions import check_may_handle_measures, may_handle_measures, may_see_own_firm
from enterprises.rules import flow
from enterprises.rules import measures as law
from enterprises.rules.green_channel import judge_record
from enterprises.selectors.green_channel import record_facts
from enterprises.selectors.recusals import kept_away
from enterprises.selectors.trust import grades_of, suspended_grants
from kernel.clock import business_date
from kernel.models.base import Event
from kernel.refusal import Violation


class Entry(NamedTuple):
    """A measure of the catalogue with what it says, in the reader's language.

    ``by_portal``: described by the portal, not published by the office.
    """

    measure: Measure
    text: MeasureText
    title: str
    said: str
    source: str
    by_portal: bool


def catalogue() -> list[Entry]:
    """The measures in force with their latest texts, in order; for everybody. Two queries."""
    rows = _with_texts(Measure.objects.filter(withdrawn_at__isnull=True))
    return [_entry(measure) for measure in rows.order_by("position", "id")]


def measure_entry(code: str) -> Entry | None:
    """One measure with its latest text, withdrawn ones too; for everybody."""
    measure = _with_texts(Measure.objects.filter(code=code)).first()
    return None if measure is None else _entry(measure)


def versions_of(measure: Measure) -> QuerySet[MeasureText]:
    """Every version of what the measure said, newest first, for officers."""
    return MeasureText.objects.filter(measure=measure).select_related("by").order_by("-version")


def _with_texts(measures: QuerySet[Measure]) -> QuerySet[Measure]:
    texts = MeasureText.objects.order_by("measure_id", "-version").distinct("measure_id")
    return measures.prefetch_related(Prefetch("texts", texts, to_attr="latest"))


def _entry(measure: Measure) -> Entry:
    (text,) = measure.latest  # type: ignore[attr-defined]
    language = "zh" if (get_language() or "").startswith("zh") else "en"
    title, said, source = (getattr(text, f"{part}_{language}") for part in ("title", "text", "source"))
    return Entry(measure, text, title, said, source, text.by_id is None)


class OwnMeasure(NamedTuple):
    """A measure as it stands for one firm: held, asked for, open by rule, or why not."""

    entry: Entry
    held: Grant | None
    asked: Grant | None
    suspended: SuspensionFact | None
    violations: tuple[Violation, ...]
    may_ask: bool
    door: str


def own_measures(firm: Firm, *, at: datetime) -> list[OwnMeasure]:
    """Every measure of the catalogue as it stands for the firm; a fixed number of queries."""
    on = business_date(at)
    grants = Grant.objects.filter(firm=firm, status__in=(*flow.GRANT_OPEN, flow.GRANT_IN_FORCE))
    rows = list(grants.order_by("valid_from", "subject_id"))
    asked = {row.measure_id: row for row in rows if row.status in flow.GRANT_OPEN}
    running = [row for row in rows if row.status == flow.GRANT_IN_FORCE and row.valid_to > on]
    held = {row.measure_id: row for row in reversed(running)}
    suspended = suspended_grants([row.number for row in running], at=at)
    standing = law.Standing(firm.zone, grades_of([firm.pk], on=on)[firm.pk])
    return [
        _own(
            entry,
            held=held.get(entry.measure.pk),
            asked=asked.get(entry.measure.pk),
            suspended=suspended,
            violations=_judge(entry.measure, firm=firm, standing=standing, on=on),
        )
        for entry in catalogue()
    ]


def _judge(measure: Measure, *, firm: Firm, standing: law.Standing, on: date) -> tuple[Violation, ...]:
    if measure.code == law.GREEN_CHANNEL:
        return judge_record(record_facts([firm.pk], on=on)[firm.pk], on=on)
    return law.judge_open(measure.code, open_to=measure.open_to, firm=standing, on=on)


def _own(
    entry: Entry,
    *,
    held: Grant | None,
    asked: Grant | None,
    suspended: dict[str, SuspensionFact],
    violations: tuple[Violation, ...],
) -> OwnMeasure:
    code = entry.measure.code
    here = not law.judge_access(code, access=entry.measure.access)
    return OwnMeasure(
        entry,
        held,
        asked,
        suspended.get(held.number) if held is not None else None,
        violations,
        may_ask=here and held is None and asked is None and not violations,
        door=law.DOORS.get(code, ""),
    )


def grants_of_office(actor: Actor, *, tab: str) -> QuerySet[Grant]:
    """Grants of the officer's offices: ``open`` waiting, ``held`` in force, ``past`` all others."""
    check_may_handle_measures(actor, act="see")
    mine = Grant.objects.filter(office__in=actor.offices).exclude(firm_id__in=kept_away(actor))
    rows = _with_measure(mine)
    if tab == "held":
        return rows.filter(status=flow.GRANT_IN_FORCE)
    if tab == "past":
        return rows.filter(status__in=sorted(flow.GRANT_FLOW.final))
    return rows.filter(status__in=flow.GRANT_OPEN)


def grants_of_firm(firm: Firm) -> QuerySet[Grant]:
    """All grants of the firm that it knows of, newest first; an officer's open proposal is not its yet."""
    rows = _with_measure(Grant.objects.filter(firm=firm))
    hidden = {"applied_by__isnull": True, "decided_by__isnull": True}
    return rows.exclude(**hidden).order_by("-subject_id")


def grant_for(actor: Actor, *, number: str) -> Grant | None:
    """One grant, for its firm's people and for officers of its office; None for everybody else."""
    found = Grant.objects.filter(number=number).select_related("recommended_by")
    grant = _with_measure(found).first()
    return grant if grant is not None and _may_see(grant, actor=actor) else None


def may_see_grant(actor: Actor, *, subject_id: int, at: datetime) -> bool:
    """Whether the actor may open what is attached to the grant."""
    del at
    grant = Grant.objects.filter(pk=subject_id).first()
    return grant is not None and _may_see(grant, actor=actor)


def _may_see(grant: Grant, *, actor: Actor) -> bool:
    if may_see_own_firm(actor):
        known = grant.applied_by_id is not None or grant.decided_by_id is not None
        return known and grant.firm_id == actor.firm_id
    mine = may_handle_measures(actor, act="see") and grant.office in actor.offices
    return mine and not kept_away(actor).filter(firm_id=grant.firm_id).exists()


def _with_measure(rows: QuerySet[Grant]) -> QuerySet[Grant]:
    texts = MeasureText.objects.order_by("measure_id", "-version").distinct("measure_id")
    return rows.select_related("firm", "measure").prefetch_related(
        Prefetch("measure__texts", texts, to_attr="latest")
    )


def title_of(grant: Grant) -> str:
    """The title of the grant's measure in the reader's language; its texts were fetched."""
    return _entry(grant.measure).title


class Moved(NamedTuple):
    """One move of a file with the name of who made it; empty where the portal did, or a firm's people."""

    at: datetime
    verb: str
    who: str
    note: str


def moves_of(subject: Grant | Plan, *, events: type[Event]) -> list[Moved]:
    """What happened to a grant or a plan, in order; two queries."""
    rows = list(events._default_manager.filter(subject_id=subject.pk).order_by("id"))
    names = names_of(row.actor_id for row in rows)
    return [Moved(row.at, row.verb, names.get(row.actor_id or 0, ""), row.note) for row in rows]


def names_of(user_ids: Iterable[int | None]) -> dict[int, str]:
    """The names of these people."""
    wanted = {user_id for user_id in user_ids if user_id is not None}
    return dict(User.objects.filter(pk__in=wanted).values_list("pk", "name"))


def grant_moves(grant: Grant) -> list[Moved]:
    """What happened to the grant, in order."""
    return moves_of(grant, events=GrantEvent)


def record_of(firm: Firm) -> QuerySet[FirmRecord]:
    """The firm's record, newest first."""
    return FirmRecord.objects.filter(firm=firm).select_related("by", "closed_by").order_by("-at", "-id")
