"""What the demo shows of guarantees: an application that waits, beside the account that is there."""

from datetime import datetime, timedelta

from django.conf import settings

from enterprises import demo
from enterprises.models import GuaranteeFile, User
from enterprises.rules import guarantee_files as law
from enterprises.selectors.actors import actor_of_user
from enterprises.services.attachments import Upload
from enterprises.services.guarantee_files import apply_for_guarantee
from kernel.clock import business_date

_FEN = 50_000_000
_LETTER = b"%PDF-1.4\n% demonstration: a letter of guarantee\n%%EOF\n"


def make(*, at: datetime) -> int:
    """Let the demo's declarant apply for a second guarantee; 1 when that is new, else 0.

    Raises:
        PermissionError: outside the demo (PORTAL_DEMO=1).
    """
    if not settings.PORTAL_DEMO:
        raise PermissionError("the demo office exists only with PORTAL_DEMO=1")
    person = User.objects.get(email=f"{demo.GUARANTEE[0]}@demo.example")
    actor = actor_of_user(person, at=at)
    if GuaranteeFile.objects.filter(firm_id=actor.firm_id or 0).exists():
        return 0
    today = business_date(at)
    asked = law.Application(
        kind=law.OPEN,
        guarantee_kind=law.BANK_LETTER,
        scope=law.TOTAL,
        fen=_FEN,
        valid_from=today,
        valid_to=today + timedelta(days=365),
        issuer="湘江银行长沙分行",
        letter_no="XJBH-2020-0017",
        letter_states=tuple(law.LETTER_ITEMS),
    )
    letter = Upload("letter-of-guarantee.pdf", "application/pdf", (_LETTER,))
    apply_for_guarantee(asked, account_no="", uploads=(letter,), actor=actor, at=at)
    return 1
