"""The pages of the gate: one input, a verdict in words, passages, held vehicles, passes, vehicles."""

from datetime import timedelta
from decimal import Decimal as D
from re import search

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bonded.forms.gates import WeightField
from bonded.models import GateHold, GatePass, Passage, UndoProposal, Vehicle
from bonded.rules import flow
from bonded.selectors.officer_work import zone_work
from bonded.services import gates
from bonded.services.gates import AtBarrier
from codelists.models import Code
from enterprises.models import Membership, Post, Team, User
from enterprises.selectors import actor_of_user
from kernel import clock
from tests.bonded.conftest import AT
from tests.bonded.gate_world import PLATE, filed, make_inventory, make_vehicle, make_yard

pytestmark = pytest.mark.django_db
NOW = AT + timedelta(hours=2)


@pytest.fixture(autouse=True)
def _demo(settings, monkeypatch):
    settings.PORTAL_DEMO = True  # officers without a second factor
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def yard(shelf):
    Code.objects.create(list="units", code="122", name_zh="罐", name_en="can", valid_from=AT.date())
    return make_yard(shelf)


@pytest.fixture
def number(shelf, yard):
    """An approved pass for 60 kg on the lorry of eight tonnes."""
    return filed(shelf, make_inventory(shelf, lines=((shelf.a, "4"), (shelf.b, "2"))))


def officer(role, *, name=""):
    user = User.objects.create_user(
        f"{name or role}@gate.test", "x", name="乙", kind="officer", joined_at=AT, language="en"
    )
    team = Team.objects.create(office="4921", name=f"{name or role}s")
    Post.objects.create(officer=user, team=team, role=role, valid_from=AT.date())
    return user


def filer(firm, *, email="filer@gate.test"):
    user = User.objects.create_user(email, "x", name="甲", kind="firm", joined_at=AT, language="en")
    Membership.objects.create(user=user, firm=firm, role="filer", since=AT)
    return user


@pytest.fixture
def booth(client, yard):
    """The tablet at MAIN, signed in as the gate."""
    client.force_login(officer("gate"))
    client.post(reverse("bonded:gate_choose"), {"gate": "MAIN", "lane": ""})
    return client


def form_of(page):
    """The hidden fields of the barrier's form."""
    text = page.content.decode()
    found = {name: search(rf'name="{name}" value="([^"]*)"', text) for name in ("number", "token")}
    return {name: one.group(1) for name, one in found.items() if one}


def test_the_gate_is_chosen_once(client, yard):
    client.force_login(officer("gate"))
    assert b"Choose the gate" in client.get(reverse("bonded:gate")).content
    assert client.post(reverse("bonded:gate_choose"), {"gate": "NONE"}).status_code == 422
    client.post(reverse("bonded:gate_choose"), {"gate": "SIDE", "lane": "E"})
    page = client.get(reverse("bonded:gate")).content.decode()
    assert "Side gate" in page and "data-gate-focus" in page


@pytest.mark.parametrize("typed", ["{number}", "湘a 12345", "https://portal.example/bonded/passes/{number}/"])
def test_a_plate_a_number_or_a_scan_finds_the_pass(booth, number, typed):
    page = booth.get(reverse("bonded:gate"), {"q": typed.format(number=number)})
    text = page.content.decode()
    assert number in text and "WEIGH" in text and "8,060" in text and "± 80.6" in text
    assert form_of(page)["number"] == number


def test_enter_opens_the_barrier_and_says_go(booth, number):
    page = booth.get(reverse("bonded:gate"), {"q": number})
    sent = {**form_of(page), "weighed_kg": "8,060".replace(",", ""), "plate": PLATE, "weight_read": "on"}
    done = booth.post(reverse("bonded:gate"), sent)
    assert done.status_code == 302
    again = booth.post(reverse("bonded:gate"), sent)
    assert again["Location"] == done["Location"]
    assert "GO" in booth.get(done["Location"]).content.decode()
    passage = Passage.objects.get()
    assert (passage.outcome, passage.weighed_kg, passage.weight_read) == ("passed", D(8060), True)


