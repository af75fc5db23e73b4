"""Tailored supervision plans: what one may hold, which named rules its switches change, whom it covers."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import NamedTuple

from enterprises.facts import PlanFact
from enterprises.rules.switches import BY_NAME, judge_switches
from kernel.refusal import Rule, Severity, Violation, gettext_noop

_HOUSE = (
    "Rule of this portal for tailored supervision plans (Changsha Customs, February and March 2020): a plan "
    "is data that switches named rules, approved at two levels"
)
_EYES = "Customs Law Article 79: examination, inspection, release and audit are separate and check each other"

NO_TITLE = Rule(
    "PLN-01", Severity.REFUSE, gettext_noop("Give the plan a title of 2 to 100 characters."), _HOUSE
)
NO_GOODS = Rule("PLN-02", Severity.REFUSE, gettext_noop("Describe the goods in 2 to 300 characters."), _HOUSE)
BAD_PREFIX = Rule(
    "PLN-03",
    Severity.REFUSE,
    gettext_noop("Name 1 to 40 beginnings of commodity codes, each of 2 to 10 digits."),
    _HOUSE,
)
NO_SCENARIO = Rule("PLN-04", Severity.REFUSE, gettext_noop("Choose one of the scenarios."), _HOUSE)
BAD_SPAN = Rule(
    "PLN-05",
    Severity.REFUSE,
    gettext_noop("The plan must end after it begins, not in the past, and hold for at most %(days)s days."),
    _HOUSE,
)
NO_BASIS = Rule(
    "PLN-06", Severity.REFUSE, gettext_noop("Name the legal basis in 5 to 300 characters."), _HOUSE
)
BAD_DIFFICULTY = Rule(
    "PLN-07",
    Severity.REFUSE,
    gettext_noop("The office has no difficulty of this firm with this number."),
    _HOUSE,
)
NO_REASON = Rule("PLN-14", Severity.REFUSE, gettext_noop("Say in 5 to 500 characters why."), _HOUSE)
THIRD_PERSON = Rule(
    "PLN-15",
    Severity.REFUSE,
    gettext_noop("Whoever drafted the plan or approved it before cannot approve it: somebody else must."),
    _EYES,
)
OVER = Rule("PLN-16", Severity.REFUSE, gettext_noop("The plan's last day is over: draft a new one."), _HOUSE)
UNKNOWN_PLAN_FIRM = Rule(
    "PLN-17", Severity.REFUSE, gettext_noop("There is no such firm at your office."), _HOUSE
)
OFFICER_FIRST = Rule(
    "PLN-19", Severity.REFUSE, gettext_noop("Only an officer may give the first approval."), _EYES
)

RULES = (
    OFFICER_FIRST,
    NO_TITLE,
    NO_GOODS,
    BAD_PREFIX,
    NO_SCENARIO,
    BAD_SPAN,
    NO_BASIS,
    BAD_DIFFICULTY,
    NO_REASON,
    THIRD_PERSON,
    OVER,
    UNKNOWN_PLAN_FIRM,
)

SCENARIOS = {
    "relief_supplies": gettext_noop("Relief supplies"),
    "emergency_clearance": gettext_noop("Emergency clearance"),
    "perishable": gettext_noop("Perishable goods"),
    "high_volume_event": gettext_noop("Sales event with high volume"),
    "new_business": gettext_noop("New kind of business"),
    "other": gettext_noop("Another scenario"),
}


_MOST_PREFIXES = 40


class PlanDraft(NamedTuple):
    """A plan as it was typed; ``valid_to`` is the first day after, ``switches`` holds the turned ones."""

    title: str
    goods: str
    hs_prefixes: tuple[str, ...]
    scenario: str
    valid_from: date | None
    valid_to: date | None
    legal_basis: str
    switches: tuple[tuple[str, str], ...]
    address: str = ""


def judge_plan(draft: PlanDraft, *, today: date, most_days: int) -> tuple[Violation, ...]:
    """Everything that is wrong with a drafted plan."""
    return (
        *_judge_text(draft.title, low=2, high=100, rule=NO_TITLE, path="title"),
        *_judge_text(draft.goods, low=2, high=300, rule=NO_GOODS, path="goods"),
        *_judge_prefixes(draft.hs_prefixes),
        *([] if draft.scenario in SCENARIOS else [Violation(NO_SCENARIO, "scenario")]),
        *_judge_span(draft, today=today, most_days=most_days),
        *_judge_text(draft.legal_basis, low=5, high=300, rule=NO_BASIS, path="legal_basis"),
        *judge_switches(draft.switches, address=draft.address),
    )


def judge_reason(reason: str) -> tuple[Violation, ...]:
    """Whether a refusal, a revocation or a firm's no says why."""
    return _judge_text(reason, low=5, high=500, rule=NO_REASON, path="reason")


def judge_approver(
    user_id: int | None,
    *,
    drafted_by: int,
    approved_by: int | None = None,
    also_wrote: Collection[int] = (),
) -> tuple[Violation, ...]:
    """Whether the approver is none of those who wrote the draft, nor the one who approved before.

    Source: Customs Law, Article 79.
    """
    return (Violation(THIRD_PERSON),) if user_id in (drafted_by, approved_by, *also_wrote) else ()


def _judge_text(text: str, *, low: int, high: int, rule: Rule, path: str) -> tuple[Violation, ...]:
    return () if low <= len(text.strip()) <= high else (Violation(rule, path),)


def _judge_prefixes(prefixes: tuple[str, ...]) -> tuple[Violation, ...]:
    fit = all(2 <= len(one) <= 10 and one.isascii() and one.isdigit() for one in prefixes)
    return () if fit and 1 <= len(prefixes) <= _MOST_PREFIXES else (Violation(BAD_PREFIX, "hs_prefixes"),)


def _judge_span(draft: PlanDraft, *, today: date, most_days: int) -> tuple[Violation, ...]:
    first, after = draft.valid_from, draft.valid_to
    if first and after and first < after and after > today and after - first <= timedelta(days=most_days):
        return ()
    return (Violation(BAD_SPAN, "valid_to", args=(("days", str(most_days)),)),)


def covers(plan: PlanFact, *, hs_codes: Iterable[str]) -> bool:
    """Whether every one of the commodity codes (at least one) begins as the plan says."""
    codes = tuple(hs_codes)
    return bool(codes) and all(code.startswith(plan.hs_prefixes) for code in codes)


def plan_for(plans: Iterable[PlanFact], *, hs_codes: Iterable[str]) -> PlanFact | None:
    """The plan under which goods with these codes run: all of them must be covered.

    Of several the one that names the goods most closely counts, then the one that began last.
    """
    codes = tuple(hs_codes)
    fitting = [plan for plan in plans if covers(plan, hs_codes=codes)]
    return max(
        fitting, key=lambda plan: (_closeness(plan, codes), plan.valid_from, plan.number), default=None
    )


def _closeness(plan: PlanFact, codes: tuple[str, ...]) -> int:
    """The length of the shortest of the prefixes by which the plan covers the codes."""
    return min(max(len(one) for one in plan.hs_prefixes if code.startswith(one)) for code in codes)


def switch(plan: PlanFact | None, *, name: str) -> str:
    """The value that the plan gives the switch; empty where it leaves the rule alone, or without a plan.

    Raises:
        KeyError: there is no such switch.
    """
    known = BY_NAME[name]
    return "" if plan is None else dict(plan.switches).get(known.name, "")
