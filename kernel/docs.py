"""Documents drawn from the law itself: the flows and the rules, as Markdown."""

from collections.abc import Iterable, Mapping, Sequence

from kernel.flow import Flow
from kernel.refusal import Rule

GENERATED = "<!-- Written by `manage.py write_docs`; a test keeps it current. Do not edit. -->"


def flows(flows: Iterable[Flow]) -> str:
    """``docs/flows.md``: each flow as a diagram and as a timetable of its moves."""
    parts = ["# Flows", GENERATED]
    for flow in flows:
        parts += [f"## {flow.name}", f"```mermaid\n{flow.mermaid()}\n```", _timetable(flow)]
    return "\n\n".join(parts) + "\n"


def _timetable(flow: Flow) -> str:
    rows = [
        (
            move.verb,
            "" if move.source is None else _status(flow, move.source),
            _status(flow, move.target),
            ", ".join(move.who),
            move.official,
        )
        for move in flow.moves
    ]
    return table(("verb", "from", "to", "who", "official"), rows=rows)


def _status(flow: Flow, status: int) -> str:
    return f"{status} {flow.names[status]}"


def rules(rules: Mapping[str, Iterable[Rule]]) -> str:
    """``docs/rules.md``: every rule by chapter (a room or a part of one), in the order given.

    Raises:
        ValueError: two rules with one code.
    """
    parts = ["# Rules", GENERATED]
    seen: set[str] = set()
    for chapter, group in rules.items():
        rows = []
        for rule in group:
            if rule.code in seen:
                raise ValueError(f"two rules are called {rule.code}")
            seen.add(rule.code)
            rows.append((rule.code, rule.severity.value, rule.official, rule.text, rule.source))
        parts += [f"## {chapter}", table(("rule", "severity", "official", "sentence", "source"), rows=rows)]
    return "\n\n".join(parts) + "\n"


def table(head: Sequence[str], *, rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; bars and line ends in cells are escaped."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(_cell, line)) + " |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
