"""A firm and its coordinator: the card, the senior contact, what was written, the visits."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from enterprises.forms.coordination import ContactForm
from enterprises.middleware import actor_of
from enterprises.models import Firm, User
from enterprises.permissions import check_may_manage_tokens, may_manage_tokens
from enterprises.selectors import own_firm
from enterprises.selectors.coordination import coordinators_of, senior_contact
from enterprises.selectors.messages import broadcasts, threads, unread_threads
from enterprises.selectors.visits import visits
from enterprises.services.coordination import name_senior_contact
from enterprises.views.visits import shown_visits
from kernel import clock
from kernel.refusal import Refused
from kernel.web.findings import Finding, findings

_SHOWN = 10


@require_safe
@login_required
def coordinator(request: HttpRequest) -> HttpResponse:
    """The own firm's coordinator and everything between the two."""
    return _page(request, form=None, said=None)


@require_safe
@login_required
def coordinator_panel(request: HttpRequest) -> HttpResponse:
    """The card alone, for other pages."""
    actor, at = actor_of(request), clock.now()
    firm = own_firm(actor)
    context = {
        "card": coordinators_of([firm.pk], at=at).get(firm.pk),
        "unread": unread_threads(actor, at=at),
        "panel": True,
    }
    return render(request, "enterprises/_coordinator_card.html", context)


@require_POST
@login_required
def senior_contact_name(request: HttpRequest) -> HttpResponse:
    """Name the manager who speaks for the firm."""
    actor = actor_of(request)
    check_may_manage_tokens(actor)
    form = ContactForm(request.POST, people=_people(own_firm(actor)))
    if not form.is_valid():
        return _page(request, form=form, said=None)
    given = form.cleaned_data
    try:
        name_senior_contact(actor=actor, user_id=given["user"], position=given["position"], at=clock.now())
    except Refused as no:
        return _page(request, form=form, said=findings(no))
    messages.success(request, _("Your coordinator now sees this contact."))
    return redirect("enterprises:coordinator")


def _people(firm: Firm) -> list[User]:
    """Everybody who acts for the firm now."""
    rows = firm.memberships.filter(ended_at__isnull=True).select_related("user").order_by("id")
    return [row.user for row in rows]


def _page(request: HttpRequest, *, form: ContactForm | None, said: list[Finding] | None) -> HttpResponse:
    """The page with the form as it stands."""
    actor, at = actor_of(request), clock.now()
    firm = own_firm(actor)
    contact = senior_contact(firm.pk)
    initial = {"user": contact.user_id, "position": contact.position} if contact else {}
    context = {
        "firm": firm,
        "card": coordinators_of([firm.pk], at=at).get(firm.pk),
        "contact": contact,
        "may_name": may_manage_tokens(actor),
        "form": form or ContactForm(initial=initial, people=_people(firm)),
        "wrong": form,
        "findings": said,
        "threads": list(threads(actor, at=at).order_by("-last_at", "-id")[:_SHOWN]),
        "broadcasts": list(broadcasts(actor, at=at).order_by("-id")[:_SHOWN]),
        "visits": shown_visits(visits(actor, at=at).order_by("-on_at")[:_SHOWN]),
        "tab": "coordinator",
    }
    status = 422 if said or form is not None else 200
    return render(request, "enterprises/coordinator.html", context, status=status)
