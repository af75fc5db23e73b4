"""Differences booked at once: what a stock-taking found too much or missing, item by item."""

from collections.abc import Sequence
from datetime import datetime

from bonded.facts import Claim
from bonded.models import Counter, Kind
from bonded.rules.stock import IN, OUT
from bonded.services import lots
from bonded.services.booking import judge_claims
from bonded.services.stock import book, lock_positions
from kernel.orm.tx import require_transaction
from kernel.refusal import Refused


def settle_many(
    differences: Sequence[tuple[Claim, str]], *, kind: Kind, at: datetime, actor_id: int | None
) -> None:
    """Book differences: (claim, ground), its quantity above zero was found, below zero is missing. A step.

    All items are locked before the first lot is.

    Raises:
        Refused: what is missing is not free: it is promised to papers, stopped or paused; at ``lines[n]``.
        Conflict: the items were busy for longer than a caller should wait.
    """
    require_transaction()
    lock_positions({claim.item_id for claim, _ in differences})
    gains = [claim for claim, _ in differences if claim.qty > 0]
    losses = [claim._replace(qty=-claim.qty) for claim, _ in differences if claim.qty < 0]
    violations = [
        *(judge_claims(gains, direction=IN, at=at) if gains else ()),
        *(judge_claims(losses, direction=OUT, at=at) if losses else ()),
    ]
    if violations:
        raise Refused(*violations)
    for claim, ground in differences:
        counter = Counter.ACTL_INC if claim.qty > 0 else Counter.ACTL_REDC
        movement = (claim.item_id, claim.subject_id, claim.subject_no, claim.line, counter, abs(claim.qty))
        book([movement], kind=kind, at=at, actor_id=actor_id, note=ground[:200])
    if gains:
        lots.come_in(gains, at=at, actor_id=actor_id, kind=kind)
    for claim in losses:
        lots.lose(claim, kind=kind, at=at, actor_id=actor_id)
