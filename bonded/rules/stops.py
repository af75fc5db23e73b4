"""Stop orders: who stops what, why, and who lifts it."""

from kernel.refusal import Rule, Severity, Violation, gettext_noop

_LAW = (
    "Customs Law of the PRC, Article 6 (what breaks the law may be detained), Article 79 (posts check "
    "each other); that another officer lifts what one ordered is this portal's reading"
)
_PORTAL = "Rule of this portal: a stop names exactly one thing, and both its ends say why"

GROUND_LENGTH = 300

NOT_OFFICER = Rule(
    "STO-01",
    Severity.REFUSE,
    gettext_noop("Only officers and chiefs of the office order a stop and lift it."),
    _LAW,
)
NO_GROUND = Rule("STO-02", Severity.REFUSE, gettext_noop("Write the ground."), _PORTAL)
LONG_GROUND = Rule(
    "STO-03",
    Severity.REFUSE,
    gettext_noop("Shorten the ground to %(limit)s characters or fewer."),
    _PORTAL,
)
NOT_FOUND = Rule(
    "STO-04",
    Severity.REFUSE,
    gettext_noop("Your offices have nothing with this number; nothing was stopped."),
    _PORTAL,
)
SAME_OFFICER = Rule(
    "STO-05",
    Severity.REFUSE,
    gettext_noop("You ordered this stop yourself: another officer lifts it."),
    _LAW,
)
TWICE = Rule(
    "STO-06",
    Severity.REFUSE,
    gettext_noop("You have stopped this already, by %(number)s."),
    _PORTAL,
)

RULES = (NOT_OFFICER, NO_GROUND, LONG_GROUND, NOT_FOUND, SAME_OFFICER, TWICE)


def judge_ground(ground: str) -> tuple[Violation, ...]:
    """Whether an order or a lifting says why, and not too long."""
    if not ground.strip():
        return (Violation(NO_GROUND, "ground"),)
    if len(ground.strip()) > GROUND_LENGTH:
        return (Violation(LONG_GROUND, "ground", args=(("limit", str(GROUND_LENGTH)),)),)
    return ()


def judge_lift(*, ordered_by_id: int, lifter_id: int | None, ground: str) -> tuple[Violation, ...]:
    """All that stands against lifting a stop: the same officer, no ground.

    Source: Customs Law, Article 79 (posts check each other).
    """
    same = (Violation(SAME_OFFICER),) if lifter_id is None or lifter_id == ordered_by_id else ()
    return (*same, *judge_ground(ground))


def plate_of(text: str) -> str:
    """A plate as it is compared: capital letters, no spaces, no dots."""
    return "".join(c for c in text.upper() if not c.isspace() and c not in "·.-")
