"""Who may do what: ``check_may_x`` refuses with a sentence, its pair ``may_x`` answers a button."""

from enterprises.facts import Actor
from enterprises.rules import (
    absences,
    access,
    coordination,
    difficulties,
    measures,
    plans,
    posts,
    registration,
    suspension,
)
from kernel.refusal import Refused, Rule, Violation


def _require(allowed: bool, *, rule: Rule) -> None:
    """Refuse with the rule's sentence unless ``allowed``."""
    if not allowed:
        raise Refused(Violation(rule))


def may_see_own_firm(actor: Actor) -> bool:
    """Whether a person of a firm may see that firm's profile, people and guarantees."""
    return actor.is_firm and actor.token_id is None


def check_may_see_own_firm(actor: Actor) -> None:
    """Refuse anybody but a person who acts for a firm."""
    _require(may_see_own_firm(actor), rule=access.FIRM_ONLY)


def may_manage_tokens(actor: Actor) -> bool:
    """Whether the actor administers the own firm; a token never makes tokens."""
    return may_see_own_firm(actor) and "admin" in actor.roles


def check_may_manage_tokens(actor: Actor) -> None:
    """Refuse anybody but the firm's administrator."""
    _require(may_manage_tokens(actor), rule=access.FIRM_ADMIN_ONLY)


def may_see_firms(actor: Actor) -> bool:
    """Whether the actor is an officer with a post in force."""
    return actor.is_officer and bool(actor.offices)


def check_may_see_firms(actor: Actor) -> None:
    """Refuse anybody but an officer with a post."""
    _require(may_see_firms(actor), rule=access.OFFICER_ONLY)


def may_see_firm_people(actor: Actor) -> bool:
    """Whether the officer's post has to do with a firm's people, tokens and accounts: one at the desk."""
    return may_see_firms(actor) and bool(actor.roles & {"officer", "chief", "coordinator", "inspector"})


def may_set_tolerant(actor: Actor) -> bool:
    """Whether the actor decides how a sender's messages are read."""
    return may_see_firms(actor) and bool(actor.roles & {"officer", "chief"})


def check_may_set_tolerant(actor: Actor) -> None:
    """Refuse anybody but an officer or a chief."""
    check_may_see_firms(actor)
    _require(may_set_tolerant(actor), rule=access.DECIDER_ONLY)


def may_change_self(actor: Actor) -> bool:
    """Whether a signed-in person acts, not a program and not the portal."""
    return actor.user_id is not None and actor.token_id is None


def check_may_change_self(actor: Actor) -> None:
    """Refuse programs: a token has no profile."""
    _require(may_change_self(actor), rule=access.PERSON_ONLY)


# Trust: suspensions and grades.


def may_start(actor: Actor) -> bool:
    """Whether the actor may start something new: the own firm is not suspended."""
    return not actor.suspension


def check_may_start(actor: Actor) -> None:
    """Refuse every new act of a suspended firm; what is under way is another question."""
    if not may_start(actor):
        raise Refused(Violation(suspension.SUSPENDED, args=(("number", actor.suspension),)))


def may_see_trust(actor: Actor) -> bool:
    """Whether the actor's post has to do with the trust in firms: not the gate, a site or the laboratory."""
    return may_see_firms(actor) and bool(actor.roles & {"officer", "chief", "coordinator", "inspector"})


def check_may_see_trust(actor: Actor) -> None:
    """Refuse anybody but the posts at the desk."""
    _require(may_see_trust(actor), rule=access.OFFICER_ONLY)


def may_propose_trust(actor: Actor) -> bool:
    """Whether the actor may propose a grade or a suspension."""
    return may_see_firms(actor) and bool(actor.roles & {"officer", "chief"})


def check_may_propose_trust(actor: Actor) -> None:
    """Refuse anybody but an officer or a chief."""
    check_may_see_firms(actor)
    _require(may_propose_trust(actor), rule=access.DECIDER_ONLY)


