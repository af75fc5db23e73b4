"""Guarantees of the declarant: accounts, applications in each state, a freeze, a claim, an exemption."""

from datetime import date

from enterprises.facts import Actor
from enterprises.models import GuaranteeExemption, User
from enterprises.rules import guarantee_files as law
from enterprises.selectors import actor_of_user
from enterprises.services.attachments import Upload
from enterprises.services.guarantee_accounts import Terms, open_account
from enterprises.services.guarantee_claims import propose_claim
from enterprises.services.guarantee_deciding import ask_firm, propose_decision
from enterprises.services.guarantee_files import apply_for_guarantee
from enterprises.services.guarantee_freezes import freeze_account
from kernel.orm.tx import intention
from tests.office import AT, Office

SINCE, UNTIL = date(2020, 1, 1), date(2030, 1, 1)
SAID = "the letter states all that it must"


def things(office: Office) -> dict[str, object]:
    """An account without and one with a freeze and a claim; an application for each address."""
    second = actor_of_user(User.objects.get(email="officer2@demo.example"), at=AT)
    chief = actor_of_user(User.objects.get(email="chief2@demo.example"), at=AT)
    with intention():
        for number in ("DB9001", "DB9002"):
            terms = Terms(1000, SINCE, beneficiary="4921")
            open_account(number, firm_id=office.broker.firm_id or 0, terms=terms, at=AT, actor_id=None)
    freeze_account(
        "DB9001", ground="overdue", reason=SAID, from_on=AT.date(), to_on=None, actor=second, at=AT
    )
    claim = propose_claim("DB9002", fen=100, duty="QD1", ground=SAID, actor=second, at=AT)
    plain, asked, proposed = (_application(office) for _ in range(3))
    ask_firm(asked, question=SAID, actor=second, at=AT)
    propose_decision(proposed, proposal=law.APPROVE, note=SAID, actor=second, at=AT)
    _exemption(plain, office=office, second=second, chief=chief)
    files = {"guarantee_file": plain, "guarantee_file_ask": plain, "guarantee_file_propose": plain}
    files |= {"guarantee_file_decide": proposed, "guarantee_file_answer": asked}
    files |= {"guarantee_file_withdraw": plain, "guarantee_exemption_end": plain}
    accounts = {"guarantee_account": "DB4921000001", "guarantee_freeze": "DB4921000001"}
    accounts |= {"guarantee_unfreeze": "DB9001", "guarantee_claim_new": "DB4921000001"}
    claims = {"guarantee_claim": claim, "guarantee_claim_decide": claim}
    named = files | accounts | claims
    return {f"enterprises:{name}.number": number for name, number in named.items()}


def _application(office: Office) -> str:
    asked = law.Application(
        kind=law.OPEN, guarantee_kind=law.CASH, scope=law.TOTAL, fen=100, valid_from=SINCE, valid_to=UNTIL
    )
    paper = Upload("receipt.txt", "text/plain", (b"paid",))
    return apply_for_guarantee(asked, account_no="", uploads=(paper,), actor=office.broker, at=AT)


def _exemption(number: str, *, office: Office, second: Actor, chief: Actor) -> None:
    GuaranteeExemption.objects.create(
        number=number,
        firm_id=office.broker.firm_id or 0,
        valid_from=SINCE,
        valid_to=UNTIL,
        ground=SAID,
        proposed_by_id=second.user_id or 0,
        decided_by_id=chief.user_id or 0,
        at=AT,
    )
