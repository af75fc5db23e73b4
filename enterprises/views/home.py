"""The first page after sign-in, by who looks, and the help page."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from enterprises.facts import Actor
from enterprises.home import CARDS
from enterprises.middleware import actor_of
from enterprises.models import FirmKindName
from enterprises.navigation import CHIEF, DESK, optional_url
from enterprises.permissions import may_see_firms, may_see_own_firm
from enterprises.selectors import guarantees, own_firm

# Where an officer begins the day; the first that fits one of the posts counts.
_HOMES = (
    (CHIEF, "supervision:office"),
    (frozenset({"coordinator"}), "supervision:board"),
    (DESK, "supervision:queue"),
)


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """A firm's home by kind; an officer goes to the home of the post; without post or firm one is told."""
    actor = actor_of(request)
    desk = next((page for roles, page in _HOMES if not roles.isdisjoint(actor.roles)), "")
    if may_see_firms(actor) and (url := optional_url(desk)):
        return redirect(url)
    if may_see_firms(actor):
        return render(request, "enterprises/home_officer.html", {"actor": actor})
    if may_see_own_firm(actor):
        return _firm_home(request, actor=actor)
    return render(request, "enterprises/home_nobody.html", {"actor": actor})


def _firm_home(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """The home of one kind of the firm; the others are tabs."""
    firm = own_firm(actor)
    kinds = [kind for kind in FirmKindName if kind.value in actor.firm_kinds]
    asked = request.GET.get("as", "")
    chosen = next((kind for kind in kinds if kind.value == asked), kinds[0] if kinds else None)
    context = {
        "actor": actor,
        "firm": firm,
        "kinds": kinds,
        "chosen": chosen,
        "cards": CARDS[chosen] if chosen else (),
        "accounts": list(guarantees(firm)),
    }
    return render(request, "enterprises/home_firm.html", context)


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """How to sign in, move by keyboard, read findings and reach somebody."""
    return render(request, "enterprises/help.html")
