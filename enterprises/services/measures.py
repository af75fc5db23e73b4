"""The catalogue of measures: laid in from the data file, published, rewritten and withdrawn by chiefs."""

from csv import DictReader
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from django.db import IntegrityError

from enterprises.facts import Actor
from enterprises.models import Measure, MeasureAccess, MeasureOpenTo, MeasureText
from enterprises.permissions import check_may_handle_measures
from enterprises.rules import measures as law
from enterprises.rules.measures import Words
from kernel.orm.tx import intention
from kernel.refusal import Conflict, Refused, Violation
from kernel.rules import MOVED_ON

DATA = Path(__file__).parent.parent / "data" / "measures.csv"


class NewMeasure(NamedTuple):
    """A measure as a chief publishes it."""

    code: str
    access: str
    open_to: str
    words: Words


class Loaded(NamedTuple):
    """How many measures are new, and how many texts."""

    measures: int
    texts: int


def load_catalogue(*, at: datetime) -> Loaded:
    """Lay in the measures of the data file; run twice it changes nothing.

    A text that the office has rewritten since is left alone, and so is a measure that was withdrawn.
    """
    with DATA.open(encoding="utf-8", newline="") as file:
        rows = list(DictReader(file))
    with intention():
        made = [_lay_in(row, at=at) for row in rows]
    return Loaded(sum(new for new, _ in made), sum(said for _, said in made))


def _lay_in(row: dict[str, str], *, at: datetime) -> tuple[bool, bool]:
    """Whether the measure is new, and whether its text is."""
    fixed = {"position": int(row["position"]), "access": row["access"], "open_to": row["open_to"]}
    measure, new = Measure.objects.get_or_create(code=row["code"], defaults={**fixed, "published_at": at})
    words = Words(*(row[name] for name in Words._fields))
    latest = _latest(measure)
    if latest is not None and (latest.by_id is not None or _words(latest) == words):
        return new, False
    _append(measure, after=latest, words=words, by=None, at=at)
    return new, True


def publish_measure(*, actor: Actor, wanted: NewMeasure, at: datetime) -> None:
    """Publish a new measure of the chief's office, in both languages.

    Raises:
        Refused: not a chief, a malformed or taken short name, or a text that is missing.
    """
    check_may_handle_measures(actor, act="publish")
    found = (*law.judge_code(wanted.code), *law.judge_words(wanted.words))
    if found:
        raise Refused(*found)
    with intention():
        highest = Measure.objects.order_by("-position").values_list("position", flat=True).first() or 0
        measure, new = Measure.objects.get_or_create(
            code=wanted.code,
            defaults={
                "position": highest + 10,
                "access": MeasureAccess(wanted.access),
                "open_to": MeasureOpenTo(wanted.open_to),
                "office": actor.office,
                "published_at": at,
                "published_by_id": actor.user_id,
            },
        )
        if not new:
            raise Refused(Violation(law.CODE_TAKEN, "code"))
        _append(measure, after=None, words=wanted.words, by=actor.user_id, at=at)


def rewrite_measure(*, actor: Actor, code: str, version: int, words: Words, at: datetime) -> None:
    """Say a measure anew: another version, from now on the office's own words. Old versions stay.

    ``version`` is the one that was read.

    Raises:
        Refused: not a chief, no such measure in force, a text that is missing, or nothing changed.
        Conflict: somebody rewrote it meanwhile.
    """
    check_may_handle_measures(actor, act="publish")
    found = law.judge_words(words)
    if found:
        raise Refused(*found)
    try:
        with intention():
            measure = _in_force(code, actor=actor)
            latest = _latest(measure)
            if latest is None or latest.version != version:
                raise Conflict(Violation(MOVED_ON))
            if _words(latest) == _stripped(words):
                raise Refused(Violation(law.UNCHANGED))
            _append(measure, after=latest, words=words, by=actor.user_id, at=at)
    except IntegrityError as error:  # two chiefs at once: one of the versions is there already
        raise Conflict(Violation(MOVED_ON)) from error


def withdraw_measure(*, actor: Actor, code: str, reason: str, at: datetime) -> None:
    """Withdraw a measure from the catalogue, with a reason; what was granted goes on until its end.

    Raises:
        Refused: not a chief, no such measure in force, or no reason.
    """
    check_may_handle_measures(actor, act="publish")
    found = law.judge_said(reason)
    if found:
        raise Refused(*found)
    with intention():
        measure = _in_force(code, actor=actor)
        there = Measure.objects.filter(pk=measure.pk, withdrawn_at__isnull=True)
        if not there.update(withdrawn_at=at, withdrawn_by_id=actor.user_id, withdrawn_reason=reason.strip()):
            raise Conflict(Violation(MOVED_ON))


def _in_force(code: str, *, actor: Actor) -> Measure:
    """A measure that the chief may change: of the portal, or of an office below theirs."""
    measures = Measure.objects.filter(withdrawn_at__isnull=True, office__in=["", *actor.offices])
    measure = measures.filter(code=code).first()
    if measure is None:
        raise Refused(Violation(law.NO_SUCH_MEASURE))
    return measure


def _latest(measure: Measure) -> MeasureText | None:
    return MeasureText.objects.filter(measure=measure).order_by("-version").first()


def _words(text: MeasureText) -> Words:
    return Words(*(getattr(text, name) for name in Words._fields))


def _stripped(words: Words) -> Words:
    return Words(*(text.strip() for text in words))


def _append(
    measure: Measure, *, after: MeasureText | None, words: Words, by: int | None, at: datetime
) -> None:
    """The next version of what a measure says."""
    version = 1 if after is None else after.version + 1
    MeasureText.objects.create(
        measure=measure, version=version, by_id=by, at=at, **_stripped(words)._asdict()
    )
