"""How pages write money, amounts, times, personal values and the reasons beside a field."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from kernel import mask
from kernel.clock import SHANGHAI
from kernel.money import yuan
from kernel.web.findings import Finding

register = template.Library()

_MASKS: dict[str, Callable[[str], str]] = {
    "name": mask.name,
    "id_number": mask.id_number,
    "phone": mask.phone,
    "address": mask.address,
    "email": mask.email,
}
_PATTERNS = {"minute": "%Y-%m-%d %H:%M", "second": "%Y-%m-%d %H:%M:%S", "date": "%Y-%m-%d", "time": "%H:%M"}


@register.filter
def fen(value: int | None) -> str:
    """Fen as CNY with two places and grouped thousands; empty for None."""
    return "" if value is None else f"{yuan(value):,.2f}"


@register.filter
def amount(value: Decimal | None) -> str:
    """A declared amount with two to five places and grouped thousands; empty for None."""
    if value is None:
        return ""
    whole, _, places = f"{value:,f}".partition(".")
    return f"{whole}.{places.rstrip('0'):0<2}"


@register.filter
def quantity(value: Decimal | None) -> str:
    """A quantity without trailing zeros; empty for None."""
    if value is None:
        return ""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@register.filter
def shanghai(value: datetime | date | None, style: str = "minute") -> str:
    """A moment in Shanghai time; styles ``minute`` (default), ``second``, ``date`` and ``time``."""
    if value is None:
        return ""
    if not isinstance(value, datetime):
        return value.strftime(_PATTERNS["date"])
    return value.astimezone(SHANGHAI).strftime(_PATTERNS[style])


@register.filter
def named(code: str, names: Mapping[str, str]) -> str:
    """The name of a code, the code itself where the list has none."""
    return names.get(code, code)


@register.filter
def bracketed(name: str) -> str:
    """What stands in brackets at the end of a name, as CNY of a currency; a name without is its own."""
    return name[name.rindex("(") + 1 : -1] if name.endswith(")") and "(" in name else name


@register.filter
def masked(value: str | None, kind: str) -> str:
    """A personal value hidden in part; kinds ``name``, ``id_number``, ``phone``, ``address``, ``email``."""
    return _MASKS[kind](value or "")


def error_id(path: str) -> str:
    """The element id of the reasons beside the field at ``path``, for ``aria-describedby``."""
    return "error-" + "".join(character if character.isalnum() else "-" for character in path)


@register.simple_tag
def field_errors(findings: Mapping[str, Iterable[Finding]] | None, path: str) -> SafeString:
    """The reasons that point at ``path``, to stand below its input; nothing where there are none.

    ``findings`` is what ``kernel.web.findings.by_path`` gives.
    """
    found = list((findings or {}).get(path, ()))
    if not found:
        return SafeString()
    lines = format_html_join(
        "", '<div data-rule="{}">{}</div>', ((finding.code, finding.sentence) for finding in found)
    )
    return format_html('<div class="invalid-feedback d-block" id="{}">{}</div>', error_id(path), lines)


register.filter("error_id", error_id)
