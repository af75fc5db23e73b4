"""The law of one value: what an element's definition allows, and the value in plain writing."""

from decimal import Decimal
from re import compile as compile_pattern

from kernel.money import plain
from kernel.refusal import Rule, Violation
from kernel.xml.rules import (
    BLANK,
    BLANK_OPTIONAL,
    DIGITS,
    LENGTH,
    NEGATIVE,
    NOT_ALLOWED,
    NOT_DECIMAL,
    NOT_TIME,
    NOT_WHOLE,
    TOO_LONG,
)
from kernel.xml.shape import Element, Kind

XML_SPACE = " \t\r\n"
FORMS = {8: "YYYYMMDD", 14: "YYYYMMDDhhmmss", 17: "YYYYMMDDhhmmssSSS"}
_DECIMAL = compile_pattern(r"[+-]?(?:[0-9]{1,400}\.?[0-9]{0,400}|\.[0-9]{1,400})\Z")
_WHOLE = compile_pattern(r"[+-]?[0-9]{1,400}\Z")
_MOST_INT = 2**31 - 1
_NAME_SHOWN = 40


def judge_value(element: Element, *, text: str, prefix: str) -> tuple[str, list[Violation]]:
    """The value as it is kept (stripped, numbers in plain writing) and what is wrong with it.

    Dates and times are told to be wrong whatever they hold: who passes good ones does so before.
    """
    value = text.strip()
    if not value:
        if element.may_be_empty and len(text) <= element.max_length:
            return "", []
        return "", [fault(BLANK if element.required else BLANK_OPTIONAL, path=prefix + element.name)]
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
        if text in element.values:
            return None
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


def shown_name(tag: str) -> str:
    """A name that the sender chose, short enough for a sentence."""
    return tag.rpartition("}")[2][:_NAME_SHOWN]


def fault(rule: Rule, *, path: str, **args: object) -> Violation:
    """A violation of ``rule`` at ``path``; arguments are lengths and expectations, never values."""
    return Violation(
        rule, path, args=(("element", path), *((key, str(value)) for key, value in args.items()))
    )
