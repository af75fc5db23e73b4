"""Rules by which a message of the zone system is refused before a service has seen it."""

from kernel.refusal import Rule, Severity, gettext_noop

_SHAPE = "Message format of the zone system (golden gate II), as running systems send it"
_OWN = "Portal: safe reading of messages (limits are parameters)"
_LIVE = "Live behaviour of the zone system: same own number and firm with an empty pre-entry number"
_FLOW = "Declaration types of the zone system: 1 new, 2 change, 3 void, delete or close"

NO_PACKAGE = Rule(
    "MSG-41",
    Severity.REFUSE,
    gettext_noop(
        "The root element %(element)s is no message of the zone system; Package is wanted, or Signature or "
        "Packages around it."
    ),
    _SHAPE,
)
NOT_SERVED = Rule(
    "MSG-42",
    Severity.REFUSE,
    gettext_noop("Messages of type %(type)s are not read here; INV101, SAS101, SAS111 and SAS121 are."),
    _SHAPE,
)
NO_HEAD = Rule(
    "MSG-43",
    Severity.REFUSE,
    gettext_noop("BussinessData holds no head of a %(type)s; %(element)s is wanted once."),
    _SHAPE,
)
NO_FLAG = Rule(
    "MSG-44",
    Severity.REFUSE,
    gettext_noop("DelcareFlag must be 0 (keep as a draft) or 1 (file)."),
    _SHAPE,
)
TOO_MANY_MESSAGES = Rule(
    "MSG-45",
    Severity.REFUSE,
    gettext_noop("There are %(count)s messages in this request; at most %(most)s are read at once."),
    _OWN,
)
WRONG_DCL_TYPE = Rule(
    "MSG-46",
    Severity.REFUSE,
    gettext_noop("A %(type)s knows no declaration type %(value)s."),
    _FLOW,
)
DUPLICATE = Rule(
    "MSG-47",
    Severity.REFUSE,
    gettext_noop(
        "Your own number %(own_no)s was filed before without a pre-entry number and got %(pre_no)s; this "
        "message was not read again."
    ),
    _LIVE,
)
UNKNOWN_PAPER = Rule(
    "MSG-48",
    Severity.REFUSE,
    gettext_noop("Your firm has no paper of this kind with the number %(number)s."),
    _FLOW,
)
NEVER_AMENDED = Rule(
    "MSG-49",
    Severity.REFUSE,
    gettext_noop(
        "What stands with customs is not changed by a message: have it voided (type 3) and file it anew; "
        "a draft or a refused paper may be changed."
    ),
    _FLOW,
)
NO_OWN_NUMBER = Rule(
    "MSG-50",
    Severity.REFUSE,
    gettext_noop("Give your own number of the paper, so that answers can be told apart."),
    _LIVE,
)
NOT_A_NUMBER = Rule(
    "MSG-51",
    Severity.REFUSE,
    gettext_noop("%(value)s is no pre-entry number: eighteen digits, the year first."),
    _SHAPE,
)
NOT_YOUR_OPERATOR = Rule(
    "MSG-52",
    Severity.REFUSE,
    gettext_noop("The operator named in the message is not the firm of the ledger %(ems_no)s."),
    _SHAPE,
)
BAD_DAY = Rule(
    "MSG-53",
    Severity.REFUSE,
    gettext_noop("%(element)s is no day of the form YYYYMMDD."),
    _SHAPE,
)
FAULT = Rule(
    "MSG-54",
    Severity.REFUSE,
    gettext_noop(
        "The message could not be taken because of a fault of the portal, which was recorded. Nothing of it "
        "was stored."
    ),
    _OWN,
)
NO_DRAFT = Rule(
    "MSG-55",
    Severity.REFUSE,
    gettext_noop("A gate pass is not kept as a draft; file it with DelcareFlag 1."),
    _FLOW,
)
FLAG_DIFFERS = Rule(
    "MSG-56",
    Severity.REFUSE,
    gettext_noop("An inventory of type %(type)s is filed with dclcusFlag %(flag)s."),
    "Type rules of the zone system: whether an inventory is declared follows from its type",
)
CANNOT_CLOSE = Rule(
    "MSG-57",
    Severity.REFUSE,
    gettext_noop(
        "The application is neither in force nor waiting for customs; only such a one is closed or withdrawn."
    ),
    _FLOW,
)

RULES = (
    NO_PACKAGE, NOT_SERVED, NO_HEAD, NO_FLAG, TOO_MANY_MESSAGES, WRONG_DCL_TYPE, DUPLICATE, UNKNOWN_PAPER,
    NEVER_AMENDED, NO_OWN_NUMBER, NOT_A_NUMBER, NOT_YOUR_OPERATOR, BAD_DAY, FAULT, NO_DRAFT, FLAG_DIFFERS,
    CANNOT_CLOSE,
)  # fmt: skip
