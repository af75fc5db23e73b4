"""Decisions of officers: who may say what about a case, and which reasons they owe."""

from datetime import datetime
from typing import NamedTuple

from kernel.refusal import Rule, Severity, Violation, gettext_noop
from supervision.facts import CaseFact, Decider, Decision
from supervision.rules.selection import INSPECT, RELEASE, REVIEW

REJECT, SEND_BACK = "reject", "send_back"

# The status a list must have while its case is open in a lane.
LANE_STATUS = {REVIEW: 300, INSPECT: 500}
# Posts that work on cases of a lane; article 79 wants more separation than this (a later step).
LANE_ROLES = {
    REVIEW: frozenset({"officer", "chief"}),
    INSPECT: frozenset({"officer", "inspector", "chief"}),
}
NOTE_LENGTH = 400
# The outcome of a case whose list was moved by somebody else, without a decision here.
LEFT = "left"

_STATES = (
    "CEB622 returnStatus, formats of 2018 and 2022-05: 100 rejected, 300 review, 500 inspection, 700, 800"
)
_LAW = "Customs Law of the PRC, article 79: the posts of officers are separate and check each other"
_PORTAL = "Rule of this portal: one officer works on a case at a time, and every decision says why"


class Verb(NamedTuple):
    """One decision: the lanes it may be taken in and what it must carry.

    ``label`` is the button, ``consequence`` what the officer is told before it counts; a lane in
    ``note_lanes`` wants a text, ``wants_reason`` a code of the picklist.
    """

    name: str
    lanes: tuple[str, ...]
    label: str
    consequence: str
    wants_reason: bool
    note_lanes: tuple[str, ...]


class Reason(NamedTuple):
    """One entry of the picklist and the verbs it may stand beside; ``zh`` is what receipts carry."""

    code: str
    verbs: tuple[str, ...]
    text: str
    zh: str


VERBS = (
    Verb(
        RELEASE,
        (REVIEW, INSPECT),
        gettext_noop("Release"),
        gettext_noop(
            "The list is released (800) and the declarant gets the receipt. Goods from a bonded ledger stay "
            "pre-booked until they pass the gate. This cannot be undone here."
        ),
        False,
        (INSPECT,),
    ),
    Verb(
        INSPECT,
        (REVIEW,),
        gettext_noop("Send to inspection"),
        gettext_noop(
            "The goods are to be inspected (500). The declarant gets the receipt, the case moves to the "
            "inspection queue with a new deadline, and your claim ends."
        ),
        True,
        (),
    ),
    Verb(
        REJECT,
        (REVIEW, INSPECT),
        gettext_noop("Reject"),
        gettext_noop(
            "The list is rejected (100) and the declarant gets your reason, may correct it and file again. "
            "Ledger quantity, the buyer's yearly total and the guarantee are given back."
        ),
        True,
        (REVIEW, INSPECT),
    ),
    Verb(
        SEND_BACK,
        (INSPECT,),
        gettext_noop("Send back abroad"),
        gettext_noop(
            "The goods are to be sent back abroad (700) and the declarant gets your reason. Ledger quantity, "
            "the buyer's yearly total and the guarantee are given back. The list is closed for good."
        ),
        True,
        (INSPECT,),
    ),
)
BY_NAME = {verb.name: verb for verb in VERBS}

