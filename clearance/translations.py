"""Compiles the translations: only .po files are kept, and gettext need not be installed."""

from os import getpid
from pathlib import Path

import polib


def compile_all(root: Path) -> int:
    """Write the .mo beside each .po of the rooms that is newer; the number written."""
    written = 0
    for source in sorted(root.glob("*/locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime_ns < source.stat().st_mtime_ns:
            draft = target.with_suffix(f".{getpid()}.mo.draft")  # two processes may compile at once
            polib.pofile(str(source)).save_as_mofile(str(draft))
            draft.rename(target)
            written += 1
    return written
