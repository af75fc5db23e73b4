"""Officers and entry declarations in the demo office: one is under review, one waits for its tax."""

from datetime import datetime

from django.conf import settings

from declarations.facts import EntryState
from declarations.models import EntryDeclaration
from enterprises.models import User
from enterprises.selectors import actor_of_user
from supervision.services.entry_review import claim_entry, pass_entry


def make(*, at: datetime) -> int:
    """Take the latest waiting declarations under review, unless some are; how many were taken.

    One without tax stays there, one with tax is passed: its tax is to be paid.

    Raises:
        PermissionError: outside the demo (PORTAL_DEMO=1).
    """
    if not settings.PORTAL_DEMO:
        raise PermissionError("the demo office exists only with PORTAL_DEMO=1")
    if EntryDeclaration.objects.filter(reviewer_id__isnull=False).exists():
        return 0
    waiting = list(EntryDeclaration.objects.filter(status=EntryState.DECLARED, asked="").order_by("-pk"))
    officer = actor_of_user(User.objects.get(email="officer2@demo.example"), at=at)
    plain = [entry.pk for entry in waiting if not entry.tax_fen][:1]
    taxed = [entry.pk for entry in waiting if entry.tax_fen][:1]
    for entry_id in (*plain, *taxed):
        claim_entry(entry_id, actor=officer, at=at)
    for entry_id in taxed:
        pass_entry(entry_id, actor=officer, at=at)
    return len(plain) + len(taxed)
