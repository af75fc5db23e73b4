"""Conversations between firms and coordinators, and what coordinators send to many firms."""

from django.contrib import messages as said_once
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enterprises.facts import Actor
from enterprises.forms.messages import BroadcastForm, ReplyForm, RetractForm, ThreadForm
from enterprises.middleware import actor_of
from enterprises.models import Broadcast, Firm, Thread
from enterprises.permissions import check_may_coordinate, check_may_write
from enterprises.selectors.coordination import coordinators_of, firm_in_care, firms_in_care
from enterprises.selectors.messages import (
    broadcast_for,
    broadcasts,
    read_by_others,
    readings,
    said_in,
    thread_for,
    threads,
)
from enterprises.services import messages as services
from kernel import clock
from kernel.refusal import Refused
from kernel.web.findings import findings
from kernel.web.keyset import Page, page

_READ = ["GET", "HEAD", "POST"]


@require_safe
@login_required
def thread_list(request: HttpRequest) -> HttpResponse:
    """All conversations, those with the newest message first."""
    actor, at = actor_of(request), clock.now()
    check_may_write(actor)
    found = threads(actor, at=at)
    rows: Page[Thread] = page(found, order=("-last_at", "-id"), after=request.GET.get("after"), size=30)
    return render(request, "enterprises/messages.html", {"page": rows, "tab": "messages"})


@require_http_methods(_READ)
@login_required
def thread_new(request: HttpRequest) -> HttpResponse:
    """Begin a conversation; an officer names the firm by ``?firm=``."""
    actor, at = actor_of(request), clock.now()
    check_may_write(actor)
    code = request.GET.get("firm", "")
    firm = None if actor.is_firm else _firm_in_care(actor, customs_code=code)
    context: dict[str, object] = {"form": ThreadForm(), "firm": firm}
    context["card"] = coordinators_of([actor.firm_id or 0], at=at).get(actor.firm_id or 0)
    if request.method == "POST":
        form = ThreadForm(request.POST, request.FILES)
        context["form"] = form
        if form.is_valid():
            given = dict(form.cleaned_data)
            try:
                thread = services.open_thread(
                    actor=actor, customs_code=code, uploads=given.pop("attachments"), at=at, **given
                )
            except Refused as no:
                context["findings"] = findings(no)
            else:
                return redirect("enterprises:thread", thread.number)
    status = 422 if request.method == "POST" else 200
    return render(request, "enterprises/message_new.html", context, status=status)


@require_http_methods(_READ)
@login_required
def thread(request: HttpRequest, number: str) -> HttpResponse:
    """One conversation: opening it marks it read, a POST writes in it."""
    actor, at = actor_of(request), clock.now()
    check_may_write(actor)
    found = thread_for(actor, number=number, at=at)
    if found is None:
        raise Http404(number)
    context: dict[str, object] = {"thread": found, "form": ReplyForm()}
    if request.method == "POST":
        form = ReplyForm(request.POST, request.FILES)
        context["form"] = form
        if form.is_valid():
            text, uploads = form.cleaned_data["text"], form.cleaned_data["attachments"]
            try:
                services.reply(actor=actor, number=number, text=text, uploads=uploads, at=at)
            except Refused as no:
                context["findings"] = findings(no)
            else:
                return redirect("enterprises:thread", number)
    else:
        services.mark_read(actor=actor, thread=found, at=at)
    context["said"] = said_in(found)
    context["reads"] = read_by_others(found, actor=actor)
    status = 422 if request.method == "POST" else 200
    return render(request, "enterprises/message_thread.html", context, status=status)


@require_safe
@login_required
def broadcast_list(request: HttpRequest) -> HttpResponse:
    """What was sent to many firms: a firm's received ones, an officer's own."""
    actor, at = actor_of(request), clock.now()
    check_may_write(actor)
    rows: Page[Broadcast] = page(
        broadcasts(actor, at=at), order=("-id",), after=request.GET.get("after"), size=30
    )
    return render(request, "enterprises/message_broadcasts.html", {"page": rows, "tab": "broadcasts"})


@require_http_methods(_READ)
@login_required
def broadcast_new(request: HttpRequest) -> HttpResponse:
    """Send one message to many firms."""
    actor, at = actor_of(request), clock.now()
    check_may_coordinate(actor)
    firms = list(firms_in_care(actor, at=at).order_by("customs_code"))
    form = BroadcastForm(request.POST if request.method == "POST" else None, firms=firms)
    context: dict[str, object] = {"form": form, "count": len(firms)}
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            sent = services.send_broadcast(actor=actor, codes=given.pop("firms"), at=at, **given)
        except Refused as no:
            context["findings"] = findings(no)
        else:
            said_once.success(request, _("The message was sent."))
            return redirect("enterprises:broadcast", sent.number)
    status = 422 if request.method == "POST" else 200
    return render(request, "enterprises/message_broadcast_new.html", context, status=status)


@require_safe
@login_required
def broadcast(request: HttpRequest, number: str) -> HttpResponse:
    """One broadcast: a firm reads it (and that is marked), officers see who has."""
    actor = actor_of(request)
    found = _broadcast(actor, number=number)
    services.mark_broadcast_read(actor=actor, broadcast=found, at=clock.now())
    return _broadcast_page(request, found=found, actor=actor)


@require_POST
@login_required
def broadcast_retract(request: HttpRequest, number: str) -> HttpResponse:
    """Take a broadcast back, with a reason."""
    actor = actor_of(request)
    check_may_coordinate(actor)
    found = _broadcast(actor, number=number)
    form = RetractForm(request.POST)
    if not form.is_valid():
        return _broadcast_page(request, found=found, actor=actor, form=form)
    try:
        services.retract_broadcast(
            actor=actor, number=number, reason=form.cleaned_data["reason"], at=clock.now()
        )
    except Refused as no:
        return _broadcast_page(request, found=found, actor=actor, form=form, no=no)
    said_once.success(request, _("The message was taken back."))
    return redirect("enterprises:broadcast", number)


def _broadcast(actor: Actor, *, number: str) -> Broadcast:
    """The broadcast, or a 404."""
    check_may_write(actor)
    found = broadcast_for(actor, number=number, at=clock.now())
    if found is None:
        raise Http404(number)
    return found


def _broadcast_page(
    request: HttpRequest,
    *,
    found: Broadcast,
    actor: Actor,
    form: RetractForm | None = None,
    no: Refused | None = None,
) -> HttpResponse:
    """The page of a broadcast."""
    context = {
        "broadcast": found,
        "readings": readings(found) if actor.is_officer else [],
        "form": form or RetractForm(),
        "wrong": form,
        "findings": findings(no) if no else None,
    }
    return render(request, "enterprises/message_broadcast.html", context, status=422 if form else 200)


def _firm_in_care(actor: Actor, *, customs_code: str) -> Firm:
    """The firm that an officer writes to, or a 404."""
    firm = firm_in_care(actor, customs_code=customs_code, at=clock.now())
    if firm is None:
        raise Http404(customs_code)
    return firm
