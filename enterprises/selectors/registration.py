"""Registrations: one's own, those of an officer's offices, what is known beside them, their story."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import reduce
from json import loads
from operator import or_
from typing import NamedTuple

from django.db.models import Q, QuerySet

from codelists.models import Office
from codelists.selectors import choices, code_book
from enterprises.facts import Actor
from enterprises.models import Attachment, Firm, FirmChange, Registration, RegistrationEvent, User
from enterprises.permissions import check_may_decide_firms, check_may_register, may_decide_firms
from enterprises.rules import flow
from enterprises.rules.registration import PERSONAL, Known, Typed, name_core
from enterprises.selectors.recusals import kept_away
from kernel.orm.keys import unseal

ATTACHED = "registration"
_UNIQUE = ("credit_code", "customs_code", "platform_code")
_FEW = 5


class Step(NamedTuple):
    """One step of a registration's story; ``who`` is empty for the portal itself."""

    verb: str
    at: datetime
    who: str
    by_office: bool
    note: str


def registrations_of(actor: Actor) -> QuerySet[Registration]:
    """What the person has begun, newest first; to be paged by ``-subject_id``."""
    check_may_register(actor)
    return Registration.objects.filter(applicant_id=actor.user_id).defer("personal")


def own_registration(actor: Actor, *, number: str) -> Registration | None:
    """One registration that the person began, or None."""
    check_may_register(actor)
    return Registration.objects.filter(applicant_id=actor.user_id, number=number).first()


def registrations_at(actor: Actor, *, decided: bool = False) -> QuerySet[Registration]:
    """The submitted registrations of the officer's offices, or those that are decided; without drafts."""
    check_may_decide_firms(actor)
    mine = Registration.objects.filter(office__in=actor.offices).exclude(firm_id__in=kept_away(actor))
    rows = mine.defer("personal")
    if decided:
        return rows.filter(status__in=(flow.REGISTRATION_APPROVED, flow.REGISTRATION_REFUSED))
    return rows.filter(status__in=flow.REGISTRATION_LIVE)


def registration_at(actor: Actor, *, number: str) -> Registration | None:
    """One registration that was submitted to the officer's offices, with its applicant, or None."""
    check_may_decide_firms(actor)
    shown = (*flow.REGISTRATION_LIVE, flow.REGISTRATION_APPROVED, flow.REGISTRATION_REFUSED)
    rows = Registration.objects.filter(office__in=actor.offices, status__in=shown, number=number)
    rows = rows.exclude(firm_id__in=kept_away(actor))
    return rows.select_related("applicant", "firm", "decided_by").first()


def may_see(actor: Actor, *, subject_id: int, at: datetime) -> bool:
    """Whether the actor may open the attachments of the registration with this id."""
    del at
    row = (
        Registration.objects.filter(pk=subject_id)
        .values("applicant_id", "office", "status", "firm_id")
        .first()
    )
    if row is None:
        return False
    if row["applicant_id"] == actor.user_id:
        return True
    submitted = row["status"] not in (flow.REGISTRATION_DRAFT, flow.REGISTRATION_WITHDRAWN)
    mine = may_decide_firms(actor) and submitted and row["office"] in actor.offices
    return mine and not kept_away(actor).filter(firm_id=row["firm_id"] or 0).exists()


def typed_of(row: Registration) -> Typed:
    """What stands in the registration, its personal values opened."""
    personal = (
        loads(unseal(bytes(row.personal), table=row._meta.db_table, row_id=row.pk)) if row.personal else {}
    )
    plain = {name: getattr(row, name) for name in Typed._fields if name not in PERSONAL and name != "kinds"}
    return Typed(**plain, kinds=tuple(row.kinds), **{name: personal.get(name, "") for name in PERSONAL})


def known_of(row: Registration, *, typed: Typed, on: date) -> Known:
    """What is known beside the form: codes that firms have, other open registrations, what is attached."""
    others = Registration.objects.exclude(pk=row.pk).filter(status__in=flow.REGISTRATION_LIVE)
    attached = Attachment.objects.filter(subject_kind=ATTACHED, subject_id=row.pk, removed_at=None)
    return Known(
        offices=frozenset(code_book(on=on).offices),
        taken=frozenset(_taken(typed, but=row.firm_id) | _promised(typed, others=others)),
        open_elsewhere=bool(typed.credit_code) and others.filter(credit_code=typed.credit_code).exists(),
        labels=frozenset(attached.values_list("label", flat=True)),
    )


