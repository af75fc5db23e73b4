"""Gate passes: the list, one of them, applying for one, voiding and deciding it."""

from collections.abc import Mapping

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bonded.forms.gate_passes import PapersForm, PassesForm, PassForm, ReasonForm
from bonded.models import DocKind, GatePass
from bonded.permissions import (
    check_may_apply_for_passes,
    check_may_decide_gate,
    holders_of,
    may_apply_for_passes,
    may_decide_gate,
)
from bonded.rules import flow
from bonded.rules.gate_passes import FIRST_LINE, Paper
from bonded.selectors import gate_passes as selectors
from bonded.selectors.gates import open_hold
from bonded.selectors.vehicles import own_plates
from bonded.services import gate_passes as services
from bonded.views.gate_words import outcome_badge, pass_badge, reasons_in_words, story
from bonded.views.typed import clean
from codelists.selectors import names
from enterprises.facts import Actor
from enterprises.middleware import actor_of
from kernel import clock
from kernel.clock import business_date
from kernel.refusal import Conflict, Refused
from kernel.web.findings import Finding, findings
from kernel.web.keyset import Page, page

_VOIDABLE = frozenset({flow.APPLIED, flow.PASS_APPROVED, flow.TURNED})
_MOST_PAPERS = 20


@require_safe
@login_required
def gate_passes(request: HttpRequest) -> HttpResponse:
    """The gate passes that one may see, newest first."""
    actor, at = actor_of(request), clock.now()
    form = PassesForm(request.GET)
    form.is_valid()
    said = form.cleaned_data
    by = selectors.PassFilter(
        said.get("q", ""),
        said.get("status", ""),
        said.get("kind", ""),
        said.get("direction", ""),
        said.get("day"),
    )
    found: Page[GatePass] = page(
        selectors.passes_for(actor, at=at, by=by), order=("-subject_id",), after=request.GET.get("after")
    )
    context = {
        "form": form,
        "page": found,
        "rows": [(row, pass_badge(row)) for row in found.rows],
        "narrowed": any(by),
        "may_apply": may_apply_for_passes(actor),
    }
    return render(request, "bonded/gate_passes.html", context)


@require_safe
@login_required
def gate_pass(request: HttpRequest, number: str) -> HttpResponse:
    """One gate pass with its papers, lines, passages and story."""
    actor = actor_of(request)
    return _pass_page(request, _pass(actor, number=number), actor=actor, form=ReasonForm())


@require_POST
@login_required
def gate_pass_void(request: HttpRequest, number: str) -> HttpResponse:
    """Void a gate pass."""
    actor, at = actor_of(request), clock.now()
    one = _pass(actor, number=number)
    if actor.is_officer:
        check_may_decide_gate(actor, office=one.office)
    form = ReasonForm(request.POST)
    form.is_valid()
    try:
        services.void_pass(actor=actor, number=number, reason=form.cleaned_data.get("reason", ""), at=at)
    except (Refused, Conflict) as no:
        return _pass_page(request, one, actor=actor, form=form, said=no)
    messages.success(
        request, _("Gate pass %(no)s is void. Its goods can go on another one.") % {"no": number}
    )
    return redirect("bonded:gate_pass", number)


@require_POST
@login_required
def gate_pass_decide(request: HttpRequest, number: str) -> HttpResponse:
    """Approve a gate pass that waits for an officer, or refuse it."""
    actor, at = actor_of(request), clock.now()
    one = _pass(actor, number=number)
    check_may_decide_gate(actor, office=one.office)
    form = ReasonForm(request.POST)
    form.is_valid()
    reason = form.cleaned_data.get("reason", "")
    approve = request.POST.get("answer") == "approve"
    try:
        services.decide_pass(actor=actor, number=number, approve=approve, reason=reason, at=at)
    except (Refused, Conflict) as no:
        return _pass_page(request, one, actor=actor, form=form, said=no)
    messages.success(request, _("Gate pass %(no)s is decided.") % {"no": number})
    return redirect("bonded:gate_pass", number)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def gate_pass_new(request: HttpRequest) -> HttpResponse:
    """Apply for a gate pass: choose papers (``?paper=``, several), then say what rides."""
    actor, at = actor_of(request), clock.now()
    check_may_apply_for_passes(actor)
    papers = _papers(request, actor=actor)
    if request.method != "POST":
        if not papers and "without" not in request.GET:
            return _choose(request, actor=actor)
        return _new_page(request, PassForm(papers=papers, initial=_first(request, papers)), actor=actor)
    form = PassForm(request.POST, papers=papers)
    if not form.is_valid():
        return _new_page(request, form, actor=actor, status=422)
    try:
        done = services.apply_for_pass(actor=actor, draft=form.draft(), at=at)
    except (Refused, Conflict) as no:
        form.show(findings(no))
        return _new_page(request, form, actor=actor, status=422 if isinstance(no, Refused) else 409)
    said = (
        _("Gate pass %(no)s is approved.") if done.approved else _("Gate pass %(no)s waits for an officer.")
    )
    messages.success(request, said % {"no": done.number})
    return redirect("bonded:gate_pass", done.number)


