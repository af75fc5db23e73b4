"""A firm comes in: nothing typed is lost, nothing wrong is let in, every refusal writes nothing."""

from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from enterprises.facts import SYSTEM
from enterprises.models import (
    Attachment,
    Firm,
    FirmChange,
    FirmKind,
    Membership,
    NoticeCopy,
    PersonalDataView,
    Registration,
    RegistrationEvent,
    User,
)
from enterprises.rules import flow
from enterprises.rules.registration import Typed
from enterprises.selectors import actor_of_user
from enterprises.selectors.registration import (
    own_registration,
    registration_at,
    registrations_at,
    similar_firms,
    typed_of,
)
from enterprises.services.firm_data import FirmData, change_firm
from enterprises.services.registration import (
    attach_to_registration,
    detach_from_registration,
    save_registration,
    start_registration,
    submit_registration,
    withdraw_registration,
)
from enterprises.services.registration_desk import (
    approve_registration,
    ask_registration,
    refuse_registration,
    register_firm,
    reveal_registration,
)
from kernel.refusal import Conflict, Refused
from tests.enterprises.newcomers import AT, draft, newcomer, submitted, typed, upload

pytestmark = pytest.mark.usefixtures("office")

LATER = AT + timedelta(hours=1)


def status_of(number):
    return Registration.objects.get(number=number).status


def codes(refusal):
    return [one.rule.code for one in refusal.value.violations]


def notices(user_id):
    copies = NoticeCopy.objects.filter(user_id=user_id).select_related("notice").order_by("id")
    return [copy.notice.kind for copy in copies]


def test_a_draft_keeps_whatever_is_typed():
    who = newcomer()
    number = start_registration(actor=who, office="4921", at=AT)
    half = Typed(credit_code="91430100 ", name_zh="半个", contact_phone="no number", kinds=("merchant", "x"))
    saved = save_registration(number, typed=half, actor=who, at=LATER)
    kept = typed_of(Registration.objects.get(number=number))
    assert (kept.credit_code, kept.name_zh, kept.contact_phone, kept.kinds) == (
        "91430100", "半个", "no number", ("merchant",),
    )  # fmt: skip
    assert {one.path for one in saved.violations} == {"credit_code", "contact_phone"}
    assert Registration.objects.get(number=number).saved_at == LATER
    assert number.startswith("RG492126")


def test_persons_are_stored_sealed():
    who = newcomer()
    number = draft(who, typed())
    row = Registration.objects.get(number=number)
    assert "李敏".encode() not in bytes(row.personal)
    assert typed_of(row).contact_name == "李敏"


def test_others_drafts_are_nobody_elses():
    number = draft(newcomer(), typed())
    other = newcomer("other")
    assert own_registration(other, number=number) is None
    with pytest.raises(Refused) as refusal:
        save_registration(number, typed=Typed(), actor=other, at=AT)
    assert codes(refusal) == ["REG-24"]
    assert typed_of(Registration.objects.get(number=number)).contact_name == "李敏"


def test_officers_register_no_firm(actor):
    with pytest.raises(Refused) as refusal:
        start_registration(actor=actor("officer"), office="4921", at=AT)
    assert codes(refusal) == ["REG-26"]
    assert not Registration.objects.exists()


def test_a_refused_submit_moves_nothing():
    who = newcomer()
    number = draft(who, typed(), licence=False)
    with pytest.raises(Refused) as refusal:
        submit_registration(number, actor=who, at=AT)
    assert codes(refusal) == ["REG-07"]
    assert status_of(number) == flow.REGISTRATION_DRAFT
    assert RegistrationEvent.objects.count() == 1


def test_from_draft_to_firm(actor):
    who, officer = newcomer(), actor("officer")
    number = submitted(who)
    assert notices(officer.user_id) == ["registration_submitted"]
    assert [row.number for row in registrations_at(officer)] == [number]
    admitted = approve_registration(number, actor=officer, at=LATER)
    firm = Firm.objects.get(pk=admitted.firm_id)
    said = typed()
    assert (firm.credit_code, firm.customs_code, firm.name_zh, firm.office, firm.zone) == (
        said.credit_code, said.customs_code, said.name_zh, "4921", "4921",
    )  # fmt: skip
    kinds = FirmKind.objects.filter(firm=firm).order_by("kind").values_list("kind", "valid_from")
    assert list(kinds) == [("declarant", date(2026, 5, 12)), ("merchant", date(2026, 5, 12))]
    member = Membership.objects.get(firm=firm)
    assert (member.user_id, member.role) == (who.user_id, "admin")
    row = Registration.objects.get(number=number)
    assert (row.status, row.firm_id, row.decided_by_id) == (40, firm.pk, officer.user_id)
    assert notices(who.user_id) == ["registration_approved"]
    assert actor_of_user(User.objects.get(pk=who.user_id), at=LATER).firm_id == firm.pk
    verbs = list(RegistrationEvent.objects.order_by("id").values_list("verb", flat=True))
    assert verbs == ["start", "submit", "approve"]


