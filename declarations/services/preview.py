"""What a list would be judged and taxed like if it were filed as it stands; nothing is written."""

from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from codelists.facts import CodeBook
from codelists.selectors import code_book
from declarations.facts import ImportList, LineTax
from declarations.messages.definitions.lists import LIST_HEAD, LIST_LINE
from declarations.messages.documents import ParsedDocument
from declarations.messages.reading import read_message
from declarations.messages.rules import BLANK, MISSING
from declarations.messages.typing import list_facts
from declarations.rules.content_list import LIS_09, LIS_12, judge_list
from declarations.rules.limits import Regime, judge_list_value, limit_value
from declarations.rules.positive import judge_positive
from declarations.rules.tax import Assessment, assess
from declarations.selectors.drafts import Content
from declarations.services.drafts import message_of
from enterprises.facts import Actor
from enterprises.selectors import own_firm
from kernel.clock import business_date
from kernel.money import ZERO
from kernel.refusal import Violation

_NUMBER = "D00000000-PREVIEW0"
_HEAD_AMOUNTS = ("freight", "insured_fee", "gross_weight", "net_weight")
_LINE_AMOUNTS = ("qty", "qty1", "price", "total_price")


class PreviewLine(NamedTuple):
    """One line: its tax, or None while something of it is missing."""

    position: int
    name: str
    tax: LineTax | None

    @property
    def total(self) -> Decimal | None:
        """All three taxes together."""
        tax = self.tax
        return tax and tax.customs_duty + tax.consumption_tax + tax.value_added_tax


class Preview(NamedTuple):
    """Tax, limit and findings so far (CNY); ``missing`` counts required fields still empty.

    The buyer's year is left out: what a person has bought is not the declarant's to know.
    """

    lines: tuple[PreviewLine, ...]
    value: Decimal
    limit: Decimal
    regime: Regime
    assessment: Assessment
    missing: int
    findings: tuple[Violation, ...]

    @property
    def is_over(self) -> bool:
        """Whether the value is above the limit of one transaction."""
        return self.value > self.limit


def preview_list(content: Content, *, actor: Actor, at: datetime) -> Preview:
    """Judge what has been typed so far by the rules of the day, as far as it goes.

    Fields that are empty or malformed count as nothing: the real rules judge the rest, and what
    they say about those fields is left out.
    """
    book = code_book(on=business_date(at))
    raw = message_of(_NUMBER, content=content, firm=own_firm(actor), at=at)
    document = read_message(raw, tolerant=False).documents[0]
    empty = {v.path for v in document.violations if v.rule in (BLANK, MISSING)}
    broken = [v for v in document.violations if v.path not in empty]
    lst = _whole(list_facts(document, id=0), book=book)
    regime = judge_list_value(lst, book=book)
    assessment = assess(lst, book=book, full=regime.full)
    judged = (
        *judge_list(lst, at=at, book=book),
        *judge_positive(lst, book=book),
        *regime.violations,
        *assessment.violations,
    )
    silent = empty | {v.path for v in broken} | _unsaid(content)
    return Preview(
        lines=_lines(document, assessment, silent=silent),
        value=limit_value(lst, book=book),
        limit=book.number("limit.single"),
        regime=regime,
        assessment=assessment,
        missing=len(empty | {v.path for v in judged if v.rule in (LIS_09, LIS_12)}),
        findings=(*broken, *(v for v in judged if _audible(v, silent=silent))),
    )


def _audible(violation: Violation, *, silent: set[str]) -> bool:
    """Whether everything that the violation speaks of has been typed."""
    against = violation.against.removeprefix("list.")
    return violation.path not in silent and against not in silent


def _unsaid(content: Content) -> set[str]:
    """Paths of what is empty, whether or not the schema wants it, and of what depends on it."""
    names = {name for name in LIST_HEAD.by_name if not content.head.get(name)}
    for place, line in enumerate(content.lines, start=1):
        left = {name for name in LIST_LINE.by_name if not line.get(name)}
        left |= {"totalPrice"} if left & {"qty", "price"} else set()
        names |= {f"lines[{place}].{name}" for name in left}
    return names


def _whole(lst: ImportList, *, book: CodeBook) -> ImportList:
    """The facts with nothing where a number or day has not been typed yet."""
    lines = tuple(
        line._replace(**_filled(line, {"gnum": place} | dict.fromkeys(_LINE_AMOUNTS, ZERO)))
        for place, line in enumerate(lst.lines, start=1)
    )
    nothing = {"decl_time": book.on, "pack_no": 1} | dict.fromkeys(_HEAD_AMOUNTS, ZERO)
    return lst._replace(**_filled(lst, nothing), lines=lines)


def _filled(fact: Any, nothing: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in nothing.items() if getattr(fact, name) is None}


def _lines(document: ParsedDocument, assessment: Assessment, *, silent: set[str]) -> tuple[PreviewLine, ...]:
    """The tax of every line whose goods code and prices are there."""
    taxes = {tax.gnum: tax for tax in assessment.lines}
    rows = []
    for place, line in enumerate(document.lines, start=1):
        known = not silent & {f"lines[{place}].{name}" for name in ("gcode", "totalPrice")}
        rows.append(PreviewLine(place, line.get("gname", ""), taxes.get(place) if known else None))
    return tuple(rows)
