"""Measures of the demo office: a listed firm, an application, a plan in force and one that waits."""

from datetime import datetime, timedelta

from django.conf import settings

from enterprises.facts import Actor
from enterprises.models import Grant, Plan, User
from enterprises.rules import switches
from enterprises.rules.measures import GREEN_CHANNEL, UNDERTAKINGS
from enterprises.rules.plans import PlanDraft
from enterprises.selectors import actor_of_user
from enterprises.services import grants, plans
from enterprises.services.measures import load_catalogue
from kernel.clock import business_date

_BROKER, _SHOP = "430168A004", "430166A001"
_MEDICINES, _SALES = "应急医疗物资快速通关方案", "母婴用品促销季监管方案"


def make(*, at: datetime) -> int:
    """Make what is missing; how many grants and plans are new.

    Raises:
        PermissionError: outside the demo (PORTAL_DEMO=1).
    """
    if not settings.PORTAL_DEMO:
        raise PermissionError("the demo office exists only with PORTAL_DEMO=1")
    load_catalogue(at=at)
    return sum((_listing(at=at), _application(at=at), _medicines(at=at), _sales(at=at)))


def _actor(name: str, *, at: datetime) -> Actor:
    return actor_of_user(User.objects.get(email=f"{name}@demo.example"), at=at)


def _apply(name: str, *, reason: str, at: datetime) -> str:
    return grants.apply_for(
        actor=_actor(name, at=at),
        code=GREEN_CHANNEL,
        reason=reason,
        undertakings=list(UNDERTAKINGS[GREEN_CHANNEL]),
        at=at,
    )


def _listing(*, at: datetime) -> int:
    """The broker is on the green channel."""
    if Grant.objects.filter(firm__customs_code=_BROKER).exists():
        return 0
    number = _apply("broker", reason="全年申报量大，记录良好，申请列入绿色通道。", at=at)
    coordinator, officer = _actor("coordinator", at=at), _actor("officer", at=at)
    said = "走访两次，账册与单证齐备，建议列入。"
    grants.recommend(actor=coordinator, number=number, text=said, at=at)
    first = business_date(at)
    terms = grants.Terms(first, first + timedelta(days=365), "每季度向协调员报送一次货物流向。")
    grants.decide(actor=officer, number=number, terms=terms, said="", at=at)
    return 1


def _application(*, at: datetime) -> int:
    """A merchant has applied."""
    if Grant.objects.filter(firm__customs_code="430166A005").exists():
        return 0
    _apply("shop2", reason="母婴用品时效要求高，申请列入绿色通道。", at=at)
    return 1


def _draft(title: str, *, goods: str, prefixes: tuple[str, ...], scenario: str, at: datetime) -> PlanDraft:
    first = business_date(at)
    return PlanDraft(
        title=title,
        goods=goods,
        hs_prefixes=prefixes,
        scenario=scenario,
        valid_from=first,
        valid_to=first + timedelta(days=90),
        legal_basis="长沙海关支持企业复工复产措施（一企一策）",
        switches=(
            (switches.LANE, "release"),
            (switches.RATE, "0.5"),
            (switches.DEADLINE, "4"),
            (switches.OWED, "15:contract,donation"),
        ),
    )


def _medicines(*, at: datetime) -> int:
    """A plan for emergency clearance is in force for the broker."""
    if Plan.objects.filter(title=_MEDICINES).exists():
        return 0
    draft = _draft(
        _MEDICINES,
        goods="药品、试剂与医用敷料",
        prefixes=("300", "382219"),
        scenario="emergency_clearance",
        at=at,
    )
    number = _agreed(draft, customs_code=_BROKER, firm="broker", at=at)
    plans.put_plan_in_force(actor=_actor("chief", at=at), number=number, at=at)
    return 1


def _sales(*, at: datetime) -> int:
    """A plan for a sales event waits for a chief."""
    if Plan.objects.filter(title=_SALES).exists():
        return 0
    draft = _draft(
        _SALES, goods="婴儿配方奶粉与纸尿裤", prefixes=("1901", "9619"), scenario="high_volume_event", at=at
    )
    _agreed(draft, customs_code=_SHOP, firm="shop", at=at)
    return 1


def _agreed(draft: PlanDraft, *, customs_code: str, firm: str, at: datetime) -> str:
    """Drafted by the coordinator, approved by an officer, agreed by the firm."""
    coordinator, officer = _actor("coordinator", at=at), _actor("officer", at=at)
    number = plans.draft_plan(actor=coordinator, customs_code=customs_code, draft=draft, at=at)
    plans.submit_plan(actor=coordinator, number=number, at=at)
    plans.approve_plan(actor=officer, number=number, at=at)
    plans.agree_to_plan(actor=_actor(firm, at=at), number=number, at=at)
    return number