def test_a_question_gives_the_ball_to_the_firm_and_back(actor):
    who, officer = newcomer(), actor("officer")
    number = submitted(who)
    ask_registration(number, question="请补充食品进口商备案号", actor=officer, at=AT)
    assert notices(who.user_id) == ["registration_asked"]
    with pytest.raises(Refused) as refusal:
        approve_registration(number, actor=officer, at=AT)
    assert codes(refusal) == ["REG-23"]
    changed = typed(name_en="Star City", credit_code="91440300708461136T")
    save_registration(number, typed=changed, actor=who, at=LATER)
    kept = typed_of(Registration.objects.get(number=number))
    assert (kept.name_en, kept.credit_code) == ("Star City", typed().credit_code)
    with pytest.raises(Refused) as refusal:
        submit_registration(number, actor=who, at=LATER)
    assert codes(refusal) == ["REG-21"]
    submit_registration(number, answer="备案号已补充在附件", actor=who, at=LATER)
    assert status_of(number) == flow.REGISTRATION_SUBMITTED
    approve_registration(number, actor=officer, at=LATER)
    assert Firm.objects.filter(customs_code=typed().customs_code).count() == 1


def test_a_refusal_ends_it_and_the_values_live_on(actor):
    who = newcomer()
    number = submitted(who)
    with pytest.raises(Refused):
        refuse_registration(number, reason="no", actor=actor("chief"), at=AT)
    assert status_of(number) == flow.REGISTRATION_SUBMITTED
    refuse_registration(number, reason="营业执照不清晰", actor=actor("chief"), at=AT)
    assert (status_of(number), notices(who.user_id)) == (80, ["registration_refused"])
    again = start_registration(actor=who, office="4921", at=LATER, again=number)
    kept = typed_of(Registration.objects.get(number=again))
    assert kept == typed(undertaken=False)


def test_only_the_office_in_charge_decides(actor):
    number = submitted(newcomer())
    for name in ("airport", "inspector", "coordinator", "gate", "broker"):
        who = actor(name)
        if name == "airport":  # 4908 stands above 4921
            assert registration_at(who, number=number) is not None
            continue
        with pytest.raises(Refused):
            approve_registration(number, actor=who, at=AT)
    assert not Firm.objects.filter(customs_code=typed().customs_code).exists()


def test_one_open_registration_for_a_credit_code():
    submitted(newcomer())
    late = newcomer("late")
    number = draft(late, typed(customs_code="43016N9999"))
    with pytest.raises(Refused) as refusal:
        submit_registration(number, actor=late, at=AT)
    assert codes(refusal) == ["REG-04"]
    row = Registration.objects.get(number=number)
    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.filter(pk=row.pk).update(status=20)


def test_codes_of_a_firm_are_refused_even_at_the_approval(actor):
    number = submitted(newcomer())
    Firm.objects.filter(customs_code="430166A001").update(customs_code=typed().customs_code)
    with pytest.raises(Refused) as refusal:
        approve_registration(number, actor=actor("officer"), at=AT)
    assert codes(refusal) == ["REG-03"]
    assert status_of(number) == flow.REGISTRATION_SUBMITTED
    assert not Firm.objects.filter(credit_code=typed().credit_code).exists()


def test_attachments_survive_and_can_be_removed():
    who = newcomer()
    number = draft(who, typed(), licence=False)
    with pytest.raises(Refused):
        attach_to_registration(
            number, uploads=[upload(), upload("a.exe", b"MZ\x90\x00")], label="", actor=who, at=AT
        )
    assert not Attachment.objects.exists()
    (one,) = attach_to_registration(number, uploads=[upload()], label="business_licence", actor=who, at=AT)
    assert (one.label, one.content_type, one.size) == ("business_licence", "application/pdf", 15)
    detach_from_registration(number, attachment=one.number, actor=who, at=AT)
    with pytest.raises(Refused) as refusal:
        detach_from_registration(number, attachment=one.number, actor=who, at=AT)
    assert codes(refusal) == ["ATT-05"]


def test_what_is_with_customs_is_not_changed():
    who = newcomer()
    number = submitted(who)
    for act in (
        lambda: save_registration(number, typed=Typed(), actor=who, at=AT),
        lambda: attach_to_registration(number, uploads=[upload()], label="", actor=who, at=AT),
        lambda: submit_registration(number, actor=who, at=AT),
    ):
        with pytest.raises(Refused) as refusal:
            act()
        assert codes(refusal) == ["REG-22"]
    withdraw_registration(number, actor=who, at=AT)
    with pytest.raises(Conflict):
        withdraw_registration(number, actor=who, at=AT)


