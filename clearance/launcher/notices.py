"""What the launcher says: READY on standard output, everything else on standard error."""

import sys


def say(sentence: str) -> None:
    """One line for the person at the terminal."""
    print(sentence, file=sys.stderr, flush=True)


def ready(url: str, *, accounts: str) -> None:
    """The line that others wait for, and the demo accounts under it."""
    lines = [f"READY {url}", *(f"  {line}" for line in accounts.splitlines())]
    print("\n".join(lines), flush=True)
