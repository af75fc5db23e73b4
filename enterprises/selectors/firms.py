"""Firms by their codes, kinds and pages; whom a person may act for."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import F, Prefetch, Q, QuerySet

from enterprises.facts import Actor, FirmFact
from enterprises.models import (
    ApiToken,
    Firm,
    FirmKind,
    Membership,
    ReadingChange,
)
from enterprises.permissions import check_may_see_firms, check_may_see_own_firm
from enterprises.selectors.trust import suspensions_of


def kinds_on(day: date) -> QuerySet[FirmKind]:
    """Kinds in force on ``day``."""
    open_end = Q(valid_to__isnull=True) | Q(valid_to__gt=day)
    return FirmKind.objects.filter(open_end, valid_from__lte=day).order_by("id")


def codes_of(firm: Firm) -> frozenset[str]:
    """Every code that messages may name the firm by."""
    return frozenset(filter(None, (firm.credit_code, firm.customs_code, firm.platform_code)))


def firms_by_code(
    codes: Iterable[str], *, on: date | None = None, at: datetime | None = None
) -> dict[str, FirmFact]:
    """The firms that the codes name: each known code of ``codes`` is a key, unknown ones are left out.

    Two queries however many codes. ``on``: the day whose kinds count; without it the kinds that
    are open-ended now. ``at``: the instant whose suspensions count, one query more; without it
    nobody asked and no firm is called suspended.
    """
    wanted = {code for code in codes if code}
    if not wanted:
        return {}
    kinds = FirmKind.objects.filter(valid_to__isnull=True).order_by("id") if on is None else kinds_on(on)
    named = Q(credit_code__in=wanted) | Q(customs_code__in=wanted) | Q(platform_code__in=wanted)
    found = Firm.objects.filter(named).prefetch_related(Prefetch("kinds", kinds, to_attr="kinds_now"))
    firms = list(found.order_by("id"))
    suspended = suspensions_of((firm.pk for firm in firms), at=at) if at is not None and firms else {}
    facts = {}
    for firm in firms:
        fact = _fact(firm, suspended=firm.pk in suspended)
        facts.update(dict.fromkeys(fact.codes & wanted, fact))
    return facts


def _fact(firm: Firm, *, suspended: bool) -> FirmFact:
    """The firm as other rooms see it; its kinds were fetched into ``kinds_now``."""
    kinds = frozenset(row.kind for row in firm.kinds_now)  # type: ignore[attr-defined]
    return FirmFact(firm.pk, codes_of(firm), kinds, firm.name_zh, firm.tolerant, suspended)


def firms_of(actor: Actor) -> QuerySet[Firm]:
    """The firms that the person may act for, for the switch in the shell."""
    if actor.user_id is None or actor.token_id is not None:
        return Firm.objects.none()
    rows = Membership.objects.filter(user_id=actor.user_id, ended_at__isnull=True).values("firm_id")
    return Firm.objects.filter(pk__in=rows).order_by("id")


def own_firm(actor: Actor) -> Firm:
    """The actor's own firm with its kinds."""
    check_may_see_own_firm(actor)
    assert actor.firm_id is not None
    return Firm.objects.prefetch_related("kinds").get(pk=actor.firm_id)


def people(firm: Firm) -> QuerySet[Membership]:
    """Everybody who ever acted for the firm, those who still do first."""
    rows = Membership.objects.filter(firm=firm).select_related("user")
    return rows.order_by(F("ended_at").desc(nulls_first=True), "id")


def tokens(firm: Firm) -> QuerySet[ApiToken]:
    """The firm's tokens, newest first."""
    return ApiToken.objects.filter(firm=firm).select_related("created_by", "revoked_by").order_by("-id")


def directory(actor: Actor, *, words: str = "", kind: str = "") -> QuerySet[Firm]:
    """The firms of the officer's offices, and those of no office yet, by code or name and by kind.

    To be paged by ``id``.
    """
    check_may_see_firms(actor)
    firms = Firm.objects.filter(office__in={*actor.offices, ""}).prefetch_related(
        Prefetch("kinds", FirmKind.objects.filter(valid_to__isnull=True).order_by("id"))
    )
    words = words.strip()
    if words:
        by_code = Q(credit_code__istartswith=words) | Q(customs_code__istartswith=words)
        by_name = Q(name_zh__icontains=words) | Q(name_en__icontains=words)
        firms = firms.filter(by_code | by_name | Q(platform_code__istartswith=words))
    if kind:
        firms = firms.filter(
            pk__in=FirmKind.objects.filter(kind=kind, valid_to__isnull=True).values("firm_id")
        )
    return firms


def firm_for_officer(actor: Actor, *, customs_code: str) -> Firm | None:
    """One firm of the officer's offices, or of no office yet, by its customs code, with its kinds."""
    check_may_see_firms(actor)
    firms = Firm.objects.filter(office__in={*actor.offices, ""}).prefetch_related("kinds")
    return firms.filter(customs_code=customs_code).first()


def reading_changes(firm: Firm) -> QuerySet[ReadingChange]:
    """When, why and by whom the reading of the firm's messages was changed, newest first."""
    return ReadingChange.objects.filter(firm=firm).select_related("by").order_by("-id")
