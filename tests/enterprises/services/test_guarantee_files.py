"""Applications about guarantees: handed in, asked, proposed, decided by a second officer."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from enterprises.facts import GuaranteeHold
from enterprises.models import (
    Attachment,
    FirmGrade,
    GuaranteeAccount,
    GuaranteeClaim,
    GuaranteeEntry,
    GuaranteeExemption,
    GuaranteeFile,
    GuaranteeFileEvent,
    GuaranteeFreeze,
    GuaranteeWarning,
    Notice,
    NoticeCopy,
    Post,
)
from enterprises.rules import flow
from enterprises.rules import guarantee_files as law
from enterprises.selectors import audit_enterprises
from enterprises.services import guarantee_claims as claims
from enterprises.services import guarantee_deciding as deciding
from enterprises.services import guarantee_files as applying
from enterprises.services.attachments import Upload
from enterprises.services.guarantee_accounts import locked_account, return_account
from enterprises.services.guarantee_freezes import freeze_account, lift_freeze
from enterprises.services.guarantee_watch import prove_guarantees, warn_guarantees
from enterprises.services.steps import deduct_guarantees, open_guarantees
from kernel.orm.tx import intention
from kernel.refusal import Conflict, Refused

pytestmark = pytest.mark.usefixtures("office")

AT = datetime(2026, 5, 12, 2, 30, tzinfo=UTC)  # a Tuesday
DAY = date(2026, 5, 12)
NO = "DB4921000001"
SAID = "the letter states all that it must"
LETTER = law.Application(
    kind=law.OPEN,
    guarantee_kind=law.BANK_LETTER,
    scope=law.TOTAL,
    fen=1000,
    valid_from=DAY,
    valid_to=DAY + timedelta(days=365),
    issuer="湘江银行",
    letter_no="X1",
    letter_states=tuple(law.LETTER_ITEMS),
)


@pytest.fixture
def broker(actor):
    return actor("broker")


def apply(asked, *, broker, account_no="", at=AT):
    paper = (Upload("letter.pdf", "application/pdf", (b"%PDF-1.4\n",)),)
    return applying.apply_for_guarantee(asked, account_no=account_no, uploads=paper, actor=broker, at=at)


def decide(number, actor, *, proposal=law.APPROVE, at=AT):
    deciding.propose_decision(number, proposal=proposal, note=SAID, actor=actor("officer"), at=at)
    deciding.decide_file(number, actor=actor("officer2"), at=at)


def codes(work) -> list[str]:
    with pytest.raises(Refused) as caught:
        work()
    return [v.rule.code for v in caught.value.violations]


def told(kind: str) -> int:
    return Notice.objects.filter(kind=kind).count()


def readers(kind: str) -> set[str]:
    """Who was told, by the names before the @."""
    rows = NoticeCopy.objects.filter(notice__kind=kind).values_list("user__email", flat=True)
    return {email.partition("@")[0] for email in rows}


DECIDERS = {"officer", "officer2", "chief", "chief2"}


def file(number: str) -> GuaranteeFile:
    return GuaranteeFile.objects.get(number=number)


def account() -> GuaranteeAccount:
    return GuaranteeAccount.objects.get(number=NO)


def test_a_letter_becomes_an_account(broker, actor):
    number = apply(LETTER, broker=broker)
    assert file(number).due_on == date(2026, 5, 26)  # ten working days
    assert Attachment.objects.get().subject_no == number and told("guarantee_file_waiting") == 1
    decide(number, actor)
    row = GuaranteeAccount.objects.exclude(number=NO).get()
    assert (row.firm_id, row.limit_fen, row.kind, row.issuer) == (
        broker.firm_id,
        1000,
        "bank_letter",
        "湘江银行",
    )
    entry = GuaranteeEntry.objects.get(account_id=row.pk)
    assert (entry.kind, entry.limit_delta, entry.reference) == ("topup", 1000, number)
    assert file(number).status == flow.GFILE_APPROVED and file(number).account_id == row.pk
    verbs = GuaranteeFileEvent.objects.order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["submit", "propose", "approve"]
    assert told("guarantee_file_decided") == 1 and audit_enterprises() == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"fen": 0}, ["GUA-20"]),
        ({"valid_to": None}, ["GUA-21"]),
        ({"valid_to": DAY}, ["GUA-21"]),
        ({"issuer": "", "letter_no": ""}, ["GUA-22", "GUA-22"]),
        ({"letter_states": ("amount",)}, ["GUA-23"]),
        ({"guarantee_kind": law.BOND_INSURANCE, "valid_to": DAY + timedelta(days=367)}, ["GUA-25"]),
        ({"scope": law.SINGLE}, ["GUA-26"]),
        ({"bound_to": "QD1"}, ["GUA-26"]),
        ({"kind": "gift"}, ["GUA-38"]),
        ({"kind": law.TOP_UP}, ["GUA-30"]),
        ({"kind": law.EXEMPTION, "valid_to": None}, ["GUA-21", "GUA-32"]),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_written(broker, changes, expected):
    assert codes(lambda: apply(LETTER._replace(**changes), broker=broker)) == expected
    assert not GuaranteeFile.objects.exists() and not Attachment.objects.exists()


def test_without_the_paper_it_is_not_read(broker):
    assert codes(
        lambda: applying.apply_for_guarantee(LETTER, account_no="", uploads=(), actor=broker, at=AT)
    ) == ["GUA-24"]


def test_a_dishonest_firm_gets_no_total_guarantee(broker):
    FirmGrade.objects.filter(firm_id=broker.firm_id).update(grade="dishonest")
    assert codes(lambda: apply(LETTER, broker=broker)) == ["RIG-02"]


def test_only_a_certified_firm_asks_for_an_exemption(broker):
    FirmGrade.objects.filter(firm_id=broker.firm_id).update(grade="default")
    asked = LETTER._replace(kind=law.EXEMPTION, ground=SAID)
    assert codes(lambda: apply(asked, broker=broker)) == ["RIG-04"]


def test_only_the_administrator_applies_and_never_for_anothers_account(actor):
    assert codes(lambda: apply(LETTER, broker=actor("filer"))) == ["ACC-01"]
    top_up = law.Application(law.TOP_UP, fen=5)
    assert codes(lambda: apply(top_up, broker=actor("shop"), account_no=NO)) == ["GUA-30"]


def test_the_first_officer_does_not_decide(broker, actor):
    number = apply(LETTER, broker=broker)
    deciding.propose_decision(number, proposal=law.APPROVE, note=SAID, actor=actor("officer"), at=AT)
    assert codes(lambda: deciding.decide_file(number, actor=actor("officer"), at=AT)) == ["EYE-01"]
    assert codes(lambda: deciding.decide_file(number, actor=actor("inspector"), at=AT)) == ["ACC-05"]
    elsewhere = replace(actor("officer2"), offices=frozenset({"4906"}))
    assert codes(lambda: deciding.decide_file(number, actor=elsewhere, at=AT)) == ["GUA-34"]
    assert GuaranteeAccount.objects.count() == 1
    deciding.send_back(number, note=SAID, actor=actor("chief"), at=AT)
    assert file(number).status == flow.GFILE_SUBMITTED
    with pytest.raises(Conflict):
        deciding.decide_file(number, actor=actor("chief"), at=AT)


def test_a_second_officer_hears_what_waits_and_the_first_what_came_back(broker, actor):
    number = apply(LETTER, broker=broker)
    assert readers("guarantee_file_waiting") == DECIDERS
    NoticeCopy.objects.all().delete()
    deciding.propose_decision(number, proposal=law.APPROVE, note=SAID, actor=actor("officer"), at=AT)
    assert readers("guarantee_to_countersign") == DECIDERS - {"officer"}
    deciding.send_back(number, note=SAID, actor=actor("chief"), at=AT)
    assert readers("guarantee_file_waiting") == DECIDERS - {"chief"}
    assert readers("guarantee_to_countersign") == DECIDERS - {"officer"}


def test_a_second_officer_hears_of_a_claim(actor):
    claim(actor, 500)
    assert readers("guarantee_claim_to_countersign") == DECIDERS - {"officer"}
    assert Notice.objects.get(kind="guarantee_claim_to_countersign").subject_no.startswith("GC")


def test_where_the_proposer_is_alone_the_office_above_hears(actor):
    Post.objects.filter(team__office="4921").exclude(officer_id=actor("officer").user_id).delete()
    claim(actor, 500)
    assert readers("guarantee_claim_to_countersign") == {"airport"}


def test_the_clock_rests_while_the_firm_has_the_ball(broker, actor):
    number = apply(LETTER, broker=broker)
    later = AT + timedelta(days=2)  # Thursday: eight of ten working days are left
    deciding.ask_firm(number, question=SAID, actor=actor("officer"), at=later)
    assert told("guarantee_file_asked") == 1 and file(number).left_days == 8
    answered = AT + timedelta(days=20)  # Monday, June 1st
    applying.answer_question(number, text=SAID, uploads=(), actor=broker, at=answered)
    assert (file(number).status, file(number).due_on) == (flow.GFILE_SUBMITTED, date(2026, 6, 11))


def test_refused_and_withdrawn_change_no_account(broker, actor):
    refused, withdrawn = apply(LETTER, broker=broker), apply(LETTER, broker=broker)
    decide(refused, actor, proposal=law.REFUSE)
    applying.withdraw_file(withdrawn, actor=broker, at=AT)
    assert [file(n).status for n in (refused, withdrawn)] == [flow.GFILE_REFUSED, flow.GFILE_WITHDRAWN]
    assert file(refused).decision_note == SAID and GuaranteeAccount.objects.count() == 1
    with pytest.raises(Conflict):
        applying.withdraw_file(refused, actor=broker, at=AT)


def test_top_up_change_and_return(broker, actor):
    decide(apply(law.Application(law.TOP_UP, fen=500), broker=broker, account_no=NO), actor)
    assert account().limit_fen == 100_000_500
    until = DAY + timedelta(days=90)
    change = law.Application(law.CHANGE, valid_to=until, ground=SAID)
    decide(apply(change, broker=broker, account_no=NO), actor)
    assert account().valid_to == until
    back = law.Application(law.RETURN, ground=SAID)
    number = apply(back, broker=broker, account_no=NO)
    assert codes(lambda: apply(back, broker=broker, account_no=NO)) == ["GUA-31"]
    hold(5)
    assert codes(lambda: decide(number, actor)) == ["GUA-29"]
    assert account().closed_at is None and file(number).status == flow.GFILE_SUBMITTED


def hold(fen: int, *, reference: str = "QD1"):
    with intention():
        desk = open_guarantees(["430168A004"], on=DAY)
        desk.take(GuaranteeHold(1, "430168A004", fen, reference))
        desk.write(at=AT, actor_id=None)


def test_an_exemption_of_two_officers_and_its_end(broker, actor):
    FirmGrade.objects.filter(firm_id=broker.firm_id).update(grade="advanced_certified")
    asked = law.Application(law.EXEMPTION, valid_from=DAY, valid_to=DAY + timedelta(days=30), ground=SAID)
    number = apply(asked, broker=broker)
    decide(number, actor)
    second = apply(asked, broker=broker)
    assert codes(lambda: decide(second, actor)) == ["GUA-36"]
    assert file(second).status == flow.GFILE_PROPOSED
    deciding.end_exemption(number, reason=SAID, actor=actor("chief"), at=AT)
    assert GuaranteeExemption.objects.get().ended_at == AT and told("guarantee_exemption_ended") == 1


def claim(actor, fen: int, *, duty: str = "QD1") -> str:
    return claims.propose_claim(NO, fen=fen, duty=duty, ground=SAID, actor=actor("officer"), at=AT)


def use(fen: int):
    hold(fen)
    with intention():
        deduct_guarantees([1], at=AT, actor_id=None)


def test_a_claim_takes_what_the_duty_uses_first(actor):
    use(400)
    number = claim(actor, 500)
    assert GuaranteeFreeze.objects.get().ground == "claim"
    assert codes(lambda: claim(actor, 1)) == ["GUA-54"]
    assert codes(lambda: claims.call_claim(number, note=SAID, actor=actor("officer"), at=AT)) == ["EYE-01"]
    claims.call_claim(number, note=SAID, actor=actor("chief"), at=AT)
    row = account()
    assert (row.limit_fen, row.used_fen) == (100_000_000 - 500, 0)
    assert told("guarantee_called") == 1
    claims.pay_claim(number, note=SAID, actor=actor("officer2"), at=AT)
    assert GuaranteeFreeze.objects.get().lifted_at == AT
    assert GuaranteeClaim.objects.get().status == flow.GCLAIM_PAID and audit_enterprises() == []


def test_a_lifted_claim_leaves_the_limit_as_it_was(actor):
    use(400)
    number = claim(actor, 400)
    claims.call_claim(number, note=SAID, actor=actor("chief"), at=AT)
    claims.lift_claim(number, note=SAID, actor=actor("officer2"), at=AT)
    assert (account().limit_fen, account().used_fen) == (100_000_000, 0)
    with pytest.raises(Conflict):
        claims.pay_claim(number, note=SAID, actor=actor("officer2"), at=AT)
    assert audit_enterprises() == []


def test_no_more_is_called_than_others_leave(actor):
    hold(99_999_000)
    assert codes(lambda: claim(actor, 1001)) == ["GUA-51"]
    number = claim(actor, 1000)
    claims.drop_claim(number, note=SAID, actor=actor("chief"), at=AT)
    assert account().limit_fen == 100_000_000 and GuaranteeFreeze.objects.get().lifted_at == AT
    assert codes(lambda: claim(actor, 0, duty="")) == ["GUA-52", "GUA-50"]


def test_no_security_is_returned_while_a_claim_is_open_or_a_freeze_is_in_force(broker, actor):
    back = law.Application(law.RETURN, ground=SAID)
    number = apply(back, broker=broker, account_no=NO)
    deciding.propose_decision(number, proposal=law.APPROVE, note=SAID, actor=actor("officer"), at=AT)
    claimed = claim(actor, 100)
    assert codes(lambda: deciding.decide_file(number, actor=actor("officer2"), at=AT)) == ["GUA-39"]
    claims.call_claim(claimed, note=SAID, actor=actor("chief"), at=AT)
    assert codes(lambda: deciding.decide_file(number, actor=actor("officer2"), at=AT)) == ["GUA-39"]
    claims.lift_claim(claimed, note=SAID, actor=actor("officer2"), at=AT)
    frozen = {"ground": "overdue", "reason": SAID, "from_on": DAY, "to_on": DAY + timedelta(days=2)}
    freeze_account(NO, actor=actor("officer"), at=AT, **frozen)
    assert codes(lambda: deciding.decide_file(number, actor=actor("officer2"), at=AT)) == ["GUA-39"]
    applying.withdraw_file(number, actor=broker, at=AT)
    assert codes(lambda: apply(back, broker=broker, account_no=NO)) == ["GUA-39"]
    with pytest.raises(Refused) as caught, intention():
        return_account(locked_account(account().pk), at=AT, actor_id=None)
    assert [v.rule.code for v in caught.value.violations] == ["GUA-39"]
    assert account().closed_at is None
    later = AT + timedelta(days=2)
    decide(apply(back, broker=broker, account_no=NO, at=later), actor, at=later)
    assert account().closed_at == later and audit_enterprises() == []


def test_a_claim_on_a_closed_account_is_not_lifted(actor):
    number = claim(actor, 100)
    claims.call_claim(number, note=SAID, actor=actor("chief"), at=AT)
    GuaranteeAccount.objects.filter(number=NO).update(limit_fen=0, closed_at=AT)
    lift = {"note": SAID, "actor": actor("officer2"), "at": AT}
    assert codes(lambda: claims.lift_claim(number, **lift)) == ["GUA-30"]
    assert GuaranteeClaim.objects.get().status == flow.GCLAIM_CALLED


def test_freezing_and_letting_go_on(actor):
    def freeze(**more):
        values = {"ground": "overdue", "reason": SAID, "from_on": DAY, "to_on": None} | more
        freeze_account(NO, actor=actor("officer"), at=AT, **values)

    freeze()
    assert codes(freeze) == ["GUA-62"]
    assert codes(lambda: freeze(ground="claim")) == ["GUA-62"]
    assert codes(lambda: freeze(ground="officer", reason="", to_on=DAY)) == ["GUA-60", "GUA-61"]
    lift_freeze(NO, reason=SAID, actor=actor("officer2"), at=AT)
    assert codes(lambda: lift_freeze(NO, reason=SAID, actor=actor("officer2"), at=AT)) == ["GUA-63"]
    assert (told("guarantee_frozen"), told("guarantee_unfrozen")) == (1, 1)


def test_warnings_are_sent_once_for_each_crossing():
    def fill(fen: int):
        GuaranteeAccount.objects.update(held_fen=fen)

    assert warn_guarantees(at=AT) == 0
    fill(80_000_000)
    assert [warn_guarantees(at=AT) for _ in range(2)] == [1, 0]
    fill(100_000_000)
    assert [warn_guarantees(at=AT) for _ in range(2)] == [1, 0]
    fill(0)
    assert warn_guarantees(at=AT) == 0
    assert not GuaranteeWarning.objects.filter(cleared_at__isnull=True).exists()
    fill(80_000_000)
    assert warn_guarantees(at=AT) == 0  # once a day
    assert warn_guarantees(at=AT + timedelta(days=1)) == 1
    assert (told("guarantee_low"), told("guarantee_exhausted")) == (2, 1)


def test_the_end_is_announced_thirty_ten_and_one_day_before():
    GuaranteeAccount.objects.update(valid_to=DAY + timedelta(days=31))
    sent = [day for day in range(40) for _ in range(2) if warn_guarantees(at=AT + timedelta(days=day))]
    assert sent == [1, 21, 30] and told("guarantee_ending") == 3


def test_the_nightly_proof_alarms_the_chiefs():
    assert prove_guarantees(at=AT) == 0
    GuaranteeAccount.objects.update(used_fen=5)
    assert prove_guarantees(at=AT) == 1
    assert told("guarantee_unproven") == 1
