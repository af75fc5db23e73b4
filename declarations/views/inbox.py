"""Messages as they were received: what became of each document, and the bytes themselves."""

from typing import NamedTuple

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from declarations.forms.filters import ReasonForm
from declarations.models import Finding, InboxMessage
from declarations.permissions import check_may_file
from declarations.selectors import message_results, messages_of
from declarations.selectors.inbox import DocumentRow
from declarations.services.showing import show_message
from declarations.views.shown import Reason, errors_at, reasons
from enterprises.facts import Actor
from enterprises.middleware import actor_of
from kernel import clock
from kernel.refusal import Refused
from kernel.web.keyset import Page, page


class Result(NamedTuple):
    """One document of a message and its findings in words."""

    row: DocumentRow
    reasons: list[Reason]


@require_safe
@login_required
def messages(request: HttpRequest) -> HttpResponse:
    """The messages of the firm, newest first."""
    actor = actor_of(request)
    check_may_file(actor)
    rows: Page[InboxMessage] = page(messages_of(actor), order=("-id",), after=request.GET.get("after"))
    return render(request, "declarations/messages.html", {"page": rows})


@require_safe
@login_required
def message(request: HttpRequest, number: int) -> HttpResponse:
    """One message and what became of each of its documents."""
    return _page(request, _found(actor_of(request), number))


@require_POST
@login_required
def raw(request: HttpRequest, number: int) -> HttpResponse:
    """The message as it came, shown or as a file, after the reason is on record."""
    actor = actor_of(request)
    found = _found(actor, number)
    form = ReasonForm(request.POST)
    form.is_valid()
    try:
        data = show_message(found, reason=form.cleaned_data.get("reason", ""), actor=actor, at=clock.now())
    except Refused as no:
        return _page(request, found, refused=no)
    if request.POST.get("as") == "file":
        response = HttpResponse(data, content_type="application/xml")
        response["Content-Disposition"] = f'attachment; filename="message-{number}.xml"'
        return response
    return _page(request, found, data=data.decode("utf-8", errors="replace"))


def _found(actor: Actor, number: int) -> InboxMessage:
    found = messages_of(actor).filter(pk=number).first()
    if found is None:
        raise Http404(str(number))
    return found


def _page(
    request: HttpRequest, found: InboxMessage, *, data: str = "", refused: Refused | None = None
) -> HttpResponse:
    whole = Finding.objects.filter(subject_id=found.pk).order_by("id")
    context = {
        "message": found,
        "reasons": reasons(tuple(whole), home="list"),
        "results": [Result(row, reasons(row.findings)) for row in message_results(found)],
        "data": data,
        "errors": errors_at("reason", refused=refused),
    }
    return render(request, "declarations/message.html", context, status=422 if refused else 200)
