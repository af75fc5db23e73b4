"""Where no browser is, the browser tests are skipped loudly; CI refuses to go on."""

from types import SimpleNamespace
from typing import Any

import pytest

from tests import conftest


class Item:
    """A collected test as far as the hook looks at it."""

    def __init__(self, nodeid: str, *marks: str) -> None:
        self.nodeid, self.marks, self.added = nodeid, marks, []

    def get_closest_marker(self, name: str) -> bool:
        return name in self.marks

    def add_marker(self, mark: Any) -> None:
        self.added.append(mark)


@pytest.fixture
def collected(monkeypatch: pytest.MonkeyPatch) -> list[Item]:
    monkeypatch.setattr(conftest, "find_chromium", lambda: None)
    monkeypatch.setattr(conftest, "_skipped", [])
    for name in ("PORTAL_REQUIRE_BROWSER", "CI"):
        monkeypatch.delenv(name, raising=False)
    return [Item("plain"), Item("page", "browser"), Item("long", "soak")]


def collect(items: list[Item], *, expression: str = "") -> None:
    hook = SimpleNamespace(pytest_deselected=lambda items: None)
    config = SimpleNamespace(getoption=lambda name: expression, hook=hook)
    conftest.pytest_collection_modifyitems(config, items)


def test_browser_tests_are_skipped_and_counted_in_red(collected: list[Item]) -> None:
    collect(collected)
    assert [item.nodeid for item in collected] == ["plain", "page"]
    assert collected[0].added == []
    assert "no Chromium found" in collected[1].added[0].kwargs["reason"]
    said: list[str] = []
    reporter = SimpleNamespace(
        section=lambda text, **_options: said.append(text),
        write_line=lambda text, **_options: said.append(text),
    )
    conftest.pytest_terminal_summary(reporter)
    assert said[0] == "BROWSER TESTS WERE NOT RUN"
    assert said[1].startswith("1 browser tests skipped")


@pytest.mark.parametrize(("name", "value"), [("PORTAL_REQUIRE_BROWSER", "1"), ("CI", "true")])
def test_ci_refuses_to_go_on_without_a_browser(
    collected: list[Item], monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(pytest.UsageError, match="no Chromium found"):
        collect(collected)


def test_soak_tests_run_when_asked_for(collected: list[Item]) -> None:
    collect(collected, expression="soak")
    assert "long" in [item.nodeid for item in collected]
