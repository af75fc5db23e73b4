"""The work that is measured: the demo office, sets of purchases, from CEB XML to release."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from django.core.management import call_command

from bonded.services.demo import load
from declarations.demo import PARTIES
from declarations.samples import Declaration, declare, message, sender_of
from declarations.services.receive import receive_messages
from enterprises.facts import Actor
from enterprises.models import User
from enterprises.selectors import actor_of_user
from enterprises.services.demo import make_demo_office
from supervision.services import select_all

AT = datetime(2026, 5, 12, 2, 30, tzinfo=UTC)
CODES = ("311", "411", "511", "621")
_WHO = {"311": "shop", "411": "pay", "511": "express", "621": "broker"}


class Office(NamedTuple):
    """Who sends each message."""

    senders: dict[str, Actor]


def open_office() -> Office:
    """Code lists, firms, people and stock, as the launcher makes them."""
    call_command("load_codelists", verbosity=0)
    make_demo_office(at=AT)
    load(at=AT)
    people = {user.email: user for user in User.objects.all()}
    return Office({c: actor_of_user(people[f"{w}@demo.example"], at=AT) for c, w in _WHO.items()})


def accept(office: Office, *, serial: int, count: int) -> None:
    """``count`` purchases as four messages: parse, store, match, tax, limits, stock, guarantee."""
    ones = [declare(serial + n, parties=PARTIES, at=AT, lines=1 + n % 2) for n in range(count)]
    _send(office, ones)


def singly(office: Office, *, serial: int, count: int) -> None:
    """The same work for one purchase at a time."""
    for n in range(count):
        _send(office, [declare(serial + n, parties=PARTIES, at=AT, lines=1 + n % 2)])


def decide() -> None:
    """Select and release whatever is accepted."""
    select_all(at=AT)


def clear(office: Office, *, serial: int, count: int) -> None:
    """Accept and decide, to warm caches and prepared code."""
    accept(office, serial=serial, count=count)
    decide()


def _send(office: Office, ones: Sequence[Declaration]) -> None:
    for code in CODES:
        sender = sender_of(code, parties=PARTIES)
        raw = message(code, sheets=[one.sheet(code) for one in ones], sender=sender, dxp_id=PARTIES.dxp_id)
        receive_messages([raw], actor=office.senders[code], channel="api", at=AT)
