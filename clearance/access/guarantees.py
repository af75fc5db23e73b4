"""Guarantees: the firm's accounts and applications, and what its office decides."""

from clearance.access.words import (
    ACTION,
    DENIED,
    DESK_ONLY,
    DONE,
    FIRMS_ONLY,
    MISSING,
    OK,
    UNFIT,
    Row,
    people,
)

# Posts that read guarantees and decide nothing, and posts that have no business with them.
_READERS = {"inspector": DENIED, "coordinator": DENIED}
_OTHERS = {"gate": MISSING, "operator": MISSING, "laboratory": MISSING}


def _seen() -> Row:
    """Read by its firm and the desk of its office."""
    return people(OK, MISSING, OK, MISSING, posts=_OTHERS)


def _decided(answer: str) -> Row:
    """Decided by an officer or a chief of the office."""
    return people(DENIED, MISSING, answer, MISSING, posts=_READERS | _OTHERS)


def _by_admin(answer: str) -> Row:
    """Done by the administrator of the firm."""
    return people(DENIED, MISSING, DENIED, MISSING, admin=answer, posts=_OTHERS)


ROWS: dict[str, Row] = {
    "enterprises:guarantee": FIRMS_ONLY,
    "enterprises:guarantee_csv": FIRMS_ONLY,
    "enterprises:guarantee_new": people(DENIED, OK, DENIED, admin=OK),
    "enterprises:guarantee_files": DESK_ONLY,
    "enterprises:guarantee_file": _seen(),
    "enterprises:guarantee_file_ask": ACTION,
    "enterprises:guarantee_file_propose": ACTION,
    "enterprises:guarantee_file_decide": ACTION,
    "enterprises:guarantee_file_answer": ACTION,
    "enterprises:guarantee_file_withdraw": ACTION,
    "enterprises:guarantee_exemption_end": ACTION,
    "enterprises:guarantee_account": _seen(),
    "enterprises:guarantee_freeze": ACTION,
    "enterprises:guarantee_unfreeze": ACTION,
    "enterprises:guarantee_claim_new": ACTION,
    "enterprises:guarantee_claim": _seen(),
    "enterprises:guarantee_claim_decide": ACTION,
}

POSTS: dict[str, Row] = {
    "enterprises:guarantee_new": people(DENIED, UNFIT, DENIED, admin=UNFIT),
    "enterprises:guarantee_file_ask": _decided(UNFIT),
    "enterprises:guarantee_file_propose": _decided(UNFIT),
    "enterprises:guarantee_file_decide": _decided(DONE),  # as proposed, without another word
    "enterprises:guarantee_file_answer": _by_admin(UNFIT),
    "enterprises:guarantee_file_withdraw": _by_admin(DONE),
    "enterprises:guarantee_exemption_end": _decided(UNFIT),
    "enterprises:guarantee_freeze": _decided(UNFIT),
    "enterprises:guarantee_unfreeze": _decided(UNFIT),
    "enterprises:guarantee_claim_new": _decided(UNFIT),
    "enterprises:guarantee_claim_decide": _decided(UNFIT),
}

_SAID = {"note": "the letter states all that it must"}

FILLED: dict[str, tuple[dict[str, str], Row]] = {
    "enterprises:guarantee_file_ask": (_SAID, _decided(DONE)),
    "enterprises:guarantee_file_propose": (_SAID | {"proposal": "refuse"}, _decided(DONE)),
    "enterprises:guarantee_file_answer": ({"answer": "it is attached"}, _by_admin(DONE)),
    "enterprises:guarantee_exemption_end": (_SAID, _decided(DONE)),
    "enterprises:guarantee_freeze": ({"ground": "officer", "reason": "tax is overdue"}, _decided(DONE)),
    "enterprises:guarantee_unfreeze": ({"reason": "everything is paid"}, _decided(DONE)),
    "enterprises:guarantee_claim_new": (
        {"duty": "QD1", "amount": "1.00", "ground": "tax was not paid"},
        _decided(DONE),
    ),
    "enterprises:guarantee_claim_decide": (_SAID | {"verdict": "call"}, _decided(DONE)),
}
