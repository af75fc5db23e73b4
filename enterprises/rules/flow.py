"""The flows of this room's files, one timetable each: from which status who may say what."""

from kernel.flow import Flow, Move
from kernel.refusal import gettext_noop

FIRM = "firm"
OFFICER = "officer"
CHIEF = "chief"
COORDINATOR = "coordinator"
PORTAL = "portal"

__all__ = ["Flow", "Move"]

# --- Difficulties -------------------------------------------------------------------------------
DIFFICULTY_RAISED = 1
DIFFICULTY_IN_HAND = 2
DIFFICULTY_ASKED = 3
DIFFICULTY_ANSWERED = 4
DIFFICULTY_CLOSED = 5
DIFFICULTY_WITHDRAWN = 6

DIFFICULTY_FLOW = Flow(
    name="difficulty",
    names={
        DIFFICULTY_RAISED: "raised",
        DIFFICULTY_IN_HAND: "in hand",
        DIFFICULTY_ASKED: "asked back",
        DIFFICULTY_ANSWERED: "answered",
        DIFFICULTY_CLOSED: "closed",
        DIFFICULTY_WITHDRAWN: "withdrawn",
    },
    moves=(
        Move("raise",    None,                DIFFICULTY_RAISED,    (FIRM, OFFICER, COORDINATOR)),
        Move("triage",   DIFFICULTY_RAISED,   DIFFICULTY_IN_HAND,   (OFFICER, COORDINATOR, CHIEF)),
        Move("triage",   DIFFICULTY_IN_HAND,  DIFFICULTY_IN_HAND,   (OFFICER, COORDINATOR, CHIEF)),
        Move("ask",      DIFFICULTY_IN_HAND,  DIFFICULTY_ASKED,     (OFFICER, COORDINATOR, CHIEF)),
        Move("reply",    DIFFICULTY_ASKED,    DIFFICULTY_IN_HAND,   (FIRM,)),
        Move("answer",   DIFFICULTY_IN_HAND,  DIFFICULTY_ANSWERED,  (OFFICER, COORDINATOR, CHIEF)),
        Move("answer",   DIFFICULTY_ASKED,    DIFFICULTY_ANSWERED,  (OFFICER, COORDINATOR, CHIEF)),
        Move("confirm",  DIFFICULTY_ANSWERED, DIFFICULTY_CLOSED,    (FIRM,)),
        Move("silence",  DIFFICULTY_ANSWERED, DIFFICULTY_CLOSED,    (PORTAL,)),
        Move("object",   DIFFICULTY_ANSWERED, DIFFICULTY_IN_HAND,   (FIRM,)),
        Move("reopen",   DIFFICULTY_CLOSED,   DIFFICULTY_IN_HAND,   (FIRM,)),
        Move("hand",     DIFFICULTY_RAISED,   DIFFICULTY_RAISED,    (OFFICER, COORDINATOR, CHIEF)),
        Move("hand",     DIFFICULTY_IN_HAND,  DIFFICULTY_IN_HAND,   (OFFICER, COORDINATOR, CHIEF)),
        Move("hand",     DIFFICULTY_ASKED,    DIFFICULTY_ASKED,     (OFFICER, COORDINATOR, CHIEF)),
        Move("hand",     DIFFICULTY_ANSWERED, DIFFICULTY_ANSWERED,  (OFFICER, COORDINATOR, CHIEF)),
        Move("withdraw", DIFFICULTY_RAISED,   DIFFICULTY_WITHDRAWN, (FIRM,)),
        Move("withdraw", DIFFICULTY_IN_HAND,  DIFFICULTY_WITHDRAWN, (FIRM,)),
        Move("withdraw", DIFFICULTY_ASKED,    DIFFICULTY_WITHDRAWN, (FIRM,)),
        Move("withdraw", DIFFICULTY_ANSWERED, DIFFICULTY_WITHDRAWN, (FIRM,)),
    ),
    final=frozenset({DIFFICULTY_WITHDRAWN}),
)  # fmt: skip
DIFFICULTY_OPEN = frozenset({DIFFICULTY_RAISED, DIFFICULTY_IN_HAND, DIFFICULTY_ASKED, DIFFICULTY_ANSWERED})

