"""The flows of this room's papers, one timetable each: from which status who may say what."""

from kernel.flow import Flow, Move

FIRM = "firm"
OFFICER = "officer"
GATE = "gate"
PORTAL = "portal"

# What a firm drafts and an officer (or the portal, where a rule lets it) decides.
DRAFT, SUBMITTED, ASKED, APPROVED, REFUSED, WITHDRAWN = 10, 20, 25, 30, 80, 81

FILING_FLOW = Flow(
    name="ledger filing",
    names={
        DRAFT: "draft", SUBMITTED: "with customs", ASKED: "asked back", APPROVED: "approved",
        REFUSED: "refused", WITHDRAWN: "withdrawn",
    },
    moves=(
        Move("draft",    None,      DRAFT,     (FIRM,)),
        Move("submit",   DRAFT,     SUBMITTED, (FIRM,)),
        Move("submit",   ASKED,     SUBMITTED, (FIRM,)),
        Move("pass",     SUBMITTED, APPROVED,  (PORTAL,), "emapvStucd 1"),
        Move("approve",  SUBMITTED, APPROVED,  (OFFICER,), "emapvStucd 1"),
        Move("ask",      SUBMITTED, ASKED,     (OFFICER,)),
        Move("refuse",   SUBMITTED, REFUSED,   (OFFICER,), "emapvStucd 3"),
        Move("withdraw", DRAFT,     WITHDRAWN, (FIRM,)),
        Move("withdraw", SUBMITTED, WITHDRAWN, (FIRM,)),
        Move("withdraw", ASKED,     WITHDRAWN, (FIRM,)),
    ),
    final=frozenset({APPROVED, REFUSED, WITHDRAWN}),
)  # fmt: skip

# --- Ledger and shelf ---------------------------------------------------------------------------

COMPARED, EXPLAINED, SETTLED = 10, 20, 30

STOCKTAKE_FLOW = Flow(
    name="stock-taking",
    names={
        COMPARED: "compared with the ledger", EXPLAINED: "explained by the firm",
        ASKED: "asked back", SETTLED: "booked", WITHDRAWN: "withdrawn",
    },
    moves=(
        Move("compare",  None,      COMPARED,  (FIRM,)),
        Move("explain",  COMPARED,  EXPLAINED, (FIRM,)),
        Move("explain",  ASKED,     EXPLAINED, (FIRM,)),
        Move("ask",      EXPLAINED, ASKED,     (OFFICER,)),
        Move("book",     EXPLAINED, SETTLED,   (OFFICER,)),
        Move("withdraw", COMPARED,  WITHDRAWN, (FIRM,)),
        Move("withdraw", EXPLAINED, WITHDRAWN, (FIRM,)),
        Move("withdraw", ASKED,     WITHDRAWN, (FIRM,)),
    ),
    final=frozenset({SETTLED, WITHDRAWN}),
)  # fmt: skip

WRITEOFF_FLOW = Flow(
    name="write-off",
    names={SUBMITTED: "with customs", APPROVED: "written off", REFUSED: "refused", WITHDRAWN: "withdrawn"},
    moves=(
        Move("submit",   None,      SUBMITTED, (FIRM,)),
        Move("approve",  SUBMITTED, APPROVED,  (OFFICER,)),
        Move("refuse",   SUBMITTED, REFUSED,   (OFFICER,)),
        Move("withdraw", SUBMITTED, WITHDRAWN, (FIRM,)),
    ),
    final=frozenset({APPROVED, REFUSED, WITHDRAWN}),
)  # fmt: skip

CARRIED_OUT = 40

DISPOSAL_FLOW = Flow(
    name="disposal",
    names={
        SUBMITTED: "with customs", APPROVED: "approved, to be carried out",
        CARRIED_OUT: "carried out", REFUSED: "refused", WITHDRAWN: "withdrawn",
    },
    moves=(
        Move("submit",    None,      SUBMITTED,   (FIRM,)),
        Move("approve",   SUBMITTED, APPROVED,    (OFFICER,)),
        Move("refuse",    SUBMITTED, REFUSED,     (OFFICER,)),
        Move("witness",   APPROVED,  APPROVED,    (OFFICER,)),
        Move("carry_out", APPROVED,  CARRIED_OUT, (OFFICER,)),
        Move("withdraw",  SUBMITTED, WITHDRAWN,   (FIRM,)),
        Move("withdraw",  APPROVED,  WITHDRAWN,   (FIRM,)),
    ),
    final=frozenset({CARRIED_OUT, REFUSED, WITHDRAWN}),
)  # fmt: skip

