"""Judging the rows of a bulk file by the law of the papers they would become; nothing is written."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from bonded.facts import Claim, LotLabel
from bonded.messages.sheets import (
    DOCUMENTS,
    ITEMS,
    DocumentRows,
    SheetRow,
    Table,
    documents_of,
    item_draft,
    place_of,
    read_table,
)
from bonded.models import Application, ApplicationLine, Direction, Ledger, StockDoc
from bonded.rules import filing as filing_law
from bonded.rules import flow
from bonded.rules import stock_docs as document_law
from bonded.rules.applications import needs_officer
from bonded.rules.security import Secured, assess
from bonded.rules.stock_docs import Room
from bonded.selectors.filings import codes_of, known_items
from bonded.selectors.stock_docs import frame_of, return_rooms, rooms_of
from bonded.services.booking import judge_claims
from codelists.selectors import code_book
from enterprises.facts import GuaranteeHold
from enterprises.selectors import exempt_firms, grades_of
from enterprises.services.steps import open_guarantees
from kernel.clock import business_date
from kernel.money import to_places
from kernel.orm.tx import require_transaction
from kernel.refusal import Refused, Violation
from kernel.sheets import Sheet


class At(NamedTuple):
    """One finding of a file: the row as people count it (0: the paper), the column's key, the violation."""

    row: int
    column: str
    violation: Violation


class JudgedPaper(NamedTuple):
    """The rows of one paper and everything that is wrong with them."""

    own_no: str
    rows: tuple[SheetRow, ...]
    found: tuple[At, ...]

    @property
    def is_good(self) -> bool:
        """Whether nothing refuses it."""
        return not any(one.violation.refuses for one in self.found)


def table_of(sheet: Sheet, *, kind: str) -> Table:
    """The sheet as rows by column.

    Raises:
        Refused: columns are missing.
    """
    table = read_table(sheet.head, rows=sheet.rows, table=ITEMS if kind == "items" else DOCUMENTS)
    if table.found:
        raise Refused(*table.found)
    return table


def judge_items(rows: Sequence[SheetRow], *, ledger: Ledger, at: datetime) -> tuple[JudgedPaper, ...]:
    """The filings that the rows become, as many as their largest size needs, each with its findings."""
    on = business_date(at)
    drafts = [item_draft(row) for row in rows]
    known = known_items(ledger.pk, record_nos={draft.item_record_no for draft in drafts})
    law = filing_law.judge_lines(drafts, codes=codes_of(on=on), known=known, most=len(drafts))
    found = _by_row(rows, law)
    size = int(code_book(on=on).number("bonded.filing_lines"))
    return tuple(_paper("", rows[first : first + size], found) for first in range(0, len(rows), size))


def judge_documents(
    rows: Sequence[SheetRow], *, application: Application, at: datetime
) -> tuple[JudgedPaper, ...]:
    """The documents that the rows become, folded in their order: what one asks for is gone for the next.

    Judged are shape, application, what is left of it, what the ledger has; a step, for it locks items.
    """
    require_transaction()
    desk = _Desk(application, at)
    groups = documents_of(rows)
    desk.own_nos = set(
        StockDoc.objects.filter(
            firm_id=application.firm_id, own_no__in={group.own_no for group in groups}
        ).values_list("own_no", flat=True)
    )
    judged = [desk.judge(group) for group in groups]
    good = [group for group, paper in zip(groups, judged, strict=True) if paper.is_good]
    short = desk.judge_stock(good)
    unsecured = desk.judge_guarantee([group for group in good if group.own_no not in short])
    return tuple(
        paper._replace(found=(*paper.found, *short.get(paper.own_no, ()), *unsecured.get(paper.own_no, ())))
        for paper in judged
    )