def _taken(typed: Typed, *, but: int | None) -> set[str]:
    """The fields whose typed code names a firm, as whichever of its codes; ``but`` is left out."""
    values = {field: getattr(typed, field) for field in _UNIQUE if getattr(typed, field)}
    if not values:
        return set()
    named = reduce(or_, (Q(**{f"{column}__in": list(values.values())}) for column in _UNIQUE))
    firms = Firm.objects.filter(named).exclude(pk=but or 0).values_list(*_UNIQUE)
    used = {code for firm in firms for code in firm}
    return {field for field, value in values.items() if value in used}


def _promised(typed: Typed, *, others: QuerySet[Registration]) -> set[str]:
    """The fields whose typed code stands in another live registration as another of its codes.

    The same credit code is said by ``open_elsewhere``; the same customs code the officer decides between.
    """
    values = {field: getattr(typed, field) for field in _UNIQUE if getattr(typed, field)}
    if not values:
        return set()
    named = reduce(or_, (Q(**{f"{column}__in": list(values.values())}) for column in _UNIQUE))
    found = set()
    for row in others.filter(named).values(*_UNIQUE):
        found |= {
            field
            for field, value in values.items()
            for column in _UNIQUE
            if row[column] == value and (column != field or field == "platform_code")
        }
    return found


def story(row: Registration) -> list[Step]:
    """What happened to the registration, oldest first; two queries."""
    events = list(RegistrationEvent.objects.filter(subject_id=row.pk).order_by("id"))
    people = User.objects.in_bulk({event.actor_id for event in events if event.actor_id})
    steps = []
    for event in events:
        user = people.get(event.actor_id or 0)
        by_office = user is not None and user.kind == "officer"
        steps.append(Step(event.verb, event.at, user.name if user else "", by_office, event.note))
    return steps


def last_question(row: Registration) -> str:
    """What the officer asked last; empty unless the registration waits for the answer."""
    if row.status != flow.REGISTRATION_ASKED:
        return ""
    asked = RegistrationEvent.objects.filter(subject_id=row.pk, verb="ask").order_by("-id")
    return asked.values_list("note", flat=True).first() or ""


def similar_firms(row: Registration) -> list[Firm]:
    """Firms whose name holds what this one is called by, a few of them."""
    core = name_core(row.name_zh)
    if len(core) < 2:
        return []
    found = Firm.objects.filter(name_zh__icontains=core).exclude(pk=row.firm_id or 0)
    return list(found.order_by("id")[:_FEW])


def rivals(row: Registration) -> list[Registration]:
    """Other open registrations with the same customs code, a few of them."""
    if not row.customs_code:
        return []
    rows = Registration.objects.filter(status__in=flow.REGISTRATION_LIVE, customs_code=row.customs_code)
    return list(rows.exclude(pk=row.pk).defer("personal").order_by("subject_id")[:_FEW])


def office_choices(*, on: date) -> list[tuple[str, str]]:
    """Every customs office as a choice, code and name."""
    return [(code, f"{code} {name}") for code, name in choices("offices", on=on)]


def zone_choices(*, on: date) -> list[tuple[str, str]]:
    """The bonded zones as choices: offices that are called so."""
    called = Office.objects.filter(name_zh__contains="保税").values_list("code", flat=True)
    zones = set(called)
    return [(code, label) for code, label in office_choices(on=on) if code in zones]


def firm_changes(firm: Firm) -> QuerySet[FirmChange]:
    """When, why and by whom the data of the firm were changed, newest first."""
    return FirmChange.objects.filter(firm=firm).select_related("by").order_by("-id")


def firm_at(actor: Actor, *, customs_code: str) -> Firm | None:
    """A firm of the officer's offices (or of none yet) whose data the officer may change, or None."""
    check_may_decide_firms(actor)
    mine: Iterable[str] = {*actor.offices, ""}
    firms = Firm.objects.filter(office__in=mine, customs_code=customs_code)
    return firms.exclude(pk__in=kept_away(actor)).prefetch_related("kinds").first()
