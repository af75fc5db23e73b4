"""Filing for another firm: only with its authority, seen by both."""

from declarations.models import Finding, ImportList, ListState
from declarations.rules import flow
from declarations.selectors import list_by_pre_no
from declarations.selectors.lists import lists_with_documents_of
from enterprises.models import Authority, Firm, GuaranteeAccount, User
from enterprises.selectors import actor_of_user
from tests.office import AT, changed, purchase, rule_codes, send

SHOP2 = {"ebcCode": "430166A005", "ebcName": "潇湘母婴贸易有限公司"}


def for_shop2(serial: int):
    """A purchase from the second merchant on the shop's platform."""
    one = purchase(serial)
    for code in ("311", "411", "621"):
        if "ebcCode" in one.sheet(code)[0]:
            one = changed(one, code, **SHOP2)
    return one


def by_second(declarant):
    """A purchase that another declarant files on the shop's own guarantee."""
    GuaranteeAccount.objects.update(firm=Firm.objects.get(customs_code="430166A001"))
    one = changed(purchase(1, mode="9610"), "621", agentCode=declarant.code, agentName="别家")
    return changed(one, "621", assureCode="430166A001")


def refused(results) -> list[str]:
    return rule_codes([v for r in results for d in r.documents for v in d.violations if v.refuses])


def test_without_the_merchants_authority_a_list_is_refused(office):
    Authority.objects.filter(principal__customs_code="430166A001").update(
        ended_at=AT, ended_by=User.objects.get(email="shop@demo.example"), end_reason="another broker"
    )
    results = send(office, purchase(1))
    assert refused(results) == ["AGY-01"]
    assert not ImportList.objects.exists()


def test_an_authority_for_other_things_is_not_enough(office):
    Authority.objects.filter(principal__customs_code="430166A001").update(scopes=["bonded", "guarantee"])
    assert refused(send(office, purchase(1))) == ["AGY-01"]


def test_an_agent_files_for_two_principals_and_each_sees_its_own(office):
    """No switching for the agent; a merchant sees the list filed for it although it sent no document."""
    send(office, purchase(1))
    assert refused(send(office, for_shop2(2))) == []
    shop2 = actor_of_user(User.objects.get(email="shop2@demo.example"), at=AT)
    (state,) = lists_with_documents_of(shop2)
    assert state.principal_id == Firm.objects.get(customs_code="430166A005").pk
    mine = ImportList.objects.get(pk=state.pk)
    assert list_by_pre_no(mine.pre_no, actor=shop2) == mine
    other = ImportList.objects.exclude(pk=state.pk).get()
    assert list_by_pre_no(other.pre_no, actor=shop2) is None
    assert ListState.objects.filter(firm_id=office.broker.firm_id).count() == 2


def test_nobody_draws_on_a_guarantee_without_the_guarantors_consent(office, second_declarant):
    """The declarant names the merchant's account; the merchant has let it declare, not draw."""
    one = by_second(second_declarant)
    send(office, one, codes=("311", "411", "511"))
    second_declarant.send(one)
    state = ListState.objects.get()
    found = Finding.objects.filter(subject_id=state.pk, severity="refuse").values_list("rule_code", flat=True)
    assert (state.status, list(found)) == (flow.REJECTED, ["GUA-04"])


def test_with_the_guarantors_consent_the_list_is_accepted(office, second_declarant):
    Authority.objects.filter(agent__customs_code=second_declarant.code).update(
        scopes=["declare", "guarantee"]
    )
    one = by_second(second_declarant)
    send(office, one, codes=("311", "411", "511"))
    second_declarant.send(one)
    assert ListState.objects.get().status == flow.ACCEPTED


def test_a_single_guarantee_may_be_bound_to_an_order(office):
    """Bound to this order it secures the list; bound to another it does not."""
    one = purchase(1)
    GuaranteeAccount.objects.update(scope="single", bound_to=one.lst[0]["orderNo"])
    send(office, one)
    assert ListState.objects.get().status == flow.ACCEPTED
    send(office, purchase(2))
    second = ListState.objects.order_by("-subject_id")[0]
    found = Finding.objects.filter(subject_id=second.pk, severity="refuse").values_list(
        "rule_code", flat=True
    )
    assert (second.status, list(found)) == (flow.REJECTED, ["GUA-08"])
