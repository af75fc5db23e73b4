"""Writing: a firm and its coordinator to each other, a coordinator to many firms; reading is marked."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from enterprises.facts import Actor, Audience, News, ToFirm, ToPosts, ToUsers
from enterprises.models import (
    Broadcast,
    BroadcastFirm,
    BroadcastRead,
    BroadcastScope,
    Firm,
    Message,
    Thread,
    ThreadRead,
)
from enterprises.permissions import check_may_coordinate, check_may_write
from enterprises.rules import access, numbers
from enterprises.rules import messages as law
from enterprises.rules.coordination import judge_words
from enterprises.selectors.coordination import coordinators_of, firm_in_care
from enterprises.selectors.messages import SUBJECT_KIND, broadcast_for, receivers, thread_for
from enterprises.services.attachments import Upload, attach
from enterprises.services.notices import notify
from enterprises.services.numbering import next_no
from kernel.orm.tx import intention
from kernel.refusal import Refused, Violation


def open_thread(
    *,
    actor: Actor,
    subject: str,
    text: str,
    at: datetime,
    customs_code: str = "",
    uploads: Sequence[Upload] = (),
) -> Thread:
    """Begin a conversation: the firm with its coordinator, or the officer with the firm ``customs_code``.

    A firm that nobody looks after writes to the chiefs of its office. A suspended firm may write.

    Raises:
        Refused: no subject or text, no such firm in the officer's care, or a file that is not taken.
    """
    check_may_write(actor)
    assert actor.user_id is not None
    violations = law.judge_subject(subject) + law.judge_text(text)
    with intention():
        firm = _firm(actor, customs_code=customs_code, at=at)
        if not firm.office:
            violations += (Violation(law.NO_OFFICE),)
        if violations:
            raise Refused(*violations)
        thread = Thread.objects.create(
            number=next_no(numbers.THREAD, office=firm.office, at=at),
            firm=firm,
            subject=subject.strip(),
            opened_by_id=actor.user_id,
            opened_at=at,
            last_at=at,
        )
        _say(thread, text=text, uploads=uploads, actor=actor, at=at)
        return thread


def reply(*, actor: Actor, number: str, text: str, at: datetime, uploads: Sequence[Upload] = ()) -> Message:
    """Write in a conversation.

    Raises:
        Refused: not one's own conversation, no text, or a file that is not taken.
    """
    check_may_write(actor)
    violations = law.judge_text(text)
    with intention():
        thread = thread_for(actor, number=number, at=at)
        if thread is None:
            raise Refused(Violation(access.UNKNOWN_FIRM))
        if violations:
            raise Refused(*violations)
        return _say(thread, text=text, uploads=uploads, actor=actor, at=at)


def mark_read(*, actor: Actor, thread: Thread, at: datetime) -> None:
    """Remember how far the person has read a conversation that the selectors gave."""
    if actor.user_id is None:
        return
    newest = Message.objects.filter(thread=thread).order_by("-id").values_list("id", flat=True).first() or 0
    read = ThreadRead.objects.filter(thread=thread, user_id=actor.user_id, up_to__gte=newest)
    if not read.exists():
        with intention():
            ThreadRead.objects.update_or_create(
                thread=thread, user_id=actor.user_id, defaults={"up_to": newest, "at": at}
            )


def send_broadcast(
    *,
    actor: Actor,
    title: str,
    text: str,
    scope: str,
    at: datetime,
    kind: str = "",
    codes: Iterable[str] = (),
) -> Broadcast:
    """Send one message to all firms in the officer's care, to those of a kind, or to chosen ones.

    Raises:
        Refused: not a coordinator or chief, nothing said, or no firm.
    """
    check_may_coordinate(actor)
    assert actor.user_id is not None
    violations = law.judge_subject(title) + law.judge_text(text)
    firms = receivers(actor, scope=scope, kind=kind, codes=codes, at=at)
    if not firms or scope not in BroadcastScope.values:
        violations += (Violation(law.NO_FIRMS, "scope"),)
    if violations:
        raise Refused(*violations)
    with intention():
        sent = Broadcast.objects.create(
            number=next_no(numbers.BROADCAST, office=actor.office, at=at),
            office=actor.office,
            by_id=actor.user_id,
            title=title.strip(),
            text=text.strip(),
            scope=scope,
            kind=kind if scope == BroadcastScope.KIND else "",
            sent_at=at,
        )
        BroadcastFirm.objects.bulk_create([BroadcastFirm(broadcast=sent, firm=firm) for firm in firms])
        notify([News("broadcast", sent.number, ToFirm(firm.pk)) for firm in firms], at=at)
        return sent


def mark_broadcast_read(*, actor: Actor, broadcast: Broadcast, at: datetime) -> None:
    """Remember that a person of a firm opened a broadcast that the selectors gave; the first time counts."""
    if actor.firm_id is None or actor.user_id is None:
        return
    known = BroadcastRead.objects.filter(broadcast=broadcast, firm_id=actor.firm_id, user_id=actor.user_id)
    if not known.exists():
        fresh = BroadcastRead(broadcast=broadcast, firm_id=actor.firm_id, user_id=actor.user_id, at=at)
        with intention():
            BroadcastRead.objects.bulk_create([fresh], ignore_conflicts=True)


def retract_broadcast(*, actor: Actor, number: str, reason: str, at: datetime) -> None:
    """Take a broadcast back: its sender, or a chief; the firms see the reason instead of the text.

    Raises:
        Refused: no such broadcast, no reason, or taken back already.
    """
    check_may_coordinate(actor)
    violations = judge_words(reason, rule=law.NO_RETRACT_REASON, path="reason")
    with intention():
        sent = broadcast_for(actor, number=number, at=at)
        if sent is None:
            raise Refused(Violation(access.UNKNOWN_FIRM))
        if violations:
            raise Refused(*violations)
        rows = Broadcast.objects.filter(pk=sent.pk, retracted_at__isnull=True)
        if not rows.update(retracted_at=at, retracted_by_id=actor.user_id, retract_reason=reason.strip()):
            raise Refused(Violation(law.RETRACTED))
        firms = BroadcastFirm.objects.filter(broadcast=sent).values_list("firm_id", flat=True)
        notify([News("broadcast_retracted", number, ToFirm(firm_id)) for firm_id in firms], at=at)


def _firm(actor: Actor, *, customs_code: str, at: datetime) -> Firm:
    """The firm that the conversation is with."""
    if actor.is_firm:
        return Firm.objects.get(pk=actor.firm_id or 0)
    firm = firm_in_care(actor, customs_code=customs_code, at=at)
    if firm is None:
        raise Refused(Violation(access.UNKNOWN_FIRM, "firm"))
    return firm


def _say(thread: Thread, *, text: str, uploads: Sequence[Upload], actor: Actor, at: datetime) -> Message:
    """Add a message with its files, and tell the other side."""
    assert actor.user_id is not None
    said = Message.objects.create(
        thread=thread, by_id=actor.user_id, from_firm=actor.is_firm, text=text.strip(), at=at
    )
    Thread.objects.filter(pk=thread.pk, last_at__lt=at).update(last_at=at)
    attach(
        uploads, subject_kind=SUBJECT_KIND, subject_id=said.pk, subject_no=thread.number, actor=actor, at=at
    )
    to = _customs_side(thread.firm, at=at) if actor.is_firm else ToFirm(thread.firm_id)
    notify([News("message_received", thread.number, to)], at=at)
    return said


def _customs_side(firm: Firm, *, at: datetime) -> Audience:
    """Who at customs reads what the firm writes: coordinator or deputy, else the chiefs of the office."""
    card = coordinators_of([firm.pk], at=at).get(firm.pk)
    return ToUsers(frozenset({card.user_id})) if card else ToPosts(firm.office, frozenset({"chief"}))
