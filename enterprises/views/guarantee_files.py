"""Applications about guarantees: the officers' queue, one application for both sides, and its steps."""

from collections.abc import Callable
from datetime import date, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from enterprises.facts import Actor
from enterprises.forms.guarantees import AnswerForm, NoteForm
from enterprises.middleware import actor_of
from enterprises.models import GuaranteeClaim, GuaranteeExemption, GuaranteeFile, GuaranteeFileEvent
from enterprises.permissions import check_may_work_guarantees, may_apply_guarantee, may_decide_guarantees
from enterprises.rules import flow
from enterprises.rules import guarantee_files as law
from enterprises.selectors import guarantee_words as words
from enterprises.selectors.attachments import attachments_of
from enterprises.selectors.guarantee_pages import (
    CLAIM_ORDER,
    CLAIMS,
    DECIDED,
    WAITING,
    WITH_FIRM,
    ClaimRow,
    FileRow,
    claim_rows,
    file_for,
    file_rows,
    office_claims,
    office_files,
    page_order,
    stories,
    tab_counts,
)
from enterprises.selectors.second_officer import judge_second_officer
from enterprises.services import guarantee_deciding as deciding
from enterprises.services import guarantee_files as applying
from kernel import clock
from kernel.clock import business_date
from kernel.refusal import Refused
from kernel.web.findings import Finding, findings
from kernel.web.keyset import Page, page


@require_safe
@login_required
def guarantee_files(request: HttpRequest) -> HttpResponse:
    """The applications of the officer's offices with the last day of each decision, and their claims."""
    actor, at = actor_of(request), clock.now()
    check_may_work_guarantees(actor)
    labels = {
        WAITING: _("To be decided"),
        WITH_FIRM: _("With the firm"),
        DECIDED: _("Decided"),
        CLAIMS: _("Claims"),
    }
    tab = request.GET.get("tab", "")
    tab = tab if tab in labels else WAITING
    rows, found = _listed(actor, tab=tab, after=request.GET.get("after"), on=business_date(at))
    counts = tab_counts(actor)
    context = {
        "tab": tab,
        "tabs": [(name, label, counts.get(name)) for name, label in labels.items()],
        "claims": tab == CLAIMS,
        "rows": rows,
        "page": found,
    }
    return render(request, "enterprises/guarantee_files.html", context)


def _listed(
    actor: Actor, *, tab: str, after: str | None, on: date
) -> tuple[list[ClaimRow] | list[FileRow], Page[GuaranteeClaim] | Page[GuaranteeFile]]:
    """One page of the claims or of the applications of a tab."""
    if tab == CLAIMS:
        claims: Page[GuaranteeClaim] = page(office_claims(actor), order=CLAIM_ORDER, after=after, size=50)
        return claim_rows(claims.rows), claims
    files: Page[GuaranteeFile] = page(
        office_files(actor, tab=tab), order=page_order(tab), after=after, size=50
    )
    return file_rows(files.rows, on=on), files


@require_safe
@login_required
def guarantee_file(request: HttpRequest, number: str) -> HttpResponse:
    """One application as its firm and its office see it."""
    actor = actor_of(request)
    return _show(request, row=_found(actor, number=number), actor=actor)


@require_POST
@login_required
def guarantee_file_ask(request: HttpRequest, number: str) -> HttpResponse:
    """Ask the firm."""
    return _decide(request, number, lambda note, actor: deciding.ask_firm(
        number, question=note, actor=actor, at=clock.now()
    ), done=_("The firm was asked; the clock rests until it answers."))  # fmt: skip


@require_POST
@login_required
def guarantee_file_propose(request: HttpRequest, number: str) -> HttpResponse:
    """Propose to approve or to refuse."""
    proposal = request.POST.get("proposal", "")
    return _decide(request, number, lambda note, actor: deciding.propose_decision(
        number, proposal=proposal, note=note, actor=actor, at=clock.now()
    ), done=_("Proposed; a second officer decides."))  # fmt: skip


@require_POST
@login_required
def guarantee_file_decide(request: HttpRequest, number: str) -> HttpResponse:
    """Decide as proposed, or send it back."""
    back = request.POST.get("verdict", "") == "send_back"
    step = deciding.send_back if back else deciding.decide_file
    done = _("Sent back to be examined again.") if back else _("The application is decided.")
    return _decide(
        request, number, lambda note, actor: step(number, note=note, actor=actor, at=clock.now()), done=done
    )


@require_POST
@login_required
def guarantee_exemption_end(request: HttpRequest, number: str) -> HttpResponse:
    """End an exemption."""
    return _decide(request, number, lambda note, actor: deciding.end_exemption(
        number, reason=note, actor=actor, at=clock.now()
    ), done=_("The exemption was ended."))  # fmt: skip


