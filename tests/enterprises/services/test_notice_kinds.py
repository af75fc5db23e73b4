"""Every kind of notice: sent by some source, and told to whom it is about when the act is done."""

from datetime import timedelta

import pytest

from enterprises.models import Authority, Coordination, Firm, NoticeCopy, User
from enterprises.rules.notice_kinds import BY_CODE, KINDS
from enterprises.rules.notice_readers import is_told
from enterprises.rules.plans import PlanDraft
from enterprises.rules.suspension import Wanted
from enterprises.services import absences, plans, suspensions, visits
from enterprises.services import difficulties_firm as firm_side
from enterprises.services import difficulties_work as customs_side
from enterprises.services.coordination import assign, end, recuse
from enterprises.services.difficulties import Draft, raise_difficulty
from enterprises.services.messages import open_thread, reply, retract_broadcast, send_broadcast
from enterprises.services.resumption import report_work
from enterprises.services.standing import file_document, refuse_document
from kernel.clock import business_date
from tests.enterprises.conftest import AT
from tests.enterprises.newcomers import upload
from tests.enterprises.services.test_standing import PAPER
from tests.house.sources import REPOSITORY, modules

SHOP, BROKER = "430166A001", "430168A004"
SAID = "known to the whole office"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CHIEFS = {"chief", "chief2"}


