"""Officers and entry declarations: who may review, inspect, release, return and book, and in which order."""

from datetime import date

from declarations.facts import EntryFact
from declarations.facts import EntryState as S
from kernel.refusal import Rule, Severity, Violation, gettext_noop
from kernel.rules import MOVED_ON
from supervision.facts import Decider

_LAW = "Customs Law of the PRC, article 79: the posts of officers are separate and check each other"
_PORTAL = "Rule of this portal: one officer works on a declaration at a time, and every refusal says why"
_TAX = "Customs Law Articles 29 and 60: released when the tax is paid or a guarantee covers it"
_AMEND = "GACC Decree 220 on amending and withdrawing declarations"

NOT_YOUR_POST = Rule(
    "ENT-40",
    Severity.REFUSE,
    gettext_noop("Your post does not do this with entry declarations of this office."),
    _LAW,
)
NOT_CLAIMED = Rule(
    "ENT-41",
    Severity.REFUSE,
    gettext_noop("Another officer reviews this declaration."),
    _PORTAL,
)
INSPECTED_YOURSELF = Rule(
    "ENT-42",
    Severity.REFUSE,
    gettext_noop("Whoever inspected the goods does not release them: another officer must."),
    _LAW,
)
REVIEWS_ITSELF = Rule(
    "ENT-43",
    Severity.REFUSE,
    gettext_noop("Whoever reviews the declaration does not inspect its goods: other officers must."),
    _LAW,
)
SECOND_INSPECTOR = Rule(
    "ENT-44",
    Severity.REFUSE,
    gettext_noop("Two officers inspect: the record is confirmed by another one than wrote it."),
    "GACC Decree 138 on inspection: at least two officers",
)
NO_RECORD = Rule(
    "ENT-45",
    Severity.REFUSE,
    gettext_noop("There is no record of the inspection yet."),
    "GACC Decree 138 on inspection",
)
MISMATCH_FOUND = Rule(
    "ENT-46",
    Severity.REFUSE,
    gettext_noop("The inspection found that the goods do not match: return the declaration for correction."),
    "GACC Decree 138 on inspection",
)
ASKED_FOR = Rule(
    "ENT-47",
    Severity.REFUSE,
    gettext_noop("The firm has asked to correct or withdraw it: answer that first."),
    _AMEND,
)
NOT_ASKED = Rule("ENT-48", Severity.REFUSE, gettext_noop("The firm has not asked for anything."), _AMEND)
NOT_COVERED = Rule(
    "ENT-49",
    Severity.REFUSE,
    gettext_noop("Tax is due and not paid: pass it for payment; it is released when the tax is paid."),
    _TAX,
)
NOTHING_DUE = Rule(
    "ENT-50",
    Severity.REFUSE,
    gettext_noop("It bears no tax, or a guarantee covers it: release it."),
    _TAX,
)
PAID_ALREADY = Rule(
    "ENT-51",
    Severity.REFUSE,
    gettext_noop("Its tax is paid, so it cannot be recalled before the tax is refunded."),
    _AMEND,
)
NO_REASON = Rule("ENT-52", Severity.REFUSE, gettext_noop("Say why, in at least four characters."), _PORTAL)
NO_RECEIPT = Rule("ENT-53", Severity.REFUSE, gettext_noop("Give the number of the bank's receipt."), _TAX)
NOT_A_DAY = Rule(
    "ENT-54",
    Severity.REFUSE,
    gettext_noop("The day of payment lies between acceptance and today."),
    _TAX,
)
SUSPENDED = Rule(
    "ENT-55",
    Severity.REFUSE,
    gettext_noop(
        "A firm of this declaration is suspended (%(number)s): it is released after the suspension."
    ),
    "Rule of this portal: while a firm is suspended its open goods are held, not released",
)
STOPPED = Rule(
    "ENT-56",
    Severity.REFUSE,
    gettext_noop("The stop order %(stop)s keeps it from being released."),
    "Rule of this portal: a stop order is honoured at once by acceptance and release",
)
RECUSED = Rule(
    "ENT-57",
    Severity.REFUSE,
    gettext_noop("You are recused from a firm of this declaration."),
    _LAW,
)
NO_RESULT = Rule(
    "ENT-58",
    Severity.REFUSE,
    gettext_noop("Say whether the goods match the declaration, and what was found."),
    "GACC Decree 138 on inspection",
)
RULES = (
    NOT_YOUR_POST,
    NOT_CLAIMED,
    INSPECTED_YOURSELF,
    REVIEWS_ITSELF,
    SECOND_INSPECTOR,
    NO_RECORD,
    MISMATCH_FOUND,
    ASKED_FOR,
    NOT_ASKED,
    NOT_COVERED,
    NOTHING_DUE,
    PAID_ALREADY,
    NO_REASON,
    NO_RECEIPT,
    NOT_A_DAY,
    SUSPENDED,
    STOPPED,
    RECUSED,
    NO_RESULT,
)

