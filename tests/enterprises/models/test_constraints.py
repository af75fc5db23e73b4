"""What the database itself refuses, whatever the code does."""

from datetime import date

import pytest
from django.db import IntegrityError, InternalError, NotSupportedError, ProgrammingError, transaction

from enterprises.models import (
    ApiToken,
    Firm,
    FirmGrade,
    FirmKind,
    GuaranteeAccount,
    GuaranteeEntry,
    Membership,
    PersonalDataView,
    Post,
    ReadingChange,
    Team,
    User,
)

REFUSALS = (InternalError, NotSupportedError, ProgrammingError, IntegrityError)


def refused(constraint: str):
    return pytest.raises(IntegrityError, match=constraint)


def firm(**changes):
    values = {
        "credit_code": "91430100MA4DEM99X8",
        "customs_code": "430166A099",
        "name_zh": "某某公司",
        "since": date(2020, 1, 1),
    }
    return Firm.objects.create(**(values | changes))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"credit_code": "91430100MA4DEM99I8"}, "firm_credit_code"),
        ({"credit_code": "91430100MA4DEM99"}, "firm_credit_code"),
        ({"customs_code": "430166a099"}, "firm_customs_code"),
        ({"customs_code": "430166"}, "firm_customs_code"),
        ({"platform_code": ""}, "firm_platform_code"),
        ({"name_zh": ""}, "firm_name"),
    ],
)
def test_a_misshapen_firm_is_refused(changes, constraint):
    with refused(constraint):
        firm(**changes)


@pytest.mark.django_db
@pytest.mark.parametrize("column", ["credit_code", "customs_code"])
def test_a_code_belongs_to_one_firm(column):
    first = firm()
    other = {"credit_code": "91430100MA4DEM98X8", "customs_code": "430166A098"} | {
        column: getattr(first, column)
    }
    with refused(column):
        firm(**other)


@pytest.mark.django_db
def test_a_kind_is_open_once(at):
    one = firm()
    FirmKind.objects.create(firm=one, kind="platform", valid_from=date(2020, 1, 1), valid_to=date(2021, 1, 1))
    FirmKind.objects.create(firm=one, kind="platform", valid_from=date(2022, 1, 1))
    with refused("firmkind_one_open"):
        FirmKind.objects.create(firm=one, kind="platform", valid_from=date(2023, 1, 1))


@pytest.mark.django_db
def test_a_kind_is_known_and_its_span_is_forward():
    one = firm()
    with refused("firmkind_kind"), transaction.atomic():
        FirmKind.objects.create(firm=one, kind="bank", valid_from=date(2020, 1, 1))
    with refused("firmkind_span"):
        FirmKind.objects.create(
            firm=one, kind="payment", valid_from=date(2020, 1, 1), valid_to=date(2020, 1, 1)
        )


@pytest.mark.django_db
def test_a_firm_has_one_grade_a_day():
    one = firm()
    spans = [
        (date(2020, 1, 1), date(2021, 1, 1)),
        (date(2021, 1, 1), date(2022, 1, 1)),
        (date(2023, 1, 1), None),
    ]
    for start, end in spans:
        FirmGrade.objects.create(firm=one, grade="dishonest", valid_from=start, valid_to=end, ground="x")
    values = {"firm": one, "grade": "default", "valid_from": date(2021, 12, 31), "ground": "x"}
    with refused("firmgrade_one_at_a_time"), transaction.atomic():
        FirmGrade.objects.create(**values, valid_to=date(2022, 6, 1))
    with refused("firmgrade_span"), transaction.atomic():
        FirmGrade.objects.create(**(values | {"valid_from": date(2022, 6, 1)}), valid_to=date(2022, 6, 1))
    free = values | {"valid_from": date(2022, 6, 1), "valid_to": date(2022, 7, 1)}
    with refused("firmgrade_grade"), transaction.atomic():
        FirmGrade.objects.create(**(free | {"grade": "AA"}))
    with refused("firmgrade_ground"), transaction.atomic():
        FirmGrade.objects.create(**(free | {"ground": ""}))
    FirmGrade.objects.create(**free)


