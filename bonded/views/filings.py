"""Ledger filings: begin one, fill it, hand it in; officers approve, ask or refuse."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bonded.forms.filing import HeadForm, ItemForm, NewFilingForm, SaidForm, initial_of
from bonded.models import FilingKind, LedgerFiling, LedgerFilingEvent, LedgerFilingLine
from bonded.permissions import holders_of, may_book_at
from bonded.rules import filing as law
from bonded.rules import flow
from bonded.selectors import filings as selectors
from bonded.selectors.ledgers import ledgers
from bonded.services import filing as services
from bonded.services import filing_deciding as deciding
from bonded.views.ledger_words import badge, story
from bonded.views.places import placed
from bonded.views.typed import typed
from codelists.selectors import choices, local_name, names
from enterprises.facts import Actor
from enterprises.middleware import actor_of
from enterprises.models import Firm
from enterprises.permissions import check_may_see_own_firm
from kernel import clock
from kernel.clock import business_date
from kernel.refusal import Refused, Violation, gettext_noop
from kernel.web.findings import Finding, findings

_FIRST = {"cycle_months": "12"}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def filing_new(request: HttpRequest) -> HttpResponse:
    """Begin a filing: a new ledger, a change of one, or items; ``?kind=`` and ``?ledger=`` choose."""
    actor, at = actor_of(request), clock.now()
    check_may_see_own_firm(actor)
    first = {"kind": request.GET.get("kind", "items"), "ems_no": request.GET.get("ledger", "")}
    form = _new_form(request, actor=actor, at=at, initial=first)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            number = services.draft_filing(
                actor=actor,
                at=at,
                kind=typed["kind"],
                ems_no=typed["ems_no"],
                firm_id=int(typed.get("firm") or 0) or None,
                office=typed["office"],
                head=_FIRST if typed["kind"] == FilingKind.LEDGER else None,
            )
        except Refused as said:
            form.show(findings(said))
        else:
            return redirect("bonded:filing", number)
    return render(request, "bonded/filing_new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def filing(request: HttpRequest, number: str) -> HttpResponse:
    """One filing; a POST does what its button says (``do``)."""
    actor, at = actor_of(request), clock.now()
    row = _found(actor, number=number, at=at)
    if request.method != "POST":
        return _page(request, row=row, actor=actor, at=at)
    act = _ACTS.get(request.POST.get("do", ""))
    if act is None:
        return _page(request, row=row, actor=actor, at=at)
    try:
        return act(request, row=row, actor=actor, at=at)
    except Refused as said:
        row = _found(actor, number=number, at=at)
        return _page(request, row=row, actor=actor, at=at, said=findings(said))


def _save_head(request: HttpRequest, *, row: LedgerFiling, actor: Actor, at: datetime) -> HttpResponse:
    """Keep the head as typed; to htmx only what is wrong with it."""
    form = HeadForm(request.POST, new=row.kind == FilingKind.LEDGER)
    form.is_valid()
    found = services.save_head(actor=actor, number=row.number, head=form.cleaned_data, at=at)
    if request.htmx:  # type: ignore[attr-defined]
        return _checked(request, found=found)
    messages.success(request, _("Saved."))
    return redirect("bonded:filing", row.number)


def _save_line(request: HttpRequest, *, row: LedgerFiling, actor: Actor, at: datetime) -> HttpResponse:
    """Keep an item as typed."""
    form = _item_form(request.POST, at=at)
    if not form.is_valid():
        return _page(request, row=row, actor=actor, at=at, item_form=form)
    seq = form.cleaned_data["seq"]
    found = services.save_line(actor=actor, number=row.number, item=form.draft(), at=at, seq=seq)
    if found:
        messages.warning(request, _("Saved, but the item cannot be handed in like this yet."))
        return redirect(f"{request.path}?line={seq or row.lines.order_by('-seq')[0].seq}")
    messages.success(request, _("Item %(item)s is saved.") % {"item": form.draft().item_record_no})
    return redirect("bonded:filing", row.number)


def _check_line(request: HttpRequest, *, row: LedgerFiling, actor: Actor, at: datetime) -> HttpResponse:
    """What is wrong with an item as it is typed; nothing is kept."""
    form = _item_form(request.POST, at=at)
    if not form.is_valid():
        return _checked(request, found=(), form=form)
    item = form.draft()
    known = selectors.known_items(row.ledger_id, record_nos=[item.item_record_no])
    codes = selectors.codes_of(on=business_date(at))
    return _checked(request, found=law.judge_line(item, codes=codes, known=known.get(item.item_record_no)))


def _remove_line(request: HttpRequest, *, row: LedgerFiling, actor: Actor, at: datetime) -> HttpResponse:
    """Take an item out."""
    seq = request.POST.get("seq", "")
    place = int(seq) if seq.isdecimal() and len(seq) < 9 else 0
    services.remove_line(actor=actor, number=row.number, seq=place, at=at)
    return redirect("bonded:filing", row.number)


def _submit(request: HttpRequest, *, row: LedgerFiling, actor: Actor, at: datetime) -> HttpResponse:
    """Hand it in."""
    if services.submit_filing(actor=actor, number=row.number, at=at):
        messages.success(request, _("Filed and approved at once."))
    else:
        messages.success(request, _("Filed; an officer will look at it."))
    return redirect("bonded:filing", row.number)


def _plain(call: Callable[..., object], *, done: str, words: bool = False) -> Callable[..., HttpResponse]:
    """An act that only needs the number, and perhaps the officer's words."""

    def act(request: HttpRequest, *, row: LedgerFiling, actor: Actor, at: datetime) -> HttpResponse:
        more = {"said": typed(request, "said")} if words else {}
        call(actor=actor, number=row.number, at=at, **more)
        messages.success(request, _(done))
        return redirect("bonded:filing", row.number)

    return act


