"""Trust: the queue of the second officer, grade changes, what a grade gives, what a suspension holds."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from enterprises.facts import Actor
from enterprises.forms.trust import GradeForm, WordForm
from enterprises.middleware import actor_of
from enterprises.models import Firm, GradeChange, GradeChangeEvent
from enterprises.permissions import check_may_propose_trust, check_may_see_own_firm, check_may_see_trust
from enterprises.rules import credit, flow
from enterprises.rules.open_states import OPEN_STATES
from enterprises.selectors.attachments import attachments_of
from enterprises.selectors.firms import own_firm
from enterprises.selectors.second_officer import judge_second_officer
from enterprises.selectors.trust_pages import (
    GRADES,
    TABS,
    events_of,
    firm_in_offices,
    grade_change_for,
    rights_table,
    suspensions_in,
    tab_counts,
    trust_panel,
    waiting_changes,
)
from enterprises.services import trust as services
from kernel import clock
from kernel.clock import business_date
from kernel.refusal import Refused
from kernel.web.findings import findings
from kernel.web.keyset import page

_VERBS: dict[str, Callable[..., None]] = {
    "countersign": services.countersign_grade,
    "refuse": services.refuse_grade,
    "withdraw": services.withdraw_grade,
}


@require_safe
@login_required
def trust(request: HttpRequest) -> HttpResponse:
    """What waits for a second officer, and the suspensions in force."""
    actor = actor_of(request)
    tab = request.GET.get("tab", GRADES)
    tab = tab if tab in TABS else GRADES
    found = waiting_changes(actor) if tab == GRADES else suspensions_in(actor, tab=tab)
    rows = page(found, order=("-subject_id",), after=request.GET.get("after"), size=50)
    labels = (_("Grades to countersign"), _("Suspensions to decide"), _("In force"), _("Over"))
    counts = tab_counts(actor)
    context = {
        "tab": tab,
        "tabs": [(name, label, counts[name]) for name, label in zip(TABS, labels, strict=True)],
        "page": rows,
    }
    return render(request, "enterprises/trust.html", context)


@require_safe
@login_required
def grades(request: HttpRequest) -> HttpResponse:
    """What each grade of the law in force gives, and which laws there were."""
    on = business_date(clock.now())
    law = credit.regime_on(on)
    context = {"law": law, "rows": rights_table(law.grades), "laws": credit.REGIMES}
    return render(request, "enterprises/trust_grades.html", context)


@require_safe
@login_required
def open_states(request: HttpRequest) -> HttpResponse:
    """What a suspension does to what is under way."""
    kinds: dict[str, list[object]] = {}
    for row in OPEN_STATES:
        kinds.setdefault(row.kind, []).append(row)
    return render(request, "enterprises/trust_open_states.html", {"kinds": kinds})


@require_safe
@login_required
def firm_trust(request: HttpRequest) -> HttpResponse:
    """One's own firm: its grade, what that gives, its suspensions and whom to call."""
    actor, at = actor_of(request), clock.now()
    check_may_see_own_firm(actor)
    firm = own_firm(actor)
    panel = trust_panel(firm, at=at, for_firm=True)
    context = {"firm": firm, "trust": panel, "rows": rights_table([panel.grade])}
    return render(request, "enterprises/trust_own.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def grade_new(request: HttpRequest, customs_code: str) -> HttpResponse:
    """Propose another grade for a firm."""
    actor, at = actor_of(request), clock.now()
    firm = found_firm(actor, customs_code=customs_code)
    check_may_propose_trust(actor)
    on = business_date(at)
    context: dict[str, object] = {"firm": firm, "panel": trust_panel(firm, at=at)}
    if request.method != "POST":
        form = GradeForm(on=on, initial={"valid_from": on})
        return render(request, "enterprises/trust_grade_new.html", context | {"form": form})
    form = GradeForm(request.POST, request.FILES, on=on)
    if form.is_valid():
        try:
            number = services.propose_grade(
                actor=actor, customs_code=customs_code, wanted=form.wanted, at=at,
                uploads=form.cleaned_data["attachments"],
            )  # fmt: skip
        except Refused as refusal:
            context["findings"] = findings(refusal)
        else:
            messages.success(request, _("%(no)s waits for the second officer.") % {"no": number})
            return redirect("enterprises:grade_change", number)
    return render(request, "enterprises/trust_grade_new.html", context | {"form": form}, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def grade_change(request: HttpRequest, number: str) -> HttpResponse:
    """One grade change; a POST is the second officer's word, or the proposer's second thought."""
    actor, at = actor_of(request), clock.now()
    change = grade_change_for(actor, number=number)
    if change is None:
        raise Http404(number)
    if request.method != "POST":
        return _grade_change(request, change, actor=actor, form=WordForm())
    check_may_see_trust(actor)
    form = WordForm(request.POST)
    if not form.is_valid() or form.cleaned_data["verb"] not in _VERBS:
        return _grade_change(request, change, actor=actor, form=form, status=422)
    verb, reason = form.cleaned_data["verb"], form.cleaned_data["reason"]
    said = {"reason": reason} if verb == "refuse" else {}
    try:
        _VERBS[verb](actor=actor, number=number, at=at, **said)
    except Refused as refusal:
        return _grade_change(request, change, actor=actor, form=form, said=refusal, status=422)
    messages.success(request, _("Recorded: %(no)s.") % {"no": number})
    return redirect("enterprises:grade_change", number)


def found_firm(actor: Actor, *, customs_code: str) -> Firm:
    """The firm of the actor's offices, or a 404."""
    firm = firm_in_offices(actor, customs_code=customs_code)
    if firm is None:
        raise Http404(customs_code)
    return firm


def _grade_change(
    request: HttpRequest,
    change: GradeChange,
    *,
    actor: Actor,
    form: WordForm,
    said: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a grade change with the form as it stands."""
    waiting = change.status == flow.GRADE_PROPOSED
    is_other = not judge_second_officer(actor, first_id=change.proposed_by_id, at=clock.now())
    files = attachments_of(services.ATTACHED, subject_ids=[change.subject_id]) if actor.is_officer else {}
    context = {
        "change": change,
        "status": flow.GRADE_FLOW.names[change.status],
        "waiting": waiting,
        "grade": credit.grade(change.grade, on=change.valid_from),
        "law": credit.regime_on(change.valid_from),
        "ground": credit.ground_text(change.ground),
        "attachments": files.get(change.subject_id, []),
        "events": events_of(GradeChangeEvent, subject_id=change.subject_id) if actor.is_officer else [],
        "may_decide": waiting and is_other and "chief" in actor.roles,
        "may_withdraw": waiting and not is_other,
        "form": form,
        "findings": findings(said) if said else [],
    }
    return render(request, "enterprises/trust_grade.html", context, status=status)
