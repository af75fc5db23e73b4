"""Registering a firm, the firm's pages: what one has begun, the form that saves itself, files, submitting."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enterprises.forms.registration import (
    AnswerForm,
    RegistrationFileForm,
    RegistrationForm,
    StartForm,
    typed_in,
)
from enterprises.middleware import actor_of
from enterprises.models import Registration
from enterprises.rules import flow
from enterprises.rules.registration import Typed
from enterprises.selectors.attachments import attachments_of
from enterprises.selectors.registration import (
    ATTACHED,
    last_question,
    office_choices,
    own_registration,
    registrations_of,
    story,
    typed_of,
    zone_choices,
)
from enterprises.services.registration import (
    attach_to_registration,
    detach_from_registration,
    save_registration,
    start_registration,
    submit_registration,
    withdraw_registration,
)
from enterprises.views.registration_show import by_field, pairs, standing_of, timeline
from kernel import clock
from kernel.clock import business_date
from kernel.refusal import Conflict, Refused
from kernel.web.findings import Finding, findings
from kernel.web.keyset import Page, page


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """What one has begun; a POST begins another at an office, perhaps with the values of an older one."""
    actor, at = actor_of(request), clock.now()
    rows: Page[Registration] = page(
        registrations_of(actor), order=("-subject_id",), after=request.GET.get("after"), size=20
    )
    offices = office_choices(on=business_date(at))
    form = StartForm(request.POST if request.method == "POST" else None, offices=offices)
    said: list[Finding] = []
    if request.method == "POST" and form.is_valid():
        again = request.POST.get("again", "")
        try:
            office = form.cleaned_data["office"]
            number = start_registration(actor=actor, office=office, at=at, again=again)
            return redirect("enterprises:registration", number)
        except Refused as refusal:
            said = findings(refusal)
    shown = [(row, standing_of(row.status)) for row in rows.rows]
    context = {"form": form, "page": rows, "rows": shown, "findings": said}
    status = 422 if said or form.errors else 200
    return render(request, "enterprises/registration_mine.html", context, status=status)


@require_safe
@login_required
def one(request: HttpRequest, number: str) -> HttpResponse:
    """The form while the registration is with the firm, what was handed in afterwards."""
    row = _own(request, number=number)
    return _page(request, row=row, at=clock.now())


@require_POST
@login_required
def save(request: HttpRequest, number: str) -> HttpResponse:
    """Keep what is typed; answers with the time and what is wrong so far, field by field."""
    actor = actor_of(request)
    _own(request, number=number)
    try:
        saved = save_registration(number, typed=typed_in(request.POST), actor=actor, at=clock.now())
    except (Refused, Conflict) as no:
        return render(request, "enterprises/_registration_saved.html", {"findings": findings(no)}, status=422)
    said = by_field(RegistrationForm.base_fields, said=findings(saved.violations))
    return render(request, "enterprises/_registration_saved.html", {"saved_at": saved.at, "fields": said})


@require_POST
@login_required
def submit(request: HttpRequest, number: str) -> HttpResponse:
    """Save once more, then hand over; what is missing or wrong stands beside the fields."""
    actor, at = actor_of(request), clock.now()
    row = _own(request, number=number)
    answer = request.POST.get("answer", "")
    try:
        if "credit_code" in request.POST:
            save_registration(number, typed=typed_in(request.POST), actor=actor, at=at)
        if request.POST.get("do") == "save":
            messages.success(request, _("The draft was saved."))
            return redirect("enterprises:registration", number)
        submit_registration(number, actor=actor, at=at, answer=answer)
    except (Refused, Conflict) as no:
        row.refresh_from_db()
        return _page(request, row=row, at=at, said=findings(no), answer=answer)
    messages.success(request, _("The registration was handed over to customs."))
    return redirect("enterprises:registration", number)


@require_POST
@login_required
def attach_files(request: HttpRequest, number: str) -> HttpResponse:
    """Attach files; they are kept at once, whatever becomes of the form."""
    actor, at = actor_of(request), clock.now()
    row = _own(request, number=number)
    form = RegistrationFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, row=row, at=at, files=form)
    uploads, label = form.cleaned_data["attachments"], form.cleaned_data["label"]
    try:
        attach_to_registration(number, uploads=uploads, label=label, actor=actor, at=at)
    except Refused as refusal:
        return _page(request, row=row, at=at, files=form, said=findings(refusal))
    messages.success(request, _("Attached."))
    return redirect("enterprises:registration", number)


@require_POST
@login_required
def detach(request: HttpRequest, number: str) -> HttpResponse:
    """Take an attachment away."""
    actor = actor_of(request)
    _own(request, number=number)
    attachment = request.POST.get("attachment", "")
    detach_from_registration(number, attachment=attachment, actor=actor, at=clock.now())
    messages.success(request, _("The attachment was removed."))
    return redirect("enterprises:registration", number)


@require_POST
@login_required
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Give the registration up."""
    actor = actor_of(request)
    _own(request, number=number)
    withdraw_registration(number, actor=actor, at=clock.now())
    messages.success(request, _("The registration was withdrawn."))
    return redirect("enterprises:registrations_mine")


def _own(request: HttpRequest, *, number: str) -> Registration:
    """One's own registration, or a 404."""
    row = own_registration(actor_of(request), number=number)
    if row is None:
        raise Http404(number)
    return row


def _page(
    request: HttpRequest,
    *,
    row: Registration,
    at: datetime,
    said: list[Finding] | None = None,
    files: RegistrationFileForm | None = None,
    answer: str = "",
) -> HttpResponse:
    """The registration as it stands, with what was said against it."""
    on, typed = business_date(at), typed_of(row)
    editable = row.status in flow.REGISTRATION_WITH_FIRM
    form = _form(typed, row=row, at=at)
    attachments = attachments_of(ATTACHED, subject_ids=[row.pk], public_only=True).get(row.pk, [])
    refused = any(one.refuses for one in said or ())
    context = {
        "row": row,
        "standing": standing_of(row.status),
        "form": form,
        "fields": by_field(form.fields, said=said or []),
        "errors": [one for one in said or () if one.refuses],
        "notes": [one for one in said or () if not one.refuses],
        "files": files or RegistrationFileForm(),
        "answer": AnswerForm(initial={"answer": answer}),
        "question": last_question(row),
        "attachments": attachments,
        "story": timeline(story(row), office_names=False),
        "pairs": pairs(typed, on=on),
    }
    template = "enterprises/registration_form.html" if editable else "enterprises/registration_shown.html"
    return render(request, template, context, status=422 if refused or (files and files.errors) else 200)


def _form(typed: Typed, *, row: Registration, at: datetime) -> RegistrationForm:
    """The form with what is saved."""
    on = business_date(at)
    initial = typed._asdict() | {"kinds": list(typed.kinds)}
    fixed = row.status == flow.REGISTRATION_ASKED
    return RegistrationForm(
        initial=initial, offices=office_choices(on=on), zones=zone_choices(on=on), fixed=fixed
    )
