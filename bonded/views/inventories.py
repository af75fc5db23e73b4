"""Inventories: the list of either side, the form of a draft, one inventory with its four axes."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bonded.facts import InventoryGoods
from bonded.forms.inventories import BY_HAND, FIELDS, MORE, FilterForm, InventoryForm, ReasonForm
from bonded.models import EntryAxis, Inventory, LedgerItem, PassUse
from bonded.permissions import may_book_at, may_file_for
from bonded.rules import flow
from bonded.rules.gate_passes import NOT_ON_PASSES
from bonded.rules.inventories import CBEC, CENTRALISED, FILED_BY_HAND, IN, INSIDE
from bonded.selectors import inventories as selectors
from bonded.selectors.inventory_facts import goods_of, head_of, judged
from bonded.selectors.parcels import ledgers_of
from bonded.selectors.storage import lots_named
from bonded.services import inventories as services
from bonded.services.inventories import EDITABLE
from bonded.services.inventory_deciding import approve_inventory, refuse_inventory
from bonded.services.transfers import receive_transfer
from bonded.views.inventory_words import axes_in_words, events_in_words
from bonded.views.places import placed, told
from codelists.selectors import choices, names
from enterprises.facts import Actor
from enterprises.middleware import actor_of
from enterprises.navigation import DESK, optional_url
from kernel import clock
from kernel.clock import business_date
from kernel.refusal import Conflict, Refused
from kernel.web.findings import Finding, findings
from kernel.web.keyset import Page, page
from kernel.web.seen import is_changed, see


@require_safe
@login_required
def inventories(request: HttpRequest) -> HttpResponse:
    """The inventories one may see, newest first, narrowed by type and axes."""
    actor, on = actor_of(request), _today()
    form = FilterForm(request.GET)
    form.is_valid()
    said = form.cleaned_data
    by = selectors.Filters(
        said.get("q", "").replace("\0", "").strip(),
        *(said.get(name, "") for name in ("inv_type", "direction", "status", "gate", "entry", "booking")),
    )
    rows: Page[Inventory] = page(
        selectors.narrowed(selectors.inventories_for(actor, on=on), by=by),
        order=("-subject_id",),
        after=request.GET.get("after"),
    )
    context = {
        "form": form,
        "page": rows,
        "rows": [(row, axes_in_words(row, short=True)) for row in rows.rows],
        "narrowed": any(by),
        "may_file": _may_file(actor),
        "is_officer": actor.is_officer,
    }
    return render(request, "bonded/inventories.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def inventory_new(request: HttpRequest) -> HttpResponse:
    """Draft an inventory; ``do`` says whether to keep it, to hand it in, or to add rows."""
    actor = actor_of(request)
    _check_files(actor)
    options = _options(actor)
    if request.method != "POST":
        form = InventoryForm.blank(initial={"inv_type": request.GET.get("type", "0")}, **options)
        return _form_page(request, form=form)
    form = _sent(request, options=options)
    if _adds_rows(request) or not form.is_valid():
        return _form_page(request, form=form, rows_only=_adds_rows(request))
    try:
        number = services.draft_inventory(
            actor=actor, head=form.head_form.head(), lines=form.goods(), at=clock.now()
        )
    except (Refused, Conflict) as said:
        return _form_page(request, form=form, said=form.show(findings(said)))
    return _kept(request, actor=actor, number=number)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def inventory_edit(request: HttpRequest, number: str) -> HttpResponse:
    """Change a draft, or one that was refused."""
    actor = actor_of(request)
    row = _found(actor, number=number)
    if not may_file_for(actor, firm_id=row.firm_id, on=_today()):
        raise PermissionDenied
    if row.status not in EDITABLE or row.inv_type == CBEC:
        return redirect("bonded:inventory", number)
    options = _options(actor, also=row)
    if request.method != "POST":
        form = InventoryForm.of(head_of(row), goods=goods_of(row), seen=row.version, **options)
        return _form_page(request, form=form, row=row)
    form = _sent(request, options=options)
    if _adds_rows(request) or not form.is_valid():
        return _form_page(request, form=form, row=row, rows_only=_adds_rows(request))
    try:
        services.change_inventory(
            actor=actor,
            number=number,
            head=form.head_form.head(),
            lines=_with_names(form.goods(), row=row),
            seen=form.head_form.cleaned_data["seen"],
            at=clock.now(),
        )
    except (Refused, Conflict) as said:
        if is_changed(said):
            see(form.head_form, version=_found(actor, number=number).version)
        return _form_page(request, form=form, row=row, said=form.show(findings(said)))
    return _kept(request, actor=actor, number=number)


@require_safe
@login_required
def inventory(request: HttpRequest, number: str) -> HttpResponse:
    """One inventory: its axes, lines, papers and what happened to it."""
    return _page(request, row=_found(actor_of(request), number=number))


@require_POST
@login_required
def inventory_submit(request: HttpRequest, number: str) -> HttpResponse:
    """Hand a draft in."""

    def call(actor: Actor) -> str:
        status = services.submit_inventory(actor=actor, number=number, at=clock.now())
        return _handed_in(status)

    return _act(request, number=number, call=call)


@require_POST
@login_required
def inventory_receive(request: HttpRequest, number: str) -> HttpResponse:
    """Say that the goods of a transfer inside the zone have come."""

    def call(actor: Actor) -> str:
        receive_transfer(actor=actor, number=number, at=clock.now())
        return _("Both inventories are booked.")

    return _act(request, number=number, call=call)


@require_POST
@login_required
def inventory_approve(request: HttpRequest, number: str) -> HttpResponse:
    """Approve an inventory that waits for an officer."""

    def call(actor: Actor) -> str:
        approve_inventory(actor=actor, number=number, at=clock.now())
        return _("The inventory is approved and pre-booked.")

    return _act(request, number=number, call=call)


@require_POST
@login_required
def inventory_refuse(request: HttpRequest, number: str) -> HttpResponse:
    """Refuse an inventory, with the reason."""
    form = ReasonForm(request.POST)

    def call(actor: Actor) -> str:
        reason = form.cleaned_data["reason"]
        refuse_inventory(actor=actor, number=number, reason=reason, at=clock.now())
        return _("The inventory is refused.")

    return _act(request, number=number, call=call, form=form)


@require_POST
@login_required
def inventory_void(request: HttpRequest, number: str) -> HttpResponse:
    """Delete an inventory of which nothing has moved, with the reason."""
    form = ReasonForm(request.POST)

    def call(actor: Actor) -> str:
        reason = form.cleaned_data["reason"]
        services.void_inventory(actor=actor, number=number, reason=reason, at=clock.now())
        return _("The inventory is deleted; its pre-booking is given back.")

    return _act(request, number=number, call=call, form=form)


def _act(
    request: HttpRequest, *, number: str, call: Callable[[Actor], str], form: ReasonForm | None = None
) -> HttpResponse:
    """One move; a refusal shows the page again with what was typed."""
    actor = actor_of(request)
    row = _found(actor, number=number)
    if form is not None and not form.is_valid():
        return _page(request, row=row, form=form)
    try:
        done = call(actor)
    except (Refused, Conflict) as said:
        return _page(
            request, row=_found(actor, number=number), form=form, said=told(findings(said), fields=FIELDS)
        )
    messages.success(request, done)
    return redirect("bonded:inventory", number)


def _kept(request: HttpRequest, *, actor: Actor, number: str) -> HttpResponse:
    """The draft is kept; where it was to be handed in too, what speaks against that is shown on its page."""
    if request.POST.get("do") != "submit":
        messages.success(request, _("The draft has the number %(no)s.") % {"no": number})
        return redirect("bonded:inventory", number)
    try:
        status = services.submit_inventory(actor=actor, number=number, at=clock.now())
    except (Refused, Conflict) as said:
        messages.warning(request, _("The draft is kept under %(no)s, but not handed in.") % {"no": number})
        where = told(findings(said), fields=FIELDS)
        return _page(request, row=_found(actor, number=number), said=where)
    messages.success(request, _handed_in(status))
    return redirect("bonded:inventory", number)


def _handed_in(status: int) -> str:
    if status == flow.APPROVED:
        return _("The inventory passed and is pre-booked.")
    return _("The inventory waits for an officer.")


def _page(
    request: HttpRequest,
    *,
    row: Inventory,
    form: ReasonForm | None = None,
    said: Sequence[Finding] = (),
) -> HttpResponse:
    actor, on = actor_of(request), _today()
    lines = list(row.lines.select_related("item").order_by("seq"))
    units, countries = names("units", on=on), names("countries", on=on)
    context: dict[str, Any] = {
        "row": row,
        "axes": axes_in_words(row),
        "lines": [(line, units.get(line.unit, line.unit), countries.get(line.origin, "")) for line in lines],
        "currencies": names("currencies", on=on),
        "office": names("offices", on=on).get(row.office, ""),
        "mode": names("supervision_modes", on=on).get(row.supv_mode, ""),
        "transport": names("transport_modes", on=on).get(row.traf_mode, ""),
        "country": countries.get(row.country, ""),
        "passes": selectors.gate_passes_of(row),
        "documents": selectors.documents_of(row) if row.inv_type == CENTRALISED else [],
        "parcels": selectors.parcels_of(row) if row.inv_type == CBEC else None,
        "lots_taken": lots_named(row.pk),
        "other_half": selectors.other_half(row),
        "entry_url": _entry_url(row, actor=actor),
        "declare_url": _declare_url(row, actor=actor),
        "entries": events_in_words(selectors.events_of(row), inv_type=row.inv_type),
        "form": form or ReasonForm(),
        "findings": said,
        "is_officer": actor.is_officer,
        **_doors(row, actor=actor, on=on),
    }
    if context["may_submit"] and not said and row.inv_type != CBEC:
        lacks = findings(judged(row, on=on, made=row.inv_type not in FILED_BY_HAND))
        context["lacks"] = placed(lacks, fields=FIELDS)
    bad = said or (form is not None and form.errors)
    return render(request, "bonded/inventory.html", context, status=422 if bad else 200)


def _doors(row: Inventory, *, actor: Actor, on: date) -> dict[str, bool]:
    """What the reader may do with the inventory as it stands."""
    files = may_file_for(actor, firm_id=row.firm_id, on=on)
    decides = actor.is_officer and may_book_at(actor, office=row.office)
    open_ = row.status == flow.APPROVED and row.gate_axis == flow.GATE_NONE
    undecided = row.status in (*EDITABLE, flow.SUBMITTED)
    return {
        "may_edit": files and row.status in EDITABLE and row.inv_type != CBEC,
        "may_submit": files and row.status in EDITABLE,
        "may_decide": decides and row.status == flow.SUBMITTED,
        "may_void": row.inv_type != CENTRALISED and ((files and (open_ or undecided)) or (decides and open_)),
        "may_apply": files
        and row.status == flow.APPROVED
        and row.inv_type not in NOT_ON_PASSES
        and row.pass_use != PassUse.ALL,
        "may_take_apart": row.inv_type == CENTRALISED
        and (files or decides)
        and row.status == flow.APPROVED
        and not row.entry_no,
        "may_receive": files and open_ and (row.inv_type, row.direction) == (INSIDE, IN),
        "may_take_out": row.inv_type == CBEC and (files or decides) and (open_ or undecided),
    }


def _form_page(
    request: HttpRequest,
    *,
    form: InventoryForm,
    row: Inventory | None = None,
    said: Sequence[Finding] = (),
    rows_only: bool = False,
) -> HttpResponse:
    actor = actor_of(request)
    ledgers = [ledger.pk for ledger in ledgers_of(actor, on=_today())]
    items = LedgerItem.objects.filter(ledger_id__in=ledgers).order_by("item_record_no")[:300]
    context = {
        "filing": form,
        "row": row,
        "findings": said,
        "errors": [] if rows_only else form.errors(),
        "items": items.values_list("item_record_no", "gname"),
        "countries": choices("countries", on=_today()),
    }
    bad = not rows_only and (said or form.has_errors)
    return render(request, "bonded/inventory_form.html", context, status=422 if bad else 200)


def _entry_url(row: Inventory, *, actor: Actor) -> str:
    """The page of its declaration on the reader's side; empty where there is none for the reader."""
    if not row.entry_no or (actor.is_officer and not actor.roles & DESK):
        return ""
    return optional_url("supervision:entry" if actor.is_officer else "declarations:entry", row.entry_no)


