"""The green channel at the desk: its cases stand first in the queue and are taken first."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from declarations.models import ListState
from enterprises.models import Firm, Grant, Measure
from enterprises.rules import flow
from enterprises.services.measures import load_catalogue
from kernel.orm.ids import reserve
from supervision.models import Case
from supervision.selectors.queue import CHANNEL, Filters, queue_page, tab_counts
from supervision.services import claim_next, select_all
from tests.office import AT, purchase, send
from tests.supervision.desk import cases, everybody_reviewed, person

BROKER, SHOP, OTHER = "430168A004", "430166A001", "430166A005"
FROM, TO = date(2026, 5, 1), date(2030, 1, 1)


def green(code: str, *, valid_from: date = FROM, valid_to: date = TO) -> Grant:
    """The firm is on the green channel, as the decision leaves it."""
    load_catalogue(at=AT)
    return Grant.objects.create(
        subject_id=reserve(1)[0],
        status=flow.GRANT_IN_FORCE,
        since=AT,
        number=f"GR{code}",
        office="4921",
        firm=Firm.objects.get(customs_code=code),
        measure=Measure.objects.get(code="green_channel"),
        valid_from=valid_from,
        valid_to=valid_to,
        reason="a clean record",
        proposed_by_id=person("officer").user_id,
        asked_at=AT,
        decided_by_id=person("chief").user_id,
        decided_at=AT,
    )


@pytest.mark.parametrize("code", [BROKER, SHOP])
def test_a_case_of_the_green_channel_says_so(office, code):
    """The declarant or the merchant behind the list."""
    green(code)
    (case,) = cases(office, 1)
    assert set(ListState.objects.values_list("firm_id", "principal_id").get(pk=case.pk)) == set(
        Firm.objects.filter(customs_code__in=(BROKER, SHOP)).values_list("pk", flat=True)
    )
    assert case.is_green


@pytest.mark.parametrize(
    ("code", "days"),
    [(OTHER, (FROM, TO)), (SHOP, (FROM, FROM + timedelta(days=1))), (SHOP, (TO, TO + timedelta(days=9)))],
)
def test_another_firm_or_another_day_does_not_count(office, code, days):
    green(code, valid_from=days[0], valid_to=days[1])
    (case,) = cases(office, 1)
    assert not case.is_green


def test_it_is_shown_and_taken_before_an_earlier_deadline(office):
    """Two opened before, one of the green channel later: it comes first, and stands in a tab of its own."""
    first, second = cases(office, 2)
    green(SHOP)
    (late,) = cases(office, 1, first=3)
    Case.objects.filter(pk=late.pk).update(due_at=late.due_at + timedelta(hours=9))
    actor = person("officer")

    def shown(tab: str) -> list[tuple[str, bool]]:
        rows = queue_page(actor, tab=tab, filters=Filters(), after=None, at=AT, prefix="/").rows
        return [(row.pre_no, row.is_green) for row in rows]

    assert shown("all") == [(late.pre_no, True), (first.pre_no, False), (second.pre_no, False)]
    assert shown(CHANNEL) == [(late.pre_no, True)]
    assert tab_counts(actor, at=AT)[CHANNEL] == "1"
    assert [claim_next(actor=actor, at=AT).pk for _ in range(3)] == [late.pk, first.pk, second.pk]


def test_a_set_asks_once(office):
    """One list or twelve: selection makes as many queries."""
    green(SHOP)
    everybody_reviewed()
    counts = []
    for serials in (range(1, 2), range(2, 14)):
        for serial in serials:
            send(office, purchase(serial))
        with CaptureQueriesContext(connection) as seen:
            assert select_all(at=AT).review == len(serials)
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert {case.is_green for case in Case.objects.all()} == {True}