def test_a_missing_or_wrong_weight_is_said_and_nothing_is_lost(booth, number):
    page = booth.get(reverse("bonded:gate"), {"q": number})
    for weight in ("", "much"):
        refused = booth.post(reverse("bonded:gate"), {**form_of(page), "weighed_kg": weight, "plate": PLATE})
        assert refused.status_code == 422
        assert PLATE in refused.content.decode()
    assert not Passage.objects.exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "This gate weighs"),
        ("much", "Type the weight in digits"),
        ("84,50", "Type the weight in digits"),
        ("-5", "A weight is above zero"),
        ("0", "A weight is above zero"),
    ],
)
def test_a_slip_of_the_keyboard_is_no_verdict(booth, number, typed, said):
    """The field says what is wrong; the vehicle is neither held nor shown as held."""
    page = booth.get(reverse("bonded:gate"), {"q": number})
    text = booth.post(reverse("bonded:gate"), {**form_of(page), "weighed_kg": typed}).content.decode()
    assert said in text and "WEIGH" in text and "HOLD" not in text and "Hold the vehicle" not in text
    assert not GateHold.objects.exists() and not Passage.objects.exists()


@pytest.mark.parametrize("typed", ["8,060", "８０６０", " 8060 kg", "8 060.00", "8060千克"])
def test_a_weight_is_read_as_people_type_it(typed):
    assert WeightField(label="kg").clean(typed) == D(8060)


def test_the_code_of_a_paper_finds_the_pass_it_rides_on(booth, shelf, yard):
    paper = make_inventory(shelf, lines=((shelf.a, "4"), (shelf.b, "2")))
    number = filed(shelf, paper)
    text = booth.get(reverse("bonded:gate"), {"q": paper.number.lower()}).content.decode()
    assert form_of(booth.get(reverse("bonded:gate"), {"q": paper.number}))["number"] == number
    assert "WEIGH" in text and paper.number in text


def test_a_pass_that_is_through_says_when_and_the_next_scan_has_the_focus(booth, number):
    page = booth.get(reverse("bonded:gate"), {"q": number})
    booth.post(reverse("bonded:gate"), {**form_of(page), "weighed_kg": "8060"})
    text = booth.get(reverse("bonded:gate"), {"q": number}).content.decode()
    assert "GAT-25" in text and "It passed at" in text and "the firm files a new gate pass" in text
    assert search(r'id="gate-q"[^>]* data-gate-focus', text) and text.count("data-gate-focus") == 1


def test_an_altered_form_is_turned_away(booth, number):
    sent = {"number": number, "token": "12:forged", "weighed_kg": "8060"}
    assert booth.post(reverse("bonded:gate"), sent).status_code == 403


def test_an_unknown_plate_stops(booth):
    text = booth.get(reverse("bonded:gate"), {"q": "湘Z99999"}).content.decode()
    assert "STOP" in text and "GAT-20" in text


def test_a_plate_with_two_passes_asks_which(booth, shelf, number):
    other = filed(shelf, make_inventory(shelf, lines=((shelf.a, "1"),)))
    text = booth.get(reverse("bonded:gate"), {"q": PLATE}).content.decode()
    assert number in text and other in text and "Which gate pass?" in text


def hold(booth, number):
    page = booth.get(reverse("bonded:gate"), {"q": number})
    done = booth.post(reverse("bonded:gate"), {**form_of(page), "weighed_kg": "9000", "plate": PLATE})
    text = booth.get(done["Location"]).content.decode()
    assert "HOLD" in text and "the weight differs" in text
    return GateHold.objects.get()


def test_held_explained_let_go(booth, shelf, number):
    one = hold(booth, number)
    address = reverse("bonded:gate_hold", args=[one.number])
    assert booth.post(address, {"act": "let_go", "words": "放行吧没问题"}).status_code == 403
    booth.force_login(filer(shelf.owner))
    assert one.number in booth.get(reverse("bonded:gate_holds")).content.decode()
    assert booth.post(address, {"words": "?"}).status_code == 422
    assert booth.post(address, {"words": "多装了两个托盘，已拍照"}).status_code == 302
    booth.force_login(officer("officer"))
    page = booth.get(address).content.decode()
    assert "多装了两个托盘" in page and "Let go under these conditions" in page
    assert booth.post(address, {"act": "let_go", "words": "复磅后放行，补报重量"}).status_code == 302
    assert GatePass.objects.get(number=number).status == flow.PASSED


