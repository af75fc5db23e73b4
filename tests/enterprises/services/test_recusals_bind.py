"""A recused officer neither decides nor reads anything of the firm, in whichever file it lies."""

from datetime import date, timedelta

import pytest

from enterprises.models import (
    Firm,
    GradeChange,
    Grant,
    GuaranteeAccount,
    GuaranteeClaim,
    GuaranteeFile,
    Measure,
    Plan,
    Recusal,
    Registration,
    StandingDocument,
    Suspension,
)
from enterprises.rules import flow, guarantee_files
from enterprises.rules.suspension import Wanted
from enterprises.selectors import grants as grant_pages
from enterprises.selectors import guarantee_pages, plans, registration, standing, trust_pages
from enterprises.selectors.viewers import VIEWERS
from enterprises.services import (
    firm_data,
    guarantee_claims,
    guarantee_deciding,
    guarantee_freezes,
    suspensions,
    trust,
)
from enterprises.services import standing as papers
from enterprises.services.measures import load_catalogue
from kernel.refusal import Refused
from tests.enterprises.conftest import AT

CODE, ACCOUNT = "430168A004", "DB4921000001"
SAID = "a reason that says enough"
DAY = date(2026, 5, 12)
END = DAY + timedelta(days=30)
MODELS = {
    "registration": Registration,
    "standing_document": StandingDocument,
    "suspension": Suspension,
    "grade_change": GradeChange,
    "grant": Grant,
    "plan": Plan,
    "guarantee_file": GuaranteeFile,
}


def _state(model, pk: int, *, status: int, **columns: object) -> None:
    """One file of the firm as it may lie there."""
    model.objects.create(subject_id=pk, number=f"X{pk}", status=status, since=AT, version=1, **columns)


@pytest.fixture
def files(actor) -> Firm:
    """A file of every kind about the firm, numbered X1 and so on, and its account."""
    load_catalogue(at=AT)
    firm = Firm.objects.get(customs_code=CODE)
    by, filer = actor("officer").user_id, actor("broker").user_id
    here = {"firm": firm, "office": "4921"}
    said = {"proposed_by_id": by, "proposed_at": AT, "text": SAID, **here}
    term = {"valid_from": DAY, "valid_to": END, **here}
    measure, account = Measure.objects.order_by("id")[0], GuaranteeAccount.objects.get(number=ACCOUNT)
    _state(
        Registration, 1, status=flow.REGISTRATION_APPROVED, applicant_id=filer, started_at=AT, saved_at=AT,
        credit_code=firm.credit_code, customs_code=CODE, name_zh=firm.name_zh, **here,
    )  # fmt: skip
    _state(
        StandingDocument, 2, status=flow.STANDING_FILED, kind="other", title="T", document_no="N1",
        valid_from=DAY, filed_by_id=filer, filed_at=AT, firm=firm,
    )  # fmt: skip
    _state(
        Suspension,
        3,
        status=flow.SUSPENSION_PROPOSED,
        kind="firm",
        effect="acts",
        ground="misuse",
        **said,
    )
    _state(GradeChange, 4, status=flow.GRADE_PROPOSED, grade="default", valid_from=DAY, ground="x", **said)
    _state(
        Grant, 5, status=flow.GRANT_PROPOSED, measure=measure, reason=SAID, proposed_by_id=by, asked_at=AT,
        **term,
    )  # fmt: skip
    _state(
        Plan, 6, status=flow.PLAN_DRAFT, drafted_by_id=by, drafted_at=AT, title="T", goods="G",
        hs_prefixes=["300"], scenario="emergency_clearance", legal_basis="Decree 256",
        switches=[["deadline", "4"]], **term,
    )  # fmt: skip
    _state(
        GuaranteeFile, 7, status=flow.GFILE_SUBMITTED, kind=guarantee_files.EXEMPTION, submitted_by_id=filer,
        due_on=END, ground=SAID, **here,
    )  # fmt: skip
    _state(
        GuaranteeClaim, 8, status=flow.GCLAIM_PROPOSED, account=account, fen=1, duty="QD1", ground=SAID,
        proposed_by_id=by, **here,
    )  # fmt: skip
    return firm


