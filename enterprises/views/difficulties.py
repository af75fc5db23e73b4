"""Difficulties: the lists of firms and officers, one difficulty, and raising one."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from enterprises.facts import Actor
from enterprises.forms.difficulties import LINK_ROWS, FilterForm, RaiseForm
from enterprises.middleware import actor_of
from enterprises.models import Difficulty
from enterprises.permissions import check_may_see_difficulties
from enterprises.selectors import difficulties_lists as lists
from enterprises.selectors import difficulties_words as words
from enterprises.selectors import firm_for_officer
from enterprises.selectors.difficulties import DifficultyRow
from enterprises.selectors.difficulties_page import waiting_mentions
from enterprises.services.difficulties import Draft, Raised, raise_difficulty
from enterprises.views.difficulties_page import beside, found, show
from kernel import clock
from kernel.refusal import Refused
from kernel.web.findings import Finding, findings
from kernel.web.keyset import Page

_MENTIONS_SHOWN = 10


@require_safe
@login_required
def difficulties(request: HttpRequest) -> HttpResponse:
    """The firm's own difficulties, or the officers' desk."""
    actor, at = actor_of(request), clock.now()
    check_may_see_difficulties(actor)
    form = FilterForm(request.GET)
    form.is_valid()
    filters = lists.Filters(
        form.cleaned_data.get("state") or (lists.ANY if actor.is_firm else lists.OPEN),
        form.cleaned_data.get("category", ""),
        form.cleaned_data.get("overdue", False),
        form.cleaned_data.get("q", ""),
    )
    after = request.GET.get("after")
    if actor.is_firm:
        mine = lists.firm_list(actor, filters=filters, after=after, at=at)
        return _list(request, rows=mine.rows, page=mine.page, form=form, actor=actor)
    tab = request.GET.get("tab", "")
    tab = tab if tab in lists.TABS else lists.ALL
    desk = lists.desk_list(actor, tab=tab, filters=filters, after=after, at=at)
    counts = lists.tab_counts(actor, at=at)
    labels = {
        lists.MINE: _("Mine"),
        lists.MY_FIRMS: _("My firms"),
        lists.TEAM: _("My department"),
        lists.ALL: _("All of my offices"),
    }
    more = {
        "tab": tab,
        "tabs": [(name, labels[name], counts[name]) for name in lists.TABS],
        "mentions": list(waiting_mentions(actor)[:_MENTIONS_SHOWN]),
    }
    return _list(request, rows=desk.rows, page=desk.page, form=form, actor=actor, **more)


def _list(
    request: HttpRequest,
    *,
    rows: list[DifficultyRow],
    page: Page[Difficulty],
    form: FilterForm,
    actor: Actor,
    **more: object,
) -> HttpResponse:
    """The list with each row in words."""
    shown = [
        (
            row,
            words.status_look(row.status),
            words.clock_look(row),
            words.urgency_look(row.urgency),
            words.category_name(row.category),
        )
        for row in rows
    ]
    narrowed = any(request.GET.get(name) for name in ("q", "state", "category", "overdue"))
    context = {"rows": shown, "page": page, "form": form, "narrowed": narrowed, **more}
    side = "firm" if actor.is_firm else "officer"
    return render(request, f"enterprises/difficulties_{side}.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def difficulty_new(request: HttpRequest) -> HttpResponse:
    """Raise a difficulty: the firm its own, an officer on behalf of a firm that called or was visited."""
    actor, at = actor_of(request), clock.now()
    check_may_see_difficulties(actor)
    if request.method != "POST":
        initial = {"firm": request.GET.get("firm", ""), "channel": "phone", "category": "declaration"}
        kind, number = request.GET.get("kind", ""), request.GET.get("number", "")
        form = RaiseForm(for_officer=actor.is_officer, initial=initial | {"kind_1": kind, "number_1": number})
        return _raising(request, form=form, actor=actor)
    form = RaiseForm(request.POST, request.FILES, for_officer=actor.is_officer)
    if not form.is_valid():
        return _raising(request, form=form, actor=actor)
    try:
        raised = _raise(form, actor=actor, at=at)
    except Refused as refusal:
        return _raising(request, form=form, actor=actor, said=findings(refusal))
    messages.success(request, _("The difficulty has the number %(no)s.") % {"no": raised.number})
    return redirect("enterprises:difficulty", raised.number)


def _raise(form: RaiseForm, *, actor: Actor, at: datetime) -> Raised:
    """Raise what the form says."""
    typed = form.cleaned_data
    draft = Draft(
        typed["title"], typed["text"], typed["category"], typed["urgency"], typed.get("channel", "page"),
        form.links(),
    )  # fmt: skip
    firm = firm_for_officer(actor, customs_code=typed["firm"].strip()) if actor.is_officer else None
    return raise_difficulty(
        actor=actor, draft=draft, at=at, firm_id=firm.pk if firm else None, uploads=typed["attachments"]
    )


def _raising(
    request: HttpRequest, *, form: RaiseForm, actor: Actor, said: list[Finding] | None = None
) -> HttpResponse:
    """The form with what was typed; reasons stand beside their fields, the rest above."""
    places = {f"links[{row}].number": f"number_{row}" for row in LINK_ROWS}
    rest = beside(form, said=said or [], places=places)
    wrong = bool(rest or form.errors)
    context = {
        "form": form,
        "findings": rest,
        "files_lost": wrong and bool(request.FILES),
    }
    return render(request, "enterprises/difficulty_new.html", context, status=422 if wrong else 200)


@require_safe
@login_required
def difficulty(request: HttpRequest, number: str) -> HttpResponse:
    """One difficulty, as the firm or as officers see it."""
    actor, at = actor_of(request), clock.now()
    return show(request, one=found(actor, number=number, at=at), actor=actor, at=at)
