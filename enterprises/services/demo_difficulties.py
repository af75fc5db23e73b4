"""Difficulties of the demo office in every state and age, raised and worked on through the real services."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings

from enterprises.facts import Actor
from enterprises.models import Difficulty, User
from enterprises.selectors import actor_of_user
from enterprises.services import difficulties_firm as firm_side
from enterprises.services import difficulties_work as customs_side
from enterprises.services.difficulties import Draft, raise_difficulty
from enterprises.services.difficulties_jobs import close_silent


class _Case(NamedTuple):
    """One difficulty: whose, how many days ago, what, and what was done with it."""

    firm: str
    days: int
    draft: Draft
    acts: tuple[str, ...] = ()
    triage: str = "simple"
    by_officer: bool = False


def _draft(title: str, text: str, category: str, urgency: str = "normal", channel: str = "page") -> Draft:
    return Draft(title, text, category, urgency, channel)


_WAIT = "申报清单长时间处于等待状态"
_CASES = (
    _Case(
        "shop",
        40,
        _draft(_WAIT, "大促期间清单提交后两小时仍未受理，订单无法出区。", "declaration"),
        ("triage", "answer", "confirm"),
    ),
    _Case(
        "broker",
        33,
        _draft("担保额度占用未及时恢复", "集中申报缴税后，担保额度隔日仍未恢复。", "guarantee", "urgent"),
        ("triage", "ask", "reply", "answer", "confirm", "change"),
        "complex",
    ),
    _Case(
        "shop2",
        26,
        _draft(
            "奶粉归类与完税价格咨询", "婴幼儿配方奶粉三段的归类与完税价格如何确定。", "tax", channel="phone"
        ),
        ("triage", "answer", "silence"),
        by_officer=True,
    ),
    _Case(
        "broker",
        16,
        _draft("账册备案商品数量有误", "账册第37项备案数量与实际入区数量不一致，无法核注。", "bonded"),
        ("triage", "note"),
        "complex",
    ),
    _Case(
        "shop",
        9,
        _draft(_WAIT, "周末批量申报后清单再次长时间等待，请协调解决。", "declaration", "urgent"),
        ("triage", "same", "note"),
        "complex",
    ),
    _Case(
        "shop2",
        6,
        _draft("查验后货物归位时间较长", "查验完毕的包裹次日才归位，影响时效承诺。", "inspection"),
        ("triage", "ask"),
    ),
    _Case(
        "broker",
        4,
        _draft(
            "卡口过磅重量差异",
            "车辆过磅重量与申报重量相差超过阈值，被卡口拦下。",
            "logistics",
            channel="visit",
        ),
        ("triage", "answer"),
        by_officer=True,
    ),
    _Case(
        "shop",
        2,
        _draft("医用防护物资急需通关", "一批医用口罩供医院使用，请求优先办理。", "policy", "critical"),
    ),
    _Case(
        "shop2",
        0,
        _draft("企业联系人变更如何办理", "负责关务的同事离职，如何变更平台管理员？", "registration"),
    ),
)


class _Desk(NamedTuple):
    """Who acts on one difficulty."""

    number: str
    firm: Actor
    officer: Actor
    triage: str


def make(*, at: datetime) -> int:
    """Make the difficulties where there are none yet; how many are new.

    Raises:
        PermissionError: outside the demo (PORTAL_DEMO=1).
    """
    if not settings.PORTAL_DEMO:
        raise PermissionError("the demo office exists only with PORTAL_DEMO=1")
    if Difficulty.objects.exists():
        return 0
    for case in _CASES:
        firm, officer = _person(case.firm, at=at), _person("officer", at=at)
        _make(case, firm=firm, officer=officer, at=at - timedelta(days=case.days))
    return len(_CASES)


def _make(case: _Case, *, firm: Actor, officer: Actor, at: datetime) -> None:
    """Raise one and do with it what was done, half a day apart; today's people, the times of then."""
    raiser = officer if case.by_officer else firm
    firm_id = firm.firm_id if case.by_officer else None
    raised = raise_difficulty(actor=raiser, draft=case.draft, at=at, firm_id=firm_id)
    desk = _Desk(raised.number, firm, officer, case.triage)
    for step, act in enumerate(case.acts, 1):
        _ACTS[act](desk, at + timedelta(hours=12 * step))


def _person(name: str, *, at: datetime) -> Actor:
    """A demo account as it acts now."""
    return actor_of_user(User.objects.get(email=f"{name}@demo.example"), at=at)


def _triage(desk: _Desk, at: datetime) -> None:
    customs_side.triage(
        actor=desk.officer, number=desk.number, triage=desk.triage, urgency="normal", team_id=None, at=at
    )


def _ask(desk: _Desk, at: datetime) -> None:
    text = "请提供涉及的清单编号或相关截图，以便核查。"
    customs_side.ask(actor=desk.officer, number=desk.number, text=text, at=at)


def _reply(desk: _Desk, at: datetime) -> None:
    firm_side.reply(actor=desk.firm, number=desk.number, text="涉及上周五缴税的三票，明细已核对。", at=at)


def _answer(desk: _Desk, at: datetime) -> None:
    text = "已核查处理完毕，请贵公司确认；如仍有问题请退回继续办理。"
    customs_side.answer(actor=desk.officer, number=desk.number, text=text, at=at)


def _confirm(desk: _Desk, at: datetime) -> None:
    firm_side.confirm(actor=desk.firm, number=desk.number, mark=5, remark="办理及时，感谢。", at=at)


def _silence(desk: _Desk, at: datetime) -> None:
    del desk
    close_silent(at=at + timedelta(days=14))


def _note(desk: _Desk, at: datetime) -> None:
    colleague = User.objects.get(email="coordinator@demo.example").pk
    customs_side.add_note(
        actor=desk.officer,
        number=desk.number,
        text="已联系技术支持，建议同步告知企业预计恢复时间。",
        internal=True,
        mentioned=[colleague],
        at=at,
    )


def _same(desk: _Desk, at: datetime) -> None:
    first = Difficulty.objects.filter(title=_WAIT).order_by("subject_id")[0]
    customs_side.mark_same(actor=desk.officer, number=desk.number, same_no=first.number, at=at)


def _change(desk: _Desk, at: datetime) -> None:
    customs_side.record_change(
        actor=desk.officer,
        number=desk.number,
        kind="guide",
        change_no="",
        text="已在办事指南中补充担保额度恢复的时点与查询方法。",
        at=at,
    )


_ACTS: dict[str, Callable[[_Desk, datetime], None]] = {
    "triage": _triage,
    "ask": _ask,
    "reply": _reply,
    "answer": _answer,
    "confirm": _confirm,
    "silence": _silence,
    "note": _note,
    "same": _same,
    "change": _change,
}
