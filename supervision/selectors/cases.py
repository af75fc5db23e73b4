"""The case page: one list with its documents, lines, tax, reasons and story, ready to be shown."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from codelists.selectors import names
from declarations.models import ImportList, LineTax, ListEvent, ListState
from declarations.selectors import CaseDocuments, case_documents
from declarations.selectors.cases import Side
from enterprises.facts import Actor
from enterprises.models import User
from enterprises.selectors import AgreedFlow, agreed_flow
from kernel.clock import business_date
from kernel.money import yuan
from supervision.models import Case, Selection
from supervision.rules.decision import LANE_STATUS
from supervision.rules.queue import lanes_of
from supervision.selectors.compare import Column, CompareRow, columns, compare, text_of
from supervision.selectors.words import Deadline, Lane, deadline, lane, moment, reason

_STATUS_LOOK = {
    100: ("red", "circle-x"),
    120: ("blue", "circle-dot"),
    300: ("azure", "file-search"),
    500: ("purple", "package-search"),
    700: ("orange", "undo-2"),
    800: ("green", "circle-check"),
}
_VERB_LOOK = {"release": ("green", "circle-check"), "reject": ("red", "circle-x")}


class Status(NamedTuple):
    """A status in words, with colour and icon."""

    code: int
    label: str
    tone: str
    icon: str


class Claim(NamedTuple):
    """How the case lies for the one who looks: decided, free, mine or held by another."""

    lane: Lane
    deadline: Deadline
    owner: str
    until: str
    is_mine: bool
    is_held: bool
    is_decided: bool
    is_green: bool
    may_claim: bool


class LineRow(NamedTuple):
    """One line of the list with the order's line of the same number."""

    gnum: int
    values: Mapping[str, str]
    order: Mapping[str, str]
    differs: Mapping[str, bool]


class TaxRow(NamedTuple):
    """The tax of one line, or of all lines (``gnum`` None), written out in CNY."""

    gnum: int | None
    value: str
    duty: str
    consumption: str
    vat: str
    total: str


class Story(NamedTuple):
    """One entry of the timeline."""

    at: datetime
    title: str
    who: str
    text: str
    tone: str
    icon: str


class Choice(NamedTuple):
    """Why selection chose: the sentence, its code and the number drawn."""

    code: str
    sentence: str
    lane: Lane
    draw: str
    rate: str
    version: str
    at: str


class CaseView(NamedTuple):
    """All of the page."""

    lst: ImportList
    state: ListState
    status: Status
    ball: str
    claim: Claim | None
    columns: list[Column]
    rows: list[CompareRow]
    lines: list[LineRow]
    taxes: list[TaxRow]
    choices: list[Choice]
    stories: list[Story]
    documents: CaseDocuments
    plan: AgreedFlow | None


def case_view(
    lst: ImportList, *, actor: Actor, at: datetime, reveal: frozenset[str] = frozenset()
) -> CaseView:
    """Everything an officer may see about this list; the number of queries does not grow with its lines."""
    documents = case_documents(lst.pk, actor=actor, reveal=reveal)
    case = Case.objects.filter(pk=lst.pk).first()
    statuses = names("statuses", on=business_date(at))
    sides = {side.name: side for side in documents.sides}
    people = _people(documents.events, case)
    return CaseView(
        lst=lst,
        state=documents.state,
        status=status_of(documents.state.status, statuses=statuses),
        ball=_ball(documents.state, people.get(case.owner_id or 0) if case else None, at=at, case=case),
        claim=_claim(case, people, actor=actor, at=at) if case else None,
        columns=columns(documents),
        rows=compare(documents),
        lines=_lines(sides["list"], sides["order"]),
        taxes=_taxes(documents.taxes),
        choices=[_choice(row) for row in Selection.objects.filter(list_id=lst.pk).order_by("id")],
        stories=[_story(event, people, statuses) for event in documents.events],
        documents=documents,
        plan=agreed_flow(documents.state.plan_no, on=business_date(at)),
    )


def status_of(code: int, *, statuses: Mapping[str, str]) -> Status:
    """The status as words, colour and icon."""
    tone, icon = _STATUS_LOOK.get(code, ("secondary", "circle-dot"))
    label = statuses.get(str(code)) or (_("Superseded by a newer version") if code == 90 else str(code))
    return Status(code, label, tone, icon)