class World:
    """The demo office with the ways to the acts that the table is about."""

    def __init__(self, actor) -> None:
        self.actor = actor

    def coordinated(self, name="coordinator", *, seen=None, at=AT) -> Coordination:
        return assign(
            actor=self.actor("chief"),
            customs_code=SHOP,
            officer_id=self.actor(name).user_id,
            ground=SAID,
            seen=seen,
            at=at,
        )

    def recused(self) -> None:
        self.coordinated()
        own = self.actor("coordinator")
        recuse(actor=own, customs_code=SHOP, officer_id=own.user_id, reason=SAID, at=AT + HOUR)

    def ended(self) -> None:
        given = {"customs_code": SHOP, "reason": "delay", "text": SAID, "at": AT + HOUR}
        end(actor=self.actor("chief"), seen=self.coordinated().pk, **given)

    def handed_over(self) -> None:
        self.coordinated("coordinator2", seen=self.coordinated().pk, at=AT + HOUR)

    def thread(self) -> str:
        """A conversation that the shop has begun."""
        return open_thread(actor=self.actor("shop"), subject="Lanes", text=SAID, at=AT).number

    def broadcast(self, name="coordinator") -> str:
        return send_broadcast(
            actor=self.actor(name), title="Holidays", text=SAID, scope="chosen", codes=[SHOP], at=AT
        ).number

    def retracted(self) -> None:
        self.coordinated()
        number = self.broadcast()
        NoticeCopy.objects.all().delete()
        retract_broadcast(actor=self.actor("coordinator"), number=number, reason=SAID, at=AT + HOUR)

    def visit(self, *, on_at=AT + DAY) -> str:
        self.coordinated()
        return visits.plan_visit(
            actor=self.actor("coordinator"),
            customs_code=SHOP,
            mode="on_site",
            on_at=on_at,
            place="warehouse 3",
            officer_two=self.actor("officer").user_id,
            purpose=SAID,
            at=AT,
        )

    def cancelled(self) -> None:
        visits.cancel_visit(actor=self.actor("coordinator"), number=self.visit(), note=SAID, at=AT)

    def held(self) -> str:
        number = self.visit(on_at=AT - HOUR)
        visits.record_visit(
            actor=self.actor("coordinator"),
            number=number,
            recusal_stated=True,
            people=["王五"],
            topics=["policy"],
            advice=SAID,
            questions=[],
            at=AT,
        )
        return number

    def confirmed(self, *, confirmed=True) -> None:
        number = self.held()
        visits.answer_visit(actor=self.actor("shop"), number=number, confirmed=confirmed, text=SAID, at=AT)

    def away(self) -> str:
        own = self.actor("coordinator")
        return absences.record_absence(
            actor=own,
            officer_id=own.user_id,
            deputy_id=self.actor("coordinator2").user_id,
            from_at=AT + DAY,
            to_at=AT + 3 * DAY,
            reason="leave",
            at=AT,
        ).number

    def back(self) -> None:
        number = self.away()
        absences.shorten_absence(actor=self.actor("chief"), number=number, to_at=AT + 2 * DAY, at=AT)

    def works(self, *, coordinated: bool) -> None:
        if coordinated:
            self.coordinated()
        report_work(actor=self.actor("shop"), state="stopped", blockers=["workers"], text=SAID, at=AT)

    def paper_refused(self) -> None:
        number = file_document(PAPER, uploads=[upload()], actor=self.actor("shop"), at=AT)
        refuse_document(number, reason=SAID, actor=self.actor("officer"), at=AT)

    def suspended(self, *, who="officer", at_once=False) -> str:
        return suspensions.propose_suspension(
            actor=self.actor(who),
            customs_code=SHOP,
            wanted=Wanted("firm", "arrears", "Fines of 2025 unpaid"),
            at_once=at_once,
            at=AT,
        )

    def lifting(self) -> str:
        number = self.suspended()
        suspensions.countersign_suspension(actor=self.actor("chief"), number=number, at=AT)
        suspensions.propose_lift(actor=self.actor("officer"), number=number, reason=SAID, at=AT + HOUR)
        return number

    def lifted(self) -> None:
        Authority.objects.all().delete()
        shop, broker = (Firm.objects.get(customs_code=code) for code in (SHOP, BROKER))
        Authority.objects.create(
            number="AU4921260000001",
            principal=shop,
            agent=broker,
            scopes=["declare"],
            valid_from=business_date(AT),
            valid_to=business_date(AT + 9 * DAY),
            given_by_id=self.actor("shop").user_id,
            given_at=AT,
        )
        suspensions.lift_suspension(actor=self.actor("chief2"), number=self.lifting(), at=AT + 2 * HOUR)

    def plan(self, *steps) -> str:
        draft = PlanDraft(
            "Medicines", "Drugs", ("300",), "emergency_clearance", business_date(AT),
            business_date(AT + 60 * DAY), "Decree 256, Article 1", (("selection.lane", "release"),),
        )  # fmt: skip
        number = plans.draft_plan(actor=self.actor("coordinator"), customs_code=BROKER, draft=draft, at=AT)
        calls = {
            "coordinator": plans.submit_plan,
            "officer": plans.approve_plan,
            "broker": plans.agree_to_plan,
            "chief": plans.put_plan_in_force,
        }
        for name in steps:
            calls[name](actor=self.actor(name), number=number, at=AT)
        return number

    def plan_refused(self) -> None:
        number = self.plan("coordinator")
        plans.refuse_plan(actor=self.actor("officer"), number=number, reason=SAID, at=AT)

    def plan_revoked(self) -> None:
        number = self.plan("coordinator", "officer", "broker", "chief")
        plans.revoke_plan(actor=self.actor("chief"), number=number, reason=SAID, at=AT)

    def difficulty(self) -> str:
        """A difficulty of the shop that an officer has in hand."""
        draft = Draft("Lists wait", SAID, "declaration", "normal", "page", ())
        number = raise_difficulty(actor=self.actor("shop"), draft=draft, at=AT).number
        given = {"triage": "simple", "urgency": "normal", "team_id": None, "at": AT}
        customs_side.triage(actor=self.actor("officer"), number=number, **given)
        return number

    def answered(self) -> str:
        number = self.difficulty()
        customs_side.answer(actor=self.actor("officer"), number=number, text=SAID, at=AT)
        return number

    def objected(self) -> None:
        firm_side.objection(actor=self.actor("shop"), number=self.answered(), text=SAID, at=AT)

    def reopened(self) -> None:
        number = self.answered()
        firm_side.confirm(actor=self.actor("shop"), number=number, mark=3, remark="", at=AT)
        firm_side.reopen(actor=self.actor("shop"), number=number, text=SAID, at=AT + DAY)

    def withdrawn(self) -> None:
        firm_side.withdraw(actor=self.actor("shop"), number=self.difficulty(), at=AT)

    def untouched(self) -> None:
        """Withdrawn before anybody had it in hand."""
        draft = Draft("Lists wait", SAID, "declaration", "normal", "page", ())
        number = raise_difficulty(actor=self.actor("shop"), draft=draft, at=AT).number
        firm_side.withdraw(actor=self.actor("shop"), number=number, at=AT)

    def answered_thread(self) -> None:
        self.coordinated()
        number = self.thread()
        NoticeCopy.objects.all().delete()
        reply(actor=self.actor("coordinator"), number=number, text=SAID, at=AT)


