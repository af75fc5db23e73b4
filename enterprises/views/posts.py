"""The chief's page of posts: who serves in which team, giving and ending posts, new officers."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from enterprises.facts import Actor
from enterprises.forms.people import OfficerForm, PostForm
from enterprises.middleware import actor_of
from enterprises.models import Post
from enterprises.selectors.posts import post_changes, posts_of, teams_of
from enterprises.services.posts import end_post, give_post, make_officer
from kernel import clock
from kernel.clock import business_date
from kernel.refusal import Conflict, Refused
from kernel.web.findings import findings
from kernel.web.keyset import Page, page

_ORDER = ("team__office", "team__name", "officer__name", "id")


@require_safe
@login_required
def posts(request: HttpRequest) -> HttpResponse:
    """All posts of the chief's offices."""
    return _posts(request)


@require_POST
@login_required
def post_give(request: HttpRequest) -> HttpResponse:
    """Give an officer a post."""
    actor, at = actor_of(request), clock.now()
    form = PostForm(request.POST, teams=_teams(actor), auto_id="give_%s")
    if not form.is_valid():
        return _posts(request, give=form)
    said = dict(form.cleaned_data)
    try:
        post = give_post(actor=actor, team_id=int(said.pop("team")), **said, at=at)
    except (Refused, Conflict) as refusal:
        return _posts(request, give=form, said=refusal)
    messages.success(request, _("%(name)s has the post now.") % {"name": post.officer.name})
    return redirect("enterprises:posts")


@require_POST
@login_required
def post_officer(request: HttpRequest) -> HttpResponse:
    """Make an officer's account with a first post."""
    actor, at = actor_of(request), clock.now()
    form = OfficerForm(request.POST, teams=_teams(actor), auto_id="new_%s")
    if not form.is_valid():
        return _posts(request, new=form)
    said = dict(form.cleaned_data)
    try:
        post = make_officer(actor=actor, team_id=int(said.pop("team")), **said, at=at)
    except (Refused, Conflict) as refusal:
        return _posts(request, new=form, said=refusal)
    done = _("The account of %(name)s was made; a mail lets them choose a password.")
    messages.success(request, done % {"name": post.officer.name})
    return redirect("enterprises:posts")


@require_POST
@login_required
def post_end(request: HttpRequest) -> HttpResponse:
    """End a post."""
    wanted, reason = request.POST.get("post", ""), request.POST.get("reason", "")
    post_id = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 19 else 0
    try:
        post = end_post(actor=actor_of(request), post_id=post_id, reason=reason, at=clock.now())
    except (Refused, Conflict) as refusal:
        return _posts(request, said=refusal, ending=post_id, reason=reason)
    messages.success(request, _("The post of %(name)s has ended.") % {"name": post.officer.name})
    return redirect("enterprises:posts")


def _teams(actor: Actor) -> list[tuple[str, str]]:
    """The teams to choose from."""
    return [(str(team.pk), f"{team.office} {team.name}") for team in teams_of(actor)]


def _posts(
    request: HttpRequest,
    *,
    give: PostForm | None = None,
    new: OfficerForm | None = None,
    said: Refused | Conflict | None = None,
    ending: int = 0,
    reason: str = "",
) -> HttpResponse:
    """The page with its forms as they stand."""
    actor, today = actor_of(request), business_date(clock.now())
    teams = _teams(actor)
    start = {"valid_from": today}
    rows: Page[Post] = page(posts_of(actor, on=today), order=_ORDER, after=request.GET.get("after"), size=100)
    context = {
        "page": rows,
        "today": today,
        "changes": list(post_changes(actor)[:30]),
        "give": give or PostForm(teams=teams, initial=start, auto_id="give_%s"),
        "new": new or OfficerForm(teams=teams, initial=start, auto_id="new_%s"),
        "findings": findings(said) if said else None,
        "ending": ending,
        "reason": reason,
        "wrong": next((form for form in (give, new) if form is not None and form.errors), None),
    }
    status = 422 if said or context["wrong"] else 200
    return render(request, "enterprises/posts.html", context, status=status)
