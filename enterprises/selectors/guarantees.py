"""Guarantee accounts, their entries, and whether both agree."""

from collections.abc import Iterable

from django.db.models import F, Q, QuerySet, Sum

from enterprises.models import (
    Firm,
    GuaranteeAccount,
    GuaranteeEntry,
)


def guarantees(firm: Firm) -> QuerySet[GuaranteeAccount]:
    """The firm's guarantee accounts, those that end last first."""
    return GuaranteeAccount.objects.filter(firm=firm).order_by(F("valid_to").desc(nulls_first=True), "id")


def guarantee_entries(accounts: Iterable[GuaranteeAccount]) -> QuerySet[GuaranteeEntry]:
    """All movements on the accounts, to be paged by ``-id``."""
    return GuaranteeEntry.objects.filter(account_id__in=[account.pk for account in accounts])


def audit_guarantees() -> list[str]:
    """What is wrong with guarantees: entries without an account, accounts that entries do not add up to."""
    sums = GuaranteeEntry.objects.values("account_id").annotate(
        held=Sum("fen", filter=Q(kind="hold"), default=0),
        given=Sum("fen", filter=Q(kind="give_back"), default=0),
    )
    proven = {row["account_id"]: row["held"] - row["given"] for row in sums}
    found = []
    for account in GuaranteeAccount.objects.order_by("id").iterator():
        held = proven.pop(account.pk, 0)
        if held != account.held_fen:
            found.append(f"guarantee {account.number}: holds {account.held_fen} fen, entries say {held}")
    found += [f"guarantee entries without account {account_id}" for account_id in sorted(proven)]
    return found
