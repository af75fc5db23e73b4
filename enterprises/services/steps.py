"""Steps that other rooms call inside their own transaction: guarantees and the log of personal data."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Max, Q, Sum

from enterprises.facts import Account, AccountState, Actor, GuaranteeHold
from enterprises.models import (
    Firm,
    GuaranteeAccount,
    GuaranteeEntry,
    GuaranteeEntryKind,
    PersonalDataView,
)
from enterprises.permissions import check_may_change_self
from enterprises.rules import access, guarantee
from kernel.orm.copying import copy_rows
from kernel.orm.locks import lock_rows
from kernel.orm.tx import require_transaction
from kernel.refusal import Refused, Violation

_ENTRY_COLUMNS = ("account_id", "subject_id", "kind", "fen", "reference", "at", "actor_id")


class GuaranteeDesk:
    """The locked guarantee accounts of a set of firms; a set of holds is folded over them in order."""

    def __init__(self, firms: dict[str, int], accounts: dict[int, tuple[AccountState, ...]]) -> None:
        self._firms = firms
        self._accounts = accounts
        self._taken: list[tuple[int, GuaranteeHold]] = []

    def check(self, hold: GuaranteeHold) -> tuple[Violation, ...]:
        """Why the hold cannot be taken now, after all that was taken before; empty when it can."""
        return guarantee.fold(self._state(hold), hold)[2]

    def take(self, hold: GuaranteeHold) -> None:
        """Hold it (in memory until ``write``).

        Raises:
            Refused: it cannot be taken; nothing has changed.
        """
        state, account_id, violations = guarantee.fold(self._state(hold), hold)
        if account_id is None:
            raise Refused(*violations)
        self._accounts[self._firms[hold.code]] = state
        self._taken.append((account_id, hold))

    def write(self, *, at: datetime, actor_id: int | None) -> None:
        """Write all that was taken: one update of the accounts, one COPY of the entries."""
        require_transaction()
        if not self._taken:
            return
        held = {s.account_id: s.held_fen for states in self._accounts.values() for s in states}
        touched = {account_id for account_id, _ in self._taken}
        _set_held({account_id: held[account_id] for account_id in touched})
        kind = GuaranteeEntryKind.HOLD.value
        rows = [(a, h.subject_id, kind, h.fen, h.reference, at, actor_id) for a, h in self._taken]
        copy_rows(GuaranteeEntry, _ENTRY_COLUMNS, rows)
        self._taken.clear()

    def _state(self, hold: GuaranteeHold) -> tuple[AccountState, ...]:
        """The accounts of the firm that the hold names; none when nobody has this code."""
        return self._accounts.get(self._firms.get(hold.code, 0), ())


def open_guarantees(codes: Iterable[str], *, on: date) -> GuaranteeDesk:
    """Lock the guarantee accounts of the firms that ``codes`` name, as in force on the day ``on``.

    Of several accounts of one firm the one that ends first is used first.
    """
    require_transaction()
    firms = _firms_of(codes)
    accounts = GuaranteeAccount.objects.filter(firm_id__in=set(firms.values()))
    locked: list[GuaranteeAccount] = lock_rows(accounts, keys=sorted(accounts.values_list("pk", flat=True)))
    by_firm: dict[int, list[GuaranteeAccount]] = defaultdict(list)
    for row in locked:
        if guarantee.in_force(_account(row), on=on):
            by_firm[row.firm_id].append(row)
    return GuaranteeDesk(firms, {firm: _in_order(rows) for firm, rows in by_firm.items()})


def _firms_of(codes: Iterable[str]) -> dict[str, int]:
    """The firm that each known code names."""
    wanted = {code for code in codes if code}
    named = Q(credit_code__in=wanted) | Q(customs_code__in=wanted) | Q(platform_code__in=wanted)
    firms: dict[str, int] = {}
    for pk, *theirs in Firm.objects.filter(named).values_list(
        "pk", "credit_code", "customs_code", "platform_code"
    ):
        firms.update(dict.fromkeys(wanted.intersection(theirs), pk))
    return firms


def _account(row: GuaranteeAccount) -> Account:
    """The row as the rules see it."""
    return Account(row.pk, row.limit_fen, row.held_fen, row.valid_from, row.valid_to)


def _in_order(rows: list[GuaranteeAccount]) -> tuple[AccountState, ...]:
    """The account that ends first comes first, one without an end last."""
    ordered = sorted(rows, key=lambda row: (row.valid_to or date.max, row.pk))
    return tuple(AccountState(row.pk, row.limit_fen, row.held_fen) for row in ordered)


def _set_held(held: dict[int, int]) -> None:
    """Write what the (locked) accounts hold now, in one update."""
    rows = [GuaranteeAccount(pk=pk, held_fen=fen) for pk, fen in sorted(held.items())]
    GuaranteeAccount.objects.bulk_update(rows, ["held_fen"])


def give_back_guarantees(
    subject_ids: Iterable[int], *, at: datetime, actor_id: int | None, also: Iterable[str] = ()
) -> int:
    """Give back exactly what the subjects still hold; a second call gives back nothing.

    Returns how many subjects had something to give back. ``also`` are codes of firms whose accounts
    the caller opens next: all are locked in one order here.
    """
    require_transaction()
    entries = GuaranteeEntry.objects.filter(subject_id__in=set(subject_ids))
    account_ids = set(entries.values_list("account_id", flat=True))
    if not account_ids:
        return 0
    next_ones = GuaranteeAccount.objects.filter(firm_id__in=set(_firms_of(also).values()))
    account_ids |= set(next_ones.values_list("pk", flat=True))
    accounts = {row.pk: row for row in lock_rows(GuaranteeAccount, keys=account_ids)}
    sums = entries.values("account_id", "subject_id").annotate(
        held=Sum("fen", filter=Q(kind=GuaranteeEntryKind.HOLD), default=0),
        given=Sum("fen", filter=Q(kind=GuaranteeEntryKind.GIVE_BACK), default=0),
        named=Max("reference"),
    )
    owed = [
        (s["account_id"], s["subject_id"], s["held"] - s["given"], s["named"])
        for s in sums.order_by("account_id", "subject_id")
        if s["held"] > s["given"]
    ]
    if not owed:
        return 0
    left = {account_id: accounts[account_id].held_fen for account_id, *_ in owed}
    for account_id, _, fen, _ in owed:
        left[account_id] -= fen
    _set_held(left)
    kind = GuaranteeEntryKind.GIVE_BACK.value
    rows = [(account, subject, kind, fen, named, at, actor_id) for account, subject, fen, named in owed]
    copy_rows(GuaranteeEntry, _ENTRY_COLUMNS, rows)
    return len({subject for _, subject, _, _ in owed})


def record_personal_view(actor: Actor, *, subject: str, reason: str, at: datetime) -> None:
    """Record that the actor is about to see a personal value of ``subject`` (``order EB123``) in full.

    Raises:
        Refused: a program asks, or the reason says nothing.
    """
    require_transaction()
    check_may_change_self(actor)
    assert actor.user_id is not None
    violations = access.judge_reason(reason, rule=access.NO_VIEW_REASON)
    if violations:
        raise Refused(*violations)
    PersonalDataView.objects.create(user_id=actor.user_id, subject=subject, reason=reason.strip(), at=at)
