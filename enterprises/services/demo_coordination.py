"""Coordination in the demo office: who looks after whom, visits, messages, a fortnight of reports."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from enterprises.facts import Actor
from enterprises.models import Broadcast, Coordination, Resumption, Thread, User, Visit
from enterprises.selectors import actor_of_user
from enterprises.services.coordination import assign, name_senior_contact, set_phone
from enterprises.services.messages import open_thread, reply, send_broadcast
from enterprises.services.resumption import confirm_report, report_work
from enterprises.services.visits import answer_visit, plan_visit, record_visit

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_SHOP, _BROKER, _SHOP2 = "430166A001", "430168A004", "430166A005"
_CARE = (
    (_SHOP, "coordinator", "熟悉跨境电商平台业务"),
    (_BROKER, "coordinator", "熟悉综保区申报与仓储业务"),
    (_SHOP2, "coordinator2", "熟悉母婴用品进口监管要求"),
)
_PHONES = {"coordinator": "0731-84770101", "coordinator2": "0731-84770102"}
# firm, days ago, state, percent, obstacles, in words
_WORK: tuple[tuple[str, int, str, int | None, tuple[str, ...], str], ...] = (
    ("shop", 13, "stopped", None, ("workers", "epidemic"), "客服与仓内人员未返岗。"),
    ("pay", 13, "partly", 50, ("workers",), ""),
    ("express", 13, "stopped", None, ("workers", "logistics"), "干线班车停运。"),
    ("broker", 12, "partly", 20, ("workers", "epidemic"), "仓库轮班，每班不足十人。"),
    ("shop2", 11, "stopped", None, ("orders", "logistics"), ""),
    ("express", 9, "partly", 30, ("workers", "logistics"), ""),
    ("shop", 8, "partly", 40, ("workers",), ""),
    ("broker", 6, "partly", 60, ("workers",), ""),
    ("pay", 5, "full", None, (), ""),
    ("shop2", 4, "partly", 50, ("raw_material", "logistics"), "国外供应商发货延迟。"),
    ("shop", 3, "partly", 80, ("logistics",), ""),
    ("express", 2, "partly", 70, ("workers",), ""),
    ("broker", 1, "full", None, (), ""),
)
_CONFIRMED = {("shop", 3), ("express", 9)}


def make(*, at: datetime) -> int:
    """Make what is missing; how many files are new.

    Raises:
        PermissionError: outside the demo (PORTAL_DEMO=1).
    """
    if not settings.PORTAL_DEMO:
        raise PermissionError("the demo office exists only with PORTAL_DEMO=1")
    if Coordination.objects.exists():
        return 0
    cast = _Cast(at)
    _care(cast, at=at - 60 * _DAY)
    _visits(cast, at=at)
    _messages(cast, at=at)
    _work(cast, at=at)
    tables = (Coordination, Visit, Thread, Broadcast, Resumption)
    return sum(table.objects.count() for table in tables)


class _Cast:
    """The people of the demo as they act today: their memberships begin with the demo."""

    def __init__(self, at: datetime) -> None:
        self._at = at

    def __call__(self, name: str) -> Actor:
        return actor_of_user(User.objects.get(email=f"{name}@demo.example"), at=self._at)


def _key(name: str) -> int:
    return User.objects.get(email=f"{name}@demo.example").pk


def _care(cast: _Cast, *, at: datetime) -> None:
    """Each firm of the zone has a coordinator; the broker names a senior contact."""
    chief = cast("chief")
    for code, name, ground in _CARE:
        assign(actor=chief, customs_code=code, officer_id=_key(name), ground=ground, seen=None, at=at)
    for name, phone in _PHONES.items():
        set_phone(actor=cast(name), phone=phone, at=at)
    name_senior_contact(actor=cast("broker"), user_id=_key("broker"), position="关务总监", at=at)


def _visits(cast: _Cast, *, at: datetime) -> None:
    """One visit a week ago, confirmed by the firm; one planned for the day after tomorrow."""
    held_at = at - 7 * _DAY
    coordinator = cast("coordinator")
    told: dict[str, Any] = {"mode": "on_site", "officer_two": _key("officer")}
    number = plan_visit(
        actor=coordinator,
        customs_code=_BROKER,
        on_at=held_at,
        place="黄花综保区3号仓",
        purpose="了解复工后申报与仓储情况",
        at=held_at - 2 * _DAY,
        **told,
    )
    record_visit(
        actor=coordinator,
        number=number,
        recusal_stated=True,
        people=["周岚", "刘洋"],
        topics=["policy", "solve", "compliance"],
        advice="建议使用预约通关办理周末到货；担保额度不足前及时追加。",
        questions=["周末到货能否安排入区核放？"],
        with_contact=True,
        at=held_at + 2 * _HOUR,
    )
    broker = cast("broker")
    answer_visit(actor=broker, number=number, confirmed=True, text="", at=held_at + _DAY)
    plan_visit(
        actor=cast("coordinator"),
        customs_code=_SHOP,
        on_at=at + 2 * _DAY,
        place="湘品优选长沙运营中心",
        purpose="听取促销季申报诉求",
        at=at - _HOUR,
        **told,
    )


def _messages(cast: _Cast, *, at: datetime) -> None:
    """A question that was answered, one that waits, and a circular."""
    asked, waiting = at - 3 * _DAY, at - 2 * _HOUR
    thread = open_thread(
        actor=cast("shop"),
        subject="促销期间申报高峰",
        text="下周平台促销，预计每日清单约两万份，请问需要提前报备吗？",
        at=asked,
    )
    answer = "不需要报备。请提前核对商品备案和担保余额，高峰时段我们会加派关员。"
    reply(actor=cast("coordinator"), number=thread.number, text=answer, at=asked + _HOUR)
    open_thread(
        actor=cast("broker"),
        subject="新增仓位",
        text="本公司拟启用5号仓，请问办理流程和所需材料？",
        at=waiting,
    )
    send_broadcast(
        actor=cast("coordinator"),
        title="周末预约通关安排",
        text="本周六、周日9:00至17:00办理预约通关，请至少提前一个工作日申请。",
        scope="all",
        at=at - 5 * _DAY,
    )


def _work(cast: _Cast, *, at: datetime) -> None:
    """What the firms reported in a fortnight; some of it confirmed."""
    for name, days, state, share, blockers, text in _WORK:
        then = at - days * _DAY
        report = report_work(
            actor=cast(name), state=state, share=share, blockers=blockers, text=text, at=then
        )
        if (name, days) in _CONFIRMED:
            confirm_report(actor=cast("chief"), number=report.number, remark="电话核实", at=then + _HOUR)
