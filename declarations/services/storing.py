"""Writing documents: wide rows once by COPY, personal values sealed, findings and outcomes beside."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from json import dumps
from typing import Any

from declarations.models import Finding, LineTax, Outcome
from declarations.services.filing import STORED, Filing
from declarations.sets.shapes import Shape, made_here
from kernel.orm.copying import copy_rows
from kernel.orm.ids import reserve
from kernel.orm.keys import personal_hash, seal
from kernel.refusal import Violation

_OUT_OF_DIGEST = frozenset({"guid", "appTime", "appType"})
_DOCUMENT = (
    "id", "inbox_id", "position", "firm_id", "revision", "guid", "app_type", "app_time", "app_status",
    "received_at", "digest", "personal",
)  # fmt: skip


def digest_of(head: dict[str, str], *, lines: Sequence[dict[str, str]]) -> bytes:
    """A keyed hash of what a document says; guid, time and type of submission do not count."""
    said = {name: value for name, value in head.items() if name not in _OUT_OF_DIGEST and value}
    rows = [{name: value for name, value in line.items() if value} for line in lines]
    return personal_hash(dumps([said, rows], ensure_ascii=False, sort_keys=True))


def store_documents(filings: Sequence[Filing], *, at: datetime) -> None:
    """Write the documents of ``filings`` (all to be stored, ids and revisions given) kind by kind."""
    ordered = sorted(filings, key=lambda f: f.shape.kind if f.shape else 0)
    for shape, group in groupby(ordered, key=lambda f: f.shape):
        if shape is not None:
            _store_kind(shape, list(group), at=at)


def _store_kind(shape: Shape, filings: list[Filing], *, at: datetime) -> None:
    made = [_made(shape, filing) for filing in filings]
    columns = (*_DOCUMENT, *shape.columns, *made[0])
    rows = (
        (
            *_document_row(shape, filing, at=at),
            *(_column(filing.head, name) for name in shape.columns),
            *extra.values(),
        )
        for filing, extra in zip(filings, made, strict=True)
    )
    copy_rows(shape.model, columns, rows)
    if shape.lines is not None:
        copy_rows(
            shape.lines,
            (shape.parent, *shape.line_columns),
            (
                (f.id, *(_column(line, name) for name in shape.line_columns))
                for f in filings
                for line in f.lines
            ),
        )


def _made(shape: Shape, filing: Filing) -> dict[str, Any]:
    return made_here(shape, head=filing.head, reuse=filing.reuse, pre_no=filing.pre_no, signed=filing.signed)


def _column(values: dict[str, Any], name: str) -> Any:
    return values.get(name, "")


def _document_row(shape: Shape, filing: Filing, *, at: datetime) -> tuple[Any, ...]:
    head = filing.head
    personal = {name: head[name] for name in shape.personal if head.get(name)}
    blob = seal(
        dumps(personal, ensure_ascii=False).encode(), table=shape.model._meta.db_table, row_id=filing.id
    )
    return (
        filing.id, filing.inbox_id, filing.document.index, filing.firm_id, filing.revision,
        str(head.get("guid", ""))[:64], head.get("app_type", ""), head.get("app_time"),
        head.get("app_status", ""),
        at, filing.digest, blob,
    )  # fmt: skip


def store_outcomes(filings: Sequence[Filing], *, at: datetime) -> None:
    """Write what became of documents that were not stored; reserves their ids."""
    left = [f for f in filings if f.outcome != STORED]
    for filing, number in zip(left, reserve(len(left)), strict=True):
        filing.id = number
    copy_rows(
        Outcome,
        ("id", "inbox_id", "position", "firm_id", "code", "key", "outcome", "document_id", "at"),
        (
            (f.id, f.inbox_id, f.document.index, f.firm_id, f.document.code, " ".join(f.key).strip()[:100],
             f.outcome, f.twin_id, at)
            for f in left
        ),
    )  # fmt: skip


def store_findings(found: Sequence[tuple[int, int, Violation]], *, at: datetime) -> None:
    """Write ``(subject_id, round, violation)`` rows."""
    copy_rows(
        Finding,
        ("subject_id", "round", "rule_code", "severity", "path", "against", "args", "at"),
        (
            (
                subject,
                judgement,
                v.rule.code,
                v.rule.severity.value,
                v.path[:60],
                v.against[:60],
                dict(v.args),
                at,
            )
            for subject, judgement, v in found
        ),
    )


def store_line_taxes(rows: Sequence[tuple[Any, ...]]) -> None:
    """Write ``(list_id, gnum, dutiable value, duty, consumption tax, VAT)`` rows."""
    copy_rows(
        LineTax,
        ("list_id", "gnum", "dutiable_value", "customs_duty", "consumption_tax", "value_added_tax"),
        rows,
    )
