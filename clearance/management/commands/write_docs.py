"""Writes docs/flows.md, docs/rules.md and docs/access.md from the law itself."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from clearance.law import documents


class Command(BaseCommand):
    """``write_docs`` writes, ``write_docs --check`` only says whether something is stale."""

    help = "Write docs/flows.md, rules.md and access.md from the flows, rules and pages of all rooms."

    def add_arguments(self, parser: CommandParser) -> None:
        """``--check``: write nothing, end with 1 when a document is stale."""
        parser.add_argument("--check", action="store_true", help="write nothing, only compare")

    def handle(self, *args: object, **options: object) -> None:
        """Write or compare."""
        wanted = documents()
        stale = {path: text for path, text in wanted.items() if not path.exists() or path.read_text() != text}
        if options["check"] and stale:
            names = ", ".join(path.name for path in stale)
            raise CommandError(f"Stale: {names}. Run manage.py write_docs.", returncode=1)
        for path, text in stale.items():
            path.write_text(text)
            self.stdout.write(f"written: {path.name}")
