"""Where a browser for the browser tests is: Debian's Chromium, or one that Playwright fetched."""

import os
import shutil
from functools import cache
from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@cache
def find_chromium() -> str | None:
    """The path of a Chromium (``PORTAL_CHROMIUM`` chooses one), or None."""
    chosen = os.environ.get("PORTAL_CHROMIUM")
    if chosen:
        return chosen
    installed = next(filter(None, map(shutil.which, _NAMES)), None)
    if installed:
        return installed
    fetched = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache/ms-playwright")
    return next(map(str, sorted(fetched.glob("chromium-*/chrome-linux*/chrome"), reverse=True)), None)


def launch_options() -> dict[str, object]:
    """Arguments for Playwright's ``chromium.launch``; as root Chromium runs only without its sandbox."""
    options: dict[str, object] = {"executable_path": find_chromium()}
    return options | {"args": ["--no-sandbox"]} if os.geteuid() == 0 else options
