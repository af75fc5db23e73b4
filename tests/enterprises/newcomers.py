"""Newcomers and their registrations, for the tests of both."""

from datetime import UTC, datetime

from enterprises.facts import Actor
from enterprises.models import User
from enterprises.rules.identifiers import check_character
from enterprises.rules.registration import Typed
from enterprises.selectors import actor_of_user
from enterprises.services.attachments import Upload
from enterprises.services.registration import (
    attach_to_registration,
    save_registration,
    start_registration,
    submit_registration,
)

AT = datetime(2026, 5, 12, 2, 30, tzinfo=UTC)
PDF = b"%PDF-1.7\n%test\n"


def newcomer(name: str = "new") -> Actor:
    """A person of no firm."""
    user = User.objects.create_user(f"{name}@b.example", "pass", name="王小明", kind="firm", joined_at=AT)
    return actor_of_user(user, at=AT)


def typed(serial: int = 1, **changes: object) -> Typed:
    """A registration that can be submitted."""
    body = f"91430100MA4N{serial:05d}"
    whole = Typed(
        credit_code=body + check_character(body),
        customs_code=f"43016N{serial:04d}",
        name_zh=f"长沙星城{serial}贸易有限公司",
        kinds=("merchant", "declarant"),
        office="4921",
        zone="4921",
        address="长沙县黄花镇综保大道1号",
        legal_representative="王建国",
        contact_name="李敏",
        contact_phone="13812345678",
        undertaken=True,
    )
    return whole._replace(**changes)  # type: ignore[arg-type]


def upload(name: str = "licence.pdf", data: bytes = PDF) -> Upload:
    return Upload(name, "application/octet-stream", [data[:3], data[3:]])


def draft(actor: Actor, said: Typed, *, licence: bool = True, at: datetime = AT) -> str:
    """A draft with everything typed."""
    number = start_registration(actor=actor, office="4921", at=at)
    save_registration(number, typed=said, actor=actor, at=at)
    if licence:
        attach_to_registration(number, uploads=[upload()], label="business_licence", actor=actor, at=at)
    return number


def submitted(actor: Actor, said: Typed | None = None, *, at: datetime = AT) -> str:
    """A registration that waits for customs."""
    number = draft(actor, said or typed(), at=at)
    submit_registration(number, actor=actor, at=at)
    return number
