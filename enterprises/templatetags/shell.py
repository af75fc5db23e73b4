"""Tags of the shell and its components: navigation, form controls, optional addresses, demo accounts."""

from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField, CheckboxInput, RadioSelect, Select, Textarea
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString

from enterprises.demo import ACCOUNTS, PASSWORD, Account
from enterprises.facts import Actor
from enterprises.models import Firm
from enterprises.navigation import Link, links
from enterprises.selectors import firms_of
from enterprises.selectors.notices import unread_badge

register = template.Library()


def _actor(context: template.Context) -> Actor | None:
    """The actor of the page, None for strangers and for error pages without a request."""
    request = context.get("request")
    return getattr(request, "actor", None)


@register.simple_tag(takes_context=True)
def navigation(context: template.Context) -> list[Link]:
    """The links of the navigation for whoever looks; none for strangers."""
    actor = _actor(context)
    return [] if actor is None else links(actor, request=context["request"])


@register.simple_tag(takes_context=True)
def current_actor(context: template.Context) -> Actor | None:
    """The actor of the page."""
    return _actor(context)


@register.simple_tag(takes_context=True)
def my_firms(context: template.Context) -> list[Firm]:
    """The firms one may change to, when there are several; asked only when the menu is drawn."""
    actor = _actor(context)
    if actor is None or not actor.is_firm:
        return []
    firms = list(firms_of(actor))
    return firms if len(firms) > 1 else []


@register.simple_tag(takes_context=True)
def unread_notices(context: template.Context) -> str:
    """The number on the bell; empty for none, and for strangers."""
    actor = _actor(context)
    return "" if actor is None or actor.user_id is None else unread_badge(actor.user_id)


@register.simple_tag
def demo_accounts() -> tuple[Account, ...]:
    """The accounts of the demo office; none outside the demo."""
    return ACCOUNTS if settings.PORTAL_DEMO else ()


@register.simple_tag
def demo_password() -> str:
    """The password of all demo accounts; empty outside the demo."""
    return PASSWORD if settings.PORTAL_DEMO else ""


@register.simple_tag
def optional_url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a page that may not be there; empty when it is not."""
    try:
        return reverse(name, args=args, kwargs=kwargs)
    except NoReverseMatch:
        return ""


@register.filter
def control(field: BoundField) -> SafeString:
    """The field's control in the look of the portal, red when it has errors."""
    widget = field.field.widget
    if isinstance(widget, CheckboxInput | RadioSelect):
        look = "form-check-input"
    elif isinstance(widget, Select):
        look = "form-select"
    else:
        look = "form-control"
    attrs: dict[str, Any] = {"class": f"{widget.attrs.get('class', '')} {look}".strip()}
    if field.errors:
        attrs["class"] += " is-invalid"
    if isinstance(widget, Textarea):
        attrs["rows"] = widget.attrs.get("rows", 3)
    return field.as_widget(attrs=attrs)


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """Whether the label stands behind the control."""
    return isinstance(field.field.widget, CheckboxInput)