_ACTS: dict[str, Callable[..., HttpResponse]] = {
    "save_head": _save_head,
    "save_line": _save_line,
    "check_line": _check_line,
    "remove_line": _remove_line,
    "submit": _submit,
    "withdraw": _plain(services.withdraw_filing, done=gettext_noop("Withdrawn.")),
    "approve": _plain(deciding.approve_filing, done=gettext_noop("Approved.")),
    "ask": _plain(deciding.ask_filing, done=gettext_noop("Sent back to the firm."), words=True),
    "refuse": _plain(deciding.refuse_filing, done=gettext_noop("Refused."), words=True),
}


def _page(
    request: HttpRequest,
    *,
    row: LedgerFiling,
    actor: Actor,
    at: datetime,
    said: list[Finding] | None = None,
    item_form: ItemForm | None = None,
) -> HttpResponse:
    """The filing as it stands, with the forms of whoever looks."""
    on = business_date(at)
    editable = not actor.is_officer and row.status in selectors.EDITABLE
    found = [] if said or not editable else _placed(selectors.judged(row, on=on))
    line = _line(request, row=row) if editable else None
    if editable and item_form is None:
        item_form = _item_form(initial=initial_of(line) if line else {"currency": "142"}, at=at)
    decides = actor.is_officer and row.status == flow.SUBMITTED and may_book_at(actor, office=row.office)
    context = {
        "filing": row,
        "badge": badge(row, of=flow.FILING_FLOW),
        "entries": story(row, events=LedgerFilingEvent, of=flow.FILING_FLOW, actor=actor),
        "firm_name": local_name(row.firm.name_zh, en=row.firm.name_en),
        "office": names("offices", on=on).get(row.office, row.office),
        "lines": _lines(row, on=on),
        "head": _head(row),
        "changes": _changes(row),
        "editable": editable,
        "head_form": _head_form(row) if editable else None,
        "item_form": item_form if row.kind != FilingKind.HEAD else None,
        "line": line,
        "findings": [one for one in said or () if one.path != "said"],
        "missing": found,
        "why": findings(selectors.routed(row, on=on)) if decides else [],
        "warnings": _placed(selectors.judged(row, on=on)) if decides else [],
        "may_decide": decides,
        "may_withdraw": not actor.is_officer and row.status in (*selectors.EDITABLE, flow.SUBMITTED),
        "said_form": _said_form(request, said=said or []),
    }
    wrong = bool(said) or bool(item_form is not None and item_form.errors)
    return render(request, "bonded/filing.html", context, status=422 if wrong else 200)


def _said_form(request: HttpRequest, *, said: list[Finding]) -> SaidForm:
    """The officer's words, with what is wrong with them."""
    if not said:
        return SaidForm()
    form = SaidForm({"said": typed(request, "said")})
    form.is_valid()
    form.show([one for one in said if one.path == "said"])
    return form


