"""An entry declaration written out for a page, the firm's and the officer's alike."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from bonded.models import Booking, GateAxis, Inventory
from codelists.selectors import code_book, names
from declarations.facts import EntryState as S
from declarations.models import (
    EntryDeclaration,
    EntryKind,
    EntryLine,
    EntryLineTax,
    EntryVersion,
    PayMode,
    Terms,
)
from declarations.rules.entry_flow import ENTRY_FLOW
from declarations.rules.entry_rules import FIELDS
from declarations.rules.entry_tax import late_fee_fen
from declarations.selectors.entries import entry_story, entry_versions, firm_names
from enterprises.facts import Actor
from enterprises.models import User
from kernel.clock import business_date
from kernel.money import plain

_LOOKS: Mapping[int, tuple[str, str]] = {
    S.DRAFT: ("secondary", "pencil"),
    S.DECLARED: ("blue", "circle-dot"),
    S.REVIEW: ("azure", "file-search"),
    S.INSPECTION: ("purple", "package-search"),
    S.TAX_DUE: ("yellow", "hand-coins"),
    S.PAID: ("blue", "banknote"),
    S.RELEASED: ("green", "circle-check"),
    S.FINISHED: ("green", "circle-check-big"),
    S.WITHDRAWN: ("secondary", "undo-2"),
}


class Status(NamedTuple):
    """A status in words, with colour and icon."""

    code: int
    label: str
    tone: str
    icon: str


class Moment(NamedTuple):
    """One thing that happened, as the timeline shows it."""

    at: datetime
    title: str
    who: str
    text: str
    tone: str
    icon: str


class Payable(NamedTuple):
    """What is to be paid and until when; ``fee_fen`` is what is added if it were paid today."""

    due_on: date
    fee_fen: int
    total_fen: int
    is_late: bool


@dataclass(frozen=True)
class EntrySheet:
    """Everything that a page shows of one declaration."""

    entry: EntryDeclaration
    status: Status
    kind: str
    pay_mode: str
    groups: list[tuple[str, list[tuple[str, Any]]]]
    lines: list[EntryLine]
    taxes: list[EntryLineTax]
    payable: Payable | None
    inventory: Inventory
    gate: str
    booking: str
    firm: str
    agent: str
    asked: str
    versions: list[EntryVersion]
    story: list[Moment]
    officers: dict[str, str]
    units: Mapping[str, str]
    currencies: Mapping[str, str]
    countries: Mapping[str, str]


def status_of_entry(status: int) -> Status:
    """A status of the flow as words, colour and icon."""
    tone, icon = _LOOKS.get(status, ("secondary", "circle-dot"))
    return Status(status, _(ENTRY_FLOW.names[status]), tone, icon)


def entry_statuses(*, declared: bool = False) -> list[tuple[str, str]]:
    """The statuses as a filter offers them; ``declared``: those that an officer sees."""
    return [
        (str(code), _(name)) for code, name in ENTRY_FLOW.names.items() if code != S.DRAFT or not declared
    ]


def entry_sheet(entry: EntryDeclaration, *, actor: Actor, at: datetime) -> EntrySheet:
    """The declaration written out for this reader: officers' names are for officers only."""
    on = business_date(at)
    users = _officers(entry) if actor.is_officer else {}
    firms = firm_names(filter(None, (entry.firm_id, entry.agent_id)))
    return EntrySheet(
        entry=entry,
        status=status_of_entry(entry.status),
        kind=str(EntryKind(entry.kind).label),
        pay_mode=str(PayMode(entry.pay_mode).label),
        groups=_groups(entry, on=on),
        lines=list(EntryLine.objects.filter(entry=entry).order_by("seq")),
        taxes=list(EntryLineTax.objects.filter(entry=entry).order_by("seq")),
        payable=payable_of(entry, on=on),
        inventory=entry.inventory,
        gate=str(GateAxis(entry.inventory.gate_axis).label),
        booking=str(Booking(entry.inventory.booking).label),
        firm=firms.get(entry.firm_id, ""),
        agent=firms.get(entry.agent_id or 0, ""),
        asked={"correct": _("to correct it"), "withdraw": _("to withdraw it")}.get(entry.asked, ""),
        versions=entry_versions(entry),
        story=_story(entry, names_of=users, is_officer=actor.is_officer),
        officers=_roles(entry, users=users),
        units=names("units", on=on),
        currencies=names("currencies", on=on),
        countries=names("countries", on=on),
    )


def payable_of(entry: EntryDeclaration, *, on: date) -> Payable | None:
    """What is to be paid on the day ``on``; None when nothing is due or all is paid."""
    if entry.status not in (S.TAX_DUE, S.RELEASED) or entry.due_on is None or entry.paid_on is not None:
        return None
    fee = late_fee_fen(entry.tax_fen, due_on=entry.due_on, paid_on=on, book=code_book(on=on))
    return Payable(entry.due_on, fee, entry.tax_fen + fee, on > entry.due_on)


