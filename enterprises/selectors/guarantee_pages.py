"""The pages of guarantees: accounts with their forecast, entries, applications and claims, by who looks."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple, TypeVar

from django.db.models import F, Model, QuerySet, Window
from django.db.models.functions import RowNumber

from enterprises.facts import Actor
from enterprises.models import (
    GuaranteeAccount,
    GuaranteeClaim,
    GuaranteeClaimEvent,
    GuaranteeEntry,
    GuaranteeEntryKind,
    GuaranteeExemption,
    GuaranteeFile,
    GuaranteeFileEvent,
    GuaranteeFreeze,
    User,
)
from enterprises.permissions import may_work_guarantees
from enterprises.rules import flow, guarantee, guarantee_forecast
from enterprises.selectors.guarantee_words import Look, claim_look, file_look, kind_name, standing_look
from enterprises.selectors.guarantees import account_fact, freezes_on, safety_days
from enterprises.selectors.recusals import kept_away
from kernel.clock import SHANGHAI, business_date

WAITING, WITH_FIRM, DECIDED, CLAIMS = "waiting", "firm", "decided", "claims"
TABS = {WAITING: flow.GFILE_WAITING, WITH_FIRM: (flow.GFILE_ASKED,), DECIDED: ()}
CLAIM_ORDER = ("status", "subject_id")
M = TypeVar("M", bound=Model)
_DAY = timedelta(days=1)


class AccountCard(NamedTuple):
    """One account as pages show it; ``more`` is about how many documents still fit, None: unknown."""

    account: GuaranteeAccount
    standing: str
    look: Look
    last_day: date | None
    more: int | None


class FileRow(NamedTuple):
    """One application in a list."""

    file: GuaranteeFile
    look: Look
    kind: str
    overdue: bool


class ClaimRow(NamedTuple):
    """One claim in a list."""

    claim: GuaranteeClaim
    look: Look


class Story(NamedTuple):
    """One step of a file or a claim."""

    at: datetime
    verb: str
    who: str
    text: str


def cards(accounts: Sequence[GuaranteeAccount], *, at: datetime) -> list[AccountCard]:
    """The accounts with how they stand and how long they last; three queries however many."""
    on = business_date(at)
    frozen, days = freezes_on(on, accounts=accounts), safety_days(on=on)
    holds = last_holds([account.pk for account in accounts], at=at)
    shown = []
    for account in accounts:
        now = guarantee.standing(account_fact(account, frozen=frozen), on=on, safety_days=days)
        last = account.valid_to - _DAY if account.valid_to else None
        more = guarantee_forecast.about_more(account.free_fen, holds=holds.get(account.pk, ()))
        shown.append(AccountCard(account, now, standing_look(now), last, more))
    return shown


def last_holds(account_ids: Sequence[int], *, at: datetime) -> dict[int, list[int]]:
    """The last holds of each account in fen: of today, or of the last week where today has none."""
    on = business_date(at)
    since = datetime.combine(on - guarantee_forecast.DAYS * _DAY, time(), tzinfo=SHANGHAI)
    rows = GuaranteeEntry.objects.filter(
        account_id__in=account_ids, kind=GuaranteeEntryKind.HOLD, at__gte=since
    ).annotate(place=Window(RowNumber(), partition_by=[F("account_id")], order_by=F("id").desc()))
    today: dict[int, list[int]] = defaultdict(list)
    week: dict[int, list[int]] = defaultdict(list)
    found = rows.filter(place__lte=guarantee_forecast.SAMPLE).order_by("id")
    for account_id, moment, fen in found.values_list("account_id", "at", "fen"):
        assert account_id is not None
        week[account_id].append(fen)
        if business_date(moment) == on:
            today[account_id].append(fen)
    return {pk: today.get(pk) or fens for pk, fens in week.items()}


def firm_files(actor: Actor) -> QuerySet[GuaranteeFile]:
    """The applications of the actor's firm, to be paged by ``-subject_id``."""
    return GuaranteeFile.objects.filter(firm_id=actor.firm_id or 0)


def office_files(actor: Actor, *, tab: str) -> QuerySet[GuaranteeFile]:
    """The applications of the actor's offices: open ones by their term, decided ones newest first.

    To be paged by ``page_order(tab)``.
    """
    mine = GuaranteeFile.objects.filter(office__in=actor.offices).exclude(firm_id__in=kept_away(actor))
    files = mine.select_related("firm")
    statuses = TABS[tab]
    return files.filter(status__in=statuses) if statuses else files.exclude(status__in=flow.GFILE_OPEN)


def page_order(tab: str) -> tuple[str, ...]:
    """How the tab is paged."""
    return ("-subject_id",) if tab == DECIDED else ("due_on", "subject_id")


