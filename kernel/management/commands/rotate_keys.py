"""``manage.py rotate_keys``: wrap the data keys under the current master key, or begin a new data key."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from kernel.orm.keys import make_data_key, rewrap_data_keys
from kernel.orm.tx import intention


class Command(BaseCommand):
    """Rotate keys; stored data stay as they are and stay readable."""

    help = "Wraps all data keys under the last master key of PORTAL_DATA_KEYS; the older ones can go then."

    def add_arguments(self, parser: CommandParser) -> None:
        """The one option."""
        parser.add_argument(
            "--new-data-key",
            action="store_true",
            help="also begin a new data key for what is stored from now on",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Rotate in one transaction and say what was done."""
        with intention():
            count = rewrap_data_keys()
            number = make_data_key() if options["new_data_key"] else None
        self.stdout.write(f"{count} data keys wrapped anew.")
        if number is not None:
            self.stdout.write(f"Data key {number} is used from now on.")
