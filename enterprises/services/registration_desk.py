"""A firm comes in, the office's side: approve, ask, refuse; and the operator's way in without a form."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError

from enterprises.facts import SYSTEM, Actor, News, ToUsers
from enterprises.models import (
    Firm,
    FirmKind,
    Membership,
    MembershipRole,
    Registration,
    User,
    UserKind,
)
from enterprises.permissions import check_may_decide_firms
from enterprises.rules import access, flow, four_eyes, numbers
from enterprises.rules import registration as law
from enterprises.rules.registration import Typed
from enterprises.selectors.recusals import kept_away
from enterprises.selectors.registration import known_of, typed_of
from enterprises.services.notices import notify
from enterprises.services.numbering import next_no
from enterprises.services.registration import REGISTRATION_TRAIL
from enterprises.services.steps import record_personal_view
from enterprises.services.unproven import drop_unproven, is_unproven
from kernel.clock import business_date
from kernel.orm.ids import reserve
from kernel.orm.keys import seal
from kernel.orm.locks import lock_rows
from kernel.orm.trail import Entry, Step, enter_many, move_many
from kernel.orm.tx import intention, require_transaction
from kernel.refusal import Conflict, Refused, Violation, refusing
from kernel.rules import MOVED_ON


@dataclass(frozen=True)
class Admitted:
    """A firm that was let in, with the person who administers it."""

    firm_id: int
    customs_code: str
    admin_id: int


def approve_registration(number: str, *, actor: Actor, at: datetime) -> Admitted:
    """Let the firm in: its row, its kinds and the applicant as its administrator, all or nothing.

    Raises:
        Refused: not an officer or chief of its office, it does not wait, or its data are not in order.
        Conflict: another one with the same code was let in at the same moment.
    """
    check_may_decide_firms(actor)
    with intention():
        row = _waiting(number, actor=actor)
        typed = typed_of(row)
        found = law.judge_submission(typed, known=known_of(row, typed=typed, on=business_date(at)))
        if refusing(found):
            raise Refused(*found)
        firm = _admit(typed, admin_id=row.applicant_id, at=at)
        _move(row, verb="approve", note="", values=(actor.user_id, firm.pk), actor=actor, at=at)
        _tell(row, kind="registration_approved", at=at)
    return Admitted(firm.pk, firm.customs_code, row.applicant_id)


def ask_registration(number: str, *, question: str, actor: Actor, at: datetime) -> None:
    """Give the registration back to the firm with a question.

    Raises:
        Refused: as ``approve_registration``, or the question says nothing.
    """
    _give_back(number, verb="ask", note=question, kind="registration_asked", actor=actor, at=at)


def refuse_registration(number: str, *, reason: str, actor: Actor, at: datetime) -> None:
    """Refuse the registration, for good; the firm may begin another with the same values.

    Raises:
        Refused: as ``approve_registration``, or the reason says nothing.
    """
    _give_back(number, verb="refuse", note=reason, kind="registration_refused", actor=actor, at=at)


def reveal_registration(number: str, *, reason: str, actor: Actor, at: datetime) -> Typed:
    """The registration with its personal values in full; that they were seen is on record first.

    Raises:
        Refused: not an officer or chief of its office, or the reason says nothing.
    """
    check_may_decide_firms(actor)
    with intention():
        row = Registration.objects.filter(office__in=actor.offices, number=number).first()
        if row is None or row.status in (flow.REGISTRATION_DRAFT, flow.REGISTRATION_WITHDRAWN):
            raise Refused(Violation(law.UNKNOWN_REGISTRATION))
        record_personal_view(actor, subject=f"registration {number}", reason=reason, at=at)
        return typed_of(row)


def register_firm(typed: Typed, *, admin_email: str, admin_name: str, actor: Actor, at: datetime) -> Admitted:
    """Let a firm in without a form, for the operator of the portal; its administrator is made if need be.

    A new administrator has no password and sets one by way of "I forgot my password". Contacts and the
    copy of the licence are not asked for: the operator answers for the data.

    Raises:
        PermissionError: anybody but the portal itself asks.
        Refused: a code is wrong or taken, the office is unknown, no kind, or the address is an officer's
            or one that its person has not confirmed.
        Conflict: a registration with the same code was approved at the same moment.
    """
    if actor != SYSTEM:
        raise PermissionError("firms are let in without a form only by the operator's command")
    with intention():
        fresh = Registration(pk=reserve(1)[0])
        found = _judge_command(typed, known=known_of(fresh, typed=typed, on=business_date(at)))
        if found:
            raise Refused(*found)
        admin = _administrator(admin_email, name=admin_name, at=at)
        firm = _admit(typed, admin_id=admin.pk, at=at)
        _enter(fresh.pk, typed=typed, firm=firm, admin=admin, at=at)
    return Admitted(firm.pk, firm.customs_code, admin.pk)


def _judge_command(typed: Typed, *, known: law.Known) -> tuple[Violation, ...]:
    """What stands against a firm that the operator lets in."""
    needed = ("credit_code", "customs_code", "name_zh", "kinds", "office")
    missing = tuple(Violation(law.MISSING, name) for name in needed if not getattr(typed, name))
    return missing + tuple(one for one in law.judge_typed(typed, known=known) if one.refuses)


def _administrator(email: str, *, name: str, at: datetime) -> User:
    """The person with this address, made now where there is none or only somebody who never confirmed it."""
    drop_unproven(email.strip().lower())
    found = User.objects.filter(email=email.strip().lower()).first()
    if found is None:
        said = access.judge_name(name, rule=access.NO_NAME)
        if said:
            raise Refused(*said)
        return User.objects.create_user(email, name=name.strip(), kind=UserKind.FIRM, joined_at=at)
    if found.kind != UserKind.FIRM:
        raise Refused(Violation(law.NOT_A_FIRM_PERSON, "admin_email"))
    if is_unproven(found):
        raise Refused(Violation(law.UNPROVEN_PERSON, "admin_email"))
    return found


def _admit(typed: Typed, *, admin_id: int, at: datetime) -> Firm:
    """The firm with its kinds from today on, and its first administrator."""
    require_transaction()
    on = business_date(at)
    try:
        firm = Firm.objects.create(
            credit_code=typed.credit_code,
            customs_code=typed.customs_code,
            name_zh=typed.name_zh,
            name_en=typed.name_en,
            platform_code=typed.platform_code or None,
            dxp_id=typed.dxp_id,
            office=typed.office,
            zone=typed.zone,
            since=on,
        )
    except IntegrityError as twice:
        raise Conflict(Violation(law.TAKEN)) from twice
    FirmKind.objects.bulk_create(FirmKind(firm=firm, kind=kind, valid_from=on) for kind in typed.kinds)
    Membership.objects.create(user_id=admin_id, firm=firm, role=MembershipRole.ADMIN, since=at)
    return firm


def _enter(pk: int, *, typed: Typed, firm: Firm, admin: User, at: datetime) -> None:
    """The registration of a firm that was let in by command, so that its story begins like all others."""
    number = next_no(numbers.REGISTRATION, office=typed.office, at=at)
    plain = ("credit_code", "customs_code", "name_zh", "name_en", "platform_code", "dxp_id", "office", "zone")
    values: Sequence[object] = (
        number,
        admin.pk,
        at,
        at,
        "{" + ",".join(typed.kinds) + "}",
        firm.pk,
        "",
        False,
        seal(b"{}", table=Registration._meta.db_table, row_id=pk),
        *(getattr(typed, name) for name in plain),
    )
    columns = (
        "number",
        "applicant_id",
        "started_at",
        "saved_at",
        "kinds",
        "firm_id",
        "address",
        "undertaken",
    )
    enter_many(
        REGISTRATION_TRAIL,
        [Entry(pk, "admit", values)],
        columns=(*columns, "personal", *plain),
        at=at,
        actor_id=None,
    )


def _give_back(number: str, *, verb: str, note: str, kind: str, actor: Actor, at: datetime) -> None:
    check_may_decide_firms(actor)
    said = law.judge_said(note)
    if said:
        raise Refused(*said)
    with intention():
        row = _waiting(number, actor=actor)
        _move(row, verb=verb, note=note.strip(), values=(actor.user_id, None), actor=actor, at=at)
        _tell(row, kind=kind, at=at)


def _waiting(number: str, *, actor: Actor) -> Registration:
    """The submitted registration of the officer's offices, locked.

    Raises:
        Refused: there is none, it does not wait, or it is the officer's own.
    """
    mine = Registration.objects.filter(office__in=actor.offices, number=number)
    rows = mine.exclude(firm_id__in=kept_away(actor))
    locked: list[Registration] = lock_rows(rows, keys=list(rows.values_list("pk", flat=True)))
    if not locked or locked[0].status == flow.REGISTRATION_DRAFT:
        raise Refused(Violation(law.UNKNOWN_REGISTRATION))
    row = locked[0]
    found = four_eyes.judge_second(row.applicant_id, second_id=actor.user_id)
    if row.status != flow.REGISTRATION_SUBMITTED:
        found += (Violation(law.NOT_SUBMITTED),)
    if found:
        raise Refused(*found)
    return row


def _move(
    row: Registration, *, verb: str, note: str, values: tuple[object, ...], actor: Actor, at: datetime
) -> None:
    """One decision on a locked registration; ``values`` are who decided and the firm it became."""
    step = Step(row.pk, verb, row.status, values, note)
    columns = ("decided_by_id", "firm_id")
    if not move_many(REGISTRATION_TRAIL, [step], columns=columns, at=at, actor_id=actor.user_id):
        raise Conflict(Violation(MOVED_ON))


def _tell(row: Registration, *, kind: str, at: datetime) -> None:
    notify([News(kind, row.number, ToUsers(frozenset({row.applicant_id})))], at=at)
