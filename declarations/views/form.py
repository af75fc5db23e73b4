"""The import list form: a new one, a draft, a correction; saved, edited without scripts, filed."""

from datetime import datetime
from secrets import choice

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from declarations.forms.choices import offered
from declarations.forms.list_form import ListForm
from declarations.messages.rules import SIGNATURE_ABSENT
from declarations.models import Draft
from declarations.permissions import check_may_declare
from declarations.selectors import list_by_pre_no
from declarations.selectors.defaults import for_mode, starting_content, starting_line
from declarations.selectors.drafts import draft_of
from declarations.services.drafts import correct_list, file_draft, save_draft
from declarations.views.notes import notes_of
from enterprises.facts import Actor
from enterprises.middleware import actor_of
from kernel import clock
from kernel.clock import business_date
from kernel.refusal import Conflict, Refused
from kernel.web.findings import Finding, finding, findings

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@require_safe
@login_required
def new(request: HttpRequest) -> HttpResponse:
    """An empty list; it becomes a draft when something is typed."""
    actor, at = actor_of(request), clock.now()
    check_may_declare(actor)
    form = ListForm(
        starting_content(actor, at=at), number=fresh_number(at), version=0, choices=offered(actor, at=at)
    )
    return page(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def draft(request: HttpRequest, number: str) -> HttpResponse:
    """A draft as it was left; sent back it is saved, edited or filed, by the button that was pressed."""
    actor, at = actor_of(request), clock.now()
    check_may_declare(actor)
    if request.method == "POST":
        form = ListForm.from_post(request.POST, number=number, choices=offered(actor, at=at))
        return _answer(request, form, actor=actor, at=at)
    opened = draft_of(actor, number=number)
    if opened is None:
        raise Http404(number)
    if opened.row.filed_as:
        return redirect("declarations:list", opened.row.filed_as)
    form = ListForm(opened.content, number=number, version=opened.row.version, choices=offered(actor, at=at))
    return page(request, form, saved_at=opened.row.saved_at)


@require_POST
@login_required
def correct(request: HttpRequest, pre_no: str) -> HttpResponse:
    """A draft that starts with the values of a list of the own firm, to be corrected and filed again."""
    actor, at = actor_of(request), clock.now()
    check_may_declare(actor)
    lst = list_by_pre_no(pre_no, actor=actor)
    if lst is None or lst.firm_id != actor.firm_id:
        raise Http404(pre_no)
    try:
        saved = correct_list(lst, number=fresh_number(at), actor=actor, at=at)
    except Refused as no:
        for said in findings(no):
            messages.error(request, said.sentence)
        return redirect("declarations:list", pre_no)
    return redirect("declarations:draft", saved.number)


def fresh_number(at: datetime) -> str:
    """The number of a draft that does not exist yet."""
    return f"D{business_date(at):%Y%m%d}-" + "".join(choice(_LETTERS) for _place in range(8))


def page(
    request: HttpRequest,
    form: ListForm,
    *,
    saved_at: datetime | None = None,
    conflict: Finding | None = None,
    status: int = 200,
) -> HttpResponse:
    """The form as it stands, with everything typed."""
    form.notes = notes_of(form, at=clock.now())
    context = {
        "form": form,
        "sections": form.sections(),
        "lines": form.lines(),
        "errors": form.errors(),
        "warnings": form.warnings(),
        "saved_at": saved_at,
        "conflict": conflict,
    }
    return render(request, "declarations/form.html", context, status=status)


def _answer(request: HttpRequest, form: ListForm, *, actor: Actor, at: datetime) -> HttpResponse:
    """What the pressed button asks for; a conflict shows both ways out and loses nothing."""
    do, _colon, key = request.POST.get("do", "save").partition(":")
    try:
        if do == "file":
            return _file(request, form, actor=actor, at=at)
        if do in ("save", "fork"):
            return _save(request, form, actor=actor, at=at, apart=do == "fork")
    except Draft.DoesNotExist:
        raise Http404(form.number) from None
    except Refused as no:
        form.show(findings(no))
        return page(request, form, status=422)
    except Conflict as late:
        return page(request, form, conflict=finding(late.violation), status=409)
    return page(request, edited(form, do=do, key=key))


def _save(request: HttpRequest, form: ListForm, *, actor: Actor, at: datetime, apart: bool) -> HttpResponse:
    number, version = (fresh_number(at), 0) if apart else (form.number, form.version)
    saved = save_draft(number, version=version, content=form.content(), actor=actor, at=at)
    messages.success(request, _("The draft was saved as %(number)s.") % {"number": saved.number})
    return redirect("declarations:draft", saved.number)


def _file(request: HttpRequest, form: ListForm, *, actor: Actor, at: datetime) -> HttpResponse:
    filed = file_draft(form.number, version=form.version, content=form.content(), actor=actor, at=at)
    if not filed.pre_no:
        form.version = filed.saved.version
        form.show(findings(v for v in filed.violations if v.rule is not SIGNATURE_ABSENT))
        return page(request, form, saved_at=filed.saved.saved_at, status=422)
    words = _("This list was filed before as %(number)s; nothing was filed twice.")
    if not filed.repeated:
        words = _("The list was filed as %(number)s.")
    messages.success(request, words % {"number": filed.pre_no})
    return redirect("declarations:list", filed.pre_no)


def edited(form: ListForm, *, do: str, key: str) -> ListForm:
    """The form after one of its editing buttons."""
    if do == "add":
        form.with_line(starting_line())
    elif do == "copy":
        form.with_line(form.line_values(key))
    elif do == "remove":
        form.without_line(key)
    else:
        return in_mode(form)
    return form


def in_mode(form: ListForm) -> ListForm:
    """The form with the fields of the mode that was chosen."""
    return ListForm(
        for_mode(form.content()),
        number=form.number,
        version=form.version,
        choices=form.choices,
        keys=form.keys,
    )
