"""Size, names and habits that the house asks of every module."""

import ast
from pathlib import Path

from clearance.launcher.home import REPOSITORY
from tests.house.sources import Function, functions, lines, modules, templates

FILE_CAP, FUNCTION_CAP = 400, 40
BANNED_NAMES = {"utils.py", "helpers.py", "common.py", "misc.py", "signals.py"}
# Called by the framework by position: filters, tags, tasks, checks, data migrations.
CALLED_BY_POSITION = {"shared_task", "task", "filter", "simple_tag", "inclusion_tag", "register"}
# Kernel's verbs, which read as subject and object: encrypt(key, data), move_many(trail, steps), …
VERBS_OF_THE_KERNEL = {
    "encrypt", "decrypt", "keyed_hash", "copy_rows", "enter_many", "move_many", "target", "verbs",
}  # fmt: skip


def test_no_file_is_longer_than_400_lines() -> None:
    found = [f"{path}: {lines(path)}" for path in modules() if lines(path) > FILE_CAP]
    assert not found, "\n".join(found)


def test_no_function_is_longer_than_40_lines() -> None:
    found = [
        f"{path}:{node.lineno} {node.name}"
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, Function) and (node.end_lineno or 0) - node.lineno + 1 > FUNCTION_CAP
    ]
    assert not found, "\n".join(found)


def test_readme_and_makefile_stay_short() -> None:
    assert lines(Path("README.md")) <= 150
    assert lines(Path("Makefile")) <= 60
    assert lines(Path("clearance/settings.py")) <= 250


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert [str(path) for path in modules() if path.name in BANNED_NAMES] == []


def _by_position(function: Function, owner: ast.ClassDef | None) -> bool:
    """Whether a framework calls it, so that its shape is not ours to choose."""
    words = {word for decorator in function.decorator_list for word in _words(decorator)}
    overrides = owner is not None and any(_words(base) - {"NamedTuple", "Protocol"} for base in owner.bases)
    return bool(words & CALLED_BY_POSITION) or overrides


def _words(node: ast.expr) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)} | {
        part.attr for part in ast.walk(node) if isinstance(part, ast.Attribute)
    }


def test_public_functions_take_one_argument_by_position() -> None:
    """Exempt: folds (state, item), pages (request and the parts of the path), the kernel's verbs."""
    found = []
    for path, tree in modules().items():
        for function, owner in functions(tree):
            if function.name.startswith(("_", "fold")) or _by_position(function, owner):
                continue
            if path.parts[0] == "kernel" and function.name in VERBS_OF_THE_KERNEL:
                continue
            if path.parts[:2] == ("clearance", "access"):
                continue  # its rows read like a table
            taken = [argument.arg for argument in [*function.args.posonlyargs, *function.args.args]]
            if owner is not None and taken[:1] in (["self"], ["cls"]):
                taken = taken[1:]
            if len(taken) > 1 and taken[0] != "request":
                found.append(f"{path}:{function.lineno} {function.name}({', '.join(taken)})")
    assert not found, "\n".join(found)


def test_every_module_says_what_it_is_for() -> None:
    assert [str(path) for path, tree in modules().items() if not ast.get_docstring(tree)] == []


def test_public_functions_of_law_and_services_are_described() -> None:
    found = [
        f"{path}:{function.lineno} {function.name}"
        for path, tree in modules().items()
        if {"rules", "messages", "services", "selectors", "selectors.py"} & set(path.parts)
        for function, owner in functions(tree)
        if not function.name.startswith("_")
        and (owner is None or not owner.name.startswith("_"))
        and not ast.get_docstring(function)
    ]
    assert not found, "\n".join(found)


def test_nobody_counts_with_floats() -> None:
    """Only the launcher does: it counts seconds."""
    found = [
        f"{path}:{node.lineno}"
        for path, tree in modules().items()
        if path.parts[:2] != ("clearance", "launcher")
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and node.id == "float"
    ]
    assert not found, "\n".join(found)


def _assigns_status(node: ast.AST) -> bool:
    if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return any(isinstance(target, ast.Attribute) and target.attr == "status" for target in targets)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        writes = node.func.attr in {"update", "create", "update_or_create", "get_or_create", "bulk_update"}
        return writes and any(keyword.arg == "status" for keyword in node.keywords)
    return (
        isinstance(node, ast.Constant) and isinstance(node.value, str) and "SET STATUS" in node.value.upper()
    )


def test_only_the_trail_writes_a_status() -> None:
    """kernel.orm holds the trail, and the job ledger whose rows have a status of their own."""
    found = [
        f"{path}:{node.lineno}"  # type: ignore[attr-defined]
        for path, tree in modules().items()
        if path.parts[:2] != ("kernel", "orm")
        for node in ast.walk(tree)
        if _assigns_status(node)
    ]
    assert not found, "\n".join(found)


def test_pages_hold_no_script_and_no_style_of_their_own() -> None:
    """The content security policy would stop them in the browser."""
    found = []
    for path in templates():
        text = path.read_text().lower()
        marks = ("<style", " style=", " onclick=", " onchange=", " onsubmit=", "javascript:", "hx-on")
        found += [f"{path.relative_to(REPOSITORY)}: {mark}" for mark in marks if mark in text]
        bare = [part for part in text.split("<script")[1:] if " src=" not in part.partition(">")[0]]
        found += [f"{path.relative_to(REPOSITORY)}: <script>" for _part in bare]
    assert not found, "\n".join(found)
