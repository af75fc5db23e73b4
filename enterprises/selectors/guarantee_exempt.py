"""What another room asks before and after it draws on a guarantee: who is exempt, what a subject holds."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import Sum

from enterprises.models import GuaranteeEntry
from enterprises.selectors.guarantees import exemptions_of
from enterprises.selectors.trust import grades_of


class Drawn(NamedTuple):
    """What one subject holds and uses of guarantees, in fen."""

    held_fen: int
    used_fen: int


def exempt_firms(firm_ids: Iterable[int], *, on: date) -> frozenset[int]:
    """Those of the firms with an exemption in force on the day, and a grade that allows one."""
    wanted = set(firm_ids)
    return frozenset(exemptions_of(wanted, on=on, grades=grades_of(wanted, on=on)))


def drawn_of(subject_ids: Iterable[int]) -> dict[int, Drawn]:
    """What each subject holds and uses of guarantee accounts now; subjects without entries are left out."""
    entries = GuaranteeEntry.objects.filter(subject_id__in=set(subject_ids), account_id__isnull=False)
    sums = entries.order_by().values("subject_id").annotate(held=Sum("held_delta"), used=Sum("used_delta"))
    return {row["subject_id"]: Drawn(row["held"], row["used"]) for row in sums}
