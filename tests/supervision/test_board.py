"""The homes of coordinator and chief: what they show, to whom, and at a fixed number of queries."""

from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from declarations.selectors import firms_of_lists
from enterprises.models import (
    Absence,
    Coordination,
    Difficulty,
    Firm,
    FirmGrade,
    GuaranteeAccount,
    GuaranteeExemption,
    GuaranteeFreeze,
    Message,
    Recusal,
    Resumption,
    StandingDocument,
    Suspension,
    Thread,
    User,
    Visit,
)
from enterprises.rules.identifiers import check_character
from enterprises.selectors import rooms_of
from enterprises.services.difficulties import Draft, raise_difficulty
from enterprises.services.difficulties_jobs import escalate_late
from kernel import clock
from kernel.clock import business_date
from kernel.orm.ids import reserve
from supervision.models import Case
from supervision.selectors.board import board_page, tally
from supervision.selectors.chief import office_page
from supervision.services import claim, move_claims
from tests.office import AT
from tests.supervision.desk import cases, person

LATER = AT + timedelta(minutes=5)
TROUBLE = Draft("Pallets wait at the gate", "Since Monday no truck came.", "logistics", "normal", "phone")


@pytest.fixture(autouse=True)
def english():
    """The words of these tests are English."""
    with translation.override("en"):
        yield


def firms(count: int, *, officer: str = "coordinator") -> list[Firm]:
    """The next firms of the zone, each looked after by the officer, with something in every column."""
    start = Firm.objects.filter(customs_code__startswith="43018").count()
    return [_firm(number, officer=officer) for number in range(start, start + count)]


def _firm(number: int, *, officer: str) -> Firm:
    body = f"91430100MA4B{number:05d}"
    firm = Firm.objects.create(
        credit_code=body + check_character(body),
        customs_code=f"43018{number:05d}",
        name_zh=f"第{number}家",
        since=date(2020, 1, 1),
        office="4921",
        zone="4921",
    )
    chief, keeper = person("chief").user_id, person(officer).user_id
    begun = {"from_at": AT - timedelta(days=30), "given_by_id": chief, "ground": "new firm of the zone"}
    Coordination.objects.create(firm=firm, officer_id=keeper, **begun)
    GuaranteeAccount.objects.create(
        firm=firm, number=f"DB{firm.pk:010d}", limit_fen=100, held_fen=25, valid_from=date(2020, 1, 1)
    )
    Resumption.objects.create(
        number=f"RS{firm.pk:08d}",
        firm=firm,
        office="4921",
        at=AT,
        state="partly",
        share=60,
        blockers=["logistics"],
        reported_by_id=person("shop").user_id,
    )
    raise_difficulty(actor=person(officer), draft=TROUBLE, at=AT, firm_id=firm.pk)
    _fill(firm, keeper=keeper, chief=chief)
    return firm


def _fill(firm: Firm, *, keeper: int | None, chief: int | None) -> None:
    """Visits, a document that runs out, an unread message; every second firm is suspended and frozen."""
    shop = person("shop").user_id
    for status, days in ((10, 7), (20, -7)):
        Visit.objects.create(
            subject_id=reserve(1)[0],
            status=status,
            since=AT,
            number=f"VI{firm.pk:06d}{status}",
            firm=firm,
            office="4921",
            mode="phone",
            on_at=AT + timedelta(days=days),
            officer_one_id=keeper,
            planned_by_id=keeper,
            purpose="how work resumes",
            recusal_stated=True,
            sealed=b"x",
        )
    StandingDocument.objects.create(
        subject_id=reserve(1)[0],
        status=30,
        since=AT,
        number=f"SD{firm.pk:08d}",
        firm=firm,
        kind="other",
        title="Lease of the warehouse",
        document_no=f"L{firm.pk}",
        valid_from=date(2020, 1, 1),
        valid_to=business_date(AT) + timedelta(days=10),
        filed_by_id=shop,
        filed_at=AT,
        decided_by_id=chief,
    )
    thread = Thread.objects.create(
        number=f"MS{firm.pk:08d}", firm=firm, subject="Gate", opened_by_id=shop, opened_at=AT, last_at=AT
    )
    Message.objects.create(thread=thread, by_id=shop, from_firm=True, text="When does it open?", at=AT)
    if firm.pk % 2:
        _stop(firm, proposer=keeper, decider=chief)