def _head_form(row: LedgerFiling) -> HeadForm | None:
    """The form of the head, where the filing has one."""
    if row.kind == FilingKind.ITEMS:
        return None
    return HeadForm(initial=row.head, new=row.kind == FilingKind.LEDGER)


def _changes(row: LedgerFiling) -> list[tuple[str, str, str]]:
    """What a change of the head changes, in words."""
    if row.kind != FilingKind.HEAD:
        return []
    return [(_label(name), was, now) for name, was, now in selectors.changes(row)]


def _checked(
    request: HttpRequest, *, found: tuple[Violation, ...], form: ItemForm | None = None
) -> HttpResponse:
    """What is wrong, for the place below a form."""
    context = {"findings": _placed(found), "form": form}
    return render(request, "bonded/_filing_checked.html", context)


def _placed(found: Iterable[Violation]) -> list[Finding]:
    """Violations as findings that name the field as its form does."""
    item = ItemForm.base_fields
    fields = {**HeadForm.base_fields, **item, "itemRecordNo": item["item_record_no"]}
    return placed(findings(found), fields=fields)


def _found(actor: Actor, *, number: str, at: datetime) -> LedgerFiling:
    try:
        return selectors.filing(actor, number=number, on=business_date(at))
    except LedgerFiling.DoesNotExist:
        raise Http404(number) from None


def _new_form(request: HttpRequest, *, actor: Actor, at: datetime, initial: dict[str, str]) -> NewFilingForm:
    """The form with the ledgers and firms that the actor may file for."""
    on = business_date(at)
    rows = ledgers(actor, on=on).filter(closed_on__isnull=True).order_by("ems_no")
    firms = Firm.objects.filter(pk__in=holders_of(actor, on=on)).order_by("pk")
    offices = choices("offices", on=on)
    if len(rows) == 1 and not initial["ems_no"]:
        initial = {**initial, "ems_no": rows[0].ems_no}
    own = firms.filter(pk=actor.firm_id or 0).values_list("zone", "office").first() or ("", "")
    return NewFilingForm(
        request.POST if request.method == "POST" else None,
        initial={**initial, "office": own[0] or own[1], "firm": str(actor.firm_id)},
        ledgers=[
            (row.ems_no, f"{row.ems_no} {local_name(row.firm.name_zh, en=row.firm.name_en)}") for row in rows
        ],
        firms=[(str(firm.pk), local_name(firm.name_zh, en=firm.name_en)) for firm in firms],
        offices=[(code, f"{code} {name}") for code, name in offices],
    )


def _item_form(data: Any = None, *, at: datetime, initial: dict[str, object] | None = None) -> ItemForm:
    """The form of an item with the code lists of the day."""
    on = business_date(at)
    lists = {
        name: [(code, f"{code} {word}") for code, word in choices(name, on=on)]
        for name in ("units", "countries", "currencies")
    }
    return ItemForm(data, initial=initial, **lists)


def _line(request: HttpRequest, *, row: LedgerFiling) -> LedgerFilingLine | None:
    """The line that is being written anew (``?line=``)."""
    seq = request.GET.get("line", "")
    return row.lines.filter(seq=int(seq)).first() if seq.isdecimal() and len(seq) < 9 else None


def _lines(row: LedgerFiling, *, on: Any) -> list[tuple[LedgerFilingLine, str, str, str]]:
    """The items with the words of their codes."""
    lines = list(row.lines.order_by("seq"))
    if not lines:
        return []
    units, countries, money = (names(name, on=on) for name in ("units", "countries", "currencies"))
    return [
        (
            line,
            units.get(line.unit, line.unit),
            countries.get(line.origin, line.origin),
            money.get(line.currency, line.currency),
        )
        for line in lines
    ]


def _label(name: str) -> str:
    """The label of a field of the head."""
    return str(HeadForm.base_fields[name].label)


def _head(row: LedgerFiling) -> list[tuple[str, str]]:
    """The wanted head of a new ledger in words."""
    if row.kind != FilingKind.LEDGER:
        return []
    fields = [name for name in law.HEAD_FIELDS if name in HeadForm.base_fields]
    return [(_label(name), str(row.head.get(name) or "")) for name in fields]
