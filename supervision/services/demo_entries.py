"""Officers and entry declarations in the demo office: one declaration is under review."""

from datetime import datetime

from django.conf import settings

from declarations.facts import EntryState
from declarations.models import EntryDeclaration
from enterprises.models import User
from enterprises.selectors import actor_of_user
from supervision.services.entry_review import claim_entry


def make(*, at: datetime) -> int:
    """Take the latest waiting declaration under review, unless one is; how many were taken.

    Raises:
        PermissionError: outside the demo (PORTAL_DEMO=1).
    """
    if not settings.PORTAL_DEMO:
        raise PermissionError("the demo office exists only with PORTAL_DEMO=1")
    if EntryDeclaration.objects.filter(reviewer_id__isnull=False).exists():
        return 0
    waiting = EntryDeclaration.objects.filter(status=EntryState.DECLARED, asked="").order_by("-pk").first()
    if waiting is None:
        return 0
    officer = actor_of_user(User.objects.get(email="officer2@demo.example"), at=at)
    claim_entry(waiting.pk, actor=officer, at=at)
    return 1
