"""What the timetable does for guarantees: warnings before limit and end, and the nightly proof."""

from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal
from logging import getLogger

from django.db.models import Q, QuerySet

from codelists.selectors import code_book
from enterprises.facts import News, ToFirm, ToPosts
from enterprises.models import GuaranteeAccount, GuaranteeFreeze, GuaranteeWarning
from enterprises.rules import guarantee_forecast as law
from enterprises.selectors.guarantees import audit_guarantees
from enterprises.services.guarantee_desk import wake_waiting
from enterprises.services.notices import notify
from kernel.clock import business_date
from kernel.orm.jobs import advance, hold_day_run
from kernel.orm.tx import intention

log = getLogger("portal.guarantees")

PROOF = "enterprises.prove_guarantees"
_CHUNK = 500
_NOTICES = {law.LOW: "guarantee_low", law.EXHAUSTED: "guarantee_exhausted", law.ENDING: "guarantee_ending"}


def warn_guarantees(*, at: datetime, chunk: int = _CHUNK) -> int:
    """Warn firms whose guarantee is nearly used up or ends soon, each crossing and each step once.

    Returns how many warnings were sent; safe to run twice or in two workers.
    """
    sent, after = 0, 0
    while True:
        with intention():
            accounts = list(_watched(on=business_date(at)).filter(pk__gt=after).order_by("pk")[:chunk])
            sent += _warn(accounts, at=at)
        if len(accounts) < chunk:
            break
        after = accounts[-1].pk
    with intention():
        if _opens_today(business_date(at)):
            wake_waiting()
    return sent


def prove_guarantees(*, at: datetime) -> int:
    """Prove that the entries of every account sum to its limit, held and used; how many contradictions.

    Each is logged, and the chiefs of the office are alarmed once a night; the count stands in the job run.
    """
    found = audit_guarantees()
    for line in found:
        log.error("guarantees: %s", line)
    with intention():
        run = hold_day_run(PROOF, at=at)
        if run is not None:
            counts = {"proven": GuaranteeAccount.objects.count(), "contradictions": len(found)}
            advance(run, cursor=run.cursor, counts=counts)
        if found:
            day = business_date(at).isoformat()
            offices = set(GuaranteeAccount.objects.exclude(beneficiary="").values_list("beneficiary"))
            notify(
                [
                    News(
                        "guarantee_unproven",
                        day,
                        ToPosts(office, frozenset({"chief"})),
                        (("lines", str(len(found))),),
                    )
                    for (office,) in sorted(offices)
                ],
                at=at,
            )
    return len(found)


def _watched(*, on: date) -> QuerySet[GuaranteeAccount]:
    """Accounts that are valid on the day and not closed."""
    return GuaranteeAccount.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=on), closed_at__isnull=True, valid_from__lte=on
    )


def _warn(accounts: list[GuaranteeAccount], *, at: datetime) -> int:
    """Send what is due for these accounts."""
    on = business_date(at)
    share = Decimal(code_book(on=on).parameters.get("guarantee.warn_share", "0.8"))
    sent = GuaranteeWarning.objects.filter(account__in=accounts, cleared_at__isnull=True)
    standing: dict[int, set[str]] = defaultdict(set)
    for account_id, kind in sent.values_list("account_id", "kind"):
        standing[account_id].add(kind)
    due: list[News] = []
    over: dict[str, list[int]] = defaultdict(list)
    for account in accounts:
        due += _about_room(account, share=share, said=standing[account.pk], over=over, at=at)
        mark = law.ending_mark(account.valid_to, on=on)
        if mark and _first_time(account, kind=law.ENDING, mark=mark, at=at):
            due.append(_news(account, kind=law.ENDING))
    for kind, ids in over.items():
        GuaranteeWarning.objects.filter(account_id__in=ids, kind=kind, cleared_at__isnull=True).update(
            cleared_at=at
        )
    notify(due, at=at)
    return len(due)


def _about_room(
    account: GuaranteeAccount,
    *,
    share: Decimal,
    said: set[str],
    over: dict[str, list[int]],
    at: datetime,
) -> list[News]:
    """The warning that a crossing is due, once until there is room again and once a day."""
    now = law.crossed(taken_fen=account.taken_fen, limit_fen=account.limit_fen, warn_share=share)
    for kind in said & ({law.LOW, law.EXHAUSTED} - ({law.LOW, now} if now else set())):
        over[kind].append(account.pk)
    if not now or now in said:
        return []
    mark = business_date(at).isoformat()
    if now == law.EXHAUSTED and law.LOW not in said:
        _first_time(account, kind=law.LOW, mark=mark, at=at)  # said by this warning too
    return [_news(account, kind=now)] if _first_time(account, kind=now, mark=mark, at=at) else []


def _first_time(account: GuaranteeAccount, *, kind: str, mark: str, at: datetime) -> bool:
    """Whether this warning was not sent yet; the database lets only one worker say yes."""
    _, new = GuaranteeWarning.objects.get_or_create(
        account=account, kind=kind, mark=mark, defaults={"at": at}
    )
    return new


def _news(account: GuaranteeAccount, *, kind: str) -> News:
    args: tuple[tuple[str, str], ...] = ()
    if kind == law.ENDING and account.valid_to is not None:
        args = (("day", account.valid_to.isoformat()),)
    return News(_NOTICES[kind], account.number, ToFirm(account.firm_id), args)


def _opens_today(day: date) -> bool:
    """Whether a freeze ended or an account began today, so that there may be room without an entry."""
    return (
        GuaranteeFreeze.objects.filter(to_on=day, lifted_at__isnull=True).exists()
        or GuaranteeAccount.objects.filter(valid_from=day, closed_at__isnull=True).exists()
    )