def tab_counts(actor: Actor) -> dict[str, int]:
    """How many applications wait for customs and for firms, and how many claims are open."""
    files = {tab: office_files(actor, tab=tab).count() for tab in (WAITING, WITH_FIRM)}
    return {**files, CLAIMS: office_claims(actor).count()}


def office_claims(actor: Actor) -> QuerySet[GuaranteeClaim]:
    """The open claims of the actor's offices, to be paged by ``CLAIM_ORDER``: those to decide come first."""
    claims = GuaranteeClaim.objects.filter(office__in=actor.offices, status__in=flow.GCLAIM_OPEN)
    return claims.exclude(firm_id__in=kept_away(actor)).select_related("firm", "account")


def claim_rows(claims: Sequence[GuaranteeClaim]) -> list[ClaimRow]:
    """Claims in words."""
    return [ClaimRow(row, claim_look(row.status)) for row in claims]


def file_rows(files: Sequence[GuaranteeFile], *, on: date) -> list[FileRow]:
    """Applications in words."""
    return [
        FileRow(
            row,
            file_look(row.status),
            kind_name(row.kind),
            row.status in flow.GFILE_WAITING and row.due_on < on,
        )
        for row in files
    ]


def file_for(actor: Actor, *, number: str) -> GuaranteeFile | None:
    """One application of the actor's firm or offices; None for everybody else."""
    files = GuaranteeFile.objects.select_related("firm", "account", "proposed_by", "decided_by")
    return _mine(files, actor=actor, office="office").filter(number=number).first()


def account_for(actor: Actor, *, number: str) -> GuaranteeAccount | None:
    """One account of the actor's firm or offices; None for everybody else."""
    accounts = GuaranteeAccount.objects.select_related("firm")
    return _mine(accounts, actor=actor, office="firm__office").filter(number=number).first()


def claim_for(actor: Actor, *, number: str) -> GuaranteeClaim | None:
    """One claim on a guarantee of the actor's firm or offices; None for everybody else."""
    claims = GuaranteeClaim.objects.select_related("firm", "account", "proposed_by", "decided_by")
    return _mine(claims, actor=actor, office="office").filter(number=number).first()


def may_see_guarantee_file(actor: Actor, *, subject_id: int, at: datetime) -> bool:
    """Whether the actor may open what is attached to the application."""
    del at
    return _mine(GuaranteeFile.objects.all(), actor=actor, office="office").filter(pk=subject_id).exists()


def _mine(rows: QuerySet[M], *, actor: Actor, office: str) -> QuerySet[M]:
    if may_work_guarantees(actor):
        return rows.filter(**{f"{office}__in": actor.offices}).exclude(firm_id__in=kept_away(actor))
    return rows.filter(firm_id=actor.firm_id) if actor.is_firm else rows.none()


def freezes_of(account: GuaranteeAccount) -> list[GuaranteeFreeze]:
    """The freezes of the account, newest first."""
    rows = GuaranteeFreeze.objects.filter(account=account).select_related("claim", "by", "lifted_by")
    return list(rows.order_by("-id")[:20])


def claims_of(account: GuaranteeAccount) -> list[tuple[GuaranteeClaim, Look]]:
    """The claims on the account, newest first."""
    rows = GuaranteeClaim.objects.filter(account=account).order_by("-subject_id")[:20]
    return [(row, claim_look(row.status)) for row in rows]


def exemptions_shown(firm_id: int, *, on: date) -> list[GuaranteeExemption]:
    """The exemptions of the firm that are not over."""
    rows = GuaranteeExemption.objects.filter(firm_id=firm_id, valid_to__gt=on, ended_at__isnull=True)
    return list(rows.order_by("valid_from"))


def stories(events: type[GuaranteeFileEvent] | type[GuaranteeClaimEvent], *, subject_id: int) -> list[Story]:
    """The steps of a file or a claim, newest first; two queries."""
    rows = list(events.objects.filter(subject_id=subject_id).order_by("-id"))
    names = dict(User.objects.filter(pk__in={row.actor_id for row in rows}).values_list("pk", "name"))
    return [Story(row.at, row.verb, names.get(row.actor_id or 0, ""), row.note) for row in rows]


def entries_between(
    accounts: Sequence[GuaranteeAccount], *, first: date, last: date
) -> QuerySet[GuaranteeEntry]:
    """The entries of the accounts on these days, oldest first."""
    start = datetime.combine(first, time(), tzinfo=SHANGHAI)
    end = datetime.combine(last + _DAY, time(), tzinfo=SHANGHAI)
    ids = [account.pk for account in accounts]
    return GuaranteeEntry.objects.filter(account_id__in=ids, at__gte=start, at__lt=end).order_by("id")