@pytest.mark.django_db
def test_one_open_membership_of_a_firm(at):
    person = User.objects.create_user("a@b.example", name="甲", kind="firm", joined_at=at)
    one = firm()
    Membership.objects.create(user=person, firm=one, role="filer", since=at, ended_at=at)
    Membership.objects.create(user=person, firm=one, role="filer", since=at)
    with refused("membership_one_open"):
        Membership.objects.create(user=person, firm=one, role="admin", since=at)


@pytest.mark.django_db
def test_one_open_post_of_a_role(at):
    person = User.objects.create_user("a@b.example", name="甲", kind="officer", joined_at=at)
    team = Team.objects.create(office="4921", name="一科", lanes=["1210"])
    Post.objects.create(officer=person, team=team, role="officer", valid_from=date(2020, 1, 1))
    with refused("post_one_open"):
        Post.objects.create(officer=person, team=team, role="officer", valid_from=date(2021, 1, 1))


@pytest.mark.django_db
def test_addresses_are_unique_and_lower_case(at):
    User.objects.create_user("A@B.example", name="甲", kind="firm", joined_at=at)
    assert User.objects.get().email == "a@b.example"
    with refused("user_email"), transaction.atomic():
        User.objects.create_user("a@b.EXAMPLE", name="乙", kind="firm", joined_at=at)
    with refused("user_email_lower"):
        User.objects.create(email="C@b.example", name="丙", kind="firm", joined_at=at)


@pytest.mark.django_db
def test_a_token_hash_is_unique(at):
    person = User.objects.create_user("a@b.example", name="甲", kind="firm", joined_at=at)
    values = {"firm": firm(), "name": "x", "token_hash": b"h" * 32, "created_by": person, "created_at": at}
    ApiToken.objects.create(prefix="cp_aaaaaaaa", **values)
    with refused("apitoken_hash"):
        ApiToken.objects.create(prefix="cp_bbbbbbbb", **values)


@pytest.mark.django_db
def test_a_revoked_token_says_by_whom(at):
    person = User.objects.create_user("a@b.example", name="甲", kind="firm", joined_at=at)
    with refused("apitoken_revoked"):
        ApiToken.objects.create(
            firm=firm(),
            name="x",
            prefix="p",
            token_hash=b"h",
            created_by=person,
            created_at=at,
            revoked_at=at,
        )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("held", "constraint"), [(-1, "guarantee_held_not_negative"), (101, "guarantee_within_limit")]
)
def test_a_guarantee_never_holds_too_much_or_less_than_nothing(held, constraint):
    with refused(constraint):
        GuaranteeAccount.objects.create(
            firm=firm(), number="G1", limit_fen=100, held_fen=held, valid_from=date(2020, 1, 1)
        )


@pytest.mark.django_db
def test_entries_and_logs_are_never_changed_or_deleted(at):
    person = User.objects.create_user("a@b.example", name="甲", kind="officer", joined_at=at)
    GuaranteeEntry.objects.create(account_id=1, subject_id=2, kind="hold", fen=3, held_delta=3, at=at)
    PersonalDataView.objects.create(user=person, subject="order X", reason="核对姓名", at=at)
    ReadingChange.objects.create(firm=firm(), tolerant=True, reason="试点企业", by=person, at=at)
    for model, column in ((GuaranteeEntry, "fen"), (PersonalDataView, "reason"), (ReadingChange, "reason")):
        with pytest.raises(REFUSALS), transaction.atomic():
            model.objects.update(**{column: "9"})
        with pytest.raises(REFUSALS), transaction.atomic():
            model.objects.all().delete()
        assert model.objects.count() == 1


@pytest.mark.django_db
def test_an_entry_moves_a_known_way_and_no_negative_amount(at):
    with refused("guaranteeentry_(kind|signs)"), transaction.atomic():
        GuaranteeEntry.objects.create(account_id=1, subject_id=2, kind="lend", fen=3, at=at)
    with refused("guaranteeentry_not_negative"):
        GuaranteeEntry.objects.create(account_id=1, subject_id=2, kind="hold", fen=-3, held_delta=-3, at=at)
