"""Showing a personal value in full: asked for with a reason, recorded before it is shown."""

from datetime import datetime

from enterprises.facts import Actor
from enterprises.services.steps import record_personal_view
from kernel.orm.tx import intention

DOCUMENTS = ("order", "payment", "waybill", "list")


def show_in_full(pre_no: str, *, document: str, reason: str, actor: Actor, at: datetime) -> frozenset[str]:
    """Record why the personal values of one document of this list are shown; what may be revealed.

    Raises:
        Refused: the reason says nothing.
        ValueError: no such document.
    """
    if document not in DOCUMENTS:
        raise ValueError(document)
    with intention():
        record_personal_view(actor, subject=f"{document} {pre_no}", reason=reason, at=at)
    return frozenset({document})
