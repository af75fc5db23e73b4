"""The structural law of one entity, element by element: what the schema demands, all faults at once."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import pairwise
from re import compile as compile_pattern
from typing import NamedTuple

from declarations.messages.definitions import Element, Kind
from declarations.messages.plans import FORMS, Plan
from declarations.messages.rules import (
    ATTRIBUTE,
    BLANK,
    BLANK_OPTIONAL,
    DIGITS,
    LENGTH,
    MISSING,
    NAMESPACE,
    NEGATIVE,
    NESTED,
    NOT_ALLOWED,
    NOT_DECIMAL,
    NOT_TIME,
    NOT_WHOLE,
    ORDER,
    REPEATED,
    STRAY_TEXT,
    TOO_LONG,
    UNKNOWN,
)
from kernel.money import plain
from kernel.refusal import Rule, Violation

XML_SPACE = " \t\r\n"
_DECIMAL = compile_pattern(r"[+-]?(?:[0-9]{1,400}\.?[0-9]{0,400}|\.[0-9]{1,400})\Z")
_WHOLE = compile_pattern(r"[+-]?[0-9]{1,400}\Z")
_MOST_INT = 2**31 - 1
_NAME_SHOWN = 40


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
    value = text.strip()
    if element.kind is Kind.XML or plan.gates[name].fullmatch(text):
        return value, []
    if not value:
        if element.may_be_empty and len(text) <= element.max_length:
            return "", []
        return "", [fault(BLANK if element.required else BLANK_OPTIONAL, path=prefix + name)]
    if element.kind is Kind.DECIMAL:
        return _decimal(element, text.strip(XML_SPACE), prefix)
    if element.kind is Kind.INT:
        return _whole(element, text.strip(XML_SPACE), prefix)
    broken = _text_fault(element, text, prefix)
    return value, [broken] if broken else []


def _text_fault(element: Element, text: str, prefix: str) -> Violation | None:
    if element.kind in (Kind.DATE, Kind.TIME):
        return fault(NOT_TIME, path=prefix + element.name, form=FORMS[element.max_length])
    if element.values:
        return fault(NOT_ALLOWED, path=prefix + element.name, values=", ".join(element.values))
    length = len(text)
    if element.exact and length != element.min_length:
        return fault(LENGTH, path=prefix + element.name, length=length, exact=element.min_length)
    if length > element.max_length:
        return fault(TOO_LONG, path=prefix + element.name, length=length, most=element.max_length)
    return None


def _decimal(element: Element, text: str, prefix: str) -> tuple[str, list[Violation]]:
    if not _DECIMAL.match(text):
        return text, [fault(NOT_DECIMAL, path=prefix + element.name)]
    if text.startswith("-"):
        return text, [fault(NEGATIVE, path=prefix + element.name)]
    whole, _, fraction = text.removeprefix("+").partition(".")
    most = element.digits - element.fraction
    if len(whole.lstrip("0")) > most or len(fraction.rstrip("0")) > element.fraction:
        return text, [fault(DIGITS, path=prefix + element.name, whole=most, fraction=element.fraction)]
    return plain(Decimal(f"{whole.lstrip('0') or '0'}.{fraction.rstrip('0') or '0'}")), []


def _whole(element: Element, text: str, prefix: str) -> tuple[str, list[Violation]]:
    most = min(10**element.digits - 1, _MOST_INT)
    if not _WHOLE.match(text):
        return text, [fault(NOT_WHOLE, path=prefix + element.name, digits=element.digits)]
    if text.startswith("-"):
        return text, [fault(NEGATIVE, path=prefix + element.name)]
    if int(text) > most:
        return text, [fault(NOT_WHOLE, path=prefix + element.name, digits=element.digits)]
    return str(int(text)), []


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


def shown_name(tag: str) -> str:
    """A name that the sender chose, short enough for a sentence."""
    return tag.rpartition("}")[2][:_NAME_SHOWN]


def fault(rule: Rule, *, path: str, **args: object) -> Violation:
    """A violation of ``rule`` at ``path``; arguments are lengths and expectations, never values."""
    return Violation(
        rule, path, args=(("element", path), *((key, str(value)) for key, value in args.items()))
    )
