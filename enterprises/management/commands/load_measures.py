"""Laying in the catalogue of measures from the command line."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext_lazy as _

from enterprises.services.measures import load_catalogue
from kernel import clock


class Command(BaseCommand):
    """Bring the catalogue of measures to what the data file says; run twice it changes nothing."""

    help = str(_("Lay in the measures of the data file; texts that an office has rewritten are left alone."))

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say what is new."""
        made = load_catalogue(at=clock.now())
        if options["verbosity"]:
            self.stdout.write(f"{made.measures} measures and {made.texts} texts are new")
