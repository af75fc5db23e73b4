"""Guarantee accounts: what stands behind a code on a day, the room left, and whether entries agree."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import F, Q, QuerySet, Sum

from codelists.selectors import code_book
from enterprises.facts import Account, Cover
from enterprises.models import (
    Firm,
    GuaranteeAccount,
    GuaranteeClaim,
    GuaranteeEntry,
    GuaranteeEntryKind,
    GuaranteeExemption,
    GuaranteeFreeze,
)
from enterprises.rules import flow, guarantee
from enterprises.selectors.authorities import authorities_on
from enterprises.selectors.trust import grades_of

# What an exempt firm's room is shown as: more than any tax.
UNLIMITED = 10**15


def guarantors(codes: Iterable[str]) -> dict[str, int]:
    """The id of the firm that each known code names."""
    wanted = {code for code in codes if code}
    if not wanted:
        return {}
    named = Q(credit_code__in=wanted) | Q(customs_code__in=wanted) | Q(platform_code__in=wanted)
    firms: dict[str, int] = {}
    for pk, *theirs in Firm.objects.filter(named).values_list(
        "pk", "credit_code", "customs_code", "platform_code"
    ):
        firms.update(dict.fromkeys(wanted.intersection(theirs), pk))
    return firms


def safety_days(*, on: date) -> int:
    """The days before the end of a guarantee in which it holds nothing more."""
    return int(code_book(on=on).parameters.get("guarantee.safety_days", "0"))


def covers(firm_ids: Iterable[int], *, accounts: Iterable[GuaranteeAccount], on: date) -> dict[int, Cover]:
    """What stands behind each firm on the day; ``accounts`` are theirs, as read or locked.

    Five queries however many firms.
    """
    firms = set(firm_ids)
    if not firms:
        return {}
    days = safety_days(on=on)
    grades = grades_of(firms, on=on)
    exempt = exemptions_of(firms, on=on, grades=grades)
    agents: dict[int, set[int]] = defaultdict(set)
    rows = authorities_on(on).filter(principal_id__in=firms, scopes__contains=["guarantee"])
    for principal_id, agent_id in rows.values_list("principal_id", "agent_id"):
        agents[principal_id].add(agent_id)
    facts = account_facts(accounts, on=on)
    return {
        firm: Cover(
            firm,
            *guarantee.cover_of(
                facts.get(firm, ()),
                on=on,
                safety_days=days,
                total_allowed=guarantee.total_allowed(grades[firm]),
            ),
            exempt.get(firm),
            frozenset(agents[firm]),
        )
        for firm in firms
    }


def account_facts(accounts: Iterable[GuaranteeAccount], *, on: date) -> dict[int, list[Account]]:
    """The accounts as the rules see them on the day, by firm; one query for their freezes."""
    rows = list(accounts)
    frozen = freezes_on(on, accounts=rows)
    found: dict[int, list[Account]] = defaultdict(list)
    for row in rows:
        found[row.firm_id].append(account_fact(row, frozen=frozen))
    return found


def account_fact(row: GuaranteeAccount, *, frozen: Mapping[int, str]) -> Account:
    """One account as the rules see it."""
    return Account(
        account_id=row.pk,
        limit_fen=row.limit_fen,
        held_fen=row.held_fen,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        used_fen=row.used_fen,
        scope=row.scope,
        bound_to=row.bound_to,
        frozen=frozen.get(row.pk, ""),
        closed=row.closed_at is not None,
    )


def freezes_on(day: date, *, accounts: Iterable[GuaranteeAccount]) -> dict[int, str]:
    """The ground of the freeze in force on each frozen account; a claim's comes before others."""
    rows = GuaranteeFreeze.objects.filter(
        Q(to_on__isnull=True) | Q(to_on__gt=day),
        account_id__in=[account.pk for account in accounts],
        from_on__lte=day,
        lifted_at__isnull=True,
    ).values_list("account_id", "ground")
    return dict(sorted(rows, key=lambda row: row[1] == guarantee.CLAIM))


