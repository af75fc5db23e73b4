"""Gate passes: which papers a pass of each type names, how they are bound, what it may weigh and carry."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from re import compile as compile_pattern
from typing import NamedTuple

from bonded.rules import flow
from bonded.rules.gate_pass_rules import (
    APART,
    BAD_BIND,
    BAD_CONTAINER,
    BAD_KIND,
    BAD_NET,
    BAD_QTY,
    BAD_TOTAL,
    CARRIES_GOODS,
    LINE_TWICE,
    LOW_GRADE,
    NO_BILL,
    NO_GOODS,
    NO_NOTE,
    NO_OWN_NO,
    NO_PAPER_ALLOWED,
    NOT_AT_GATE,
    NOT_WHOLE,
    ONE_PAPER,
    OTHER_DIRECTION,
    OTHER_PASS,
    PAPER_NOT_APPROVED,
    ROUTED,
    UNKNOWN_PAPER,
    WRONG_GROSS,
    WRONG_PAPER,
    WRONG_TARE,
)
from bonded.rules.passages import TOO_MUCH, UNKNOWN_LINE, Carried
from kernel.refusal import Violation

ENTER_FIRST, FIRST_LINE, SECOND_LINE, UNDECLARED, REGISTERED, EMPTY = "1", "2", "3", "4", "5", "6"
KINDS = (ENTER_FIRST, FIRST_LINE, SECOND_LINE, UNDECLARED, REGISTERED, EMPTY)
INVENTORY, STOCK_DOC, BILL = "1", "2", "3"
# gate_pass_required_related: what a pass of each type must name, "" nothing.
REQUIRED = {
    ENTER_FIRST: BILL,
    FIRST_LINE: INVENTORY,
    SECOND_LINE: INVENTORY,
    UNDECLARED: STOCK_DOC,
    REGISTERED: "",
    EMPTY: "",
}
MANY_PAPERS, ONE_ONE, MANY_VEHICLES = "1", "2", "3"
BINDS = (MANY_PAPERS, ONE_ONE, MANY_VEHICLES)
# Inventories whose goods go through the gate on other papers (in/out documents, a bill of lading), or
# through none: a transfer inside the zone is received, never driven out undeclared.
NOT_ON_PASSES = frozenset({"1", "3", "6"})
# Grades of the law of the day that are below general credit.
LOW_GRADES = frozenset({"dishonest", "seriously_dishonest"})
HUNDREDTH = Decimal("0.01")
_ZERO = Decimal(0)
_CONTAINER = compile_pattern(r"[A-Z]{3}[UJZ][0-9]{7}\Z")


class WantedLine(NamedTuple):
    """One line of an application: so much of line ``seq`` of a paper; weights in kg."""

    paper_no: str
    seq: int
    qty: Decimal
    gross_kg: Decimal = _ZERO
    net_kg: Decimal = _ZERO


class PassDraft(NamedTuple):
    """A gate pass as applied for; weights in kg.

    ``vehicle_kg`` and ``frame_kg`` None: as on record; ``gross_kg`` and ``net_kg`` None: the sums of the
    lines; ``total_kg`` None: the sum of all.
    """

    own_no: str
    kind: str
    direction: str
    plate: str
    bind: str = ""
    vehicle_kg: Decimal | None = None
    frame_no: str = ""
    frame_kg: Decimal | None = None
    container_no: str = ""
    container_kg: Decimal = _ZERO
    gross_kg: Decimal | None = None
    net_kg: Decimal | None = None
    total_kg: Decimal | None = None
    bill_no: str = ""
    goods_note: str = ""
    lines: tuple[WantedLine, ...] = ()
    replaces: str = ""


class PaperLine(NamedTuple):
    """A line of a paper: its own id, item, name and unit, where its quantities stand, its weights in kg."""

    line_id: int
    item_id: int
    gname: str
    unit: str
    stands: Carried
    gross_kg: Decimal = _ZERO
    net_kg: Decimal = _ZERO


class Paper(NamedTuple):
    """A paper that a pass may name, as it stands now; ``inv_type`` is empty for in/out documents.

    ``binds`` are the binding modes of the live passes that it is on already; ``first_line``: its goods cross
    the border line of the zone. ``is_return``: goods come back under it.
    """

    kind: str
    doc_id: int
    number: str
    status: int
    direction: str
    firm_id: int
    office: str
    lines: Mapping[int, PaperLine]
    binds: tuple[str, ...] = ()
    inv_type: str = ""
    first_line: bool = False
    is_return: bool = False


class Weights(NamedTuple):
    """The weights of a pass in kg, complete."""

    vehicle: Decimal
    frame: Decimal
    container: Decimal
    gross: Decimal
    net: Decimal
    total: Decimal

    @property
    def sum(self) -> Decimal:
        """Vehicle, frame, container and goods together."""
        return self.vehicle + self.frame + self.container + self.gross


def weights_of(draft: PassDraft, *, tare_kg: Decimal, frame_kg: Decimal) -> Weights:
    """The weights of the application, what it leaves open taken from the record and the lines.

    Source: totalWt = vehicleWt + vehicleFrameWt + containerWt + totalGrossWt.
    """
    vehicle = tare_kg if draft.vehicle_kg is None else draft.vehicle_kg
    frame = frame_kg if draft.frame_kg is None else draft.frame_kg
    gross = sum((line.gross_kg for line in draft.lines), _ZERO) if draft.gross_kg is None else draft.gross_kg
    net = sum((line.net_kg for line in draft.lines), _ZERO) if draft.net_kg is None else draft.net_kg
    total = vehicle + frame + draft.container_kg + gross if draft.total_kg is None else draft.total_kg
    return Weights(vehicle, frame, draft.container_kg, gross, net, total)


def judge_form(draft: PassDraft) -> tuple[Violation, ...]:
    """What is wrong with an application by itself: type, papers, binding mode, what it must say."""
    if draft.kind not in KINDS:
        return (Violation(BAD_KIND, "kind"),)
    return (*_judge_words(draft), *_judge_binding(draft), *_judge_lines(draft))


def _judge_words(draft: PassDraft) -> Iterator[Violation]:
    if not draft.own_no.strip() or len(draft.own_no) > 64:
        yield Violation(NO_OWN_NO, "ownNo")
    if draft.container_no and not _CONTAINER.match(draft.container_no):
        yield Violation(BAD_CONTAINER, "containerNo")
    if draft.kind == REGISTERED and not draft.goods_note.strip():
        yield Violation(NO_NOTE, "goodsNote")
    if draft.kind == ENTER_FIRST and not draft.bill_no.strip():
        yield Violation(NO_BILL, "billNo")
    if draft.kind != ENTER_FIRST and draft.bill_no.strip():
        yield Violation(NO_PAPER_ALLOWED if not REQUIRED[draft.kind] else WRONG_PAPER, "billNo")


def _judge_binding(draft: PassDraft) -> Iterator[Violation]:
    needed = REQUIRED[draft.kind]
    papers = {line.paper_no for line in draft.lines}
    if not needed:
        if papers or draft.bind:
            yield Violation(NO_PAPER_ALLOWED, "lines" if papers else "bind")
        return
    if draft.bind not in BINDS:
        yield Violation(BAD_BIND, "bind")
    elif draft.bind != MANY_PAPERS and len(papers) > 1:
        yield Violation(ONE_PAPER, "bind")
    if needed == BILL and papers:
        yield Violation(WRONG_PAPER, "lines")
    if needed != BILL and not papers:
        yield Violation(NO_GOODS, "lines")


def _judge_lines(draft: PassDraft) -> Iterator[Violation]:
    seen: set[tuple[str, int]] = set()
    for number, line in enumerate(draft.lines, 1):
        if (line.paper_no, line.seq) in seen:
            yield Violation(LINE_TWICE, f"lines[{number}]")
        seen.add((line.paper_no, line.seq))
        if line.qty <= 0 or line.gross_kg < 0 or line.net_kg < 0:
            yield Violation(BAD_QTY, f"lines[{number}].qty")
        elif line.net_kg > line.gross_kg:
            yield Violation(BAD_NET, f"lines[{number}].netKg")


def judge_weights(
    draft: PassDraft, *, weights: Weights, tare_kg: Decimal, frame_kg: Decimal
) -> tuple[Violation, ...]:
    """What is wrong with the weights: their sum, the goods against their lines, the vehicle's record."""
    found = []
    if abs(weights.total - weights.sum) > HUNDREDTH:
        args = (("total", f"{weights.total:f}"), ("sum", f"{weights.sum:f}"))
        found.append(Violation(BAD_TOTAL, "totalKg", args=args))
    lines = sum((line.gross_kg for line in draft.lines), _ZERO)
    if draft.lines and abs(weights.gross - lines) > HUNDREDTH:
        args = (("gross", f"{weights.gross:f}"), ("sum", f"{lines:f}"))
        found.append(Violation(WRONG_GROSS, "grossKg", args=args))
    if weights.net > weights.gross:
        found.append(Violation(BAD_NET, "netKg"))
    if draft.kind == EMPTY and (weights.gross or weights.net or draft.goods_note.strip()):
        found.append(Violation(CARRIES_GOODS, "grossKg"))
    if draft.kind != EMPTY and weights.gross <= 0:
        found.append(Violation(NO_GOODS, "grossKg"))
    if abs(weights.vehicle - tare_kg) > HUNDREDTH:
        found.append(Violation(WRONG_TARE, "vehicleKg", args=(("tare", f"{tare_kg:f}"),)))
    if frame_kg and abs(weights.frame - frame_kg) > HUNDREDTH:
        found.append(Violation(WRONG_TARE, "frameKg", args=(("tare", f"{frame_kg:f}"),)))
    return tuple(found)


