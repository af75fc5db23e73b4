"""An officer changes what the portal knows of a firm: with a reason, and every change on record."""

from datetime import date, datetime
from typing import NamedTuple

from codelists.selectors import code_book
from enterprises.facts import Actor
from enterprises.models import Firm, FirmChange, FirmKind, FirmKindName
from enterprises.permissions import check_may_decide_firms
from enterprises.rules import access
from enterprises.rules import registration as law
from enterprises.rules.registration import Span
from enterprises.selectors.registration import firm_at
from kernel.clock import business_date
from kernel.orm.locks import lock_rows
from kernel.orm.tx import intention
from kernel.refusal import Refused, Violation

_FIELDS = ("name_zh", "name_en", "office", "zone", "dxp_id")


class FirmData(NamedTuple):
    """What an officer may change; ``kinds`` are those from the day ``kinds_on`` on."""

    name_zh: str
    name_en: str
    office: str
    zone: str
    dxp_id: str
    kinds: frozenset[str]
    kinds_on: date


def change_firm(customs_code: str, *, data: FirmData, reason: str, actor: Actor, at: datetime) -> None:
    """Change a firm of the officer's offices; what differs is logged with the reason.

    Raises:
        Refused: not an officer or chief, not a firm of these offices, no reason, nothing differs, an
            unknown office, no name, or a kind that would end before it begins.
    """
    check_may_decide_firms(actor)
    assert actor.user_id is not None
    with intention():
        known = firm_at(actor, customs_code=customs_code)
        if known is None:
            raise Refused(Violation(access.UNKNOWN_FIRM, "firm"))
        (firm,) = lock_rows(Firm, keys=[known.pk])
        rows = list(FirmKind.objects.filter(firm=firm).order_by("id"))
        spans = tuple(Span(row.kind, row.valid_from, row.valid_to) for row in rows)
        changes = _changes(firm, data=data) + _kind_changes(spans, data=data)
        found = _judge(data, spans=spans, reason=reason, on=business_date(at))
        if not changes and not found:
            found = (Violation(law.NOTHING_CHANGED),)
        if found:
            raise Refused(*found)
        Firm.objects.filter(pk=firm.pk).update(**{field: getattr(data, field) for field in _FIELDS})
        _set_kinds(firm, plan=law.plan_kinds(spans, wanted=data.kinds, on=data.kinds_on), on=data.kinds_on)
        FirmChange.objects.create(
            firm=firm, changes=changes, reason=reason.strip(), by_id=actor.user_id, at=at
        )


def _judge(data: FirmData, *, spans: tuple[Span, ...], reason: str, on: date) -> tuple[Violation, ...]:
    """Everything that stands against the change."""
    offices = code_book(on=on).offices
    found = list(law.judge_said(reason))
    if not data.name_zh:
        found.append(Violation(law.NO_NAME, "name_zh"))
    found += [
        Violation(law.UNKNOWN_OFFICE, field)
        for field in ("office", "zone")
        if getattr(data, field) and getattr(data, field) not in offices
    ]
    found += law.judge_typed(law.Typed(dxp_id=data.dxp_id), known=law.Known(frozenset(offices)))
    labels = {kind.value: str(kind.label) for kind in FirmKindName}
    return (*found, *law.judge_kinds(spans, wanted=data.kinds, on=data.kinds_on, labels=labels))


def _changes(firm: Firm, *, data: FirmData) -> list[list[str]]:
    """Field, before and after of each field that differs."""
    return [
        [field, getattr(firm, field), getattr(data, field)]
        for field in _FIELDS
        if getattr(firm, field) != getattr(data, field)
    ]


def _kind_changes(spans: tuple[Span, ...], *, data: FirmData) -> list[list[str]]:
    """One entry for each kind that begins or ends, with the day."""
    plan = law.plan_kinds(spans, wanted=data.kinds, on=data.kinds_on)
    day = data.kinds_on.isoformat()
    return [[f"kind:{kind}", "", day] for kind in plan.begin] + [
        [f"kind:{kind}", day, ""] for kind in plan.end
    ]


def _set_kinds(firm: Firm, *, plan: law.KindPlan, on: date) -> None:
    """Open and end the kinds on the day."""
    FirmKind.objects.filter(firm=firm, kind__in=plan.end, valid_to__isnull=True).update(valid_to=on)
    FirmKind.objects.bulk_create(FirmKind(firm=firm, kind=kind, valid_from=on) for kind in plan.begin)
