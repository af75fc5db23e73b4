"""Both languages are complete: every sentence a person may read has its Chinese."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib
from django.utils.translation.template import templatize

from clearance.launcher.home import REPOSITORY
from clearance.law import flows
from clearance.law import modules as law_modules
from tests.house.sources import modules, templates

MARKS = {
    "_", "gettext", "gettext_lazy", "gettext_noop",
    "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy", "npgettext",
}  # fmt: skip
PLACE = re.compile(r"%\((\w+)\)[sd]")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def _catalog() -> dict[str, list[polib.POEntry]]:
    found: dict[str, list[polib.POEntry]] = {}
    for path in sorted(REPOSITORY.glob("*/locale/zh_Hans/LC_MESSAGES/django.po")):
        for entry in polib.pofile(str(path)):
            if not entry.obsolete:
                found.setdefault(entry.msgid, []).append(entry)
    return found


def _texts(call: ast.Call) -> Iterator[str]:
    """The sentences of one marked call; a context (first argument of pgettext) is not a sentence."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name not in MARKS:
        return
    skipped = 1 if name.startswith(("pgettext", "npgettext")) else 0
    count = 2 if name.startswith(("ngettext", "npgettext")) else 1
    for argument in call.args[skipped : skipped + count]:
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            yield argument.value


def _of_python() -> Iterator[tuple[str, str]]:
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                yield from ((str(path), text) for text in _texts(node))


def _of_templates() -> Iterator[tuple[str, str]]:
    for path in templates():
        python = templatize(path.read_text(), origin=str(path))
        for begin in re.finditer(r"\b(?:n?p?gettext|_)\(", python):
            rest = python[begin.start() :].partition("\n")[0]
            yield from ((str(path.relative_to(REPOSITORY)), text) for text in _of_piece(rest))


def _of_piece(piece: str) -> Iterator[str]:
    """The sentences of one line of templatize's answer, which ends somewhere behind the call."""
    for end in range(piece.index("(") + 1, len(piece) + 1):
        if piece[end - 1] != ")":
            continue
        try:
            call = ast.parse(piece[:end], mode="eval").body
        except SyntaxError:
            continue
        if isinstance(call, ast.Call):
            yield from _texts(call)
        return


def _of_law() -> Iterator[tuple[str, str]]:
    for flow in flows():
        yield from ((f"flow {flow.name}", name) for name in flow.names.values())
    for module in law_modules():
        yield from ((f"{module.__name__} {rule.code}", rule.text) for rule in getattr(module, "RULES", ()))


def test_every_sentence_is_in_chinese_too() -> None:
    catalog = _catalog()
    found = {*_of_python(), *_of_templates(), *_of_law()}
    assert len(found) > 100
    missing = sorted(f"{where}: {text!r}" for where, text in found if text and text not in catalog)
    assert not missing, "\n".join(missing)


def test_no_translation_is_empty_or_a_guess() -> None:
    found = []
    for msgid, entries in _catalog().items():
        for entry in entries:
            said = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
            if entry.fuzzy or not all(said):
                found.append(msgid)
    assert not found, "\n".join(found)


def test_translations_keep_the_places_for_values() -> None:
    found = []
    for msgid, entries in _catalog().items():
        for entry in entries:
            wanted = set(PLACE.findall(msgid)) | set(PLACE.findall(entry.msgid_plural))
            said = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
            if any(not set(PLACE.findall(text)) <= wanted for text in said):
                found.append(f"{msgid!r}: a place that English has not")
            if not entry.msgid_plural and set(PLACE.findall(entry.msgstr)) != wanted:
                found.append(f"{msgid!r}: places differ")
    assert not found, "\n".join(found)


def test_one_sentence_has_one_translation() -> None:
    """Rooms' catalogues are merged: of two translations only one would ever be seen."""
    found = [
        f"{msgid!r}: {sorted({entry.msgstr for entry in entries})}"
        for msgid, entries in _catalog().items()
        if len({(entry.msgctxt, entry.msgstr) for entry in entries})
        > len({entry.msgctxt for entry in entries})
    ]
    assert not found, "\n".join(found)


def test_pages_are_written_in_english() -> None:
    """Chinese in a template would be shown to English readers; the name of the language itself is meant."""
    found: list[str] = []
    for path in templates():
        for number, line in enumerate(path.read_text().splitlines(), start=1):
            if CHINESE.search(line.replace("中文", "").replace("简体中文", "")):
                found.append(f"{path.relative_to(REPOSITORY)}:{number}")
    assert not found, "\n".join(found)


def test_catalogues_are_utf8_and_parse() -> None:
    paths = sorted(REPOSITORY.glob("*/locale/*/LC_MESSAGES/*.po"))
    assert paths
    for path in paths:
        assert "charset=UTF-8" in polib.pofile(str(path)).metadata["Content-Type"], Path(path)