DATA = firm_data.FirmData("新名", "", "4921", "4921", "", frozenset({"declarant"}), DAY)
GRADE = trust.WantedGrade("advanced_certified", DAY, "certified", SAID)
SUSPEND = Wanted("firm", "misuse", SAID, None, None)
FREEZE = {"ground": "officer", "reason": SAID, "from_on": DAY, "to_on": None}
SERVICES = {
    "propose_grade": lambda who: trust.propose_grade(actor=who, customs_code=CODE, wanted=GRADE, at=AT),
    "countersign_grade": lambda who: trust.countersign_grade(actor=who, number="X4", at=AT),
    "refuse_grade": lambda who: trust.refuse_grade(actor=who, number="X4", reason=SAID, at=AT),
    "propose_suspension": lambda who: suspensions.propose_suspension(
        actor=who, customs_code=CODE, wanted=SUSPEND, at=AT
    ),
    "countersign_suspension": lambda who: suspensions.countersign_suspension(actor=who, number="X3", at=AT),
    "refuse_suspension": lambda who: suspensions.refuse_suspension(
        actor=who, number="X3", reason=SAID, at=AT
    ),
    "ask_firm": lambda who: guarantee_deciding.ask_firm("X7", question=SAID, actor=who, at=AT),
    "propose_decision": lambda who: guarantee_deciding.propose_decision(
        "X7", proposal="refuse", note=SAID, actor=who, at=AT
    ),
    "freeze_account": lambda who: guarantee_freezes.freeze_account(ACCOUNT, **FREEZE, actor=who, at=AT),
    "drop_claim": lambda who: guarantee_claims.drop_claim("X8", note=SAID, actor=who, at=AT),
    "change_firm": lambda who: firm_data.change_firm(CODE, data=DATA, reason=SAID, actor=who, at=AT),
    "confirm_document": lambda who: papers.confirm_document("X2", actor=who, at=AT),
    "refuse_document": lambda who: papers.refuse_document("X2", reason=SAID, actor=who, at=AT),
}
PAGES = {
    "grade change": lambda who: trust_pages.grade_change_for(who, number="X4"),
    "suspension": lambda who: trust_pages.suspension_for(who, number="X3"),
    "trust of the firm": lambda who: trust_pages.firm_in_offices(who, customs_code=CODE),
    "grant": lambda who: grant_pages.grant_for(who, number="X5"),
    "plan": lambda who: plans.plan_of(who, number="X6"),
    "guarantee file": lambda who: guarantee_pages.file_for(who, number="X7"),
    "guarantee claim": lambda who: guarantee_pages.claim_for(who, number="X8"),
    "guarantee account": lambda who: guarantee_pages.account_for(who, number=ACCOUNT),
    "registration": lambda who: registration.registration_at(who, number="X1"),
    "data of the firm": lambda who: registration.firm_at(who, customs_code=CODE),
    "standing document": lambda who: standing.document_at(who, number="X2"),
}


def _codes(call) -> set[str]:
    """The rules that stand against it."""
    try:
        call()
    except Refused as refusal:
        return {violation.rule.code for violation in refusal.violations}
    return set()


def _recuse(firm: Firm, *, who: int) -> None:
    Recusal.objects.create(officer_id=who, firm=firm, reason="a cousin", from_at=AT, recorded_by_id=who)


@pytest.mark.parametrize("name", SERVICES)
def test_a_recused_officer_does_nothing_to_the_firm(files, actor, name):
    chief = actor("chief2")
    _recuse(files, who=chief.user_id)
    kept_out = _codes(lambda: SERVICES[name](chief))
    assert kept_out
    Recusal.objects.all().delete()
    # Something else may stand against it, but the officer is let in.
    assert kept_out.isdisjoint(_codes(lambda: SERVICES[name](chief)))


@pytest.mark.parametrize("name", PAGES)
def test_a_recused_officer_reads_nothing_of_the_firm(files, actor, name):
    chief = actor("chief2")
    assert PAGES[name](chief) is not None
    _recuse(files, who=chief.user_id)
    assert PAGES[name](chief) is None
    assert PAGES[name](actor("chief")) is not None


@pytest.mark.parametrize("kind", MODELS)
def test_a_recused_officer_opens_no_attachment(files, actor, kind):
    chief, (pk,) = actor("chief2"), MODELS[kind].objects.values_list("pk", flat=True)
    assert VIEWERS[kind](chief, subject_id=pk, at=AT)
    _recuse(files, who=chief.user_id)
    assert not VIEWERS[kind](chief, subject_id=pk, at=AT)
