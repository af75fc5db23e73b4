"""Every rule by which a message is unreadable (XML), refused (MSG) or repaired (REP)."""

from kernel.refusal import Rule, Severity, gettext_noop

_SPEC = "Interface specification of the unified import system, GACC notice 113/2018, import schema"
_OWN = "Portal: safe reading of messages (limits are parameters)"
_FIELD = "Portal: tolerant reading, from messages that running systems really sent"


def _refuse(code: str, text: str, *, source: str = _SPEC) -> Rule:
    return Rule(code, Severity.REFUSE, text, source)


def _repair(code: str, text: str) -> Rule:
    return Rule(code, Severity.WARN, text, _FIELD)


NOT_XML = _refuse(
    "XML-01",
    gettext_noop("This is not well-formed XML: the fault is in line %(line)s, column %(column)s."),
)
EMPTY = _refuse("XML-02", gettext_noop("The message is empty."))
TOO_LARGE = _refuse(
    "XML-03",
    gettext_noop("The message has %(bytes)s bytes; at most %(most)s are read. Send it in parts."),
    source=_OWN,
)
DOCTYPE = _refuse(
    "XML-04",
    gettext_noop("The message declares a document type (DOCTYPE). Leave it out: none is read here."),
    source=_OWN,
)
TOO_DEEP = _refuse(
    "XML-05",
    gettext_noop("Elements are nested deeper than %(most)s levels."),
    source=_OWN,
)
ENCODING = _refuse(
    "XML-06",
    gettext_noop("The characters are not in the declared encoding %(encoding)s. Send UTF-8."),
    source=_OWN,
)
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

MISSING = _refuse("MSG-01", gettext_noop("%(element)s is required, but missing."))
UNKNOWN = _refuse("MSG-02", gettext_noop("%(element)s is not an element of %(entity)s."))
REPEATED = _refuse("MSG-03", gettext_noop("%(element)s stands here more than once; once is allowed."))
ORDER = _refuse(
    "MSG-04", gettext_noop("%(element)s stands in the wrong place; its place is after %(after)s.")
)
BLANK = _refuse("MSG-05", gettext_noop("%(element)s stands there empty; give its value."))
BLANK_OPTIONAL = _refuse(
    "MSG-06",
    gettext_noop("%(element)s stands there empty; give its value or leave the element out."),
)
TOO_LONG = _refuse(
    "MSG-07",
    gettext_noop("%(element)s has %(length)s characters; at most %(most)s are allowed."),
)
LENGTH = _refuse(
    "MSG-08",
    gettext_noop("%(element)s has %(length)s characters; exactly %(exact)s are wanted."),
)
NOT_DECIMAL = _refuse(
    "MSG-09",
    gettext_noop("%(element)s is not a number; write digits with a point, for example 12.50."),
)
DIGITS = _refuse(
    "MSG-10",
    gettext_noop(
        "%(element)s has too many digits; %(whole)s before the point and %(fraction)s after it are allowed."
    ),
)
NOT_WHOLE = _refuse(
    "MSG-11",
    gettext_noop("%(element)s is not a whole number of at most %(digits)s digits."),
)
NEGATIVE = _refuse("MSG-12", gettext_noop("%(element)s is negative; write 0 or more."))
NOT_TIME = _refuse(
    "MSG-13",
    gettext_noop("%(element)s is not a date or time of the form %(form)s (Beijing time)."),
)
NOT_ALLOWED = _refuse(
    "MSG-14", gettext_noop("%(element)s has a value that is not allowed; wanted: %(values)s.")
)
TOO_MANY = _refuse(
    "MSG-15",
    gettext_noop(
        "%(element)s stands here %(count)s times; at most %(most)s are allowed. Send several messages."
    ),
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
PREFIX_TAKEN = _repair(
    "REP-19",
    gettext_noop("The prefix %(element)s was used without a declaration and was read all the same."),
)
ENCODING_GUESSED = _repair(
    "REP-20",
    gettext_noop("The characters were not in the declared encoding %(encoding)s; GB18030 was read instead."),
)
LEADING_SPACE = _repair("REP-21", gettext_noop("There was empty space before the XML declaration."))
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
