"""Entry declarations at the desk: the list with its tabs, one declaration, and what officers say about it."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from declarations.models import EntryDeclaration
from declarations.selectors import entry_fact, entry_for, entry_sheet, entry_statuses
from enterprises.facts import Actor
from enterprises.middleware import actor_of
from kernel import clock
from kernel.refusal import Conflict, Refused
from kernel.web.findings import findings, sentence
from supervision.forms import EntriesForm, EntryActForm
from supervision.rules.entries import VERBS, verbs_for
from supervision.selectors.entries import ALL, TABS, entry_page, tab_counts
from supervision.services import entry_review as services
from supervision.services.deciding import decider_of
from supervision.views.desk import desk


@require_safe
@desk
def entries(request: HttpRequest) -> HttpResponse:
    """The entry declarations of the officer's offices, by what waits for whom."""
    actor, at = actor_of(request), clock.now()
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else TABS[0]
    form = EntriesForm(request.GET, statuses=entry_statuses(declared=True))
    said = form.said()
    found = entry_page(
        actor,
        tab=tab,
        status=int(said["status"]) if said["status"] else None,
        kind=said["kind"],
        search=said["q"],
        after=request.GET.get("after"),
        at=at,
    )
    counts, labels = tab_counts(actor), _tab_labels()
    context = {
        "form": form,
        "tab": tab,
        "tabs": [(name, labels[name], counts[name]) for name in TABS],
        "rows": found.rows,
        "page": found.page,
        "narrowed": any(said.values()),
        "is_all": tab == ALL,
    }
    return render(request, "supervision/entries.html", context)


@require_safe
@desk
def entry(request: HttpRequest, pre_no: str) -> HttpResponse:
    """One declaration with its tax sheet, inventory, story, and what this officer may say."""
    return _page(request, _found(request, pre_no), form=EntryActForm())


@require_POST
@desk
def entry_act(request: HttpRequest, pre_no: str, act: str) -> HttpResponse:
    """Say one of the officers' verbs about a declaration; a refusal shows the page again."""
    if act not in VERBS:
        raise Http404(act)
    found, form = _found(request, pre_no), EntryActForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form=form, act=act, status=422)
    try:
        _ACTS[act](found.pk, form, actor_of(request), clock.now())
    except Refused as refusal:
        for one in findings(refusal):
            form.add_error(one.path if one.path in form.fields else None, one.sentence)
        return _page(request, found, form=form, act=act, status=422)
    except Conflict as late:
        messages.warning(request, sentence(late.violation))
    else:
        messages.success(request, _done(act) % {"no": found.number or found.pre_no})
    return redirect("supervision:entry", found.pre_no)


def _found(request: HttpRequest, pre_no: str) -> EntryDeclaration:
    found = entry_for(actor_of(request), pre_no=pre_no)
    if found is None:
        raise Http404(pre_no)
    return found


def _page(
    request: HttpRequest, found: EntryDeclaration, *, form: EntryActForm, act: str = "", status: int = 200
) -> HttpResponse:
    actor, at = actor_of(request), clock.now()
    verbs = verbs_for(entry_fact(found), decider=decider_of(actor))
    context = {
        "sheet": entry_sheet(found, actor=actor, at=at),
        "entry": found,
        "form": form,
        "act": act,
        "may": dict.fromkeys(verbs, True),
        "may_any": bool(verbs),
    }
    return render(request, "supervision/entry.html", context, status=status)


_Call = Callable[[int, EntryActForm, Actor, datetime], object]


def _plain(call: Callable[..., object]) -> _Call:
    return lambda pk, form, actor, at: call(pk, actor=actor, at=at)


def _reasoned(call: Callable[..., object]) -> _Call:
    return lambda pk, form, actor, at: call(pk, reason=form.cleaned_data["reason"], actor=actor, at=at)


def _record(pk: int, form: EntryActForm, actor: Actor, at: datetime) -> None:
    said = form.cleaned_data
    services.record_inspection(pk, result=said["result"], note=said["note"], actor=actor, at=at)


def _pay(pk: int, form: EntryActForm, actor: Actor, at: datetime) -> object:
    said = form.cleaned_data
    return services.book_payment(
        pk, receipt_no=said["receipt_no"], paid_on=said["paid_on"], actor=actor, at=at
    )


_ACTS: dict[str, _Call] = {
    "review": _plain(services.claim_entry),
    "give_back": _plain(services.give_entry_back),
    "inspect": _reasoned(services.order_inspection),
    "record": _record,
    "confirm": _plain(services.confirm_inspection),
    "pass": _plain(services.pass_entry),
    "release": _plain(services.release),
    "pay": _pay,
    "deny": _reasoned(services.deny_wish),
    "return": _reasoned(services.return_for_correction),
    "withdraw": _reasoned(services.grant_withdrawal),
    "recall": _reasoned(services.recall),
}


def _tab_labels() -> dict[str, str]:
    return {
        "waiting": _("Waiting"),
        "mine": _("Mine"),
        "inspection": _("Inspection"),
        "payment": _("To be paid"),
        "asked": _("Asked by firms"),
        "all": _("All of my offices"),
    }


def _done(act: str) -> str:
    return {
        "review": _("You review %(no)s."),
        "give_back": _("%(no)s is back in the queue."),
        "inspect": _("%(no)s goes to inspection; the firm has been told."),
        "record": _("The inspection of %(no)s is recorded; a second officer confirms it."),
        "confirm": _("The inspection of %(no)s is confirmed."),
        "pass": _("%(no)s is passed; the firm has the payment notice."),
        "release": _("%(no)s is released."),
        "pay": _("The payment of %(no)s is booked."),
        "deny": _("The firm has your answer about %(no)s."),
        "return": _("%(no)s is a draft of the firm again."),
        "withdraw": _("%(no)s is withdrawn."),
        "recall": _("The release of %(no)s is recalled."),
    }[act]
