"""Gate passes, vehicles, and the gate with all that hangs on it."""

from clearance.access.words import (
    ACTION,
    AWAY,
    DENIED,
    DONE,
    EVERY_POST,
    MISSING,
    NOTHING,
    OK,
    SIGNED_IN,
    UNFIT,
    Row,
    people,
)


def _booth(answer: str) -> Row:
    """A page of those who work a gate: the gate's own post, officers and chiefs, of any office."""
    return people(DENIED, DENIED, answer, posts=EVERY_POST | {"gate": answer, "chief": answer})


def _at_gate(answer: str) -> Row:
    """A thing at the gate: nobody of a firm and of another office knows of it."""
    return people(MISSING, MISSING, answer, MISSING, posts=EVERY_POST | {"gate": answer, "chief": answer})


def _decided(firm: str, answer: str) -> Row:
    """What officers and chiefs of the office decide."""
    return people(firm, MISSING, answer, MISSING, posts=EVERY_POST | {"chief": answer})


_SEEN = people(OK, MISSING, OK, MISSING)

ROWS: dict[str, Row] = {
    "bonded:gate_passes": SIGNED_IN,
    "bonded:gate_pass_new": people(OK, OK, DENIED),
    "bonded:gate_pass": _SEEN,
    "bonded:gate_pass_void": ACTION,
    "bonded:gate_pass_decide": ACTION,
    "bonded:vehicles": SIGNED_IN,
    "bonded:vehicle_new": people(OK, OK, DENIED),
    "bonded:vehicle_end": ACTION,
    "bonded:gate": _booth(OK),
    "bonded:gate_choose": _booth(OK),
    "bonded:gate_away": ACTION,
    "bonded:gate_later": _booth(AWAY),
    "bonded:gate_passages": _booth(OK),
    "bonded:gate_passage": _at_gate(OK),
    "bonded:gate_holds": SIGNED_IN,
    "bonded:gate_hold": _SEEN,
    "bonded:gate_undo": _at_gate(OK),
    "bonded:gates": _booth(OK),
    "bonded:gate_settings": _decided(MISSING, OK),
}

POSTS: dict[str, Row] = {
    "bonded:gate_pass_new": people(UNFIT, UNFIT, DENIED),
    "bonded:gate_pass_void": _decided(UNFIT, UNFIT),
    "bonded:gate_pass_decide": _decided(DENIED, UNFIT),
    "bonded:vehicle_new": people(UNFIT, UNFIT, DENIED),
    "bonded:vehicle_end": _decided(DONE, DONE),
    # No gate is chosen yet.
    "bonded:gate": _booth(NOTHING),
    "bonded:gate_choose": _booth(UNFIT),
    "bonded:gate_away": _booth(NOTHING),
    "bonded:gate_later": _booth(NOTHING),
    "bonded:gate_passage": _decided(MISSING, UNFIT),
    "bonded:gate_hold": _decided(UNFIT, UNFIT),
    "bonded:gate_undo": _decided(MISSING, DONE),
    "bonded:gate_settings": _decided(MISSING, DONE),
}

FILLED: dict[str, tuple[dict[str, str], Row]] = {
    "bonded:gate_pass_void": ({"reason": "客户取消提货"}, _decided(DONE, DONE)),
    "bonded:gate_hold": (
        {"act": "turn_back", "words": "车辆与核放单不符，退回"},
        _decided(DONE, DONE),
    ),
    "bonded:gate_passage": ({"words": "车辆仍在区内，误点过卡"}, _decided(MISSING, DONE)),
    # No customs office is in charge of the stranger.
    "bonded:vehicle_new": (
        {"plate": "湘C90001", "tare_kg": "9000", "valid_from": "2026-05-01", "last_day": "2099-05-01"},
        people(DONE, UNFIT, DENIED),
    ),
    "bonded:gate_pass_new": (
        {"kind": "6", "direction": "E", "own_no": "ACCESS-1", "plate": "湘A90001"},
        people(DONE, UNFIT, DENIED),
    ),
}
