"""A grade change that waits, and a suspension put in force for a day that never comes."""

from datetime import UTC, date, datetime

from enterprises.models import User
from enterprises.rules.suspension import Wanted
from enterprises.selectors import actor_of_user
from enterprises.services.suspensions import countersign_suspension, propose_suspension
from enterprises.services.trust import WantedGrade, propose_grade
from tests.office import AT, Office

BROKER = "430168A004"


def things(office: Office) -> dict[str, object]:
    """Both of the firm ``broker``; the suspension stops none of its acts meanwhile."""
    chief = actor_of_user(User.objects.get(email="chief@demo.example"), at=AT)
    grade = WantedGrade("dishonest", date(2026, 5, 20), "violations", "Above the limits twice")
    change = propose_grade(actor=office.officer, customs_code=BROKER, wanted=grade, at=AT)
    wanted = Wanted("firm", "arrears", "Fines unpaid", from_at=datetime(2099, 1, 1, tzinfo=UTC))
    suspension = propose_suspension(actor=office.officer, customs_code=BROKER, wanted=wanted, at=AT)
    countersign_suspension(actor=chief, number=suspension, at=AT)
    return {"enterprises:grade_change.number": change, "enterprises:suspension.number": suspension}
