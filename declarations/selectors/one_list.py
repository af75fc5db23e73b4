"""One list as one actor may see it: whose it is, what is left out for others, what token marks its state."""

from collections.abc import Iterable
from typing import NamedTuple

from declarations.models import Finding, InboxMessage, ListState
from declarations.selectors.cases import CaseDocuments
from declarations.selectors.overview import Wait, waits_of
from enterprises.facts import Actor
from enterprises.models import Firm, User

_HARMLESS = frozenset({"field", "line", "hours"})


class Sight(NamedTuple):
    """What of a list its viewer may know.

    ``whole``: the filer itself or customs; others see status, their own documents and which fields
    differ. ``findings`` are those the viewer may read.
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
        findings=documents.findings if whole else _readable(documents),
        wait=waits_of([documents.state]).get(lst.pk) if whole else None,
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


def _readable(documents: CaseDocuments) -> tuple[Finding, ...]:
    """Findings that speak of a document which the viewer sent; those of other documents alone stay hidden.

    Arguments may hold values of the list (how many lines it has), so only names and places stay.
    """
    own = {side.name for side in documents.sides if side.visible}
    found = [f for f in documents.findings if own & set(_sides_named((f.path, f.against)))]
    for finding in found:
        finding.args = {k: v if k in _HARMLESS else "…" for k, v in finding.args.items()}
    return tuple(found)


def _sides_named(paths: Iterable[str]) -> list[str]:
    return [path.partition(".")[0] for path in paths if "." in path]


def may_correct(documents: CaseDocuments, *, actor: Actor) -> bool:
    """Whether the list is the actor's own and its newest revision."""
    newest = documents.revisions[-1].pk if documents.revisions else documents.lst.pk
    return documents.lst.firm_id == actor.firm_id and newest == documents.lst.pk