class _Desk:
    """What is left of the application and of documents whose goods return, while the documents are judged."""

    def __init__(self, application: Application, at: datetime) -> None:
        self.application = application
        self.at = at
        self.frame = frame_of(application)
        self.rooms: dict[str, dict[int, Room]] = {"": {room.seq: room for room in rooms_of(application)}}
        self.own_nos: set[str] = set()

    def judge(self, group: DocumentRows) -> JudgedPaper:
        """One document; what it asks for is taken from what is left where nothing refuses it."""
        wanted = group.document
        rooms = self._rooms(wanted.returns)
        today = business_date(self.at)
        found = list(group.found)
        if rooms is None:
            no = (("no", wanted.returns),)
            found.append(Violation(document_law.NO_RETURN, "returns", args=no))
        else:
            is_return = bool(wanted.returns)
            found += document_law.judge_frame(self.frame, today=today, is_return=is_return)
            found += document_law.judge_lines(wanted.lines, rooms=list(rooms.values()), is_return=is_return)
        if group.own_no and group.own_no in self.own_nos:
            found.append(Violation(document_law.OWN_NO_TAKEN, "own_no", args=(("no", group.own_no),)))
        paper = _paper(group.own_no, group.rows, _by_row(group.rows, found, first=group.rows[0].number))
        if paper.is_good and rooms is not None:
            for line in wanted.lines:
                room = rooms[line.of_line]
                assert line.qty is not None
                rooms[line.of_line] = Room(room.seq, room.left - line.qty)
        return paper

    def _rooms(self, returns: str) -> dict[int, Room] | None:
        """What is left of each line of the application, or of the document that returns; None: no such."""
        if returns not in self.rooms:
            out = StockDoc.objects.filter(
                number=returns,
                application=self.application,
                returns__isnull=True,
                status=flow.APPROVED,
            ).first()
            if out is None:
                return None
            self.rooms[returns] = {room.seq: room for room in return_rooms(out)}
        return self.rooms[returns]

    def judge_stock(self, groups: Sequence[DocumentRows]) -> dict[str, tuple[At, ...]]:
        """What the ledger has against all these deliveries together, by own number."""
        going = [group for group in groups if not group.document.returns]
        if self.application.direction != Direction.OUT or not going:
            return {}
        items = dict(self.application.lines.values_list("seq", "item_id"))
        claims: list[Claim] = []
        owners: list[tuple[str, SheetRow]] = []
        for group in going:
            for row, line in zip(group.rows, group.document.lines, strict=True):
                owners.append((group.own_no, row))
                assert line.qty is not None
                lot = LotLabel(line.lot_no, line.best_before) if line.lot_no or line.best_before else None
                claims.append(
                    Claim(-len(owners), group.own_no, len(owners), items[line.of_line], line.qty, lot)
                )
        rows = [row for _, row in owners]
        found: dict[str, list[At]] = defaultdict(list)
        for one in judge_claims(claims, direction=Direction.OUT.value, at=self.at):
            number, column = place_of(one.path, rows=rows)
            place = next((n for n, row in enumerate(rows) if row.number == number), 0)
            found[owners[place][0]].append(At(number, column, one))
        return {own_no: tuple(several) for own_no, several in found.items()}

    def judge_guarantee(self, groups: Sequence[DocumentRows]) -> dict[str, tuple[At, ...]]:
        """What the guarantee has against these deliveries, each after those before it, by own number.

        Where an officer decides, the guarantee is asked then, not now.
        """
        of = self.application
        going = [group for group in groups if not group.document.returns]
        if of.direction != Direction.OUT or not going or self._decided_by_officer():
            return {}
        on = business_date(self.at)
        if of.exempt and of.firm_id not in exempt_firms([of.firm_id], on=on):
            no_more = Violation(document_law.NOT_EXEMPT, "application")
            return {group.own_no: (At(group.rows[0].number, "", no_more),) for group in going}
        code = of.firm.customs_code if of.exempt else of.guarantor_code
        desk, book = open_guarantees([code], on=on), code_book(on=on)
        lines = {line.seq: line for line in of.lines.order_by("seq")}
        found: dict[str, tuple[At, ...]] = {}
        for place, group in enumerate(going, start=1):
            fen, law = assess(_secured(group, lines=lines), book=book)
            hold = GuaranteeHold(-place, code, fen, group.own_no, for_firm=of.firm_id)
            law = law or desk.check(hold)
            if law:
                found[group.own_no] = tuple(At(group.rows[0].number, "", one) for one in law)
            else:
                desk.take(hold)
        return found

    def _decided_by_officer(self) -> bool:
        firm_id = self.application.firm_id
        return needs_officer(grade=grades_of([firm_id], on=business_date(self.at))[firm_id])


def _secured(group: DocumentRows, *, lines: dict[int, ApplicationLine]) -> list[Secured]:
    """The lines of a delivery as the tax that could fall due is assessed."""
    found = []
    for seq, line in enumerate(group.document.lines, start=1):
        of, qty = lines[line.of_line], line.qty or Decimal(0)
        price = of.unit_price if line.unit_price is None else line.unit_price
        total = to_places(price * qty)
        found.append(Secured(seq, of.gcode, of.unit, qty, total, of.currency, line.net_kg))
    return found


def _paper(own_no: str, rows: Sequence[SheetRow], law: dict[int, list[At]]) -> JudgedPaper:
    """The findings of the rows: those of their cells, and what the law adds to cells that could be read."""
    found = list(law.get(0, ()))
    for row in rows:
        own = [At(row.number, violation.path, violation) for violation in row.found]
        broken = {one.column for one in own}
        found += own
        found += [one for one in law.get(row.number, ()) if one.column not in broken]
    return JudgedPaper(own_no, tuple(rows), tuple(found))


def _by_row(rows: Sequence[SheetRow], law: Sequence[Violation], *, first: int = 0) -> dict[int, list[At]]:
    """Where the law's findings stand; what it says of a paper's head stands in the row ``first``."""
    found: dict[int, list[At]] = defaultdict(list)
    for one in placed(law, rows=rows, first=first):
        found[one.row].append(one)
    return found


def placed(law: Sequence[Violation], *, rows: Sequence[SheetRow], first: int = 0) -> list[At]:
    """The findings of a service at their rows and columns; what has no column stands at the row alone."""
    found = []
    for one in law:
        number, column = place_of(one.path, rows=rows)
        if not number and one.path in DOCUMENTS.by_name:
            number, column = first, one.path
        found.append(At(number, column, one))
    return found
