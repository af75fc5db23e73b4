"""Coordinators, absences, messages, circulars, visits and the resumption of work."""

from clearance.access.words import (
    ACTION,
    DENIED,
    DONE,
    EVERY_POST,
    FIRMS_ONLY,
    MISSING,
    OFFICERS_ONLY,
    OK,
    OTHER_POSTS,
    UNFIT,
    Row,
    people,
)


def _care(answer: str, *, elsewhere: str = MISSING, firm: str = DENIED, stranger: str = DENIED) -> Row:
    """Coordinators and chiefs of the office; other officers are refused, other offices find nothing."""
    posts = EVERY_POST | {"chief": answer, "coordinator": answer}
    return people(firm, stranger, DENIED, elsewhere, posts=posts)


def _both(answer: str) -> Row:
    """The firm and whoever looks after it."""
    return _care(answer, firm=answer, stranger=MISSING)


def _chief(answer: str, *, elsewhere: str = MISSING) -> Row:
    """Chiefs of the office alone."""
    return people(DENIED, DENIED, DENIED, elsewhere, posts=EVERY_POST | {"chief": answer})


# Listed for firms, coordinators and chiefs, each their own.
_LISTS = _care(OK, elsewhere=OK, firm=OK, stranger=OK)
_WORK = {"inspector": DENIED, "gate": DENIED, "operator": DENIED, "laboratory": DENIED}
# An absence of the officer: theirs, and a chief's; colleagues do not find it.
_ABSENT = dict.fromkeys(OTHER_POSTS, MISSING)

ROWS: dict[str, Row] = {
    "enterprises:coordinator": FIRMS_ONLY,
    "enterprises:coordinator_panel": FIRMS_ONLY,
    "enterprises:senior_contact": ACTION,
    "enterprises:resumption_report": FIRMS_ONLY,
    "enterprises:threads": _LISTS,
    "enterprises:thread_new": _care(MISSING, firm=OK, stranger=OK),  # officers name the firm
    "enterprises:thread": _both(OK),
    "enterprises:broadcasts": _LISTS,
    "enterprises:broadcast_new": _care(OK, elsewhere=OK),
    "enterprises:broadcast": _both(OK),
    "enterprises:broadcast_retract": ACTION,
    "enterprises:visits": _LISTS,
    "enterprises:visit_new": _care(MISSING),
    "enterprises:visit": _both(OK),
    "enterprises:visit_record": ACTION,
    "enterprises:visit_answer": ACTION,
    "enterprises:visit_close": ACTION,
    "enterprises:visit_settle": ACTION,
    "enterprises:visit_cancel": ACTION,
    "enterprises:coordinators": _care(OK, elsewhere=OK),
    "enterprises:coordinator_phone": ACTION,
    "enterprises:reassign": ACTION,
    "enterprises:reassigned": _chief(OK, elsewhere=OK),
    "enterprises:coordination": _care(OK),
    "enterprises:coordination_assign": ACTION,
    "enterprises:coordination_end": ACTION,
    "enterprises:coordination_recuse": ACTION,
    "enterprises:coordination_return": ACTION,
    "enterprises:absences": OFFICERS_ONLY,
    "enterprises:absence_new": OFFICERS_ONLY,
    "enterprises:absence": people(DENIED, DENIED, OK, MISSING, posts=_ABSENT | {"chief": OK}),
    "enterprises:absence_shorten": ACTION,
    "enterprises:resumption": people(DENIED, DENIED, OK, posts=_WORK),
    "enterprises:resumption_confirm": ACTION,
}

POSTS: dict[str, Row] = {
    "enterprises:senior_contact": people(DENIED, UNFIT, DENIED, admin=UNFIT),
    "enterprises:resumption_report": people(UNFIT, UNFIT, DENIED),
    "enterprises:thread_new": _care(MISSING, firm=UNFIT, stranger=UNFIT),
    "enterprises:thread": _both(UNFIT),
    "enterprises:broadcast_new": _care(UNFIT, elsewhere=UNFIT),
    "enterprises:broadcast_retract": _care(UNFIT),
    "enterprises:visit_new": _care(MISSING),
    "enterprises:visit_record": _care(UNFIT),
    "enterprises:visit_answer": people(UNFIT, MISSING, DENIED),
    "enterprises:visit_close": _care(DONE),
    "enterprises:visit_settle": _chief(UNFIT),
    "enterprises:visit_cancel": _care(UNFIT),
    "enterprises:coordinator_phone": _care(UNFIT, elsewhere=UNFIT),
    "enterprises:reassign": _chief(UNFIT, elsewhere=UNFIT),
    "enterprises:coordination_assign": _chief(UNFIT),
    "enterprises:coordination_end": _chief(UNFIT),
    "enterprises:coordination_recuse": _care(UNFIT),
    "enterprises:coordination_return": _chief(UNFIT),
    "enterprises:absence_new": people(DENIED, DENIED, UNFIT),
    "enterprises:absence_shorten": people(DENIED, DENIED, DONE, MISSING, posts=_ABSENT | {"chief": DONE}),
    # The broker has a coordinator, so officers of the office do not confirm its report.
    "enterprises:resumption_confirm": people(
        DENIED, DENIED, MISSING, posts=_WORK | {"chief": DONE, "coordinator": DONE}
    ),
}

FILLED: dict[str, tuple[dict[str, str], Row]] = {
    "enterprises:resumption_report": ({"state": "full"}, people(DONE, DONE, DENIED)),
    "enterprises:thread_new": (
        {"subject": "New goods", "text": "When may we begin?"},
        _care(MISSING, firm=DONE, stranger=UNFIT),  # no office is in charge of the stranger
    ),
    "enterprises:thread": ({"text": "On Monday."}, _both(DONE)),
    "enterprises:broadcast_new": (
        {"title": "Hours", "text": "Open on Sunday.", "scope": "all"},
        _care(DONE, elsewhere=UNFIT),  # no firm belongs to that office
    ),
    "enterprises:broadcast_retract": ({"reason": "the wrong day"}, _care(DONE)),
    "enterprises:visit_answer": ({"answer": "confirm"}, people(DONE, MISSING, DENIED)),
    "enterprises:visit_settle": ({"note": "talked it over"}, _chief(DONE)),
    "enterprises:visit_cancel": ({"note": "the road is closed"}, _care(DONE)),
    "enterprises:coordinator_phone": ({"phone": "0731-84770001"}, _care(DONE, elsewhere=DONE)),
}