# Trust: grade changes and suspensions.

GRADE_PROPOSED, GRADE_CHANGED, GRADE_REFUSED, GRADE_WITHDRAWN = 10, 30, 80, 81

GRADE_FLOW = Flow(
    "grade change",
    {
        GRADE_PROPOSED: gettext_noop("Waiting for the second officer"),
        GRADE_CHANGED: gettext_noop("Countersigned"),
        GRADE_REFUSED: gettext_noop("Refused by the second officer"),
        GRADE_WITHDRAWN: gettext_noop("Withdrawn by the proposer"),
    },
    (
        Move("propose", None, GRADE_PROPOSED, (OFFICER, CHIEF)),
        Move("countersign", GRADE_PROPOSED, GRADE_CHANGED, (CHIEF,)),
        Move("refuse", GRADE_PROPOSED, GRADE_REFUSED, (CHIEF,)),
        Move("withdraw", GRADE_PROPOSED, GRADE_WITHDRAWN, (OFFICER, CHIEF)),
    ),
    final=frozenset({GRADE_CHANGED, GRADE_REFUSED, GRADE_WITHDRAWN}),
)

SUSPENSION_PROPOSED, SUSPENSION_PROVISIONAL, SUSPENSION_IN_FORCE, SUSPENSION_LIFT_PROPOSED = 10, 20, 30, 40
SUSPENSION_REFUSED, SUSPENSION_WITHDRAWN = 80, 81
SUSPENSION_LIFTED, SUSPENSION_ENDED, SUSPENSION_LAPSED = 90, 91, 92
# Put in force by a second officer and not over.
SUSPENSION_CONFIRMED = (SUSPENSION_IN_FORCE, SUSPENSION_LIFT_PROPOSED)
# Works now, or will on its day.
SUSPENSION_LIVE = (SUSPENSION_PROVISIONAL, *SUSPENSION_CONFIRMED)
# Nothing leads on from here by itself: somebody must decide, or the day must come.
SUSPENSION_OPEN = (SUSPENSION_PROPOSED, *SUSPENSION_LIVE)

# fmt: off
SUSPENSION_FLOW = Flow(
    "suspension",
    {
        SUSPENSION_PROPOSED: gettext_noop("Waiting for the second officer"),
        SUSPENSION_PROVISIONAL: gettext_noop("In force, waiting to be confirmed"),
        SUSPENSION_IN_FORCE: gettext_noop("In force"),
        SUSPENSION_LIFT_PROPOSED: gettext_noop("In force, lifting proposed"),
        SUSPENSION_REFUSED: gettext_noop("Refused by the second officer"),
        SUSPENSION_WITHDRAWN: gettext_noop("Withdrawn by the proposer"),
        SUSPENSION_LIFTED: gettext_noop("Lifted"),
        SUSPENSION_ENDED: gettext_noop("Ended on its day"),
        SUSPENSION_LAPSED: gettext_noop("Lapsed, not confirmed in time"),
    },
    (
        Move("propose",      None,                     SUSPENSION_PROPOSED,      (OFFICER, CHIEF)),
        Move("suspend",      None,                     SUSPENSION_PROVISIONAL,   (CHIEF,)),
        Move("countersign",  SUSPENSION_PROPOSED,      SUSPENSION_IN_FORCE,      (CHIEF,)),
        Move("countersign",  SUSPENSION_PROVISIONAL,   SUSPENSION_IN_FORCE,      (CHIEF,)),
        Move("refuse",       SUSPENSION_PROPOSED,      SUSPENSION_REFUSED,       (CHIEF,)),
        Move("refuse",       SUSPENSION_PROVISIONAL,   SUSPENSION_REFUSED,       (CHIEF,)),
        Move("withdraw",     SUSPENSION_PROPOSED,      SUSPENSION_WITHDRAWN,     (OFFICER, CHIEF)),
        Move("lapse",        SUSPENSION_PROVISIONAL,   SUSPENSION_LAPSED,        (PORTAL,)),
        Move("propose_lift", SUSPENSION_IN_FORCE,      SUSPENSION_LIFT_PROPOSED, (OFFICER, CHIEF)),
        Move("lift",         SUSPENSION_LIFT_PROPOSED, SUSPENSION_LIFTED,        (CHIEF,)),
        Move("keep",         SUSPENSION_LIFT_PROPOSED, SUSPENSION_IN_FORCE,      (CHIEF,)),
        Move("end",          SUSPENSION_PROVISIONAL,   SUSPENSION_ENDED,         (PORTAL,)),
        Move("end",          SUSPENSION_IN_FORCE,      SUSPENSION_ENDED,         (PORTAL,)),
        Move("end",          SUSPENSION_LIFT_PROPOSED, SUSPENSION_ENDED,         (PORTAL,)),
    ),
    final=frozenset({
        SUSPENSION_REFUSED, SUSPENSION_WITHDRAWN, SUSPENSION_LIFTED, SUSPENSION_ENDED, SUSPENSION_LAPSED,
    }),
)
# fmt: on

