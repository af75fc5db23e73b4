"""Entry declarations of a firm: those it has, those it may make, the form, the page, the payment notice."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from declarations.facts import EntryState as S
from declarations.forms.entries import EntriesFilter, EntryForm, WishForm, initial_of
from declarations.models import EntryDeclaration, EntryKind
from declarations.permissions import check_may_file, may_write_entry
from declarations.rules.entry_flow import ASKABLE, WITHDRAWABLE
from declarations.selectors.entries import (
    entries_for,
    entry_for,
    entry_of_inventory,
    goods_of,
    head_of,
    inventories_to_declare,
    may_write,
)
from declarations.selectors.entry_sheet import entry_sheet, entry_statuses, payable_of, status_of_entry
from declarations.services.entry_declaring import (
    CORRECT,
    ask_entry,
    declare_entry,
    judge_draft,
    withdraw_entry,
)
from declarations.services.entry_drafts import draft_entry, save_draft
from enterprises.facts import Actor
from enterprises.middleware import actor_of
from kernel import clock
from kernel.clock import business_date
from kernel.refusal import Conflict, Refused
from kernel.web.findings import Finding, findings, sentence
from kernel.web.keyset import Page, page
from kernel.web.seen import is_changed, see


@require_safe
@login_required
def entries(request: HttpRequest) -> HttpResponse:
    """The firm's declarations, newest first, and the inventories that wait for one."""
    actor, on = actor_of(request), business_date(clock.now())
    check_may_file(actor)
    chosen = EntriesFilter(request.GET, statuses=entry_statuses())
    status = chosen.said("status")
    rows = entries_for(
        actor,
        status=int(status) if status else None,
        kind=chosen.said("kind"),
        search=chosen.said("q"),
    )
    found: Page[EntryDeclaration] = page(rows, order=("-subject_id",), after=request.GET.get("after"))
    waiting = list(inventories_to_declare(actor, on=on).order_by("pk")[:21])
    context = {
        "filter": chosen,
        "page": found,
        "rows": [
            (row, status_of_entry(row.status), EntryKind(row.kind).label, payable_of(row, on=on))
            for row in found.rows
        ],
        "waiting": waiting[:20],
        "more_waiting": len(waiting) > 20,
        "may_write": may_write_entry(actor),
    }
    return render(request, "declarations/entries.html", context)


@require_POST
@login_required
def entry_new(request: HttpRequest, inventory_no: str) -> HttpResponse:
    """Make the draft of an inventory's declaration in one step, or go on with the one there is."""
    actor, at = actor_of(request), clock.now()
    check_may_file(actor)
    if not inventories_to_declare(actor, on=business_date(at)).filter(number=inventory_no).exists():
        made = entry_of_inventory(actor, inventory_no=inventory_no)
        if made is None:
            raise Http404(inventory_no)
        return redirect("declarations:entry", made.pre_no)
    try:
        pre_no = draft_entry(actor=actor, inventory_no=inventory_no, at=at)
    except (Refused, Conflict) as no:
        for finding in findings(no):
            messages.warning(request, finding.sentence)
        return redirect("declarations:entries")
    messages.success(request, _("The draft is made from the inventory; complete it and declare it."))
    return redirect("declarations:entry_edit", pre_no)


@require_safe
@login_required
def entry(request: HttpRequest, pre_no: str) -> HttpResponse:
    """One declaration with everything the firm may know of it."""
    return _page(request, _found(request, pre_no), form=WishForm())


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def entry_edit(request: HttpRequest, pre_no: str) -> HttpResponse:
    """Write on a draft: ``save`` keeps what can be read, ``declare`` keeps it and hands it over."""
    found, at = _writable(request, pre_no), clock.now()
    if found.status != S.DRAFT:
        messages.info(request, _("It is declared; ask customs to give it back for correction."))
        return redirect("declarations:entry", found.pre_no)
    if request.method != "POST":
        return _form_page(request, found, form=_form(found, at=at), at=at)
    form = _form(found, at=at, data=request.POST)
    if not form.is_valid():
        return _form_page(request, found, form=form, at=at, status=422)
    actor = actor_of(request)
    try:
        version = _save(form, actor=actor, entry_id=found.pk, at=at)
        if request.POST.get("act") == "declare":
            number = declare_entry(actor=actor, entry_id=found.pk, seen=version, at=at)
            messages.success(request, _("Accepted: declaration %(no)s.") % {"no": number})
            return redirect("declarations:entry", found.pre_no)
    except Refused as refusal:
        left = form.show(findings(refusal))
        return _form_page(request, found, form=form, at=at, said=left, status=422)
    except Conflict as late:
        if is_changed(late):
            return _changed(request, found.pre_no, form=form, late=late, at=at)
        messages.warning(request, sentence(late.violation))
        return redirect("declarations:entry", found.pre_no)
    messages.success(request, _("The draft is saved."))
    return redirect("declarations:entry_edit", found.pre_no)


