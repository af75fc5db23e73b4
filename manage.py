#!/usr/bin/env python3
"""Django's command line for the portal, with the environment of the data folder."""

import os
import sys

from django.core.management import execute_from_command_line

from clearance.launcher.home import lend_environment


def main() -> None:
    """Run one management command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clearance.settings")
    lend_environment(os.environ, command=sys.argv[1] if len(sys.argv) > 1 else "")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
