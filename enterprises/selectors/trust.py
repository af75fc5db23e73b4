"""How much customs trust a firm on a day."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from enterprises.models import (
    Firm,
    FirmGrade,
    FirmGradeName,
)


def grades_of(firm_ids: Iterable[int], *, on: date) -> dict[int, str]:
    """The credit grade of each of the firms on the day; those without a row have no special grade.

    One query however many firms.
    """
    wanted = set(firm_ids)
    if not wanted:
        return {}
    open_end = Q(valid_to__isnull=True) | Q(valid_to__gt=on)
    rows = FirmGrade.objects.filter(open_end, firm_id__in=wanted, valid_from__lte=on)
    graded = dict(rows.values_list("firm_id", "grade"))
    return {firm_id: graded.get(firm_id, FirmGradeName.DEFAULT.value) for firm_id in wanted}


def grade_name(firm: Firm, *, on: date) -> str:
    """The firm's credit grade on the day, in the reader's language."""
    return str(FirmGradeName(grades_of([firm.pk], on=on)[firm.pk]).label)