# Measures: grants and tailored supervision plans.

GRANT_APPLIED, GRANT_PROPOSED, GRANT_IN_FORCE = 10, 20, 30
GRANT_REFUSED, GRANT_WITHDRAWN, GRANT_REVOKED, GRANT_EXPIRED = 80, 81, 90, 91
GRANT_OPEN = (GRANT_APPLIED, GRANT_PROPOSED)

# fmt: off
GRANT_FLOW = Flow(
    "grant of a measure",
    {
        GRANT_APPLIED: gettext_noop("Applied for"),
        GRANT_PROPOSED: gettext_noop("Proposed by an officer"),
        GRANT_IN_FORCE: gettext_noop("Granted"),
        GRANT_REFUSED: gettext_noop("Refused"),
        GRANT_WITHDRAWN: gettext_noop("Withdrawn"),
        GRANT_REVOKED: gettext_noop("Revoked"),
        GRANT_EXPIRED: gettext_noop("Expired"),
    },
    (
        Move("apply",     None,           GRANT_APPLIED,   (FIRM,)),
        Move("propose",   None,           GRANT_PROPOSED,  (OFFICER, COORDINATOR, CHIEF)),
        Move("recommend", GRANT_APPLIED,  GRANT_APPLIED,   (COORDINATOR,)),
        Move("recommend", GRANT_PROPOSED, GRANT_PROPOSED,  (COORDINATOR,)),
        Move("withdraw",  GRANT_APPLIED,  GRANT_WITHDRAWN, (FIRM,)),
        Move("withdraw",  GRANT_PROPOSED, GRANT_WITHDRAWN, (OFFICER, COORDINATOR, CHIEF)),
        Move("grant",     GRANT_APPLIED,  GRANT_IN_FORCE,  (OFFICER, CHIEF)),
        Move("grant",     GRANT_PROPOSED, GRANT_IN_FORCE,  (OFFICER, CHIEF)),
        Move("refuse",    GRANT_APPLIED,  GRANT_REFUSED,   (OFFICER, CHIEF)),
        Move("refuse",    GRANT_PROPOSED, GRANT_REFUSED,   (OFFICER, CHIEF)),
        Move("revoke",    GRANT_IN_FORCE, GRANT_REVOKED,   (OFFICER, CHIEF)),
        Move("take_away", GRANT_IN_FORCE, GRANT_REVOKED,   (PORTAL,)),
        Move("expire",    GRANT_IN_FORCE, GRANT_EXPIRED,   (PORTAL,)),
    ),
    final=frozenset({GRANT_REFUSED, GRANT_WITHDRAWN, GRANT_REVOKED, GRANT_EXPIRED}),
)
# fmt: on

PLAN_DRAFT, PLAN_AT_OFFICER, PLAN_AT_FIRM, PLAN_AT_CHIEF, PLAN_IN_FORCE = 10, 20, 30, 40, 50
PLAN_REFUSED, PLAN_DROPPED, PLAN_REVOKED, PLAN_EXPIRED = 80, 81, 90, 91
# An officer has approved it; the firm may see it from here on.
PLAN_APPROVED_ONCE = (PLAN_AT_FIRM, PLAN_AT_CHIEF, PLAN_IN_FORCE)
PLAN_OPEN = (PLAN_DRAFT, PLAN_AT_OFFICER, PLAN_AT_FIRM, PLAN_AT_CHIEF)

