"""Bulk files: checked without filing anything, taken over paper by paper, handed back with their errors."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from celery.exceptions import SoftTimeLimitExceeded
from django.db.models import F, Max, Q

from bonded.messages.sheets import SheetRow, documents_of, item_draft
from bonded.models import Application, BulkPaper, BulkUpload, FilingKind, Ledger, StockDoc
from bonded.permissions import check_may_file_for
from bonded.rules import bulk_rules as law
from bonded.rules.applications import NO_LEDGER
from bonded.rules.stock_docs import OWN_NO_TAKEN, UNKNOWN_APPLICATION
from bonded.selectors.applications import applications
from bonded.selectors.bulk import bulk_upload
from bonded.selectors.ledgers import ledger as ledger_of
from bonded.services.bulk_judging import At, JudgedPaper, judge_documents, judge_items, placed, table_of
from bonded.services.filing import begin_filing, save_lines, submit_filing
from bonded.services.numbering import next_no
from bonded.services.stock_docs import file_document
from codelists.selectors import code_book
from enterprises.facts import Actor
from enterprises.models import User
from enterprises.selectors import actor_of_user
from kernel import files
from kernel.clock import business_date
from kernel.orm.tx import intention
from kernel.orm.wake import wake
from kernel.refusal import Conflict, Refused, Violation
from kernel.rules import JOB_MOVED_ON
from kernel.sheets import CONTENT_TYPE, Sheet, SheetLimits, read_sheet

log = logging.getLogger(__name__)

TAKE_TASK = "bonded.take_bulk"
PREFIX = "BU"
SLICE = 20
MOST_ATTEMPTS = 3
QUIET = timedelta(minutes=5)
ITEMS, DOCUMENTS = BulkUpload.Kind.ITEMS, BulkUpload.Kind.DOCUMENTS


class Target(NamedTuple):
    """What a file is for: the ledger whose items it files, or the application of its documents."""

    ledger: Ledger
    application: Application | None


def limits_at(at: datetime) -> SheetLimits:
    """What a bulk file may hold at this moment."""
    book = code_book(on=business_date(at))
    return SheetLimits(
        int(book.number("bulk.max_bytes")),
        int(book.number("upload.max_ratio")),
        int(book.number("bulk.max_rows")),
    )


def target_of(actor: Actor, *, kind: str, target_no: str, at: datetime) -> Target:
    """The ledger or the application that a file of this kind is for, for whoever may file for it.

    Raises:
        Refused: none of that number, not one's own, or a suspended firm.
    """
    on = business_date(at)
    if kind == ITEMS:
        try:
            found = ledger_of(actor, ems_no=target_no, on=on)
        except Ledger.DoesNotExist:
            raise Refused(Violation(NO_LEDGER, "target", args=(("no", target_no),))) from None
        check_may_file_for(actor, firm_id=found.firm_id, at=at)
        return Target(found, None)
    row = applications(actor, on=on).filter(number=target_no).first()
    if row is None:
        raise Refused(Violation(UNKNOWN_APPLICATION, "target", args=(("no", target_no),)))
    check_may_file_for(actor, firm_id=row.firm_id, at=at)
    return Target(row.ledger, row)


def check_file(*, actor: Actor, at: datetime, kind: str, target_no: str, name: str, data: bytes) -> str:
    """Keep a file sealed and judge all its rows; the number under which its findings are read.

    Nothing is filed. The rows are judged by the law of the papers they would become, in their order.

    Raises:
        Refused: a ledger or application one may not file for, no sheet that can be read, or columns
            that are missing; nothing is kept.
        Conflict: others hold the same ledger items; try again.
    """
    target = target_of(actor, kind=kind, target_no=target_no, at=at)
    assert actor.firm_id is not None
    assert actor.user_id is not None
    if not data:
        raise Refused(Violation(law.NO_FILE, "file"))
    limits = limits_at(at)
    sheet = read_sheet(data, limits=limits)
    with intention():
        papers = _judged(sheet, kind=kind, target=target, at=at)
        file = files.store(
            (data,), name=name, content_type=CONTENT_TYPE, owner_firm_id=actor.firm_id,
            owner_user_id=actor.user_id, at=at, max_bytes=limits.max_bytes,
        )  # fmt: skip
        upload = BulkUpload.objects.create(
            number=next_no(PREFIX, office=target.ledger.office, at=at),
            kind=kind,
            firm_id=actor.firm_id,
            ledger=target.ledger,
            application=target.application,
            user_id=actor.user_id,
            file=file,
            name=file.name,
            row_count=len(sheet.rows),
            created_at=at,
        )
        BulkPaper.objects.bulk_create(_paper(upload, n, paper) for n, paper in enumerate(papers, start=1))
    return upload.number


def _judged(sheet: Sheet, *, kind: str, target: Target, at: datetime) -> tuple[JudgedPaper, ...]:
    rows = table_of(sheet, kind=kind).rows
    if target.application is None:
        return judge_items(rows, ledger=target.ledger, at=at)
    return judge_documents(rows, application=target.application, at=at)


def _paper(upload: BulkUpload, position: int, paper: JudgedPaper) -> BulkPaper:
    return BulkPaper(
        upload=upload,
        position=position,
        own_no=paper.own_no[:64],
        first_row=paper.rows[0].number,
        row_count=len(paper.rows),
        outcome=BulkPaper.Outcome.GOOD if paper.is_good else BulkPaper.Outcome.FAULTY,
        findings=_stored(paper.found),
    )


def _stored(found: Sequence[At]) -> list[list[object]]:
    """Findings as a paper remembers them: row, column, code, arguments."""
    return [[one.row, one.column, one.violation.rule.code, dict(one.violation.args)] for one in found]


def take_over(*, actor: Actor, at: datetime, number: str, leave_out: bool) -> None:
    """Have the good papers of a checked file filed by a worker, each by itself.

    ``leave_out``: papers with errors are left out; otherwise one of them keeps the whole file back.

    Raises:
        Refused: no such file of one's own, papers with errors, or none without.
        Conflict: it was taken over already.
    """
    upload = bulk_upload(actor, number=number)
    if upload is None:
        raise Refused(Violation(law.NO_FILE, "file"))
    check_may_file_for(actor, firm_id=upload.ledger.firm_id, at=at)
    with intention():
        papers = BulkPaper.objects.filter(upload=upload)
        faulty = papers.filter(outcome=BulkPaper.Outcome.FAULTY)
        bad = faulty.count()
        if bad and not leave_out:
            raise Refused(Violation(law.KEPT_BACK, "leave_out", args=(("count", str(bad)),)))
        if not papers.filter(outcome=BulkPaper.Outcome.GOOD).exists():
            raise Refused(Violation(law.NOTHING_GOOD))
        fresh = BulkUpload.objects.filter(pk=upload.pk, taken_at=None)
        if not fresh.update(taken_at=at, leave_out=leave_out):
            raise Conflict(Violation(law.TAKEN_ALREADY))
        faulty.update(outcome=BulkPaper.Outcome.LEFT_OUT, finished_at=at)
        wake(TAKE_TASK, upload.pk, queue="bulk")


def take_bulk(upload_id: int, *, at: datetime) -> int:
    """File the next papers of a file, each through the service of its kind; how many this run finished.

    A paper that is finished is never touched again; calls itself again while there are more.
    """
    upload = (
        BulkUpload.objects.select_related("file", "ledger", "application")
        .filter(pk=upload_id, taken_at__isnull=False, finished_at=None)
        .first()
    )
    if upload is None:
        return 0
    user = User.objects.get(pk=upload.user_id)
    actor = actor_of_user(user, at=at, firm_id=upload.firm_id)
    waiting = BulkPaper.objects.filter(upload=upload, finished_at=None)
    papers = list(waiting.order_by("position")[:SLICE])
    filer = _Filer(upload, actor, at) if papers else None
    finished = sum(filer.file(paper) for paper in papers) if filer is not None else 0
    if not waiting.exists():
        BulkUpload.objects.filter(pk=upload.pk, finished_at=None).update(finished_at=at)
    elif finished:
        wake(TAKE_TASK, upload.pk, queue="bulk")
    return finished


def sweep_bulk(*, at: datetime) -> int:
    """Wake a worker for every taken file with papers left and five quiet minutes behind it; how many."""
    quiet = at - QUIET
    left = (
        BulkUpload.objects.filter(finished_at=None, taken_at__lt=quiet)
        .annotate(moved_at=Max("papers__finished_at"))
        .filter(Q(moved_at=None) | Q(moved_at__lt=quiet))
        .order_by("id")
    )
    ids = list(left.values_list("id", flat=True))
    for upload_id in ids:
        wake(TAKE_TASK, upload_id, queue="bulk")
    return len(ids)


class _Filer:
    """One slice of the take-over of a file: its rows read again, and who files them."""

    def __init__(self, upload: BulkUpload, actor: Actor, at: datetime) -> None:
        self.upload, self.actor, self.at = upload, actor, at
        data = b"".join(files.read(upload.file))
        rows = table_of(read_sheet(data, limits=limits_at(upload.created_at)), kind=upload.kind).rows
        self.rows = {row.number: row for row in rows}
        self.ordered = [row.number for row in rows]
        self.groups = {group.rows[0].number: group for group in documents_of(rows)}

    def file(self, paper: BulkPaper) -> bool:
        """File one paper and remember what became of it; False where it has to wait."""
        counted = False
        try:
            self._begin(paper)
            counted = True
            number = self._items(paper) if self.upload.kind == ITEMS else self._document(paper)
        except Conflict:
            if counted:  # it only had to wait for others
                BulkPaper.objects.filter(pk=paper.pk).update(attempts=F("attempts") - 1)
            return False
        except Refused as refusal:
            found = placed(refusal.violations, rows=self._rows(paper), first=paper.first_row)
            return _finish(paper, outcome="refused", found=found, at=self.at)
        except (SoftTimeLimitExceeded, MemoryError):
            raise
        except Exception:
            log.exception("paper %s of bulk file %s", paper.position, self.upload.number)
            return _finish(paper, outcome="refused", found=[At(0, "", Violation(law.FAULT))], at=self.at)
        return _finish(paper, outcome="taken", number=number, at=self.at)

    def _begin(self, paper: BulkPaper) -> None:
        """Count an attempt, durably, before anything that may end the worker."""
        if self.actor.firm_id != self.upload.firm_id:
            raise Refused(Violation(law.NOT_YOURS_NOW))
        if paper.attempts >= MOST_ATTEMPTS:
            raise Refused(Violation(law.GIVEN_UP, args=(("count", str(paper.attempts)),)))
        # Two workers that saw the same paper: one of them counts, the other leaves it.
        waiting = BulkPaper.objects.filter(pk=paper.pk, finished_at=None, attempts=paper.attempts)
        if not waiting.update(attempts=F("attempts") + 1):
            raise Conflict(Violation(JOB_MOVED_ON))

    def _items(self, paper: BulkPaper) -> str:
        """A filing of kind items; begun once, however often the worker is killed."""
        if not paper.paper_no:
            # The draft and its number here together or not at all: a killed worker leaves no second one.
            with intention():
                paper.paper_no = begin_filing(
                    actor=self.actor, at=self.at, kind=FilingKind.ITEMS, ems_no=self.upload.ledger.ems_no
                )
                BulkPaper.objects.filter(pk=paper.pk).update(paper_no=paper.paper_no)
        drafts = [item_draft(row) for row in self._rows(paper)]
        save_lines(actor=self.actor, number=paper.paper_no, items=drafts, at=self.at)
        submit_filing(actor=self.actor, number=paper.paper_no, at=self.at)
        return paper.paper_no

    def _rows(self, paper: BulkPaper) -> Sequence[SheetRow]:
        """The rows of one paper, in their order."""
        if self.upload.kind == DOCUMENTS:
            return self.groups[paper.first_row].rows
        first = self.ordered.index(paper.first_row)
        return [self.rows[number] for number in self.ordered[first : first + paper.row_count]]

    def _document(self, paper: BulkPaper) -> str:
        """A document, handed in at once; one that a killed worker had filed is found by its own number."""
        application = self.upload.application
        assert application is not None
        wanted = self.groups[paper.first_row].document
        try:
            return file_document(
                actor=self.actor, at=self.at, application_no=application.number, wanted=wanted
            ).number
        except Refused as refusal:
            if paper.attempts and any(one.rule == OWN_NO_TAKEN for one in refusal.violations):
                mine = StockDoc.objects.filter(
                    application=application, own_no=wanted.own_no, created_at__gte=self.upload.taken_at
                )
                number = mine.values_list("number", flat=True).first()
                if number:
                    return number
            raise


def _finish(
    paper: BulkPaper, *, outcome: str, at: datetime, number: str = "", found: Sequence[At] = ()
) -> bool:
    """Remember the end of a paper, once."""
    said: dict[str, object] = {"outcome": outcome, "finished_at": at}
    if number:
        said["paper_no"] = number
    if found:
        said["findings"] = _stored(found)
    return bool(BulkPaper.objects.filter(pk=paper.pk, finished_at=None).update(**said))
