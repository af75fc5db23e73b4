"""Released lists on their way out of the zone: where each stands, gathering them, taking them out again."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from bonded.forms.parcels import GatherForm, ParcelFilterForm, TakeOutForm
from bonded.models import Inventory, Parcel
from bonded.permissions import may_book_at, may_file_for
from bonded.rules import flow
from bonded.rules.inventories import CBEC
from bonded.selectors import parcels as selectors
from bonded.selectors.inventories import gate_passes_of, inventory_of
from bonded.selectors.parcels import PARCEL_WORDS
from bonded.services.gathering_parcels import gather_parcels, preview_gathering
from bonded.services.taking_out import take_out
from enterprises.facts import Actor
from enterprises.middleware import actor_of
from kernel import clock
from kernel.clock import business_date
from kernel.refusal import Conflict, Refused
from kernel.web.findings import Finding, finding, findings
from kernel.web.keyset import Page, page

_LOOKS = {
    flow.WAITING: ("yellow", "hourglass"),
    flow.GATHERED: ("azure", "package"),
    flow.GONE: ("green", "circle-check"),
    flow.BACK: ("secondary", "undo-2"),
}


@require_safe
@login_required
def parcels(request: HttpRequest) -> HttpResponse:
    """The released lists one may see, newest first."""
    return _list(request, late_only=False)


@require_safe
@login_required
def parcels_late(request: HttpRequest) -> HttpResponse:
    """Released lists that have not left the zone after the days of the parameter, with their count."""
    return _list(request, late_only=True)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def parcels_gather(request: HttpRequest) -> HttpResponse:
    """Gather waiting lists into a CBEC inventory: first a dry run, then in earnest."""
    actor, at = actor_of(request), clock.now()
    ledgers = selectors.ledgers_of(actor, on=business_date(at))
    if not ledgers:
        raise PermissionDenied
    waiting = selectors.waiting_counts([row.pk for row in ledgers])
    options = [(row.ems_no, _waits(row.ems_no, count=waiting.get(row.pk, 0))) for row in ledgers]
    if request.method != "POST":
        return _gather_page(request, form=GatherForm(initial={"ems_no": ledgers[0].ems_no}, ledgers=options))
    form = GatherForm(request.POST, ledgers=options)
    if not form.is_valid():
        return _gather_page(request, form=form)
    what = {"actor": actor, "ems_no": form.cleaned_data["ems_no"], "pre_nos": form.numbers(), "at": at}
    try:
        if request.POST.get("do") != "gather":
            return _gather_page(request, form=form, seen=preview_gathering(**what))
        made = gather_parcels(own_no=form.cleaned_data["own_no"], **what)
    except (Refused, Conflict) as said:
        return _gather_page(request, form=form, said=findings(said))
    for pre_no, violation in made.left_out[:20]:
        messages.warning(request, f"{pre_no}: {finding(violation).sentence}")
    text = ngettext("%(count)s list was gathered.", "%(count)s lists were gathered.", len(made.pre_nos))
    messages.success(request, text % {"count": len(made.pre_nos)})
    return redirect("bonded:inventory", made.number)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def parcels_take_out(request: HttpRequest, number: str) -> HttpResponse:
    """Take released lists out of a CBEC inventory and off its gate pass."""
    actor = actor_of(request)
    row = _inventory(actor, number=number)
    sends = request.method == "POST"
    form = TakeOutForm(request.POST if sends else None, initial={"pre_nos": request.GET.get("list", "")})
    said: Sequence[Finding] = ()
    if sends and form.is_valid():
        data = form.cleaned_data
        try:
            count = take_out(
                actor=actor,
                number=number,
                pre_nos=form.numbers(),
                reason=data["reason"],
                pass_no=data["pass_no"],
                at=clock.now(),
            )
        except (Refused, Conflict) as refusal:
            said = findings(refusal)
        else:
            text = ngettext("%(count)s list was taken out.", "%(count)s lists were taken out.", count)
            messages.success(request, text % {"count": count})
            return redirect("bonded:inventory", number)
    return _take_out_page(request, row=row, form=form, said=said)


def _list(request: HttpRequest, *, late_only: bool) -> HttpResponse:
    actor, at = actor_of(request), clock.now()
    on = business_date(at)
    form = ParcelFilterForm(request.GET)
    form.is_valid()
    said = form.cleaned_data
    search, ems_no = said.get("q", "").replace("\0", "").strip(), said.get("ledger", "").strip()
    mine, days = selectors.parcels_for(actor, on=on), selectors.late_days(on=on)
    rows = selectors.narrowed(mine, search=search, status=said.get("status", ""), ems_no=ems_no)
    late = selectors.late(rows, at=at, days=days)
    found: Page[Parcel] = page(
        late if late_only else rows, order=("-subject_id",), after=request.GET.get("after")
    )
    context = {
        "form": form,
        "page": found,
        "rows": _rows(found.rows),
        "narrowed": bool(search or ems_no or said.get("status")),
        "late_only": late_only,
        "late_count": late.count(),
        "days": days,
        "may_gather": actor.is_firm and bool(selectors.ledgers_of(actor, on=on)),
        "here": "bonded:parcels_late" if late_only else "bonded:parcels",
    }
    return render(request, "bonded/parcels.html", context)


def _rows(rows: list[Parcel]) -> list[tuple[Parcel, str, str, str, str, Any]]:
    """Each parcel with its status in words, tone and icon, its inventory and its goods."""
    numbers, contents = selectors.numbers_of_inventories(rows), selectors.contents(rows)
    return [
        (
            row,
            str(PARCEL_WORDS[row.status]),
            *_LOOKS[row.status],
            numbers.get(row.inventory_id or 0, ""),
            contents[row.pk],
        )
        for row in rows
    ]


def _gather_page(
    request: HttpRequest, *, form: GatherForm, seen: Any = None, said: Sequence[Finding] = ()
) -> HttpResponse:
    left = [(pre_no, finding(violation).sentence) for pre_no, violation in seen.left_out] if seen else []
    context = {"form": form, "seen": seen, "left_out": left, "findings": said}
    status = 422 if said or form.errors else 200
    return render(request, "bonded/parcels_gather.html", context, status=status)


def _take_out_page(
    request: HttpRequest, *, row: Inventory, form: TakeOutForm, said: Sequence[Finding]
) -> HttpResponse:
    held = Parcel.objects.filter(inventory_id=row.pk)
    rows: Page[Parcel] = page(held, order=("subject_id",), after=request.GET.get("after"))
    context = {
        "row": row,
        "form": form,
        "findings": said,
        "page": rows,
        "rows": [(one, goods) for one, goods in zip(rows.rows, _goods(rows.rows), strict=True)],
        "passes": [one for one in gate_passes_of(row) if one.status in flow.LIVE_PASS],
    }
    status = 422 if said or form.errors else 200
    return render(request, "bonded/parcels_take_out.html", context, status=status)


def _goods(rows: list[Parcel]) -> list[Any]:
    contents = selectors.contents(rows)
    return [contents[one.pk] for one in rows]


def _inventory(actor: Actor, *, number: str) -> Inventory:
    """The CBEC inventory, for whoever may take lists out of it."""
    on = _today()
    row = inventory_of(actor, number=number, on=on)
    if row is None or row.inv_type != CBEC:
        raise Http404(number)
    if not (may_file_for(actor, firm_id=row.firm_id, on=on) or may_book_at(actor, office=row.office)):
        raise PermissionDenied
    return row


def _waits(ems_no: str, *, count: int) -> str:
    """A ledger with how many lists wait on it."""
    text = ngettext("%(count)s list waits", "%(count)s lists wait", count) % {"count": count}
    return f"{ems_no} ({text})"


def _today() -> date:
    return business_date(clock.now())
