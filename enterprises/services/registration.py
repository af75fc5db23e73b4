"""A firm comes in, the firm's side: begin, save as one types, attach, submit, answer, withdraw."""

from collections.abc import Sequence
from datetime import datetime, time
from json import dumps
from typing import NamedTuple

from django.db import IntegrityError

from codelists.selectors import code_book
from enterprises.facts import Actor, News, ToPosts
from enterprises.models import Attachment, Registration, RegistrationEvent
from enterprises.permissions import check_may_register
from enterprises.rules import flow, numbers
from enterprises.rules import registration as law
from enterprises.rules.registration import PERSONAL, Typed
from enterprises.selectors.registration import ATTACHED, known_of, typed_of
from enterprises.services.attachments import Upload, attach, discard_attachments, remove_attachment
from enterprises.services.notices import notify
from enterprises.services.numbering import next_no
from kernel.clock import SHANGHAI, business_date
from kernel.orm.ids import reserve
from kernel.orm.keys import seal
from kernel.orm.locks import lock_rows
from kernel.orm.trail import Entry, Step, Trail, enter_many, move_many
from kernel.orm.tx import intention
from kernel.refusal import Conflict, Refused, Violation, refusing
from kernel.rules import MOVED_ON

REGISTRATION_TRAIL = Trail(state=Registration, event=RegistrationEvent, flow=flow.REGISTRATION_FLOW)

_PLAIN = tuple(name for name in Typed._fields if name not in (*PERSONAL, "kinds", "undertaken"))
_LENGTHS = {
    "credit_code": 32,
    "customs_code": 32,
    "name_zh": 100,
    "name_en": 100,
    "platform_code": 20,
    "dxp_id": 30,
    "office": 4,
    "zone": 4,
    "address": 200,
    **dict.fromkeys(PERSONAL, 64),
}
_BLANKS = (*_PLAIN, "undertaken")
_CODES = ("credit_code", "customs_code", "platform_code", "dxp_id")
_DECIDERS = frozenset({"officer", "chief"})


class Saved(NamedTuple):
    """A draft after saving: when, and what is wrong with what is filled so far."""

    at: datetime
    typed: Typed
    violations: tuple[Violation, ...]


def start_registration(*, actor: Actor, office: str, at: datetime, again: str = "") -> str:
    """Begin a registration at the office; its number. ``again`` names an own one whose values it takes over.

    Raises:
        Refused: not a person who works for firms, no such office, no own registration ``again``, or too
            many drafts, or too many begun today.
    """
    check_may_register(actor)
    assert actor.user_id is not None
    if office not in code_book(on=business_date(at)).offices:
        raise Refused(Violation(law.UNKNOWN_OFFICE, "office"))
    with intention():
        typed = typed_of(_own(again, actor=actor)) if again else Typed(office=office)
        (pk,) = reserve(1)
        number = next_no(numbers.REGISTRATION, office=office, at=at)
        _check_room(actor.user_id, at=at)
        enter_many(
            REGISTRATION_TRAIL,
            [Entry(pk, "start", (number, actor.user_id, at, at, "{}", *_blank()))],
            columns=("number", "applicant_id", "started_at", "saved_at", "kinds", *_BLANKS, "personal"),
            at=at,
            actor_id=actor.user_id,
        )
        _store(pk, typed=typed._replace(undertaken=False), at=at)
    return number


def _check_room(user_id: int, *, at: datetime) -> None:
    """Refuse one draft too many; asked while the numbers of the office are locked, so one after the other."""
    book = code_book(on=business_date(at))
    midnight = datetime.combine(business_date(at), time(), tzinfo=SHANGHAI)
    mine = Registration.objects.filter(applicant_id=user_id)
    found = law.judge_start(
        drafts=mine.filter(status=flow.REGISTRATION_DRAFT).count(),
        today=mine.filter(started_at__gte=midnight).count(),
        most=int(book.number("registration.max_drafts")),
        per_day=int(book.number("registration.per_day")),
    )
    if found:
        raise Refused(*found)


def _blank() -> tuple[object, ...]:
    """The columns of a new draft: COPY knows no Python defaults."""
    return (*[""] * len(_PLAIN), False, b"")


def save_registration(number: str, *, typed: Typed, actor: Actor, at: datetime) -> Saved:
    """Keep what was typed, whatever it is, and say what is wrong with it so far.

    Raises:
        Refused: not an own registration, or it is not with the firm.
    """
    check_may_register(actor)
    with intention():
        (row,) = _locked(number, actor=actor)
        _check_with_firm(row)
        kept = _tidy(typed, row=row)
        _store(row.pk, typed=kept, at=at)
        known = known_of(row, typed=kept, on=business_date(at))
        return Saved(at, kept, law.judge_typed(kept, known=known))


