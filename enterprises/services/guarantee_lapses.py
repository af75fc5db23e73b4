"""Exemptions from the guarantee that the portal ends because a condition of them was broken; a step."""

from collections.abc import Iterable
from datetime import datetime

from enterprises.models import GuaranteeExemption
from enterprises.services.guarantee_files import tell_firm
from kernel.orm.tx import require_transaction


def suspend_exemptions(firm_ids: Iterable[int], *, reason: str, at: datetime) -> int:
    """End the exemptions of these firms from now on; how many. The firms are told and may apply again.

    What was accepted under them stays as it is. A second call ends nothing.

    Source: GACC announcement 2023-148: suspended when a centralised declaration or its tax is late.
    """
    require_transaction()
    open_ones = GuaranteeExemption.objects.filter(firm_id__in=set(firm_ids), ended_at__isnull=True)
    ended = 0
    for row in open_ones.order_by("pk"):
        # Compare and set: of two workers only one ends it and says so.
        if open_ones.filter(pk=row.pk).update(ended_at=at, end_reason=reason):
            tell_firm("guarantee_exemption_ended", number=row.number, firm_id=row.firm_id, at=at)
            ended += 1
    return ended
