"""What firms that did not file a list learn of it is the same at every door: API, list page, own document."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from declarations.facts import ListMove
from declarations.models import Finding, ImportList, ListState
from declarations.rules import flow
from declarations.selectors import case_documents
from declarations.services.steps import move_lists
from enterprises.services.tokens import make_token
from kernel.orm.tx import intention
from tests.office import AT, changed, purchase, send

STOCK, TAX, LINES = "98765.4", "43.21", "7654"
SECRETS = (STOCK, TAX, LINES, "has 2 lines", "清单有 2 项")


def own_page(who, one):
    """The address of the firm's own document."""
    code, number = {
        "shop": ("ebpCode", "orderNo"),
        "pay": ("payCode", "payTransactionId"),
        "express": ("logisticsCode", "logisticsNo"),
    }[who]
    kind, sheet = {
        "shop": ("order", one.order), "pay": ("payment", one.payment), "express": ("waybill", one.waybill),
    }[who]  # fmt: skip
    return reverse(f"declarations:{kind}", args=[sheet[0][code], sheet[0][number]])


def doors(office, browser, who, one):
    """What the three doors tell this firm: texts of API, list page and the page of its document."""
    lst = ImportList.objects.get()
    made = make_token(actor=getattr(office, who), name="test", at=AT)
    api = Client().get(f"/api/v1/lists/{lst.pre_no}", headers={"Authorization": f"Bearer {made.raw}"})
    client = browser(who)
    pages = [client.get(reverse("declarations:list", args=[lst.pre_no])), client.get(own_page(who, one))]
    assert [r.status_code for r in (api, *pages)] == [200, 200, 200]
    return [r.content.decode() for r in (api, *pages)]


@pytest.fixture
def differing(office):
    """A list of two lines over an order of one, another amount paid, stock and tax that were judged."""
    one, two = purchase(4), purchase(4, lines=2)
    one = changed(one._replace(lst=(one.lst[0], two.lst[1])), "411", amountPaid="7.77")
    one = changed(one, "511", consignee="王小明")
    send(office, one)
    state = ListState.objects.get()
    for code, path, against, args in (
        ("STK-08", "lines[1].qty", "", {"item": "1", "usable": STOCK, "asked": LINES}),
        ("LIM-01", "lines", "", {"value": TAX, "limit": "5000"}),
        # Whatever a rule says of a document of theirs, its figures are the list's.
        ("LIM-02", "lines", "payment.amountPaid", {"value": TAX, "limit": LINES}),
        ("LIM-02", "lines", "waybill.freight", {"value": TAX, "limit": LINES}),
        ("LIM-02", "lines", "order.acturalPaid", {"value": TAX, "limit": LINES}),
    ):
        Finding.objects.create(
            subject_id=state.pk, round=state.round, rule_code=code, severity="refuse", path=path,
            against=against, args=args, at=AT,
        )  # fmt: skip
    return one


@pytest.mark.parametrize(
    ("who", "told", "untold"),
    [
        ("pay", {"MAT-01", "LIM-02"}, {"MAT-05", "MAT-12", "STK-08", "LIM-01"}),
        ("express", {"MAT-12", "LIM-02"}, {"MAT-05", "MAT-01", "STK-08", "LIM-01"}),
        ("shop", {"MAT-01", "MAT-05", "MAT-12", "LIM-02"}, {"STK-08", "LIM-01"}),
    ],
)
def test_every_door_tells_others_the_same(office, browser, differing, who, told, untold):
    for page in doors(office, browser, who, differing):
        assert [code for code in told if code not in page] == []
        assert [code for code in untold if code in page] == []
        assert [secret for secret in SECRETS if secret in page] == []


def test_the_filer_and_customs_read_everything(office, differing):
    lst = ImportList.objects.get()
    for actor in (office.broker, office.officer):
        case = case_documents(lst.pk, actor=actor)
        assert {f.rule_code for f in case.findings} >= {"MAT-01", "MAT-05", "MAT-12", "STK-08", "LIM-01"}
        assert next(f for f in case.findings if f.rule_code == "STK-08").args["usable"] == STOCK


def test_a_differing_field_between_two_others_is_not_named(office, differing):
    """The carrier's columns show what differs from its waybill, and nothing of order against payment."""
    lst = ImportList.objects.get()
    sides = {side.name: side for side in case_documents(lst.pk, actor=office.express).sides}
    assert [value.element for value in sides["payment"].values] == []
    assert "consignee" in [value.element for value in sides["order"].values]
    assert all(value.value is None for value in sides["order"].values)
    assert "acturalPaid" not in {value.element for value in sides["order"].values}


def test_an_officers_note_is_for_the_declarant_alone(office, browser):
    one, note = purchase(1), "the seal of the parcel was broken"
    send(office, one)
    lst = ImportList.objects.get()
    with intention():
        moves = [ListMove(lst.pk, "release", flow.ACCEPTED, note)]
        move_lists(moves, at=AT + timedelta(minutes=1), actor_id=office.officer.user_id)
    url = reverse("declarations:list", args=[lst.pre_no])
    for who in ("shop", "pay", "express"):
        page = browser(who).get(url).content.decode()
        assert "Released" in page and note not in page, who
    for who in ("broker", "officer"):
        assert note in browser(who).get(url).content.decode(), who
