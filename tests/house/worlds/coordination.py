"""The coordinator of the firm ``broker``, a conversation, a circular, visits in each state, an absence."""

from datetime import datetime, timedelta

from enterprises.facts import Actor
from enterprises.models import User
from enterprises.selectors import actor_of_user
from enterprises.services.absences import record_absence
from enterprises.services.coordination import assign
from enterprises.services.messages import open_thread, send_broadcast
from enterprises.services.resumption import report_work
from enterprises.services.visits import answer_visit, plan_visit, record_visit
from kernel import clock
from tests.office import Office

_BROKER = "430168A004"
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_RECORD = {"people": ["刘洋"], "topics": ["policy"], "advice": "", "questions": [], "recusal_stated": True}


def things(office: Office) -> dict[str, object]:
    """The numbers that addresses take; pages look at the wall clock, so everything lies around now."""
    at = clock.now()
    chief, coordinator, officer = (_actor(name, at=at) for name in ("chief", "coordinator", "officer"))
    assign(
        actor=chief, customs_code=_BROKER, officer_id=coordinator.user_id or 0, ground="knows the trade",
        seen=None, at=at - _DAY,
    )  # fmt: skip
    planned, held, disputed, confirmed = (_visit(coordinator, at=at) for _ in range(4))
    for number in (held, disputed, confirmed):
        record_visit(actor=coordinator, number=number, at=at, **_RECORD)  # type: ignore[arg-type]
    answer_visit(actor=office.broker, number=disputed, confirmed=False, text="another day", at=at)
    answer_visit(actor=office.broker, number=confirmed, confirmed=True, text="", at=at)
    thread = open_thread(actor=office.broker, subject="New goods", text="When?", at=at).number
    sent = send_broadcast(actor=coordinator, title="Hours", text="Closed.", scope="all", at=at).number
    absence = record_absence(
        actor=chief, officer_id=officer.user_id or 0, deputy_id=office.officer2.user_id or 0,
        from_at=at + _DAY, to_at=at + 2 * _DAY, reason="leave", at=at,
    ).number  # fmt: skip
    report = report_work(actor=office.broker, state="full", blockers=[], at=at).number
    visits = {"visit": held, "visit_record": planned, "visit_answer": held, "visit_close": confirmed}
    visits |= {"visit_settle": disputed, "visit_cancel": planned}
    return {
        **{f"enterprises:{name}.number": number for name, number in visits.items()},
        "enterprises:thread.number": thread,
        "enterprises:broadcast.number": sent,
        "enterprises:broadcast_retract.number": sent,
        "enterprises:absence.number": absence,
        "enterprises:absence_shorten.number": absence,
        "enterprises:resumption_confirm.number": report,
    }


def _actor(name: str, *, at: datetime) -> Actor:
    return actor_of_user(User.objects.get(email=f"{name}@demo.example"), at=at)


def _visit(coordinator: Actor, *, at: datetime) -> str:
    return plan_visit(
        actor=coordinator, customs_code=_BROKER, mode="phone", on_at=at - _HOUR, place="",
        officer_two=None, purpose="how work goes on", at=at - _HOUR,
    )  # fmt: skip
