"""Orders, payments and waybills for the firm that sent them: as lists, and one page each."""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from declarations.forms.filters import DocumentsFilter, ReasonForm
from declarations.permissions import check_may_file
from declarations.selectors.documents import OneDocument, document_of, document_rows, documents_of
from declarations.services.showing import show_in_full
from declarations.views.shown import KINDS, cells, errors_at, line_cells, reasons, status_names, status_of
from enterprises.facts import Actor
from enterprises.middleware import actor_of
from kernel import clock
from kernel.clock import business_date
from kernel.refusal import Refused
from kernel.web.keyset import Page, page

_TABS = ("order", "payment", "waybill")
_HOME = {"payment": "payment", "logistics": "waybill"}


@require_safe
@login_required
def documents(request: HttpRequest) -> HttpResponse:
    """To the kind of documents that the firm sends."""
    actor = actor_of(request)
    check_may_file(actor)
    kind = next((_HOME[kind] for kind in sorted(actor.firm_kinds) if kind in _HOME), "order")
    return redirect(f"declarations:{kind}s")


@require_safe
@login_required
def several(request: HttpRequest, kind: str) -> HttpResponse:
    """The firm's documents of one kind, newest first, each with the list it belongs to."""
    actor, on = actor_of(request), business_date(clock.now())
    check_may_file(actor)
    chosen = DocumentsFilter(request.GET)
    found: Page[Any] = page(
        documents_of(actor, kind=kind, search=chosen.said("q")),
        order=("-id",),
        after=request.GET.get("after"),
    )
    known = status_names(on)
    rows = [
        (row, status_of(row.lst.status, known=known) if row.lst else None)
        for row in document_rows(found.rows, kind=kind)
    ]
    context = {
        "kind": kind,
        "tabs": [(tab, KINDS[tab], reverse(f"declarations:{tab}s")) for tab in _TABS],
        "filter": chosen,
        "page": found,
        "rows": rows,
        "url_name": f"declarations:{kind}",
    }
    return render(request, "declarations/documents.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def one(request: HttpRequest, kind: str, code: str, number: str) -> HttpResponse:
    """One document with its values masked; sent back with a reason, in full, once."""
    actor, at = actor_of(request), clock.now()
    found = _found(actor, kind, code, number)
    if request.method != "POST":
        return _page(request, found, at=at)
    form = ReasonForm(request.POST)
    form.is_valid()
    try:
        show_in_full(
            f"{code} {number}", document=kind, reason=form.cleaned_data.get("reason", ""), actor=actor, at=at
        )
    except Refused as no:
        return _page(request, found, at=at, refused=no)
    return _page(request, _found(actor, kind, code, number, in_full=True), at=at, in_full=True)


def _found(actor: Actor, kind: str, code: str, number: str, *, in_full: bool = False) -> OneDocument:
    found = document_of(actor, kind=kind, code=code, number=number, in_full=in_full)
    if found is None:
        raise Http404(number)
    return found


def _page(
    request: HttpRequest,
    found: OneDocument,
    *,
    at: datetime,
    in_full: bool = False,
    refused: Refused | None = None,
) -> HttpResponse:
    lines, shown = line_cells(found.side), cells(found.side)
    ids = [cell.id for cell in shown] + [cell.id for line in lines for cell in line.values()]
    context = {
        "one": found,
        "kind": KINDS[found.kind],
        "kind_url": reverse(f"declarations:{found.kind}s"),
        "cells": shown,
        "lines": lines,
        "reasons": reasons(found.findings, shown_ids=ids, home=found.kind),
        "list_reasons": reasons(found.list_findings, shown_ids=ids),
        "status": status_of(found.lst.status, known=status_names(business_date(at))) if found.lst else None,
        "in_full": in_full,
        "errors": errors_at("reason", refused=refused),
    }
    return render(request, "declarations/document.html", context, status=422 if refused else 200)
