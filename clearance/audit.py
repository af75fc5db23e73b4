"""The audit: every room says what in its tables contradicts itself."""

from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec

from django.conf import settings


def checks() -> Iterator[tuple[str, Callable[[], list[str]]]]:
    """All ``audit_*`` functions of the rooms' selectors, with their names."""
    for room in settings.ROOMS:
        name = f"{room}.selectors"
        if find_spec(name) is None:
            continue
        module = import_module(name)
        for attribute in sorted(vars(module)):
            if attribute.startswith("audit_"):
                yield f"{name}.{attribute}", getattr(module, attribute)


def problems() -> list[str]:
    """One sentence for each contradiction that any room finds; empty when all is well."""
    return [f"{name}: {line}" for name, check in checks() for line in check()]
