"""What the tests of this room share: accepted lists in numbers, parameters that choose, cases by serial."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from codelists.models import Parameter
from codelists.services.storing import bump_version
from declarations.models import BuyerYear, ListEvent, ListState, Receipt
from declarations.samples import Declaration
from declarations.services.receive import receive_messages
from enterprises.facts import Actor
from enterprises.models import FirmGradeName, GuaranteeAccount, User
from enterprises.selectors import actor_of_user
from kernel.clock import business_date
from kernel.models.jobs import JobItem
from supervision.models import Case, Selection
from supervision.services import select_all
from tests.office import AT, CODES, Office, purchase, raw

LATER = AT + timedelta(minutes=1)
SINCE = date(2026, 5, 1)
_MOST = 100


def person(name: str) -> Actor:
    """The demo person as an actor; the stranger is an officer of another office."""
    if name == "stranger":
        return replace(person("officer"), office="4916", offices=frozenset({"4916"}))
    return actor_of_user(User.objects.get(email=f"{name}@demo.example"), at=AT)


def set_parameter(key: str, value: str) -> None:
    """At ``AT`` the parameter has this value: it is superseded in May 2026 (once a day), never edited."""
    old = Parameter.objects.get(key=key, scope="", valid_to__isnull=True)
    if old.value != value:
        old.valid_to = max(SINCE, old.valid_from + timedelta(days=1))
        assert old.valid_to <= business_date(AT), "too many changes for one test"
        old.save(update_fields=["valid_to"])
        names = {"name_zh": old.name_zh, "name_en": old.name_en}
        Parameter.objects.create(key=key, value=value, valid_from=old.valid_to, source="a test", **names)
        bump_version(at=AT)


def set_rates(value: str) -> None:
    """The same random rate for every grade."""
    for grade in FirmGradeName.values:
        set_parameter(f"selection.inspect_rate.{grade}", value)


def nobody_inspected() -> None:
    """No random inspection."""
    set_rates("0")


def everybody_inspected() -> None:
    """Each list is drawn for inspection."""
    set_rates("1")


def everybody_reviewed() -> None:
    """Each list is above the review threshold, and none is drawn."""
    nobody_inspected()
    set_parameter("selection.review_value", "0")


def accept(office: Office, declarations: Sequence[Declaration], *, at: datetime = AT) -> list[int]:
    """Send the four documents of all of them, a hundred a message; the ids of the accepted lists."""
    known = set(ListState.objects.values_list("subject_id", flat=True))
    for start in range(0, len(declarations), _MOST):
        for code in CODES:
            part = declarations[start : start + _MOST]
            receive_messages([raw(code, *part)], actor=office.sender(code), channel="api", at=at)
    fresh = ListState.objects.filter(status=120).exclude(subject_id__in=known)
    ids = sorted(fresh.values_list("subject_id", flat=True))
    assert len(ids) == len(declarations)
    return ids


def cases(office: Office, count: int, *, first: int = 1, lane: str = "review", **options: Any) -> list[Case]:
    """``count`` undecided cases of one lane, in the order of their lists."""
    everybody_reviewed() if lane == "review" else everybody_inspected()
    ids = accept(office, [purchase(first + n, **options) for n in range(count)])
    select_all(at=AT)
    return list(Case.objects.filter(pk__in=ids).order_by("pk"))


def everything() -> Mapping[str, list[Any]]:
    """All that a decision may write, for comparing and for proving that nothing was written."""
    return {
        "states": list(ListState.objects.order_by("pk").values()),
        "events": list(ListEvent.objects.order_by("pk").values()),
        "receipts": list(Receipt.objects.order_by("pk").values()),
        "cases": list(Case.objects.order_by("pk").values()),
        "selections": list(Selection.objects.order_by("pk").values()),
        "years": list(BuyerYear.objects.order_by("pk").values()),
        "guarantees": list(GuaranteeAccount.objects.order_by("pk").values("held_fen")),
        "items": list(JobItem.objects.order_by("pk").values()),
    }
