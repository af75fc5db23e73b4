"""Warnings of storage deadlines and best-before dates: each once at each term; pauses by officers."""

from datetime import timedelta
from decimal import Decimal as D

import pytest

from bonded.facts import Claim, LotLabel
from bonded.models import ItemPause, Kind, Ledger, LedgerItem, Lot, LotWarning
from bonded.rules.storage import threshold
from bonded.selectors.storage import due_lots
from bonded.services.booking import pre_book
from bonded.services.pauses import set_mark
from bonded.services.settling import settle_many
from bonded.services.storage import JOB, Warned, warn_of_lots
from enterprises.models import Notice
from kernel.clock import business_date
from kernel.models.jobs import JobItem, JobRun
from kernel.orm.ids import reserve
from kernel.orm.tx import intention
from kernel.refusal import Refused
from tests.office import AT, rule_codes

EMS = "T4921W000001"
TODAY = business_date(AT)


@pytest.fixture
def office(office_stage, db):
    return office_stage()


def bring_in(lot_no: str, *, best_before: int | None = None, limit: int | None = None, qty: str = "5") -> Lot:
    item = LedgerItem.objects.get(item_record_no="MILK-800")
    days = [None if one is None else TODAY + timedelta(days=one) for one in (best_before, limit)]
    label = LotLabel(lot_no, days[0], None, days[1])
    with intention():
        claim = Claim(reserve(1)[0], "IN", 1, item.pk, D(qty), label)
        settle_many([(claim, "in")], kind=Kind.OPENING, at=AT, actor_id=None)
    return Lot.objects.get(item=item, lot_no=lot_no)


@pytest.mark.parametrize(("left", "said"), [(31, None), (30, 30), (8, 30), (7, 7), (0, 7), (-5, 7)])
def test_the_smallest_term_reached_is_the_one_that_is_due(left, said):
    assert threshold(TODAY + timedelta(days=left), today=TODAY, days=(30, 7)) == said


def test_each_lot_is_told_once_at_each_term_and_what_is_gone_is_not(office):
    near, far = bring_in("NEAR", limit=20), bring_in("FAR", limit=90)
    bring_in("KEEPS", best_before=40)
    gone = bring_in("GONE", limit=5)
    Lot.objects.filter(pk=gone.pk).update(out_qty=5)
    assert warn_of_lots(at=AT, dry_run=True) == Warned(1, 1)
    assert not LotWarning.objects.exists()
    assert warn_of_lots(at=AT, limit=1) == Warned(1, 1)
    assert warn_of_lots(at=AT + timedelta(minutes=5)) == Warned(0, 0)
    assert set(LotWarning.objects.values_list("lot__lot_no", "kind", "days")) == {
        ("NEAR", "storage", 30),
        ("KEEPS", "best_before", 60),
    }
    later = AT + timedelta(days=15)
    assert warn_of_lots(at=later) == Warned(1, 0)
    assert LotWarning.objects.filter(lot=near, days=7).exists()
    assert not LotWarning.objects.filter(lot=far).exists()
    notices = Notice.objects.filter(kind="storage_ending").order_by("pk")
    assert [(one.subject_no, one.args) for one in notices] == [
        (EMS, {"lots": "1", "days": "30"}),
        (EMS, {"lots": "1", "days": "7"}),
    ]
    assert JobItem.objects.filter(run__name=JOB, outcome="warned").count() == 3
    assert JobRun.objects.filter(name=JOB).count() == 2


def test_the_page_lists_what_is_over_and_what_comes_for_those_who_may_see_it(office):
    bring_in("OVER", limit=-3)
    bring_in("SOON", limit=30)
    bring_in("LATER", limit=31)

    def lots(actor):
        rows = due_lots(actor, kind="storage", on=TODAY).order_by("limit_on")
        return list(rows.values_list("lot_no", flat=True))

    assert lots(office.broker) == ["OVER", "SOON"]
    assert lots(office.officer) == ["OVER", "SOON"]
    assert lots(office.shop) == []


def test_a_pause_stops_what_is_new_and_is_written_down(office):
    milk = LedgerItem.objects.get(item_record_no="MILK-800")
    wanted = {"actor": office.officer, "at": AT, "ems_no": EMS, "item_record_no": "MILK-800"}
    with pytest.raises(Refused) as no:
        set_mark(**wanted, mark=1, ground=" ")
    assert rule_codes(no.value.violations) == ["LOT-11", "LOT-12"]
    with pytest.raises(Refused):
        set_mark(**wanted | {"actor": office.broker}, mark=6, ground="Mine")
    with pytest.raises(Ledger.DoesNotExist):
        set_mark(**wanted | {"actor": office.shop}, mark=6, ground="Mine")
    set_mark(**wanted, mark=6, ground="Labels are wrong")
    with intention(), pytest.raises(Refused) as no:
        pre_book([Claim(reserve(1)[0], "X", 1, milk.pk, D(1))], direction="E", at=AT, actor_id=None)
    assert rule_codes(no.value.violations) == ["STK-11"]
    with intention():
        pre_book([Claim(reserve(1)[0], "X", 1, milk.pk, D(1))], direction="I", at=AT, actor_id=None)
    set_mark(actor=office.officer, at=AT, ems_no=EMS, mark=4, ground="Investigation")
    set_mark(**wanted, mark=1, ground="Labels were put right")
    with intention(), pytest.raises(Refused) as no:
        pre_book([Claim(reserve(1)[0], "X", 1, milk.pk, D(1))], direction="I", at=AT, actor_id=None)
    assert rule_codes(no.value.violations) == ["STK-10"]
    told = ItemPause.objects.order_by("pk").values_list("item__item_record_no", "mark", "ground")
    assert list(told) == [
        ("MILK-800", 6, "Labels are wrong"),
        (None, 4, "Investigation"),
        ("MILK-800", 1, "Labels were put right"),
    ]
    with pytest.raises(Refused) as no:
        set_mark(**wanted | {"item_record_no": "NONE"}, mark=4, ground="x")
    assert rule_codes(no.value.violations) == ["LOT-14"]
