"""Showing a personal value in full, or a message as it came: asked with a reason, recorded first."""

from datetime import datetime
from zlib import decompress

from declarations.models import InboxMessage
from declarations.permissions import check_may_reveal
from enterprises.facts import Actor
from enterprises.services.steps import record_personal_view
from kernel.orm.keys import unseal
from kernel.orm.tx import intention

DOCUMENTS = ("order", "payment", "waybill", "list")


def show_in_full(number: str, *, document: str, reason: str, actor: Actor, at: datetime) -> frozenset[str]:
    """Record why the personal values of ``document`` are shown in full; what may be revealed.

    The caller has checked that the actor may see the document at all.

    Raises:
        Refused: the reason says nothing, or the actor's post shows no personal data.
        ValueError: there is no such kind of document.
    """
    if document not in DOCUMENTS:
        raise ValueError(document)
    check_may_reveal(actor)
    with intention():
        record_personal_view(actor, subject=f"{document} {number}", reason=reason, at=at)
    return frozenset({document})


def show_message(message: InboxMessage, *, reason: str, actor: Actor, at: datetime) -> bytes:
    """The bytes of a message of the own firm as they came, after recording why.

    Raises:
        InboxMessage.DoesNotExist: it is another firm's.
        Refused: the reason says nothing.
    """
    if actor.firm_id is None or message.firm_id != actor.firm_id:
        raise InboxMessage.DoesNotExist(message.pk)
    with intention():
        record_personal_view(actor, subject=f"message {message.pk}", reason=reason, at=at)
    return decompress(unseal(bytes(message.raw), table=InboxMessage._meta.db_table, row_id=message.pk))
