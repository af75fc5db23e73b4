"""Make the demo office (only with PORTAL_DEMO=1), or print its accounts."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from enterprises.demo import ACCOUNTS, PASSWORD
from enterprises.services.demo import make_demo_office
from kernel import clock


class Command(BaseCommand):
    """``demo_office`` makes what is missing; ``demo_office --print`` prints one line per account."""

    help = "Make the demo office (idempotent; only with PORTAL_DEMO=1)."

    def add_arguments(self, parser: CommandParser) -> None:
        """``--print``: print the accounts instead of making them."""
        parser.add_argument("--print", action="store_true", dest="print_only", help="print the accounts only")

    def handle(self, *args: object, **options: object) -> None:
        """Make or print."""
        if not settings.PORTAL_DEMO:
            raise CommandError("The demo office exists only with PORTAL_DEMO=1.")
        if options["print_only"]:
            for account in ACCOUNTS:
                self.stdout.write(f"{account.email:<26} {account.label_en}")
            self.stdout.write(f"password of all: {PASSWORD}")
            return
        made = make_demo_office(at=clock.now())
        self.stdout.write(
            f"demo office: {made.firms} firms, {made.teams} teams, {made.people} people are new"
        )
