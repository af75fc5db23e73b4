"""``manage.py demo_zone``: fill the demo ledger with papers, gates and what passed them."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from bonded.services import (
    demo,
    demo_deliveries,
    demo_doors,
    demo_gates,
    demo_inventories,
    demo_ledger,
    demo_stops,
)
from kernel import clock
from kernel.refusal import Refused
from kernel.web.findings import findings

# In this order: what lies there, what moves and carries it; then what pauses and stops some of it.
TOPICS = {
    "stock": lambda at: demo.load(at=at).items,
    "inventories": lambda at: demo_inventories.make(at=at),
    "deliveries": lambda at: demo_deliveries.make(at=at),
    "gates": lambda at: demo_gates.make(at=at),
    "ledger": lambda at: demo_ledger.make(at=at),
    "doors": lambda at: demo_doors.make(at=at),
    "stops": lambda at: demo_stops.make(at=at),
}


class Command(BaseCommand):
    """Makes what is missing of every topic; a second run makes nothing."""

    help = "Fill the demo ledger with the work of the zone (only with PORTAL_DEMO=1)."

    def handle(self, *args: object, **options: object) -> None:
        """Make it, topic by topic."""
        if not settings.PORTAL_DEMO:
            raise CommandError("The demo zone exists only with PORTAL_DEMO=1.")
        at = clock.now()
        for topic, make in TOPICS.items():
            try:
                made = make(at)
            except Refused as refusal:
                sentences = "; ".join(one.sentence for one in findings(refusal))
                raise CommandError(f"{topic}: {sentences}") from refusal
            self.stdout.write(f"{topic}: {made} new")
