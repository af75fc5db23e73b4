"""Re-assigning many firms: the preview, the confirmation, and what became of each firm."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from enterprises.forms.coordination import ReassignForm
from enterprises.middleware import actor_of
from enterprises.permissions import check_may_assign
from enterprises.selectors.coordination import coordinators_in
from enterprises.selectors.reassignment import Move, Preview, Wish, preview
from enterprises.services.reassignment import reassign_many
from kernel import clock
from kernel.refusal import Conflict, Refused
from kernel.web.findings import findings

_RESULT = "reassigned"


@require_POST
@login_required
def reassign(request: HttpRequest) -> HttpResponse:
    """Show what would become of each firm; with the digest of that page, do it."""
    actor, at = actor_of(request), clock.now()
    check_may_assign(actor)
    form = ReassignForm(request.POST, people=coordinators_in(actor, at=at))
    codes = tuple(sorted(set(request.POST.getlist("firm"))))
    if not form.is_valid():
        return _show(request, form=form, codes=codes, seen=None, said=None)
    given = form.cleaned_data
    wish = Wish(given["from_officer"], codes, tuple(given["to_officers"]))
    said: Refused | Conflict | None = None
    if given["digest"]:
        try:
            words = {name: given[name] for name in ("ground", "hand_over_note", "digest")}
            done = reassign_many(actor=actor, wish=wish, at=at, **words)
        except (Refused, Conflict) as no:
            said = no
        else:
            request.session[_RESULT] = [_line(move) for move in done.moves]
            return redirect("enterprises:reassigned")
    try:
        seen = preview(actor, wish=wish, at=at)
    except Refused as no:
        return _show(request, form=form, codes=codes, seen=None, said=said or no)
    return _show(request, form=form, codes=codes, seen=seen, said=said)


@require_safe
@login_required
def reassigned(request: HttpRequest) -> HttpResponse:
    """What became of each firm of the last re-assignment that this browser confirmed."""
    check_may_assign(actor_of(request))
    rows = request.session.get(_RESULT, [])
    return render(request, "enterprises/coordinators_reassigned.html", {"rows": rows})


def _show(
    request: HttpRequest,
    *,
    form: ReassignForm,
    codes: tuple[str, ...],
    seen: Preview | None,
    said: Refused | Conflict | None,
) -> HttpResponse:
    """The preview, with what stands against it."""
    context = {
        "form": form,
        "codes": codes,
        "preview": seen,
        "rows": [(move, findings(move.violations)) for move in seen.moves] if seen else [],
        "findings": findings(said) if said else None,
    }
    status = 409 if isinstance(said, Conflict) else 422 if said or form.errors else 200
    return render(request, "enterprises/coordinators_preview.html", context, status=status)


def _line(move: Move) -> dict[str, str]:
    """What became of one firm, as the session keeps it."""
    why = "; ".join(finding.sentence for finding in findings(move.violations))
    to = move.to.name if move.to else ""
    return {"code": move.firm.customs_code, "name": move.firm.name_zh, "to": to, "why": why}
