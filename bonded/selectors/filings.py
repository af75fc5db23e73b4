"""Ledger filings: the lists of either side, one filing, and what is wrong with it as it stands."""

from collections.abc import Collection
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from bonded.models import FilingKind, Ledger, LedgerEntry, LedgerFiling, LedgerItem, Mark
from bonded.permissions import holders_of
from bonded.rules import filing as law
from bonded.rules import flow
from bonded.rules.filing import Codes, ItemDraft, KnownItem
from bonded.selectors.drawing import is_drawn
from codelists.selectors import code_book
from enterprises.facts import Actor
from enterprises.selectors import grades_of, kinds_on
from kernel.refusal import Violation

EDITABLE = (flow.DRAFT, flow.ASKED)


def filings(actor: Actor, *, on: date) -> "QuerySet[LedgerFiling]":
    """The filings that the actor may see: a firm's own and its principals', an officer's once handed in."""
    rows = LedgerFiling.objects.select_related("firm", "ledger")
    if actor.is_officer:
        return rows.filter(office__in=actor.offices, submitted_at__isnull=False)
    return rows.filter(firm_id__in=holders_of(actor, on=on))


def filing(actor: Actor, *, number: str, on: date) -> LedgerFiling:
    """One filing with its firm and ledger.

    Raises:
        LedgerFiling.DoesNotExist: there is none of that number that the actor may see.
    """
    return filings(actor, on=on).get(number=number)


def drafts_of(row: LedgerFiling) -> list[ItemDraft]:
    """The items of a filing as typed, in their order."""
    return [ItemDraft(*values) for values in row.lines.order_by("seq").values_list(*ItemDraft._fields)]


def known_items(ledger_id: int | None, *, record_nos: Collection[str]) -> dict[str, KnownItem]:
    """Those of these items that stand on the ledger, by record number."""
    if ledger_id is None or not record_nos:
        return {}
    rows = (
        LedgerItem.objects.filter(ledger_id=ledger_id, item_record_no__in=record_nos)
        .annotate(moved=Exists(LedgerEntry.objects.filter(item_id=OuterRef("pk"))))
        .values_list("item_record_no", "gcode", "gname", "unit", "moved")
    )
    return {number: KnownItem(gcode, gname, unit, moved) for number, gcode, gname, unit, moved in rows}


def codes_of(*, on: date) -> Codes:
    """The code lists of the day that filings are checked against."""
    book = code_book(on=on)
    return Codes(book.units, book.goods, book.countries, book.currencies, book.offices)


def judged(row: LedgerFiling, *, on: date) -> tuple[Violation, ...]:
    """Every reason against the filing as it stands; paths name the fields of the head, or ``lines[n]``."""
    items = drafts_of(row)
    codes = codes_of(on=on)
    found: list[Violation] = []
    if row.ledger is not None and row.ledger.closed_on is not None:
        found.append(Violation(law.CLOSED, args=(("ems_no", row.ledger.ems_no),)))
    if row.kind != FilingKind.ITEMS:
        found += judged_head(row, on=on, codes=codes)
    if not items and (row.kind == FilingKind.ITEMS or (row.kind == FilingKind.HEAD and not changes(row))):
        found.append(Violation(law.NOTHING_FILED))
    known = known_items(row.ledger_id, record_nos=[item.item_record_no for item in items])
    most = int(code_book(on=on).number("bonded.filing_lines"))
    return (*found, *law.judge_lines(items, codes=codes, known=known, most=most))


def judged_head(row: LedgerFiling, *, on: date, codes: Codes) -> tuple[Violation, ...]:
    """Every reason against the head that is wanted."""
    new = row.kind == FilingKind.LEDGER
    head, found = law.read_head(row.head, new=new)
    begins = None if row.ledger is None else row.ledger.valid_from
    operator = kinds_on(on).filter(firm_id=row.firm_id, kind="zone_operator").exists()
    more = law.judge_head(head, new=new, begins=begins, today=on, offices=codes.offices, operator=operator)
    seen = {violation.path for violation in found}
    return (*found, *(one for one in more if not one.path or one.path not in seen))


def routed(row: LedgerFiling, *, on: date) -> tuple[Violation, ...]:
    """Why an officer must look at the filing; nothing: it passes by itself."""
    items = drafts_of(row)
    known = known_items(row.ledger_id, record_nos=[item.item_record_no for item in items])
    paused = row.ledger.ems_no if row.ledger is not None and row.ledger.mark != Mark.NORMAL else ""
    held = Ledger.objects.filter(firm_id=row.firm_id, office=row.office, closed_on__isnull=True)
    ledgers = list(held.order_by("ems_no").values_list("ems_no", flat=True))
    manual = law.judge_manual(
        grade=grades_of([row.firm_id], on=on)[row.firm_id],
        drawn=is_drawn(row.number, paper="filing", on=on),
        ledgers=ledgers if row.kind == FilingKind.LEDGER else (),
        paused=paused,
    )
    return (*manual, *law.judge_words(items, known=known))


def head_of(ledger: Ledger) -> dict[str, str]:
    """The head of a ledger as a form has it."""
    return {name: "" if (value := getattr(ledger, name)) is None else str(value) for name in law.HEAD_FIELDS}


def changes(row: LedgerFiling) -> list[tuple[str, str, str]]:
    """What a change of the head changes: field, what it was, what is wanted.

    Of an approved one ``was`` is what stood before; of an open one what stands now.
    """
    if row.ledger is None:
        return []
    was = row.head.get("was") or head_of(row.ledger)
    return [
        (name, was.get(name, ""), wanted)
        for name in law.CHANGED_FIELDS
        if (wanted := str(row.head.get(name) or "").strip()) != was.get(name, "")
    ]


def narrowed(rows: "QuerySet[LedgerFiling]", *, search: str) -> "QuerySet[LedgerFiling]":
    """The filings whose number, ledger, firm or item the words name."""
    if not search:
        return rows
    return rows.filter(
        Q(number__icontains=search)
        | Q(ledger__ems_no__icontains=search)
        | Q(firm__name_zh__icontains=search)
        | Q(Exists(_lines_with(search)))
    )


def _lines_with(search: str) -> "QuerySet[LedgerFiling]":
    from_lines = LedgerFiling.objects.filter(pk=OuterRef("pk"), lines__item_record_no=search)
    return from_lines.order_by()