def _declare_url(row: Inventory, *, actor: Actor) -> str:
    """Where the firm that declares makes the declaration, or goes on with its draft; empty: nothing to do."""
    waits = row.declares and row.entry_axis == EntryAxis.WAITING and not row.entry_no
    firm = not row.by_partner and may_file_for(actor, firm_id=row.firm_id, on=_today())
    if row.status != flow.APPROVED or not waits or not firm:
        return ""
    return optional_url("declarations:entry_new", row.number)


def _options(actor: Actor, *, also: Inventory | None = None) -> dict[str, list[tuple[str, str]]]:
    """The choices of the form; ``also``: the draft whose ledger stays, and its type where it was gathered."""
    on = _today()
    ledgers = [(row.ems_no, row.ems_no) for row in ledgers_of(actor, on=on)]
    types = [(code, str(label)) for code, label in BY_HAND]
    if also is not None:
        ledgers = [(also.ledger.ems_no, also.ledger.ems_no)]
        if also.inv_type not in FILED_BY_HAND:
            types = [(also.inv_type, also.get_inv_type_display())]
    return {
        "types": types,
        "ledgers": ledgers,
        "modes": [(code, f"{code} {name}") for code, name in choices("supervision_modes", on=on)],
        "transports": [(code, f"{code} {name}") for code, name in choices("transport_modes", on=on)],
        "offices": [(code, f"{code} {name}") for code, name in choices("offices", on=on)],
    }


