"""Standing documents: a firm files and withdraws, an officer confirms or refuses, the night reminds."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import IntegrityError

from codelists.selectors import parameter
from enterprises.facts import Actor, News, ToFirm, ToPosts
from enterprises.models import Firm, StandingDocument, StandingDocumentEvent, StandingReminder
from enterprises.permissions import check_may_decide_firms, check_may_see_own_firm
from enterprises.rules import flow, numbers
from enterprises.rules import standing as law
from enterprises.selectors.recusals import kept_away
from enterprises.selectors.standing import ATTACHED
from enterprises.services.attachments import Upload, attach
from enterprises.services.notices import notify
from enterprises.services.numbering import next_no
from kernel.clock import business_date
from kernel.orm.ids import reserve
from kernel.orm.trail import Entry, Step, Trail, enter_many, move_many
from kernel.orm.tx import intention
from kernel.refusal import Conflict, Refused, Violation
from kernel.rules import MOVED_ON

STANDING_TRAIL = Trail(state=StandingDocument, event=StandingDocumentEvent, flow=flow.STANDING_FLOW)

_COLUMNS = (
    "number", "firm_id", "kind", "title", "document_no", "valid_from", "valid_to", "filed_by_id", "filed_at",
    "reason", "replaces_id",
)  # fmt: skip
_DECIDERS = frozenset({"officer", "chief"})
_NO_OFFICE = "0000"


class Paper(NamedTuple):
    """A document as a firm files it; ``last_day`` None: no end; ``replaces`` the number of an older one."""

    kind: str
    title: str
    document_no: str
    valid_from: date | None
    last_day: date | None
    replaces: str = ""


def file_document(paper: Paper, *, uploads: Sequence[Upload], actor: Actor, at: datetime) -> str:
    """File a standing document of the actor's firm with its scan; the portal's number for it.

    A suspended firm may: its papers must stay in order.

    Raises:
        Refused: not a person of a firm, something is missing or wrong, or the older one cannot be replaced.
        Conflict: a replacement of the same document was filed at the same moment.
    """
    check_may_see_own_firm(actor)
    assert actor.firm_id is not None
    assert actor.user_id is not None
    filing = law.Filing(
        paper.kind, paper.title, paper.document_no, paper.valid_from, paper.last_day, len(uploads)
    )
    found = law.judge_filing(filing, on=business_date(at))
    with intention():
        older = _replaced(paper, firm_id=actor.firm_id)
        if paper.replaces and older is None:
            found = (*found, Violation(law.NOT_REPLACEABLE, "replaces"))
        if found:
            raise Refused(*found)
        (pk,) = reserve(1)
        office = Firm.objects.values_list("office", flat=True).get(pk=actor.firm_id)
        number = next_no(numbers.STANDING_DOCUMENT, office=office or _NO_OFFICE, at=at)
        _enter(pk, number=number, paper=paper, older=older, actor=actor, at=at)
        attach(uploads, subject_kind=ATTACHED, subject_id=pk, subject_no=number, actor=actor, at=at)
        to = ToPosts(office, _DECIDERS)
        fold = f"standing {office} {business_date(at)}"
        notify([News("standing_filed", "", to, fold_key=fold)] if office else [], at=at)
    return number


def withdraw_document(number: str, *, actor: Actor, at: datetime) -> None:
    """Take back a document that is not confirmed yet.

    Raises:
        Refused: not a document of the actor's firm.
        Conflict: it is decided already.
    """
    check_may_see_own_firm(actor)
    with intention():
        row = StandingDocument.objects.filter(firm_id=actor.firm_id or 0, number=number).first()
        if row is None:
            raise Refused(Violation(law.UNKNOWN_DOCUMENT))
        if not move_many(
            STANDING_TRAIL, [Step(row.pk, "withdraw", row.status)], at=at, actor_id=actor.user_id
        ):
            raise Conflict(Violation(MOVED_ON))


def confirm_document(number: str, *, actor: Actor, at: datetime) -> None:
    """Confirm a filed document; the one it replaces ends with that.

    Raises:
        Refused: not an officer or chief of the firm's office, or it does not wait to be confirmed.
        Conflict: somebody else was first.
    """
    check_may_decide_firms(actor)
    with intention():
        row = _filed(number, actor=actor)
        _decide(row, verb="confirm", reason="", actor=actor, at=at)
        if row.replaces_id is not None:
            step = Step(row.replaces_id, "replace", flow.STANDING_CONFIRMED)
            move_many(STANDING_TRAIL, [step], at=at, actor_id=actor.user_id)
        _tell(row, kind="standing_confirmed", at=at)


def refuse_document(number: str, *, reason: str, actor: Actor, at: datetime) -> None:
    """Refuse a filed document; the one it was to replace stays.

    Raises:
        Refused: as ``confirm_document``, or the reason says nothing.
        Conflict: somebody else was first.
    """
    check_may_decide_firms(actor)
    said = law.judge_refusal(reason)
    if said:
        raise Refused(*said)
    with intention():
        row = _filed(number, actor=actor)
        _decide(row, verb="refuse", reason=reason.strip(), actor=actor, at=at)
        _tell(row, kind="standing_refused", at=at)


def remind_of_documents(*, at: datetime) -> int:
    """Remind firms of confirmed documents that run out, each step once, each in its own transaction.

    Safe to run twice and beside itself: the reminder's own row is what makes it single. How many
    reminders went out. A document whose replacement waits for customs is the office's turn.
    """
    on = business_date(at)
    steps = law.reminder_steps(parameter("standing.reminder_days", on=on))
    rows = StandingDocument.objects.filter(
        status=flow.STANDING_CONFIRMED, valid_to__lte=on + timedelta(days=max(steps))
    )
    waiting = rows.exclude(replacements__status=flow.STANDING_FILED).prefetch_related("reminders")
    told = 0
    for row in waiting.order_by("subject_id"):
        assert row.valid_to is not None
        sent = {reminder.days for reminder in row.reminders.all()}
        step = law.due_reminder(law.days_left(row.valid_to, on=on), steps=steps, sent=sent)
        told += step is not None and _remind(row, step=step, at=at)
    return told


def _remind(row: StandingDocument, *, step: int, at: datetime) -> bool:
    """One reminder, unless another worker sent it meanwhile."""
    assert row.valid_to is not None
    with intention():
        _, fresh = StandingReminder.objects.get_or_create(document=row, days=step, defaults={"at": at})
        if fresh:
            last_day = (row.valid_to - timedelta(days=1)).isoformat()
            kind = "standing_expired" if step == law.EXPIRED else "standing_due"
            to = ToFirm(row.firm_id)
            notify([News(kind, row.number, to, args=(("day", last_day),))], at=at)
    return fresh


def _replaced(paper: Paper, *, firm_id: int) -> StandingDocument | None:
    """The firm's confirmed document that the paper replaces, if nothing else is filed for it."""
    rows = StandingDocument.objects.filter(
        firm_id=firm_id, number=paper.replaces, kind=paper.kind, status=flow.STANDING_CONFIRMED
    )
    return rows.exclude(replacements__status=flow.STANDING_FILED).first() if paper.replaces else None