def may_countersign_trust(actor: Actor) -> bool:
    """Whether the actor may decide on a grade or a suspension that somebody else proposed."""
    return may_see_firms(actor) and "chief" in actor.roles


def check_may_countersign_trust(actor: Actor) -> None:
    """Refuse anybody but a chief."""
    check_may_see_firms(actor)
    _require(may_countersign_trust(actor), rule=suspension.CHIEF_ONLY)


# People, authorities and posts.


def may_manage_people(actor: Actor) -> bool:
    """Whether the actor, in person, administers the own firm: invites, changes roles, gives authorities."""
    return may_manage_tokens(actor)


def check_may_manage_people(actor: Actor) -> None:
    """Refuse anybody but the firm's administrator."""
    _require(may_manage_people(actor), rule=access.FIRM_ADMIN_ONLY)


def may_manage_posts(actor: Actor) -> bool:
    """Whether the actor gives and ends posts: a chief, not a deputy of one, or the operator of the portal."""
    return actor.is_system or (may_see_firms(actor) and posts.CHIEF in actor.own_roles)


def check_may_manage_posts(actor: Actor) -> None:
    """Refuse anybody but a chief (and the operator's commands)."""
    _require(may_manage_posts(actor), rule=posts.CHIEF_ONLY)


# Difficulties.


def may_work_difficulties(actor: Actor) -> bool:
    """Whether the actor's post works on difficulties of the own offices."""
    return may_see_firms(actor) and bool(actor.roles & {"officer", "inspector", "coordinator", "chief"})


def check_may_work_difficulties(actor: Actor) -> None:
    """Refuse firms, and officers whose post has no business with difficulties."""
    check_may_see_firms(actor)
    _require(may_work_difficulties(actor), rule=difficulties.WORKERS_ONLY)


def check_may_see_difficulties(actor: Actor) -> None:
    """Refuse all but persons of a firm and those who work on difficulties; programs of firms too."""
    if actor.is_officer:
        check_may_work_difficulties(actor)
    else:
        check_may_see_own_firm(actor)


# Coordination, visits, messages and absences.


def may_assign(actor: Actor) -> bool:
    """Whether the actor assigns coordinators: a chief."""
    return may_see_firms(actor) and "chief" in actor.roles


def check_may_assign(actor: Actor) -> None:
    """Refuse anybody but a chief."""
    check_may_see_firms(actor)
    _require(may_assign(actor), rule=coordination.CHIEF_ONLY)


def may_coordinate(actor: Actor) -> bool:
    """Whether the actor's post looks after firms; of which ones the selectors know."""
    return may_see_firms(actor) and bool(actor.roles & {"coordinator", "chief"})


def check_may_coordinate(actor: Actor) -> None:
    """Refuse anybody but coordinators and chiefs."""
    check_may_see_firms(actor)
    _require(may_coordinate(actor), rule=coordination.NOT_YOURS)


def check_may_write(actor: Actor) -> None:
    """Refuse programs, and officers who look after no firms; a suspended firm may still write."""
    if actor.is_officer:
        check_may_coordinate(actor)
    else:
        check_may_see_own_firm(actor)


def may_record_absences(actor: Actor) -> bool:
    """Whether the actor records and shortens absences of others: a chief, not a deputy of one."""
    return may_see_firms(actor) and "chief" in actor.own_roles


def check_may_record_absence(actor: Actor, *, officer_id: int) -> None:
    """Refuse an absence of somebody else, unless a chief records it."""
    check_may_see_firms(actor)
    _require(officer_id == actor.user_id or may_record_absences(actor), rule=absences.OWN_ONLY)


# Registration and standing documents.


def may_register(actor: Actor) -> bool:
    """Whether a person who works for firms acts, whether or not there is a firm yet."""
    return actor.kind == "firm" and may_change_self(actor)


def check_may_register(actor: Actor) -> None:
    """Refuse officers and programs."""
    _require(may_register(actor), rule=registration.NOT_A_FIRM_PERSON)