def _stop(firm: Firm, *, proposer: int | None, decider: int | None) -> None:
    """The firm is suspended and its guarantee frozen."""
    Suspension.objects.create(
        subject_id=reserve(1)[0],
        status=30,
        since=AT,
        number=f"SU{firm.pk:08d}",
        office="4921",
        firm=firm,
        kind="firm",
        effect="acts",
        ground="arrears",
        text="fines unpaid",
        from_at=AT,
        proposed_by_id=proposer,
        proposed_at=AT,
        decided_by_id=decider,
        decided_at=AT,
    )
    freeze(firm, by=decider)


def freeze(firm: Firm, *, by: int | None) -> None:
    """Every account of the firm is frozen by an officer from today on."""
    for account in GuaranteeAccount.objects.filter(firm=firm):
        GuaranteeFreeze.objects.create(
            account=account,
            ground="officer",
            reason="to be cleared",
            from_on=business_date(AT),
            by_id=by,
            at=AT,
        )


def away(officer: str, *, deputy: str) -> Absence:
    """The officer is away for a day from AT."""
    return Absence.objects.create(
        number="AB1",
        office="4921",
        officer_id=person(officer).user_id,
        deputy_id=person(deputy).user_id,
        from_at=AT,
        to_at=AT + timedelta(days=1),
        reason="leave",
        recorded_by_id=person("chief").user_id,
        recorded_at=AT,
    )


def test_a_row_says_what_the_firm_needs(office):
    calm, stopped = sorted(firms(2), key=lambda one: one.pk % 2)
    actor = person("coordinator")
    rows = {row.firm: row for row in board_page(actor, after=None, at=LATER)[1]}
    assert rows.keys() == {calm, stopped}
    row, other = rows[calm], rows[stopped]
    assert row.troubles is not None and (row.troubles.open, row.troubles.overdue) == (1, 0)
    assert row.headroom is not None and (row.headroom.free_fen, row.headroom.percent) == (75, 75)
    assert row.work is not None and row.work.share == 60 and not row.is_work_confirmed
    assert [one.title for one in row.documents] == ["Lease of the warehouse"]
    assert (row.visits.last_at, row.visits.next_at) == (AT - timedelta(days=7), AT + timedelta(days=7))
    assert (row.unread, row.suspension) == (1, None)
    assert other.suspension is not None and other.suspension.number == f"SU{stopped.pk:08d}"
    assert other.headroom is not None and (other.headroom.limit_fen, other.headroom.free_fen) == (0, 0)
    assert [look.label for look in other.headroom.looks] == ["Frozen"]
    assert tally(actor, at=LATER) == (2, 2, 0, 2, 2, 2)


def _account(firm: Firm, number: str, **more: object) -> None:
    usual = {"valid_from": date(2020, 1, 1), "limit_fen": 1000}
    GuaranteeAccount.objects.create(firm=firm, number=number, **{**usual, **more})


@pytest.mark.parametrize(
    ("more", "free", "words"),
    [
        ({}, 1075, []),
        ({"valid_to": date(2020, 2, 1)}, 75, []),
        ({"valid_from": date(2099, 1, 1)}, 75, []),
        ({"closed_at": AT, "limit_fen": 0}, 75, []),
        ({"scope": "single", "bound_to": "I123"}, 75, []),
    ],
)
def test_only_what_can_be_used_is_free(office, more, free, words):
    """An ended, a coming, a closed account and one for a single document hold nothing for the next list."""
    firm = next(one for one in firms(2) if not one.pk % 2)
    _account(firm, "DBX", **more)
    room = rooms_of([firm.pk], on=business_date(AT))[firm.pk]
    assert (room.free_fen, [look.label for look in room.looks]) == (free, words)


