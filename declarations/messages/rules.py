"""Every rule by which a message is unreadable (XML), refused (MSG) or repaired (REP)."""

from kernel.refusal import Rule, Severity, gettext_noop
from kernel.xml.rules import BLANK as BLANK
from kernel.xml.rules import BLANK_OPTIONAL as BLANK_OPTIONAL
from kernel.xml.rules import DIGITS as DIGITS
from kernel.xml.rules import DOCTYPE as DOCTYPE
from kernel.xml.rules import EMPTY as EMPTY
from kernel.xml.rules import ENCODING as ENCODING
from kernel.xml.rules import ENCODING_GUESSED as ENCODING_GUESSED
from kernel.xml.rules import LEADING_SPACE as LEADING_SPACE
from kernel.xml.rules import LENGTH as LENGTH
from kernel.xml.rules import MISSING as MISSING
from kernel.xml.rules import NEGATIVE as NEGATIVE
from kernel.xml.rules import NOT_ALLOWED as NOT_ALLOWED
from kernel.xml.rules import NOT_DECIMAL as NOT_DECIMAL
from kernel.xml.rules import NOT_TIME as NOT_TIME
from kernel.xml.rules import NOT_WHOLE as NOT_WHOLE
from kernel.xml.rules import NOT_XML as NOT_XML
from kernel.xml.rules import PREFIX_TAKEN as PREFIX_TAKEN
from kernel.xml.rules import REPEATED as REPEATED
from kernel.xml.rules import TOO_DEEP as TOO_DEEP
from kernel.xml.rules import TOO_LARGE as TOO_LARGE
from kernel.xml.rules import TOO_LONG as TOO_LONG
from kernel.xml.rules import TOO_MANY as TOO_MANY
from kernel.xml.rules import UNKNOWN as UNKNOWN

_SPEC = "Interface specification of the unified import system, GACC notice 113/2018, import schema"
_OWN = "Portal: safe reading of messages (limits are parameters)"
_FIELD = "Portal: tolerant reading, from messages that running systems really sent"


def _refuse(code: str, text: str, *, source: str = _SPEC) -> Rule:
    return Rule(code, Severity.REFUSE, text, source)


def _repair(code: str, text: str) -> Rule:
    return Rule(code, Severity.WARN, text, _FIELD)


UNKNOWN_ROOT = _refuse(
    "XML-07",
    gettext_noop(
        "The root element %(element)s is no import message; wanted is CEB311Message to CEB900Message."
    ),
)
EXPORT = _refuse(
    "XML-08",
    gettext_noop("%(element)s is an export message; only import messages are read here."),
)

ORDER = _refuse(
    "MSG-04", gettext_noop("%(element)s stands in the wrong place; its place is after %(after)s.")
)
NAMESPACE = _refuse(
    "MSG-16",
    gettext_noop("%(element)s is not in the namespace http://www.chinaport.gov.cn/ceb."),
)
ATTRIBUTE = _refuse("MSG-17", gettext_noop("%(element)s carries an attribute; none is allowed here."))
NESTED = _refuse("MSG-18", gettext_noop("%(element)s contains elements; only text is allowed here."))
STRAY_TEXT = _refuse("MSG-19", gettext_noop("There is text between the elements of %(element)s."))
UNSIGNED = _refuse("MSG-20", gettext_noop("%(element)s is required, but the message is not signed."))
HOLLOW_SIGNATURE = _refuse(
    "MSG-21",
    gettext_noop("%(element)s holds no signature: SignedInfo and SignatureValue are wanted."),
)
MORE_FAULTS = _refuse(
    "MSG-22",
    gettext_noop("There are %(count)s more faults in this document than are listed here."),
    source=_OWN,
)

DROPPED_BLANK = _repair("REP-01", gettext_noop("%(element)s stood there empty and was left out."))
REORDERED = _repair(
    "REP-02", gettext_noop("%(element)s stood in the wrong place and was moved after %(after)s.")
)
TIME_READ = _repair("REP-03", gettext_noop("%(element)s was not written as %(form)s and was read so."))
GUID_UPPER = _repair("REP-04", gettext_noop("%(element)s was in lower case and was put into upper case."))
GUID_HOME_MADE = _repair(
    "REP-05",
    gettext_noop("%(element)s has %(length)s characters instead of 36 and was kept as it is."),
)
GUID_GIVEN = _repair("REP-06", gettext_noop("%(element)s was missing; the portal gave one."))
SIGNATURE_ABSENT = _repair(
    "REP-07",
    gettext_noop("The message is not signed; the sender's token stands for the signature."),
)
ABSENT_IN_PRACTICE = _repair(
    "REP-08",
    gettext_noop("%(element)s is required by the schema, but missing; it was taken without."),
)
PRICE_COMPUTED = _repair(
    "REP-09",
    gettext_noop("%(element)s was missing and was computed as totalPrice divided by qty: %(value)s."),
)
SPACES_REMOVED = _repair("REP-10", gettext_noop("Spaces or line breaks were removed from %(element)s."))
FULL_WIDTH = _repair("REP-11", gettext_noop("Full-width characters in %(element)s were read as plain ones."))
NUMBER_READ = _repair(
    "REP-12", gettext_noop("%(element)s was not written as a plain number and was read so.")
)
ROUNDED = _repair("REP-13", gettext_noop("%(element)s had more than five decimals and was rounded."))
DEFAULT_TAKEN = _repair(
    "REP-14",
    gettext_noop("%(element)s was missing; the specification's default %(value)s was taken."),
)
MISSPELT = _repair(
    "REP-15", gettext_noop("%(element)s was written as %(written)s and was read all the same.")
)
IGNORED = _repair("REP-16", gettext_noop("%(element)s is not an element of %(entity)s and was not read."))
REPEATED_EQUAL = _repair(
    "REP-17", gettext_noop("%(element)s stood there more than once with the same content.")
)
NAMESPACE_TAKEN = _repair(
    "REP-18",
    gettext_noop(
        "%(element)s was not in the namespace http://www.chinaport.gov.cn/ceb and was read as if it were."
    ),
)
CODE_LEFT_OUT = _repair(
    "REP-22",
    gettext_noop(
        "%(element)s has %(length)s characters instead of %(exact)s; it is optional and was left out."
    ),
)
ATTRIBUTE_IGNORED = _repair("REP-23", gettext_noop("An attribute of %(element)s was not read."))
TEXT_IGNORED = _repair("REP-24", gettext_noop("Text between the elements of %(element)s was not read."))
CASE_CHANGED = _repair("REP-25", gettext_noop("%(element)s was read as %(value)s."))
NUMBERED = _repair(
    "REP-26", gettext_noop("%(element)s was missing; the line was numbered %(value)s by its place.")
)
MORE_REPAIRS = _repair(
    "REP-27", gettext_noop("There are %(count)s more repairs in this document than are listed here.")
)

RULES: tuple[Rule, ...] = tuple(rule for rule in list(globals().values()) if isinstance(rule, Rule))
