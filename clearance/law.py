"""Finds the law of the house where it is written: flows and rules of all rooms, and who may do what."""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

from django.conf import settings

from clearance.access import document as access
from kernel import docs
from kernel.flow import Flow
from kernel.refusal import Rule

# Where a room may keep rules: the law itself, what messages may say, who may do what.
_PLACES = ("rules", "messages", "permissions")


def modules() -> Iterator[ModuleType]:
    """All modules of all rooms that may hold rules or flows, kernel's last."""
    for room in reversed(settings.ROOMS):
        for place in _PLACES:
            spec = find_spec(f"{room}.{place}")
            if spec is None or spec.origin is None:
                continue
            folder = Path(spec.origin).parent if spec.submodule_search_locations else None
            names = sorted(path.stem for path in folder.glob("*.py")) if folder else []
            for name in ["", *(name for name in names if name != "__init__")]:
                yield import_module(f"{room}.{place}.{name}" if name else f"{room}.{place}")


def flows() -> list[Flow]:
    """All flows, each once, in the order of the rooms."""
    found: list[Flow] = []
    for module in modules():
        found += [value for value in vars(module).values() if isinstance(value, Flow) and value not in found]
    return found


def rules() -> dict[str, list[Rule]]:
    """All rules by chapter: a rule stands in the module with the shortest ``RULES`` that names it.

    Raises:
        ValueError: two rules with one code.
    """
    tables = {module.__name__: list(getattr(module, "RULES", ())) for module in modules()}
    home: dict[str, tuple[Rule, str]] = {}
    for name, table in sorted(tables.items(), key=lambda item: (len(item[1]), -item[0].count("."), item[0])):
        for rule in table:
            if home.setdefault(rule.code, (rule, name))[0] != rule:
                raise ValueError(f"two rules are called {rule.code}: in {home[rule.code][1]} and in {name}")
    return {
        name.replace(".", ": ", 1).replace(".", " / "): chapter
        for name, table in tables.items()
        if (chapter := [rule for rule in table if home[rule.code][1] == name])
    }


def documents() -> dict[Path, str]:
    """The generated documents and what must stand in them."""
    folder = Path(settings.BASE_DIR) / "docs"
    return {
        folder / "flows.md": docs.flows(flows()),
        folder / "rules.md": docs.rules(rules()),
        folder / "access.md": access.document(),
    }
