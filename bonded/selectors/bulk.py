"""Bulk files of a firm: the list, one file with its papers, and what is wrong with them in words."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet
from django.utils.translation import get_language

from bonded.messages.sheets import SHEETS
from bonded.models import BulkPaper, BulkUpload
from bonded.selectors.rule_book import BONDED_RULES
from enterprises.facts import Actor
from kernel.web.findings import Finding, stored

Stored = Sequence[object]


class Progress(NamedTuple):
    """How far the take-over of a file is, in papers."""

    papers: int
    good: int
    faulty: int
    taken: int
    refused: int
    left_out: int

    @property
    def done(self) -> int:
        """Papers of which something has become."""
        return self.taken + self.refused + self.left_out


class PaperFinding(NamedTuple):
    """One finding of a paper: the row as people count it (0: the whole paper), the column, the words."""

    row: int
    column: str
    finding: Finding


def bulk_uploads(actor: Actor) -> "QuerySet[BulkUpload]":
    """The files that the actor's firm handed in, newest first; nobody else sees them."""
    rows = BulkUpload.objects.select_related("ledger", "application").order_by("-id")
    return rows.filter(firm_id=actor.firm_id or 0) if actor.is_firm else rows.none()


def bulk_upload(actor: Actor, *, number: str) -> BulkUpload | None:
    """One file of the actor's firm."""
    return bulk_uploads(actor).select_related("file").filter(number=number).first()


def progress_of(uploads: Iterable[BulkUpload]) -> dict[int, Progress]:
    """How many papers of each of these files stand where; one query."""
    ids = [upload.pk for upload in uploads]
    outcomes = ("good", "faulty", "taken", "refused", "left_out")
    counts = {name: Count("pk", filter=Q(outcome=name)) for name in outcomes}
    rows = BulkPaper.objects.filter(upload__in=ids).order_by().values("upload_id")
    counted = rows.annotate(papers=Count("pk"), **counts)
    found = {row[0]: Progress(*row[1:]) for row in counted.values_list("upload_id", "papers", *outcomes)}
    return {pk: found.get(pk, Progress(0, 0, 0, 0, 0, 0)) for pk in ids}


def papers_of(upload: BulkUpload, *, only_faulty: bool = False) -> "QuerySet[BulkPaper]":
    """The papers of a file; ``only_faulty``: those with errors and those refused later."""
    rows = BulkPaper.objects.filter(upload=upload)
    return rows.filter(outcome__in=("faulty", "refused", "left_out")) if only_faulty else rows


def shown_findings(kind: str, *, rows: Iterable[Stored]) -> list[PaperFinding]:
    """Stored findings (row, column, code, arguments) in the reader's language."""
    return [_shown(kind, *row) for row in rows]  # type: ignore[arg-type]


def column_label(kind: str, *, column: str) -> str:
    """The name of a column in the reader's language; the key itself where there is no such column."""
    element = SHEETS[kind].by_name.get(column)
    if element is None:
        return column
    return element.en if (get_language() or "").startswith("en") else element.zh


def _shown(kind: str, row: int, column: str, code: str, args: dict[str, str]) -> PaperFinding:
    label = column_label(kind, column=column) if column else ""
    if "element" in args and label:
        args = {**args, "element": label}
    return PaperFinding(row, label, stored(code, rules=BONDED_RULES, path=column, args=args))
