"""Who acts in a browser request: ``request.actor``, the person's language, the officer's second factor."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers

from enterprises.facts import Actor
from enterprises.models import User
from enterprises.selectors import actor_of_user
from kernel import clock
from kernel.refusal import Conflict, Refused
from kernel.web.findings import findings

_OPEN_WITHOUT_FACTOR = ("/accounts/", "/i18n/", "/static/", "/language/", "/healthz")


class ActorMiddleware:
    """Sets ``request.actor`` (None for strangers) and keeps officers without a second factor out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Resolve the actor, speak the person's language, and forbid that pages of people are kept."""
        user = request.user
        if not isinstance(user, User):
            request.actor = None  # type: ignore[attr-defined]
            return self.get_response(request)
        actor = actor_of_user(user, at=clock.now(), firm_id=request.session.get("firm_id"))
        request.actor = actor  # type: ignore[attr-defined]
        translation.activate(actor.language)
        request.LANGUAGE_CODE = actor.language
        response = self._factor_first(request, user=user) or self.get_response(request)
        if not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A refusal that a page did not show itself: 403 with the sentences; a conflict: 409."""
        if not isinstance(exception, Refused | Conflict):
            return None
        conflict = isinstance(exception, Conflict)
        context = {"findings": findings(exception), "conflict": conflict}
        return render(request, "enterprises/refused.html", context, status=409 if conflict else 403)

    def _factor_first(self, request: HttpRequest, *, user: User) -> HttpResponse | None:
        """The way to the set-up page for an officer without a second factor, outside the demo."""
        if settings.PORTAL_DEMO or user.kind != "officer" or request.path.startswith(_OPEN_WITHOUT_FACTOR):
            return None
        return None if is_mfa_enabled(user) else redirect(reverse("mfa_activate_totp"))


def actor_of(request: HttpRequest) -> Actor:
    """The actor of a request whose view needs sign-in."""
    actor: Actor | None = request.actor  # type: ignore[attr-defined]
    if actor is None:
        raise PermissionError("this view must require sign-in")
    return actor
