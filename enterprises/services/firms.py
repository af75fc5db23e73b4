"""What officers decide about firms."""

from datetime import datetime

from enterprises.facts import Actor
from enterprises.models import Firm, ReadingChange
from enterprises.permissions import check_may_set_tolerant
from enterprises.rules import access
from enterprises.selectors.firms import firm_for_officer
from kernel.orm.locks import lock_rows
from kernel.orm.tx import intention
from kernel.refusal import Refused, Violation


def set_tolerant(*, actor: Actor, customs_code: str, on: bool, reason: str, at: datetime) -> None:
    """Have the firm's messages read tolerantly, or strictly again.

    Raises:
        Refused: not an officer or a chief, no such firm in these offices, or no reason.

    Setting what is set already changes nothing.
    """
    check_may_set_tolerant(actor)
    assert actor.user_id is not None
    violations = access.judge_reason(reason, rule=access.NO_SWITCH_REASON)
    if violations:
        raise Refused(*violations)
    with intention():
        known = firm_for_officer(actor, customs_code=customs_code)
        if known is None:
            raise Refused(Violation(access.UNKNOWN_FIRM, "firm"))
        (firm,) = lock_rows(Firm, keys=[known.pk])
        if firm.office != known.office:  # it went to another office meanwhile
            raise Refused(Violation(access.UNKNOWN_FIRM, "firm"))
        if Firm.objects.filter(pk=firm.pk, tolerant=not on).update(tolerant=on):
            ReadingChange.objects.create(
                firm=firm, tolerant=on, reason=reason.strip(), by_id=actor.user_id, at=at
            )
