"""A draft and a submitted registration, a filed standing document and its scan."""

from datetime import date

from enterprises.models import Attachment, User
from enterprises.selectors import actor_of_user
from enterprises.services.registration import start_registration
from enterprises.services.standing import Paper, file_document
from kernel import clock
from tests.enterprises.newcomers import submitted, typed, upload
from tests.office import Office

_OF_THE_DRAFT = ("", "_save", "_submit", "_attach", "_detach", "_withdraw")


def things(office: Office) -> dict[str, object]:
    """Both registrations were begun by the administrator of ``broker``."""
    at = clock.now()
    broker = actor_of_user(User.objects.get(email="broker@demo.example"), at=at)
    draft = start_registration(actor=broker, office="4921", at=at)
    waiting = submitted(broker, typed(), at=at)
    paper = Paper("business_licence", "", "4301-0001", date(2020, 1, 1), None)
    filed = file_document(paper, uploads=[upload()], actor=broker, at=at)
    scan = Attachment.objects.get(subject_no=filed)
    return {
        **{f"enterprises:registration{name}.number": draft for name in _OF_THE_DRAFT},
        **{f"enterprises:registration_{name}.number": waiting for name in ("case", "decide", "reveal")},
        **{f"enterprises:standing_{name}.number": filed for name in ("document", "withdraw", "decide")},
        "enterprises:attachment.number": scan.number,
    }
