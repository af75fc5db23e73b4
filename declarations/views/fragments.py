"""Parts of the form that the server sends while somebody types: saved, preview, line, fields, names."""

from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from declarations.forms.choices import offered
from declarations.forms.list_form import ListForm
from declarations.models import Draft
from declarations.permissions import check_may_declare
from declarations.selectors.defaults import starting_line
from declarations.services.drafts import save_draft
from declarations.services.preview import preview_list
from declarations.views.form import in_mode
from declarations.views.notes import note_of, notes_of
from enterprises.facts import Actor
from enterprises.middleware import actor_of
from kernel import clock
from kernel.money import plain
from kernel.refusal import Conflict, Refused
from kernel.web.findings import findings


@require_POST
@login_required
def save(request: HttpRequest, number: str) -> HttpResponse:
    """Autosave: says when it was saved, or shows the two ways out of a conflict."""
    form, actor, at = _form(request, number=number)
    try:
        saved = save_draft(number, version=form.version, content=form.content(), actor=actor, at=at)
    except Draft.DoesNotExist:
        raise Http404(number) from None
    except (Refused, Conflict) as said:
        late = isinstance(said, Conflict)
        context = {"number": number, "said": findings(said), "late": late}
        return render(request, "declarations/_not_saved.html", context, status=409 if late else 422)
    response = render(request, "declarations/_saved.html", {"saved": saved, "swapped": True})
    response["HX-Replace-Url"] = reverse("declarations:draft", args=[number])
    return response


@require_POST
@login_required
def preview(request: HttpRequest) -> HttpResponse:
    """Tax, limit and findings of what has been typed so far; nothing is written."""
    form, actor, at = _form(request)
    seen = preview_list(form.content(), actor=actor, at=at)
    form.show(findings(seen.findings))
    meter = (plain(seen.limit), plain(min(seen.value, seen.limit)))
    context = {"seen": seen, "meter": meter, "errors": form.errors(), "warnings": form.warnings()}
    return render(request, "declarations/_preview.html", context)


@require_POST
@login_required
def line(request: HttpRequest) -> HttpResponse:
    """A further line, empty or copied; nothing at all for one that is taken out."""
    form, _actor, _at = _form(request)
    do, _colon, key = request.POST.get("do", "add").partition(":")
    if do == "remove":
        return HttpResponse()
    values = form.line_values(key) if do == "copy" else starting_line()
    made = form.with_line(values)
    return render(request, "declarations/_line.html", {"line": made, "fresh": True})


@require_POST
@login_required
def fields(request: HttpRequest) -> HttpResponse:
    """All fields for the mode that was chosen, with everything typed."""
    form, _actor, at = _form(request)
    form = in_mode(form)
    form.notes = notes_of(form, at=at)
    context = {"form": form, "sections": form.sections(), "lines": form.lines()}
    return render(request, "declarations/_fields.html", context)


@require_safe
@login_required
def lookup(request: HttpRequest) -> HttpResponse:
    """What a typed code stands for, to be shown below its field."""
    actor, at = actor_of(request), clock.now()
    check_may_declare(actor)
    field, key = request.GET.get("field", ""), request.GET.get("line", "")
    named = f"lines-{key}-{field}" if key else field
    note = note_of(
        field,
        code=_clean(request.GET.get(named, "")),
        line=key,
        ems_no=_clean(request.GET.get("emsNo", "")),
        actor=actor,
        at=at,
    )
    return render(request, "declarations/_note.html", {"note": note})


def _clean(text: str) -> str:
    """What was typed, without what no database can compare."""
    return text.replace("\0", "").strip()[:60]


def _form(request: HttpRequest, *, number: str = "") -> tuple[ListForm, Actor, datetime]:
    """The form as it was sent by somebody who may declare."""
    actor, at = actor_of(request), clock.now()
    check_may_declare(actor)
    return ListForm.from_post(request.POST, number=number, choices=offered(actor, at=at)), actor, at
