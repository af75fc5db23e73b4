"""How pages of authorities write scopes and last days."""

from collections.abc import Iterable
from datetime import date, timedelta

from django import template

from enterprises.models import AuthorityScope

register = template.Library()


@register.filter
def scope_names(scopes: Iterable[str]) -> str:
    """The scopes in words, in the order of the table."""
    chosen = set(scopes)
    return " · ".join(str(scope.label) for scope in AuthorityScope if scope.value in chosen)


@register.filter
def last_day(first_after: date) -> date:
    """The last day of a span that is kept by the first day after it."""
    return first_after - timedelta(days=1)