def attach_to_registration(
    number: str, *, uploads: Sequence[Upload], label: str, actor: Actor, at: datetime
) -> tuple[Attachment, ...]:
    """Attach files to an own registration; ``label`` says what they prove.

    Raises:
        Refused: not an own one, not with the firm any more, or a file that cannot be attached.
    """
    check_may_register(actor)
    said = law.LICENCE if label == law.LICENCE else ""
    with intention():
        (row,) = _locked(number, actor=actor)
        _check_with_firm(row)
        return attach(
            uploads,
            subject_kind=ATTACHED,
            subject_id=row.pk,
            subject_no=number,
            actor=actor,
            at=at,
            label=said,
        )


def detach_from_registration(number: str, *, attachment: str, actor: Actor, at: datetime) -> None:
    """Take an attachment of an own registration away; nothing of it is kept while nobody else saw it.

    Raises:
        Refused: not an own one, not with the firm any more, or no such attachment.
    """
    check_may_register(actor)
    with intention():
        (row,) = _locked(number, actor=actor)
        _check_with_firm(row)
        if row.status == flow.REGISTRATION_DRAFT:
            discard_attachments(subject_kind=ATTACHED, subject_id=row.pk, number=attachment)
        else:
            remove_attachment(attachment, subject_kind=ATTACHED, subject_id=row.pk, at=at)


def submit_registration(number: str, *, actor: Actor, at: datetime, answer: str = "") -> None:
    """Hand the saved registration over, or hand it over again with the ``answer`` to the question.

    Raises:
        Refused: not an own one or not with the firm any more; everything that is missing or wrong.
        Conflict: one with the same credit code was submitted at the same moment.
    """
    check_may_register(actor)
    with intention():
        (row,) = _locked(number, actor=actor)
        _check_with_firm(row)
        typed = typed_of(row)
        found = law.judge_submission(typed, known=known_of(row, typed=typed, on=business_date(at)))
        asked = row.status == flow.REGISTRATION_ASKED
        if asked:
            found += law.judge_said(answer, path="answer")
        if refusing(found):
            raise Refused(*found)
        try:
            _move(row, verb="answer" if asked else "submit", note=answer.strip(), actor=actor, at=at)
        except IntegrityError as twice:
            raise Conflict(Violation(law.OPEN_ELSEWHERE, "credit_code")) from twice
        to = ToPosts(row.office, _DECIDERS)
        day = business_date(at).isoformat()
        notify([News("registration_submitted", "", to, fold_key=f"registration {row.office} {day}")], at=at)


def withdraw_registration(number: str, *, actor: Actor, at: datetime) -> None:
    """Give an own registration up; a draft too, and then its files are not kept.

    Raises:
        Refused: not an own one.
        Conflict: it is decided already.
    """
    check_may_register(actor)
    with intention():
        (row,) = _locked(number, actor=actor)
        _move(row, verb="withdraw", note="", actor=actor, at=at)
        if row.status == flow.REGISTRATION_DRAFT:
            discard_attachments(subject_kind=ATTACHED, subject_id=row.pk)


def _own(number: str, *, actor: Actor) -> Registration:
    row = Registration.objects.filter(applicant_id=actor.user_id, number=number).first()
    if row is None:
        raise Refused(Violation(law.UNKNOWN_REGISTRATION))
    return row


def _locked(number: str, *, actor: Actor) -> list[Registration]:
    """The own registration, locked."""
    return lock_rows(Registration, keys=[_own(number, actor=actor).pk])


def _check_with_firm(row: Registration) -> None:
    if row.status not in flow.REGISTRATION_WITH_FIRM:
        raise Refused(Violation(law.NOT_WITH_FIRM))


def _tidy(typed: Typed, *, row: Registration) -> Typed:
    """The typed texts without blanks around them, codes in capitals, cut to what their columns hold.

    The credit code of one that was submitted once stays.
    """
    kept = {name: _cut(getattr(typed, name), most=_LENGTHS[name]) for name in _LENGTHS}
    kept |= {name: kept[name].upper() for name in _CODES}
    if row.status == flow.REGISTRATION_ASKED:
        kept["credit_code"] = row.credit_code
    kinds = tuple(kind for kind in law.KINDS if kind in typed.kinds)
    return Typed(**kept, kinds=kinds, undertaken=typed.undertaken)


def _cut(text: str, *, most: int) -> str:
    """A text that its column holds: without NUL and blanks around it, not too long."""
    return text.replace("\0", "").strip()[:most]


def _store(pk: int, *, typed: Typed, at: datetime) -> None:
    """Write the typed values; the personal ones sealed."""
    personal = dumps({name: getattr(typed, name) for name in PERSONAL}, ensure_ascii=False).encode()
    Registration.objects.filter(pk=pk).update(
        **{name: getattr(typed, name) for name in _PLAIN},
        kinds=list(typed.kinds),
        undertaken=typed.undertaken,
        personal=seal(personal, table=Registration._meta.db_table, row_id=pk),
        saved_at=at,
    )


def _move(row: Registration, *, verb: str, note: str, actor: Actor, at: datetime) -> None:
    """One move of a locked registration."""
    step = Step(row.pk, verb, row.status, note=note)
    if not move_many(REGISTRATION_TRAIL, [step], at=at, actor_id=actor.user_id):
        raise Conflict(Violation(MOVED_ON))
