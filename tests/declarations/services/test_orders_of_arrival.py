"""All 24 orders of arrival of a purchase that is refused: the same end, the same reasons, nothing taken."""

from collections.abc import Callable
from decimal import Decimal
from itertools import permutations
from typing import NamedTuple

import pytest

from bonded.facts import Intake
from bonded.models import LedgerItem
from bonded.selectors import audit_bonded
from bonded.services.ledgers import take_in
from declarations.models import (
    BuyerEntry,
    BuyerYear,
    Current,
    Finding,
    LineTax,
    ListEvent,
    ListState,
    Receipt,
)
from declarations.samples import Declaration, Goods
from declarations.sets.shapes import person_key
from enterprises.facts import SYSTEM
from enterprises.models import GuaranteeAccount, GuaranteeEntry
from enterprises.selectors import audit_enterprises
from tests.office import AT, CODES, PARTIES, changed, purchase, send

SHORT = Goods(
    "HAIR-SHORT", "3305900000", "护发素 旅行装", "品牌Silka", "142", Decimal(40), Decimal("0.1"), "133"
)
FULL = Decimal("25990.00")


def _payment_differs() -> Declaration:
    return changed(purchase(1), "411", amountPaid="1.00")


def _year_is_full() -> Declaration:
    one = purchase(1)
    buyer = person_key(one.lst[0]["buyerIdNumber"])
    BuyerYear.objects.create(buyer_key=buyer, year=2026, goods="", used=FULL)
    BuyerEntry.objects.create(subject_id=0, buyer_key=buyer, year=2026, quantity=FULL, kind="take", at=AT)
    return one


def _stock_is_short() -> Declaration:
    """One piece lies in the zone, two are bought."""
    intake = Intake(SHORT.record, SHORT.hs_code, SHORT.name, SHORT.unit, qty=Decimal(1), reason="One piece")
    take_in(actor=SYSTEM, at=AT, ems_no=PARTIES.ems_no, intake=intake)
    return purchase(1, goods=[SHORT])


class Story(NamedTuple):
    """What is prepared and declared, and the rules that refuse it."""

    prepare: Callable[[], Declaration]
    rules: list[str]
    used: Decimal = Decimal(0)


STORIES = {
    "payment differs": Story(_payment_differs, ["MAT-01"]),
    "year is full": Story(_year_is_full, ["LIM-03"], FULL),
    "stock is short": Story(_stock_is_short, ["STK-08"]),
}


@pytest.mark.parametrize("codes", list(permutations(CODES)), ids="-".join)
@pytest.mark.parametrize("name", STORIES)
def test_every_order_of_arrival_ends_refused_alike(office, name, codes):
    """Rejected for the same reasons whichever document came last; nobody's account has moved."""
    story = STORIES[name]
    one = story.prepare()
    results = send(office, one, codes=codes)
    assert [d.outcome for r in results for d in r.documents] == ["stored"] * 4
    head = one.lst[0]
    current = Current.objects.get(kind=621, code=head["ebpCode"], number=head["orderNo"])
    state = ListState.objects.get()
    assert (state.pk, state.status, state.missing) == (current.document_id, 100, 0)
    assert (state.invt_no, state.accepted_at, state.due_at) == ("", None, None)
    refused = Finding.objects.filter(subject_id=state.pk, severity="refuse", round=state.round)
    assert sorted(refused.values_list("rule_code", flat=True)) == story.rules
    verbs = list(ListEvent.objects.order_by("id").values_list("verb", flat=True))
    assert verbs == (["reject"] if codes[-1] == "621" else ["wait", "reject"])
    told = Receipt.objects.filter(code="622").order_by("id").values_list("status", flat=True)
    assert list(told)[-1] == "100" and list(told).count("100") == 1
    assert not LineTax.objects.exists()
    assert sum(BuyerYear.objects.values_list("used", flat=True), Decimal(0)) == story.used
    assert not BuyerEntry.objects.filter(subject_id=state.pk).exists()
    assert not LedgerItem.objects.filter(prevd_redc_qty__gt=0).exists()
    assert GuaranteeAccount.objects.get().held_fen == 0
    assert not GuaranteeEntry.objects.exclude(subject_id=0).exists()
    assert audit_bonded() == audit_enterprises() == []
