"""Guarantee accounts set-wise: hold, deduct and restore, each one update and one COPY; steps."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Max, Sum

from enterprises.facts import Cover, GuaranteeHold
from enterprises.models import GuaranteeAccount, GuaranteeEntry, GuaranteeEntryKind
from enterprises.rules import guarantee
from enterprises.selectors.guarantees import account_fact, covers, freezes_on, guarantors, safety_days
from kernel.clock import business_date
from kernel.orm.copying import copy_rows
from kernel.orm.locks import lock_rows
from kernel.orm.tx import require_transaction, transaction_memory
from kernel.orm.wake import wake
from kernel.refusal import Refused, Violation

RESUME = "declarations.resume_waiting"
_WOKEN = "guarantee.woken"
_ENTRY_COLUMNS = (
    "account_id", "exemption_id", "subject_id", "kind", "fen",
    "limit_delta", "held_delta", "used_delta", "reference", "at", "actor_id",
)  # fmt: skip
_SUMS = ("limit_fen", "held_fen", "used_fen")


class Movement(NamedTuple):
    """One entry to be written: its amount, and what it adds to limit, held and used."""

    account_id: int | None
    kind: GuaranteeEntryKind
    fen: int
    limit: int = 0
    held: int = 0
    used: int = 0
    subject_id: int = 0
    reference: str = ""
    exemption_id: int | None = None


def post_movements(
    movements: Sequence[Movement],
    *,
    accounts: Mapping[int, GuaranteeAccount],
    at: datetime,
    actor_id: int | None,
) -> None:
    """Write the entries and what they make of their accounts, which the caller has locked; a step.

    The only writer of the sums of an account. Whoever waits for room is woken after the commit.

    Raises:
        django.db.IntegrityError: an account would be overdrawn; the caller had to judge before.
    """
    require_transaction()
    if not movements:
        return
    touched: dict[int, GuaranteeAccount] = {}
    for one in movements:
        if one.account_id is not None:
            row = touched.setdefault(one.account_id, accounts[one.account_id])
            row.limit_fen += one.limit
            row.held_fen += one.held
            row.used_fen += one.used
    GuaranteeAccount.objects.bulk_update([touched[pk] for pk in sorted(touched)], _SUMS)
    copy_rows(
        GuaranteeEntry,
        _ENTRY_COLUMNS,
        [
            (m.account_id, m.exemption_id, m.subject_id, m.kind.value, m.fen, m.limit, m.held, m.used,
             m.reference, at, actor_id)
            for m in movements
        ],
    )  # fmt: skip
    if any(m.limit - m.held - m.used > 0 for m in movements):
        wake_waiting()


def wake_waiting() -> None:
    """Have lists that wait for room looked at again after the commit, once for the transaction; a step."""
    memory = transaction_memory()
    if _WOKEN not in memory:
        memory[_WOKEN] = True
        wake(RESUME, queue="interactive")


class GuaranteeDesk:
    """The locked guarantee accounts of a set of firms; a set of holds is folded over them in order."""

    def __init__(
        self,
        firms: Mapping[str, int],
        *,
        covers: Mapping[int, Cover],
        accounts: Mapping[int, GuaranteeAccount],
    ) -> None:
        self._firms = firms
        self._covers = dict(covers)
        self._accounts = accounts
        self._taken: list[Movement] = []

    def check(self, hold: GuaranteeHold) -> tuple[Violation, ...]:
        """Why the hold cannot be taken now, after all that was taken before; empty when it can."""
        return guarantee.fold_cover(self._cover(hold), hold)[2]

    def take(self, hold: GuaranteeHold) -> None:
        """Hold it (in memory until ``write``); an exempt firm's hold becomes an entry of zero.

        Raises:
            Refused: it cannot be taken; nothing has changed.
        """
        cover, account_id, violations = guarantee.fold_cover(self._cover(hold), hold)
        if violations:
            raise Refused(*violations)
        assert cover.guarantor_id is not None
        self._covers[cover.guarantor_id] = cover
        fen = 0 if account_id is None else hold.fen
        self._taken.append(
            Movement(
                account_id,
                GuaranteeEntryKind.HOLD,
                fen,
                held=fen,
                subject_id=hold.subject_id,
                reference=hold.reference,
                exemption_id=cover.exemption_id if account_id is None else None,
            )
        )

    def write(self, *, at: datetime, actor_id: int | None) -> None:
        """Write all that was taken: one update of the accounts, one COPY of the entries."""
        require_transaction()
        post_movements(self._taken, accounts=self._accounts, at=at, actor_id=actor_id)
        self._taken.clear()

    def _cover(self, hold: GuaranteeHold) -> Cover:
        """What stands behind the firm that the hold names; nothing when nobody has this code."""
        return self._covers.get(self._firms.get(hold.code, 0), Cover(None))


def open_guarantees(codes: Iterable[str], *, on: date) -> GuaranteeDesk:
    """Lock the guarantee accounts of the firms that ``codes`` name, as they stand on the day ``on``.

    Of several accounts of one firm the one that ends first is used first.
    """
    require_transaction()
    firms = guarantors(codes)
    rows = GuaranteeAccount.objects.filter(firm_id__in=set(firms.values()), closed_at__isnull=True)
    locked: list[GuaranteeAccount] = lock_rows(
        GuaranteeAccount, keys=sorted(rows.values_list("pk", flat=True))
    )
    known = covers(firms.values(), accounts=locked, on=on)
    return GuaranteeDesk(firms, covers=known, accounts={row.pk: row for row in locked})


class _Share(NamedTuple):
    """What one subject holds and uses of one account, in fen."""

    account_id: int
    subject_id: int
    held: int
    used: int
    reference: str


def _locked_shares(
    subject_ids: Iterable[int], *, also: Iterable[str] = (), lock: bool = True
) -> tuple[list[_Share], dict[int, GuaranteeAccount]]:
    """What the subjects hold and use, with their accounts locked (and those of ``also``) in one order.

    Without ``lock`` the accounts are as read just now.
    """
    require_transaction()
    entries = GuaranteeEntry.objects.filter(subject_id__in=set(subject_ids), account_id__isnull=False)
    account_ids = set(entries.order_by().values_list("account_id", flat=True).distinct())
    if not account_ids:
        return [], {}
    next_ones = GuaranteeAccount.objects.filter(firm_id__in=set(guarantors(also).values()))
    account_ids |= set(next_ones.values_list("pk", flat=True))
    read = GuaranteeAccount.objects.filter(pk__in=[pk for pk in account_ids if pk is not None])
    rows = lock_rows(GuaranteeAccount, keys=account_ids) if lock else read
    accounts = {row.pk: row for row in rows}
    sums = entries.values("account_id", "subject_id").annotate(
        held=Sum("held_delta"), used=Sum("used_delta"), named=Max("reference")
    )
    shares = [
        _Share(s["account_id"], s["subject_id"], s["held"], s["used"], s["named"])
        for s in sums.order_by("account_id", "subject_id")
        if s["account_id"] is not None
    ]
    return shares, accounts


def give_back_guarantees(
    subject_ids: Iterable[int], *, at: datetime, actor_id: int | None, also: Iterable[str] = ()
) -> int:
    """Give back exactly what the subjects still hold; a second call gives back nothing.

    Returns how many subjects had something to give back. ``also`` are codes of firms whose accounts
    the caller opens next: all are locked in one order here. What was deducted is not touched.
    """
    shares, accounts = _locked_shares(subject_ids, also=also)
    held = [one for one in shares if one.held > 0]
    moves = [
        Movement(
            one.account_id,
            GuaranteeEntryKind.RESTORE,
            one.held,
            held=-one.held,
            subject_id=one.subject_id,
            reference=one.reference,
        )
        for one in held
    ]
    post_movements(moves, accounts=accounts, at=at, actor_id=actor_id)
    return len({one.subject_id for one in held})


def judge_deductions(
    subject_ids: Iterable[int], *, on: date, lock: bool = True
) -> dict[int, tuple[Violation, ...]]:
    """The subjects whose hold cannot be deducted on the day, with the reasons; a step that locks.

    A frozen guarantee, or one that has ended, releases nothing. Subjects that hold nothing are left out.
    Without ``lock``, for a caller that locks tables of a lower rank afterwards, an account may be frozen
    meanwhile: then ``deduct_guarantees`` refuses and nothing is written.
    """
    shares, accounts = _locked_shares(subject_ids, lock=lock)
    return _undeductible([one for one in shares if one.held > 0], accounts=accounts, on=on)


def deduct_guarantees(subject_ids: Iterable[int], *, at: datetime, actor_id: int | None) -> int:
    """Turn what each subject holds into what it uses, when it is released; a second call does nothing.

    Returns how many subjects held something.

    Raises:
        Refused: the guarantee of one of them is frozen or has ended; nothing is written. Who
            releases a set asks ``judge_deductions`` first.
    """
    shares, accounts = _locked_shares(subject_ids)
    held = [one for one in shares if one.held > 0]
    refused = _undeductible(held, accounts=accounts, on=business_date(at))
    if refused:
        raise Refused(*(violation for found in refused.values() for violation in found))
    moves = [
        Movement(
            one.account_id,
            GuaranteeEntryKind.DEDUCT,
            one.held,
            held=-one.held,
            used=one.held,
            subject_id=one.subject_id,
            reference=one.reference,
        )
        for one in held
    ]
    post_movements(moves, accounts=accounts, at=at, actor_id=actor_id)
    return len({one.subject_id for one in held})


def restore_guarantees(
    subjects: Iterable[int] | Mapping[int, int], *, at: datetime, actor_id: int | None
) -> int:
    """Give back what the subjects use: all of it, or the fen that a mapping names for each.

    On payment, cancellation or return, or when a centralised declaration is booked and paid. Without
    amounts a second call gives back nothing. Returns how many subjects got something back.

    Raises:
        Refused: an amount is not above zero or more than the subject still uses; nothing is written.
    """
    amounts = subjects if isinstance(subjects, Mapping) else None
    shares, accounts = _locked_shares(subjects)
    used: dict[int, list[_Share]] = defaultdict(list)
    for one in shares:
        if one.used > 0:
            used[one.subject_id].append(one)
    if amounts is not None:
        _check_restores(amounts, used=used)
    moves = [
        Movement(
            account_id,
            GuaranteeEntryKind.RESTORE,
            part,
            used=-part,
            subject_id=subject_id,
            reference=theirs[0].reference,
        )
        for subject_id, theirs in sorted(used.items())
        for account_id, part in guarantee.split_restore(
            [(one.account_id, one.used) for one in theirs],
            fen=sum(one.used for one in theirs) if amounts is None else amounts[subject_id],
        )
    ]
    post_movements(moves, accounts=accounts, at=at, actor_id=actor_id)
    return len({move.subject_id for move in moves})


def _undeductible(
    shares: Sequence[_Share], *, accounts: Mapping[int, GuaranteeAccount], on: date
) -> dict[int, tuple[Violation, ...]]:
    """The reasons for each subject whose account may not be drawn on."""
    if not shares:
        return {}
    frozen, days = freezes_on(on, accounts=accounts.values()), safety_days(on=on)
    codes = _codes(accounts.values())
    judged = {
        pk: guarantee.judge_deduction(
            account_fact(row, frozen=frozen), on=on, safety_days=days, code=codes[row.firm_id]
        )
        for pk, row in accounts.items()
    }
    return {one.subject_id: judged[one.account_id] for one in shares if judged[one.account_id]}


def _codes(accounts: Iterable[GuaranteeAccount]) -> dict[int, str]:
    """The customs code of each guarantor."""
    ids = [row.pk for row in accounts]
    rows = GuaranteeAccount.objects.filter(pk__in=ids).values_list("firm_id", "firm__customs_code")
    return dict(rows)


def _check_restores(amounts: Mapping[int, int], *, used: Mapping[int, Sequence[_Share]]) -> None:
    """Refuse amounts that are more than what is left."""
    found = [
        violation
        for subject_id, fen in sorted(amounts.items())
        for violation in guarantee.judge_restore(sum(one.used for one in used.get(subject_id, ())), fen=fen)
    ]
    if found:
        raise Refused(*found)