# --- Inventories: the paper, and its three other axes ---------------------------------------------

VOID = 85

INVENTORY_FLOW = Flow(
    name="bonded inventory",
    names={
        DRAFT: "draft", SUBMITTED: "with customs", APPROVED: "approved", REFUSED: "refused",
        VOID: "deleted",
    },
    moves=(
        Move("draft",   None,      DRAFT,     (FIRM, PORTAL)),
        Move("submit",  DRAFT,     SUBMITTED, (FIRM,),         "invtStucd 1"),
        Move("submit",  REFUSED,   SUBMITTED, (FIRM,),         "invtStucd 1"),
        Move("pass",    SUBMITTED, APPROVED,  (PORTAL,),       "invtStucd 0"),
        Move("approve", SUBMITTED, APPROVED,  (OFFICER,),      "invtStucd 0"),
        Move("refuse",  SUBMITTED, REFUSED,   (OFFICER,),      "invtStucd 2"),
        # Within an axis the paper stays approved: what moved is said in the event.
        Move("gate",    APPROVED,  APPROVED,  (GATE, OFFICER), "invtIochkptStucd"),
        Move("release", APPROVED,  APPROVED,  (OFFICER,),      "entryStucd 1"),
        Move("recall",  APPROVED,  APPROVED,  (OFFICER,),      "entryStucd 0"),
        Move("ride",    APPROVED,  APPROVED,  (FIRM, PORTAL),  "passportUsedTypecd"),
        Move("take_out", APPROVED, APPROVED,  (FIRM, OFFICER)),
        Move("book",    APPROVED,  APPROVED,  (PORTAL,),       "vrfdedMarkcd 2"),
        Move("write_off", APPROVED, APPROVED, (OFFICER,),      "vrfdedMarkcd 3"),
        Move("void",    DRAFT,     VOID,      (FIRM,),         "invtStucd 3"),
        Move("void",    SUBMITTED, VOID,      (FIRM,),         "invtStucd 3"),
        Move("void",    REFUSED,   VOID,      (FIRM,),         "invtStucd 3"),
        Move("void",    APPROVED,  VOID,      (FIRM, OFFICER), "invtStucd 3"),
    ),
    final=frozenset({VOID}),
)  # fmt: skip

NOT_BOOKED, PRE_BOOKED, BOOKED, WRITTEN_OFF = 0, 1, 2, 3

BOOKING_AXIS = Flow(
    name="booking of an inventory",
    names={
        NOT_BOOKED: "not booked", PRE_BOOKED: "pre-booked", BOOKED: "formally booked",
        WRITTEN_OFF: "written off",
    },
    moves=(
        Move("draft",     None,       NOT_BOOKED,  (FIRM, PORTAL)),
        Move("approve",   NOT_BOOKED, PRE_BOOKED,  (OFFICER, PORTAL), "vrfdedMarkcd 1"),
        Move("void",      PRE_BOOKED, NOT_BOOKED,  (FIRM, OFFICER),   "vrfdedMarkcd 0"),
        Move("book",      PRE_BOOKED, BOOKED,      (PORTAL,),         "vrfdedMarkcd 2"),
        Move("counter",   BOOKED,     PRE_BOOKED,  (OFFICER,),        "vrfdedMarkcd 1"),
        Move("write_off", BOOKED,     WRITTEN_OFF, (OFFICER,),        "vrfdedMarkcd 3"),
    ),
    final=frozenset({WRITTEN_OFF}),
)  # fmt: skip

GATE_NONE, GATE_PART, GATE_ALL = 1, 2, 3

GATE_AXIS = Flow(
    name="gate axis",
    names={
        GATE_NONE: "none through the gate", GATE_PART: "part through the gate",
        GATE_ALL: "all through the gate",
    },
    moves=(
        Move("approve", None,      GATE_NONE, (OFFICER, PORTAL), "invtIochkptStucd 1"),
        Move("some pass",    GATE_NONE, GATE_PART, (GATE,),    "invtIochkptStucd 2"),
        Move("the last pass", GATE_NONE, GATE_ALL, (GATE,),    "invtIochkptStucd 3"),
        Move("some pass",    GATE_PART, GATE_PART, (GATE,)),
        Move("the last pass", GATE_PART, GATE_ALL, (GATE,),    "invtIochkptStucd 3"),
        Move("undo some",    GATE_ALL,  GATE_PART, (OFFICER,)),
        Move("undo all",     GATE_ALL,  GATE_NONE, (OFFICER,)),
        Move("undo some",    GATE_PART, GATE_PART, (OFFICER,)),
        Move("undo all",     GATE_PART, GATE_NONE, (OFFICER,)),
    ),
)  # fmt: skip