def test_what_no_figure_says_is_said_in_words(office):
    """Frozen beside another that may be used, ended alone, exempt; a firm with nothing is left out."""
    frozen, ended, exempt, none = firms(4)
    for firm in (ended, exempt, none):
        GuaranteeFreeze.objects.filter(account__firm=firm).delete()
        GuaranteeAccount.objects.filter(firm=firm).delete()
    freeze(frozen, by=person("chief").user_id) if not frozen.pk % 2 else None
    _account(frozen, "DBX")
    _account(ended, "DBY", valid_to=date(2020, 2, 1))
    GuaranteeExemption.objects.create(
        number="EX1",
        firm=exempt,
        valid_from=date(2020, 1, 1),
        valid_to=date(2099, 1, 1),
        ground="advanced",
        proposed_by_id=person("officer").user_id,
        decided_by_id=person("chief").user_id,
        at=AT,
    )
    FirmGrade.objects.create(
        firm=exempt, grade="advanced_certified", valid_from=date(2020, 1, 1), ground="certified"
    )
    rooms = rooms_of([one.pk for one in (frozen, ended, exempt, none)], on=business_date(AT))
    said = {pk: (room.free_fen, [look.label for look in room.looks]) for pk, room in rooms.items()}
    assert said == {
        frozen.pk: (1000, ["Frozen"]),
        ended.pk: (0, ["Expired"]),
        exempt.pk: (0, ["Exempt from the guarantee"]),
    }
    assert rooms[exempt.pk].is_exempt


def test_the_chief_sees_what_is_late_and_who_has_nobody(office):
    """Overdue and brought difficulties by number; a firm whose deputy is recused has nobody."""
    first, second = firms(2)
    chief = person("chief")
    page = office_page(chief, at=LATER)
    others = {one.pk for one in page.uncared}
    assert not others & {first.pk, second.pk} and page.late == (0, 0)
    late = Difficulty.objects.get(firm=first)
    Difficulty.objects.filter(pk=late.pk).update(due_at=AT - timedelta(days=1))
    escalate_late(at=LATER)
    away("coordinator", deputy="coordinator2")
    Recusal.objects.create(
        officer_id=person("coordinator2").user_id,
        firm=second,
        reason="a relative",
        from_at=AT,
        recorded_by_id=chief.user_id,
    )
    page = office_page(chief, at=LATER)
    assert page.late == (1, 1)
    assert second in page.uncared and first not in page.uncared


def test_firms_of_another_coordinator_stay_away_until_one_stands_in(office):
    (firm,) = firms(1, officer="coordinator2")
    actor = person("coordinator")
    assert board_page(actor, after=None, at=LATER)[1] == []
    away("coordinator2", deputy="coordinator")
    (row,) = board_page(actor, after=None, at=LATER)[1]
    assert (row.firm, row.deputy_for) == (firm, person("coordinator2").name)


def test_claims_of_an_absent_officer_move_to_the_deputy(office):
    (case,) = cases(office, 1)
    until = claim(case.pk, actor=office.officer, at=AT)
    assert move_claims(at=LATER) == 0
    away("officer", deputy="officer2")
    assert move_claims(at=LATER) == 1
    case = Case.objects.get(pk=case.pk)
    assert (case.owner_id, case.lease_until) == (office.officer2.user_id, until)
    assert move_claims(at=LATER) == 0


def test_a_claim_goes_back_to_the_queue_where_the_deputy_is_recused(office):
    (case,) = cases(office, 1)
    claim(case.pk, actor=office.officer, at=AT)
    (firm_id, *_) = sorted(firms_of_lists([case.pk])[case.pk])
    deputy = office.officer2.user_id
    Recusal.objects.create(
        officer_id=deputy, firm_id=firm_id, reason="a cousin", from_at=AT, recorded_by_id=deputy
    )
    away("officer", deputy="officer2")
    assert move_claims(at=LATER) == 0
    case = Case.objects.get(pk=case.pk)
    assert (case.owner_id, case.claimed_at, case.lease_until) == (None, None, None)


@pytest.mark.parametrize(
    ("name", "url"), [("coordinator", "/supervision/board/"), ("chief", "/supervision/office/")]
)
def test_the_number_of_queries_is_fixed(office, monkeypatch, name, url):
    """Three firms or thirty: the same."""
    monkeypatch.setattr(clock, "now", lambda: LATER)
    user = User.objects.get(email=f"{name}@demo.example")
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    browser = Client()
    browser.force_login(user)
    counts = []
    for more in (3, 27):
        firms(more)
        browser.get(url)
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(url).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]
