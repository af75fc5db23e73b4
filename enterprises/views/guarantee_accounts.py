"""One guarantee account for its firm and its office: entries, freezes, claims."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from enterprises.facts import Actor
from enterprises.forms.guarantees import ClaimForm, FreezeForm, NoteForm
from enterprises.middleware import actor_of
from enterprises.models import GuaranteeAccount, GuaranteeClaim, GuaranteeClaimEvent, GuaranteeEntry
from enterprises.permissions import may_apply_guarantee, may_decide_guarantees
from enterprises.rules import flow
from enterprises.rules.guarantee_claims import NOT_THE_END
from enterprises.selectors import guarantee_words as words
from enterprises.selectors.guarantee_pages import (
    account_for,
    cards,
    claim_for,
    claims_of,
    freezes_of,
    stories,
)
from enterprises.selectors.guarantees import guarantee_entries
from enterprises.selectors.second_officer import judge_second_officer
from enterprises.services import guarantee_claims as claims
from enterprises.services.guarantee_freezes import freeze_account, lift_freeze
from enterprises.views.guarantees import entry_rows
from kernel import clock
from kernel.clock import business_date
from kernel.refusal import Refused
from kernel.web.findings import Finding, findings
from kernel.web.keyset import Page, page

_VERBS: dict[str, Callable[..., None]] = {
    "call": claims.call_claim,
    "drop": claims.drop_claim,
    "pay": claims.pay_claim,
    "lift": claims.lift_claim,
}


@require_safe
@login_required
def guarantee_account(request: HttpRequest, number: str) -> HttpResponse:
    """One account with its entries, freezes and claims."""
    actor = actor_of(request)
    return _show(request, account=_account(actor, number=number), actor=actor)


@require_POST
@login_required
def guarantee_freeze(request: HttpRequest, number: str) -> HttpResponse:
    """Freeze the account."""
    actor, at = actor_of(request), clock.now()
    account = _account(actor, number=number)
    form = FreezeForm(request.POST)
    if not form.is_valid() and may_decide_guarantees(actor):
        return _show(request, account=account, actor=actor, freeze=form)
    said = form.cleaned_data
    try:
        freeze_account(
            number,
            ground=said.get("ground", ""),
            reason=said.get("reason", ""),
            from_on=business_date(at),
            to_on=form.to_on(),
            actor=actor,
            at=at,
        )
    except Refused as refusal:
        return _refused(request, refusal, account=account, actor=actor, freeze=form)
    messages.success(request, _("The guarantee %(no)s is frozen.") % {"no": number})
    return redirect("enterprises:guarantee_account", number)


@require_POST
@login_required
def guarantee_unfreeze(request: HttpRequest, number: str) -> HttpResponse:
    """Let the account go on."""
    actor = actor_of(request)
    account = _account(actor, number=number)
    try:
        lift_freeze(number, reason=request.POST.get("reason", ""), actor=actor, at=clock.now())
    except Refused as refusal:
        return _refused(request, refusal, account=account, actor=actor)
    messages.success(request, _("The guarantee %(no)s goes on.") % {"no": number})
    return redirect("enterprises:guarantee_account", number)


@require_POST
@login_required
def guarantee_claim_new(request: HttpRequest, number: str) -> HttpResponse:
    """Propose a claim."""
    actor = actor_of(request)
    account = _account(actor, number=number)
    form = ClaimForm(request.POST)
    if not form.is_valid() and may_decide_guarantees(actor):
        return _show(request, account=account, actor=actor, claim=form)
    said = form.cleaned_data
    try:
        made = claims.propose_claim(
            number,
            fen=form.fen(),
            duty=said.get("duty", ""),
            ground=said.get("ground", ""),
            actor=actor,
            at=clock.now(),
        )
    except Refused as refusal:
        return _refused(request, refusal, account=account, actor=actor, claim=form)
    messages.success(request, _("Claim %(no)s was proposed; a second officer decides.") % {"no": made})
    return redirect("enterprises:guarantee_claim", made)


@require_safe
@login_required
def guarantee_claim(request: HttpRequest, number: str) -> HttpResponse:
    """One claim as its firm and its office see it."""
    actor = actor_of(request)
    return _show_claim(request, claim=_claim(actor, number=number), actor=actor)


@require_POST
@login_required
def guarantee_claim_decide(request: HttpRequest, number: str) -> HttpResponse:
    """Call, drop, or record that it was paid or lifted."""
    actor = actor_of(request)
    claim = _claim(actor, number=number)
    form = NoteForm(request.POST)
    form.is_valid()
    step = _VERBS.get(request.POST.get("verdict", ""), claims.call_claim)
    try:
        step(number, note=form.cleaned_data.get("note", ""), actor=actor, at=clock.now())
    except Refused as refusal:
        if not may_decide_guarantees(actor):
            raise
        return _show_claim(request, claim=claim, actor=actor, note=form, said=findings(refusal))
    messages.success(request, _("Recorded."))
    return redirect("enterprises:guarantee_claim", number)


def _account(actor: Actor, *, number: str) -> GuaranteeAccount:
    account = account_for(actor, number=number)
    if account is None:
        raise Http404(number)
    return account


def _claim(actor: Actor, *, number: str) -> GuaranteeClaim:
    claim = claim_for(actor, number=number)
    if claim is None:
        raise Http404(number)
    return claim


def _refused(
    request: HttpRequest,
    refusal: Refused,
    *,
    account: GuaranteeAccount,
    actor: Actor,
    freeze: FreezeForm | None = None,
    claim: ClaimForm | None = None,
) -> HttpResponse:
    """The page with the reasons, or the plain refusal of somebody who may not do this at all."""
    if not may_decide_guarantees(actor):
        raise refusal
    return _show(request, account=account, actor=actor, freeze=freeze, claim=claim, said=findings(refusal))


def _show(
    request: HttpRequest,
    *,
    account: GuaranteeAccount,
    actor: Actor,
    freeze: FreezeForm | None = None,
    claim: ClaimForm | None = None,
    said: list[Finding] | None = None,
) -> HttpResponse:
    """The page of one account with its forms as they stand."""
    entries: Page[GuaranteeEntry] = page(
        guarantee_entries([account]), order=("-id",), after=request.GET.get("after"), size=25
    )
    freezes = freezes_of(account)
    by_hand = [one for one in freezes if one.lifted_at is None and one.claim_id is None]
    officer = may_decide_guarantees(actor) and account.closed_at is None
    context = {
        "card": cards([account], at=clock.now())[0],
        "account": account,
        "rows": entry_rows(entries.rows, accounts=[account]),
        "page": entries,
        "freezes": [(one, words.ground_name(one.ground)) for one in freezes],
        "claims": claims_of(account),
        "may_work": officer,
        "may_lift": officer and bool(by_hand),
        "may_apply": may_apply_guarantee(actor) and account.closed_at is None,
        "is_officer": actor.is_officer,
        "freeze": freeze or FreezeForm(auto_id="freeze_%s"),
        "claim": claim or ClaimForm(auto_id="claim_%s"),
        "findings": said,
    }
    bad = said or (freeze is not None and freeze.errors) or (claim is not None and claim.errors)
    return render(request, "enterprises/guarantee_account.html", context, status=422 if bad else 200)


def _show_claim(
    request: HttpRequest,
    *,
    claim: GuaranteeClaim,
    actor: Actor,
    note: NoteForm | None = None,
    said: list[Finding] | None = None,
) -> HttpResponse:
    """The page of one claim."""
    officer = may_decide_guarantees(actor)
    second = not judge_second_officer(actor, first_id=claim.proposed_by_id, at=clock.now())
    context = {
        "claim": claim,
        "look": words.claim_look(claim.status),
        "stories": [
            (story, words.claim_verb(story.verb))
            for story in stories(GuaranteeClaimEvent, subject_id=claim.pk)
        ],
        "not_the_end": NOT_THE_END,
        "may_second": officer and claim.status == flow.GCLAIM_PROPOSED and second,
        "waits_for_second": officer and claim.status == flow.GCLAIM_PROPOSED and not second,
        "may_end": officer and claim.status == flow.GCLAIM_CALLED and second,
        "is_officer": actor.is_officer,
        "note": note or NoteForm(),
        "findings": said,
    }
    return render(request, "enterprises/guarantee_claim.html", context, status=422 if said else 200)
