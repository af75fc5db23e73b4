"""Stop orders of the demo: one in force on an item, one on a vehicle, one that was lifted again."""

from datetime import datetime, timedelta

from bonded.demo import EMS_NO
from bonded.models import StopKind, StopOrder
from bonded.services.stops import lift, order
from enterprises.models import User
from enterprises.selectors import actor_of_user

_ITEM, _CLEARED = "WINE-3000", "HONEY-500"
_PLATE = "湘AD0404"


def make(*, at: datetime) -> int:
    """Order three stops and lift one of them, where none was ordered yet; how many are new."""
    if StopOrder.objects.exists():
        return 0
    people = {user.email.partition("@")[0]: user for user in User.objects.filter(kind="officer")}
    officer, second = (actor_of_user(people[name], at=at) for name in ("officer", "officer2"))
    cleared = order(
        actor=officer,
        at=at - timedelta(days=2),
        kind=StopKind.ITEM,
        number=_CLEARED,
        ems_no=EMS_NO,
        ground="风险提示：原产地证明待核",
    )
    lift(actor=second, number=cleared, ground="原产地证明核对无误", at=at - timedelta(days=1))
    order(
        actor=officer,
        at=at - timedelta(hours=3),
        kind=StopKind.ITEM,
        number=_ITEM,
        ems_no=EMS_NO,
        ground="食品安全风险预警，等待实验室结果",
    )
    order(
        actor=second,
        at=at - timedelta(hours=1),
        kind=StopKind.VEHICLE,
        number=_PLATE,
        ground="车辆备案信息与实车不符",
    )
    return 3
