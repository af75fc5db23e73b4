"""Brings a data folder up to date: translations, tables, grants, code lists, measures, demo, static files."""

from hashlib import sha256
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from clearance.translations import compile_all


class Command(BaseCommand):
    """Run by the launcher as the owner of the database; does nothing that is already done."""

    help = "Compile translations, migrate, grant, load code lists and measures, make the demo, collect files."

    def handle(self, *args: object, **options: object) -> None:
        """Do all steps in order."""
        compile_all(settings.BASE_DIR)
        call_command("migrate", interactive=False, verbosity=1, stdout=self.stdout)
        for command in ("grant_roles", "load_codelists", "load_measures"):
            self._call(command)
        (settings.DATA_DIR / "accounts.txt").write_text(self._demo() if settings.PORTAL_DEMO else "")
        self._collect()

    def _demo(self) -> str:
        """Make the demo office and the stock of its ledger; the answer names the accounts."""
        self._call("demo_office")
        self._call("demo_ledger")
        return self._call("demo_office", print_only=True)

    def _call(self, command: str, **options: bool) -> str:
        output = StringIO()
        call_command(command, stdout=output, **options)
        self.stdout.write(f"{command}:\n{output.getvalue()}")
        return output.getvalue()

    def _collect(self) -> None:
        marker = settings.STATIC_ROOT / "fingerprint.txt"
        wanted = fingerprint(settings.BASE_DIR)
        if marker.exists() and marker.read_text() == wanted:
            return
        call_command("collectstatic", interactive=False, clear=True, verbosity=0, ignore_patterns=["*.map"])
        marker.write_text(wanted)


def fingerprint(root: Path) -> str:
    """A hash that changes when a static file or a library that brings some changes."""
    parts = [sha256((root / "requirements.txt").read_bytes()).hexdigest()]
    for folder in (root / "static", *sorted(root.glob("*/static"))):
        for path in sorted(folder.rglob("*")):
            state = path.stat()
            parts.append(f"{path} {state.st_size} {state.st_mtime_ns}")
    return sha256("\n".join(parts).encode()).hexdigest()
