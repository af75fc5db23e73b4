"""Visits and calls: the list, the plan, the record, and the firm's answer."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enterprises.facts import Actor
from enterprises.forms.visits import AnswerForm, NoteForm, PlanForm, RecordForm
from enterprises.middleware import actor_of
from enterprises.models import Visit
from enterprises.permissions import (
    check_may_assign,
    check_may_coordinate,
    check_may_see_own_firm,
    check_may_write,
    may_assign,
    may_coordinate,
)
from enterprises.rules import flow
from enterprises.rules.visits import TOPICS
from enterprises.selectors.absences import colleagues
from enterprises.selectors.attachments import attachments_of
from enterprises.selectors.coordination import firm_in_care, senior_contact
from enterprises.selectors.visits import people_of, questions, visit_events, visit_for, visits
from enterprises.services import visits as services
from kernel import clock, mask
from kernel.refusal import Conflict, Refused
from kernel.web.findings import findings
from kernel.web.keyset import Page, page

_READ = ["GET", "HEAD", "POST"]
_LOOKS = {
    flow.VISIT_PLANNED: ("blue", "calendar"),
    flow.VISIT_HELD: ("orange", "hourglass"),
    flow.VISIT_DISPUTED: ("red", "triangle-alert"),
    flow.VISIT_CONFIRMED: ("green", "circle-check"),
    flow.VISIT_CLOSED: ("secondary", "archive"),
    flow.VISIT_CANCELLED: ("secondary", "ban"),
}


class ShownVisit(NamedTuple):
    """A visit with its status as a page shows it."""

    visit: Visit
    label: str
    tone: str
    icon: str


def shown_visits(rows: Iterable[Visit]) -> list[ShownVisit]:
    """Visits ready to be shown."""
    return [ShownVisit(row, _(flow.VISIT_FLOW.names[row.status]), *_LOOKS[row.status]) for row in rows]


@require_safe
@login_required
def visit_list(request: HttpRequest) -> HttpResponse:
    """All visits of the own firm, or of the firms in the officer's care, the latest first."""
    actor, at = actor_of(request), clock.now()
    check_may_write(actor)
    found = visits(actor, at=at)
    rows: Page[Visit] = page(found, order=("-on_at", "-subject_id"), after=request.GET.get("after"), size=30)
    context = {"page": rows, "visits": shown_visits(rows.rows), "tab": "visits"}
    return render(request, "enterprises/visits.html", context)


@require_http_methods(_READ)
@login_required
def visit_new(request: HttpRequest) -> HttpResponse:
    """Plan a visit of the firm ``?firm=``, or note a call that was made."""
    actor, at = actor_of(request), clock.now()
    check_may_coordinate(actor)
    code = request.GET.get("firm", "")
    firm = firm_in_care(actor, customs_code=code, at=at)
    if firm is None:
        raise Http404(code)
    people = [person for person in colleagues(actor, at=at) if person.pk != actor.user_id]
    form = PlanForm(request.POST if request.method == "POST" else None, people=people)
    context: dict[str, object] = {"form": form, "firm": firm}
    if request.method == "POST" and form.is_valid():
        try:
            number = services.plan_visit(actor=actor, customs_code=code, at=at, **form.cleaned_data)
        except Refused as no:
            context["findings"] = findings(no)
        else:
            messages.success(request, _("The visit %(no)s is planned.") % {"no": number})
            return redirect("enterprises:visit", number)
    status = 422 if request.method == "POST" else 200
    return render(request, "enterprises/visit_new.html", context, status=status)


@require_safe
@login_required
def visit(request: HttpRequest, number: str) -> HttpResponse:
    """One visit, as its firm or the officers see it."""
    return _page(request, number=number)


@require_POST
@login_required
def visit_record(request: HttpRequest, number: str) -> HttpResponse:
    """Record what the visit was about, or correct the record."""
    actor, at = actor_of(request), clock.now()
    check_may_coordinate(actor)
    _found(actor, number=number)
    form = RecordForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, number=number, record=form)
    given = dict(form.cleaned_data)
    lines = {name: given.pop(name).splitlines() for name in ("people", "questions")}
    try:
        raised = services.record_visit(
            actor=actor, number=number, at=at, uploads=given.pop("attachments"), **lines, **given
        )
    except (Refused, Conflict) as no:
        return _page(request, number=number, record=form, said=no)
    messages.success(request, _("The record waits for the firm's confirmation."))
    if raised:
        messages.info(request, _("Difficulties registered: %(nos)s.") % {"nos": ", ".join(raised)})
    return redirect("enterprises:visit", number)


