"""The doors of the zone: bulk files, messages as XML and their answers, papers as JSON."""

from clearance.access.words import (
    ACTION,
    DENIED,
    DONE,
    FIRMS_ONLY,
    LOCKED,
    MISSING,
    NO_JSON,
    OK,
    ONLY_READ_BY_PROGRAMS,
    POST,
    UNFIT,
    Row,
    people,
)

# What the firm handed in is nobody else's; officers see what was filed of it.
_OWN = people(OK, MISSING, DENIED)
_OF_PROGRAMS = Row(LOCKED, LOCKED, LOCKED, LOCKED, LOCKED, OK)

ROWS: dict[str, Row] = {
    "bonded:bulk_files": FIRMS_ONLY,
    "bonded:bulk_new": _OWN,
    "bonded:bulk_template": _OWN,
    "bonded:bulk": _OWN,
    "bonded:bulk_take": ACTION,
    "bonded:bulk_errors": _OWN,
    "bonded:zone_messages": FIRMS_ONLY,
    "bonded:zone_answers": FIRMS_ONLY,
    "bonded_api:messages": Row(LOCKED, LOCKED, LOCKED, LOCKED, LOCKED, POST),
    "bonded_api:answers": _OF_PROGRAMS,
    "bonded_api:ledgers": _OF_PROGRAMS,
    "bonded_api:ledger_items": _OF_PROGRAMS,
    "bonded_api:inventories": _OF_PROGRAMS,
    "bonded_api:inventory": _OF_PROGRAMS,
    "bonded_api:documents": _OF_PROGRAMS,
    "bonded_api:document": _OF_PROGRAMS,
    "bonded_api:gate_passes": _OF_PROGRAMS,
    "bonded_api:gate_pass": _OF_PROGRAMS,
    "bonded_api:parcels": _OF_PROGRAMS,
}

# A form is no JSON: 415, nothing is read of it.
_JSON_ONLY = Row(LOCKED, LOCKED, LOCKED, LOCKED, LOCKED, NO_JSON)

POSTS: dict[str, Row] = {
    "bonded:bulk_new": people(UNFIT, MISSING, DENIED),
    "bonded:bulk_take": people(DONE, MISSING, DENIED),
    "bonded_api:messages": Row(LOCKED, LOCKED, LOCKED, LOCKED, LOCKED, DONE),  # refused, and kept
    "bonded_api:inventories": _JSON_ONLY,
    "bonded_api:documents": _JSON_ONLY,
    "bonded_api:gate_passes": _JSON_ONLY,
    **{
        f"bonded_api:{name}": ONLY_READ_BY_PROGRAMS
        for name in ("answers", "ledgers", "ledger_items", "inventory", "document", "gate_pass", "parcels")
    },
}

FILLED: dict[str, tuple[dict[str, str], Row]] = {}
