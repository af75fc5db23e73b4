"""The named rules of gate passes."""

from kernel.refusal import Rule, Severity, gettext_noop

_TYPES = "Zone system: gate pass types and their related document (passportTypecd, rltTbTypecd)"
_BIND = "Zone system: binding modes 1 one vehicle many documents, 2 one-one, 3 one document many vehicles"
_WEIGHT = "Zone system: totalWt = vehicleWt + vehicleFrameWt + containerWt + totalGrossWt"
_PAPER = "GACC announcement 2018-23: goods pass the gate on a pass of an approved inventory or document"
_VOID = "Zone system: a gate pass is never amended, only voided and filed again (dclTypecd 1, 3)"
_AUTO = (
    "GACC announcement 2019-26: papers of firms of general credit or better pass by themselves unless they "
    "are routed to an officer"
)
_HOUSE = "Rule of this portal: what a gate pass must say"

BAD_KIND = Rule(
    "PAS-01", Severity.REFUSE, gettext_noop("Choose one of the six types of gate passes."), _TYPES
)
WRONG_PAPER = Rule(
    "PAS-02",
    Severity.REFUSE,
    gettext_noop(
        "A gate pass of this type names another paper: types 2 and 3 inventories, type 4 in/out documents, "
        "type 1 a bill of lading."
    ),
    _TYPES,
)
NO_PAPER_ALLOWED = Rule(
    "PAS-03",
    Severity.REFUSE,
    gettext_noop("Goods registered at the gate and empty vehicles name no document and no binding mode."),
    _TYPES,
)
BAD_BIND = Rule(
    "PAS-04", Severity.REFUSE, gettext_noop("Choose how vehicle and documents belong together."), _BIND
)
ONE_PAPER = Rule(
    "PAS-05",
    Severity.REFUSE,
    gettext_noop("With this binding mode a gate pass names exactly one document."),
    _BIND,
)
OTHER_PASS = Rule(
    "PAS-06",
    Severity.REFUSE,
    gettext_noop("%(document)s is on another gate pass already; only one document for many vehicles may be."),
    _BIND,
)
NOT_WHOLE = Rule(
    "PAS-07",
    Severity.REFUSE,
    gettext_noop("%(document)s must ride as a whole, or be bound as one document for many vehicles."),
    _BIND,
)
OTHER_DIRECTION = Rule("PAS-08", Severity.REFUSE, gettext_noop("%(document)s goes the other way."), _PAPER)
PAPER_NOT_APPROVED = Rule(
    "PAS-09", Severity.REFUSE, gettext_noop("%(document)s is not approved yet."), _PAPER
)
UNKNOWN_PAPER = Rule(
    "PAS-10",
    Severity.REFUSE,
    gettext_noop("There is no %(document)s that you may put on a gate pass."),
    _PAPER,
)
NOT_AT_GATE = Rule(
    "PAS-11",
    Severity.REFUSE,
    gettext_noop(
        "The goods of %(document)s pass the gate on other papers or not at all, not on this inventory."
    ),
    _PAPER,
)
APART = Rule(
    "PAS-12",
    Severity.REFUSE,
    gettext_noop("All documents of a gate pass belong to one firm and one customs office."),
    _HOUSE,
)
BAD_TOTAL = Rule(
    "PAS-13",
    Severity.REFUSE,
    gettext_noop(
        "The total weight of %(total)s kg is not the sum of vehicle, frame, container and goods: %(sum)s kg."
    ),
    _WEIGHT,
)
WRONG_GROSS = Rule(
    "PAS-14",
    Severity.REFUSE,
    gettext_noop("The gross weight of %(gross)s kg is not the sum of the lines: %(sum)s kg."),
    _WEIGHT,
)
BAD_NET = Rule(
    "PAS-15", Severity.REFUSE, gettext_noop("The net weight is at most the gross weight."), _WEIGHT
)
CARRIES_GOODS = Rule("PAS-16", Severity.REFUSE, gettext_noop("An empty vehicle carries no goods."), _TYPES)
WRONG_TARE = Rule(
    "PAS-17",
    Severity.REFUSE,
    gettext_noop("This weight differs from the record of the vehicle: %(tare)s kg."),
    _WEIGHT,
)
NO_GOODS = Rule("PAS-18", Severity.REFUSE, gettext_noop("Say what the vehicle carries."), _HOUSE)
NO_NOTE = Rule(
    "PAS-19", Severity.REFUSE, gettext_noop("Describe the goods that are registered at the gate."), _TYPES
)
NO_BILL = Rule("PAS-20", Severity.REFUSE, gettext_noop("Give the number of the bill of lading."), _TYPES)
NO_OWN_NO = Rule(
    "PAS-21",
    Severity.REFUSE,
    gettext_noop("Give your own number of this paper, at most 64 characters."),
    _HOUSE,
)
OWN_NO_TAKEN = Rule(
    "PAS-22",
    Severity.REFUSE,
    gettext_noop("You have filed a gate pass with this own number: %(number)s."),
    _HOUSE,
)
LINE_TWICE = Rule(
    "PAS-23", Severity.REFUSE, gettext_noop("The same line stands on the gate pass twice."), _HOUSE
)
BAD_QTY = Rule(
    "PAS-24", Severity.REFUSE, gettext_noop("A quantity lies above zero, a weight is zero or more."), _HOUSE
)
BAD_CONTAINER = Rule(
    "PAS-25",
    Severity.REFUSE,
    gettext_noop("A container number is four letters and seven digits."),
    "ISO 6346",
)
NOT_REPLACED = Rule(
    "PAS-26",
    Severity.REFUSE,
    gettext_noop("%(number)s is no void gate pass of this firm that can be replaced."),
    _VOID,
)
LOW_GRADE = Rule(
    "PAS-27",
    Severity.ASK,
    gettext_noop(
        "The credit grade of the firm is below general credit: an officer looks at its gate passes."
    ),
    _AUTO,
)
ROUTED = Rule("PAS-28", Severity.ASK, gettext_noop("This gate pass was drawn for an officer."), _AUTO)
STOPPED = Rule(
    "PAS-29", Severity.REFUSE, gettext_noop("Customs have stopped %(what)s by order %(number)s."), _HOUSE
)
NOT_YOURS = Rule(
    "PAS-30",
    Severity.REFUSE,
    gettext_noop("Only the firm of a gate pass, or its agent for bonded goods, may do this."),
    _HOUSE,
)
NOT_GATE = Rule(
    "PAS-31",
    Severity.REFUSE,
    gettext_noop("Only posts at the gate and officers of the office may do this."),
    _HOUSE,
)
NOT_DECIDER = Rule(
    "PAS-32", Severity.REFUSE, gettext_noop("Only an officer or chief of the office decides this."), _HOUSE
)
NO_OFFICE = Rule(
    "PAS-33", Severity.REFUSE, gettext_noop("No customs office is in charge of the firm yet."), _HOUSE
)
PASSED_STAYS = Rule(
    "PAS-34",
    Severity.REFUSE,
    gettext_noop(
        "The vehicle has passed on this gate pass: it is not voided, only taken back by two officers."
    ),
    _VOID,
)

RULES = (
    BAD_KIND, WRONG_PAPER, NO_PAPER_ALLOWED, BAD_BIND, ONE_PAPER, OTHER_PASS, NOT_WHOLE, OTHER_DIRECTION,
    PAPER_NOT_APPROVED, UNKNOWN_PAPER, NOT_AT_GATE, APART, BAD_TOTAL, WRONG_GROSS, BAD_NET, CARRIES_GOODS,
    WRONG_TARE, NO_GOODS, NO_NOTE, NO_BILL, NO_OWN_NO, OWN_NO_TAKEN, LINE_TWICE, BAD_QTY, BAD_CONTAINER,
    NOT_REPLACED, LOW_GRADE, ROUTED, STOPPED, NOT_YOURS, NOT_GATE, NOT_DECIDER, NO_OFFICE, PASSED_STAYS,
)  # fmt: skip