_BACK = (REJECT, SEND_BACK)
REASONS = (
    Reason("documents", _BACK, gettext_noop("The documents do not agree"), "单证不符"),
    Reason("goods", _BACK, gettext_noop("The goods are not as declared"), "货物与申报不符"),
    Reason("code", _BACK, gettext_noop("The commodity code is not right"), "商品编码有误"),
    Reason("value", _BACK, gettext_noop("The value is not accepted"), "价格不予接受"),
    Reason("licence", _BACK, gettext_noop("A licence or permission is missing"), "缺少许可证件"),
    Reason("buyer", _BACK, gettext_noop("The buyer's identity is in doubt"), "订购人身份存疑"),
    Reason(
        "channel", _BACK, gettext_noop("The goods may not be imported in this way"), "该货物不得以此方式进口"
    ),
    Reason(
        "doubt_goods",
        (INSPECT,),
        gettext_noop("The goods must be seen: description or code in doubt"),
        "品名或商品编码存疑，需查验",
    ),
    Reason(
        "doubt_value",
        (INSPECT,),
        gettext_noop("The goods must be seen: quantity or value in doubt"),
        "数量或价格存疑，需查验",
    ),
    Reason(
        "doubt_safety",
        (INSPECT,),
        gettext_noop("The goods must be seen: safety, health or quarantine"),
        "安全、卫生或检疫方面需查验",
    ),
    Reason("other", (INSPECT, *_BACK), gettext_noop("Another reason, written in the note"), "其他原因"),
)
BY_REASON = {reason.code: reason for reason in REASONS}

NOT_FOUND = Rule("DEC-01", Severity.REFUSE, gettext_noop("Your offices have no case for this list."), _PORTAL)
DECIDED = Rule("DEC-02", Severity.REFUSE, gettext_noop("This case is already decided."), _STATES)
CLAIMED = Rule("DEC-03", Severity.REFUSE, gettext_noop("Another officer has claimed this case."), _PORTAL)
MOVED_ON = Rule(
    "DEC-04",
    Severity.REFUSE,
    gettext_noop("The list has left this state (it now stands at %(status)s); look at it again."),
    _STATES,
)
WRONG_VERB = Rule(
    "DEC-05", Severity.REFUSE, gettext_noop("This decision cannot be taken on a case of this lane."), _STATES
)
WRONG_POST = Rule(
    "DEC-06", Severity.REFUSE, gettext_noop("Your post does not work on cases of this lane."), _LAW
)
NO_REASON = Rule(
    "DEC-07", Severity.REFUSE, gettext_noop("Choose the reason of the decision from the list."), _PORTAL
)
OTHER_REASON = Rule(
    "DEC-08", Severity.REFUSE, gettext_noop("Choose a reason that belongs to this decision."), _PORTAL
)
NO_NOTE = Rule(
    "DEC-09", Severity.REFUSE, gettext_noop("Write to the declarant what is wrong, in words."), _PORTAL
)
NO_RESULT = Rule(
    "DEC-10", Severity.REFUSE, gettext_noop("Write the result of the inspection before you release."), _LAW
)
LONG_NOTE = Rule(
    "DEC-11", Severity.REFUSE, gettext_noop("Shorten the note to %(limit)s characters or fewer."), _STATES
)
BAD_NOTE = Rule(
    "DEC-12", Severity.REFUSE, gettext_noop("The note holds characters that a receipt cannot carry."), _STATES
)
TWICE = Rule(
    "DEC-13",
    Severity.REFUSE,
    gettext_noop("The same list stands twice in this set; this is the second."),
    _PORTAL,
)
HELD = Rule(
    "DEC-14",
    Severity.REFUSE,
    gettext_noop(
        "Customs have suspended a firm of this list: it cannot be released before the suspension is lifted."
    ),
    "Rule of this portal: while a firm is suspended its open goods are held, not released",
)
STOPPED = Rule(
    "DEC-15",
    Severity.REFUSE,
    gettext_noop(
        "Stop order %(number)s is in force for this list, its goods or a firm of it: it cannot be released "
        "before the stop is lifted."
    ),
    "Customs Law of the PRC, Article 6; rule of this portal: what is stopped is not released",
)
FAILED = Rule(
    "DEC-99", Severity.REFUSE, gettext_noop("The decision could not be judged; nothing was changed."), _PORTAL
)

