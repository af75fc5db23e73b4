"""``manage.py rotate_hash``: hash persons and contents anew under the last version of PORTAL_HASH_KEY."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError, ProgrammingError

from declarations.services.rehashing import rotate_hash
from kernel import clock
from kernel.refusal import Conflict


class Command(BaseCommand):
    """Rotate the key of the keyed hashes; the portal may run meanwhile."""

    help = "Run as owner, after every process was started with PORTAL_HASH_KEY=1:old,2:new."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rotate and say what is in force now, or why nothing has changed."""
        try:
            version = rotate_hash(at=clock.now())
        except Conflict as busy:
            problem = "Another rotation is running, or the portal is too busy. Run this again: it goes on."
            raise CommandError(problem) from busy
        except ImproperlyConfigured as wrong:
            raise CommandError(str(wrong)) from wrong
        except IntegrityError as wrong:  # the rest of its words is the row
            raise CommandError(f"A hash belongs to no document: {str(wrong).splitlines()[0]}.") from wrong
        except ProgrammingError as denied:
            raise CommandError(f"Run this as the owner of the database ({denied}).") from denied
        if version is None:
            self.stdout.write("The last version of PORTAL_HASH_KEY is in force already.")
        else:
            self.stdout.write(f"Version {version} is in force. Remove the older ones and restart the portal.")
