"""Every address of the portal has a row in the access matrix, and answers as the row says."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import cache as cache_of

import lucide
import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from bonded.models import LedgerItem
from clearance.access import FILLED, MATRIX, POSTS
from clearance.access.words import (
    AWAY,
    CLASH,
    DENIED,
    DONE,
    LOCKED,
    LOGIN,
    MISSING,
    NO_JSON,
    NO_POST,
    NOTHING,
    OK,
    ONLY_READ,
    OTHER_POSTS,
    POST,
    UNFIT,
)
from declarations.models import ImportList
from enterprises.demo import PASSWORD
from enterprises.models import Firm, FirmKind, Membership, Post, Team, User
from enterprises.services.tokens import make_token
from supervision.services import select_all
from tests.house import worlds
from tests.office import AT, open_office, purchase, send
from tests.supervision.desk import everybody_reviewed

ROLES = ("anonymous", "filer", "admin", "stranger", "officer", "elsewhere", "token", *OTHER_POSTS)
# Whose answers may not depend on whether there is such a thing.
OUTSIDERS = ("stranger", "elsewhere")
# Addresses of things that are not a firm's, and why.
FOR_EVERYBODY = {
    "account_confirm_email": "whoever has the link of the mail",
    "account_reset_password_from_key": "whoever has the link of the mail",
    "enterprises:invitation": "whoever has the link of the mail",
    "declarations:draft": "a number that nobody uses yet is one's own new draft",
    "declarations:draft_save": "a number that nobody uses yet is one's own new draft",
    "codelists:show": "the code lists are public to all who are signed in",
    "codelists:calendar": "so is the calendar",
    "supervision:run": "runs hold numbers only; their items are those of one's own offices",
    "enterprises:measure": "the catalogue of measures is public",
    "enterprises:measure_apply": "any firm may apply for a measure of the catalogue",
    "enterprises:measure_edit": "a chief of any office edits the catalogue",
    "enterprises:measure_withdraw": "a chief of any office withdraws from the catalogue",
}
NOT_IN_THE_WORLD = {
    "enterprises:registration_detach": "the form names the attachment by a number made by chance",
}
_POST_WORDS = {403: DENIED, 404: MISSING, 405: NO_POST, 401: LOCKED, 422: UNFIT, 409: CLASH, 415: NO_JSON}
_WORDS = {200: OK, 403: DENIED, 404: MISSING, 405: POST, 401: LOCKED}


def addresses(
    patterns: list[URLPattern | URLResolver], space: str = ""
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every URL name with its parameters, those of included modules too."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = ":".join(filter(None, (space, pattern.namespace or "")))
            yield from addresses(pattern.url_patterns, inner)
        else:
            parameters = pattern.pattern.regex.groupindex
            yield (
                ":".join(filter(None, (space, pattern.name or f"unnamed {pattern.pattern}"))),
                tuple(parameters),
            )


ADDRESSES = sorted(set(addresses(get_resolver().url_patterns)))


def test_every_address_has_a_row():
    missing = {name for name, _ in ADDRESSES} - set(MATRIX)
    assert not missing, f"add rows to clearance/access for {sorted(missing)}"


def test_every_row_has_an_address():
    assert not set(MATRIX) - {name for name, _ in ADDRESSES}


@pytest.fixture
def world(db) -> dict[str, object]:
    """One of each thing that addresses name, all of the firm ``broker`` at office 4921."""
    office = open_office()
    send(office, purchase(1))
    item = LedgerItem.objects.select_related("ledger").order_by("pk")[0]
    broker = User.objects.get(email="broker@demo.example")
    token = make_token(actor=office.broker, name="ERP", at=AT)
    return {
        "pre_no": ImportList.objects.get().pre_no,
        "customs_code": "430168A004",
        "prefix": token.prefix,
        "list_name": "currencies",
        "year": 2026,
        "key": "abc-def",
        "uidb36": "zzzzz",  # nobody
        **{key: thing for topic in worlds.TOPICS for key, thing in topic.things(office).items()},
        "ems_no": item.ledger.ems_no,
        "item_record_no": item.item_record_no,
        "_token": token.raw,
        "_broker": broker,
    }


def browsers(world: dict[str, object]) -> dict[str, Client]:
    """A client for each role."""
    foreign = Firm.objects.create(
        credit_code="91430100MA4DEM99X8",
        customs_code="430166A099",
        name_zh="某某公司",
        since=date(2020, 1, 1),
    )
    for kind in ("declarant", "zone_operator", "platform", "merchant", "payment", "logistics"):
        FirmKind.objects.create(firm=foreign, kind=kind, valid_from=date(2020, 1, 1))
    stranger = User.objects.create_user("x@b.example", PASSWORD, name="某", kind="firm", joined_at=AT)
    Membership.objects.create(user=stranger, firm=foreign, role="admin", since=AT)
    elsewhere = User.objects.create_user("y@b.example", PASSWORD, name="某", kind="officer", joined_at=AT)
    team = Team.objects.create(office="4906", name="监管科", lanes=["1210", "9610"])
    for role in ("officer", "chief"):
        Post.objects.create(officer=elsewhere, team=team, role=role, valid_from=date(2020, 1, 1))
    for officer in User.objects.filter(kind="officer"):
        Authenticator.objects.create(user=officer, type=Authenticator.Type.TOTP, data={"secret": "x"})
    people = {
        "filer": User.objects.get(email="filer@demo.example"),
        "admin": world["_broker"],
        "stranger": stranger,
        "officer": User.objects.get(email="officer@demo.example"),
        "elsewhere": elsewhere,
        **{post: User.objects.get(email=f"{post}@demo.example") for post in OTHER_POSTS},
    }
    clients = {"anonymous": Client(), "token": Client(headers={"authorization": f"Bearer {world['_token']}"})}
    for role, user in people.items():
        clients[role] = Client()
        clients[role].force_login(user)
    return clients


def answer(client: Client, path: str) -> str:
    """The answer to a GET, in the words of the matrix."""
    client.raise_request_exception = False  # a page that fails is one wrong answer, not the end of the walk
    got = client.get(path)
    if got.status_code in (301, 302):
        return LOGIN if got.headers["Location"].startswith("/accounts/login/") else AWAY
    return _WORDS.get(got.status_code, str(got.status_code))


def path_of(world: dict[str, object], name: str, parameters: tuple[str, ...]) -> str:
    """The address with the things of the test's world."""
    return reverse(name, kwargs={p: world.get(f"{name}.{p}", world.get(p)) for p in parameters})