@require_POST
@login_required
def guarantee_file_answer(request: HttpRequest, number: str) -> HttpResponse:
    """Answer what customs asked."""
    actor = actor_of(request)
    row = _found(actor, number=number)
    form = AnswerForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, row=row, actor=actor, answer=form)
    said = form.cleaned_data
    try:
        applying.answer_question(
            number, text=said["answer"], uploads=said["attachments"], actor=actor, at=clock.now()
        )
    except Refused as refusal:
        return _refused(
            request, refusal, row=row, actor=actor, allowed=may_apply_guarantee(actor), answer=form
        )
    messages.success(request, _("Your answer was sent; the clock goes on."))
    return redirect("enterprises:guarantee_file", number)


@require_POST
@login_required
def guarantee_file_withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Take the application back."""
    actor = actor_of(request)
    _found(actor, number=number)
    applying.withdraw_file(number, actor=actor, at=clock.now())
    messages.success(request, _("The application was withdrawn."))
    return redirect("enterprises:guarantee_file", number)


def _decide(
    request: HttpRequest, number: str, step: Callable[[str, Actor], None], *, done: str
) -> HttpResponse:
    """One step of an officer with words to the firm; a refusal comes back with what was typed."""
    actor = actor_of(request)
    row = _found(actor, number=number)
    form = NoteForm(request.POST)
    form.is_valid()
    try:
        step(form.cleaned_data.get("note", ""), actor)
    except Refused as refusal:
        return _refused(
            request, refusal, row=row, actor=actor, allowed=may_decide_guarantees(actor), note=form
        )
    messages.success(request, done)
    return redirect("enterprises:guarantee_file", number)


def _refused(
    request: HttpRequest,
    refusal: Refused,
    *,
    row: GuaranteeFile,
    actor: Actor,
    allowed: bool,
    answer: AnswerForm | None = None,
    note: NoteForm | None = None,
) -> HttpResponse:
    """The page with the reasons, or the plain refusal of somebody who may not do this at all."""
    if not allowed:
        raise refusal
    return _show(request, row=row, actor=actor, answer=answer, note=note, said=findings(refusal))


def _found(actor: Actor, *, number: str) -> GuaranteeFile:
    """The application, or a 404 that says nothing about strangers' ones."""
    row = file_for(actor, number=number)
    if row is None:
        raise Http404(number)
    return row


def _show(
    request: HttpRequest,
    *,
    row: GuaranteeFile,
    actor: Actor,
    answer: AnswerForm | None = None,
    note: NoteForm | None = None,
    said: list[Finding] | None = None,
) -> HttpResponse:
    """The page of one application with its forms as they stand."""
    exemption = GuaranteeExemption.objects.filter(number=row.number, ended_at__isnull=True).first()
    context = {
        "file": row,
        "look": words.file_look(row.status),
        "kind": words.kind_name(row.kind),
        "proposal": words.proposal_name(row.proposal),
        "items": [(text, code in row.letter_states) for code, text in words.letter_items()],
        "has_letter": bool(row.letter_no),
        "last_day": _last_day(row),
        "attachments": attachments_of("guarantee_file", subject_ids=[row.pk]).get(row.pk, []),
        "stories": [
            (story, words.file_verb(story.verb)) for story in stories(GuaranteeFileEvent, subject_id=row.pk)
        ],
        **_buttons(row, actor=actor),
        "exemption": exemption,
        "may_end": exemption is not None and may_decide_guarantees(actor),
        "is_officer": actor.is_officer,
        "answer": answer or AnswerForm(),
        "note": note or NoteForm(),
        "findings": said,
        "approve": law.APPROVE,
        "refuse": law.REFUSE,
    }
    bad = said or (answer is not None and answer.errors)
    return render(request, "enterprises/guarantee_file.html", context, status=422 if bad else 200)


def _buttons(row: GuaranteeFile, *, actor: Actor) -> dict[str, bool]:
    """What the actor may do with it now."""
    officer = may_decide_guarantees(actor)
    second = not judge_second_officer(actor, first_id=row.proposed_by_id, at=clock.now())
    return {
        "may_examine": officer and row.status == flow.GFILE_SUBMITTED,
        "may_second": officer and row.status == flow.GFILE_PROPOSED and second,
        "waits_for_second": officer and row.status == flow.GFILE_PROPOSED and not second,
        "may_answer": may_apply_guarantee(actor) and row.status == flow.GFILE_ASKED,
        "may_withdraw": may_apply_guarantee(actor) and row.status in flow.GFILE_OPEN,
    }


def _last_day(row: GuaranteeFile) -> date | None:
    """The last day of the term asked for."""
    return row.valid_to - timedelta(days=1) if row.valid_to else None
