"""Business applications, in/out documents, and the batches that are declared together."""

from clearance.access.words import (
    ACTION,
    DENIED,
    DONE,
    EVERY_POST,
    MISSING,
    OK,
    OTHER_POSTS,
    SIGNED_IN,
    UNFIT,
    Row,
    people,
)

_SEEN = people(OK, MISSING, OK, MISSING)
# A draft is the firm's alone.
_DRAFT = people(OK, MISSING, MISSING, MISSING)
_FILING = people(OK, MISSING, DENIED, MISSING)
_NOT_THEIRS = dict.fromkeys(OTHER_POSTS, UNFIT)

ROWS: dict[str, Row] = {
    "bonded:applications": SIGNED_IN,
    "bonded:application_new": people(OK, OK, DENIED),
    "bonded:application": _SEEN,
    "bonded:application_edit": _DRAFT,
    "bonded:application_change": _FILING,
    "bonded:application_act": ACTION,
    "bonded:stock_docs": SIGNED_IN,
    "bonded:stock_doc_new": _FILING,
    "bonded:stock_doc": _SEEN,
    "bonded:stock_doc_edit": _DRAFT,
    "bonded:stock_doc_act": ACTION,
    "bonded:batches": SIGNED_IN,
    "bonded:batch_preview": people(DENIED, DENIED, OK, OK, posts=EVERY_POST | {"chief": OK}),
    "bonded:delivery_queue": people(DENIED, DENIED, OK, OK, posts=EVERY_POST | {"chief": OK}),
    "bonded:batch": _SEEN,
    "bonded:batch_gather": ACTION,
    "bonded:batch_confirm": _SEEN,
    "bonded:batch_take_apart": ACTION,
}

POSTS: dict[str, Row] = {
    "bonded:application_new": people(UNFIT, UNFIT, DENIED),
    "bonded:application_edit": people(UNFIT, MISSING, MISSING, MISSING),
    "bonded:application_change": people(UNFIT, MISSING, DENIED, MISSING),
    "bonded:application_act": people(DONE, MISSING, MISSING, MISSING),  # a draft is handed in
    "bonded:stock_doc_new": people(UNFIT, MISSING, DENIED, MISSING),
    "bonded:stock_doc_edit": people(UNFIT, MISSING, MISSING, MISSING),
    # Voided: the firm says nothing, an officer says why; other posts are told that they may not.
    "bonded:stock_doc_act": people(DONE, MISSING, UNFIT, MISSING, posts=_NOT_THEIRS),
    "bonded:batch_gather": people(DONE, MISSING, DONE, MISSING, posts=_NOT_THEIRS | {"chief": DONE}),
    "bonded:batch_confirm": people(UNFIT, MISSING, DENIED, MISSING),
    "bonded:batch_take_apart": people(UNFIT, MISSING, UNFIT, MISSING),
}

FILLED: dict[str, tuple[dict[str, str], Row]] = {}