def test_personal_values_are_shown_for_a_reason_on_record(actor):
    number = submitted(newcomer())
    with pytest.raises(Refused):
        reveal_registration(number, reason="", actor=actor("officer"), at=AT)
    assert not PersonalDataView.objects.exists()
    said = reveal_registration(number, reason="电话核实联系人", actor=actor("officer"), at=AT)
    assert said.contact_phone == "13812345678"
    assert PersonalDataView.objects.get().subject == f"registration {number}"


def test_similar_names_are_found():
    row = Registration(subject_id=1, name_zh="湖南湘品优选贸易有限公司")
    assert similar_firms(row) == []
    row.name_zh = "湘品优选有限公司"
    assert [firm.customs_code for firm in similar_firms(row)] == ["430166A001"]


def test_the_operator_lets_a_firm_in():
    said = typed(kinds=("payment",))
    done = register_firm(said, admin_email="Boss@b.example", admin_name="赵强", actor=SYSTEM, at=AT)
    boss = User.objects.get(email="boss@b.example")
    assert (boss.kind, boss.has_usable_password(), done.admin_id) == ("firm", False, boss.pk)
    row = Registration.objects.get(firm_id=done.firm_id)
    assert (row.status, row.applicant_id) == (flow.REGISTRATION_APPROVED, boss.pk)
    with pytest.raises(Refused) as refusal:
        register_firm(said, admin_email="boss@b.example", admin_name="", actor=SYSTEM, at=AT)
    assert codes(refusal) == ["REG-02", "REG-03"]


def test_the_command_says_what_stands_against_it(capsys):
    words = ["--name", "某公司", "--kinds", "merchant", "--admin-email", "officer@demo.example"]
    with pytest.raises(CommandError, match="IDN-02 credit_code"):
        call_command(
            "register_firm", "--credit-code", "91440300708461136X", "--customs-code", "43016N0001",
            "--office", "4921", *words,
        )  # fmt: skip
    said = typed()
    with pytest.raises(CommandError, match="REG-26 admin_email"):
        call_command(
            "register_firm", "--credit-code", said.credit_code, "--customs-code", said.customs_code,
            "--office", "4921", *words,
        )  # fmt: skip
    assert not Firm.objects.filter(credit_code=said.credit_code).exists()
    call_command(
        "register_firm", "--credit-code", said.credit_code, "--customs-code", said.customs_code,
        "--office", "4921", *words[:-1], "shop@demo.example",
    )  # fmt: skip
    assert "was let in" in capsys.readouterr().out
    assert Membership.objects.filter(user__email="shop@demo.example", ended_at=None).count() == 2


DATA = FirmData(
    "湘品优选电子商务有限公司", "Xiang Select E-Commerce Co., Ltd.", "4921", "4921", "DXPENT0000430001",
    frozenset({"platform", "merchant"}), date(2026, 5, 12),
)  # fmt: skip


def test_firm_data_change_with_a_reason_and_on_record(actor):
    new = DATA._replace(name_zh="湘品优选科技有限公司", kinds=frozenset({"merchant", "payment"}))
    change_firm("430166A001", data=new, reason="企业更名登记", actor=actor("officer"), at=AT)
    firm = Firm.objects.get(customs_code="430166A001")
    assert firm.name_zh == "湘品优选科技有限公司"
    log = FirmChange.objects.get()
    assert log.changes == [
        ["name_zh", "湘品优选电子商务有限公司", "湘品优选科技有限公司"],
        ["kind:payment", "", "2026-05-12"],
        ["kind:platform", "2026-05-12", ""],
    ]
    ended = FirmKind.objects.get(firm=firm, kind="platform")
    assert ended.valid_to == date(2026, 5, 12)


@pytest.mark.parametrize(
    ("change", "reason", "code"),
    [
        ({}, "没有变化的提交", "REG-31"),
        ({"name_zh": ""}, "企业更名", "REG-21"),
        ({"name_zh": ""}, "企业更名登记", "REG-32"),
        ({"office": "9999"}, "主管海关变更", "REG-05"),
        ({"kinds": frozenset()}, "类别调整说明", "REG-34"),
    ],
)
def test_a_refused_change_writes_nothing(actor, change, reason, code):
    with pytest.raises(Refused) as refusal:
        change_firm("430166A001", data=DATA._replace(**change), reason=reason, actor=actor("chief"), at=AT)
    assert code in codes(refusal)
    assert not FirmChange.objects.exists()
    assert Firm.objects.get(customs_code="430166A001").name_zh == DATA.name_zh


def test_the_log_of_changes_is_append_only(actor):
    new = DATA._replace(zone="")
    change_firm("430166A001", data=new, reason="迁出综保区", actor=actor("officer"), at=AT)
    with pytest.raises(Exception, match="append_only"), transaction.atomic():
        FirmChange.objects.update(reason="别的理由")