# Kind, the act, and whoever has a copy of that kind after it.
ACTS = (
    ("coordinator_assigned", World.coordinated, {"shop"}),
    ("coordinator_given", World.coordinated, {"coordinator"}),
    ("coordinator_taken", World.handed_over, {"coordinator"}),
    ("coordinator_taken", World.ended, {"coordinator"}),
    ("coordinator_taken", World.recused, {"coordinator"}),
    ("message_received", lambda world: (world.coordinated(), world.thread()), {"coordinator"}),
    ("message_received", World.thread, CHIEFS),
    ("message_received", World.answered_thread, {"shop"}),
    ("broadcast", lambda world: (world.coordinated(), world.broadcast()), {"shop"}),
    ("broadcast_retracted", World.retracted, {"shop"}),
    ("visit_planned", World.visit, {"shop", "officer"}),
    ("visit_planned", lambda world: world.visit(on_at=AT - HOUR), {"officer"}),
    ("visit_cancelled", World.cancelled, {"shop"}),
    ("visit_to_confirm", World.held, {"shop"}),
    ("visit_answered", World.confirmed, {"coordinator", "officer"}),
    ("visit_answered", lambda world: world.confirmed(confirmed=False), {"coordinator", "officer"}),
    ("absence_named", World.away, {"coordinator2"}),
    ("absence_shortened", World.back, {"coordinator2"}),
    ("resumption_to_confirm", lambda world: world.works(coordinated=True), {"coordinator"}),
    ("resumption_to_confirm", lambda world: world.works(coordinated=False), {"officer", "officer2"}),
    ("standing_refused", World.paper_refused, {"shop"}),
    ("suspension_provisional", lambda world: world.suspended(who="chief", at_once=True), CHIEFS),
    ("suspension_lift_proposed", World.lifting, CHIEFS),
    ("partner_resumed", World.lifted, {"broker", "filer"}),
    ("plan_ended", World.plan_refused, {"coordinator"}),
    ("plan_ended", World.plan_revoked, {"coordinator", "broker", "filer"}),
    ("difficulty_answered", World.answered, {"shop"}),
    ("difficulty_reopened", World.objected, {"officer"}),
    ("difficulty_reopened", World.reopened, {"officer"}),
    ("difficulty_withdrawn", World.withdrawn, {"officer"}),
    ("difficulty_withdrawn", World.untouched, {"officer", "officer2", "coordinator", "coordinator2"}),
)


@pytest.fixture
def world(actor) -> World:
    return World(actor)


def told(kind: str) -> set[str]:
    """Who has a copy of a notice of the kind, by the names before the @."""
    rows = NoticeCopy.objects.filter(notice__kind=kind).values_list("user__email", flat=True)
    return {email.partition("@")[0] for email in rows}


@pytest.mark.parametrize(("kind", "act", "audience"), ACTS)
def test_who_is_told(world, kind, act, audience):
    assert told(kind) == set()
    act(world)
    assert told(kind) == audience
    officers = set(User.objects.filter(kind="officer").values_list("email", flat=True))
    sides = {f"{name}@demo.example" in officers for name in audience}
    assert all(is_told(kind, officer=side) for side in sides)


def test_a_change_of_coordinator_tells_the_firm_again_and_the_old_one_nothing_more(world):
    world.handed_over()
    assert told("coordinator_given") == {"coordinator", "coordinator2"}
    rows = NoticeCopy.objects.filter(notice__kind="coordinator_assigned")
    assert rows.count() == 2


def test_every_kind_is_sent_by_some_source():
    """It stands as a text in the sources of the rooms, but for the tables of the kinds themselves."""
    paths = (path for path in modules() if not path.name.startswith("notice_"))
    sources = "".join((REPOSITORY / path).read_text() for path in paths)
    assert {code for code in BY_CODE if f'"{code}"' not in sources} == set()


def test_kinds_are_many_and_each_is_once():
    assert len({kind.code for kind in KINDS}) == len(KINDS) > 60
