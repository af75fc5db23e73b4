"""``manage.py receive FILE…``: receive CEB messages from files, as the firm of a token or a code."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from declarations.services.filing import MessageResult
from declarations.services.receive import receive_messages
from enterprises.selectors import actor_of_firm
from kernel import clock
from kernel.refusal import Conflict, Refused
from kernel.web.findings import findings


class Command(BaseCommand):
    """Receives files one after the other and prints what became of each document."""

    help = "Receive CEB messages from files on behalf of a firm."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The files, and the firm that sends them."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--firm", required=True, help="customs code or credit code of the sending firm")

    def handle(self, *, files: list[Path], firm: str, **options: Any) -> None:
        """Receive every file; a file that cannot be opened stops nothing but itself."""
        at = clock.now()
        actor = actor_of_firm(firm, at=at)
        if actor is None:
            raise CommandError(f"No firm has the code {firm}.")
        broken = 0
        for path in files:
            try:
                (result,) = receive_messages([path.read_bytes()], actor=actor, channel="command", at=at)
            except OSError as problem:
                broken += 1
                self.stderr.write(f"{path}: {problem.strerror}")
            except (Refused, Conflict) as refusal:
                broken += 1
                self.stderr.write(f"{path}: {'; '.join(f.sentence for f in findings(refusal))}")
            else:
                self._tell(path, result)
        if broken:
            raise CommandError(f"{broken} of {len(files)} files were not received.")

    def _tell(self, path: Path, result: MessageResult) -> None:
        said = "received before" if result.repeated else "received"
        self.stdout.write(f"{path}: CEB{result.code or '???'} {said} as {result.inbox_id}")
        for found in findings(result.violations):
            self.stdout.write(f"  {found.path or '-'}: {found.code} {found.sentence}")
        for document in result.documents:
            self.stdout.write(
                f"  {document.position} {document.key}: {document.outcome} {document.public_no}".rstrip()
            )
            for found in findings(document.violations):
                self.stdout.write(f"    {found.path or '-'}: {found.code} {found.sentence}")
