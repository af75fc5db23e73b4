"""The firm's guarantees: accounts with their forecast, entries and their export, applying."""

import csv
from collections.abc import Iterator
from datetime import timedelta
from itertools import chain

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from enterprises.facts import Actor
from enterprises.forms.guarantees import ApplyForm, SpanForm
from enterprises.middleware import actor_of
from enterprises.models import GuaranteeAccount, GuaranteeEntry
from enterprises.permissions import check_may_apply_guarantee, may_apply_guarantee, may_start
from enterprises.rules import guarantee_files as law
from enterprises.selectors.authorities import agents_of
from enterprises.selectors.firms import own_firm
from enterprises.selectors.guarantee_pages import (
    cards,
    entries_between,
    exemptions_shown,
    file_rows,
    firm_files,
)
from enterprises.selectors.guarantee_words import entry_look, kind_name
from enterprises.selectors.guarantees import guarantee_entries, guarantees
from enterprises.services.guarantee_files import apply_for_guarantee
from kernel import clock
from kernel.clock import SHANGHAI, business_date
from kernel.money import yuan
from kernel.refusal import Refused
from kernel.web.cells import safe_cell
from kernel.web.findings import findings
from kernel.web.keyset import Page, page

_MONTH = timedelta(days=31)


@require_safe
@login_required
def guarantee(request: HttpRequest) -> HttpResponse:
    """The firm's accounts, who may draw on them, its applications, and the entries a page at a time."""
    actor, at = actor_of(request), clock.now()
    firm, on = own_firm(actor), business_date(at)
    accounts = list(guarantees(firm))
    entries: Page[GuaranteeEntry] = page(
        guarantee_entries(accounts), order=("-id",), after=request.GET.get("after"), size=25
    )
    agents = agents_of(firm.pk, on=on).values()
    context = {
        "cards": cards(accounts, at=at),
        "rows": entry_rows(entries.rows, accounts=accounts),
        "page": entries,
        "files": file_rows(list(firm_files(actor).order_by("-subject_id")[:10]), on=on),
        "agents": [agent for agent in agents if "guarantee" in agent.scopes],
        "exemptions": exemptions_shown(firm.pk, on=on),
        "kinds": [(kind, kind_name(kind)) for kind in law.KINDS],
        "may_apply": may_apply_guarantee(actor) and may_start(actor),
        "span": SpanForm(initial={"first": on - _MONTH, "last": on}),
    }
    return render(request, "enterprises/guarantee.html", context)


def entry_rows(
    entries: list[GuaranteeEntry], *, accounts: list[GuaranteeAccount]
) -> list[tuple[object, ...]]:
    """Entries with the number of their account and their kind in words."""
    numbers = {account.pk: account.number for account in accounts}
    return [(entry, numbers[entry.account_id or 0], entry_look(entry.kind)) for entry in entries]


@require_safe
@login_required
def guarantee_csv(request: HttpRequest) -> HttpResponseBase:
    """The entries of some days as a file for spreadsheets."""
    actor, on = actor_of(request), business_date(clock.now())
    accounts = list(guarantees(own_firm(actor)))
    form = SpanForm(request.GET)
    form.is_valid()
    first = form.cleaned_data.get("first") or on - _MONTH
    last = form.cleaned_data.get("last") or on
    rows = entries_between(accounts, first=first, last=last)
    numbers = {account.pk: account.number for account in accounts}
    heads: list[object] = [
        _("Time"),
        _("Account"),
        _("Movement"),
        _("Document"),
        _("Amount (CNY)"),
        _("Limit"),
        _("Held"),
        _("Used"),
    ]
    lines = (
        [
            entry.at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S"),
            numbers[entry.account_id or 0],
            entry.kind,
            safe_cell(entry.reference),
            *map(yuan, (entry.fen, entry.limit_delta, entry.held_delta, entry.used_delta)),
        ]
        for entry in rows.iterator(chunk_size=2000)
    )
    return _stream([heads], lines, name=f"guarantee-{first}-{last}.csv")


class _Line:
    """What the writer of a stream writes to: it gives each line back."""

    def write(self, text: str) -> str:
        """The line itself."""
        return text


def _stream(heads: list[list[object]], lines: Iterator[list[object]], *, name: str) -> StreamingHttpResponse:
    """A file that is written while it is read."""
    writer = csv.writer(_Line())

    def body() -> Iterator[str]:
        yield "\ufeff"
        for line in chain(heads, lines):
            yield writer.writerow(line)

    response = StreamingHttpResponse(body(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def guarantee_new(request: HttpRequest) -> HttpResponse:
    """Apply: a new guarantee, a top-up, a change, its return, or an exemption (``?kind=``)."""
    actor = actor_of(request)
    check_may_apply_guarantee(actor)
    kind = request.GET.get("kind", law.OPEN)
    kind = kind if kind in law.KINDS else law.OPEN
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    initial = {"account": request.GET.get("account", "")}
    form = ApplyForm(*data, kind=kind, accounts=_choices(actor), initial=initial)
    context: dict[str, object] = {"form": form, "kind": kind, "title": kind_name(kind)}
    if request.method == "POST" and form.is_valid():
        try:
            number = apply_for_guarantee(
                form.asked(),
                account_no=form.cleaned_data.get("account", ""),
                uploads=form.cleaned_data.get("attachments", ()),
                actor=actor,
                at=clock.now(),
            )
        except Refused as refusal:
            context["findings"] = findings(refusal)
        else:
            messages.success(request, _("Your application %(no)s was handed in.") % {"no": number})
            return redirect("enterprises:guarantee_file", number)
    status = 422 if form.errors or "findings" in context else 200
    return render(request, "enterprises/guarantee_new.html", context, status=status)


def _choices(actor: Actor) -> list[tuple[str, str]]:
    """The open accounts of the firm."""
    accounts = guarantees(own_firm(actor)).filter(closed_at__isnull=True)
    return [(account.number, account.number) for account in accounts]
