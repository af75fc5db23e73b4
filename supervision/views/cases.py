"""The case page, the decision with its confirmation, and personal values shown in full."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bonded.permissions import may_stop_at
from bonded.selectors.stops import stop_by_number
from declarations.models import ImportList
from declarations.selectors.words import shown as shown_findings
from enterprises.middleware import actor_of
from kernel import clock
from kernel.clock import business_date
from kernel.refusal import Conflict, Refused
from kernel.web.findings import by_path, findings, sentence
from supervision import services
from supervision.facts import Decision
from supervision.forms import DecideForm, RevealForm
from supervision.rules.decision import BY_NAME, BY_REASON, REASONS, judge_wording, verbs_of
from supervision.selectors.cases import CaseView, case_view
from supervision.selectors.stops import stop_of_list
from supervision.views.desk import desk, found_list


@require_safe
@desk
def case(request: HttpRequest, pre_no: str) -> HttpResponse:
    """Everything about one list, and what may be done with it."""
    return _page(request, found_list(actor_of(request), pre_no=pre_no))


@require_POST
@desk
def decide(request: HttpRequest, pre_no: str) -> HttpResponse:
    """First show what the decision will do; the same form sent again as confirmed decides."""
    actor = actor_of(request)
    lst = found_list(actor, pre_no=pre_no)
    form = DecideForm(request.POST)
    form.is_valid()
    said = form.cleaned_data
    decision = Decision(lst.pk, said.get("verb", ""), said.get("reason_code", ""), said.get("note", ""))
    if not said.get("confirmed"):
        return _preview(request, lst, decision=decision, form=form)
    try:
        services.decide(decision, actor=actor, at=clock.now())
    except Refused as no:
        return _page(request, lst, form=form, refused=no, status=422)
    except Conflict as late:
        messages.warning(request, sentence(late.violation))
        return redirect("supervision:case", pre_no)
    messages.success(request, _done(decision.verb, pre_no))
    return redirect("supervision:case", pre_no)


@require_POST
@desk
def reveal(request: HttpRequest, pre_no: str) -> HttpResponse:
    """Show the personal values of one document in full, once, after the reason is on record."""
    actor, at = actor_of(request), clock.now()
    lst = found_list(actor, pre_no=pre_no)
    form = RevealForm(request.POST)
    if not form.is_valid():
        return redirect("supervision:case", pre_no)
    said = form.cleaned_data
    try:
        shown = services.show_in_full(
            pre_no, document=said["document"], reason=said["reason"], actor=actor, at=at
        )
    except Refused as no:
        return _page(request, lst, reveal_form=form, refused=no, status=422)
    return _page(request, lst, shown=shown)


def _preview(request: HttpRequest, lst: ImportList, *, decision: Decision, form: DecideForm) -> HttpResponse:
    """The consequence in words, to be confirmed; the page with the reasons when something is missing."""
    view = case_view(lst, actor=actor_of(request), at=clock.now())
    lane = view.claim.lane.name if view.claim else ""
    found = judge_wording(decision, lane=lane)
    if found:
        return _page(request, lst, form=form, refused=Refused(*found), status=422)
    verb, reason = BY_NAME[decision.verb], BY_REASON.get(decision.reason_code)
    context = {
        "view": view,
        "decision": decision,
        "verb": _(verb.label),
        "consequence": _(verb.consequence),
        "reason": _(reason.text) if reason else "",
        "public_note": services.public_note(decision),
        "is_grave": decision.verb in ("reject", "send_back"),
    }
    return render(request, "supervision/confirm.html", context)


def _page(
    request: HttpRequest,
    lst: ImportList,
    *,
    form: DecideForm | None = None,
    reveal_form: RevealForm | None = None,
    refused: Refused | None = None,
    shown: frozenset[str] = frozenset(),
    status: int = 200,
) -> HttpResponse:
    view = case_view(lst, actor=actor_of(request), at=clock.now(), reveal=shown)
    said = findings(refused) if refused else []
    actor, on = actor_of(request), business_date(clock.now())
    stop = stop_of_list(lst)
    context = {
        "view": view,
        "stop": stop,
        "stop_shown": bool(stop) and stop_by_number(actor, number=stop, on=on) is not None,
        "may_stop": may_stop_at(actor, office=lst.customs_code),
        "form": form or DecideForm(),
        "reveal_form": reveal_form or RevealForm(),
        "shown": shown,
        "differing": sum(row.differs for row in view.rows) + sum(bool(line.differs) for line in view.lines),
        "findings": shown_findings(view.documents.findings),
        "reasons": _reasons(),
        "verbs": _verbs(view, chosen=form.data.get("verb", "") if form else ""),
        "errors": [{"target": f"id_{f.path}" if f.path else "", "sentence": f.sentence} for f in said],
        "by_path": by_path(said),
    }
    return render(request, "supervision/case.html", context, status=status)


def _verbs(view: CaseView, *, chosen: str) -> list[dict[str, object]]:
    """The decisions of the case's lane as the panel shows them, the usual one chosen."""
    if view.claim is None:
        return []
    offered = verbs_of(view.claim.lane.name)
    names = {verb.name for verb in offered}
    chosen = chosen if chosen in names else offered[0].name
    return [
        {"name": v.name, "label": _(v.label), "text": _(v.consequence), "checked": v.name == chosen}
        for v in offered
    ]


def _reasons() -> list[tuple[str, str]]:
    """The picklist, its first line empty."""
    return [("", _("Choose a reason")), *((reason.code, _(reason.text)) for reason in REASONS)]


def _done(verb: str, pre_no: str) -> str:
    sentences = {
        "release": _("%(no)s is released. The declarant has the receipt."),
        "inspect": _("%(no)s is in the inspection queue. The declarant has the receipt."),
        "reject": _("%(no)s is rejected. The declarant has your reason."),
        "send_back": _("%(no)s is to be sent back abroad. The declarant has your reason."),
    }
    return sentences[verb] % {"no": pre_no}
