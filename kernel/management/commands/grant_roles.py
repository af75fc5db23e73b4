"""``manage.py grant_roles``: the rights of the role that the application connects as."""

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError

from kernel.orm.protect import create_role, grant, role_exists


class Command(BaseCommand):
    """Give the application's role its rights: everything but changing what is append-only."""

    help = "Run as owner after each migrate. The role's name is PORTAL_APP_ROLE (default portal_app)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the role where it is missing, grant, and say what it may only append to."""
        role = os.environ.get("PORTAL_APP_ROLE", "").strip() or "portal_app"
        try:
            if not role_exists(role):
                create_role(role)
                self.stdout.write(f"Role {role} created.")
            protected = grant(role)
        except ProgrammingError as error:
            raise CommandError(
                f"The rights of {role} could not be set ({error}). Run this as the owner of the database; "
                f"if it may not create roles, let an administrator run: CREATE ROLE {role} LOGIN;"
            ) from error
        self.stdout.write(f"Role {role} may only append to: {', '.join(protected) or 'no table'}.")
