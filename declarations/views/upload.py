"""Uploading messages: files and archives go in by a form, and a page shows how they are received."""

from collections.abc import Iterable, Sequence

from django.contrib.auth.decorators import login_required
from django.core.exceptions import TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from declarations.permissions import check_may_file
from declarations.rules.uploads import Limits, judge_upload
from declarations.selectors import uploads as found
from declarations.services.uploads import MOST_CHOSEN, Given, limits_at, take_upload
from enterprises.middleware import actor_of
from kernel import clock
from kernel.refusal import Conflict, Refused, Violation
from kernel.web.findings import Finding, findings
from kernel.web.keyset import page
from kernel.web.uploading import FORM_BYTES, InMemory, drain, sent_bytes

_RECENT = 8


# The token is checked further in: checking it reads the form, and its size must be known before.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def upload(request: HttpRequest) -> HttpResponse:
    """The form, and the firm's latest uploads; what is handed in is kept and received at once."""
    check_may_file(actor_of(request))
    limits = limits_at(clock.now())
    if request.method != "POST":
        return _form(request, limits=limits)
    size = sent_bytes(request)
    if size > limits.max_bytes + FORM_BYTES:
        drain(request)
        return _form(request, limits=limits, said=judge_upload([size], limits=limits), status=413)
    request.upload_handlers = [InMemory(request)]
    try:
        return _take(request)
    except TooManyFilesSent:
        said = judge_upload([0] * (MOST_CHOSEN + 1), limits=limits)
        return _form(request, limits=limits, said=said, status=422)


@csrf_protect
def _take(request: HttpRequest) -> HttpResponse:
    """Take what the form brought."""
    at = clock.now()
    given = [Given(file.name or "", file.read()) for file in request.FILES.getlist("files")]
    try:
        made = take_upload(given, actor=actor_of(request), at=at)
    except (Refused, Conflict) as said:
        return _form(request, limits=limits_at(at), said=findings(said), status=422)
    return redirect("declarations:upload_progress", made.number)


@require_safe
@login_required
def upload_progress(request: HttpRequest, number: str) -> HttpResponse:
    """How far an upload is, file by file; asked every second by the page itself until it is finished."""
    actor = actor_of(request)
    check_may_file(actor)
    one = found.upload_of(actor, number=number)
    if one is None:
        raise Http404(number)
    only = request.GET.get("only") == "faulty"
    parts = page(
        found.parts_of(one, only_faulty=only), order=("position", "pk"), after=request.GET.get("after")
    )
    context = {
        "upload": one,
        "only": only,
        "progress": found.progress_of(one),
        "page": parts,
        "rows": found.part_rows(parts.rows),
    }
    polled = request.headers.get("HX-Target") == "upload-state"
    return render(request, f"declarations/upload_{'state' if polled else 'progress'}.html", context)


def _form(
    request: HttpRequest,
    *,
    limits: Limits,
    said: Sequence[Finding] | Iterable[Violation] = (),
    status: int = 200,
) -> HttpResponse:
    """The form, with the reasons why nothing was taken."""
    shown = [one if isinstance(one, Finding) else findings([one])[0] for one in said]
    context = {
        "errors": [{"target": "files", "sentence": one.sentence} for one in shown],
        "limits": limits,
        "megabytes": limits.max_bytes // 1024**2,
        "recent": found.uploads_of(actor_of(request))[:_RECENT],
    }
    return render(request, "declarations/upload.html", context, status=status)
