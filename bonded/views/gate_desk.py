"""Behind the gate: its history, held vehicles, wrong passages, and what each gate allows."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bonded.forms.gates import GateForm, PassagesForm, WordsForm
from bonded.models import GateHold, Passage, UndoProposal
from bonded.permissions import check_may_decide_gate, check_may_work_gate, may_decide_gate, may_work_gate
from bonded.rules import flow
from bonded.selectors import gates as selectors
from bonded.services import gate_holds, gates, undoing
from bonded.views.gate_words import (
    changes_told,
    hold_badge,
    outcome_badge,
    pass_badge,
    reasons_in_words,
    story,
    undo_badge,
)
from enterprises.facts import Actor
from enterprises.middleware import actor_of
from kernel import clock
from kernel.refusal import Conflict, Refused
from kernel.web.findings import findings
from kernel.web.keyset import Page, page


@require_safe
@login_required
def gate_passages(request: HttpRequest) -> HttpResponse:
    """What happened at the gates of one's offices, newest first."""
    actor = actor_of(request)
    check_may_work_gate(actor, office=actor.office)
    own = list(selectors.gates_for(actor))
    form = PassagesForm(request.GET, gates=own)
    form.is_valid()
    said = form.cleaned_data
    by = selectors.PassageFilter(
        said.get("q", ""),
        said.get("gate", ""),
        said.get("outcome", ""),
        said.get("direction", ""),
        said.get("day"),
        bool(said.get("offline")),
    )
    found: Page[Passage] = page(
        selectors.passages_for(actor, by=by), order=("-id",), after=request.GET.get("after")
    )
    context = {
        "form": form,
        "page": found,
        "rows": [(row, outcome_badge(row.outcome), reasons_in_words(row.reasons)) for row in found.rows],
        "narrowed": any(by),
        "undos": [(one, undo_badge(one.status)) for one in selectors.undos_for(actor).order_by("pk")[:20]],
    }
    return render(request, "bonded/gate_passages.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def gate_passage(request: HttpRequest, number: str) -> HttpResponse:
    """One passage; a POST proposes to take it back."""
    actor = actor_of(request)
    passage = selectors.passage_by_number(actor, number=number)
    if passage is None:
        raise Http404(number)
    check_may_work_gate(actor, office=passage.gate.office)
    form = WordsForm(request.POST if request.method == "POST" else None, label=_("Why it was wrong"))
    if request.method != "POST":
        return _passage_page(request, passage, actor=actor, form=form)
    check_may_decide_gate(actor, office=passage.gate.office)
    form.is_valid()
    try:
        made = undoing.propose_undo(
            actor=actor, passage_no=number, ground=form.cleaned_data.get("words", ""), at=clock.now()
        )
    except (Refused, Conflict) as no:
        form.show(findings(no))
        return _passage_page(request, passage, actor=actor, form=form, status=_status(no))
    messages.success(request, _("A second officer now confirms %(no)s.") % {"no": made})
    return redirect("bonded:gate_undo", made)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def gate_undo(request: HttpRequest, number: str) -> HttpResponse:
    """One proposed counter-entry; a POST of another officer confirms or refuses it."""
    actor = actor_of(request)
    one = selectors.undo_by_number(actor, number=number)
    if one is None:
        raise Http404(number)
    check_may_work_gate(actor, office=one.office)
    if request.method != "POST":
        return _undo_page(request, one, actor=actor)
    check_may_decide_gate(actor, office=one.office)
    decide = undoing.confirm_undo if request.POST.get("answer") == "confirm" else undoing.refuse_undo
    try:
        decide(actor=actor, number=number, at=clock.now())
    except (Refused, Conflict) as no:
        return _undo_page(request, one, actor=actor, said=no)
    messages.success(request, _("%(no)s is decided.") % {"no": number})
    return redirect("bonded:gate_undo", number)


@require_safe
@login_required
def gate_holds_list(request: HttpRequest) -> HttpResponse:
    """Held vehicles: of the own firm, or of the gates of one's offices."""
    actor = actor_of(request)
    over = request.GET.get("state") == "over"
    found: Page[GateHold] = page(
        selectors.holds_for(actor, at=clock.now(), is_open=not over),
        order=("-subject_id",),
        after=request.GET.get("after"),
    )
    context = {
        "page": found,
        "rows": [(one, hold_badge(one.status), reasons_in_words(one.passage.reasons)) for one in found.rows],
        "over": over,
    }
    return render(request, "bonded/gate_holds.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def gate_hold(request: HttpRequest, number: str) -> HttpResponse:
    """One held vehicle: the firm explains, an officer lets go or turns back."""
    actor = actor_of(request)
    hold = selectors.hold_by_number(actor, number=number, at=clock.now())
    if hold is None:
        raise Http404(number)
    label = _("Explanation") if actor.is_firm else _("Ground, and the conditions")
    form = WordsForm(request.POST if request.method == "POST" else None, label=label)
    if request.method != "POST":
        return _hold_page(request, hold, actor=actor, form=form)
    if not actor.is_firm:
        check_may_decide_gate(actor, office=hold.office)
    form.is_valid()
    words = form.cleaned_data.get("words", "")
    try:
        _hold_act(request.POST.get("act", ""), actor=actor)(number, words)
    except (Refused, Conflict) as no:
        form.show(findings(no))
        return _hold_page(request, hold, actor=actor, form=form, status=_status(no))
    messages.success(request, _("%(no)s was written down.") % {"no": number})
    return redirect("bonded:gate_hold", number)


@require_safe
@login_required
def gates_list(request: HttpRequest) -> HttpResponse:
    """The gates of one's offices and what each allows."""
    actor = actor_of(request)
    check_may_work_gate(actor, office=actor.office)
    at = clock.now()
    rows = [
        (one, selectors.gate_fact(one, at=at), may_decide_gate(actor, office=one.office))
        for one in selectors.gates_for(actor)
    ]
    return render(request, "bonded/gates.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def gate_settings(request: HttpRequest, code: str) -> HttpResponse:
    """What a gate weighs and allows."""
    actor = actor_of(request)
    one = selectors.gate_by_code(actor, code=code)
    if one is None:
        raise Http404(code)
    check_may_decide_gate(actor, office=one.office)
    first = {name: getattr(one, name) for name in GateForm.base_fields}
    form = GateForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            gates.set_gate(actor=actor, code=code, settings=form.settings(), at=clock.now())
        except (Refused, Conflict) as no:
            form.show(findings(no))
        else:
            messages.success(request, _("Gate %(code)s was changed.") % {"code": code})
            return redirect("bonded:gates")
    names = {name: str(field.label) for name, field in form.fields.items()}
    entries = changes_told(selectors.changes_of(one), names=names)
    context = {"form": form, "gate": one, "entries": entries}
    return render(request, "bonded/gate_settings.html", context, status=422 if form.errors else 200)


def _status(no: Refused | Conflict) -> int:
    return 422 if isinstance(no, Refused) else 409


def _hold_act(act: str, *, actor: Actor) -> Callable[[str, str], None]:
    """What the button means: a firm can only explain."""
    at = clock.now()
    if actor.is_firm:
        return lambda number, words: gate_holds.explain(actor=actor, number=number, explanation=words, at=at)
    decide = gate_holds.let_go if act == "let_go" else gate_holds.turn_back
    return lambda number, words: decide(actor=actor, number=number, ground=words, at=at)


def _passage_page(
    request: HttpRequest, passage: Passage, *, actor: Actor, form: WordsForm, status: int = 200
) -> HttpResponse:
    """One passage with the way to take it back where that is possible."""
    through = selectors.last_through(passage.gate_pass) if passage.gate_pass else None
    is_last = through is not None and through.pk == passage.pk
    stands = passage.gate_pass is not None and passage.gate_pass.status == flow.PASSED
    waiting = selectors.undo_of(passage)
    context = {
        "passage": passage,
        "badge": outcome_badge(passage.outcome),
        "reasons": reasons_in_words(passage.reasons),
        "hold": GateHold.objects.filter(passage=passage).first(),
        "waiting": waiting,
        "may_undo": is_last
        and stands
        and waiting is None
        and may_decide_gate(actor, office=passage.gate.office),
        "form": form,
    }
    return render(request, "bonded/gate_passage.html", context, status=status)


def _undo_page(
    request: HttpRequest, one: UndoProposal, *, actor: Actor, said: Refused | Conflict | None = None
) -> HttpResponse:
    """One proposal with the buttons of the second officer."""
    context = {
        "one": one,
        "badge": undo_badge(one.status),
        "is_open": one.status == flow.PROPOSED,
        "is_own": one.proposed_by_id == actor.user_id,
        "may_decide": may_decide_gate(actor, office=one.office),
        "story": story(selectors.undo_events(one)),
        "findings": findings(said) if said else (),
    }
    return render(request, "bonded/gate_undo.html", context, status=_status(said) if said else 200)


def _hold_page(
    request: HttpRequest, hold: GateHold, *, actor: Actor, form: WordsForm, status: int = 200
) -> HttpResponse:
    """One held vehicle with what its reader may do about it."""
    is_open = hold.status in (flow.HOLD_OPEN, flow.HOLD_EXPLAINED)
    context = {
        "hold": hold,
        "one": hold.gate_pass,
        "badge": hold_badge(hold.status),
        "pass_badge": pass_badge(hold.gate_pass),
        "reasons": reasons_in_words(hold.passage.reasons),
        "story": story(selectors.hold_events(hold)),
        "form": form,
        "may_explain": actor.is_firm and is_open,
        "may_decide": is_open and may_decide_gate(actor, office=hold.office),
        "is_explained": hold.status == flow.HOLD_EXPLAINED,
        "works_gate": may_work_gate(actor, office=hold.office),
    }
    return render(request, "bonded/gate_hold.html", context, status=status)
