"""Two at once on one entry declaration: one claim, one draft, one acceptance, one payment."""

from datetime import date

from bonded.models import Inventory
from declarations.facts import EntryState as S
from declarations.models import EntryDeclaration, EntryEvent
from declarations.services.entry_declaring import declare_entry
from declarations.services.entry_drafts import draft_entry
from kernel.refusal import Conflict, Refused
from supervision.services import entry_review as desk
from tests.declarations.entries import declared, drafted, fresh, home_sale
from tests.office import AT
from tests.races.threads import at_once


def said(work):
    """What became of a try: the exception's class, or nothing."""

    def tried():
        try:
            work()
        except (Conflict, Refused) as no:
            return type(no).__name__
        return ""

    return tried


def test_a_double_click_makes_one_draft_and_one_declaration(committed_office) -> None:
    office = committed_office
    row = home_sale(office)
    click = said(lambda: draft_entry(actor=office.broker, inventory_no=row.number, at=AT))
    assert sorted(at_once([click, click])) == ["", "Refused"]
    assert EntryDeclaration.objects.count() == 1
    entry = drafted(office, home_sale(office), pay_mode="guarantee", assure_code="430168A004")
    send = said(lambda: declare_entry(actor=office.broker, entry_id=entry.pk, at=AT))
    assert sorted(at_once([send, send])) == ["", "Conflict"]
    assert EntryEvent.objects.filter(subject_id=entry.pk, verb="declare").count() == 1
    assert Inventory.objects.get(pk=entry.inventory_id).entry_no == fresh(entry).number


def test_two_officers_claim_and_book_at_once(committed_office) -> None:
    office = committed_office
    entry = declared(office)
    both = (office.officer, office.officer2)
    claims = [said(lambda who=who: desk.claim_entry(entry.pk, actor=who, at=AT)) for who in both]
    assert sorted(at_once(claims)) == ["", "Conflict"]
    mine = next(who for who in both if who.user_id == fresh(entry).reviewer_id)
    desk.pass_entry(entry.pk, actor=mine, at=AT)
    day = date(2026, 5, 12)
    pay = [
        said(lambda who=who: desk.book_payment(entry.pk, receipt_no="R1", paid_on=day, actor=who, at=AT))
        for who in both
    ]
    assert sorted(at_once(pay)) == ["", "Conflict"]
    assert fresh(entry).status == S.PAID
    assert EntryEvent.objects.filter(subject_id=entry.pk, verb="pay").count() == 1
