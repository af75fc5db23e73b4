"""Gate passes and in/out documents as PDF: who sees the page prints it."""

from clearance.access.words import MISSING, OK, Row, people

ROWS: dict[str, Row] = {
    "bonded:gate_pass_pdf": people(OK, MISSING, OK, MISSING),
    "bonded:stock_doc_pdf": people(OK, MISSING, OK, MISSING),
}

POSTS: dict[str, Row] = {}

FILLED: dict[str, tuple[dict[str, str], Row]] = {}