def _people(events: Sequence[ListEvent], case: Case | None) -> dict[int, User]:
    ids = {event.actor_id for event in events if event.actor_id}
    ids |= {case.owner_id} if case and case.owner_id else set()
    return {user.pk: user for user in User.objects.filter(pk__in=ids).only("pk", "name", "kind")}


def _ball(state: ListState, owner: User | None, *, at: datetime, case: Case | None) -> str:
    """Who has to act now."""
    if state.status == 3:
        return _("The firms: documents are still missing")
    if state.status == 100:
        return _("The declarant: to be corrected and filed again")
    if state.status == 120:
        return _("The portal: waiting for selection")
    if state.status not in LANE_STATUS.values():
        return _("Nobody: this list is finished")
    held = case is not None and case.lease_until is not None and at < case.lease_until
    if owner is not None and held:
        return _("Customs: %(name)s") % {"name": owner.name}
    return _("Customs: nobody has claimed it")


def _claim(case: Case, people: Mapping[int, User], *, actor: Actor, at: datetime) -> Claim:
    held = case.lease_until is not None and at < case.lease_until
    owner = people.get(case.owner_id or 0)
    decided = case.decided_at is not None
    return Claim(
        lane=lane(case.lane),
        deadline=deadline(case.due_at, at=at),
        owner=owner.name if owner and held else "",
        until=moment(case.lease_until) if case.lease_until and held else "",
        is_mine=held and case.owner_id == actor.user_id and not decided,
        is_held=held,
        is_decided=decided,
        is_green=case.is_green,
        may_claim=case.lane in lanes_of(actor.roles) and not held and not decided,
    )


def _lines(lst: Side, order: Side) -> list[LineRow]:
    ordered = {int(text_of(v["gnum"].value)): v for v in (_named(line) for line in order.lines)}
    rows = []
    for values in (_named(line) for line in lst.lines):
        gnum = int(text_of(values["gnum"].value))
        twin = ordered.get(gnum, {})
        texts = {name: text_of(value.value) for name, value in values.items()}
        theirs = {name: text_of(value.value) for name, value in twin.items()}
        differing = {name: True for part in (values, twin) for name, value in part.items() if value.differs}
        rows.append(LineRow(gnum, texts, theirs, differing))
    return rows


def _named(line: Sequence[Any]) -> dict[str, Any]:
    return {value.element: value for value in line}


def _taxes(taxes: Sequence[LineTax]) -> list[TaxRow]:
    """One row a line and their sum; none where nothing was assessed."""
    if not taxes:
        return []
    amounts = [(t.dutiable_value, t.customs_duty, t.consumption_tax, t.value_added_tax) for t in taxes]
    rows = [_tax_row(tax.gnum, *parts) for tax, parts in zip(taxes, amounts, strict=True)]
    value, duty, consumption, vat = (sum(column, Decimal(0)) for column in zip(*amounts, strict=True))
    return [*rows, _tax_row(None, value, duty, consumption, vat)]


def _tax_row(gnum: int | None, value: Decimal, duty: Decimal, consumption: Decimal, vat: Decimal) -> TaxRow:
    return TaxRow(
        gnum, *(f"{part:,.2f}" for part in (value, duty, consumption, vat, duty + consumption + vat))
    )


def _choice(row: Selection) -> Choice:
    return Choice(
        code=row.rule_code,
        sentence=reason(row.rule_code) if row.rule_code else _("No rule found anything."),
        lane=lane(row.lane),
        draw="" if row.draw is None else f"{row.draw:f}",
        rate="" if row.rate is None else f"{row.rate.normalize():f}",
        version=row.rules_version,
        at=moment(row.at),
    )


def _story(event: ListEvent, people: Mapping[int, User], statuses: Mapping[str, str]) -> Story:
    status = status_of(event.target, statuses=statuses)
    who = people.get(event.actor_id or 0)
    tone, icon = _VERB_LOOK.get(event.verb, (status.tone, status.icon))
    name = who.name if who else _("The portal")
    return Story(event.at, f"{event.target} {status.label}", name, event.note, tone, icon)


def money(fen: int) -> str:
    """Fen as CNY, written out."""
    return f"{yuan(fen):,.2f}"