REASON_LENGTH = 4
MATCH, MISMATCH = "match", "mismatch"
RESULTS = (MATCH, MISMATCH)
_DECIDERS = frozenset({"officer", "chief"})
_INSPECTORS = frozenset({"officer", "inspector", "chief"})
# From where an officer may say what; the flow itself stands in the room of declarations.
_SOURCES: dict[str, frozenset[int]] = {
    "review": frozenset({S.DECLARED}),
    "give_back": frozenset({S.REVIEW}),
    "inspect": frozenset({S.REVIEW}),
    "record": frozenset({S.INSPECTION}),
    "confirm": frozenset({S.INSPECTION}),
    "pass": frozenset({S.REVIEW}),
    "release": frozenset({S.REVIEW, S.PAID}),
    "pay": frozenset({S.TAX_DUE, S.RELEASED}),
    "deny": frozenset({S.DECLARED, S.REVIEW, S.INSPECTION, S.TAX_DUE, S.RELEASED}),
    "return": frozenset({S.DECLARED, S.REVIEW, S.TAX_DUE}),
    "withdraw": frozenset({S.REVIEW, S.TAX_DUE}),
    "recall": frozenset({S.RELEASED, S.FINISHED}),
}
VERBS = tuple(_SOURCES)
# What says no to the firm, or undoes something, says why.
REASONED = frozenset({"inspect", "deny", "return", "withdraw", "recall"})
_INSPECTING = frozenset({"record", "confirm"})
_DECIDING = frozenset({"pass", "release"})


def verbs_for(fact: EntryFact, *, decider: Decider) -> tuple[str, ...]:
    """What the officer may say now; a button for each."""
    return tuple(verb for verb in VERBS if not judge_entry_act(fact, verb=verb, decider=decider))


def judge_entry_act(fact: EntryFact, *, verb: str, decider: Decider) -> tuple[Violation, ...]:
    """Whether this officer may say ``verb`` about the declaration as it stands: post, order, four eyes."""
    roles = _INSPECTORS if verb in _INSPECTING else _DECIDERS
    if fact.office not in decider.offices or decider.roles.isdisjoint(roles):
        return (Violation(NOT_YOUR_POST),)
    if fact.status not in _SOURCES.get(verb, frozenset()):
        return (Violation(MOVED_ON),)
    if verb in _INSPECTING:
        return _judge_inspecting(fact, verb=verb, decider=decider)
    return (*_judge_claim(fact, verb=verb, decider=decider), *_judge_order(fact, verb=verb, decider=decider))


def judge_entry_words(*, verb: str, reason: str) -> tuple[Violation, ...]:
    """Whether a reason is given where one is owed."""
    owed = verb in REASONED and len(reason.strip()) < REASON_LENGTH
    return (Violation(NO_REASON, "reason"),) if owed else ()


def judge_record(*, result: str, note: str) -> tuple[Violation, ...]:
    """Whether an inspection's record says what was found."""
    said = result in RESULTS and len(note.strip()) >= REASON_LENGTH
    return () if said else (Violation(NO_RESULT, "note" if result in RESULTS else "result"),)


def judge_payment(
    fact: EntryFact, *, receipt_no: str, paid_on: date | None, today: date
) -> tuple[Violation, ...]:
    """Whether a payment can be booked with this receipt and day."""
    found = [] if receipt_no.strip() else [Violation(NO_RECEIPT, "receipt_no")]
    if paid_on is None or paid_on > today or (fact.accepted_on is not None and paid_on < fact.accepted_on):
        found.append(Violation(NOT_A_DAY, "paid_on"))
    return tuple(found)


def judge_hindrances(*, suspension: str, stop: str) -> tuple[Violation, ...]:
    """What keeps it from being released, whoever decides."""
    found = [Violation(SUSPENDED, args=(("number", suspension),))] if suspension else []
    if stop:
        found.append(Violation(STOPPED, args=(("stop", stop),)))
    return tuple(found)


def judge_recusal(fact: EntryFact, *, recused_from: frozenset[int]) -> tuple[Violation, ...]:
    """Whether the officer is recused from who declares or files."""
    return (Violation(RECUSED),) if recused_from & {fact.firm_id, fact.agent_id} else ()


def _judge_claim(fact: EntryFact, *, verb: str, decider: Decider) -> tuple[Violation, ...]:
    """Under review only its reviewer acts; a chief may take it away from an officer."""
    if fact.status != S.REVIEW or fact.reviewer_id == decider.user_id:
        return ()
    if verb == "give_back" and "chief" in decider.roles:
        return ()
    return (Violation(NOT_CLAIMED),)


def _judge_order(fact: EntryFact, *, verb: str, decider: Decider) -> tuple[Violation, ...]:
    if verb in _DECIDING:
        return _judge_deciding(fact, verb=verb, decider=decider)
    if verb == "deny" and not fact.asked:
        return (Violation(NOT_ASKED),)
    if verb == "withdraw" and fact.asked != "withdraw":
        return (Violation(NOT_ASKED),)
    if verb == "recall" and fact.is_paid:
        return (Violation(PAID_ALREADY),)
    if verb == "pay" and not fact.tax_fen:
        return (Violation(NOTHING_DUE),)
    return ()


def _judge_deciding(fact: EntryFact, *, verb: str, decider: Decider) -> tuple[Violation, ...]:
    found = []
    if decider.user_id in (fact.inspector_id, fact.second_inspector_id):
        found.append(Violation(INSPECTED_YOURSELF))
    if fact.inspection == MISMATCH:
        found.append(Violation(MISMATCH_FOUND))
    if fact.asked:
        found.append(Violation(ASKED_FOR))
    open_tax = fact.tax_fen > 0 and fact.pay_mode == "first" and not fact.is_paid
    if verb == "release" and open_tax:
        found.append(Violation(NOT_COVERED))
    if verb == "pass" and not open_tax:
        found.append(Violation(NOTHING_DUE))
    return tuple(found)


def _judge_inspecting(fact: EntryFact, *, verb: str, decider: Decider) -> tuple[Violation, ...]:
    if decider.user_id == fact.reviewer_id:
        return (Violation(REVIEWS_ITSELF),)
    if verb == "record":
        return ()
    if fact.inspector_id is None:
        return (Violation(NO_RECORD),)
    return (Violation(SECOND_INSPECTOR),) if decider.user_id == fact.inspector_id else ()
