"""One difficulty: the page of the firm and that of officers, with a form for each thing they may do now."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from codelists.selectors import parameter
from enterprises.facts import Actor
from enterprises.forms import difficulties as shapes
from enterprises.models import Difficulty, DifficultyHelp, DifficultyLink
from enterprises.navigation import optional_url
from enterprises.permissions import check_may_see_difficulties, may_handle_measures
from enterprises.rules import difficulties as law
from enterprises.rules.flow import CHIEF, COORDINATOR, DIFFICULTY_FLOW, FIRM, OFFICER
from enterprises.selectors import difficulties_page as told
from enterprises.selectors import difficulties_words as words
from enterprises.selectors.difficulties import (
    colleagues,
    departments,
    difficulty_of,
    is_kept_away,
    rows_of,
)
from enterprises.selectors.difficulties_reports import changes_of
from enterprises.selectors.measures import plans_of_difficulty
from enterprises.services.difficulties_work import open_mentions
from kernel.clock import business_date
from kernel.refusal import Refused, Violation
from kernel.web.findings import Finding

# Where linked documents are shown, to officers and to firms; a kind without a page stays text.
_PAGES = {
    "import_list": ("supervision:case", "declarations:list"),
    "ledger": ("bonded:ledger", "bonded:ledger"),
    "plan": ("enterprises:plan", "enterprises:plan"),
    "registration": ("enterprises:registration", "enterprises:registration"),
    "visit": ("enterprises:visit", "enterprises:visit"),
}
_CUSTOMS = (OFFICER, COORDINATOR, CHIEF)
Typed = Mapping[str, forms.Form]


def found(actor: Actor, *, number: str, at: datetime) -> Difficulty:
    """The difficulty, a 404, or a refusal for posts without business here and for recused officers."""
    check_may_see_difficulties(actor)
    one = difficulty_of(actor, number=number, at=at)
    if one is None:
        raise Http404(number)
    if is_kept_away(actor, firm_id=one.firm_id, at=at):
        raise Refused(Violation(law.RECUSED))
    return one


def build(
    verb: str, *, one: Difficulty, actor: Actor, at: datetime, data: Any = None, files: Any = None
) -> forms.Form:
    """The form of one act on this difficulty, empty or with what was typed."""
    form = _FORMS[verb](data, files, auto_id=f"id_{verb}_%s", initial=_initial(verb, one=one))
    if verb in ("note", "hand") and actor.is_officer:
        people = [(user.pk, user.name) for user in colleagues(one, at=at)]
        form.fields["mentioned" if verb == "note" else "owner"].choices = people  # type: ignore[attr-defined]
    if verb == "note" and actor.is_firm:
        del form.fields["internal"], form.fields["mentioned"]
    if verb in ("triage", "hand"):
        teams = [(team.pk, str(team)) for team in departments(one, actor=actor)]
        form.fields["team"].choices = [("", "—"), *teams]  # type: ignore[attr-defined]
        if verb == "hand":
            form.fields["helping"].choices = teams  # type: ignore[attr-defined]
    return form


_FORMS: dict[str, type[forms.Form]] = {
    "triage": shapes.TriageForm,
    "ask": shapes.TextForm,
    "answer": shapes.TextForm,
    "note": shapes.NoteForm,
    "hand": shapes.HandForm,
    "link": shapes.LinkForm,
    "same": shapes.SameForm,
    "change": shapes.ChangeForm,
    "reply": shapes.TextForm,
    "confirm": shapes.ConfirmForm,
    "object": shapes.TextForm,
    "reopen": shapes.TextForm,
    "withdraw": shapes.PlainForm,
}


def _initial(verb: str, *, one: Difficulty) -> dict[str, object]:
    """What a form shows before anybody has typed."""
    if verb == "triage":
        return {"triage": one.triage or "simple", "urgency": one.urgency, "team": one.team_id}
    if verb == "hand":
        helping = DifficultyHelp.objects.filter(difficulty_id=one.pk).values_list("team_id", flat=True)
        return {"owner": one.owner_id, "team": one.team_id, "helping": list(helping)}
    if verb == "same":
        return {"same_no": one.same_as.number if one.same_as else ""}
    return {}


def beside(form: forms.Form, *, said: Iterable[Finding], places: Mapping[str, str] = {}) -> list[Finding]:
    """Put the reasons beside the fields they point at; those that point at none come back."""
    rest = []
    for one in said:
        field = places.get(one.path, one.path)
        if field in form.fields:
            form.add_error(field, one.sentence)
        else:
            rest.append(one)
    return rest


def show(
    request: HttpRequest,
    *,
    one: Difficulty,
    actor: Actor,
    at: datetime,
    typed: Typed | None = None,
    said: list[Finding] | None = None,
    lost: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page; ``typed`` are forms that come back, ``lost`` what was typed where the form has gone."""
    ready = {verb: build(verb, one=one, actor=actor, at=at) for verb in _verbs(one, actor=actor, at=at)}
    shown = {verb: (typed or {}).get(verb, form) for verb, form in ready.items()}
    (row,) = rows_of([one], at=at)
    context = {
        "one": one,
        "row": row,
        "forms": shown,
        "broken": next(iter((typed or {}).values()), None),
        "broken_verb": next(iter(typed or {}), ""),
        "findings": said,
        "lost": lost,
        "state": words.status_look(one.status),
        "urgency": words.urgency_look(one.urgency),
        "clock": words.clock_look(row),
        "due_day": words.due_day(row),
        "paused": words.paused_words(one.paused_days),
        "class_name": words.class_name(one.triage),
        "links": _links(one, actor=actor),
        "question": told.last_words(one, kind="question"),
        "answer": told.last_words(one, kind="answer"),
        **(_for_firm(one) if actor.is_firm else _for_officer(request, one=one, actor=actor, at=at)),
    }
    side = "firm" if actor.is_firm else "officer"
    return render(request, f"enterprises/difficulty_{side}.html", context, status=status)


