"""What every page of the desk asks first: an officer with a post, and a list of the officer's offices."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse

from declarations.models import ImportList
from declarations.selectors import list_by_pre_no
from enterprises.facts import Actor
from enterprises.middleware import actor_of
from supervision.permissions import check_may_work

View = Callable[..., HttpResponse]


def desk(view: View) -> View:
    """Let only officers of the desk reach the view."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        check_may_work(actor_of(request))
        return view(request, *args, **kwargs)

    return login_required(guarded)


def found_list(actor: Actor, *, pre_no: str) -> ImportList:
    """The list of one of the actor's offices, or a 404 that says nothing about strangers' lists."""
    lst = list_by_pre_no(pre_no, actor=actor)
    if lst is None:
        raise Http404(pre_no)
    return lst