RULES = (
    NOT_FOUND,
    DECIDED,
    CLAIMED,
    MOVED_ON,
    WRONG_VERB,
    WRONG_POST,
    NO_REASON,
    OTHER_REASON,
    NO_NOTE,
    NO_RESULT,
    LONG_NOTE,
    BAD_NOTE,
    TWICE,
    HELD,
    STOPPED,
    FAILED,
)

# Somebody else was first: the caller should look again instead of correcting the form.
LATE = frozenset({DECIDED, CLAIMED, MOVED_ON})


def held_by_another(case: CaseFact, *, user_id: int | None, at: datetime) -> bool:
    """Whether a claim that has not ended keeps everybody but its owner (the portal too) away."""
    if case.owner_id is None or case.owner_id == user_id:
        return False
    return case.lease_until is None or at < case.lease_until


def judge_standing(case: CaseFact | None, *, decider: Decider, at: datetime) -> tuple[Violation, ...]:
    """Whether this person may touch this case now, whatever they want to decide."""
    if case is None or not (decider.is_portal or case.office in decider.offices):
        return (Violation(NOT_FOUND),)
    if case.decided:
        return (Violation(DECIDED),)
    found = []
    if held_by_another(case, user_id=decider.user_id, at=at):
        found.append(Violation(CLAIMED))
    if case.status != LANE_STATUS[case.lane]:
        found.append(Violation(MOVED_ON, args=(("status", str(case.status)),)))
    if not decider.is_portal and LANE_ROLES[case.lane].isdisjoint(decider.roles):
        found.append(Violation(WRONG_POST))
    return tuple(found)


def judge_wording(decision: Decision, *, lane: str) -> tuple[Violation, ...]:
    """What the decision itself lacks: its verb, its reason, its note."""
    verb = BY_NAME.get(decision.verb)
    if verb is None or lane not in verb.lanes:
        return (Violation(WRONG_VERB, path="verb"),)
    return (*_judge_reason(decision, verb), *_judge_note(decision, verb, lane))


def judge_decision(
    case: CaseFact | None, *, decision: Decision, decider: Decider, at: datetime
) -> tuple[Violation, ...]:
    """All that stands against this decision; empty when it may be taken."""
    found = judge_standing(case, decider=decider, at=at)
    if case is None or found:
        return found
    barred = judge_release(case) if decision.verb == RELEASE else ()
    return (*barred, *judge_wording(decision, lane=case.lane))


def judge_release(case: CaseFact) -> tuple[Violation, ...]:
    """What keeps the list from being released whoever decides: a suspension, a stop order."""
    held = (Violation(HELD, path="verb"),) if case.held else ()
    stopped = (Violation(STOPPED, path="verb", args=(("number", case.stop),)),) if case.stop else ()
    return (*held, *stopped)


def _judge_reason(decision: Decision, verb: Verb) -> tuple[Violation, ...]:
    if not decision.reason_code:
        return (Violation(NO_REASON, path="reason_code"),) if verb.wants_reason else ()
    reason = BY_REASON.get(decision.reason_code)
    if reason is None or verb.name not in reason.verbs:
        return (Violation(OTHER_REASON, path="reason_code"),)
    return ()


def _judge_note(decision: Decision, verb: Verb, lane: str) -> tuple[Violation, ...]:
    note = clean_note(decision.note)
    if not note and (lane in verb.note_lanes or decision.reason_code == "other"):
        return (Violation(NO_RESULT if verb.name == RELEASE else NO_NOTE, path="note"),)
    if len(note) > NOTE_LENGTH:
        return (Violation(LONG_NOTE, path="note", args=(("limit", str(NOTE_LENGTH)),)),)
    if not note.isprintable():
        return (Violation(BAD_NOTE, path="note"),)
    return ()


def clean_note(note: str) -> str:
    """The note on one line, as receipts carry it."""
    return " ".join(note.split())


def verbs_of(lane: str) -> tuple[Verb, ...]:
    """The decisions that a case of this lane offers, the usual one first."""
    return tuple(verb for verb in VERBS if lane in verb.lanes)
