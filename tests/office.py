"""The demo office for tests: code lists, firms, people and stock as `make run` makes them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from io import BytesIO
from typing import NamedTuple

from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import override_settings

from bonded.services.demo import load as load_ledger
from declarations.demo import PARTIES
from declarations.samples import Declaration, declare, message, sender_of
from declarations.services.filing import MessageResult
from declarations.services.receive import receive_messages
from enterprises.facts import Actor
from enterprises.models import Authority, Firm, FirmKind, User
from enterprises.rules.identifiers import check_character
from enterprises.selectors import actor_of_firm, actor_of_user
from enterprises.services.demo import make_demo_office
from kernel.refusal import Violation

AT = datetime(2026, 5, 12, 2, 30, tzinfo=UTC)
CODES = ("311", "411", "511", "621")

_rows: dict[str, bytes] = {}
# What a test database has from its migrations, and keys that live longer than a test.
_NOT_OF_THE_OFFICE = frozenset(
    {"django_migrations", "django_content_type", "auth_permission", "kernel_datakey", "kernel_hashkey"}
)


class Office(NamedTuple):
    """The demo office: an actor for each firm and for some officers."""

    shop: Actor
    pay: Actor
    express: Actor
    broker: Actor
    officer: Actor
    officer2: Actor
    airport: Actor

    def sender(self, code: str) -> Actor:
        """Who sends messages of this code."""
        return {"311": self.shop, "411": self.pay, "511": self.express, "621": self.broker}[code]


def open_office() -> Office:
    """Load code lists, firms, people and stock; the same as the demo of the launcher.

    The first office of a test process is really made; the next ones are its rows, copied back.
    """
    if not _rows:
        call_command("load_codelists", verbosity=0)
        with override_settings(PORTAL_DEMO=True):
            make_demo_office(at=AT)
            load_ledger(at=AT)
        _remember()
    else:
        _copy_back()
    people = {user.email: user for user in User.objects.all()}
    return Office(*(actor_of_user(people[f"{name}@demo.example"], at=AT) for name in Office._fields))


def _remember() -> None:
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names(cursor)) - _NOT_OF_THE_OFFICE):
            text = BytesIO()
            cursor.copy_expert(f'COPY "{table}" TO STDOUT', text)
            if text.getvalue():
                _rows[table] = text.getvalue()


def _copy_back() -> None:
    """Foreign keys and triggers rest meanwhile: the rows have passed them once."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("DELETE FROM codelists_listsversion")  # its one row is there from the migration on
        for table, text in _rows.items():
            cursor.copy_expert(f'COPY "{table}" FROM STDIN', BytesIO(text))
        cursor.execute("SET LOCAL session_replication_role = origin")


def raw(code: str, *declarations: Declaration) -> bytes:
    """One message with this document of each declaration."""
    sheets = [one.sheet(code) for one in declarations]
    return message(code, sheets=sheets, sender=sender_of(code, parties=PARTIES), dxp_id=PARTIES.dxp_id)


def purchase(serial: int, **options: object) -> Declaration:
    """Purchase number ``serial`` of the demo office."""
    return declare(serial, parties=PARTIES, at=AT, **options)  # type: ignore[arg-type]


def changed(declaration: Declaration, code: str, **elements: str) -> Declaration:
    """The declaration with some elements of one document changed (lines keep)."""
    names = {"311": "order", "411": "payment", "511": "waybill", "621": "lst"}
    head, lines = declaration.sheet(code)
    return declaration._replace(**{names[code]: (head | elements, lines)})


def send(
    office: Office,
    declaration: Declaration,
    *,
    codes: Sequence[str] = CODES,
    at: datetime = AT,
    channel: str = "api",
) -> list[MessageResult]:
    """Send the documents of one declaration, each from its own firm, in the order of ``codes``."""
    return [
        receive_messages([raw(code, declaration)], actor=office.sender(code), channel=channel, at=at)[0]
        for code in codes
    ]


def rule_codes(violations: Sequence[Violation]) -> list[str]:
    """The rule codes, sorted."""
    return sorted(v.rule.code for v in violations)


class Stranger(NamedTuple):
    """A firm beside the demo office that sends messages of one code."""

    code: str
    message: str
    actor: Actor

    def send(self, declaration: Declaration) -> MessageResult:
        """Send its document of the declaration."""
        sheets = [declaration.sheet(self.message)]
        body = message(self.message, sheets=sheets, sender=(self.code, "别家"), dxp_id=PARTIES.dxp_id)
        return receive_messages([body], actor=self.actor, channel="api", at=AT)[0]


def authorise(agent: Firm, *, number: int, principal: str = PARTIES.merchant[0]) -> None:
    """The merchant of the demo office lets this firm declare for it."""
    firm = Firm.objects.get(customs_code=principal)
    Authority.objects.create(
        number=f"AU{number:06d}",
        principal=firm,
        agent=agent,
        scopes=["declare"],
        valid_from=date(2020, 1, 1),
        valid_to=date(2030, 1, 1),
        given_by=User.objects.get(email="shop@demo.example"),
        given_at=AT,
    )


def stranger(number: int, *, kind: str, code: str) -> Stranger:
    """Make another firm of one kind."""
    body = f"91430100MA4T{number:05d}"
    firm = Firm.objects.create(
        credit_code=body + check_character(body),
        customs_code=f"43019{number:05d}",
        name_zh="别家",
        name_en="Stranger",
        since=date(2020, 1, 1),
    )
    FirmKind.objects.create(firm=firm, kind=kind, valid_from=date(2020, 1, 1))
    if kind == "declarant":
        authorise(firm, number=number)
    actor = actor_of_firm(firm.customs_code, at=AT)
    assert actor is not None
    return Stranger(firm.customs_code, code, actor)
