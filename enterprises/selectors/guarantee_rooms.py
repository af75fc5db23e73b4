"""The room in the guarantees of many firms at once, with what keeps the others from being used, in words."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from enterprises.facts import Account, Cover
from enterprises.models import GuaranteeAccount
from enterprises.rules import guarantee
from enterprises.selectors.guarantee_words import Look, standing_look
from enterprises.selectors.guarantees import account_facts, covers, safety_days

_HELD_BACK = (guarantee.FROZEN_NOW, guarantee.CALLED)


class FirmRoom(NamedTuple):
    """What the guarantees of one firm can hold for any document, in fen.

    Only accounts that may be used on the day and are not given for one document count; there is no
    limit where the firm is exempt. ``looks`` say in words what a figure does not: exempt, frozen, ended.
    """

    free_fen: int
    limit_fen: int
    is_exempt: bool
    looks: tuple[Look, ...]

    @property
    def percent(self) -> int:
        """The free share of the limit, whole percent."""
        return self.free_fen * 100 // self.limit_fen if self.limit_fen else 0


def rooms_of(firm_ids: Iterable[int], *, on: date) -> dict[int, FirmRoom]:
    """The room of each of the firms on the day; those with no account and no exemption are left out.

    A fixed number of queries however many firms.
    """
    firms = set(firm_ids)
    accounts = list(GuaranteeAccount.objects.filter(firm_id__in=firms, closed_at__isnull=True))
    facts, known = account_facts(accounts, on=on), covers(firms, accounts=accounts, on=on)
    days = safety_days(on=on)
    found = {}
    for firm, cover in known.items():
        theirs = facts.get(firm, [])
        if theirs or cover.exemption_id is not None:
            standings = [guarantee.standing(one, on=on, safety_days=days) for one in theirs]
            found[firm] = _room(cover, theirs, standings)
    return found


def _room(cover: Cover, accounts: Sequence[Account], standings: Sequence[str]) -> FirmRoom:
    """The figures of the usable accounts, and the words for the others."""
    usable = [one for one in cover.accounts if not one.bound_to]
    limit = sum(one.limit_fen for one in usable)
    free = sum(one.limit_fen - one.held_fen - one.used_fen for one in usable)
    exempt = cover.exemption_id is not None
    looks = [Look(_("Exempt from the guarantee"), "green", "shield-check")] if exempt else []
    if any(one.bound_to for one in cover.accounts) and not usable:
        looks.append(Look(_("Given for one document only"), "secondary", "file-lock"))
    if not cover.accounts and not exempt and guarantee.NO_TOTAL.code == cover.why_not:
        looks.append(Look(_("No total guarantee for its grade"), "red", "shield-off"))
    looks += [standing_look(code) for code in _unusable(standings, alone=not cover.accounts and not exempt)]
    return FirmRoom(free, limit, exempt, tuple(looks))


def _unusable(standings: Iterable[str], *, alone: bool) -> list[str]:
    """The standings worth a word: frozen ones always, ended and coming ones where nothing else is there."""
    used = (guarantee.ACTIVE, guarantee.EXHAUSTED)
    wanted = [code for code in standings if code in _HELD_BACK or (alone and code not in used)]
    return list(dict.fromkeys(wanted))
