"""Rules of reading any XML safely: what is unreadable, what is wrong with the value of an element."""

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
MISSING = _refuse("MSG-01", gettext_noop("%(element)s is required, but missing."))
UNKNOWN = _refuse("MSG-02", gettext_noop("%(element)s is not an element of %(entity)s."))
REPEATED = _refuse("MSG-03", gettext_noop("%(element)s stands here more than once; once is allowed."))
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

PREFIX_TAKEN = _repair(
    "REP-19",
    gettext_noop("The prefix %(element)s was used without a declaration and was read all the same."),
)
ENCODING_GUESSED = _repair(
    "REP-20",
    gettext_noop("The characters were not in the declared encoding %(encoding)s; GB18030 was read instead."),
)
LEADING_SPACE = _repair("REP-21", gettext_noop("There was empty space before the XML declaration."))

RULES: tuple[Rule, ...] = tuple(rule for rule in list(globals().values()) if isinstance(rule, Rule))
