"""Gathering batch deliveries: which documents fit one inventory, its lines, and where a period stands."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from bonded.rules import flow
from kernel.money import to_places
from kernel.refusal import Rule, Severity, Violation, gettext_noop

_LAW = "Centralised declaration of batch deliveries (分送集报): lines are sums of the documents' lines"
_HOUSE = "Rule of this portal"
MOST_ENTRY_LINES = 50

NOT_THROUGH = Rule(
    "BAT-01",
    Severity.ASK,
    gettext_noop(
        "Document %(no)s is not gathered: not all of its goods have left. "
        "Take them through or void their gate pass, or close it with what has left."
    ),
    _LAW,
)
TOO_WIDE = Rule(
    "BAT-02",
    Severity.ASK,
    gettext_noop("Document %(no)s is not gathered: its goods need more than 50 declaration lines."),
    "An entry declaration has 50 lines at most",
)
NOTHING_WAITS = Rule(
    "BAT-03", Severity.REFUSE, gettext_noop("No document of this period waits to be gathered."), _LAW
)
LATE = Rule(
    "BAT-04",
    Severity.WARN,
    gettext_noop("The deliveries from %(from)s to %(to)s should have been declared by %(due)s."),
    "Batch deliveries: late declaration (Customs Law, Article 24); dates by the table of deadlines",
)
CLOSED = Rule(
    "BAT-05",
    Severity.WARN,
    gettext_noop("The time to gather had come: document %(no)s was closed with what had left."),
    "The deadline counts for what has left; rule of this portal: a document belongs to one period",
)
RULES = (NOT_THROUGH, TOO_WIDE, NOTHING_WAITS, LATE, CLOSED)

_ZERO = Decimal(0)
LineKey = tuple[int, str, str, str, date | None]
MergeKey = tuple[str, str, str, str, str]


class Delivered(NamedTuple):
    """One line of a document that went through the gate; weights in kg, total in ``currency``.

    The lot is that of goods that come in: what leaves has taken its lots with its document.
    """

    doc_id: int
    line: int
    item_id: int
    gcode: str
    gname: str
    spec: str
    unit: str
    origin: str
    currency: str
    qty: Decimal
    total: Decimal
    gross_kg: Decimal
    net_kg: Decimal
    lot_no: str = ""
    best_before: date | None = None

    @property
    def key(self) -> LineKey:
        """What is summed into one line of the inventory."""
        return self.item_id, self.currency, self.origin, self.lot_no, self.best_before

    @property
    def merge(self) -> MergeKey:
        """What must agree within one line of the entry declaration."""
        return self.gcode, self.gname, self.unit, self.currency, self.origin


class Document(NamedTuple):
    """One document with its lines."""

    doc_id: int
    number: str
    through: bool
    lines: tuple[Delivered, ...]


class Gathered(NamedTuple):
    """One line of a centralised inventory; ``sources`` are the (document, line) that it sums."""

    seq: int
    entry_line: int
    first: Delivered
    qty: Decimal
    unit_price: Decimal
    total: Decimal
    gross_kg: Decimal
    net_kg: Decimal
    sources: tuple[tuple[int, int], ...]


class Bundle(NamedTuple):
    """The documents of one centralised inventory and its lines."""

    doc_ids: tuple[int, ...]
    lines: tuple[Gathered, ...]


def judge_document(doc: Document) -> tuple[Violation, ...]:
    """Why a document cannot be gathered."""
    args = (("no", doc.number),)
    if not doc.through:
        return (Violation(NOT_THROUGH, args=args),)
    if len({line.merge for line in doc.lines}) > MOST_ENTRY_LINES:
        return (Violation(TOO_WIDE, args=args),)
    return ()


def bundle(documents: Iterable[Document]) -> tuple[Bundle, ...]:
    """The documents in their order, as few inventories as their order allows: 50 merged lines each.

    A document is never divided. Only documents that ``judge_document`` lets pass.
    """
    bins: list[tuple[list[Document], set[MergeKey]]] = []
    for doc in documents:
        keys = {line.merge for line in doc.lines}
        for docs, known in bins:
            if len(known | keys) <= MOST_ENTRY_LINES:
                docs.append(doc)
                known |= keys
                break
        else:
            bins.append(([doc], set(keys)))
    return tuple(Bundle(tuple(doc.doc_id for doc in docs), _lines(docs)) for docs, _ in bins)


def _lines(documents: Sequence[Document]) -> tuple[Gathered, ...]:
    """The sums per ledger item, currency and origin, in the order in which they first stand."""
    groups: dict[LineKey, list[Delivered]] = {}
    merges: dict[MergeKey, int] = {}
    for doc in documents:
        for line in doc.lines:
            groups.setdefault(line.key, []).append(line)
            merges.setdefault(line.merge, len(merges) + 1)
    gathered = []
    for seq, lines in enumerate(groups.values(), start=1):
        qty, total = sum((one.qty for one in lines), _ZERO), sum((one.total for one in lines), _ZERO)
        gathered.append(
            Gathered(
                seq,
                merges[lines[0].merge],
                lines[0],
                qty,
                to_places(total / qty) if qty else _ZERO,
                total,
                sum((one.gross_kg for one in lines), _ZERO),
                sum((one.net_kg for one in lines), _ZERO),
                tuple((one.doc_id, one.line) for one in lines),
            )
        )
    return tuple(gathered)


class Counts(NamedTuple):
    """The documents of a period: waiting, gathered and not handed in, handed in, paid."""

    waiting: int
    drafted: int
    declared: int
    paid: int


def standing(counts: Counts, *, over: bool, late: bool) -> int:
    """Where a period stands by its documents; ``over``: its last day has passed, ``late``: its deadline.

    A period that still runs is paid as well when all that has left is; what leaves later opens it again.
    """
    if counts.waiting or counts.drafted:
        if late:
            return flow.LATE
        return flow.COLLECTING if counts.waiting else flow.DRAFTED
    if counts.declared:
        return flow.DECLARED
    return flow.PAID if over or counts.paid else flow.COLLECTING


VERBS: dict[int, str] = {
    flow.COLLECTING: "reopen",
    flow.DRAFTED: "gather",
    flow.DECLARED: "declare",
    flow.LATE: "miss",
    flow.PAID: "pay",
}


def verb_to(target: int, *, source: int) -> str | None:
    """The verb of the flow that leads there; None where it stands there already."""
    if target == source:
        return None
    if (source, target) == (flow.DECLARED, flow.DRAFTED):
        return "recall"
    return VERBS[target]


def is_late(due: date, *, today: date) -> bool:
    """Whether the last day to declare has passed."""
    return today > due
