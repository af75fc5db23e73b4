"""The gate page of a tablet: one input, a big verdict, and the barrier; what happened off the network."""

from collections.abc import Iterable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bonded.forms.gates import AwayForm, BarrierForm, ChooseGateForm, LaterForm
from bonded.forms.ledgers import LocatedForm
from bonded.models import Gate, GatePass
from bonded.permissions import check_may_work_gate
from bonded.rules import flow
from bonded.rules.gates import OTHER_OFFICE, UNKNOWN, Arrival, Verdict, tolerance
from bonded.rules.vehicles import is_plate, plate_of
from bonded.selectors import gate_passes as passes
from bonded.selectors import gates as selectors
from bonded.services import gates as services
from bonded.views.gate_words import before_step, next_step, outcome_badge, pass_badge, reasons_in_words
from bonded.views.typed import typed
from codelists.selectors import names
from enterprises.facts import Actor
from enterprises.middleware import actor_of
from kernel import clock
from kernel.clock import business_date
from kernel.orm.ids import reserve
from kernel.refusal import Conflict, Refused, Violation
from kernel.web.findings import Finding, findings

_signer = Signer(salt="bonded.gate")
_SESSION = "bonded.gate"
_MOST_SHOWN = 12


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def gate(request: HttpRequest) -> HttpResponse:
    """Look for a pass (``?q=``), open the barrier (POST), show what came of the last one (``?done=``)."""
    actor = actor_of(request)
    check_may_work_gate(actor, office=actor.office)
    here, lane = _here(request, actor=actor)
    if here is None:
        return _choose_page(request, actor=actor)
    if request.method == "POST":
        return _arrive(request, here, actor=actor, lane=lane)
    text = request.GET.get("q", "").replace("\0", "").strip()[:500]
    if text:
        return _look(request, here, actor=actor, lane=lane, text=text)
    return _page(request, here, actor=actor, lane=lane, done=request.GET.get("done", ""))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def gate_choose(request: HttpRequest) -> HttpResponse:
    """Choose the gate and the lane; the session remembers both."""
    actor = actor_of(request)
    check_may_work_gate(actor, office=actor.office)
    if request.method != "POST":
        return _choose_page(request, actor=actor)
    form = ChooseGateForm(request.POST, gates=selectors.gates_for(actor))
    if not form.is_valid():
        return _choose_page(request, actor=actor, form=form)
    request.session[_SESSION] = [form.cleaned_data["gate"], form.cleaned_data["lane"]]
    return redirect("bonded:gate")


@require_POST
@login_required
def gate_away(request: HttpRequest) -> HttpResponse:
    """Turn the vehicle back at the barrier, with the ground."""
    actor, at = actor_of(request), clock.now()
    check_may_work_gate(actor, office=actor.office)
    here, lane = _here(request, actor=actor)
    if here is None:
        return redirect("bonded:gate_choose")
    form, why = BarrierForm(request.POST, weighs=here.weighs), AwayForm(request.POST)
    number = typed(request, "number")[:24]
    if not (form.is_valid() and why.is_valid()):
        no = Refused()
        return _card(request, here, actor=actor, lane=lane, number=number, form=form, away=why, said=no)
    seen = form.seen(lane=lane, token=_token(form))
    try:
        done = services.send_away(
            actor=actor, gate_code=here.code, seen=seen, ground=why.cleaned_data["ground"], at=at
        )
    except (Refused, Conflict) as no:
        return _card(request, here, actor=actor, lane=lane, number=number, form=form, away=why, said=no)
    return redirect(f"{reverse('bonded:gate')}?done={done.number}")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def gate_later(request: HttpRequest) -> HttpResponse:
    """Enter a passage that happened while the network was down."""
    actor, at = actor_of(request), clock.now()
    check_may_work_gate(actor, office=actor.office)
    here, lane = _here(request, actor=actor)
    if here is None:
        return redirect("bonded:gate_choose")
    if request.method != "POST":
        form = LaterForm(weighs=here.weighs, initial={"token": _new_token()})
        return render(request, "bonded/gate_later.html", {"form": form, "gate": here})
    form = LaterForm(request.POST, weighs=here.weighs)
    said: Refused | Conflict | None = None
    if form.is_valid():
        seen = form.seen(lane=lane, token=_token(form))
        try:
            done = services.enter_later(actor=actor, gate_code=here.code, seen=seen, when=form.when(), at=at)
        except (Refused, Conflict) as no:
            said = no
            form.show(findings(no))
        else:
            messages.success(request, _("The passage %(no)s was entered.") % {"no": done.number})
            return redirect("bonded:gate_passage", done.number)
    status = 409 if isinstance(said, Conflict) else 422
    return render(request, "bonded/gate_later.html", {"form": form, "gate": here}, status=status)


