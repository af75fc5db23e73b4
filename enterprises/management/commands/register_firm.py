"""Lets a firm in without a form: ``manage.py register_firm``, for the operator of the portal."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from enterprises.facts import SYSTEM
from enterprises.rules.registration import KINDS, Typed
from enterprises.services.registration_desk import register_firm
from kernel import clock
from kernel.refusal import Conflict, Refused
from kernel.web.findings import findings

_HELP = """Let a firm in without a form, for the operator of the portal.

The same rules hold as for a registration by page: both codes are checked, none may be in use, the office
must be known. The firm gets its kinds from today on. The person with the address given becomes its
administrator; one who has no account yet gets one without a password and sets it by way of
"I forgot my password" on the sign-in page. All or nothing is written; a second call is refused.

Example:
  manage.py register_firm --credit-code 91430100MA4L16JY4D --customs-code 4301660XYZ --name 某某公司 \\
    --kinds merchant,declarant --office 4921 --zone 4921 --admin-email a@firm.example --admin-name 王明
"""


class Command(BaseCommand):
    """One firm, one administrator."""

    help = _HELP

    def create_parser(self, prog_name: str, subcommand: str, **options: Any) -> Any:
        """The help keeps its lines."""
        parser = super().create_parser(prog_name, subcommand, **options)
        parser.formatter_class = RawDescriptionHelpFormatter
        return parser

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What a firm is, and who administers it."""
        parser.add_argument("--credit-code", required=True, help="unified social credit code, 18 characters")
        parser.add_argument("--customs-code", required=True, help="customs registration code, 10 characters")
        parser.add_argument("--name", required=True, help="Chinese name")
        parser.add_argument("--name-en", default="", help="English name")
        parser.add_argument("--kinds", required=True, help=f"separated by commas, of {', '.join(KINDS)}")
        parser.add_argument("--office", required=True, help="customs office in charge, 4 digits")
        parser.add_argument("--zone", default="", help="office of the bonded zone it stands in")
        parser.add_argument("--platform-code", default="", help="a further code that messages name it by")
        parser.add_argument("--dxp-id", default="", help="number of its data exchange client")
        parser.add_argument("--admin-email", required=True, help="address of its administrator")
        parser.add_argument("--admin-name", default="", help="name of an administrator without an account")

    def handle(self, *args: Any, **options: Any) -> None:
        """Call the service; say what stands against it, one line each."""
        kinds = tuple(filter(None, (kind.strip() for kind in options["kinds"].split(","))))
        typed = Typed(
            credit_code=options["credit_code"].strip().upper(),
            customs_code=options["customs_code"].strip().upper(),
            name_zh=options["name"].strip(),
            name_en=options["name_en"].strip(),
            kinds=kinds,
            platform_code=options["platform_code"].strip(),
            dxp_id=options["dxp_id"].strip(),
            office=options["office"],
            zone=options["zone"],
        )
        try:
            done = register_firm(
                typed,
                admin_email=options["admin_email"],
                admin_name=options["admin_name"],
                actor=SYSTEM,
                at=clock.now(),
            )
        except (Refused, Conflict) as no:
            lines = [f"{one.code} {one.path}: {one.sentence}" for one in findings(no)]
            raise CommandError("\n".join(lines)) from no
        self.stdout.write(f"{typed.name_zh} ({done.customs_code}) was let in, with its administrator.")