# fmt: off
PLAN_FLOW = Flow(
    "tailored supervision plan",
    {
        PLAN_DRAFT: gettext_noop("Draft"),
        PLAN_AT_OFFICER: gettext_noop("Waiting for the officer's approval"),
        PLAN_AT_FIRM: gettext_noop("Waiting for the firm's agreement"),
        PLAN_AT_CHIEF: gettext_noop("Waiting for the chief's approval"),
        PLAN_IN_FORCE: gettext_noop("In force"),
        PLAN_REFUSED: gettext_noop("Refused"),
        PLAN_DROPPED: gettext_noop("Dropped"),
        PLAN_REVOKED: gettext_noop("Revoked"),
        PLAN_EXPIRED: gettext_noop("Expired"),
    },
    (
        Move("draft",        None,            PLAN_DRAFT,      (OFFICER, COORDINATOR, CHIEF)),
        Move("change",       PLAN_DRAFT,      PLAN_DRAFT,      (OFFICER, COORDINATOR, CHIEF)),
        Move("submit",       PLAN_DRAFT,      PLAN_AT_OFFICER, (OFFICER, COORDINATOR, CHIEF)),
        Move("drop",         PLAN_DRAFT,      PLAN_DROPPED,    (OFFICER, COORDINATOR, CHIEF)),
        Move("approve",      PLAN_AT_OFFICER, PLAN_AT_FIRM,    (OFFICER,)),
        Move("refuse",       PLAN_AT_OFFICER, PLAN_REFUSED,    (OFFICER,)),
        Move("agree",        PLAN_AT_FIRM,    PLAN_AT_CHIEF,   (FIRM,)),
        Move("decline",      PLAN_AT_FIRM,    PLAN_DRAFT,      (FIRM,)),
        Move("drop",         PLAN_AT_FIRM,    PLAN_DROPPED,    (OFFICER, COORDINATOR, CHIEF)),
        Move("put_in_force", PLAN_AT_CHIEF,   PLAN_IN_FORCE,   (CHIEF,)),
        Move("refuse",       PLAN_AT_CHIEF,   PLAN_REFUSED,    (CHIEF,)),
        Move("revoke",       PLAN_IN_FORCE,   PLAN_REVOKED,    (CHIEF,)),
        Move("expire",       PLAN_IN_FORCE,   PLAN_EXPIRED,    (PORTAL,)),
    ),
    final=frozenset({PLAN_REFUSED, PLAN_DROPPED, PLAN_REVOKED, PLAN_EXPIRED}),
)
# fmt: on

# Coming in: registrations of firms and their standing documents.

REGISTRATION_DRAFT, REGISTRATION_SUBMITTED, REGISTRATION_ASKED = 10, 20, 30
REGISTRATION_APPROVED, REGISTRATION_REFUSED, REGISTRATION_WITHDRAWN = 40, 80, 81
# The firm writes in it; the office reads in it; both together are open for the same credit code.
REGISTRATION_WITH_FIRM = (REGISTRATION_DRAFT, REGISTRATION_ASKED)
REGISTRATION_LIVE = (REGISTRATION_SUBMITTED, REGISTRATION_ASKED)

