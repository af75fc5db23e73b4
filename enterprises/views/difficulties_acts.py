"""What people do with a difficulty on its page: one address for each act, all of one shape."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from enterprises.facts import Actor
from enterprises.middleware import actor_of
from enterprises.permissions import (
    check_may_see_difficulties,
    check_may_see_own_firm,
    check_may_work_difficulties,
)
from enterprises.services import difficulties_firm as firm_side
from enterprises.services import difficulties_work as customs_side
from enterprises.views.difficulties_page import beside, build, found, show
from kernel import clock
from kernel.refusal import Conflict, Refused
from kernel.web.findings import findings

_OURS, _THEIRS, _BOTH = check_may_work_difficulties, check_may_see_own_firm, check_may_see_difficulties
Do = Callable[[Actor, str, dict[str, Any], datetime], None]


class Act(NamedTuple):
    """One act: who may, what is done with what was typed, and what is said afterwards."""

    check: Callable[[Actor], None]
    do: Do
    done: str | Promise


def _triage(actor: Actor, number: str, typed: dict[str, Any], at: datetime) -> None:
    customs_side.triage(
        actor=actor,
        number=number,
        triage=typed["triage"],
        urgency=typed["urgency"],
        team_id=typed["team"],
        at=at,
    )


def _hand(actor: Actor, number: str, typed: dict[str, Any], at: datetime) -> None:
    customs_side.hand_over(
        actor=actor,
        number=number,
        owner_id=typed["owner"],
        team_id=typed["team"],
        help_ids=typed["helping"],
        at=at,
    )


def _note(actor: Actor, number: str, typed: dict[str, Any], at: datetime) -> None:
    customs_side.add_note(
        actor=actor,
        number=number,
        text=typed["text"],
        at=at,
        internal=typed.get("internal", False),
        mentioned=typed.get("mentioned", ()),
        uploads=typed["attachments"],
    )


def _change(actor: Actor, number: str, typed: dict[str, Any], at: datetime) -> None:
    customs_side.record_change(
        actor=actor,
        number=number,
        kind=typed["kind"],
        change_no=typed["change_no"],
        text=typed["change"],
        at=at,
    )


def _say(service: Callable[..., None]) -> Do:
    """An act that is nothing but words and files."""

    def do(actor: Actor, number: str, typed: dict[str, Any], at: datetime) -> None:
        service(actor=actor, number=number, text=typed["text"], uploads=typed["attachments"], at=at)

    return do


def _give(service: Callable[..., None]) -> Do:
    """An act whose fields are the service's own arguments."""

    def do(actor: Actor, number: str, typed: dict[str, Any], at: datetime) -> None:
        service(actor=actor, number=number, at=at, **typed)

    return do


ACTS = {
    "triage": Act(_OURS, _triage, _("The difficulty is in hand.")),
    "ask": Act(_OURS, _say(customs_side.ask), _("The firm is asked; the clock rests.")),
    "answer": Act(_OURS, _say(customs_side.answer), _("The answer is with the firm.")),
    "hand": Act(_OURS, _hand, _("The difficulty has been handed over.")),
    "same": Act(_OURS, _give(customs_side.mark_same), _("It is noted which difficulty it is the same as.")),
    "change": Act(_OURS, _change, _("The change is recorded.")),
    "note": Act(_BOTH, _note, _("The note is kept.")),
    "link": Act(_BOTH, _give(firm_side.link), _("The document is linked.")),
    "reply": Act(_THEIRS, _say(firm_side.reply), _("Your reply is with customs; the clock goes on.")),
    "confirm": Act(_THEIRS, _give(firm_side.confirm), _("Thank you. The difficulty is closed.")),
    "object": Act(_THEIRS, _say(firm_side.objection), _("The difficulty is with customs again.")),
    "reopen": Act(_THEIRS, _say(firm_side.reopen), _("The difficulty is open again.")),
    "withdraw": Act(_THEIRS, _give(firm_side.withdraw), _("The difficulty is withdrawn.")),
}


def acting(verb: str) -> Callable[..., HttpResponse]:
    """The view of one act: nothing typed is lost when it is refused or somebody was first."""
    act = ACTS[verb]

    @require_POST
    @login_required
    def view(request: HttpRequest, number: str) -> HttpResponse:
        """Do it, or show the page with the reasons and what was typed."""
        actor, at = actor_of(request), clock.now()
        one = found(actor, number=number, at=at)
        act.check(actor)
        form = build(verb, one=one, actor=actor, at=at, data=request.POST, files=request.FILES)
        if not form.is_valid():
            return show(request, one=one, actor=actor, at=at, typed={verb: form}, status=422)
        try:
            act.do(actor, number, form.cleaned_data, at)
        except (Refused, Conflict) as no:
            status = 409 if isinstance(no, Conflict) else 422
            now = found(actor, number=number, at=at)
            lost = str(form.cleaned_data.get("text") or form.cleaned_data.get("change") or "")
            reasons = beside(form, said=findings(no), places={"links[1].number": "linked_no"})
            return show(
                request,
                one=now,
                actor=actor,
                at=at,
                typed={verb: form},
                said=reasons,
                lost=lost,
                status=status,
            )
        messages.success(request, str(act.done))
        return redirect("enterprises:difficulty", number)

    return view