def judge_papers(draft: PassDraft, *, papers: Mapping[str, Paper]) -> tuple[Violation, ...]:
    """What is wrong with the papers that an application names, and with what it takes of each.

    ``papers`` holds those that the applicant may use, by number; the others are unknown to it.
    """
    found: list[Violation] = []
    for number in dict.fromkeys(line.paper_no for line in draft.lines):
        place = next(n for n, line in enumerate(draft.lines, 1) if line.paper_no == number)
        paper = papers.get(number)
        if paper is None:
            found.append(Violation(UNKNOWN_PAPER, f"lines[{place}].paperNo", args=(("document", number),)))
        else:
            found += _judge_paper(draft, paper, path=f"lines[{place}].paperNo")
    if len({(paper.firm_id, paper.office) for paper in papers.values()}) > 1:
        found.append(Violation(APART, "lines"))
    for place, line in enumerate(draft.lines, 1):
        if line.paper_no in papers:
            found += _judge_quantity(line, papers[line.paper_no], path=f"lines[{place}]")
    return tuple(found)


def _judge_paper(draft: PassDraft, paper: Paper, *, path: str) -> Iterator[Violation]:
    args = (("document", paper.number),)
    if paper.kind != REQUIRED[draft.kind]:
        yield Violation(WRONG_PAPER, path)
        return
    if paper.status != flow.APPROVED:
        yield Violation(PAPER_NOT_APPROVED, path, args=args)
    if paper.direction != draft.direction:
        yield Violation(OTHER_DIRECTION, path, args=args)
    if paper.inv_type in NOT_ON_PASSES:
        yield Violation(NOT_AT_GATE, path, args=args)
    shared = draft.bind == MANY_VEHICLES and all(bind == MANY_VEHICLES for bind in paper.binds)
    if paper.binds and not shared:
        yield Violation(OTHER_PASS, path, args=args)
    elif draft.bind != MANY_VEHICLES and not _takes_all(draft, paper):
        yield Violation(NOT_WHOLE, path, args=args)


