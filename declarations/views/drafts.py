"""The drafts of the firm: found again, deleted."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from declarations.models import Draft
from declarations.permissions import check_may_declare
from declarations.selectors.drafts import drafts_of
from declarations.services.drafts import delete_draft
from enterprises.middleware import actor_of
from kernel import clock
from kernel.web.keyset import Page, page


@require_safe
@login_required
def drafts(request: HttpRequest) -> HttpResponse:
    """Every draft of the firm, newest first; those that were filed lead to their lists."""
    actor = actor_of(request)
    check_may_declare(actor)
    rows: Page[Draft] = page(drafts_of(actor), order=("-id",), after=request.GET.get("after"))
    return render(request, "declarations/drafts.html", {"page": rows})


@require_POST
@login_required
def delete(request: HttpRequest, number: str) -> HttpResponse:
    """Delete a draft for good."""
    try:
        delete_draft(number, actor=actor_of(request), at=clock.now())
    except Draft.DoesNotExist:
        raise Http404(number) from None
    messages.success(request, _("The draft %(number)s was deleted.") % {"number": number})
    return redirect("declarations:drafts")
