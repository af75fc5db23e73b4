"""The navigation of the shell marks one entry on each page, on those below it too."""

import re

import pytest

_MARKED = re.compile(r'<a class="nav-link[^"]*" href="([^"]+)" aria-current="page"')


def _marked(answer) -> list[str]:
    """The addresses marked in the navigation at the side of the page."""
    page = answer.content.decode()
    side = page[page.index("<aside") :]
    return _MARKED.findall(side[: side.index("</aside>")])


@pytest.mark.parametrize(
    ("who", "path", "marked"),
    [
        ("shop", "/firm/work/", "/firm/coordinator/"),
        ("shop", "/messages/", "/firm/coordinator/"),
        ("shop", "/visits/", "/firm/coordinator/"),
        ("shop", "/firm/principals/", "/firm/agents/"),
        ("shop", "/firm/guarantee/apply/", "/firm/guarantee/"),
        ("shop", "/", "/"),
        ("coordinator", "/messages/", "/coordinators/"),
        ("officer", "/plans/", "/grants/"),
        ("officer", "/standing/", "/firms/"),
        ("officer", "/trust/grades/", "/trust/"),
        ("officer", "/resumption/", "/resumption/"),
    ],
)
def test_the_entry_of_the_page_is_marked(browser, who, path, marked):
    assert _marked(browser(who).get(path)) == [marked]


@pytest.mark.parametrize(("who", "path"), [("shop", "/notices/"), ("officer", "/profile/")])
def test_a_page_of_no_entry_marks_none(browser, who, path):
    assert not _marked(browser(who).get(path))
