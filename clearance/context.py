"""What the shell of every page knows without being told by its view."""

from django.conf import settings
from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, object]:
    """``demo``: whether this is the demo office, whose accounts everyone knows."""
    return {"demo": settings.PORTAL_DEMO}
