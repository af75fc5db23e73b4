"""What a re-assignment of several firms would do, firm by firm, before anybody confirms it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from django.db.models import Q

from codelists.selectors import office_and_below
from enterprises.facts import Actor
from enterprises.models import Coordination, Firm, Recusal, User
from enterprises.permissions import check_may_assign
from enterprises.rules.coordination import NO_FIRMS, CandidateFact, judge_candidate
from enterprises.selectors.absences import posts_on
from enterprises.selectors.coordination import open_coordinations, recusals_now
from kernel.clock import business_date
from kernel.refusal import Refused, Violation


class Wish(NamedTuple):
    """What the chief asks for: all firms of one officer, and the firms named, shared among the new ones."""

    from_officer: int | None
    firm_codes: tuple[str, ...]
    to_officers: tuple[int, ...]


class Move(NamedTuple):
    """What becomes of one firm: whom it gets, or why nobody of those chosen."""

    firm: Firm
    current: Coordination | None
    to: User | None
    violations: tuple[Violation, ...]


class _World(NamedTuple):
    """What the officers are judged by: offices of their posts, recusals, how many firms each has by now."""

    offices: dict[int, frozenset[str]]
    kept_away: frozenset[tuple[int, int]]
    load: Counter[int]


class Preview(NamedTuple):
    """All moves, and a digest of the world they were judged in."""

    moves: list[Move]
    digest: str

    @property
    def possible(self) -> int:
        """How many firms would get another coordinator."""
        return sum(move.to is not None for move in self.moves)


def preview(actor: Actor, *, wish: Wish, at: datetime) -> Preview:
    """What the wish would do: each firm gets the eligible officer who has the fewest firms by then.

    Seven queries however many firms, and one for each further office of the new officers.

    Raises:
        Refused: not a chief, or nothing is chosen.
    """
    check_may_assign(actor)
    firms = _firms(actor, wish=wish)
    people = list(User.objects.filter(pk__in=wish.to_officers, kind="officer").order_by("id"))
    if not firms or not people:
        raise Refused(Violation(NO_FIRMS))
    current = {
        row.firm_id: row
        for row in open_coordinations().filter(firm__in=firms).select_related("officer", "given_by")
    }
    offices = coordinator_offices([person.pk for person in people], at=at)
    kept_away = recusal_pairs(firms, at=at)
    load = Counter(open_coordinations().filter(officer__in=people).values_list("officer_id", flat=True))
    world = _World(offices, kept_away, load)
    moves = []
    for firm in firms:
        move = _move(firm, current=current.get(firm.pk), people=people, world=world)
        if move.to is not None:
            load[move.to.pk] += 1
        moves.append(move)
    return Preview(moves, _digest(moves))


def coordinator_offices(officer_ids: Iterable[int], *, at: datetime) -> dict[int, frozenset[str]]:
    """The offices at whose firms each officer may be coordinator now: own posts' and those below."""
    on = business_date(at)
    rows = posts_on(on).filter(officer_id__in=set(officer_ids), role="coordinator", officer__is_active=True)
    found: dict[int, frozenset[str]] = {}
    below: dict[str, frozenset[str]] = {}
    for officer_id, office in rows.values_list("officer_id", "team__office"):
        if office not in below:
            below[office] = frozenset({office}) | office_and_below(office, on=on)
        found[officer_id] = found.get(officer_id, frozenset()) | below[office]
    return found


def recusal_pairs(firms: Sequence[Firm], *, at: datetime) -> frozenset[tuple[int, int]]:
    """Who is recused from which of the firms, as (officer, firm)."""
    rows: Iterable[Recusal] = recusals_now(at).filter(firm__in=firms)
    return frozenset((row.officer_id, row.firm_id) for row in rows)


def _firms(actor: Actor, *, wish: Wish) -> list[Firm]:
    """The firms that the wish names, of the actor's offices, by code."""
    named = Q(customs_code__in=wish.firm_codes)
    if wish.from_officer is not None:
        theirs = open_coordinations().filter(officer_id=wish.from_officer).values("firm_id")
        named |= Q(pk__in=theirs)
    return list(Firm.objects.filter(named, office__in=actor.offices).order_by("customs_code"))


def _move(
    firm: Firm,
    *,
    current: Coordination | None,
    people: Sequence[User],
    world: _World,
) -> Move:
    """The best of the eligible officers, or all reasons against them."""
    against: list[Violation] = []
    fit: list[User] = []
    for person in people:
        fact = CandidateFact(
            has_post=firm.office in world.offices.get(person.pk, frozenset()),
            recused=(person.pk, firm.pk) in world.kept_away,
            already=current is not None and current.officer_id == person.pk,
        )
        said = judge_candidate(fact)
        against += said
        if not said:
            fit.append(person)
    best = min(fit, key=lambda person: (world.load[person.pk], person.pk), default=None)
    return Move(firm, current, best, () if best else tuple(dict.fromkeys(against)))


def _digest(moves: Iterable[Move]) -> str:
    """What the preview showed, as 64 hexadecimal digits: other firms, coordinators or reasons change it."""
    parts = [
        f"{move.firm.pk}:{move.current.pk if move.current else 0}:{move.to.pk if move.to else 0}:"
        + ",".join(violation.rule.code for violation in move.violations)
        for move in moves
    ]
    return sha256("|".join(parts).encode()).hexdigest()
