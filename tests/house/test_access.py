"""Every address of the portal has a row in the access matrix, and answers as the row says."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date

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
    NO_POST,
    NOTHING,
    OK,
    ONLY_READ,
    OTHER_POSTS,
    POST,
    UNFIT,
    Row,
)
from declarations.models import ImportList, InboxMessage, Order, Payment, Receipt, Waybill
from enterprises.demo import PASSWORD
from enterprises.models import Firm, FirmKind, Membership, Post, Team, User
from enterprises.services.tokens import make_token
from supervision.services import select_all
from tests.house import worlds
from tests.office import AT, Office, open_office, purchase, send
from tests.supervision.desk import everybody_reviewed

ROLES = ("anonymous", "filer", "admin", "stranger", "officer", "elsewhere", "token")
_POST_WORDS = {403: DENIED, 404: MISSING, 405: NO_POST, 401: LOCKED, 422: UNFIT, 409: CLASH}
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
        "job": "no-such-job",
        "day": "2026-05-12",
        "part": 1,
        "number": "NO-SUCH-NUMBER",
        **_documents(office),
        **{key: thing for topic in worlds.TOPICS for key, thing in topic.things(office).items()},
        "ems_no": item.ledger.ems_no,
        "item_record_no": item.item_record_no,
        "_token": token.raw,
        "_broker": broker,
    }


def _documents(office: Office) -> dict[str, object]:
    """The order, payment and waybill of other firms, a message and a receipt of the declarant."""
    order, payment, waybill = Order.objects.get(), Payment.objects.get(), Waybill.objects.get()
    return {
        "declarations:order.code": order.ebp_code,
        "declarations:order.number": order.order_no,
        "declarations:payment.code": payment.pay_code,
        "declarations:payment.number": payment.pay_transaction_id,
        "declarations:waybill.code": waybill.logistics_code,
        "declarations:waybill.number": waybill.logistics_no,
        "declarations:message.number": InboxMessage.objects.get(firm_id=office.broker.firm_id).pk,
        "declarations:message_raw.number": InboxMessage.objects.get(firm_id=office.broker.firm_id).pk,
        "declarations:receipt.number": Receipt.objects.filter(firm_id=office.broker.firm_id)[0].pk,
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


def roles_of(row: Row) -> tuple[str, ...]:
    """Whom to ask: the other posts too where the row names them."""
    return ROLES if row.posts is None else ROLES + OTHER_POSTS


def path_of(world: dict[str, object], name: str, parameters: tuple[str, ...]) -> str:
    """The address with the things of the test's world."""
    return reverse(name, kwargs={p: world.get(f"{name}.{p}", world.get(p)) for p in parameters})


def test_every_address_answers_as_its_row_says(world):
    clients = browsers(world)
    wrong = []
    for name, parameters in ADDRESSES:
        path = path_of(world, name, parameters)
        for role in roles_of(MATRIX[name]):
            got, wanted = answer(clients[role], path), MATRIX[name].answer(role)
            if got != wanted:
                wrong.append(f"{name} as {role}: {got}, the row says {wanted}")
    assert not wrong, "\n" + "\n".join(wrong)


def post(client: Client, path: str, data: Mapping[str, str]) -> str:
    """The answer to a POST, in the words of the matrix; whatever it did is undone."""
    client.raise_request_exception = False
    cookies = client.cookies.copy()
    with undone():
        before = rows_written()
        got = client.post(path, data)
        wrote = rows_written() > before
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


def test_every_post_answers_as_its_row_says(world):
    """An empty form, and a filled one where the empty one is refused too early, as each role."""
    everybody_reviewed()
    select_all(at=AT)
    cache.clear()  # earlier tests used up some of the attempts to sign in
    clients = browsers(world)
    wrong = []
    for name, parameters in ADDRESSES:
        path = path_of(world, name, parameters)
        asked = [({}, POSTS.get(name, ONLY_READ)), *([FILLED[name]] if name in FILLED else [])]
        for data, row in asked:
            for role in roles_of(row):
                got, wanted = post(clients[role], path, data), row.answer(role)
                if got != wanted:
                    wrong.append(f"POST {name} {data} as {role}: {got}, the row says {wanted}")
    assert not wrong, "\n" + "\n".join(wrong)
