"""Where a finding points, in the words of the form instead of the path of the field."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from re import compile as compile_pattern

from django.forms import Field
from django.utils.translation import gettext as _

from kernel.web.findings import Finding

_PATH = compile_pattern(r"(?:lines\[(\d{1,4})\]\.?|head\.)?(\w*)\Z")


def placed(found: Iterable[Finding], *, fields: Mapping[str, Field]) -> list[Finding]:
    """The findings, each with "Line 2 · Goods code" for its path; ``fields`` by the last part of a path."""
    return [replace(one, path=_words(one.path, fields=fields)) for one in found]


def told(found: Iterable[Finding], *, fields: Mapping[str, Field]) -> list[Finding]:
    """The findings, each sentence with the place it speaks of before it, for a list above a page."""
    return [
        replace(one, sentence=f"{where}: {one.sentence}") if where else one
        for one in found
        for where in [_words(one.path, fields=fields)]
    ]


def _words(path: str, *, fields: Mapping[str, Field]) -> str:
    """The path in words; a path that no field answers to stays away."""
    place = _PATH.match(path)
    if place is None:
        return ""
    line = f"{_('Line')} {place[1]}" if place[1] else ""
    label = str(fields[place[2]].label or "") if place[2] in fields else ""
    return " · ".join(word for word in (line, label) if word)
