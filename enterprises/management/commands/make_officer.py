"""Make an officer's account with a first post, for the operator: an office's first chief."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from enterprises.facts import SYSTEM
from enterprises.models import PostRole, Team
from enterprises.services.posts import make_officer
from kernel import clock
from kernel.clock import business_date
from kernel.refusal import Refused


class Command(BaseCommand):
    """``make_officer --email … --name … --office 4921 --team "E-commerce team" --role chief``."""

    help = "Make an officer's account with a first post; a mail lets the officer choose a password."

    def add_arguments(self, parser: CommandParser) -> None:
        """Who, and which post."""
        for name in ("email", "name", "office", "team"):
            parser.add_argument(f"--{name}", required=True)
        parser.add_argument("--role", required=True, choices=PostRole.values)

    def handle(self, *args: object, **options: object) -> None:
        """Make the account, or say why not."""
        at = clock.now()
        team = Team.objects.filter(office=options["office"], name=options["team"]).first()
        if team is None:
            raise CommandError("There is no such team; make it with make_team.")
        try:
            post = make_officer(
                actor=SYSTEM,
                email=str(options["email"]),
                name=str(options["name"]),
                team_id=team.pk,
                role=str(options["role"]),
                valid_from=business_date(at),
                at=at,
            )
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"officer {post.officer_id}: {post.role} of {team}; the mail is on its way")
