"""What the pages say, in both languages: a journey names the English sentence and finds either."""

import re
from functools import cache
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent.parent
_PLACE = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


@cache
def _chinese() -> dict[str, frozenset[str]]:
    """Every sentence of the rooms with its translations (a word may have several, by context)."""
    found: dict[str, set[str]] = {}
    for path in sorted(ROOT.glob("*/locale/zh_Hans/LC_MESSAGES/django.po")):
        for entry in polib.pofile(str(path)):
            texts = [entry.msgstr, *entry.msgstr_plural.values()]
            found.setdefault(entry.msgid, set()).update(text for text in texts if text)
    return {msgid: frozenset(texts) for msgid, texts in found.items()}


def says(*sentences: str, whole: bool = True) -> re.Pattern[str]:
    """A pattern for any of these sentences, in English or Chinese; places for values match anything.

    ``whole``: nothing else may stand beside it; otherwise the text only begins with it.
    """
    known = _chinese()
    missing = [sentence for sentence in sentences if sentence not in known]
    assert not missing, f"No page says this (any more): {missing}"
    texts = [text for sentence in sentences for text in (sentence, *sorted(known[sentence]))]
    body = "|".join(map(_pattern, texts))
    return re.compile(rf"^\s*(?:{body})\s*$" if whole else rf"^\s*(?:{body})")


def _pattern(text: str) -> str:
    """The text as a pattern, its places for values open."""
    return ".+?".join(re.escape(part) for part in _PLACE.split(text))
