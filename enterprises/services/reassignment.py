"""Re-assigning many firms at once, and the nightly look for firms of the zone without a coordinator."""

from collections import Counter
from datetime import datetime

from enterprises.facts import Actor
from enterprises.models import Firm
from enterprises.permissions import check_may_assign
from enterprises.rules import coordination as law
from enterprises.selectors.coordination import coordinators_of
from enterprises.selectors.reassignment import Preview, Wish, preview
from enterprises.services.coordination import change_step, missing_news
from enterprises.services.notices import notify
from kernel.clock import business_date
from kernel.orm import jobs
from kernel.orm.locks import lock_rows
from kernel.orm.tx import intention
from kernel.refusal import Conflict, Refused, Violation

CHECK_JOB = "enterprises.check_coordinators"
_CHUNK = 500


def reassign_many(
    *, actor: Actor, wish: Wish, ground: str, hand_over_note: str, digest: str, at: datetime
) -> Preview:
    """Do what the preview with this digest showed: all of it, or nothing where the world has changed.

    Firms for which nobody chosen is eligible stay as they are; the result says of each what was done.

    Raises:
        Refused: not a chief, nothing chosen, or no ground.
        Conflict: the preview would look different now.
    """
    check_may_assign(actor)
    violations = law.judge_words(ground, rule=law.NO_GROUND, path="ground")
    if violations:
        raise Refused(*violations)
    with intention():
        lock_rows(Firm, keys=[move.firm.pk for move in preview(actor, wish=wish, at=at).moves])
        seen = preview(actor, wish=wish, at=at)
        if seen.digest != digest:
            raise Conflict(Violation(law.WORLD_CHANGED))
        for move in seen.moves:
            if move.to is not None:
                change_step(
                    move.firm,
                    current=move.current,
                    officer_id=move.to.pk,
                    ground=ground,
                    reason=law.REASSIGNED,
                    hand_over_note=hand_over_note,
                    actor=actor,
                    at=at,
                )
    return seen


def check_coordinators(*, at: datetime) -> int:
    """Look at every firm of a zone and alarm the chiefs about those that nobody looks after; how many.

    Once a day; a run that died goes on where it stopped, a finished one does nothing.
    """
    on = business_date(at)
    run = jobs.open_run(CHECK_JOB, key=on.isoformat(), business_on=on, at=at)
    found = 0
    while run is not None:
        with intention():
            held = jobs.hold(run)
            if held is None:
                return found
            firms = _next_firms(held.cursor)
            if not firms:
                break
            missing = _without(firms, at=at)
            _alarm(missing, at=at)
            found += len(missing)
            items = [
                jobs.Item("firm", firm.customs_code, "missing", law.MISSING.code, "", {"office": firm.office})
                for firm in missing
            ]
            counts = {"checked": len(firms), "missing": len(missing)}
            jobs.advance(held, cursor=str(firms[-1].pk), counts=counts, items=items)
    if run is not None:
        jobs.close(run, at=at)
    return found


def _next_firms(cursor: str) -> list[Firm]:
    """The next firms of zones behind the cursor."""
    rows = Firm.objects.filter(pk__gt=int(cursor or 0)).exclude(zone="")
    return list(rows.order_by("id")[:_CHUNK])


def _without(firms: list[Firm], *, at: datetime) -> list[Firm]:
    """Those of the firms that nobody looks after; a recused deputy is nobody."""
    cared_for = coordinators_of([firm.pk for firm in firms], at=at)
    return [firm for firm in firms if firm.pk not in cared_for]


def _alarm(missing: list[Firm], *, at: datetime) -> None:
    """Alarm the chiefs of each office, one notice a day that counts up."""
    counts = Counter(firm.office or firm.zone for firm in missing)
    notify([missing_news(office, count=count, at=at) for office, count in sorted(counts.items())], at=at)
