"""The firms that an officer must keep away from, for narrowing every other reading of firms' files."""

from django.db.models import QuerySet

from enterprises.facts import Actor
from enterprises.models import Recusal


def kept_away(actor: Actor) -> QuerySet[Recusal, int]:
    """The ids of the firms with an open recusal of the officer, as a subquery; of no firm for others.

    A recusal begins when it is recorded and is open until a chief ends it.
    """
    rows = Recusal.objects.filter(officer_id=actor.user_id or 0, to_at__isnull=True)
    return (rows if actor.is_officer else rows.none()).values_list("firm_id", flat=True)
