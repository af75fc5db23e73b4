"""Uploads of a firm: how far each is, and what became of its files."""

from collections.abc import Iterable, Sequence
from itertools import chain
from json import loads
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from declarations.models import (
    Finding,
    ImportList,
    InboxMessage,
    Order,
    Outcome,
    Payment,
    Upload,
    UploadPart,
    Waybill,
)
from declarations.rules.register import BY_CODE
from declarations.rules.uploads import is_upload_no
from declarations.selectors.words import shown
from enterprises.facts import Actor
from kernel.refusal import Severity
from kernel.rules import RULES as SHARED_RULES
from kernel.web import findings as words

MOST_SHOWN = 5
WAITING, PROBLEM, REPEATED, TAKEN, PARTLY, REFUSED = (
    "waiting", "problem", "repeated", "taken", "partly", "refused",
)  # fmt: skip

_RULES = {**BY_CODE, **words.rule_table(SHARED_RULES)}
_DOCUMENTS = (Order, Payment, Waybill, ImportList)
_BROKEN = InboxMessage.objects.filter(id=OuterRef("inbox_id"), complete=False)
_FAULTY = ~Q(problem="") | Q(Exists(_BROKEN))


class Progress(NamedTuple):
    """How far an upload is: files in all, finished, received, not received, and not received whole."""

    total: int
    done: int
    received: int
    problems: int
    faulty: int


class PartRow(NamedTuple):
    """One file as the page shows it.

    ``problem`` says why it was not received; else ``code`` is its message, ``stored`` and
    ``others`` count its documents, ``findings`` are the first of them, ``more`` how many follow.
    """

    part: UploadPart
    state: str
    problem: words.Finding | None = None
    code: str = ""
    stored: int = 0
    others: int = 0
    findings: tuple[words.Finding, ...] = ()
    more: int = 0


def uploads_of(actor: Actor) -> QuerySet[Upload]:
    """Uploads of the actor's firm with the number of their files, newest first; officers see none."""
    mine = Upload.objects.filter(firm_id=(actor.firm_id if actor.is_firm else None) or 0)
    counted = mine.annotate(files=Count("parts"), done=Count("parts", filter=~Q(parts__finished_at=None)))
    return counted.select_related("user").order_by("-id")


def upload_of(actor: Actor, *, number: str) -> Upload | None:
    """The upload with this number, or None where the actor's firm has none."""
    return uploads_of(actor).filter(number=number).first() if is_upload_no(number) else None


def parts_of(upload: Upload, *, only_faulty: bool = False) -> QuerySet[UploadPart]:
    """The files of an upload, to be paged by their position; ``only_faulty``: those not received whole."""
    parts = UploadPart.objects.filter(upload=upload)
    return parts.filter(_FAULTY) if only_faulty else parts


def progress_of(upload: Upload) -> Progress:
    """How far the upload is."""
    counts = parts_of(upload).aggregate(
        total=Count("id"),
        done=Count("id", filter=~Q(finished_at=None)),
        received=Count("id", filter=~Q(inbox_id=None)),
        problems=Count("id", filter=~Q(problem="")),
        faulty=Count("id", filter=_FAULTY),
    )
    return Progress(**counts)


def part_rows(parts: Sequence[UploadPart]) -> list[PartRow]:
    """What became of these files; the same number of queries however many."""
    inbox_ids = {part.inbox_id for part in parts if part.inbox_id is not None and not part.repeated}
    codes = dict(
        InboxMessage.objects.filter(id__in={p.inbox_id for p in parts if p.inbox_id}).values_list(
            "id", "code"
        )
    )
    stored = _by_inbox(chain.from_iterable(
        model.objects.filter(inbox_id__in=inbox_ids).values_list("inbox_id", "id") for model in _DOCUMENTS
    ))  # fmt: skip
    others = _by_inbox(Outcome.objects.filter(inbox_id__in=inbox_ids).values_list("inbox_id", "id"))
    subjects = {
        inbox_id: {inbox_id, *stored.get(inbox_id, ()), *others.get(inbox_id, ())} for inbox_id in inbox_ids
    }
    found = _findings(chain.from_iterable(subjects.values()))
    return [
        _row(part, codes=codes, stored=stored, others=others, subjects=subjects, found=found)
        for part in parts
    ]


def _by_inbox(pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    table: dict[int, list[int]] = {}
    for inbox_id, document_id in pairs:
        table.setdefault(inbox_id, []).append(document_id)
    return table


def _findings(subject_ids: Iterable[int]) -> dict[int, list[Finding]]:
    table: dict[int, list[Finding]] = {}
    for finding in Finding.objects.filter(subject_id__in=list(subject_ids)).order_by("id"):
        table.setdefault(finding.subject_id, []).append(finding)
    return table


def _row(
    part: UploadPart,
    *,
    codes: dict[int, str],
    stored: dict[int, list[int]],
    others: dict[int, list[int]],
    subjects: dict[int, set[int]],
    found: dict[int, list[Finding]],
) -> PartRow:
    if part.problem:
        return PartRow(part, PROBLEM, problem=_problem(part))
    if part.inbox_id is None:
        return PartRow(part, WAITING)
    code = codes.get(part.inbox_id, "")
    if part.repeated:
        return PartRow(part, REPEATED, code=code)
    taken, left = len(stored.get(part.inbox_id, ())), len(others.get(part.inbox_id, ()))
    said = [f for subject in sorted(subjects[part.inbox_id]) for f in found.get(subject, ())]
    said.sort(key=lambda f: f.severity != Severity.REFUSE)
    return PartRow(
        part,
        TAKEN if taken and not left else PARTLY if taken else REFUSED,
        code=code,
        stored=taken,
        others=left,
        findings=tuple(shown(said[:MOST_SHOWN])),
        more=max(0, len(said) - MOST_SHOWN),
    )


def _problem(part: UploadPart) -> words.Finding:
    code, args = loads(part.problem)
    return words.stored(code, rules=_RULES, args=args | {"name": part.name})