# fmt: off
REGISTRATION_FLOW = Flow(
    "registration",
    {
        REGISTRATION_DRAFT: gettext_noop("Draft"),
        REGISTRATION_SUBMITTED: gettext_noop("Submitted"),
        REGISTRATION_ASKED: gettext_noop("Question to the firm"),
        REGISTRATION_APPROVED: gettext_noop("Approved"),
        REGISTRATION_REFUSED: gettext_noop("Refused"),
        REGISTRATION_WITHDRAWN: gettext_noop("Withdrawn"),
    },
    (
        Move("start",    None,                   REGISTRATION_DRAFT,     (FIRM,)),
        Move("submit",   REGISTRATION_DRAFT,     REGISTRATION_SUBMITTED, (FIRM,)),
        Move("ask",      REGISTRATION_SUBMITTED, REGISTRATION_ASKED,     (OFFICER, CHIEF)),
        Move("answer",   REGISTRATION_ASKED,     REGISTRATION_SUBMITTED, (FIRM,)),
        Move("approve",  REGISTRATION_SUBMITTED, REGISTRATION_APPROVED,  (OFFICER, CHIEF)),
        Move("refuse",   REGISTRATION_SUBMITTED, REGISTRATION_REFUSED,   (OFFICER, CHIEF)),
        Move("withdraw", REGISTRATION_DRAFT,     REGISTRATION_WITHDRAWN, (FIRM,)),
        Move("withdraw", REGISTRATION_SUBMITTED, REGISTRATION_WITHDRAWN, (FIRM,)),
        Move("withdraw", REGISTRATION_ASKED,     REGISTRATION_WITHDRAWN, (FIRM,)),
        Move("admit",    None,                   REGISTRATION_APPROVED,  (PORTAL,)),
    ),
    final=frozenset({REGISTRATION_APPROVED, REGISTRATION_REFUSED, REGISTRATION_WITHDRAWN}),
)
# fmt: on

STANDING_FILED, STANDING_CONFIRMED = 10, 30
STANDING_REFUSED, STANDING_WITHDRAWN, STANDING_REPLACED = 80, 81, 90

# fmt: off
STANDING_FLOW = Flow(
    "standing document",
    {
        STANDING_FILED: gettext_noop("Filed, to be confirmed"),
        STANDING_CONFIRMED: gettext_noop("Confirmed"),
        STANDING_REFUSED: gettext_noop("Refused"),
        STANDING_WITHDRAWN: gettext_noop("Withdrawn"),
        STANDING_REPLACED: gettext_noop("Replaced by a newer one"),
    },
    (
        Move("file",     None,               STANDING_FILED,     (FIRM,)),
        Move("confirm",  STANDING_FILED,     STANDING_CONFIRMED, (OFFICER, CHIEF)),
        Move("refuse",   STANDING_FILED,     STANDING_REFUSED,   (OFFICER, CHIEF)),
        Move("withdraw", STANDING_FILED,     STANDING_WITHDRAWN, (FIRM,)),
        Move("replace",  STANDING_CONFIRMED, STANDING_REPLACED,  (OFFICER, CHIEF)),
    ),
    final=frozenset({STANDING_REFUSED, STANDING_WITHDRAWN, STANDING_REPLACED}),
)
# fmt: on

VISIT_PLANNED, VISIT_HELD, VISIT_DISPUTED, VISIT_CONFIRMED = 10, 20, 25, 30
VISIT_CLOSED, VISIT_CANCELLED = 40, 90
VISIT_OPEN = (VISIT_PLANNED, VISIT_HELD, VISIT_DISPUTED, VISIT_CONFIRMED)

# fmt: off
VISIT_FLOW = Flow(
    "visit",
    {
        VISIT_PLANNED: gettext_noop("Planned"),
        VISIT_HELD: gettext_noop("Held, waiting for the firm's confirmation"),
        VISIT_DISPUTED: gettext_noop("Disputed by the firm"),
        VISIT_CONFIRMED: gettext_noop("Confirmed by the firm"),
        VISIT_CLOSED: gettext_noop("Closed"),
        VISIT_CANCELLED: gettext_noop("Cancelled"),
    },
    (
        Move("plan",    None,            VISIT_PLANNED,   (COORDINATOR, CHIEF)),
        Move("hold",    VISIT_PLANNED,   VISIT_HELD,      (COORDINATOR, CHIEF)),
        Move("cancel",  VISIT_PLANNED,   VISIT_CANCELLED, (COORDINATOR, CHIEF)),
        Move("confirm", VISIT_HELD,      VISIT_CONFIRMED, (FIRM,)),
        Move("dispute", VISIT_HELD,      VISIT_DISPUTED,  (FIRM,)),
        Move("correct", VISIT_DISPUTED,  VISIT_HELD,      (COORDINATOR, CHIEF)),
        Move("settle",  VISIT_DISPUTED,  VISIT_CLOSED,    (CHIEF,)),
        Move("close",   VISIT_CONFIRMED, VISIT_CLOSED,    (COORDINATOR, CHIEF)),
    ),
    final=frozenset({VISIT_CLOSED, VISIT_CANCELLED}),
)
# fmt: on

