"""What the night says of lots: storage deadlines and best-before dates that come near, each once."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from bonded.models import DueKind, LedgerItem, LotWarning
from bonded.selectors.storage import Due, unwarned
from enterprises.facts import News, ToFirm
from enterprises.services.steps import notify
from kernel.clock import business_date
from kernel.orm.jobs import Item, advance, hold_day_run
from kernel.orm.tx import intention

JOB = "bonded.warn_of_lots"
CHUNK = 500
_NOTICES = {DueKind.STORAGE: "storage_ending", DueKind.BEST_BEFORE: "best_before_ending"}


class Warned(NamedTuple):
    """How many lots the firms were warned of, by kind of day."""

    storage: int
    best_before: int


def warn_of_lots(*, at: datetime, limit: int = CHUNK, dry_run: bool = False) -> Warned:
    """Warn firms of lots that fall due, once at each of the two terms; what it did stands in the job run.

    ``dry_run``: only counted, nothing is written or told.
    """
    found = [
        _count(kind, at=at, limit=limit) if dry_run else _warn(kind, at=at, limit=limit) for kind in DueKind
    ]
    return Warned(*found)


def _about(item: LedgerItem) -> dict[str, str]:
    return {"item": item.item_record_no, "office": item.ledger.office}


def _count(kind: DueKind, *, at: datetime, limit: int) -> int:
    after, total = 0, 0
    while rows := unwarned(kind, on=business_date(at), after=after, limit=limit):
        after, total = rows[-1].lot.pk, total + len(rows)
    return total


def _warn(kind: DueKind, *, at: datetime, limit: int) -> int:
    """A set at a time; a warning that another worker wrote meanwhile is not told again."""
    after, total = 0, 0
    while True:
        with intention():
            run = hold_day_run(JOB, at=at)
            rows = unwarned(kind, on=business_date(at), after=after, limit=limit)
            if run is None or not rows:
                return total
            after = rows[-1].lot.pk
            fresh = _written(kind, rows=rows, at=at)
            notify(_news(kind, rows=fresh), at=at)
            items = [
                Item("lot", one.lot.item.ledger.ems_no, "warned", args=_about(one.lot.item)) for one in fresh
            ]
            advance(run, cursor=f"{kind}:{after}", counts={kind.value: len(fresh)}, items=items)
            total += len(fresh)


def _written(kind: DueKind, *, rows: Sequence[Due], at: datetime) -> list[Due]:
    """The warnings that were not there yet, written."""
    made = LotWarning.objects.bulk_create(
        [LotWarning(lot=one.lot, kind=kind, due_on=one.due_on, days=one.days, at=at) for one in rows],
        ignore_conflicts=True,
    )
    assert len(made) == len(rows)
    mine = LotWarning.objects.filter(lot__in=[one.lot.pk for one in rows], kind=kind, at=at)
    known = set(mine.values_list("lot_id", "due_on", "days"))
    return [one for one in rows if (one.lot.pk, one.due_on, one.days) in known]


def _news(kind: DueKind, *, rows: Sequence[Due]) -> list[News]:
    """One piece of news for each ledger and term."""
    counts = Counter((one.lot.item.ledger.ems_no, one.lot.item.ledger.firm_id, one.days) for one in rows)
    return [
        News(_NOTICES[kind], ems_no, ToFirm(firm_id), (("lots", str(count)), ("days", str(days))))
        for (ems_no, firm_id, days), count in sorted(counts.items())
    ]
