"""The public catalogue of measures, and how chiefs publish, rewrite and withdraw them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enterprises.facts import Actor
from enterprises.forms.measures import MeasureForm, ReasonForm, WordsForm
from enterprises.middleware import actor_of
from enterprises.permissions import (
    check_may_handle_measures,
    may_ask_for_measures,
    may_handle_measures,
)
from enterprises.rules.measures import DOORS, Words
from enterprises.selectors.grants import Entry, catalogue, measure_entry, versions_of
from enterprises.services.measures import (
    NewMeasure,
    publish_measure,
    rewrite_measure,
    withdraw_measure,
)
from kernel import clock
from kernel.refusal import Refused
from kernel.web.findings import Finding, findings


@require_safe
def measures(request: HttpRequest) -> HttpResponse:
    """Every measure in force, for everybody."""
    actor: Actor | None = request.actor  # type: ignore[attr-defined]
    context = {
        "entries": catalogue(),
        "may_publish": actor is not None and may_handle_measures(actor, act="publish"),
        "is_firm": actor is not None and actor.is_firm,
    }
    return render(request, "enterprises/measures.html", context)


@require_safe
def measure(request: HttpRequest, code: str) -> HttpResponse:
    """One measure, for everybody; withdrawn ones say so."""
    return _page(request, entry=_found(code), form=ReasonForm())


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def measure_new(request: HttpRequest) -> HttpResponse:
    """Publish a new measure."""
    actor = actor_of(request)
    check_may_handle_measures(actor, act="publish")
    form = MeasureForm(request.POST if request.method == "POST" else None)
    said: list[Finding] = []
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        wanted = NewMeasure(data["code"], data["access"], data["open_to"], _words(form))
        try:
            publish_measure(actor=actor, wanted=wanted, at=clock.now())
        except Refused as refusal:
            said = findings(refusal)
        else:
            messages.success(request, _("The measure is published."))
            return redirect("enterprises:measure", data["code"])
    status = 422 if said or form.errors else 200
    context = {"form": form, "findings": said, "entry": None}
    return render(request, "enterprises/measure_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def measure_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Say a measure anew; the old version stays on record."""
    actor = actor_of(request)
    check_may_handle_measures(actor, act="publish")
    entry = _found(code)
    posted = request.method == "POST"
    form = WordsForm(request.POST if posted else None, initial=_initial(entry))
    said: list[Finding] = []
    if posted and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            rewrite_measure(actor=actor, code=code, version=version, words=_words(form), at=clock.now())
        except Refused as refusal:
            said = findings(refusal)
        else:
            messages.success(request, _("The measure has a new version."))
            return redirect("enterprises:measure", code)
    status = 422 if said or form.errors else 200
    context = {"form": form, "findings": said, "entry": entry}
    return render(request, "enterprises/measure_form.html", context, status=status)


@require_POST
@login_required
def measure_withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Withdraw a measure from the catalogue, with a reason."""
    actor = actor_of(request)
    check_may_handle_measures(actor, act="publish")
    entry, form = _found(code), ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, entry=entry, form=form)
    try:
        withdraw_measure(actor=actor, code=code, reason=form.cleaned_data["reason"], at=clock.now())
    except Refused as refusal:
        return _page(request, entry=entry, form=form, said=findings(refusal))
    messages.success(request, _("The measure is withdrawn."))
    return redirect("enterprises:measure", code)


def _found(code: str) -> Entry:
    entry = measure_entry(code)
    if entry is None:
        raise Http404(code)
    return entry


def _words(form: WordsForm) -> Words:
    return Words(*(form.cleaned_data[name] for name in Words._fields))


def _initial(entry: Entry) -> dict[str, object]:
    words = {name: getattr(entry.text, name) for name in Words._fields}
    return {"version": entry.text.version, **words}


def _page(
    request: HttpRequest, *, entry: Entry, form: ReasonForm, said: list[Finding] | None = None
) -> HttpResponse:
    """The measure's page with the form of withdrawal as it stands."""
    actor: Actor | None = request.actor  # type: ignore[attr-defined]
    may_publish = actor is not None and may_handle_measures(actor, act="publish")
    officer = actor is not None and may_handle_measures(actor, act="see")
    context = {
        "entry": entry,
        "form": form,
        "findings": said,
        "versions": list(versions_of(entry.measure)) if officer else [],
        "may_publish": may_publish and entry.measure.withdrawn_at is None,
        "may_ask": actor is not None and may_ask_for_measures(actor),
        "door": DOORS.get(entry.measure.code, ""),
    }
    return render(request, "enterprises/measure.html", context, status=422 if said or form.errors else 200)