def _groups(entry: EntryDeclaration, *, on: date) -> list[tuple[str, list[tuple[str, Any]]]]:
    """The head in words, part by part."""
    return [
        (_("Declaration"), _movement(entry, on=on)),
        (_("Parties"), _parties(entry)),
        (_("Price and weight"), _price(entry, on=on)),
    ]


def _movement(entry: EntryDeclaration, *, on: date) -> list[tuple[str, Any]]:
    countries = names("countries", on=on)
    return [
        (_(FIELDS["supv_mode"]), _said(entry.supv_mode, names("supervision_modes", on=on))),
        (_("Nature of levy"), entry.levy_mode),
        (_(FIELDS["port"]), _said(entry.port, names("offices", on=on))),
        (_(FIELDS["traf_mode"]), _said(entry.traf_mode, names("transport_modes", on=on))),
        (_(FIELDS["transport_name"]), entry.transport_name),
        (_(FIELDS["bill_no"]), entry.bill_no),
        (_("Contract"), entry.contract_no),
        (_(FIELDS["country"]), _said(entry.country, countries)),
        (_(FIELDS["trade_country"]), _said(entry.trade_country, countries)),
        (_("Licence"), entry.licence_no),
    ]


def _parties(entry: EntryDeclaration) -> list[tuple[str, Any]]:
    return [
        (_(FIELDS["consignee_name"]), f"{entry.consignee_name} {entry.consignee_code}".strip()),
        (_(FIELDS["owner_name"]), f"{entry.owner_name} {entry.owner_code}".strip()),
        (_(FIELDS["overseas_name"]), entry.overseas_name),
    ]


def _price(entry: EntryDeclaration, *, on: date) -> list[tuple[str, Any]]:
    currencies = names("currencies", on=on)
    return [
        (_("Terms of price"), str(Terms(entry.terms).label)),
        (_("Freight"), _money(entry.freight or None, entry.freight_currency, currencies=currencies)),
        (_("Insurance"), _money(entry.insurance, entry.insurance_currency, currencies=currencies)),
        (_(FIELDS["packages"]), entry.packages),
        (_(FIELDS["gross_kg"]), plain(entry.gross_kg)),
        (_(FIELDS["net_kg"]), plain(entry.net_kg)),
        (_("Marks and remarks"), entry.marks),
        (_("Note to customs"), entry.note),
    ]


def _said(code: str, known: Mapping[str, str]) -> str:
    return f"{code} {known.get(code, '')}".strip()


def _money(value: Decimal | None, currency: str, *, currencies: Mapping[str, str]) -> str:
    return "" if value is None else f"{plain(value)} {currencies.get(currency, currency)}"


def _officers(entry: EntryDeclaration) -> dict[int, str]:
    """The names of the officers who have had to do with it."""
    ids = {event.actor_id for event in entry_story(entry)}
    ids |= {entry.reviewer_id, entry.inspector_id, entry.second_inspector_id, entry.releaser_id}
    return _names(pk for pk in ids if pk is not None)


def _names(ids: Iterable[int]) -> dict[int, str]:
    return dict(User.objects.filter(pk__in=set(ids)).values_list("pk", "name"))


def _roles(entry: EntryDeclaration, *, users: Mapping[int, str]) -> dict[str, str]:
    named = {
        "reviewer": entry.reviewer_id,
        "inspector": entry.inspector_id,
        "second_inspector": entry.second_inspector_id,
        "releaser": entry.releaser_id,
    }
    return {role: users.get(pk or 0, "") for role, pk in named.items()}


def _story(entry: EntryDeclaration, *, names_of: Mapping[int, str], is_officer: bool) -> list[Moment]:
    titles = _titles()
    shown = []
    for event in entry_story(entry):
        tone, icon = _LOOKS.get(event.target, ("secondary", "circle-dot"))
        # What an inspection found is told to the firm with what follows from it, not while it is written.
        if not is_officer and event.verb in ("record", "confirm"):
            continue
        who = names_of.get(event.actor_id or 0, "") if is_officer else ""
        shown.append(Moment(event.at, titles.get(event.verb, event.verb), who, event.note, tone, icon))
    return shown


def _titles() -> dict[str, str]:
    return {
        "draft": _("Drafted"),
        "declare": _("Declared and accepted"),
        "review": _("Taken under review"),
        "give_back": _("Given back to the queue"),
        "inspect": _("Inspection ordered"),
        "record": _("Inspection recorded"),
        "confirm": _("Inspection confirmed by a second officer"),
        "pass": _("Passed, tax to be paid"),
        "pay": _("Payment booked"),
        "release": _("Released"),
        "finish": _("Finished"),
        "ask": _("The firm asks customs"),
        "deny": _("Not granted"),
        "return": _("Returned for correction"),
        "withdraw": _("Withdrawn"),
        "recall": _("Release recalled"),
    }
