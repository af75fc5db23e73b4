"""Trust in the demo office: a change of grade that waits, and a suspension long lifted."""

from datetime import datetime, timedelta

from django.conf import settings

from enterprises.facts import Actor
from enterprises.models import GradeChange, Suspension, User
from enterprises.rules.suspension import Wanted
from enterprises.selectors import actor_of_user
from enterprises.services.suspensions import (
    countersign_suspension,
    lift_suspension,
    propose_lift,
    propose_suspension,
)
from enterprises.services.trust import WantedGrade, propose_grade
from kernel.clock import business_date

_CERTIFIED, _LATE = "430166A005", "430166A002"
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


def make(*, at: datetime) -> int:
    """Make what is missing; how many files are new.

    Raises:
        PermissionError: outside the demo (PORTAL_DEMO=1).
    """
    if not settings.PORTAL_DEMO:
        raise PermissionError("the demo office exists only with PORTAL_DEMO=1")
    return _grade(at=at) + _suspension(at=at - 40 * _DAY)


def _officer(name: str, *, at: datetime) -> Actor:
    return actor_of_user(User.objects.get(email=f"{name}@demo.example"), at=at)


def _grade(*, at: datetime) -> int:
    """The merchant passed its examination; the chief has not countersigned yet."""
    if GradeChange.objects.filter(firm__customs_code=_CERTIFIED).exists():
        return 0
    text = "认证专家组于本月完成现场认证，各项标准达标。"
    wanted = WantedGrade("advanced_certified", business_date(at + 7 * _DAY), "certified", text)
    propose_grade(actor=_officer("officer", at=at), customs_code=_CERTIFIED, wanted=wanted, at=at)
    return 1


def _suspension(*, at: datetime) -> int:
    """The payment firm's standing document had lapsed; ten days later it was there again."""
    if Suspension.objects.filter(firm__customs_code=_LATE).exists():
        return 0
    wanted = Wanted("firm", "standing", "支付业务许可证有效期届满，未按期提交续展文件。")
    number = propose_suspension(actor=_officer("officer2", at=at), customs_code=_LATE, wanted=wanted, at=at)
    countersign_suspension(actor=_officer("chief", at=at), number=number, at=at + _HOUR)
    later = at + 10 * _DAY
    reason = "已提交续展后的许可证，经核对无误。"
    propose_lift(actor=_officer("officer2", at=later), number=number, reason=reason, at=later)
    lift_suspension(actor=_officer("chief2", at=later), number=number, at=later + _HOUR)
    return 1
