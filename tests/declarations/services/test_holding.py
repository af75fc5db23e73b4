"""Lists that wait although their documents are there: no room in the guarantee, a suspended firm."""

from datetime import timedelta

from declarations.models import BuyerYear, Finding, ListEvent, ListState, Receipt
from declarations.rules import flow
from declarations.rules.acceptance import GUARANTEE_SHORT, PAYMENT_MISSING
from declarations.selectors import audit_declarations
from declarations.services.resuming import resume_waiting
from declarations.services.steps import reject_overdue
from enterprises.models import GuaranteeAccount, GuaranteeEntry
from kernel.orm.tx import intention
from tests.declarations.services.test_accept import state_of
from tests.office import AT, changed, purchase, send

LATER = AT + timedelta(hours=1)
TAX = 6971  # of purchase(n, lines=2), in fen


def only_room_for(fen: int) -> None:
    """Leave this much room in the one guarantee of the office."""
    GuaranteeAccount.objects.update(limit_fen=fen)


def test_a_list_without_room_in_its_guarantee_waits_for_it(office):
    """Nothing is taken, the page can say what it waits for, and the wait has a term of its own."""
    only_room_for(TAX - 1)
    one = purchase(1, lines=2)
    send(office, one)
    state = state_of(one)
    assert (state.status, state.missing) == (flow.WAITING, GUARANTEE_SHORT)
    assert state.due_at == AT + timedelta(hours=72)
    assert (state.invt_no, state.vat_fen, state.accepted_at) == ("", 0, None)
    assert not GuaranteeEntry.objects.filter(subject_id=state.pk).exists()
    assert not BuyerYear.objects.filter(used__gt=0).exists()
    assert audit_declarations() == []


def test_it_goes_on_after_a_top_up_and_only_once(office):
    only_room_for(TAX - 1)
    one = purchase(1, lines=2)
    send(office, one)
    assert resume_waiting(at=LATER) == 0
    assert state_of(one).version == 1
    only_room_for(TAX)
    assert resume_waiting(at=LATER) == 1
    state = state_of(one)
    assert (state.status, state.missing, state.accepted_at) == (flow.ACCEPTED, 0, LATER)
    assert GuaranteeAccount.objects.get().held_fen == TAX
    assert resume_waiting(at=LATER) == 0
    assert list(ListEvent.objects.filter(subject_id=state.pk).values_list("verb", flat=True)) == [
        "wait",
        "accept",
    ]


def test_the_room_is_given_in_the_order_of_filing(office):
    """Three wait, there is room for two: the newest waits on; chunks of one change nothing."""
    only_room_for(0)
    lists = [purchase(serial, lines=2) for serial in (1, 2, 3)]
    for one in lists:
        send(office, one)
    only_room_for(2 * TAX)
    assert resume_waiting(at=LATER, limit=1) == 2
    assert [state_of(one).status for one in lists] == [flow.ACCEPTED, flow.ACCEPTED, flow.WAITING]


def test_the_last_document_starts_the_wait_for_the_guarantee(office):
    """While a document is missing that is what it waits for; the term begins when it has come."""
    only_room_for(0)
    one = purchase(1, lines=2)
    send(office, one, codes=("621", "311", "511"))
    assert (state_of(one).missing, state_of(one).due_at) == (PAYMENT_MISSING, AT + timedelta(hours=24))
    send(office, one, codes=("411",), at=LATER)
    assert (state_of(one).missing, state_of(one).due_at) == (GUARANTEE_SHORT, LATER + timedelta(hours=72))


def test_it_is_rejected_with_the_reason_when_the_term_is_over(office):
    only_room_for(0)
    one = purchase(1, lines=2)
    send(office, one)
    due = state_of(one).due_at
    with intention():
        assert reject_overdue(at=due, limit=10) == [state_of(one).pk]
    assert state_of(one).status == flow.REJECTED
    (found,) = Finding.objects.filter(subject_id=state_of(one).pk, severity="refuse")
    assert (found.rule_code, found.path) == ("WAI-04", "assureCode")
    assert Receipt.objects.filter(code="622").order_by("-id")[0].status == "100"


def test_one_that_breaks_another_rule_too_is_rejected_at_once(office):
    """Waiting for room would only delay what must be corrected."""
    only_room_for(0)
    one = changed(purchase(1, lines=2), "411", amountPaid="1.00")
    send(office, one)
    assert state_of(one).status == flow.REJECTED
    assert ListState.objects.filter(status=flow.WAITING).count() == 0
