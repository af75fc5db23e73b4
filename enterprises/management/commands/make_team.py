"""Make a team of a customs office, for the operator: the first ones, before there is a chief."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from enterprises.facts import SYSTEM
from enterprises.services.posts import make_team
from kernel.refusal import Refused


class Command(BaseCommand):
    """``make_team --office 4921 --name "E-commerce team" --lane 1210 --lane 9610``."""

    help = "Make a team of a customs office (nothing happens when it is there)."

    def add_arguments(self, parser: CommandParser) -> None:
        """The office, the team's name, the supervision modes whose cases it gets."""
        parser.add_argument("--office", required=True, help="four digits")
        parser.add_argument("--name", required=True)
        parser.add_argument("--lane", action="append", default=[], help="a supervision mode, e.g. 1210")

    def handle(self, *args: object, **options: object) -> None:
        """Make it, or say why not."""
        lanes = [str(lane) for lane in options["lane"]]  # type: ignore[attr-defined]
        try:
            team = make_team(
                actor=SYSTEM, office=str(options["office"]), name=str(options["name"]), lanes=lanes
            )
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"team: {team}")