def is_barred(account: GuaranteeAccount, *, on: date) -> bool:
    """Whether a claim on the account is open or a freeze of it is in force on the day."""
    claims = GuaranteeClaim.objects.filter(account=account, status__in=flow.GCLAIM_OPEN)
    return claims.exists() or bool(freezes_on(on, accounts=[account]))


def exemptions_of(firm_ids: Iterable[int], *, on: date, grades: Mapping[int, str]) -> dict[int, int]:
    """The exemption in force of each firm whose grade allows one on the day."""
    rows = GuaranteeExemption.objects.filter(
        firm_id__in=set(firm_ids), valid_from__lte=on, valid_to__gt=on, ended_at__isnull=True
    )
    return {
        firm_id: pk
        for firm_id, pk in rows.values_list("firm_id", "pk")
        if guarantee.exemption_possible(grades[firm_id])
    }


def headroom(codes: Iterable[str], *, on: date) -> dict[str, int]:
    """The most fen that one further document may need on the guarantee of each code, without locking.

    0 where nothing can be used, ``UNLIMITED`` for an exempt firm; every code of ``codes`` is a key.
    """
    wanted = set(codes)
    firms = guarantors(wanted)
    accounts = GuaranteeAccount.objects.filter(firm_id__in=set(firms.values()), closed_at__isnull=True)
    known = covers(firms.values(), accounts=accounts, on=on)
    rooms = {
        firm: UNLIMITED if cover.exemption_id else guarantee.room(cover.accounts)
        for firm, cover in known.items()
    }
    return {code: rooms.get(firms.get(code, 0), 0) for code in wanted}


def guarantees(firm: Firm) -> QuerySet[GuaranteeAccount]:
    """The firm's guarantee accounts, open ones first, those that end last first."""
    return GuaranteeAccount.objects.filter(firm=firm).order_by(
        F("closed_at").desc(nulls_first=True), F("valid_to").desc(nulls_first=True), "id"
    )


def guarantee_entries(accounts: Iterable[GuaranteeAccount]) -> QuerySet[GuaranteeEntry]:
    """All movements on the accounts, to be paged by ``-id``."""
    return GuaranteeEntry.objects.filter(account_id__in=[account.pk for account in accounts])


def audit_guarantees() -> list[str]:
    """What is wrong with guarantees: entries without an account, accounts that entries do not add up to."""
    sums = GuaranteeEntry.objects.filter(account_id__isnull=False).values("account_id")
    totals = sums.annotate(limit=Sum("limit_delta"), held=Sum("held_delta"), used=Sum("used_delta"))
    proven = {row["account_id"]: (row["limit"], row["held"], row["used"]) for row in totals}
    found: list[str] = []
    for account in GuaranteeAccount.objects.order_by("id").iterator():
        said = proven.pop(account.pk, (0, 0, 0))
        stored = (account.limit_fen, account.held_fen, account.used_fen)
        for word, have, entries in zip(("limit", "held", "used"), stored, said, strict=True):
            if have != entries:
                found.append(f"guarantee {account.number}: {word} {have} fen, entries say {entries}")
    found += [
        f"guarantee entries without account {account_id}" for account_id in sorted(filter(None, proven))
    ]
    return found + _audit_subjects()


def _audit_subjects() -> list[str]:
    """Documents that gave back more than they took, and exempt entries without an exemption."""
    documents = GuaranteeEntry.objects.filter(account_id__isnull=False).exclude(subject_id=0)
    sums = documents.values("account_id", "subject_id").annotate(
        held=Sum("held_delta"), used=Sum("used_delta")
    )
    over = sums.filter(Q(held__lt=0) | Q(used__lt=0)).order_by("account_id", "subject_id")
    named = GuaranteeEntry.objects.filter(kind=GuaranteeEntryKind.HOLD, exemption_id__isnull=False)
    lost = named.exclude(exemption_id__in=GuaranteeExemption.objects.values("id")).order_by("id")
    return [
        *(f"guarantee entries of document {row['subject_id']} give back more than it took" for row in over),
        *(f"guarantee entry {pk} names no exemption" for pk in lost.values_list("pk", flat=True)),
    ]
