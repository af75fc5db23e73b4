"""Make the demo ledger (only with PORTAL_DEMO=1)."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from bonded.services.demo import load
from kernel import clock


class Command(BaseCommand):
    """``demo_ledger`` makes what is missing of the demo ledger and its opening stock."""

    help = "Make the demo ledger (idempotent; only with PORTAL_DEMO=1, after load_codelists and demo_office)."

    def handle(self, *args: object, **options: object) -> None:
        """Make it."""
        if not settings.PORTAL_DEMO:
            raise CommandError("The demo ledger exists only with PORTAL_DEMO=1.")
        made = load(at=clock.now())
        self.stdout.write(f"demo ledger: {made.ledgers} ledgers, {made.items} items are new")
