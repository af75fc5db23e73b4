"""The structural law of one entity, element by element: what the schema demands, all faults at once."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from declarations.messages.definitions import Kind
from declarations.messages.plans import Plan
from declarations.messages.rules import (
    ATTRIBUTE,
    MISSING,
    NAMESPACE,
    NESTED,
    ORDER,
    REPEATED,
    STRAY_TEXT,
    UNKNOWN,
)
from kernel.refusal import Violation
from kernel.xml.values import XML_SPACE as XML_SPACE
from kernel.xml.values import fault as fault
from kernel.xml.values import judge_value as judge_plain
from kernel.xml.values import shown_name as shown_name


class Child(NamedTuple):
    """One child of an entity as it was sent; the flags are faults that its text cannot show."""

    tag: str
    text: str
    nested: bool = False
    attributes: bool = False
    stray: bool = False


class Judged(NamedTuple):
    """The values of an entity by element name, stripped, and everything that is wrong with them."""

    values: dict[str, str]
    violations: list[Violation]


def judge_entity(
    plan: Plan, *, children: Sequence[Child], prefix: str, excused: Iterable[str] = ()
) -> Judged:
    """Every fault of one entity; ``prefix`` goes before the names in paths, ``excused`` may be missing."""
    values: dict[str, str] = {}
    found: list[Violation] = []
    seen: list[str] = []
    for child in children:
        name = named(plan, tag=child.tag)
        if not name:
            shown = shown_name(child.tag)
            found.append(fault(UNKNOWN, path=prefix + shown, entity=plan.entity.name))
            continue
        found.extend(_flags(child, plan, name, prefix=prefix))
        if name in values:
            found.append(fault(REPEATED, path=prefix + name))
            continue
        seen.append(name)
        if child.nested:
            values[name] = child.text.strip()
            continue
        values[name], broken = judge_value(plan, name=name, text=child.text, prefix=prefix)
        found.extend(broken)
    found.extend(fault(ORDER, path=prefix + name, after=after) for name, after in misplaced(plan, names=seen))
    missing = (e.name for e in plan.entity.elements if e.required and e.name not in values)
    found.extend(fault(MISSING, path=prefix + name) for name in missing if name not in excused)
    return Judged(values, found)


def judge_value(plan: Plan, *, name: str, text: str, prefix: str) -> tuple[str, list[Violation]]:
    """The value as it is kept (stripped, numbers in plain writing) and what is wrong with it."""
    element = plan.entity.by_name[name]
    if element.kind is Kind.XML or plan.gates[name].fullmatch(text):
        return text.strip(), []
    return judge_plain(element, text=text, prefix=prefix)


def _flags(child: Child, plan: Plan, name: str, *, prefix: str) -> list[Violation]:
    any_element = plan.entity.by_name[name].kind is Kind.XML
    flags = (
        (child.tag not in plan.names, NAMESPACE),
        (child.nested and not any_element, NESTED),
        (child.attributes, ATTRIBUTE),
        (child.stray, STRAY_TEXT),
    )
    return [fault(rule, path=prefix + name) for raised, rule in flags if raised]


def misplaced(plan: Plan, *, names: Sequence[str]) -> list[tuple[str, str]]:
    """The fewest elements whose move puts ``names`` in order, each with the element it belongs after.

    All that is not on a longest increasing run is misplaced, so that one element sent too early is
    one fault and not forty.
    """
    places = [plan.places[name] for name in names]
    if all(first < second for first, second in pairwise(places)):
        return []
    kept = _longest_run(places)
    elements = plan.entity.elements
    return [
        (name, elements[place - 1].name if place else plan.entity.name)
        for name, place in zip(names, places, strict=True)
        if place not in kept
    ]


def _longest_run(places: Sequence[int]) -> frozenset[int]:
    """The members of a longest increasing run of distinct ``places``."""
    tails: list[int] = []
    before: dict[int, int | None] = {}
    for place in places:
        at = bisect_left(tails, place)
        before[place] = tails[at - 1] if at else None
        tails[at : at + 1] = [place]
    run, last = set(), tails[-1] if tails else None
    while last is not None:
        run.add(last)
        last = before[last]
    return frozenset(run)


def named(plan: Plan, *, tag: str) -> str:
    """The element name that ``tag`` stands for, in whatever namespace; ``""`` for a stranger."""
    name = plan.names.get(tag) or tag.rpartition("}")[2]
    return name if name in plan.places else ""
