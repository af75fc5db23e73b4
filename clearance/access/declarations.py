"""Declarations: pages of firms and the machine door."""

from clearance.access.words import (
    ACTION,
    AWAY,
    CLASH,
    DENIED,
    DONE,
    FIRMS_ONLY,
    FORM_PART,
    LOCKED,
    MISSING,
    NOT_AT_DESK,
    NOTHING,
    OK,
    ONLY_READ_BY_PROGRAMS,
    POST,
    SIGNED_IN,
    UNFIT,
    Row,
    people,
)

ROWS: dict[str, Row] = {
    "declarations:home_panel": FIRMS_ONLY,
    "declarations:lists": SIGNED_IN,
    "declarations:list": people(OK, MISSING, OK, MISSING),
    "declarations:list_reveal": ACTION,
    "declarations:new": FIRMS_ONLY,
    "declarations:correct": ACTION,
    "declarations:drafts": FIRMS_ONLY,
    "declarations:draft": people(OK, MISSING, DENIED),
    "declarations:draft_save": ACTION,
    "declarations:draft_delete": ACTION,
    "declarations:form_preview": ACTION,
    "declarations:form_line": ACTION,
    "declarations:form_fields": ACTION,
    "declarations:lookup": FIRMS_ONLY,
    "declarations:documents": people(AWAY, AWAY, DENIED),
    "declarations:orders": FIRMS_ONLY,
    "declarations:payments": FIRMS_ONLY,
    "declarations:waybills": FIRMS_ONLY,
    # The page of a document is its sender's; officers see it as a side of the list.
    "declarations:order": people(OK, MISSING, MISSING),
    "declarations:payment": people(OK, MISSING, MISSING),
    "declarations:waybill": people(OK, MISSING, MISSING),
    "declarations:messages": FIRMS_ONLY,
    "declarations:message": people(OK, MISSING, MISSING),
    "declarations:message_raw": ACTION,
    "declarations:receipts": FIRMS_ONLY,
    "declarations:receipt": people(OK, MISSING, DENIED),
    "declarations:upload": FIRMS_ONLY,
    "declarations:upload_progress": people(OK, MISSING, DENIED),
    "api:messages": Row(LOCKED, LOCKED, LOCKED, LOCKED, LOCKED, POST),
    "api:receipts": Row(LOCKED, LOCKED, LOCKED, LOCKED, LOCKED, OK),
    "api:list": Row(LOCKED, LOCKED, LOCKED, LOCKED, LOCKED, OK),
}

POSTS: dict[str, Row] = {
    "declarations:list_reveal": people(MISSING, MISSING, MISSING, posts=NOT_AT_DESK),  # no such document
    "declarations:correct": people(NOTHING, MISSING, DENIED),
    "declarations:draft": people(CLASH, MISSING, DENIED),  # without the version that was opened
    "declarations:draft_save": people(CLASH, MISSING, DENIED),  # without the version that was opened
    "declarations:draft_delete": people(DONE, MISSING, DENIED),
    "declarations:form_preview": FORM_PART,
    "declarations:form_line": FORM_PART,
    "declarations:form_fields": FORM_PART,
    "declarations:order": people(UNFIT, MISSING, MISSING),
    "declarations:payment": people(UNFIT, MISSING, MISSING),
    "declarations:waybill": people(UNFIT, MISSING, MISSING),
    "declarations:message_raw": people(UNFIT, MISSING, MISSING),
    "declarations:upload": people(UNFIT, UNFIT, DENIED),
    "api:messages": Row(LOCKED, LOCKED, LOCKED, LOCKED, LOCKED, DONE),  # answered with CEB900, kept
    "api:receipts": ONLY_READ_BY_PROGRAMS,
    "api:list": ONLY_READ_BY_PROGRAMS,
}

FILLED: dict[str, tuple[dict[str, str], Row]] = {
    "declarations:list_reveal": (
        {"document": "list", "reason": "to compare with the passport"},
        people(DONE, MISSING, DONE, MISSING, posts=NOT_AT_DESK),
    ),
    "declarations:message_raw": ({"reason": "our own copy is lost"}, people(DONE, MISSING, MISSING)),
    **{
        f"declarations:{kind}": ({"reason": "to compare with our books"}, people(DONE, MISSING, MISSING))
        for kind in ("order", "payment", "waybill")
    },
}
