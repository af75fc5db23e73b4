"""Registrations, the officers' pages: the queue, one registration with its hints, the decision."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from codelists.selectors import names
from enterprises.forms.registration import DecisionForm
from enterprises.middleware import actor_of
from enterprises.models import Registration
from enterprises.rules import flow
from enterprises.rules import registration as law
from enterprises.rules.code_meaning import meaning
from enterprises.rules.registration import Typed
from enterprises.selectors.attachments import attachments_of
from enterprises.selectors.registration import (
    ATTACHED,
    known_of,
    registration_at,
    registrations_at,
    rivals,
    similar_firms,
    story,
    typed_of,
)
from enterprises.services.registration_desk import (
    approve_registration,
    ask_registration,
    refuse_registration,
    reveal_registration,
)
from enterprises.views.registration_show import pairs, standing_of, timeline
from kernel import clock
from kernel.clock import business_date
from kernel.refusal import Conflict, Refused
from kernel.web.findings import Finding, findings
from kernel.web.keyset import Page, page


@require_safe
@login_required
def queue(request: HttpRequest) -> HttpResponse:
    """The registrations of the own offices that are open, or with ``?decided=1`` the decided ones."""
    actor, decided = actor_of(request), request.GET.get("decided") == "1"
    order = ("-subject_id",) if decided else ("since", "subject_id")
    rows: Page[Registration] = page(
        registrations_at(actor, decided=decided), order=order, after=request.GET.get("after")
    )
    offices = names("offices", on=business_date(clock.now()))
    shown = [(row, standing_of(row.status), offices.get(row.office, "")) for row in rows.rows]
    context = {"page": rows, "rows": shown, "decided": decided}
    return render(request, "enterprises/registration_queue.html", context)


@require_safe
@login_required
def case(request: HttpRequest, number: str) -> HttpResponse:
    """One registration: what was handed in, what speaks for looking twice, its story."""
    return _page(request, row=_found(request, number=number), at=clock.now())


@require_POST
@login_required
def decide(request: HttpRequest, number: str) -> HttpResponse:
    """Approve, ask or refuse."""
    actor, at = actor_of(request), clock.now()
    row = _found(request, number=number)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _page(request, row=row, at=at, form=form)
    do, reason = form.cleaned_data["do"], form.cleaned_data["reason"]
    try:
        if do == "approve":
            approve_registration(number, actor=actor, at=at)
        elif do == "ask":
            ask_registration(number, question=reason, actor=actor, at=at)
        else:
            refuse_registration(number, reason=reason, actor=actor, at=at)
    except (Refused, Conflict) as no:
        return _page(request, row=_found(request, number=number), at=at, form=form, said=findings(no))
    done = {
        "approve": _("The firm was let in; the applicant is its administrator."),
        "ask": _("The question went to the firm."),
        "refuse": _("The registration was refused."),
    }
    messages.success(request, done[do])
    return redirect("enterprises:registrations")


@require_POST
@login_required
def reveal(request: HttpRequest, number: str) -> HttpResponse:
    """Show the personal values in full, this once; who saw them and why is on record."""
    actor, at = actor_of(request), clock.now()
    row = _found(request, number=number)
    reason = request.POST.get("reason", "")
    try:
        typed = reveal_registration(number, reason=reason, actor=actor, at=at)
    except Refused as refusal:
        return _page(request, row=row, at=at, said=findings(refusal))
    return _page(request, row=row, at=at, full=typed)


def _found(request: HttpRequest, *, number: str) -> Registration:
    """The registration of the officer's offices, or a 404."""
    row = registration_at(actor_of(request), number=number)
    if row is None:
        raise Http404(number)
    return row


def _page(
    request: HttpRequest,
    *,
    row: Registration,
    at: datetime,
    form: DecisionForm | None = None,
    said: list[Finding] | None = None,
    full: Typed | None = None,
) -> HttpResponse:
    """The officer's page as it stands."""
    on, typed = business_date(at), full or typed_of(row)
    notes: list[Finding] = []
    if row.status == flow.REGISTRATION_SUBMITTED:
        notes = findings(law.judge_submission(typed, known=known_of(row, typed=typed, on=on)))
    says = meaning(row.customs_code)
    context = {
        "row": row,
        "standing": standing_of(row.status),
        "waits": row.status == flow.REGISTRATION_SUBMITTED,
        "pairs": pairs(typed, on=on, full=full is not None),
        "revealed": full is not None,
        "notes": notes,
        "area": (says.area_code, _(says.area) if says.area else "", _(says.zone) if says.zone else ""),
        "similar": similar_firms(row),
        "rivals": rivals(row),
        "attachments": attachments_of(ATTACHED, subject_ids=[row.pk]).get(row.pk, []),
        "story": timeline(story(row), office_names=True),
        "form": form or DecisionForm(),
        "errors": said or [],
    }
    status = 422 if said or (form is not None and form.errors) else 200
    return render(request, "enterprises/registration_case.html", context, status=status)
