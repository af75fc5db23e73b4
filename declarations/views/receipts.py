"""The receipts of a firm: as a table, and each as the official XML."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from codelists.selectors import local_name
from declarations.forms.filters import ReceiptsFilter
from declarations.messages.definitions import MESSAGES
from declarations.messages.writing import write_receipts
from declarations.models import ImportList, Receipt
from declarations.permissions import check_may_file
from declarations.selectors.overview import receipts_of
from enterprises.middleware import actor_of
from kernel.web.keyset import Page, page

_CODES = ("312", "412", "512", "514", "622", "624", "626", "712", "900")


@require_safe
@login_required
def receipts(request: HttpRequest) -> HttpResponse:
    """The firm's receipts by message, status or number, newest first."""
    actor = actor_of(request)
    check_may_file(actor)
    chosen = ReceiptsFilter(request.GET, codes=[(code, _named(code)) for code in _CODES])
    asked = {name: chosen.said(name) for name in ("code", "status")}
    found: Page[Receipt] = page(
        receipts_of(actor, search=chosen.said("q"), **asked), order=("-id",), after=request.GET.get("after")
    )
    own = ImportList.objects.filter(pk__in=[r.document_id for r in found.rows], firm_id=actor.firm_id or 0)
    numbers = dict(own.values_list("pk", "pre_no"))
    context = {
        "filter": chosen,
        "page": found,
        "rows": [(receipt, numbers.get(receipt.document_id, "")) for receipt in found.rows],
    }
    return render(request, "declarations/receipts.html", context)


@require_safe
@login_required
def receipt(request: HttpRequest, number: int) -> HttpResponse:
    """One receipt as the official message: shown, or as a file."""
    actor = actor_of(request)
    check_may_file(actor)
    found = Receipt.objects.filter(pk=number, firm_id=actor.firm_id or 0).first()
    if found is None:
        raise Http404(str(number))
    data = write_receipts(found.code, guid=found.elements.get("guid", ""), receipts=[found.elements])
    if request.GET.get("as") == "file":
        response = HttpResponse(data, content_type="application/xml")
        response["Content-Disposition"] = f'attachment; filename="CEB{found.code}-{number}.xml"'
        return response
    return render(request, "declarations/receipt.html", {"receipt": found, "data": data.decode()})


def _named(code: str) -> str:
    definition = MESSAGES[code]
    return f"CEB{code} {local_name(definition.zh, en=definition.en)}"