ENTRY_WAITING, ENTRY_RELEASED = 0, 1

ENTRY_AXIS = Flow(
    name="declaration axis",
    names={ENTRY_WAITING: "declaration not released", ENTRY_RELEASED: "declaration released"},
    moves=(
        Move("approve", None,           ENTRY_WAITING,  (OFFICER, PORTAL), "entryStucd 0"),
        Move("release", ENTRY_WAITING,  ENTRY_RELEASED, (OFFICER,),        "entryStucd 1"),
        Move("recall",  ENTRY_RELEASED, ENTRY_WAITING,  (OFFICER,),        "entryStucd 0"),
    ),
)  # fmt: skip

# --- Parcels -------------------------------------------------------------------------------------

WAITING, GATHERED, GONE, BACK = 10, 20, 30, 80

PARCEL_FLOW = Flow(
    name="parcel",
    names={
        WAITING: "released, in the zone", GATHERED: "in a CBEC inventory", GONE: "through the gate",
        BACK: "back in stock",
    },
    moves=(
        Move("release",  None,     WAITING,  (PORTAL,)),
        Move("gather",   WAITING,  GATHERED, (FIRM, PORTAL)),
        Move("take_out", GATHERED, WAITING,  (FIRM, OFFICER)),
        Move("return",   GATHERED, BACK,     (FIRM, OFFICER)),
        Move("return",   WAITING,  BACK,     (FIRM, OFFICER, PORTAL)),
        Move("leave",    GATHERED, GONE,     (GATE,)),
        Move("undo",     GONE,     GATHERED, (OFFICER,)),
    ),
    final=frozenset({BACK}),
)  # fmt: skip

# --- Applications and in/out documents -------------------------------------------------------------

CLOSED, SUSPENDED = 40, 35

APPLICATION_FLOW = Flow(
    name="business application",
    names={
        DRAFT: "draft", SUBMITTED: "with customs", ASKED: "asked back", APPROVED: "in force",
        SUSPENDED: "suspended", CLOSED: "closed", REFUSED: "refused", WITHDRAWN: "withdrawn",
    },
    moves=(
        Move("draft",    None,      DRAFT,     (FIRM,)),
        Move("change",   DRAFT,     DRAFT,     (FIRM,)),
        Move("change",   ASKED,     ASKED,     (FIRM,)),
        Move("submit",   DRAFT,     SUBMITTED, (FIRM,)),
        Move("submit",   ASKED,     SUBMITTED, (FIRM,)),
        Move("pass",     SUBMITTED, APPROVED,  (PORTAL,)),
        Move("approve",  SUBMITTED, APPROVED,  (OFFICER,)),
        Move("ask",      SUBMITTED, ASKED,     (OFFICER,)),
        Move("refuse",   SUBMITTED, REFUSED,   (OFFICER,)),
        Move("ask_change", APPROVED, APPROVED, (FIRM,)),
        Move("extend",   APPROVED,  APPROVED,  (OFFICER,)),
        Move("refuse_change", APPROVED, APPROVED, (OFFICER,)),
        Move("block",    APPROVED,  APPROVED,  (PORTAL,)),
        Move("block",    SUSPENDED, SUSPENDED, (PORTAL,)),
        Move("unblock",  APPROVED,  APPROVED,  (OFFICER,)),
        Move("suspend",  APPROVED,  SUSPENDED, (OFFICER,)),
        Move("resume",   SUSPENDED, APPROVED,  (OFFICER,)),
        Move("close",    APPROVED,  CLOSED,    (FIRM, OFFICER)),
        Move("close",    SUSPENDED, CLOSED,    (OFFICER,)),
        Move("withdraw", DRAFT,     WITHDRAWN, (FIRM,)),
        Move("withdraw", SUBMITTED, WITHDRAWN, (FIRM,)),
        Move("withdraw", ASKED,     WITHDRAWN, (FIRM,)),
    ),
    final=frozenset({CLOSED, REFUSED, WITHDRAWN}),
)  # fmt: skip

