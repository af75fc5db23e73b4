"""The demo of the doors shows a file with errors, one that was filed, and messages with their answers."""

from bonded.models import BulkPaper, Inventory, LedgerItem, ZoneMessage
from bonded.services.demo_doors import make
from tests.office import AT, open_office


def test_it_is_made_once_and_by_the_real_services(db, settings):
    open_office()
    assert make(at=AT) == 0
    settings.PORTAL_DEMO = True
    assert make(at=AT) == 5 and make(at=AT) == 0
    outcomes = BulkPaper.objects.order_by("id").values_list("outcome", flat=True)
    assert list(outcomes) == ["faulty", "taken"]
    assert LedgerItem.objects.filter(item_record_no="RICE-500").exists()
    assert list(ZoneMessage.objects.order_by("id").values_list("outcome", flat=True)) == [
        "taken", "refused", "refused",
    ]  # fmt: skip
    assert Inventory.objects.get(own_no="DEMO-XML-1").booking == 1