def _pass(actor: Actor, *, number: str) -> GatePass:
    """The gate pass, or a 404 for whoever may not know of it."""
    found = selectors.pass_by_number(actor, number=number, at=clock.now())
    if found is None:
        raise Http404(number)
    return found


def _papers(request: HttpRequest, *, actor: Actor) -> Mapping[str, Paper]:
    """The papers that the address or the form names, as far as the actor may use them."""
    sent = (request.POST if request.method == "POST" else request.GET).getlist("paper")
    asked = [clean(number) for number in sent[:_MOST_PAPERS]]
    firms = holders_of(actor, on=business_date(clock.now()))
    return selectors.papers(asked, firm_ids=firms) if asked else {}


def _first(request: HttpRequest, papers: Mapping[str, Paper]) -> dict[str, str]:
    """How a new form begins."""
    first = next(iter(papers.values()), None)
    return {
        "direction": first.direction if first else request.GET.get("direction", "E"),
        "kind": FIRST_LINE if papers and all(one.first_line for one in papers.values()) else "",
        "bind": "1" if len(papers) > 1 else "2" if papers else "",
        "replaces": request.GET.get("replaces", "")[:24],
    }


def _choose(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """Which papers ride."""
    form = PapersForm(request.GET)
    form.is_valid()
    search, at = form.cleaned_data.get("q", ""), clock.now()
    context = {
        "form": form,
        "search": search,
        "inventories": selectors.open_papers(actor, at=at, kind=DocKind.INVENTORY, search=search),
        "documents": selectors.open_papers(actor, at=at, kind=DocKind.STOCK_DOC, search=search),
        "replaces": request.GET.get("replaces", "")[:24],
    }
    return render(request, "bonded/gate_pass_choose.html", context)


def _new_page(request: HttpRequest, form: PassForm, *, actor: Actor, status: int = 200) -> HttpResponse:
    """The application as it stands."""
    on = business_date(clock.now())
    units = names("units", on=on)
    context = {
        "form": form,
        "papers": list(form.papers.values()),
        "lines": [(line, goods, units.get(goods.unit, ""), fields) for line, goods, fields in form.lines()],
        "plates": own_plates(actor, on=on),
    }
    return render(request, "bonded/gate_pass_new.html", context, status=status)


def _pass_page(
    request: HttpRequest,
    one: GatePass,
    *,
    actor: Actor,
    form: ReasonForm,
    said: Refused | Conflict | None = None,
) -> HttpResponse:
    """The page of one pass with the form as it stands."""
    told: list[Finding] = findings(said) if said else []
    status = 200 if said is None else 422 if isinstance(said, Refused) else 409
    units = names("units", on=business_date(clock.now()))
    decides = may_decide_gate(actor, office=one.office)
    own = actor.is_firm
    context = {
        "one": one,
        "badge": pass_badge(one),
        "documents": selectors.documents_of(one),
        "lines": [(line, units.get(line.unit, "")) for line in selectors.lines_of([one.pk]).get(one.pk, [])],
        "passages": [
            (row, outcome_badge(row.outcome), reasons_in_words(row.reasons))
            for row in selectors.passages_of(one)
        ],
        "story": story(selectors.events_of(one)),
        "hold": open_hold(one),
        "replacement": selectors.replacement_of(one),
        "form": form,
        "findings": told,
        "may_void": one.status in _VOIDABLE and (own or (decides and one.status != flow.APPLIED)),
        "may_decide": decides and one.status == flow.APPLIED,
        "may_file_again": own and one.status == flow.PASS_VOID,
    }
    return render(request, "bonded/gate_pass.html", context, status=status)
