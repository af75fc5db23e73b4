"""Declarations: pages of firms and the machine door."""

from clearance.access.words import (
    ACTION,
    AWAY,
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
    "declarations:draft": people(MISSING, MISSING, DENIED),
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
    # Those of the test's world were sent by other firms: the declarant and the officers see them only
    # as sides of the list, a program and a stranger not at all.
    "declarations:order": people(MISSING, MISSING, MISSING),
    "declarations:payment": people(MISSING, MISSING, MISSING),
    "declarations:waybill": people(MISSING, MISSING, MISSING),
    "declarations:messages": FIRMS_ONLY,
    "declarations:message": people(OK, MISSING, MISSING),
    "declarations:message_raw": ACTION,
    "declarations:receipts": FIRMS_ONLY,
    "declarations:receipt": people(OK, MISSING, DENIED),
    "declarations:upload": FIRMS_ONLY,
    "declarations:upload_progress": people(MISSING, MISSING, DENIED),
    "api:messages": Row(LOCKED, LOCKED, LOCKED, LOCKED, LOCKED, POST),
    "api:receipts": Row(LOCKED, LOCKED, LOCKED, LOCKED, LOCKED, OK),
    "api:list": Row(LOCKED, LOCKED, LOCKED, LOCKED, LOCKED, OK),
}

POSTS: dict[str, Row] = {
    "declarations:list_reveal": people(MISSING, MISSING, MISSING),  # no such document
    "declarations:correct": people(NOTHING, MISSING, DENIED),
    "declarations:draft": people(MISSING, MISSING, DENIED),
    "declarations:draft_save": people(MISSING, MISSING, DENIED),
    "declarations:draft_delete": people(MISSING, MISSING, DENIED),
    "declarations:form_preview": FORM_PART,
    "declarations:form_line": FORM_PART,
    "declarations:form_fields": FORM_PART,
    "declarations:order": people(MISSING, MISSING, MISSING),
    "declarations:payment": people(MISSING, MISSING, MISSING),
    "declarations:waybill": people(MISSING, MISSING, MISSING),
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
}