def _sent(request: HttpRequest, *, options: dict[str, list[tuple[str, str]]]) -> InventoryForm:
    return InventoryForm.sent(request.POST, more=MORE if _adds_rows(request) else 0, **options)


def _adds_rows(request: HttpRequest) -> bool:
    return request.POST.get("do") == "more"


def _with_names(goods: list[InventoryGoods], *, row: Inventory) -> list[InventoryGoods]:
    """What a message said of goods that the form does not ask for stays as it was, line by line."""
    stood = goods_of(row)
    return [
        line._replace(gname=old.gname, spec=old.spec) if old.item_record_no == line.item_record_no else line
        for line, old in zip(goods, stood, strict=False)
    ] + goods[len(stood) :]


def _found(actor: Actor, *, number: str) -> Inventory:
    """The inventory, or a 404 for whoever may not know of it."""
    row = selectors.inventory_of(actor, number=number, on=_today())
    if row is None:
        raise Http404(number)
    return row


def _may_file(actor: Actor) -> bool:
    """Whether the actor has a ledger to file on, its own or a principal's."""
    return actor.is_firm and bool(ledgers_of(actor, on=_today()))


def _check_files(actor: Actor) -> None:
    if not _may_file(actor):
        raise PermissionDenied


def _today() -> date:
    return business_date(clock.now())
