"""What a bare field of a form says, for pages whose buttons need no more than a few words."""

from django.http import HttpRequest


def typed(request: HttpRequest, name: str) -> str:
    """The text of a field, without NUL, which PostgreSQL cannot keep; empty where it was not sent."""
    return clean(str(request.POST.get(name, "")))


def clean(text: str) -> str:
    """The text without NUL."""
    return text.replace("\0", "")
