"""A firm applies about its guarantee, answers questions and withdraws."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from codelists.selectors import is_working_day, next_working_day, parameter
from enterprises.facts import Actor, News, ToFirm, ToPosts
from enterprises.models import Firm, GuaranteeAccount, GuaranteeFile, GuaranteeFileEvent
from enterprises.permissions import check_may_apply_guarantee, check_may_start
from enterprises.rules import flow, numbers
from enterprises.rules import guarantee_files as law
from enterprises.selectors.guarantees import is_barred
from enterprises.selectors.trust import grades_of
from enterprises.services.attachments import Upload, attach
from enterprises.services.notices import notify
from enterprises.services.numbering import next_no
from kernel.clock import business_date
from kernel.orm.ids import reserve
from kernel.orm.locks import lock_rows
from kernel.orm.trail import Entry, Step, Trail, enter_many, move_many
from kernel.orm.tx import intention
from kernel.refusal import Conflict, Refused, Violation
from kernel.rules import MOVED_ON

FILE_TRAIL = Trail(state=GuaranteeFile, event=GuaranteeFileEvent, flow=flow.GUARANTEE_FILE_FLOW)
ATTACHED_TO = "guarantee_file"
DECIDERS = frozenset({"officer", "chief"})

_COLUMNS = (
    "number", "firm_id", "office", "kind", "account_id", "guarantee_kind", "scope", "bound_to", "fen",
    "valid_from", "valid_to", "issuer", "letter_no", "letter_states", "ground",
    "due_on", "left_days", "question", "answer", "proposal", "proposal_note", "decision_note",
)  # fmt: skip


def apply_for_guarantee(
    asked: law.Application, *, account_no: str, uploads: Sequence[Upload], actor: Actor, at: datetime
) -> str:
    """Hand in an application of the actor's firm; its public number.

    ``account_no`` names the account that a top-up, change or return is about.

    Raises:
        Refused: not the firm's administrator, a suspended firm, or something is missing or wrong.
    """
    check_may_apply_guarantee(actor)
    check_may_start(actor)
    assert actor.firm_id is not None
    assert actor.user_id is not None
    asked = asked._replace(papers=len(uploads))
    with intention():
        (firm,) = lock_rows(Firm, keys=[actor.firm_id])
        account = GuaranteeAccount.objects.filter(firm=firm, number=account_no, closed_at=None).first()
        on = business_date(at)
        if account is not None and asked.kind == law.CHANGE:
            asked = asked._replace(valid_from=account.valid_from)
        found = law.judge_application(asked, standing=standing_of(firm.pk, account=account, on=on))
        found += _judge_place(firm, kind=asked.kind, account=account)
        if found:
            raise Refused(*found)
        (file_id,) = reserve(1)
        number = next_no(numbers.GUARANTEE_FILE, office=firm.office, at=at)
        values = _values(asked, number=number, firm=firm, account=account, on=on)
        enter_many(
            FILE_TRAIL,
            [Entry(file_id, "submit", (*values, actor.user_id))],
            columns=(*_COLUMNS, "submitted_by_id"),
            at=at,
            actor_id=actor.user_id,
        )
        _attach(uploads, file_id=file_id, number=number, actor=actor, at=at)
        _tell_office(number, office=firm.office, at=at)
    return number


def answer_question(number: str, *, text: str, uploads: Sequence[Upload], actor: Actor, at: datetime) -> None:
    """Answer what customs asked; the clock of the decision goes on with the days that were left.

    Raises:
        Refused: not the firm's administrator, no such application, or no answer.
        Conflict: it no longer waits for an answer.
    """
    check_may_apply_guarantee(actor)
    found = law.judge_reason(text, path="answer")
    if found:
        raise Refused(*found)
    with intention():
        row = _own(number, actor=actor)
        due = next_working_day(business_date(at), count=max(row.left_days, 1))
        step = Step(row.pk, "answer", row.status, (text.strip(), due, 0))
        move_one(step, columns=("answer", "due_on", "left_days"), actor=actor, at=at)
        _attach(uploads, file_id=row.pk, number=number, actor=actor, at=at)
        _tell_office(number, office=row.office, at=at)


def withdraw_file(number: str, *, actor: Actor, at: datetime) -> None:
    """Take the application back before it is decided.

    Raises:
        Refused: not the firm's administrator, or no such application.
        Conflict: it is decided already.
    """
    check_may_apply_guarantee(actor)
    with intention():
        row = _own(number, actor=actor)
        move_one(Step(row.pk, "withdraw", row.status), columns=(), actor=actor, at=at)


def move_one(step: Step, *, columns: Sequence[str], actor: Actor, at: datetime) -> None:
    """Move one (locked) application; a step.

    Raises:
        Conflict: it does not stand where the verb leads on from.
    """
    moved = move_many(FILE_TRAIL, [step], columns=columns, at=at, actor_id=actor.user_id)
    if step.subject_id not in moved:
        raise Conflict(Violation(MOVED_ON))


def standing_of(firm_id: int, *, account: GuaranteeAccount | None, on: date) -> law.Standing:
    """What the judge of an application knows of the firm and its account on the day."""
    return law.Standing(
        today=on,
        bond_days=int(parameter("guarantee.bond_days", on=on)),
        grade=grades_of([firm_id], on=on)[firm_id],
        account_kind=account.kind if account is not None else "",
        taken_fen=account.taken_fen if account is not None else 0,
        barred=account is not None and is_barred(account, on=on),
    )


def left_days(due_on: date, *, on: date) -> int:
    """The working days after ``on`` up to the last day of the decision."""
    days = (date.fromordinal(n) for n in range(on.toordinal() + 1, due_on.toordinal() + 1))
    return sum(map(is_working_day, days))


def tell_firm(kind: str, *, number: str, firm_id: int, at: datetime) -> None:
    """Tell the firm's people about one of its files; a step."""
    notify([News(kind, number, ToFirm(firm_id))], at=at)


