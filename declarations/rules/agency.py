"""Agents: who may file for another firm: with its authority, and not while it is suspended."""

from collections.abc import Mapping
from typing import NamedTuple

from kernel.refusal import Rule, Severity, Violation, gettext_noop

_AGENCY = (
    "Customs Law Article 10: an agent presents the principal's authority; required by the parameter "
    "agent.authority_required"
)
_SUSPENDED = "Rule of this portal: nothing new is filed for a firm that customs have suspended"

AGY_01 = Rule(
    "AGY-01",
    Severity.REFUSE,
    gettext_noop(
        "The firm %(code)s has not authorised your firm to declare for it; its administrator gives the "
        "authority under Our agents."
    ),
    _AGENCY,
)
AGY_02 = Rule(
    "AGY-02",
    Severity.REFUSE,
    gettext_noop("Customs have suspended the firm %(code)s: nothing new may be filed for it."),
    _SUSPENDED,
)
AGY_03 = Rule(
    "AGY-03",
    Severity.REFUSE,
    gettext_noop("Customs have suspended your firm as an agent: it may file for itself only."),
    _SUSPENDED,
)
RULES = (AGY_01, AGY_02, AGY_03)


class Party(NamedTuple):
    """The merchant of a list as the declarant meets it.

    ``authorises``: it lets the declarant act for it; ``barred``: customs have suspended the declarant
    as an agent.
    """

    firm_id: int
    suspended: bool
    authorises: bool
    barred: bool = False


def judge_agency(
    head: Mapping[str, str], *, sender_id: int, parties: Mapping[str, Party], required: bool
) -> tuple[Violation, ...]:
    """Whether the sender may file this list for its merchant; an unknown merchant is judged elsewhere.

    Source: Customs Law Article 10.
    """
    code = head.get("ebcCode", "")
    party = parties.get(code)
    if party is None or party.firm_id == sender_id:
        return ()
    found = [Violation(AGY_03, "agentCode")] if party.barred else []
    if required and not party.authorises:
        found.append(Violation(AGY_01, "ebcCode", args=(("code", code),)))
    if party.suspended:
        found.append(Violation(AGY_02, "ebcCode", args=(("code", code),)))
    return tuple(found)
