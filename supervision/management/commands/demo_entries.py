"""``manage.py demo_entries``: declare what the demo zone brought in, and take one under review."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from declarations.services import demo_entries as firms
from kernel import clock
from supervision.services import demo_entries as officers


class Command(BaseCommand):
    """Makes what is missing; a second run makes nothing. Run ``demo_zone`` before."""

    help = "Declare inventories of the demo zone (only with PORTAL_DEMO=1)."

    def handle(self, *args: object, **options: object) -> None:
        """Make declarations, then claim one."""
        if not settings.PORTAL_DEMO:
            raise CommandError("The demo declarations exist only with PORTAL_DEMO=1.")
        at = clock.now()
        self.stdout.write(f"declarations: {firms.make(at=at)} new")
        self.stdout.write(f"reviews: {officers.make(at=at)} new")