@require_POST
@login_required
def entry_ask(request: HttpRequest, pre_no: str) -> HttpResponse:
    """Ask customs for a correction, or to let it be withdrawn."""
    wish = request.POST.get("wish", CORRECT)

    def ask(reason: str, entry_id: int, at: datetime) -> None:
        ask_entry(actor=actor_of(request), entry_id=entry_id, wish=wish, reason=reason, at=at)

    return _reasoned(request, pre_no, call=ask, done=_("Customs have your request."))


@require_POST
@login_required
def entry_withdraw(request: HttpRequest, pre_no: str) -> HttpResponse:
    """Take a draft or a declaration back before it is released."""

    def withdraw(reason: str, entry_id: int, at: datetime) -> None:
        withdraw_entry(actor=actor_of(request), entry_id=entry_id, reason=reason, at=at)

    return _reasoned(request, pre_no, call=withdraw, done=_("It is withdrawn."))


@require_safe
@login_required
def entry_notice(request: HttpRequest, pre_no: str) -> HttpResponse:
    """The payment notice of a declaration that bears tax, for printing."""
    found, at = _found(request, pre_no), clock.now()
    if not found.tax_fen or found.due_on is None:
        raise Http404(pre_no)
    sheet = entry_sheet(found, actor=actor_of(request), at=at)
    return render(request, "declarations/entry_notice.html", {"sheet": sheet, "entry": found, "at": at})


def _found(request: HttpRequest, pre_no: str) -> EntryDeclaration:
    actor = actor_of(request)
    check_may_file(actor)
    found = entry_for(actor, pre_no=pre_no)
    if found is None:
        raise Http404(pre_no)
    return found


def _writable(request: HttpRequest, pre_no: str) -> EntryDeclaration:
    """A declaration that this firm files; to others who may look at it there is no such form."""
    found = _found(request, pre_no)
    if not may_write(actor_of(request), entry=found, on=business_date(clock.now())):
        raise Http404(pre_no)
    return found


def _reasoned(
    request: HttpRequest, pre_no: str, *, call: Callable[[str, int, datetime], None], done: str
) -> HttpResponse:
    """An act with a reason; a refusal shows the page again with what was typed."""
    found, form = _writable(request, pre_no), WishForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form=form, status=422)
    try:
        call(form.cleaned_data["reason"], found.pk, clock.now())
    except Refused as refusal:
        said = findings(refusal)
        for one in said:
            form.add_error("reason" if one.path == "reason" else None, one.sentence)
        return _page(request, found, form=form, status=422)
    except Conflict as late:
        messages.warning(request, sentence(late.violation))
    else:
        messages.success(request, done)
    return redirect("declarations:entry", found.pre_no)


def _page(
    request: HttpRequest, found: EntryDeclaration, *, form: WishForm, status: int = 200
) -> HttpResponse:
    actor, at = actor_of(request), clock.now()
    own = may_write(actor, entry=found, on=business_date(at))
    said = findings(judge_draft(found, at=at).violations) if found.status == S.DRAFT else []
    context = {
        "sheet": entry_sheet(found, actor=actor, at=at),
        "entry": found,
        "form": form,
        "findings": said,
        "may_edit": own and found.status == S.DRAFT,
        "may_ask": own and found.status in ASKABLE and not found.asked,
        "may_correct": found.status != S.RELEASED,
        "may_withdraw": own and found.status in WITHDRAWABLE and found.inspection != "mismatch",
    }
    return render(request, "declarations/entry.html", context, status=status)


def _save(form: EntryForm, *, actor: Actor, entry_id: int, at: datetime) -> int:
    """Keep what was typed; shown again, the form stands on what is kept now."""
    seen = form.cleaned_data["seen"]
    version = save_draft(
        actor=actor, entry_id=entry_id, head=form.head(), edits=form.edits(), seen=seen, at=at
    )
    see(form, version=version)
    return version


def _changed(
    request: HttpRequest, pre_no: str, *, form: EntryForm, late: Conflict, at: datetime
) -> HttpResponse:
    """What was typed with the word that somebody was first; saved again it takes the place of theirs."""
    fresh = _found(request, pre_no)
    see(form, version=fresh.version)
    return _form_page(request, fresh, form=form, at=at, said=findings(late), status=409)


def _form(found: EntryDeclaration, *, at: datetime, data: Any = None) -> EntryForm:
    goods = goods_of(found)
    return EntryForm(
        data,
        initial={**initial_of(head_of(found), goods=goods), "seen": found.version},
        on=business_date(at),
        direction=found.inventory.direction,
        goods=goods,
    )


def _form_page(
    request: HttpRequest,
    found: EntryDeclaration,
    *,
    form: EntryForm,
    at: datetime,
    said: list[Finding] | None = None,
    status: int = 200,
) -> HttpResponse:
    judged = judge_draft(found, at=at)
    context = {
        "entry": found,
        "form": form,
        "findings": said,
        "tax": judged.assessment,
        "unassessed": bool(judged.assessment.violations),
        "inventory": found.inventory,
    }
    return render(request, "declarations/entry_form.html", context, status=status)
