"""What every page owes: nothing for axe to find, nothing wider than the window, no silent trouble."""

import re
from collections.abc import Callable, Iterable
from html import unescape
from urllib.parse import parse_qs, urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from django.urls import Resolver404, resolve

from tests.journeys.person import SIZES, Person

# Only what is wrong crosses over from the browser; what is right is ten times as much.
_AXE = """() => axe.run({resultTypes: ['violations']}).then(found => found.violations)"""
# Of how many addresses of pages that were seen already it is asked where they lead, at most.
_MOST_OTHERS = 400
# Part of a page's identity: the same address shows another page.
_FACES = ("tab", "as")
# Swagger's own page is not ours, and its look is not either; it is opened, not judged.
FOREIGN = frozenset({"api-docs", "api-schema"})
# Answers that are no whole pages: parts of one, files, and addresses that lead on to another page.
PARTS = frozenset(
    {
        "healthz", "declarations:home_panel", "declarations:lookup", "enterprises:coordinator_panel",
        "enterprises:guarantee_csv", "enterprises:notice", "enterprises:notice_count",
        "enterprises:attachment", "enterprises:firm_reading", "bonded:bulk_errors", "bonded:bulk_template",
        "bonded:file", "bonded:gate_pass_pdf", "bonded:stock_doc_pdf", "bonded:stock_taking_template",
    }
)  # fmt: skip
_LINKS = """() => [...document.querySelectorAll('a[href]')]
    .filter(link => !link.hasAttribute('download')).map(link => link.getAttribute('href'))"""
_WIDER = """() => {
    const wide = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= wide) return [];
    return [...document.querySelectorAll('body *')]
        .filter(one => one.getBoundingClientRect().right > wide + 1)
        .map(one => one.tagName + '.' + one.className).slice(0, 8).concat('(wider than the window)');
}"""
_ANCHOR = re.compile(r"<a\b[^>]*>")
_HREF = re.compile(r'\bhref="([^"]*)"')
_DOWNLOAD = re.compile(r"\bdownload\b")
View = tuple[str, str]
VIEWS: tuple[View, ...] = (("desktop", "light"), ("phone", "dark"))
OTHER_VIEWS: tuple[View, ...] = (("desktop", "dark"), ("phone", "light"))


def faults(person: Person, views: tuple[View, ...]) -> list[str]:
    """What is wrong with the state that is shown: in these sizes and colours, and in any width."""
    found = []
    person.settle()
    person.page.evaluate(AXE_SCRIPT)
    for size, theme in views:
        with person.as_if(size=size, theme=theme):
            for violation in person.page.evaluate(_AXE):
                nodes = [
                    f"{' '.join(map(str, node['target']))} ({_why(node)})" for node in violation["nodes"][:4]
                ]
                found.append(f"{violation['id']} [{size}, {theme}]: {'; '.join(nodes)}")
            found += _wider(person, size)
    for size in set(SIZES) - {size for size, _theme in views}:
        with person.as_if(size=size, theme="light"):
            found += _wider(person, size)
    where = urlsplit(person.page.url)
    return [f"{where.path}?{where.query} {line}" for line in found]


def _wider(person: Person, size: str) -> list[str]:
    return [f"too wide [{size}]: {what}" for what in person.page.evaluate(_WIDER)]


def _why(node: dict[str, object]) -> str:
    return str(node.get("failureSummary", "")).replace("\n", " ")[:300]


class _Others:
    """More addresses of pages that were seen, each once, and not without end."""

    def __init__(self) -> None:
        self.left: list[str] = []
        self._known: set[str] = set()

    def add(self, path: str) -> None:
        """Remember an address that nobody has gone to."""
        if path and path not in self._known and len(self._known) < _MOST_OTHERS:
            self._known.add(path)
            self.left.append(path)


def walk(
    person: Person,
    look: Callable[[str], None],
    *,
    wanted: Callable[[str], bool],
    starts: Iterable[str],
    owed: Callable[[dict[str, str]], bool],
) -> dict[str, str]:
    """One address for each page that links lead to from ``starts``, by name and face of the page.

    ``look`` is called on those that are ``wanted``, while they are shown; the others are only asked for.
    While a page is ``owed`` at the end, others of the pages that were seen are asked where they lead.
    """
    found: dict[str, str] = {}
    others = _Others()
    waiting = [*starts]
    while waiting or (others.left and owed(found)):
        if not waiting:
            waiting = _linked(person, others.left.pop(0))
            continue
        path = waiting.pop(0)
        key = page_key(path)
        if not key or key in found:
            others.add(path if key else "")
            continue
        found[key] = path
        if key in FOREIGN:
            continue
        if wanted(key):
            person.open(path)
            person.settle()
            here = urlsplit(person.page.url).path
            waiting += [_joined(here, href) for href in person.page.evaluate(_LINKS)]
            look(key)
        else:
            waiting += _linked(person, path)
    return found


def _asked(person: Person, path: str) -> tuple[str, str]:
    """Where the address leads in the end and what is there; it must be something."""
    answer = person.context.request.get(path)
    assert answer.ok, f"{answer.status} at {path}"
    kind = answer.headers.get("content-type", "")
    return urlsplit(answer.url).path, answer.text() if kind.startswith("text/html") else ""


def _linked(person: Person, path: str) -> list[str]:
    """The addresses that a page links to, as far as its source says."""
    here, text = _asked(person, path)
    anchors = [anchor for anchor in _ANCHOR.findall(text) if not _DOWNLOAD.search(anchor)]
    return [_joined(here, unescape(href)) for anchor in anchors for href in _HREF.findall(anchor)]


def _joined(path: str, href: str) -> str:
    """The address that a link on ``path`` leads to; empty when it leads out or down the same page."""
    if href.startswith("?"):
        return path + href
    return href.partition("#")[0] if href.startswith("/") and not href.startswith("//") else ""


def page_key(path: str) -> str:
    """The page's name with its face; empty for what is no page."""
    parts = urlsplit(path)
    query = parse_qs(parts.query)
    if not parts.path or query.get("as") == ["file"]:
        return ""
    try:
        name = resolve(parts.path).view_name
    except Resolver404:
        return f"not a page: {path}"
    faces = [f"{face}={query[face][0]}" for face in _FACES if face in query]
    return " ".join((name, *faces))
