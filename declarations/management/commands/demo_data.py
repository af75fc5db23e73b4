"""``manage.py demo_data [--count N]``: fill the demo office with declarations around now."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from declarations.services.demo import PLANNED, load
from kernel import clock
from kernel.refusal import Refused
from kernel.web.findings import findings


class Command(BaseCommand):
    """Sends the day's demo purchases; a second run of the day sends only what is missing."""

    help = "Fill the demo office with declarations (only with PORTAL_DEMO=1, after load_codelists)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many purchases."""
        parser.add_argument("--count", type=int, default=PLANNED, help=f"purchases (default {PLANNED})")

    def handle(self, *, count: int, **options: Any) -> None:
        """Send them."""
        if not settings.PORTAL_DEMO:
            raise CommandError("Demo declarations exist only with PORTAL_DEMO=1.")
        try:
            made = load(at=clock.now(), count=count)
        except Refused as refusal:
            raise CommandError("; ".join(one.sentence for one in findings(refusal))) from refusal
        except ValueError as wrong:
            raise CommandError(f"--count: {wrong}.") from wrong
        self.stdout.write(f"demo data: {made.purchases} purchases, {made.sent} messages are new")