def _enter(
    pk: int, *, number: str, paper: Paper, older: StandingDocument | None, actor: Actor, at: datetime
) -> None:
    end = None if paper.last_day is None else paper.last_day + timedelta(days=1)
    values = (
        number, actor.firm_id, paper.kind, paper.title.strip(), paper.document_no.strip(), paper.valid_from,
        end, actor.user_id, at, "", None if older is None else older.pk,
    )  # fmt: skip
    entry = Entry(pk, "file", values)
    try:
        enter_many(STANDING_TRAIL, [entry], columns=_COLUMNS, at=at, actor_id=actor.user_id)
    except IntegrityError as twice:
        raise Conflict(Violation(law.NOT_REPLACEABLE, "replaces")) from twice


def _filed(number: str, *, actor: Actor) -> StandingDocument:
    rows = StandingDocument.objects.filter(firm__office__in=actor.offices, number=number)
    row = rows.exclude(firm_id__in=kept_away(actor)).first()
    if row is None:
        raise Refused(Violation(law.UNKNOWN_DOCUMENT))
    if row.status != flow.STANDING_FILED:
        raise Refused(Violation(law.NOT_FILED))
    return row


def _decide(row: StandingDocument, *, verb: str, reason: str, actor: Actor, at: datetime) -> None:
    step = Step(row.pk, verb, row.status, (actor.user_id, reason), reason)
    columns = ("decided_by_id", "reason")
    if not move_many(STANDING_TRAIL, [step], columns=columns, at=at, actor_id=actor.user_id):
        raise Conflict(Violation(MOVED_ON))


def _tell(row: StandingDocument, *, kind: str, at: datetime) -> None:
    notify([News(kind, row.number, ToFirm(row.firm_id))], at=at)