def _here(request: HttpRequest, *, actor: Actor) -> tuple[Gate | None, str]:
    """The gate and lane that the session remembers, if the actor may still work there."""
    code, lane = request.session.get(_SESSION, ("", ""))
    return selectors.gate_by_code(actor, code=code), lane


def _choose_page(request: HttpRequest, *, actor: Actor, form: ChooseGateForm | None = None) -> HttpResponse:
    """The form that chooses the gate."""
    gates = list(selectors.gates_for(actor))
    code, lane = request.session.get(_SESSION, ("", ""))
    blank = ChooseGateForm(gates=gates, initial={"gate": code, "lane": lane})
    context = {"form": form or blank, "gates": gates}
    return render(request, "bonded/gate_choose.html", context, status=422 if form else 200)


def _page(
    request: HttpRequest, here: Gate, *, actor: Actor, lane: str, done: str = "", status: int = 200
) -> HttpResponse:
    """The empty page with what came of the last vehicle."""
    context = _around(here, lane=lane)
    passage = selectors.passage_by_number(actor, number=done) if done else None
    if passage is not None:
        context |= {
            "done": passage,
            "done_badge": outcome_badge(passage.outcome),
            "done_reasons": reasons_in_words(passage.reasons),
            "goes": passage.outcome == "passed",
        }
        if passage.gate_pass is not None:
            context["done_hold"] = selectors.open_hold(passage.gate_pass)
            context["more_barriers"] = passage.gate_pass.status == flow.FIRST_GATE
    return render(request, "bonded/gate.html", context, status=status)


def _look(request: HttpRequest, here: Gate, *, actor: Actor, lane: str, text: str) -> HttpResponse:
    """The pass that was typed or scanned with its verdict so far; several: which one."""
    found = selectors.find_passes(here, text=text)
    plate = plate_of(request.GET.get("plate", "") or text)
    if len(found) > 1:
        context = _around(here, lane=lane) | {
            "text": text,
            "plate": plate,
            "several": [(one, pass_badge(one)) for one in found],
        }
        return render(request, "bonded/gate.html", context)
    if found:
        first = {
            "number": found[0].number,
            "plate": plate if is_plate(plate) else found[0].plate,
            "token": _new_token(),
        }
        form = BarrierForm(initial=first, weighs=here.weighs)
        return _card(request, here, actor=actor, lane=lane, number=found[0].number, form=form, text=text)
    away = selectors.elsewhere(text)
    office = (("office", away.office),) if away else ()
    why = findings([Violation(OTHER_OFFICE if away else UNKNOWN, args=office)])
    context = _around(here, lane=lane) | _nothing(why) | {"text": text}
    return render(request, "bonded/gate.html", context)


def _nothing(why: list[Finding]) -> dict[str, object]:
    """No pass to show: why, and what the clerk does next."""
    return {"reasons": why, "nothing": True, "next": next_step(one.code for one in why)}


def _weighs(here: Gate, *, one: GatePass) -> bool:
    """Whether this pass is weighed at this barrier: not again at the second one."""
    return here.weighs and one.status != flow.FIRST_GATE


def _told(
    verdict: Verdict, *, forms: Iterable[LocatedForm], said: Refused | Conflict | None, weighs: bool
) -> dict[str, object]:
    """The word of a pass at the barrier, its reasons and the next step.

    A slip of the keyboard stands beside its field and changes no verdict; a refusal without a field does.
    """
    reasons = findings([*verdict.turned_off, *verdict.holds])
    if isinstance(said, Conflict):
        reasons = findings(said)
    elif said is not None:
        known = {one.code for one in reasons}
        for one in findings(said):
            form = next((form for form in forms if form.has_place_for(one)), None)
            if form is not None:
                form.show([one])
            elif one.code not in known:
                reasons.append(one)
    stays = bool(verdict.turned_off) or isinstance(said, Conflict)
    goes = not reasons
    word = "no" if stays else "hold" if not goes else "ready" if weighs else "go"
    step = next_step(one.code for one in reasons) if stays else before_step(goes=goes, weighs=weighs)
    return {"reasons": reasons, "goes": goes, "stays": stays, "word": word, "next": step}


