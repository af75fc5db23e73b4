"""Pages of one's own firm: profile, guarantees, tokens, and acting for another of one's firms."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enterprises.forms import TokenForm
from enterprises.middleware import actor_of
from enterprises.models import GuaranteeEntry
from enterprises.permissions import may_manage_tokens
from enterprises.selectors import (
    firms_of,
    grade_name,
    guarantee_entries,
    guarantees,
    own_firm,
)
from enterprises.selectors.people import tokens_of_firm
from enterprises.services.tokens import make_token, revoke_token
from kernel import clock
from kernel.clock import business_date
from kernel.refusal import Refused
from kernel.web.findings import findings
from kernel.web.keyset import Page, page


@require_safe
@login_required
def firm(request: HttpRequest) -> HttpResponse:
    """The firm's codes, kinds and guarantee accounts with their entries."""
    own = own_firm(actor_of(request))
    accounts = list(guarantees(own))
    entries: Page[GuaranteeEntry] = page(
        guarantee_entries(accounts), order=("-id",), after=request.GET.get("after"), size=25
    )
    numbers = {account.pk: account.number for account in accounts}
    rows = [(entry, numbers.get(entry.account_id or 0, "")) for entry in entries.rows]
    context = {
        "firm": own,
        "grade": grade_name(own, on=business_date(clock.now())),
        "accounts": accounts,
        "rows": rows,
        "page": entries,
    }
    return render(request, "enterprises/firm.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def firm_tokens(request: HttpRequest) -> HttpResponse:
    """The firm's tokens; a POST makes one and shows it this once."""
    actor = actor_of(request)
    own, at = own_firm(actor), clock.now()
    form = TokenForm(request.POST if request.method == "POST" else None)
    context: dict[str, object] = {"firm": own, "form": form, "may_manage": may_manage_tokens(actor)}
    if request.method == "POST" and form.is_valid():
        try:
            said = form.cleaned_data["name"], form.valid_to
            context["made"] = make_token(actor=actor, name=said[0], valid_to=said[1], at=at)
            context["form"] = TokenForm()
        except Refused as refusal:
            context["findings"] = findings(refusal)
    context["tokens"] = list(tokens_of_firm(own, at=at))
    status = 422 if form.errors or "findings" in context else 200
    return render(request, "enterprises/tokens.html", context, status=status)


@require_POST
@login_required
def token_revoke(request: HttpRequest, prefix: str) -> HttpResponse:
    """Revoke one token."""
    revoke_token(actor=actor_of(request), prefix=prefix, at=clock.now())
    messages.success(request, _("Token %(prefix)s was revoked.") % {"prefix": prefix})
    return redirect("enterprises:tokens")


@require_POST
@login_required
def act_for(request: HttpRequest) -> HttpResponse:
    """Act for another of one's firms from now on."""
    wanted = request.POST.get("firm", "")
    chosen = firms_of(actor_of(request)).filter(customs_code=wanted).first()
    if chosen is not None:
        request.session["firm_id"] = chosen.pk
        messages.success(request, _("You now act for %(firm)s.") % {"firm": chosen.name_zh})
    return redirect("enterprises:home")