def tell_deciders(kind: str, *, number: str, office: str, at: datetime, but: int | None = None) -> None:
    """Tell the officers and chiefs of the office, without the one who acted, about a file; a step."""
    notify([News(kind, number, ToPosts(office, DECIDERS, but))], at=at)


def _judge_place(firm: Firm, *, kind: str, account: GuaranteeAccount | None) -> tuple[Violation, ...]:
    """Whether somebody can decide it, and nobody asked for the same already."""
    if not firm.office:
        return (Violation(law.NO_OFFICE),)
    same = GuaranteeFile.objects.filter(firm=firm, kind=kind, status__in=flow.GFILE_OPEN)
    if kind in law.ON_ACCOUNT:
        same = same.filter(account=account)
    if kind == law.OPEN:
        return ()
    number = same.values_list("number", flat=True).first()
    return () if number is None else (Violation(law.ALREADY_ASKED, args=(("number", number),)),)


def _values(
    asked: law.Application, *, number: str, firm: Firm, account: GuaranteeAccount | None, on: date
) -> tuple[object, ...]:
    """The columns of a new application."""
    named = account.pk if account is not None and asked.kind in law.ON_ACCOUNT else None
    return (
        number, firm.pk, firm.office, asked.kind, named, asked.guarantee_kind, asked.scope,
        asked.bound_to, asked.fen, asked.valid_from, asked.valid_to, asked.issuer, asked.letter_no,
        _array(asked.letter_states), asked.ground.strip(), _due(asked, on=on), 0, "", "", "", "", "",
    )  # fmt: skip


def _due(asked: law.Application, *, on: date) -> date:
    """The last day of the decision."""
    terms = (
        int(parameter("guarantee.decide_days", on=on)),
        int(parameter("guarantee.decide_days_total", on=on)),
    )
    return next_working_day(on, count=law.term_days(asked.kind, scope=asked.scope, terms=terms))


def _own(number: str, *, actor: Actor) -> GuaranteeFile:
    """The application of the actor's firm, locked."""
    key = GuaranteeFile.objects.filter(number=number, firm_id=actor.firm_id or 0).values_list("pk", flat=True)
    rows: list[GuaranteeFile] = lock_rows(GuaranteeFile, keys=list(key))
    if not rows:
        raise Refused(Violation(law.UNKNOWN_FILE))
    return rows[0]


def _attach(uploads: Sequence[Upload], *, file_id: int, number: str, actor: Actor, at: datetime) -> None:
    attach(uploads, subject_kind=ATTACHED_TO, subject_id=file_id, subject_no=number, actor=actor, at=at)


def _tell_office(number: str, *, office: str, at: datetime) -> None:
    tell_deciders("guarantee_file_waiting", number=number, office=office, at=at)


def _array(words: Iterable[str]) -> str:
    """Words without special characters as PostgreSQL writes an array."""
    return "{" + ",".join(words) + "}"