@require_POST
@login_required
def visit_answer(request: HttpRequest, number: str) -> HttpResponse:
    """The firm confirms the record, or says what is not right."""
    actor, at = actor_of(request), clock.now()
    check_may_see_own_firm(actor)
    _found(actor, number=number)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, number=number, answer=form)
    confirmed, text = form.cleaned_data["answer"] == "confirm", form.cleaned_data["text"]
    try:
        services.answer_visit(actor=actor, number=number, confirmed=confirmed, text=text, at=at)
    except (Refused, Conflict) as no:
        return _page(request, number=number, answer=form, said=no)
    messages.success(request, _("Your answer was recorded."))
    return redirect("enterprises:visit", number)


@require_POST
@login_required
def visit_close(request: HttpRequest, number: str) -> HttpResponse:
    """Close a confirmed visit."""
    return _act(request, number=number, act=services.close_visit, said=_("The visit is closed."))


@require_POST
@login_required
def visit_settle(request: HttpRequest, number: str) -> HttpResponse:
    """Close a disputed visit, as a chief, with a reason."""
    check_may_assign(actor_of(request))
    act, note = services.settle_visit, request.POST.get("note", "")
    return _act(request, number=number, act=act, said=_("The visit is closed."), note=note)


@require_POST
@login_required
def visit_cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Cancel a planned visit, with a reason."""
    act, note = services.cancel_visit, request.POST.get("note", "")
    return _act(request, number=number, act=act, said=_("The visit is cancelled."), note=note)


def _act(
    request: HttpRequest, *, number: str, act: Callable[..., None], said: str, **words: str
) -> HttpResponse:
    """One step of an officer; what stands against it is shown on the page."""
    actor = actor_of(request)
    check_may_coordinate(actor)
    _found(actor, number=number)
    try:
        act(actor=actor, number=number, at=clock.now(), **words)
    except (Refused, Conflict) as no:
        return _page(request, number=number, note=NoteForm(request.POST), said=no)
    messages.success(request, said)
    return redirect("enterprises:visit", number)


def _found(actor: Actor, *, number: str) -> Visit:
    """The visit, or a 404 that says nothing about strangers' visits; the second officer reads it too."""
    found = visit_for(actor, number=number, at=clock.now())
    if found is None:
        check_may_write(actor)
        raise Http404(number)
    return found


def _page(
    request: HttpRequest,
    *,
    number: str,
    record: Form | None = None,
    answer: Form | None = None,
    note: Form | None = None,
    said: Refused | Conflict | None = None,
) -> HttpResponse:
    """The page of a visit with the forms as they stand."""
    actor, at = actor_of(request), clock.now()
    found = _found(actor, number=number)
    names = people_of(found)
    contact = senior_contact(found.firm_id)
    known = {"topics": found.topics, "advice": found.advice, "recusal_stated": False}
    wrong = record or answer
    context = {
        "shown": shown_visits([found])[0],
        "visit": found,
        "people": names if actor.is_firm else [mask.name(name) for name in names],
        "topics": [_(TOPICS[code]) for code in found.topics],
        "questions": questions(found),
        "attachments": attachments_of("visit", subject_ids=[found.pk]).get(found.pk, []),
        "events": [_entry(event, who=who) for event, who in visit_events(found)],
        "record": record or RecordForm(initial=known),
        "answer": answer or AnswerForm(),
        "note": note or NoteForm(),
        "contact": contact,
        "verbs": flow.VISIT_FLOW.verbs(found.status, _who(actor)),
        "in_care": may_coordinate(actor),
        "begun": found.on_at <= at,
        "wrong": wrong,
        "findings": findings(said) if said else None,
    }
    status = 409 if isinstance(said, Conflict) else 422 if said or wrong is not None else 200
    return render(request, "enterprises/visit.html", context, status=status)


def _who(actor: Actor) -> tuple[str, ...]:
    """In whose name of the flow the actor speaks."""
    if actor.is_firm:
        return (flow.FIRM,)
    if not may_coordinate(actor):
        return ()
    return (flow.COORDINATOR, flow.CHIEF) if may_assign(actor) else (flow.COORDINATOR,)


def _entry(event: object, *, who: object) -> dict[str, object]:
    """One line of the story."""
    target = event.target  # type: ignore[attr-defined]
    tone, icon = _LOOKS[target]
    name = getattr(who, "name", "")
    title = _(flow.VISIT_FLOW.names[target])
    text = event.note  # type: ignore[attr-defined]
    return {"at": event.at, "title": title, "who": name, "text": text, "tone": tone, "icon": icon}  # type: ignore[attr-defined]
