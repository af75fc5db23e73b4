"""The officers' page that changes what the portal knows of a firm, with the log of all changes."""

from datetime import datetime
from typing import NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from enterprises.forms.registration import FirmDataForm
from enterprises.middleware import actor_of
from enterprises.models import Firm, FirmChange, FirmKindName
from enterprises.selectors.registration import firm_at, firm_changes, office_choices, zone_choices
from enterprises.selectors.standing import documents_of_firm
from enterprises.services.firm_data import change_firm
from enterprises.views.registration_show import document_standing
from kernel import clock
from kernel.clock import business_date
from kernel.refusal import Refused
from kernel.web.findings import Finding, findings

_FIELDS = {
    "name_zh": gettext_lazy("Chinese name"),
    "name_en": gettext_lazy("English name"),
    "office": gettext_lazy("Customs office in charge"),
    "zone": gettext_lazy("Bonded zone"),
    "dxp_id": gettext_lazy("DXP number"),
}


class Changed(NamedTuple):
    """One change of the log as shown: when, by whom, why, and a line for each field."""

    row: FirmChange
    lines: list[tuple[str, str, str]]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def firm_data(request: HttpRequest, customs_code: str) -> HttpResponse:
    """Name, office, zone, kinds and DXP number of a firm; a POST changes them with a reason."""
    actor, at = actor_of(request), clock.now()
    firm = firm_at(actor, customs_code=customs_code)
    if firm is None:
        raise Http404(customs_code)
    form = _form(request, firm=firm, at=at)
    if request.method != "POST" or not form.is_valid():
        return _page(request, firm=firm, form=form, at=at)
    reason = form.cleaned_data["reason"]
    try:
        change_firm(customs_code, data=form.data_said(), reason=reason, actor=actor, at=at)
    except Refused as refusal:
        return _page(request, firm=firm, form=form, at=at, said=findings(refusal))
    messages.success(request, _("The firm's data were changed."))
    return redirect("enterprises:firm_data", customs_code)


def _form(request: HttpRequest, *, firm: Firm, at: datetime) -> FirmDataForm:
    on = business_date(at)
    kinds = [
        k.kind for k in firm.kinds.all() if k.valid_from <= on and (k.valid_to is None or k.valid_to > on)
    ]
    initial = {name: getattr(firm, name) for name in _FIELDS} | {"kinds": kinds, "kinds_on": on}
    posted = request.POST if request.method == "POST" else None
    return FirmDataForm(posted, initial=initial, offices=office_choices(on=on), zones=zone_choices(on=on))


def _page(
    request: HttpRequest, *, firm: Firm, form: FirmDataForm, at: datetime, said: list[Finding] | None = None
) -> HttpResponse:
    on = business_date(at)
    documents = [
        (row, document_standing(row.status, run_out=row.valid_to is not None and row.valid_to <= on))
        for row in documents_of_firm(firm.pk)
    ]
    context = {
        "firm": firm,
        "form": form,
        "findings": said,
        "changes": [Changed(row, _lines(row)) for row in firm_changes(firm)[:20]],
        "documents": documents,
    }
    return render(
        request, "enterprises/registration_data.html", context, status=422 if said or form.errors else 200
    )


def _lines(row: FirmChange) -> list[tuple[str, str, str]]:
    """What changed, field by field: its label, before, after."""
    lines = []
    for field, before, after in row.changes:
        if field.startswith("kind:"):
            label = str(FirmKindName(field.removeprefix("kind:")).label)
            lines.append(
                (label, "", _("from %(day)s") % {"day": after})
                if after
                else (label, "", _("ended on %(day)s") % {"day": before})
            )
        else:
            lines.append((str(_FIELDS[field]), before, after))
    return lines