# Guarantees: applications and claims.

GFILE_SUBMITTED, GFILE_ASKED, GFILE_PROPOSED = 10, 20, 30
GFILE_APPROVED, GFILE_REFUSED, GFILE_WITHDRAWN = 90, 80, 81
# Customs has the ball.
GFILE_WAITING = (GFILE_SUBMITTED, GFILE_PROPOSED)
GFILE_OPEN = (GFILE_SUBMITTED, GFILE_ASKED, GFILE_PROPOSED)

# fmt: off
GUARANTEE_FILE_FLOW = Flow(
    "guarantee application",
    {
        GFILE_SUBMITTED: gettext_noop("Being examined"),
        GFILE_ASKED: gettext_noop("Waiting for the firm's answer"),
        GFILE_PROPOSED: gettext_noop("Waiting for the second officer"),
        GFILE_APPROVED: gettext_noop("Approved"),
        GFILE_REFUSED: gettext_noop("Refused"),
        GFILE_WITHDRAWN: gettext_noop("Withdrawn by the firm"),
    },
    (
        Move("submit",    None,            GFILE_SUBMITTED, (FIRM,)),
        Move("ask",       GFILE_SUBMITTED, GFILE_ASKED,     (OFFICER, CHIEF)),
        Move("answer",    GFILE_ASKED,     GFILE_SUBMITTED, (FIRM,)),
        Move("propose",   GFILE_SUBMITTED, GFILE_PROPOSED,  (OFFICER, CHIEF)),
        Move("send_back", GFILE_PROPOSED,  GFILE_SUBMITTED, (OFFICER, CHIEF)),
        Move("approve",   GFILE_PROPOSED,  GFILE_APPROVED,  (OFFICER, CHIEF)),
        Move("refuse",    GFILE_PROPOSED,  GFILE_REFUSED,   (OFFICER, CHIEF)),
        Move("withdraw",  GFILE_SUBMITTED, GFILE_WITHDRAWN, (FIRM,)),
        Move("withdraw",  GFILE_ASKED,     GFILE_WITHDRAWN, (FIRM,)),
        Move("withdraw",  GFILE_PROPOSED,  GFILE_WITHDRAWN, (FIRM,)),
    ),
    final=frozenset({GFILE_APPROVED, GFILE_REFUSED, GFILE_WITHDRAWN}),
)

GCLAIM_PROPOSED, GCLAIM_CALLED = 10, 30
GCLAIM_PAID, GCLAIM_LIFTED, GCLAIM_DROPPED = 90, 91, 80
GCLAIM_OPEN = (GCLAIM_PROPOSED, GCLAIM_CALLED)

GUARANTEE_CLAIM_FLOW = Flow(
    "guarantee claim",
    {
        GCLAIM_PROPOSED: gettext_noop("Waiting for the second officer"),
        GCLAIM_CALLED: gettext_noop("Called from the guarantor"),
        GCLAIM_PAID: gettext_noop("Paid by the guarantor"),
        GCLAIM_LIFTED: gettext_noop("Lifted: the duty was performed"),
        GCLAIM_DROPPED: gettext_noop("Not called"),
    },
    (
        Move("propose", None,            GCLAIM_PROPOSED, (OFFICER, CHIEF)),
        Move("call",    GCLAIM_PROPOSED, GCLAIM_CALLED,   (OFFICER, CHIEF)),
        Move("drop",    GCLAIM_PROPOSED, GCLAIM_DROPPED,  (OFFICER, CHIEF)),
        Move("pay",     GCLAIM_CALLED,   GCLAIM_PAID,     (OFFICER, CHIEF)),
        Move("lift",    GCLAIM_CALLED,   GCLAIM_LIFTED,   (OFFICER, CHIEF)),
    ),
    final=frozenset({GCLAIM_PAID, GCLAIM_LIFTED, GCLAIM_DROPPED}),
)
# fmt: on
