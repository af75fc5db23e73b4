"""The nightly proof of this room: every case has its list, every list under decision its case."""

from django.db.models import Exists, OuterRef

from declarations.models import ListState
from supervision.models import Case, Selection
from supervision.rules.decision import LANE_STATUS

_MOST = 100


def audit_supervision() -> list[str]:
    """One sentence for each contradiction (at most a hundred of a kind); empty when all is well."""
    states = ListState.objects.filter(subject_id=OuterRef("subject_id"))
    lost = Case.objects.filter(~Exists(states)).order_by("subject_id")
    problems = [f"case {case.pre_no}: its list does not exist" for case in lost[:_MOST]]
    for lane, status in LANE_STATUS.items():
        open_case = Case.objects.filter(subject_id=OuterRef("subject_id"), lane=lane, decided_at__isnull=True)
        bare = ListState.objects.filter(~Exists(open_case), status=status).order_by("subject_id")
        problems += [f"list {s.subject_id}: stands at {status} without an open case" for s in bare[:_MOST]]
    chosen = Selection.objects.filter(list_id=OuterRef("subject_id"))
    unexplained = Case.objects.filter(~Exists(chosen)).order_by("subject_id")
    return problems + [f"case {case.pre_no}: no reason is recorded" for case in unexplained[:_MOST]]
