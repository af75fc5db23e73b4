"""One's own profile, and the language switch that works for strangers too."""

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from enterprises.facts import Actor
from enterprises.forms import NameForm
from enterprises.middleware import actor_of
from enterprises.models import Language, User
from enterprises.selectors.people import my_invitations, my_memberships
from enterprises.services.people import set_language, set_name
from kernel import clock


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Name, language, password and second factor; a POST changes the name."""
    actor = actor_of(request)
    form = NameForm(request.POST if request.method == "POST" else None, initial={"name": actor.name})
    if request.method == "POST" and form.is_valid():
        set_name(actor=actor, name=form.cleaned_data["name"], at=clock.now())
        messages.success(request, _("Your name was changed."))
        return redirect("enterprises:profile")
    user = request.user
    assert isinstance(user, User)
    context = {
        "actor": actor,
        "form": form,
        "languages": Language.choices,
        "has_factor": is_mfa_enabled(user),
        "memberships": list(my_memberships(actor)[:50]),
        "invitations": my_invitations(actor, at=clock.now()),
    }
    return render(request, "enterprises/profile.html", context, status=422 if form.errors else 200)


@login_required
def address(request: HttpRequest) -> HttpResponse:
    """Stands before allauth's page of addresses: nobody changes the address one signs in with alone."""
    messages.info(request, _("Your e-mail address is changed by your administrator."))
    return redirect("enterprises:profile")


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Speak another language: kept with the person, or in a cookie for strangers."""
    chosen, back = request.POST.get("language", ""), request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = HttpResponseRedirect(back)
    actor: Actor | None = request.actor  # type: ignore[attr-defined]
    if actor is not None:
        set_language(actor=actor, language=chosen, at=clock.now())
    if chosen in Language.values:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=365 * 24 * 3600,
            samesite="Lax",
            secure=settings.LANGUAGE_COOKIE_SECURE,
        )
    return response