def path_of_nothing(world: dict[str, object], name: str, parameters: tuple[str, ...]) -> str:
    """The same address of a thing that there is not."""
    things = {p: world.get(f"{name}.{p}", world.get(p)) for p in parameters}
    nothing = {
        p: 999_999_999 if isinstance(thing, int) else _unlike(str(thing)) for p, thing in things.items()
    }
    return reverse(name, kwargs=nothing)


def _unlike(thing: str) -> str:
    """A text of the same shape that names nothing."""
    half = len(thing) // 2
    is_day = re.fullmatch(r"\d{4}-\d\d-\d\d", thing)
    return "2001-01-01" if is_day else thing[:half] + re.sub("[0-9A-Za-z]", "9", thing[half:])


@pytest.fixture
def icons_once(monkeypatch):
    """Every icon is drawn once in a walk: drawing them takes a tenth of its time."""
    monkeypatch.setattr(lucide, "_render_icon", cache_of(lucide._render_icon))


def test_every_address_answers_as_its_row_says(world, icons_once):
    """Each address as each role; outsiders are told of somebody's thing what they are told of none."""
    clients = browsers(world)
    wrong, told = [], []
    for name, parameters in ADDRESSES:
        path = path_of(world, name, parameters)
        for role in ROLES:
            got, wanted = answer(clients[role], path), MATRIX[name].answer(role)
            if got != wanted:
                wrong.append(f"{name} as {role}: {got}, the row says {wanted}")
        if not parameters or name in FOR_EVERYBODY:
            continue
        nothing = path_of_nothing(world, name, parameters)
        for role in OUTSIDERS:
            got, wanted = answer(clients[role], nothing), MATRIX[name].answer(role)
            if got != wanted:
                told.append(f"{name} as {role}: {wanted} where there is one, {got} where there is none")
    assert not wrong + told, "\n" + "\n".join(wrong + told)