def _card(
    request: HttpRequest,
    here: Gate,
    *,
    actor: Actor,
    lane: str,
    number: str,
    form: BarrierForm,
    text: str = "",
    away: AwayForm | None = None,
    said: Refused | Conflict | None = None,
) -> HttpResponse:
    """One pass at the barrier: its verdict so far, what rides on it, the expected weight, the buttons."""
    at = clock.now()
    one = passes.pass_by_number(actor, number=number, at=at)
    if one is None:
        why = findings(said) if said else findings([Violation(UNKNOWN)])
        nothing = _around(here, lane=lane) | _nothing(why) | {"text": text or number}
        return render(request, "bonded/gate.html", nothing, status=422 if said else 200)
    plate = plate_of(str(form["plate"].value() or one.plate))
    arrival = Arrival(plate, lane, None, None, business_date(at))
    verdict = selectors.judge_pass(one, gate=here, arrival=arrival, at=at, weigh=False)
    weighs = _weighs(here, one=one)
    context = _told(verdict, forms=(away, form) if away else (form,), said=said, weighs=weighs)
    context |= _around(here, lane=lane) | {
        "text": text or number,
        "one": one,
        "badge": pass_badge(one),
        "form": form,
        "away": away or AwayForm(),
        "goods": _goods(one),
        "documents": passes.documents_of(one),
        "hold": selectors.open_hold(one),
        "allowed": tolerance(selectors.gate_fact(here, at=at), total_kg=one.total_kg),
        "may_turn_away": one.status == flow.PASS_APPROVED and one.office == here.office,
        "weigh_here": weighs,
        "through": selectors.last_through(one) if one.status == flow.PASSED else None,
    }
    status = 200 if said is None else 422 if isinstance(said, Refused) else 409
    return render(request, "bonded/gate.html", context, status=status)


def _arrive(request: HttpRequest, here: Gate, *, actor: Actor, lane: str) -> HttpResponse:
    """Open the barrier, or hold the vehicle."""
    form = BarrierForm(request.POST, weighs=here.weighs)
    number = typed(request, "number")[:24]
    if not form.is_valid():
        no = Refused()
        return _card(request, here, actor=actor, lane=lane, number=number, form=form, said=no)
    seen = form.seen(lane=lane, token=_token(form))
    try:
        done = services.arrive(actor=actor, gate_code=here.code, seen=seen, at=clock.now())
    except (Refused, Conflict) as said:
        return _card(request, here, actor=actor, lane=lane, number=number, form=form, said=said)
    return redirect(f"{reverse('bonded:gate')}?done={done.passage.number}")


def _around(here: Gate, *, lane: str) -> dict[str, object]:
    """What stands on the page whatever comes: the gate, its hours, its last passages."""
    fact = selectors.gate_fact(here, at=clock.now())
    return {
        "gate": here,
        "lane": lane,
        "is_closed": not (fact.is_open and fact.in_hours),
        "latest": [(row, outcome_badge(row.outcome)) for row in selectors.latest_passages(here)],
    }


def _goods(one: GatePass) -> dict[str, object]:
    """What rides on the pass, the first lines of it."""
    lines = passes.lines_of([one.pk]).get(one.pk, [])
    units = names("units", on=business_date(clock.now()))
    return {
        "lines": [(line, units.get(line.unit, "")) for line in lines[:_MOST_SHOWN]],
        "more": max(0, len(lines) - _MOST_SHOWN),
    }


def _new_token() -> str:
    return _signer.sign(str(reserve(1)[0]))


def _token(form: BarrierForm) -> int:
    """The number of the form; somebody who altered it is turned away."""
    try:
        return int(_signer.unsign(form.cleaned_data["token"]))
    except BadSignature:
        raise PermissionDenied from None
