"""The sources that the house tests read: rooms, their modules as syntax trees, templates, translations."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from clearance.launcher.home import REPOSITORY

ROOMS = (
    "clearance",
    "supervision",
    "declarations",
    "bonded",
    "reservations",
    "enterprises",
    "codelists",
    "kernel",
)
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def modules() -> dict[Path, ast.Module]:
    """Every module of every room but migrations, by its path inside the repository."""
    found = {}
    for room in ROOMS:
        for path in sorted((REPOSITORY / room).rglob("*.py")):
            if "migrations" not in path.parts:
                found[path.relative_to(REPOSITORY)] = ast.parse(path.read_text())
    return found


def lines(path: Path) -> int:
    """How many lines a file of the repository has."""
    return len((REPOSITORY / path).read_text().splitlines())


def functions(tree: ast.Module) -> Iterator[tuple[Function, ast.ClassDef | None]]:
    """Functions and methods of a module, with the class around a method; inner functions are left out."""
    for node in tree.body:
        if isinstance(node, Function):
            yield node, None
        if isinstance(node, ast.ClassDef):
            yield from ((inner, node) for inner in node.body if isinstance(inner, Function))


def templates() -> list[Path]:
    """Every page and every mail of ours."""
    return sorted(
        path for path in (REPOSITORY / "templates").rglob("*") if path.suffix in {".html", ".txt", ".xml"}
    )