def test_an_officer_s_day_begins_with_what_waits_in_the_zone(booth, number, django_assert_num_queries):
    user = officer("officer")
    actor = actor_of_user(user, at=NOW)
    assert zone_work(actor) == []
    one = hold(booth, number)
    with django_assert_num_queries(1):
        (held,) = zone_work(actor)
    assert (held.label, held.waiting, held.oldest) == ("Held vehicles", 1, one.since)
    booth.force_login(user)
    text = booth.get(reverse("supervision:queue")).content.decode()
    assert search(r'href="/bonded/gate/holds/"[^>]*><span>Held vehicles</span> <span[^>]*>1<', text)
    assert zone_work(actor_of_user(officer("gate", name="other"), at=NOW)) == []


def test_strangers_see_nothing_of_it(booth, shelf, number):
    one = hold(booth, number)
    passage = Passage.objects.get()
    booth.force_login(filer(shelf.stranger))
    for name, args in (
        ("gate_pass", [number]),
        ("gate_hold", [one.number]),
        ("gate_passage", [passage.number]),
    ):
        assert booth.get(reverse(f"bonded:{name}", args=args)).status_code == 404
    assert number not in booth.get(reverse("bonded:gate_passes")).content.decode()
    assert booth.get(reverse("bonded:gate")).status_code == 403


def test_a_vehicle_is_turned_away_with_a_ground(booth, number):
    page = booth.get(reverse("bonded:gate"), {"q": number})
    sent = {**form_of(page), "plate": PLATE}
    refused = booth.post(reverse("bonded:gate_away"), {**sent, "ground": "破"})
    assert refused.status_code == 422
    assert "Say in five to 300 characters why" in refused.content.decode()
    assert 'value="破"' in refused.content.decode() and number in refused.content.decode()
    done = booth.post(reverse("bonded:gate_away"), {**sent, "ground": "封志破损，退回"})
    assert "BACK" in booth.get(done["Location"]).content.decode()


def test_a_passage_off_the_network_says_so(booth, number):
    form = form_of(booth.get(reverse("bonded:gate_later")))
    when = (AT + timedelta(minutes=30)).astimezone(clock.SHANGHAI).strftime("%Y-%m-%dT%H:%M")
    sent = {"token": form["token"], "number": number, "plate": PLATE, "weighed_kg": "8060"}
    late = booth.post(reverse("bonded:gate_later"), {**sent, "at": "2026-05-10T09:00"})
    assert late.status_code == 422
    done = booth.post(reverse("bonded:gate_later"), {**sent, "at": when}, follow=True)
    assert "Entered later: network failure" in done.content.decode()
    assert Passage.objects.get().at == AT + timedelta(minutes=30)
    text = booth.get(reverse("bonded:gate_passages"), {"offline": "on"}).content.decode()
    assert "Entered later: network failure" in text


def test_a_wrong_passage_is_proposed_and_confirmed_by_two(booth, number):
    page = booth.get(reverse("bonded:gate"), {"q": number})
    booth.post(reverse("bonded:gate"), {**form_of(page), "weighed_kg": "8060", "plate": PLATE})
    passage = Passage.objects.get()
    address = reverse("bonded:gate_passage", args=[passage.number])
    booth.force_login(officer("officer"))
    assert booth.post(address, {"words": "错"}).status_code == 422
    assert booth.post(address, {"words": "车还在区内，点错了"}).status_code == 302
    undo = reverse("bonded:gate_undo", args=[UndoProposal.objects.get().number])
    assert booth.post(undo, {"answer": "confirm"}).status_code == 422
    booth.force_login(officer("chief"))
    assert booth.post(undo, {"answer": "confirm"}).status_code == 302
    assert GatePass.objects.get(number=number).status == flow.PASS_APPROVED
    assert "Taken back" in booth.get(undo).content.decode()


