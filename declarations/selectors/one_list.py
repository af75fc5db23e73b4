"""One list as one actor may see it: whose it is, what is left out for others, what token marks its state."""

from typing import NamedTuple

from declarations.models import Finding, InboxMessage, ListState
from declarations.selectors.cases import CaseDocuments
from declarations.selectors.overview import Wait, waits_of
from enterprises.facts import Actor
from enterprises.models import Firm, User


class Sight(NamedTuple):
    """What of a list its viewer may know.

    ``whole``: the filer itself or customs; others see status, their own documents and which fields
    differ. ``findings`` are those the viewer may read, as ``case_documents`` gives them.
    """

    whole: bool
    filer: Firm | None
    people: dict[int, str]
    findings: tuple[Finding, ...]
    wait: Wait | None
    is_signed: bool
    channel: str


def sight_of(documents: CaseDocuments, *, actor: Actor) -> Sight:
    """What the actor may know of this list beyond its documents."""
    lst = documents.lst
    whole = actor.kind != "firm" or lst.firm_id == actor.firm_id
    message = InboxMessage.objects.only("id", "channel").filter(pk=lst.inbox_id).first()
    return Sight(
        whole=whole,
        filer=Firm.objects.filter(pk=lst.firm_id).first(),
        people=_people(documents, actor=actor),
        findings=documents.findings,
        wait=waits_of([documents.state], actor=actor).get(lst.pk) if whole else None,
        is_signed=lst.signed,
        channel=message.channel if message and whole else "",
    )


def state_token(state: ListState) -> str:
    """A text that changes whenever something about the list that its page shows may have changed."""
    return f"{state.status}-{state.version}-{state.missing}-{state.round}"


def _people(documents: CaseDocuments, *, actor: Actor) -> dict[int, str]:
    """Names of those who moved the list: of the own firm, or all of them for customs."""
    ids = {event.actor_id for event in documents.events if event.actor_id}
    found = User.objects.filter(pk__in=ids)
    if actor.kind == "firm":
        found = found.filter(memberships__firm_id=actor.firm_id or 0)
    return dict(found.values_list("pk", "name"))


def may_correct(documents: CaseDocuments, *, actor: Actor) -> bool:
    """Whether the list is the actor's own and its newest revision."""
    newest = documents.revisions[-1].pk if documents.revisions else documents.lst.pk
    return documents.lst.firm_id == actor.firm_id and newest == documents.lst.pk
