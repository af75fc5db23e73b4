"""Which firm a file is about, by the file's public number."""

from collections import defaultdict
from collections.abc import Iterable

from enterprises.models import (
    Difficulty,
    Firm,
    GradeChange,
    Grant,
    GuaranteeAccount,
    GuaranteeClaim,
    GuaranteeFile,
    Plan,
    Registration,
    Resumption,
    StandingDocument,
    Suspension,
    Thread,
    Visit,
)
from enterprises.rules import numbers

_FILES = {
    numbers.REGISTRATION: Registration,
    numbers.GRADE_CHANGE: GradeChange,
    numbers.SUSPENSION: Suspension,
    numbers.GRANT: Grant,
    numbers.PLAN: Plan,
    numbers.GUARANTEE_FILE: GuaranteeFile,
    numbers.GUARANTEE_CLAIM: GuaranteeClaim,
    numbers.GUARANTEE_ACCOUNT: GuaranteeAccount,
    numbers.DIFFICULTY: Difficulty,
    numbers.VISIT: Visit,
    numbers.THREAD: Thread,
    numbers.RESUMPTION: Resumption,
    numbers.STANDING_DOCUMENT: StandingDocument,
}


def firms_of_subjects(subject_nos: Iterable[str]) -> dict[str, int]:
    """The firm of each file or customs code; what is about no single firm is left out.

    One query for each kind of file that is asked for.
    """
    asked: dict[str, set[str]] = defaultdict(set)
    for number in subject_nos:
        asked[number[:2] if number[:2] in _FILES else ""].add(number)
    found = dict(Firm.objects.filter(customs_code__in=asked.pop("", set())).values_list("customs_code", "pk"))
    for prefix, wanted in asked.items():
        rows = _FILES[prefix]._default_manager.filter(number__in=wanted, firm__isnull=False)
        found.update(rows.values_list("number", "firm_id"))
    return found
