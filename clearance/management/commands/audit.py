"""Asks every room for contradictions in its tables."""

from django.core.management.base import BaseCommand, CommandError

from clearance.audit import problems


class Command(BaseCommand):
    """Prints one line for each contradiction and ends with 1 when there is any."""

    help = "Look for orphans, ledgers that do not sum up, and other contradictions in all rooms."

    def handle(self, *args: object, **options: object) -> None:
        """Print what was found."""
        found = problems()
        for line in found:
            self.stdout.write(line)
        if found:
            raise CommandError(f"{len(found)} contradictions.", returncode=1)
        self.stdout.write("No contradictions.")