STOCK_DOC_FLOW = Flow(
    name="in/out document",
    names={
        DRAFT: "draft", SUBMITTED: "with customs", APPROVED: "approved", REFUSED: "refused",
        VOID: "void",
    },
    moves=(
        Move("draft",   None,      DRAFT,     (FIRM,)),
        Move("submit",  DRAFT,     SUBMITTED, (FIRM,)),
        Move("submit",  REFUSED,   SUBMITTED, (FIRM,)),
        Move("pass",    SUBMITTED, APPROVED,  (PORTAL,)),
        Move("approve", SUBMITTED, APPROVED,  (OFFICER,)),
        Move("refuse",  SUBMITTED, REFUSED,   (OFFICER,)),
        Move("gate",    APPROVED,  APPROVED,  (GATE, OFFICER), "passTypecd"),
        Move("ride",    APPROVED,  APPROVED,  (FIRM,),         "passportUsedTypecd"),
        Move("gather",  APPROVED,  APPROVED,  (PORTAL,),       "centralizedDclTypecd 2"),
        Move("detach",  APPROVED,  APPROVED,  (FIRM, OFFICER), "centralizedDclTypecd 1"),
        Move("declare", APPROVED,  APPROVED,  (OFFICER,)),
        Move("cut_off", APPROVED,  APPROVED,  (FIRM, OFFICER, PORTAL), "passTypecd"),
        Move("void",    DRAFT,     VOID,      (FIRM,)),
        Move("void",    SUBMITTED, VOID,      (FIRM,)),
        Move("void",    REFUSED,   VOID,      (FIRM,)),
        Move("void",    APPROVED,  VOID,      (FIRM, OFFICER)),
    ),
    final=frozenset({VOID}),
)  # fmt: skip

GATHERING_AXIS = Flow(
    name="centralised declaration axis",
    names={0: "needs none", 1: "not yet gathered", 2: "in a centralised declaration", 3: "declared and paid"},
    moves=(
        Move("approve", None, 0, (OFFICER, PORTAL)),
        Move("approve a batch", None, 1, (OFFICER, PORTAL), "centralizedDclTypecd 1"),
        Move("gather",  1,    2, (PORTAL,),         "centralizedDclTypecd 2"),
        Move("detach",  2,    1, (FIRM, OFFICER),   "centralizedDclTypecd 1"),
        Move("stay",    0,    2, (FIRM, OFFICER),   "centralizedDclTypecd 2"),
        Move("come back", 2,  0, (FIRM, OFFICER)),
        Move("declare", 2,    3, (OFFICER,)),
    ),
    final=frozenset({3}),
)  # fmt: skip

# --- Collection periods ----------------------------------------------------------------------------

COLLECTING, DRAFTED, DECLARED, LATE, PAID = 10, 20, 30, 70, 40

PERIOD_FLOW = Flow(
    name="collection period",
    names={
        COLLECTING: "collecting", DRAFTED: "inventory drafted, to be declared",
        DECLARED: "declared", LATE: "deadline missed", PAID: "paid",
    },
    moves=(
        Move("open",    None,       COLLECTING, (PORTAL,)),
        Move("gather",  COLLECTING, DRAFTED,    (PORTAL,)),
        Move("declare", DRAFTED,    DECLARED,   (FIRM,)),
        Move("declare", LATE,       DECLARED,   (FIRM,)),
        Move("declare", COLLECTING, DECLARED,   (PORTAL,)),
        Move("recall",  DECLARED,   DRAFTED,    (OFFICER, FIRM)),
        # A declaration is taken back, or goods leave after an early gathering: something waits again.
        Move("reopen",  DRAFTED,    COLLECTING, (FIRM, OFFICER, GATE)),
        Move("reopen",  DECLARED,   COLLECTING, (GATE, PORTAL)),
        Move("reopen",  PAID,       COLLECTING, (GATE, PORTAL)),
        Move("miss",    DRAFTED,    LATE,       (PORTAL,)),
        Move("miss",    COLLECTING, LATE,       (PORTAL,)),
        Move("miss",    DECLARED,   LATE,       (PORTAL,)),
        Move("gather",  LATE,       LATE,       (PORTAL,)),
        Move("gather",  PAID,       DRAFTED,    (PORTAL,)),
        Move("miss",    PAID,       LATE,       (PORTAL,)),
        Move("pay",     DECLARED,   PAID,       (OFFICER, PORTAL)),
        Move("pay",     COLLECTING, PAID,       (PORTAL,)),
        Move("pay",     DRAFTED,    PAID,       (PORTAL,)),
        Move("pay",     LATE,       PAID,       (PORTAL,)),
        Move("reopen",  LATE,       COLLECTING, (PORTAL,)),
    ),
)  # fmt: skip

# --- Gate ------------------------------------------------------------------------------------------

APPLIED, PASS_APPROVED, FIRST_GATE, PASSED, HELD, TURNED, PASS_VOID = 10, 20, 25, 30, 50, 60, 85