class Books:
    """Counts the rows that each POST writes, undone or not."""

    def __init__(self) -> None:
        self.before = rows_written()

    def wrote(self) -> bool:
        """Whether anything was written since the last time."""
        before, self.before = self.before, rows_written()
        return self.before > before


def post(client: Client, path: str, data: Mapping[str, str], *, books: Books) -> str:
    """The answer to a POST, in the words of the matrix; whatever it did is undone."""
    if path.startswith("/accounts/"):
        cache.clear()  # attempts to sign in or up are counted, and many try
    client.raise_request_exception = False
    cookies = client.cookies.copy()
    with undone():
        got = client.post(path, data)
        wrote = got.status_code != 405 and books.wrote()  # 405: no view was asked
    client.cookies = cookies  # signing out takes them away
    if got.status_code in (301, 302) and got.headers["Location"].startswith("/accounts/login/"):
        return LOGIN
    if got.status_code < 400:
        return DONE if wrote else NOTHING
    return _POST_WORDS.get(got.status_code, str(got.status_code))


@contextmanager
def undone() -> Iterator[None]:
    """A transaction that never commits, and in which durable ones may run."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]
    with block:
        yield
        transaction.set_rollback(True)


def rows_written() -> int:
    """How many rows this transaction has written so far, COPY included, those of sessions not counted."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::bigint"
            " FROM pg_stat_xact_user_tables WHERE relname <> 'django_session'"
        )
        (count,) = cursor.fetchone()
    return int(count)


def test_every_row_of_posts_has_an_address():
    names = {name for name, _ in ADDRESSES}
    assert not set(POSTS) - names and not set(FILLED) - set(POSTS)
    open_to_post = {name for name, row in MATRIX.items() if POST in row}
    assert not open_to_post - set(POSTS), "these take only a POST: add what it is answered with to POSTS"


def test_every_post_answers_as_its_row_says(world, icons_once):
    """An empty form, and a filled one where the empty one is refused too early, as each role."""
    everybody_reviewed()
    select_all(at=AT)
    clients = browsers(world)
    wrong, told, books = [], [], Books()
    for name, parameters in ADDRESSES:
        path = path_of(world, name, parameters)
        asked = [({}, POSTS.get(name, ONLY_READ)), *([FILLED[name]] if name in FILLED else [])]
        for data, row in asked:
            for role in ROLES:
                got, wanted = post(clients[role], path, data, books=books), row.answer(role)
                if got != wanted:
                    wrong.append(f"POST {name} {data} as {role}: {got}, the row says {wanted}")
            if not parameters or name not in POSTS or name in FOR_EVERYBODY:
                continue
            nothing = path_of_nothing(world, name, parameters)
            for role in OUTSIDERS:
                got, wanted = post(clients[role], nothing, data, books=books), row.answer(role)
                if got != wanted:
                    told.append(f"POST {name} {data} as {role}: {wanted} if there is one, {got} if not")
    assert not wrong + told, "\n" + "\n".join(wrong + told)


def test_every_thing_that_an_address_names_is_in_the_world():
    """Somebody gets to it: a walk past things that are not there would prove nothing."""
    for name, parameters in ADDRESSES:
        rows = [MATRIX[name], POSTS.get(name), FILLED.get(name, ({}, None))[1]]
        answers = {row.answer(role) for row in rows if row is not None for role in ROLES}
        found = answers & {OK, AWAY, DONE, NOTHING, UNFIT, CLASH}
        assert found or not parameters or name in NOT_IN_THE_WORLD, name


def test_strangers_find_nothing_at_any_address_of_a_firm():
    """Another firm finds no such thing, or is kept out of the whole page whatever it names."""
    for name, parameters in ADDRESSES:
        if parameters and name not in FOR_EVERYBODY:
            rows = [MATRIX[name], *([POSTS[name]] if name in POSTS else [])]
            told = {row.stranger for row in rows} - {MISSING, POST, LOCKED}
            assert told <= {DENIED}, name
