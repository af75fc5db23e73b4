"""The people of one's own firm: who acts for it, inviting, roles and leaving; and the invited one's page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enterprises.facts import Actor
from enterprises.forms.people import InviteForm
from enterprises.middleware import actor_of
from enterprises.models import Membership, MembershipRole
from enterprises.permissions import may_manage_people
from enterprises.selectors import own_firm
from enterprises.selectors.people import (
    invitation_of,
    members,
    membership_changes,
    open_invitations,
)
from enterprises.services.invitations import accept_invitation, invite, withdraw_invitation
from enterprises.services.people import change_role, end_membership
from kernel import clock
from kernel.refusal import Conflict, Refused
from kernel.web.findings import findings
from kernel.web.keyset import Page, page

_FORMER, _CHANGES = 50, 50


@require_safe
@login_required
def firm_people(request: HttpRequest) -> HttpResponse:
    """Everybody who acts or acted for the firm, who is invited, and what changed."""
    return _people(request, form=InviteForm())


@require_POST
@login_required
def people_invite(request: HttpRequest) -> HttpResponse:
    """Ask somebody by e-mail to act for the firm."""
    actor, form = actor_of(request), InviteForm(request.POST)
    own_firm(actor)
    if not form.is_valid():
        return _people(request, form=form)
    try:
        invite(actor=actor, **form.cleaned_data, at=clock.now())
    except (Refused, Conflict) as refusal:
        return _people(request, form=form, said=refusal)
    messages.success(request, _("The invitation is on its way."))
    return redirect("enterprises:people")


@require_POST
@login_required
def people_withdraw(request: HttpRequest) -> HttpResponse:
    """Withdraw an invitation."""
    try:
        withdraw_invitation(actor=actor_of(request), email=request.POST.get("email", ""), at=clock.now())
    except (Refused, Conflict) as refusal:
        return _people(request, form=InviteForm(), said=refusal)
    messages.success(request, _("The invitation was withdrawn."))
    return redirect("enterprises:people")


@require_POST
@login_required
def people_role(request: HttpRequest) -> HttpResponse:
    """Give a person another role."""
    email, role = request.POST.get("email", ""), request.POST.get("role", "")
    try:
        change_role(actor=actor_of(request), email=email, role=role, at=clock.now())
    except (Refused, Conflict) as refusal:
        return _people(request, form=InviteForm(), said=refusal, changing=email)
    messages.success(request, _("The role was changed."))
    return redirect("enterprises:people")


@require_POST
@login_required
def people_end(request: HttpRequest) -> HttpResponse:
    """Let a person act for the firm no longer."""
    email, reason = request.POST.get("email", ""), request.POST.get("reason", "")
    revoke = "revoke_tokens" in request.POST
    try:
        left = end_membership(
            actor=actor_of(request), email=email, reason=reason, revoke_tokens=revoke, at=clock.now()
        )
    except (Refused, Conflict) as refusal:
        return _people(
            request, form=InviteForm(), said=refusal, changing=email, reason=reason, keep_tokens=not revoke
        )
    messages.success(request, _("%(name)s no longer acts for the firm.") % {"name": left.name})
    if left.revoked_count:
        messages.success(request, _("Tokens revoked: %(count)s.") % {"count": left.revoked_count})
    if left.token_count:
        said = _("Tokens in force that this person made: %(count)s. Check whether they are still needed.")
        messages.warning(request, said % {"count": left.token_count})
    return redirect("enterprises:people")


def _people(
    request: HttpRequest,
    *,
    form: InviteForm,
    said: Refused | Conflict | None = None,
    changing: str = "",
    reason: str = "",
    keep_tokens: bool = False,
) -> HttpResponse:
    """The page as it stands; ``changing`` is the person whose form was refused, the rest what was typed."""
    actor = actor_of(request)
    own, at = own_firm(actor), clock.now()
    everybody = members(own)
    current: Page[Membership] = page(
        everybody.filter(ended_at__isnull=True), order=("id",), after=request.GET.get("after"), size=50
    )
    context = {
        "firm": own,
        "page": current,
        "memberships": current.rows,
        "former": list(everybody.filter(ended_at__isnull=False).order_by("-ended_at", "-id")[:_FORMER]),
        "invitations": list(open_invitations(own)[:_FORMER]),
        "changes": list(membership_changes(own)[:_CHANGES]),
        "form": form,
        "roles": MembershipRole.choices,
        "may_manage": may_manage_people(actor),
        "findings": findings(said) if said else None,
        "changing": changing,
        "reason": reason,
        "keep_tokens": keep_tokens,
        "now": at,
    }
    status = 200 if said is None and not form.errors else 409 if isinstance(said, Conflict) else 422
    return render(request, "enterprises/people.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The page that an invitation's mail leads to; who is signed in accepts here."""
    actor: Actor | None = request.actor  # type: ignore[attr-defined]
    found, at = invitation_of(token), clock.now()
    if found is None:
        raise Http404(token[:4])
    unused = found.accepted_at is None and found.revoked_at is None and found.expires_at > at
    context: dict[str, object] = {"invitation": found, "actor": actor, "is_open": unused}
    if request.method == "POST":
        if actor is None:
            return redirect_to_login(request.path)
        try:
            firm = accept_invitation(actor=actor, token=token, at=at)
        except (Refused, Conflict) as refusal:
            context["findings"] = findings(refusal)
            return render(request, "enterprises/invitation.html", context, status=422)
        request.session["firm_id"] = firm.pk
        messages.success(request, _("You now act for %(firm)s.") % {"firm": firm.name_zh})
        return redirect("enterprises:home")
    return render(request, "enterprises/invitation.html", context)
