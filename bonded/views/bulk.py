"""Bulk files: a template to fill in, a file checked without filing, then taken over or handed back."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bonded.forms.bulk import BulkFileForm, TakeOverForm
from bonded.models import BulkUpload
from bonded.selectors import bulk as selectors
from bonded.services import bulk as services
from bonded.services.bulk_sheets import template, with_errors
from enterprises.middleware import actor_of
from enterprises.permissions import check_may_see_own_firm
from kernel import clock
from kernel.refusal import Refused, Violation
from kernel.rules import SHEET_TOO_LARGE
from kernel.sheets import CONTENT_TYPE
from kernel.web.findings import Finding, findings
from kernel.web.keyset import page
from kernel.web.uploading import FORM_BYTES, InMemory, drain, sent_bytes

_KINDS = {kind.value: kind for kind in BulkUpload.Kind}


@require_safe
@login_required
def bulk_files(request: HttpRequest) -> HttpResponse:
    """The bulk files of the firm, newest first."""
    actor = actor_of(request)
    check_may_see_own_firm(actor)
    found = page(selectors.bulk_uploads(actor), order=("-pk",), after=request.GET.get("after"))
    progress = selectors.progress_of(found.rows)
    rows = [(upload, progress[upload.pk]) for upload in found.rows]
    return render(request, "bonded/bulk_files.html", {"page": found, "rows": rows})


# The token is checked further in: checking it reads the form, and its size must be known before.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def bulk_new(request: HttpRequest, kind: str, target_no: str) -> HttpResponse:
    """Hand in a file for a ledger's items or an application's documents; it is checked at once."""
    target = _target(request, kind=kind, target_no=target_no)
    limits = services.limits_at(clock.now())
    if request.method != "POST":
        return _form(request, kind=kind, target=target)
    if sent_bytes(request) > limits.max_bytes + FORM_BYTES:
        drain(request)
        said = Violation(SHEET_TOO_LARGE, "file", args=(("limit", str(limits.max_bytes)),))
        return _form(request, kind=kind, target=target, said=findings([said]), status=413)
    request.upload_handlers = [InMemory(request)]
    return _check(request, kind=kind, target=target, target_no=target_no)


@csrf_protect
def _check(request: HttpRequest, *, kind: str, target: services.Target, target_no: str) -> HttpResponse:
    """Check what the form brought."""
    form = BulkFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _form(request, kind=kind, target=target, form=form, status=422)
    file = form.cleaned_data["file"]
    try:
        number = services.check_file(
            actor=actor_of(request), at=clock.now(), kind=kind, target_no=target_no, name=file.name or "",
            data=file.read(),
        )  # fmt: skip
    except Refused as refusal:
        return _form(request, kind=kind, target=target, said=findings(refusal), status=422)
    return redirect("bonded:bulk", number)


@require_safe
@login_required
def bulk_template(request: HttpRequest, kind: str, target_no: str) -> HttpResponse:
    """The sheet to fill in."""
    target = _target(request, kind=kind, target_no=target_no)
    return _workbook(template(kind, application=target.application), name=f"{kind}-{target_no}")


@require_safe
@login_required
def bulk(request: HttpRequest, number: str) -> HttpResponse:
    """What was found in a file, and what became of its papers; asks for itself while they are taken over."""
    return _show(request, _upload(request, number))


@require_POST
@login_required
def bulk_take(request: HttpRequest, number: str) -> HttpResponse:
    """Have the papers without errors filed."""
    upload = _upload(request, number)
    form = TakeOverForm(request.POST)
    leave_out = form.is_valid() and form.cleaned_data["leave_out"]
    try:
        services.take_over(actor=actor_of(request), at=clock.now(), number=number, leave_out=leave_out)
    except Refused as refusal:
        return _show(request, upload, said=findings(refusal), status=422)
    messages.success(request, _("The papers are being filed."))
    return redirect("bonded:bulk", number)


@require_safe
@login_required
def bulk_errors(request: HttpRequest, number: str) -> HttpResponse:
    """The file as it was handed in, with its errors."""
    upload = _upload(request, number)
    return _workbook(with_errors(upload), name=f"{number}-errors")


def _target(request: HttpRequest, *, kind: str, target_no: str) -> services.Target:
    """The ledger or application; what is not one's own is not there, a suspended firm is told so."""
    actor = actor_of(request)
    check_may_see_own_firm(actor)
    if kind not in _KINDS:
        raise Http404(kind)
    try:
        return services.target_of(actor, kind=kind, target_no=target_no, at=clock.now())
    except Refused as refusal:
        if any(one.path == "target" for one in refusal.violations):
            raise Http404(target_no) from None
        raise


def _upload(request: HttpRequest, number: str) -> BulkUpload:
    actor = actor_of(request)
    check_may_see_own_firm(actor)
    upload = selectors.bulk_upload(actor, number=number)
    if upload is None:
        raise Http404(number)
    return upload


def _form(
    request: HttpRequest,
    *,
    kind: str,
    target: services.Target,
    form: BulkFileForm | None = None,
    said: list[Finding] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The form, with the reasons why nothing was kept."""
    limits = services.limits_at(clock.now())
    context: dict[str, Any] = {
        "form": form or BulkFileForm(),
        "kind": kind,
        "target": target,
        "target_no": target.application.number if target.application else target.ledger.ems_no,
        "errors": [{"target": "id_file", "sentence": one.sentence} for one in said or ()],
        "limits": limits,
        "megabytes": limits.max_bytes // 1024**2,
    }
    return render(request, "bonded/bulk_new.html", context, status=status)


def _show(
    request: HttpRequest, upload: BulkUpload, *, said: list[Finding] | None = None, status: int = 200
) -> HttpResponse:
    only = request.GET.get("only") == "faulty"
    papers = page(
        selectors.papers_of(upload, only_faulty=only),
        order=("position", "pk"),
        after=request.GET.get("after"),
    )
    progress = selectors.progress_of([upload])[upload.pk]
    context = {
        "upload": upload,
        "progress": progress,
        "only": only,
        "page": papers,
        "rows": [
            (paper, selectors.shown_findings(upload.kind, rows=paper.findings[:20])) for paper in papers.rows
        ],
        "said": said or [],
    }
    polled = request.headers.get("HX-Target") == "bulk-state"
    return render(request, f"bonded/bulk_{'state' if polled else 'file'}.html", context, status=status)


def _workbook(data: bytes, *, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response