def may_decide_firms(actor: Actor) -> bool:
    """Whether the actor decides on registrations, standing documents and data of the own offices' firms."""
    return may_see_firms(actor) and bool(actor.roles & {"officer", "chief"})


def check_may_decide_firms(actor: Actor) -> None:
    """Refuse anybody but an officer or a chief."""
    check_may_see_firms(actor)
    _require(may_decide_firms(actor), rule=access.DECIDER_ONLY)


# Measures, grants and tailored plans.

_DESK = frozenset({"officer", "inspector", "coordinator", "chief"})
_DRAFTERS = frozenset({"officer", "coordinator", "chief"})
_DECIDERS = frozenset({"officer", "chief"})
# What an officer may do with measures: the posts that may, and what others are told.
MEASURE_POSTS = {
    "see": (_DESK, measures.DESK_ONLY),
    "publish": (frozenset({"chief"}), suspension.CHIEF_ONLY),
    "propose": (_DRAFTERS, measures.DESK_ONLY),
    "recommend": (frozenset({"coordinator"}), measures.COORDINATOR_ONLY),
    "decide": (_DECIDERS, access.DECIDER_ONLY),
    "record": (_DECIDERS, access.DECIDER_ONLY),
    "draft_plan": (_DRAFTERS, measures.DESK_ONLY),
    "approve_plan": (frozenset({"officer"}), plans.OFFICER_FIRST),
    "force_plan": (frozenset({"chief"}), suspension.CHIEF_ONLY),
}


def may_handle_measures(actor: Actor, *, act: str) -> bool:
    """Whether the officer's post may do this with measures; ``act`` is a key of ``MEASURE_POSTS``."""
    return may_see_firms(actor) and bool(actor.roles & MEASURE_POSTS[act][0])


def check_may_handle_measures(actor: Actor, *, act: str) -> None:
    """Refuse firms, and officers whose post does not do this."""
    check_may_see_firms(actor)
    _require(may_handle_measures(actor, act=act), rule=MEASURE_POSTS[act][1])


def may_ask_for_measures(actor: Actor) -> bool:
    """Whether the actor administers, in person, a firm that may start something new."""
    return may_manage_tokens(actor) and may_start(actor)


def check_may_ask_for_measures(actor: Actor) -> None:
    """Refuse anybody but the firm's administrator, and firms that are suspended."""
    check_may_manage_tokens(actor)
    check_may_start(actor)


# Guarantees.


def may_apply_guarantee(actor: Actor) -> bool:
    """Whether the actor, in person, applies for the own firm: its administrator."""
    return may_manage_tokens(actor)


def check_may_apply_guarantee(actor: Actor) -> None:
    """Refuse anybody but the firm's administrator."""
    _require(may_apply_guarantee(actor), rule=access.FIRM_ADMIN_ONLY)


def may_work_guarantees(actor: Actor) -> bool:
    """Whether the actor's post reads the guarantees of the own offices."""
    return may_see_firms(actor) and bool(actor.roles & {"officer", "inspector", "coordinator", "chief"})


def check_may_work_guarantees(actor: Actor) -> None:
    """Refuse firms, and officers whose post has no business with guarantees."""
    _require(may_work_guarantees(actor), rule=access.OFFICER_ONLY)


def may_decide_guarantees(actor: Actor) -> bool:
    """Whether the actor examines applications, freezes and calls: an officer or a chief."""
    return may_work_guarantees(actor) and bool(actor.roles & {"officer", "chief"})


def check_may_decide_guarantees(actor: Actor) -> None:
    """Refuse anybody but an officer or a chief."""
    check_may_work_guarantees(actor)
    _require(may_decide_guarantees(actor), rule=access.DECIDER_ONLY)


def check_may_follow_work(actor: Actor) -> None:
    """Refuse whoever has no business with the resumption of work: officers, coordinators, chiefs have."""
    check_may_see_firms(actor)
    _require(bool(actor.roles & {"officer", "coordinator", "chief"}), rule=access.DECIDER_ONLY)
