"""Registrations and standing documents of the demo: one of each status, made by the services themselves."""

from datetime import datetime, timedelta

from django.conf import settings

from enterprises.demo import PASSWORD
from enterprises.facts import Actor
from enterprises.models import Registration, StandingDocument, User, UserKind
from enterprises.rules.identifiers import check_character
from enterprises.rules.registration import LICENCE, Typed
from enterprises.selectors import actor_of_user
from enterprises.services.attachments import Upload
from enterprises.services.registration import (
    attach_to_registration,
    save_registration,
    start_registration,
    submit_registration,
)
from enterprises.services.registration_desk import ask_registration, refuse_registration
from enterprises.services.standing import Paper, confirm_document, file_document
from kernel.clock import business_date
from kernel.orm.tx import intention

NEWCOMERS = (("newcomer@demo.example", "韩雪"), ("newcomer2@demo.example", "孙浩"))
_SCAN = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\n%%EOF\n"
)

# applicant, place in the credit code, Chinese name, English name, kinds, what becomes of it
_FIRMS = (
    (0, "11", "湖南云集跨境电商有限公司", "Hunan Yunji Cross-Border", ("merchant",), "draft"),
    (0, "12", "长沙岳麓进口食品有限公司", "Yuelu Imported Foods", ("merchant",), "asked"),
    (1, "13", "星沙智运物流有限公司", "Xingsha Smart Logistics", ("logistics",), "submitted"),
    (1, "14", "黄花国际供应链有限公司", "Huanghua Supply Chain", ("declarant", "zone_operator"), "refused"),
)
# account, kind, number on the document, days it has been valid, days it still is (None: no end), confirmed
_PAPERS = (
    ("broker", "business_licence", "430121000012345", 2000, None, True),
    ("broker", "customs_certificate", "4301-2021-0088", 1500, 8, True),
    ("shop", "food_importer", "IFB-43-20260017", 340, 25, True),
    ("shop", "security", "ISO27001-CN-4471", 700, 400, False),
    ("shop2", "business_licence", "430121000054321", 900, None, True),
)


def make(*, at: datetime) -> int:
    """Make what is not there yet; how many registrations and documents are new.

    Raises:
        PermissionError: outside the demo (PORTAL_DEMO=1).
    """
    if not settings.PORTAL_DEMO:
        raise PermissionError("demo registrations exist only with PORTAL_DEMO=1")
    with intention():
        people = [_newcomer(email, name=name, at=at) for email, name in NEWCOMERS]
    made = 0
    if not Registration.objects.filter(applicant__in=people).exists():
        for place, serial, *names, kinds, becomes in _FIRMS:
            actor = actor_of_user(people[place], at=at)
            typed = _typed(serial, names=(names[0], names[1]), kinds=kinds)
            _registration(typed, becomes=becomes, actor=actor, at=at)
            made += 1
    if not StandingDocument.objects.exists():
        for account, *paper, confirmed in _PAPERS:
            _paper(account, paper=tuple(paper), confirmed=confirmed, at=at)
            made += 1
    return made


def _newcomer(email: str, *, name: str, at: datetime) -> User:
    known = User.objects.filter(email=email).first()
    return known or User.objects.create_user(email, PASSWORD, name=name, kind=UserKind.FIRM, joined_at=at)


def _typed(serial: str, *, names: tuple[str, str], kinds: tuple[str, ...]) -> Typed:
    body = f"91430100MA4DEM{serial}P"
    return Typed(
        credit_code=body + check_character(body),
        customs_code=f"430166A0{serial}",
        name_zh=names[0],
        name_en=names[1],
        kinds=kinds,
        office="4921",
        zone="4921",
        address=f"长沙县黄花镇综保大道{serial}号",
        legal_representative="钟华",
        contact_name="田野",
        contact_phone=f"138000000{serial}",
        undertaken=True,
    )


def _registration(typed: Typed, *, becomes: str, actor: Actor, at: datetime) -> None:
    """One registration up to the status that it shall show."""
    number = start_registration(actor=actor, office=typed.office, at=at)
    save_registration(number, typed=typed, actor=actor, at=at)
    if becomes == "draft":
        return
    scan = Upload("营业执照.pdf", "application/pdf", [_SCAN])
    attach_to_registration(number, uploads=[scan], label=LICENCE, actor=actor, at=at)
    submit_registration(number, actor=actor, at=at)
    officer = _account("officer", at=at)
    if becomes == "asked":
        question = "请补充进口食品进口商备案信息，并上传备案截图。"
        ask_registration(number, question=question, actor=officer, at=at)
    if becomes == "refused":
        reason = "营业执照登记地址与场地证明不一致，请更正后重新申请。"
        refuse_registration(number, reason=reason, actor=officer, at=at)


def _paper(account: str, *, paper: tuple[object, ...], confirmed: bool, at: datetime) -> None:
    """One standing document of the account's firm."""
    kind, number, before, after = paper
    assert isinstance(before, int)
    assert after is None or isinstance(after, int)
    on = business_date(at)
    last = None if after is None else on + timedelta(days=after)
    filed = file_document(
        Paper(str(kind), "", str(number), on - timedelta(days=before), last),
        uploads=[Upload(f"{number}.pdf", "application/pdf", [_SCAN])],
        actor=_account(account, at=at),
        at=at,
    )
    if confirmed:
        confirm_document(filed, actor=_account("officer", at=at), at=at)


def _account(name: str, *, at: datetime) -> Actor:
    return actor_of_user(User.objects.get(email=f"{name}@demo.example"), at=at)
