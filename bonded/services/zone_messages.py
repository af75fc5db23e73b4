"""Messages of the zone system: kept sealed, read, carried out one by one, each answered at once."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from zlib import compress

from celery.exceptions import SoftTimeLimitExceeded
from django.utils.translation import gettext, override

from bonded.messages.drafts import judge_flag
from bonded.messages.reading import Unreadable, ZoneRequest, read_requests
from bonded.messages.writing import Common
from bonded.models import Application, GatePass, Inventory, StockDoc, ZoneMessage
from bonded.rules import message_rules as law
from bonded.rules.filing import NOT_YOURS
from bonded.services.zone_papers import Desk, carry_out, pre_entry_no
from codelists.selectors import code_book
from enterprises.facts import Actor
from kernel.clock import business_date
from kernel.orm.ids import reserve
from kernel.orm.keys import seal
from kernel.orm.tx import intention
from kernel.orm.wake import wake
from kernel.refusal import Conflict, Refused, Violation, refusing

log = logging.getLogger(__name__)

ANSWER_TASK = "bonded.answer"
_MOST_KEPT = 50
_Paper = type[Inventory] | type[Application] | type[StockDoc] | type[GatePass]
_PAPERS: Mapping[str, _Paper] = MappingProxyType(
    {"INV101": Inventory, "SAS101": Application, "SAS111": StockDoc, "SAS121": GatePass}
)


@dataclass(frozen=True)
class MessageResult:
    """What became of one message: the paper it is about, if there is one, and every reason against it."""

    inbox_id: int
    code: str
    own_no: str
    subject_no: str
    pre_no: str
    taken: bool
    violations: tuple[Violation, ...]


def receive_zone_messages(
    raw: bytes, *, actor: Actor, channel: str, at: datetime
) -> tuple[MessageResult, ...]:
    """Read the messages of one body and carry each out by itself, in order; every one is answered.

    Each is kept sealed as it came. One that is refused does not stop those behind it. ``channel`` is
    ``api`` or ``command``.

    Raises:
        Refused: nobody of a firm sent it; nothing is kept.
    """
    if not actor.is_firm:
        raise Refused(Violation(NOT_YOURS))
    book = code_book(on=business_date(at))
    try:
        requests: Sequence[ZoneRequest] = read_requests(
            raw,
            max_bytes=int(book.number("message.max_bytes")),
            max_messages=int(book.number("zone_message.max_messages")),
            max_lines=int(book.number("zone_message.max_lines")),
        )
    except Unreadable as problem:
        broken = ZoneRequest("", "", False, {}, (), (problem.violation,), raw)
        return (_receive(broken, actor=actor, channel=channel, at=at),)
    return tuple(_receive(request, actor=actor, channel=channel, at=at) for request in requests)


def common_of(result: MessageResult) -> Common:
    """The immediate answer to one message, in the language of official answers."""
    with override("zh-hans"):
        said = "；".join(_words(violation) for violation in result.violations)
        info = said or gettext("Received and carried out")
    return Common(result.pre_no, result.own_no, info, result.taken)


def _words(violation: Violation) -> str:
    path = f"{violation.path} " if violation.path else ""
    return f"[{violation.rule.code}] {path}{violation.sentence(gettext(violation.rule.text))}"


def _receive(request: ZoneRequest, *, actor: Actor, channel: str, at: datetime) -> MessageResult:
    inbox_id = _keep(request, actor=actor, channel=channel, at=at)
    desk = Desk(actor, at, request)
    found: tuple[Violation, ...] = (*request.violations, *judge_flag(request))
    if not refusing(found):
        found = _carry_out(desk)
    result = MessageResult(
        inbox_id,
        request.code,
        request.own_no,
        desk.subject_no,
        _pre_no(request.code, desk.subject_no),
        not refusing(found),
        found,
    )
    _remember(result)
    return result


def _carry_out(desk: Desk) -> tuple[Violation, ...]:
    """Why it was not carried out; a fault of the portal is one reason among others, and is logged."""
    try:
        carry_out(desk)
    except Refused as refusal:
        return refusal.violations
    except Conflict as conflict:
        return (conflict.violation,)
    except (SoftTimeLimitExceeded, MemoryError):
        raise
    except Exception:
        log.exception("message %s of firm %s", desk.request.code, desk.actor.firm_id)
        return (Violation(law.FAULT),)
    return ()


def _keep(request: ZoneRequest, *, actor: Actor, channel: str, at: datetime) -> int:
    """Keep the message sealed before anything is done with it; its id."""
    (inbox_id,) = reserve(1)
    with intention():
        ZoneMessage.objects.create(
            id=inbox_id,
            firm_id=actor.firm_id or 0,
            actor_id=actor.user_id,
            token_id=actor.token_id,
            channel=channel,
            code=request.code,
            message_id=request.message_id,
            own_no=request.own_no[:64],
            outcome=ZoneMessage.Outcome.RECEIVED,
            size=len(request.raw),
            received_at=at,
            raw=seal(compress(request.raw), table=ZoneMessage._meta.db_table, row_id=inbox_id),
        )
    return inbox_id


def _remember(result: MessageResult) -> None:
    outcome = ZoneMessage.Outcome.TAKEN if result.taken else ZoneMessage.Outcome.REFUSED
    found = [[one.path, one.rule.code, dict(one.args)] for one in result.violations[:_MOST_KEPT]]
    with intention():
        ZoneMessage.objects.filter(pk=result.inbox_id).update(
            outcome=outcome, subject_no=result.subject_no, findings=found
        )
        if result.subject_no:
            wake(ANSWER_TASK)


def _pre_no(code: str, subject_no: str) -> str:
    """The pre-entry number of the paper; empty where there is none."""
    if not subject_no:
        return ""
    found = _PAPERS[code].objects.filter(number=subject_no).values_list("pk", "created_at").first()
    return "" if found is None else pre_entry_no(found[0], filed_at=found[1])
