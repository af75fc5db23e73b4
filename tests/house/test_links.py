"""The documents: every relative link and image leads somewhere; and there is a soak to run."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
_FENCED = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`[^`\n]*`")
_LINKS = (
    re.compile(r"\]\(\s*<?([^)\s>]+)"),  # [text](target "title") and ![alt](target)
    re.compile(r"^\s*\[[^\]]+\]:\s*<?(\S+?)>?\s*$", re.MULTILINE),  # [name]: target
    re.compile(r"<(?:img|a|source)\b[^>]*?\b(?:src|href)=[\"']([^\"']+)"),
)
_SOAK = re.compile(r"^\s*(?:@pytest\.mark\.soak|pytestmark\s*=.*\bpytest\.mark\.soak)\b", re.MULTILINE)


def links_of(text: str) -> list[str]:
    """Where a page's links and images point, those in code left out."""
    prose = _CODE.sub("", _FENCED.sub("", text))
    return [target for pattern in _LINKS for target in pattern.findall(prose)]


def broken(page: Path, *, text: str) -> list[str]:
    """Relative targets that do not exist, or headings that the page they name does not have."""
    lost = []
    for target in links_of(text):
        if re.match(r"[a-z][a-z0-9+.-]*:|//", target):
            continue
        path, _, heading = unquote(target).partition("#")
        aim = (page.parent / path).resolve() if path else page
        own = aim.is_relative_to(ROOT) and aim.exists()
        if not own or (heading and aim.suffix == ".md" and heading not in headings_of(aim)):
            lost.append(target)
    return lost


def headings_of(page: Path) -> set[str]:
    """The anchors of a page's headings, as the forges make them."""
    titles = re.findall(r"^#{1,6}\s+(.+?)\s*#*$", _FENCED.sub("", page.read_text()), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


def test_a_broken_link_is_found():
    """The search itself: links, images, references, html, anchors; code and other sites are left alone."""
    text = (
        '[a](no/where.md) ![b](none.png "title") [own](README.md) [x](#no-such-heading) [c](https://x.example/)\n'
        "<img src='lost.svg'> `[d](code.md)`\n\n[ref]: gone.md\n\n```\n[e](fenced.md)\n```\n"
    )
    found = broken(ROOT / "README.md", text=text)
    assert sorted(found) == ["#no-such-heading", "gone.md", "lost.svg", "no/where.md", "none.png"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_of_documents_lead_somewhere(page):
    """Every relative link and image of the page exists in the repository."""
    assert broken(page, text=page.read_text()) == []


def test_there_is_a_soak_to_run():
    """``make soak`` runs what is marked so; it must not be empty."""
    marked = [path for path in (ROOT / "tests").rglob("test_*.py") if _SOAK.search(path.read_text())]
    assert marked