GATE_PASS_FLOW = Flow(
    name="gate pass",
    names={
        APPLIED: "applied for", PASS_APPROVED: "approved", FIRST_GATE: "through the first barrier",
        PASSED: "through the gate", HELD: "held at the gate", TURNED: "turned back",
        REFUSED: "refused", PASS_VOID: "void",
    },
    moves=(
        Move("apply",     None,          APPLIED,       (FIRM,),         "stucd 0"),
        Move("pass",      APPLIED,       PASS_APPROVED, (PORTAL,),       "stucd 1"),
        Move("approve",   APPLIED,       PASS_APPROVED, (OFFICER,),      "stucd 1"),
        Move("refuse",    APPLIED,       REFUSED,       (OFFICER,)),
        Move("let_in",    PASS_APPROVED, FIRST_GATE,    (GATE,),         "stucd 3"),
        Move("let_through", PASS_APPROVED, PASSED,      (GATE,),         "stucd 2"),
        Move("let_through", FIRST_GATE,  PASSED,        (GATE,),         "stucd 4"),
        Move("hold",      PASS_APPROVED, HELD,          (GATE,)),
        Move("hold",      FIRST_GATE,    HELD,          (GATE,)),
        Move("let_go",    HELD,          PASSED,        (OFFICER,),      "stucd 2"),
        Move("turn_back", HELD,          TURNED,        (OFFICER,)),
        Move("turn_back", PASS_APPROVED, TURNED,        (GATE, OFFICER)),
        Move("undo",      PASSED,        PASS_APPROVED, (OFFICER,),      "stucd 1"),
        Move("void",      APPLIED,       PASS_VOID,     (FIRM,),         "stucd 6"),
        Move("void",      PASS_APPROVED, PASS_VOID,     (FIRM, OFFICER), "stucd 6"),
        Move("void",      TURNED,        PASS_VOID,     (FIRM, OFFICER), "stucd 6"),
        Move("take_out",  PASS_APPROVED, PASS_APPROVED, (FIRM, OFFICER)),
        Move("take_out",  HELD,          HELD,          (OFFICER,)),
    ),
    final=frozenset({REFUSED, PASS_VOID}),
)  # fmt: skip
LIVE_PASS = frozenset({APPLIED, PASS_APPROVED, FIRST_GATE, PASSED, HELD, TURNED})

HOLD_OPEN, HOLD_EXPLAINED, HOLD_LET_GO, HOLD_TURNED_BACK = 10, 20, 30, 40

GATE_HOLD_FLOW = Flow(
    name="gate hold",
    names={
        HOLD_OPEN: "waiting for the firm's explanation", HOLD_EXPLAINED: "explained",
        HOLD_LET_GO: "let go", HOLD_TURNED_BACK: "turned back",
    },
    moves=(
        Move("hold",      None,           HOLD_OPEN,        (GATE,)),
        Move("explain",   HOLD_OPEN,      HOLD_EXPLAINED,   (FIRM,)),
        Move("explain",   HOLD_EXPLAINED, HOLD_EXPLAINED,   (FIRM,)),
        Move("let_go",    HOLD_EXPLAINED, HOLD_LET_GO,      (OFFICER,)),
        Move("turn_back", HOLD_OPEN,      HOLD_TURNED_BACK, (OFFICER,)),
        Move("turn_back", HOLD_EXPLAINED, HOLD_TURNED_BACK, (OFFICER,)),
    ),
    final=frozenset({HOLD_LET_GO, HOLD_TURNED_BACK}),
)  # fmt: skip

PROPOSED, CONFIRMED = 10, 30

UNDO_FLOW = Flow(
    name="counter-entry of a passage",
    names={PROPOSED: "waiting for a second officer", CONFIRMED: "booked", REFUSED: "refused"},
    moves=(
        Move("propose", None,     PROPOSED,  (OFFICER,)),
        Move("confirm", PROPOSED, CONFIRMED, (OFFICER,)),
        Move("refuse",  PROPOSED, REFUSED,   (OFFICER,)),
    ),
    final=frozenset({CONFIRMED, REFUSED}),
)  # fmt: skip

STOPPED, LIFTED = 1, 2

STOP_FLOW = Flow(
    name="stop order",
    names={STOPPED: "in force", LIFTED: "lifted"},
    moves=(
        Move("stop", None,    STOPPED, (OFFICER,)),
        Move("lift", STOPPED, LIFTED,  (OFFICER,)),
    ),
    final=frozenset({LIFTED}),
)  # fmt: skip
