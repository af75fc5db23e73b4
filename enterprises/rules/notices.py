"""What is told and how: which kinds count and are mailed, when news make a notice unread again."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from enterprises.facts import Audience, News, ToFirm, ToPosts
from enterprises.rules.notice_kinds import BY_CODE, TOPICS, NoticeKind
from kernel.refusal import Rule, Severity, Violation, gettext_noop

UNREAD_AGAIN = timedelta(hours=1)
FOLDED_MAIL = timedelta(hours=1)
MOST_SHOWN = 99
_LONGEST = 100


class Choice(NamedTuple):
    """Whether a notice counts as unread for a person, and whether it is mailed to them."""

    bell: bool
    mail: bool


# What a person chose for one code (a kind or a topic): bell and mail, None is "as usual".
Chosen = Mapping[str, tuple[bool | None, bool | None]]


def choice(kind: NoticeKind, *, chosen: Chosen) -> Choice:
    """What counts for a kind: what was chosen for it, else for its topic, else as usual.

    An urgent kind counts as unread whatever was chosen.
    """
    rows = [chosen[code] for code in (kind.code, kind.topic) if code in chosen]
    bell = next((row[0] for row in rows if row[0] is not None), True)
    mail = next((row[1] for row in rows if row[1] is not None), kind.mail)
    return Choice(bell or kind.urgent, mail)


def kind_of(code: str) -> NoticeKind:
    """The kind with this code.

    Raises:
        KeyError: nobody declared it.
    """
    return BY_CODE[code]


def audience_name(to: Audience) -> str:
    """An audience as text, the same for the same people asked for; a long one as its hash."""
    if isinstance(to, ToFirm):
        text = f"firm:{to.firm_id}:{','.join(sorted(to.roles))}"
    elif isinstance(to, ToPosts):
        text = f"posts:{to.office}:{','.join(sorted(to.roles))}"
        text += f":but:{to.but}" if to.but is not None else ""
    else:
        text = f"users:{','.join(map(str, sorted(to.user_ids)))}"
    return text if len(text) <= _LONGEST else "hash:" + sha256(text.encode()).hexdigest()


def merged(news: Iterable[News]) -> list[News]:
    """The news with those that are one notice added up; of these the last gives number and arguments."""
    kept: list[News] = []
    places: dict[tuple[str, str, str], int] = {}
    for one in news:
        key = (one.kind, audience_name(one.to), one.fold_key)
        if not one.fold_key or key not in places:
            places[key] = len(kept)
            kept.append(one)
        else:
            before = kept[places[key]]
            kept[places[key]] = one._replace(fold_count=before.fold_count + one.fold_count)
    return kept


def unread_again(read_at: datetime | None, *, at: datetime) -> bool:
    """Whether news at ``at`` make a notice unread that was read then: at most once an hour."""
    return read_at is not None and read_at <= at - UNREAD_AGAIN


def mail_at(kind: NoticeKind, *, at: datetime) -> datetime | None:
    """When a notice is mailed: at once (None), a counting one an hour after it began."""
    return at + FOLDED_MAIL if kind.folded else None


def nearest_office(
    office: str, *, above: Sequence[str], holders: Mapping[str, frozenset[int]]
) -> frozenset[int]:
    """Who holds the posts in the office, or in the first office above it where anybody does."""
    return next((holders[code] for code in (office, *above) if holders.get(code)), frozenset())


def badge(count: int) -> str:
    """The number of unread notices as the bell shows it: ``99+`` for more."""
    return f"{MOST_SHOWN}+" if count > MOST_SHOWN else str(count)


def says_anything(row: tuple[bool | None, bool | None]) -> bool:
    """Whether a preference (bell, mail) says anything."""
    return row != (None, None)


def differing(wish: Choice, *, kind: NoticeKind, chosen: Chosen) -> tuple[bool | None, bool | None]:
    """What must be kept so that ``wish`` counts for a kind: only what its topic does not say already."""
    usual = choice(kind, chosen={code: row for code, row in chosen.items() if code == kind.topic})
    bell = None if wish.bell == usual.bell or kind.urgent else wish.bell
    return bell, None if wish.mail == usual.mail else wish.mail


def worth_mailing(read_at: datetime | None, *, first_at: datetime) -> bool:
    """Whether a notice is still to be mailed: not when its reader came before the mail.

    Who does not want it counted has it as read from its first moment; that is no reading.
    """
    return read_at is None or read_at <= first_at


UNKNOWN_CHOICE = Rule(
    "NOT-01",
    Severity.REFUSE,
    gettext_noop("There is no such kind of notice."),
    "Decision of the portal",
)

RULES = (UNKNOWN_CHOICE,)


def judge_choices(codes: Iterable[str]) -> tuple[Violation, ...]:
    """Only declared kinds and topics can be chosen about."""
    known = BY_CODE.keys() | TOPICS.keys()
    return tuple(Violation(UNKNOWN_CHOICE, code) for code in codes if code not in known)