def _takes_all(draft: PassDraft, paper: Paper) -> bool:
    """Whether the application takes all of the paper that is not on a pass yet."""
    wanted = {line.seq: line.qty for line in draft.lines if line.paper_no == paper.number}
    free = {seq: line.stands.qty - line.stands.on_pass for seq, line in paper.lines.items()}
    return all(wanted.get(seq, _ZERO) >= qty for seq, qty in free.items())


def _judge_quantity(line: WantedLine, paper: Paper, *, path: str) -> Iterator[Violation]:
    found = paper.lines.get(line.seq)
    document = ("document", paper.number)
    if found is None:
        yield Violation(UNKNOWN_LINE, path, args=(document,))
        return
    left = found.stands.qty - found.stands.on_pass
    if line.qty > left:
        args = (("left", f"{left.normalize():f}"), ("line", str(line.seq)), document)
        yield Violation(TOO_MUCH, f"{path}.qty", args=args)


def judge_passing(*, good: bool, routed: bool) -> tuple[Violation, ...]:
    """Why an officer looks at an application that is in order; nothing: the portal approves it.

    ``good``: of general credit or better. ``routed``: drawn by the share of the day.
    Source: GACC announcement 2019-26.
    """
    found = [] if good else [Violation(LOW_GRADE)]
    return tuple(found + [Violation(ROUTED)] * routed)


def rest_of(paper: Paper) -> tuple[WantedLine, ...]:
    """All of a paper that is not on a pass yet, with its share of the weights: how a new pass begins."""
    found = []
    for seq, line in paper.lines.items():
        left = line.stands.qty - line.stands.on_pass
        if left > 0:
            share = left / line.stands.qty
            gross, net = (kg if share == 1 else round(kg * share, 5) for kg in (line.gross_kg, line.net_kg))
            found.append(WantedLine(paper.number, seq, left, gross, net))
    return tuple(found)


def lighter(gross_kg: Decimal, *, by: Sequence[Decimal]) -> Decimal:
    """The gross weight of a pass after these goods were taken out of it; never below zero."""
    return max(_ZERO, gross_kg - sum(by, _ZERO))
