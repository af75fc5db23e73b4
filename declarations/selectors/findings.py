"""The findings and the story of one list as one reader may know them; every door reads them here."""

from collections.abc import Collection

from declarations.models import Finding, ListEvent, ListState
from declarations.rules import audience


def findings_of_list(state: ListState, *, own: Collection[str]) -> tuple[Finding, ...]:
    """What reading and the last judgement found in a list, as the reader with these documents may know.

    ``own`` names the reader's documents (``order``, ``payment``, ``waybill``, ``list``); whoever has
    the list reads all.
    """
    stored = Finding.objects.filter(subject_id=state.pk, round__in=(0, state.round)).order_by("id")
    found = [one for one in stored if audience.is_readable(one.path, against=one.against, own=own)]
    for one in found:
        one.args = audience.told(one.args, own=own)
    return tuple(found)


def events_of_list(list_id: int, *, own: Collection[str]) -> tuple[ListEvent, ...]:
    """The moves of a list; notes only for whoever has the list."""
    events = tuple(ListEvent.objects.filter(subject_id=list_id).order_by("id"))
    for event in events:
        event.note = audience.note_for(event.note, own=own)
    return events
