"""What every page owes: nothing for axe to find, nothing wider than the window, no silent trouble."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve

from tests.journeys.person import SIZES, Person

_AXE = Axe()
_OPTIONS = {"resultTypes": ["violations"]}
# Part of a page's identity: the same address shows another page.
_FACES = ("tab", "as")
# Swagger's own page is not ours, and its look is not either; it is opened, not judged.
FOREIGN = frozenset({"api-docs", "api-schema"})
_LINKS = """() => [...document.querySelectorAll('a[href]')]
    .filter(link => !link.hasAttribute('download')).map(link => link.getAttribute('href'))"""
_WIDER = """() => {
    const wide = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= wide) return [];
    return [...document.querySelectorAll('body *')]
        .filter(one => one.getBoundingClientRect().right > wide + 1)
        .map(one => one.tagName + '.' + one.className).slice(0, 8).concat('(wider than the window)');
}"""
View = tuple[str, str]
VIEWS: tuple[View, ...] = (("desktop", "light"), ("phone", "dark"))
OTHER_VIEWS: tuple[View, ...] = (("desktop", "dark"), ("phone", "light"))


def faults(person: Person, views: tuple[View, ...]) -> list[str]:
    """What is wrong with the state that is shown: in these sizes and colours, and in any width."""
    found = []
    person.settle()
    for size, theme in views:
        with person.as_if(size=size, theme=theme):
            response = _AXE.run(person.page, options=_OPTIONS).response
            for violation in response["violations"]:
                nodes = [
                    f"{' '.join(map(str, node['target']))} ({_why(node)})" for node in violation["nodes"][:4]
                ]
                found.append(f"{violation['id']} [{size}, {theme}]: {'; '.join(nodes)}")
    for size in SIZES:
        with person.as_if(size=size, theme="light"):
            found += [f"too wide [{size}]: {what}" for what in person.page.evaluate(_WIDER)]
    where = urlsplit(person.page.url)
    return [f"{where.path}?{where.query} {line}" for line in found]


def _why(node: dict[str, object]) -> str:
    return str(node.get("failureSummary", "")).replace("\n", " ")[:300]


def walk(person: Person, look: Callable[[str], None], *, start: str = "/") -> dict[str, str]:
    """One address for each page that links lead to from ``start``, by name and face of the page.

    ``look`` is called on each of them, while it is shown.
    """
    found: dict[str, str] = {}
    waiting = [start]
    while waiting:
        path = waiting.pop(0)
        key = page_key(path)
        if not key or key in found:
            continue
        found[key] = path
        if key in FOREIGN:
            continue
        person.open(path)
        person.settle()
        here = urlsplit(person.page.url).path
        waiting += [_joined(here, href) for href in person.page.evaluate(_LINKS)]
        look(key)
    return found


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
