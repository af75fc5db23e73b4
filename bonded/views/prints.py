"""Gate passes and in/out documents as PDF, in the language asked for: the same rights as their pages."""

from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from bonded.models import StockDoc
from bonded.selectors.gate_passes import pass_by_number
from bonded.selectors.print_data import gate_pass_sheet, stock_doc_sheet
from bonded.selectors.stock_docs import document
from enterprises.middleware import actor_of
from kernel import clock
from kernel.clock import business_date
from kernel.web.pdf import as_pdf

LANGUAGES = ("zh-hans", "en")


@require_safe
@login_required
def gate_pass_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """A gate pass with the QR code that the gate page reads."""
    at = clock.now()
    one = pass_by_number(actor_of(request), number=number, at=at)
    if one is None:
        raise Http404(number)
    with translation.override(_language(request)):
        return _file(as_pdf(gate_pass_sheet(one, at=at)), name=f"{one.number}.pdf")


@require_safe
@login_required
def stock_doc_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """An in/out document."""
    at = clock.now()
    row = _document(request, number=number, at=at)
    with translation.override(_language(request)):
        return _file(as_pdf(stock_doc_sheet(row, at=at)), name=f"{row.number}.pdf")


def _document(request: HttpRequest, *, number: str, at: datetime) -> StockDoc:
    try:
        return document(actor_of(request), number=number, on=business_date(at))
    except StockDoc.DoesNotExist:
        raise Http404(number) from None


def _language(request: HttpRequest) -> str:
    """The language of ``?language=``; the reader's own where none of ours is named."""
    asked = request.GET.get("language", "")
    return asked if asked in LANGUAGES else translation.get_language() or LANGUAGES[0]


def _file(content: bytes, *, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response
