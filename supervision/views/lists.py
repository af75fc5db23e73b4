"""All lists of the officer's offices, whatever became of them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from enterprises.middleware import actor_of
from kernel import clock
from supervision.forms import ListsForm
from supervision.selectors.lists import lists_page, status_choices
from supervision.views.desk import desk


@require_safe
@desk
def lists(request: HttpRequest) -> HttpResponse:
    """Lists by status and mode, found by their numbers, newest first."""
    at = clock.now()
    form = ListsForm(request.GET, statuses=status_choices(at=at))
    form.is_valid()
    said = form.cleaned_data
    found = lists_page(
        actor_of(request),
        status=said.get("status", ""),
        mode=said.get("mode", ""),
        search=said.get("q", ""),
        after=request.GET.get("after"),
        at=at,
        prefix=reverse("supervision:case", args=["0"]).removesuffix("0/"),
    )
    context = {
        "form": form,
        "rows": found.rows,
        "page": found.page,
        "narrowed": any(said.get(name) for name in ("q", "status", "mode")),
    }
    return render(request, "supervision/lists.html", context)
