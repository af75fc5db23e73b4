"""Loading of code lists from the command line: the shipped ones, or an official table."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext_lazy as _

from codelists.services.loading import TableFile, load_tables, shipped_tables
from kernel import clock
from kernel.refusal import Conflict, Refused
from kernel.web.findings import findings

_MOST_SENTENCES = 50


class Command(BaseCommand):
    """Bring the stored code lists to what the tables say; run twice it changes nothing."""

    help = str(_("Load the shipped code lists, or an official table into one of them."))

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which list, and from which file."""
        parser.add_argument("--from", dest="file", metavar="FILE", help="a CSV table with a header line")
        parser.add_argument("--list", dest="name", default="", help="the list; else the file's name says it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, load, and say what changed."""
        try:
            files = _files(options["file"], name=options["name"])
            loaded = load_tables(files, at=clock.now())
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from error
        except (Refused, Conflict) as refused:
            raise CommandError("\n".join(_sentences(refused))) from refused
        if not options["verbosity"]:
            return
        for one in loaded:
            counts = f"{one.added} added, {one.changed} changed, {one.closed} closed"
            self.stdout.write(f"{one.name}: {counts}{_remarks(one.kept, ignored=one.ignored)}")
        self.stdout.write(f"{sum(one.total for one in loaded)} changes in all")


def _files(file: str | None, *, name: str) -> tuple[TableFile, ...]:
    if file is None:
        return shipped_tables(only=name)
    path = Path(file)
    return (TableFile(name or path.stem, path.name, path.read_bytes()),)


def _sentences(refused: Refused | Conflict) -> list[str]:
    said = [finding.sentence for finding in findings(refused)]
    more = len(said) - _MOST_SENTENCES
    return said[:_MOST_SENTENCES] + ([f"... and {more} more"] if more > 0 else [])


def _remarks(kept: int, *, ignored: tuple[str, ...]) -> str:
    held = f"; {kept} left to the official table that set them" if kept else ""
    odd = f"; columns not used: {', '.join(ignored)}" if ignored else ""
    return held + odd