def _for_firm(one: Difficulty) -> dict[str, object]:
    """What only the firm's page shows: nothing internal is read here at all."""
    return {"story": told.firm_story(one), "files": told.public_files(one)}


def _for_officer(request: HttpRequest, *, one: Difficulty, actor: Actor, at: datetime) -> dict[str, object]:
    """What only officers read; what colleagues wrote to the reader is opened now."""
    open_mentions(actor=actor, number=one.number, at=at)
    layer = request.GET.get("show", "")
    helps = DifficultyHelp.objects.filter(difficulty_id=one.pk).select_related("team").order_by("id")
    same = one.same_as_id or one.pk
    twins = Difficulty.objects.filter(same_as_id=same).exclude(pk=one.pk).order_by("subject_id")
    may_plan = may_handle_measures(actor, act="draft_plan")
    return {
        "story": told.officer_story(one, layer=layer if layer in told.LAYERS else ""),
        "layer": layer,
        "layers": told.LAYERS,
        "files": told.all_files(one),
        "helps": list(helps),
        "twins": list(twins[:20]),
        "changes": list(changes_of(one)),
        "plans": plans_of_difficulty(one.number),
        "plan_url": f"{reverse('enterprises:plan_new')}?difficulty={one.number}" if may_plan else "",
        "channel": words.channel_name(one.channel),
        "taken_by": told.name_for_officers(one.raised_by) if one.raised_for else "",
        "closed_by": told.name_for_officers(one.closed_by),
    }


def _verbs(one: Difficulty, *, actor: Actor, at: datetime) -> list[str]:
    """What the actor may do now: the verbs of the flow, and what does not move it."""
    verbs = list(dict.fromkeys(DIFFICULTY_FLOW.verbs(one.status, (FIRM,) if actor.is_firm else _CUSTOMS)))
    if "reopen" in verbs and one.closed_at is not None:
        days = int(parameter("difficulty.reopen_days", on=business_date(at)))
        if law.judge_reopening(one.closed_at, days=days, at=at):
            verbs.remove("reopen")
    return [*verbs, "note", "link", *(() if actor.is_firm else ("same", "change"))]


def _links(one: Difficulty, *, actor: Actor) -> list[tuple[str, str, str]]:
    """The documents it is about: kind in words, number, address of the page (empty where there is none)."""
    rows = DifficultyLink.objects.filter(difficulty_id=one.pk).order_by("id").values_list("kind", "number")
    side = 0 if actor.is_officer else 1
    return [
        (
            words.link_name(kind),
            number,
            optional_url(_PAGES[kind][side], number) if kind in _PAGES else "",
        )
        for kind, number in rows
    ]