def test_a_firm_applies_for_a_pass_from_an_inventory(client, shelf, yard):
    paper = make_inventory(shelf, lines=((shelf.a, "4"),))
    client.force_login(filer(shelf.owner))
    address = reverse("bonded:gate_pass_new")
    assert paper.number in client.get(address).content.decode()
    text = client.get(address, {"paper": paper.number}).content.decode()
    assert f'name="qty_{paper.number}_1" value="4"' in text
    sent = {
        "paper": paper.number,
        "kind": "3",
        "bind": "2",
        "direction": "E",
        "own_no": "HF-1",
        "plate": PLATE,
        f"qty_{paper.number}_1": "4",
        f"gross_{paper.number}_1": "40",
        f"net_{paper.number}_1": "36",
    }
    wrong = client.post(address, {**sent, f"qty_{paper.number}_1": "5", "total_kg": "1"})
    assert wrong.status_code == 422
    assert "HF-1" in wrong.content.decode() and "Only 4 of line 1" in wrong.content.decode()
    done = client.post(address, sent, follow=True)
    one = GatePass.objects.get()
    assert one.number in done.content.decode() and one.total_kg == D(8040)
    void = reverse("bonded:gate_pass_void", args=[one.number])
    assert client.post(void, {"reason": ""}).status_code == 422
    page = client.post(void, {"reason": "客户取消提货"}, follow=True).content.decode()
    assert "File again" in page


def test_an_empty_vehicle_needs_no_paper(client, shelf, yard):
    client.force_login(filer(shelf.owner))
    sent = {"kind": "6", "direction": "E", "own_no": "HF-2", "plate": PLATE, "bind": ""}
    assert client.post(reverse("bonded:gate_pass_new"), sent).status_code == 302
    assert GatePass.objects.get().kind == "6"


def test_vehicles_are_put_on_record_and_ended(client, shelf, yard):
    client.force_login(filer(shelf.owner))
    sent = {"plate": "湘C11111", "tare_kg": "9000", "valid_from": "2026-05-10", "last_day": "2027-05-09"}
    assert client.post(reverse("bonded:vehicle_new"), {**sent, "plate": "X"}).status_code == 422
    client.post(reverse("bonded:vehicle_new"), sent)
    assert Vehicle.objects.get(plate="湘C11111").valid_to.isoformat() == "2027-05-10"
    assert "湘C11111" in client.get(reverse("bonded:vehicles"), {"q": "湘c1"}).content.decode()
    client.post(reverse("bonded:vehicle_end", args=["湘C11111"]))
    assert "Record over" in client.get(reverse("bonded:vehicles"), {"state": "over"}).content.decode()


def test_officers_see_gates_and_change_them(client, yard):
    client.force_login(officer("chief"))
    assert "Main gate" in client.get(reverse("bonded:gates")).content.decode()
    address = reverse("bonded:gate_settings", args=["MAIN"])
    assert client.get(address).status_code == 200
    assert client.post(address, {"tolerance_kg": "-1"}).status_code == 422
    assert client.post(address, {"weighs": "on", "tolerance_kg": "20", "is_open": "on"}).status_code == 302


def queries(client, address):
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_lists_ask_the_same_number_of_queries_at_3_and_30_rows(client, shelf, yard):
    client.force_login(officer("officer"))
    pages = ("gate_passes", "vehicles", "gate_passages", "gate_holds")
    addresses = [reverse(f"bonded:{name}") for name in pages]

    def fill(count):
        for _ in range(count):
            number = filed(shelf, kind="6", bind="", lines=())
            seen = AtBarrier(number, weighed_kg=D(9000))
            gates.arrive(actor=yard.gate, gate_code="MAIN", seen=seen, at=NOW)
            make_vehicle(shelf.owner, plate=f"湘D{Vehicle.objects.count():05d}")

    fill(3)
    for address in addresses:
        client.get(address)
    few = [queries(client, address) for address in addresses]
    fill(27)
    assert [queries(client, address) for address in addresses] == few
