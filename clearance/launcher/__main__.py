"""``python -m clearance.launcher run`` and ``… manage COMMAND``: what run.py calls inside the venv."""

import os
import sys

from clearance.launcher.notices import say
from clearance.launcher.problem import Problem
from clearance.launcher.supervisor import manage, run


def _port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Problem(f"PORT={text} is not a port: a number from 1 to 65535 is wanted.")
    return int(text)


def main(arguments: list[str]) -> int:
    """The exit code: 0 after a stop that was asked for, 1 with one sentence when something is wrong."""
    try:
        if arguments[:1] == ["manage"] and len(arguments) > 1:
            return manage(arguments[1:])
        if arguments != ["run"]:
            raise Problem("Say “run”, or “manage” and a command.")
        run(_port())
    except Problem as problem:
        say(f"error: {problem}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
