"""Steps that other rooms call inside their own transaction: guarantees and the log of personal data."""

from datetime import datetime

from enterprises.facts import Actor
from enterprises.models import PersonalDataView
from enterprises.permissions import check_may_change_self
from enterprises.rules import access
from enterprises.services.attachments import Upload as Upload
from enterprises.services.attachments import attach as attach
from enterprises.services.firm_record import Fact as Fact
from enterprises.services.firm_record import close_facts as close_facts
from enterprises.services.firm_record import record_fact as record_fact
from enterprises.services.guarantee_desk import GuaranteeDesk as GuaranteeDesk
from enterprises.services.guarantee_desk import deduct_guarantees as deduct_guarantees
from enterprises.services.guarantee_desk import give_back_guarantees as give_back_guarantees
from enterprises.services.guarantee_desk import judge_deductions as judge_deductions
from enterprises.services.guarantee_desk import open_guarantees as open_guarantees
from enterprises.services.guarantee_desk import restore_guarantees as restore_guarantees
from enterprises.services.guarantee_lapses import suspend_exemptions as suspend_exemptions
from enterprises.services.notices import notify as notify
from enterprises.services.notices_feed import move_feed as move_feed
from enterprises.services.notices_feed import take_feed as take_feed
from enterprises.services.second_officer import check_second as check_second
from kernel.orm.tx import require_transaction
from kernel.refusal import Refused


def record_personal_view(actor: Actor, *, subject: str, reason: str, at: datetime) -> None:
    """Record that the actor is about to see a personal value of ``subject`` (``order EB123``) in full.

    Raises:
        Refused: a program asks, or the reason says nothing.
    """
    require_transaction()
    check_may_change_self(actor)
    assert actor.user_id is not None
    violations = access.judge_reason(reason, rule=access.NO_VIEW_REASON)
    if violations:
        raise Refused(*violations)
    PersonalDataView.objects.create(user_id=actor.user_id, subject=subject, reason=reason.strip(), at=at)
