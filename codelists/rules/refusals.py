"""What can be wrong with a code list, its files and its days: the named refusals of this room."""

from kernel.refusal import Rule, Severity, gettext_noop

_TABLE = "house rule: a table is loaded whole or not at all, each fault is said with file, line and column"
_DATED = "house rule: codes, rates and parameters are dated, and never two of them hold on one day"
_CALENDAR = (
    "yearly notices of the General Office of the State Council on holidays; unknown days are never guessed"
)


def _refuse(code: str, text: str, source: str) -> Rule:
    return Rule(code, Severity.REFUSE, text, source)


UNREADABLE = _refuse(
    "COD-01",
    gettext_noop("%(file)s is not a table: UTF-8 text with commas and a header line is wanted."),
    _TABLE,
)
UNKNOWN_LIST = _refuse("COD-02", gettext_noop("There is no list %(name)s; the lists are %(wanted)s."), _TABLE)
MISSING_COLUMN = _refuse(
    "COD-03",
    gettext_noop("%(file)s, line %(line)s: the header has no column %(column)s."),
    _TABLE,
)
CELL_COUNT = _refuse(
    "COD-04",
    gettext_noop("%(file)s, line %(line)s: %(value)s cells stand here, the header names %(wanted)s."),
    _TABLE,
)
MISSING_VALUE = _refuse(
    "COD-05",
    gettext_noop("%(file)s, line %(line)s, column %(column)s: a value is wanted here."),
    _TABLE,
)
BAD_CODE = _refuse(
    "COD-06",
    gettext_noop("%(file)s, line %(line)s, column %(column)s: %(value)s is no code of the form %(wanted)s."),
    _TABLE,
)
BAD_DATE = _refuse(
    "COD-07",
    gettext_noop("%(file)s, line %(line)s, column %(column)s: %(value)s is no day like 2019-04-01."),
    _TABLE,
)
BAD_RATE = _refuse(
    "COD-08",
    gettext_noop(
        "%(file)s, line %(line)s, column %(column)s: %(value)s is no rate; write 0.13 or 13%%, or leave it "
        "blank when it is unknown."
    ),
    _TABLE,
)
BAD_NUMBER = _refuse(
    "COD-09",
    gettext_noop("%(file)s, line %(line)s, column %(column)s: %(value)s is no number like 26.5 that fits."),
    _TABLE,
)
BAD_CHOICE = _refuse(
    "COD-10",
    gettext_noop("%(file)s, line %(line)s, column %(column)s: %(value)s is none of %(wanted)s."),
    _TABLE,
)
TOO_LONG = _refuse(
    "COD-11",
    gettext_noop("%(file)s, line %(line)s, column %(column)s: at most %(wanted)s characters fit."),
    _TABLE,
)
EMPTY_RANGE = _refuse(
    "COD-12",
    gettext_noop("%(file)s, line %(line)s, column %(column)s: the last day must not be before the first."),
    _DATED,
)
TWICE = _refuse(
    "COD-13",
    gettext_noop(
        "%(file)s, line %(line)s, column %(column)s: %(value)s stands twice for the same first day."
    ),
    _DATED,
)
OVERLAP = _refuse(
    "COD-14",
    gettext_noop(
        "%(file)s, line %(line)s, column %(column)s: %(value)s would hold together with the row from "
        "%(wanted)s."
    ),
    _DATED,
)
NEVER_EDITED = _refuse(
    "COD-15",
    gettext_noop(
        "%(file)s, line %(line)s, column %(column)s: %(value)s is in force and is never edited; give the new "
        "value a later valid_from."
    ),
    _DATED,
)
NO_ROWS = _refuse("COD-16", gettext_noop("%(file)s holds no rows."), _TABLE)
CONSUMPTION_TAX = _refuse(
    "COD-17",
    gettext_noop(
        "%(file)s, line %(line)s, column %(column)s: consumption tax needs ct_rate, and a threshold or an "
        "amount per litre needs ct_basis."
    ),
    "Consumption tax regulation: rates by value, by volume, or both",
)
YEAR_ROW = _refuse(
    "COD-18",
    gettext_noop(
        "%(file)s, line %(line)s, column %(column)s: %(value)s lies in no year that a row of kind year "
        "enters."
    ),
    _CALENDAR,
)
YEAR_UNKNOWN = _refuse(
    "COD-19",
    gettext_noop("The working days of %(year)s have not been entered yet."),
    _CALENDAR,
)
NO_PARAMETER = _refuse("COD-20", gettext_noop("The parameter %(key)s has no value on %(day)s."), _DATED)

RULES = (
    UNREADABLE,
    UNKNOWN_LIST,
    MISSING_COLUMN,
    CELL_COUNT,
    MISSING_VALUE,
    BAD_CODE,
    BAD_DATE,
    BAD_RATE,
    BAD_NUMBER,
    BAD_CHOICE,
    TOO_LONG,
    EMPTY_RANGE,
    TWICE,
    OVERLAP,
    NEVER_EDITED,
    NO_ROWS,
    CONSUMPTION_TAX,
    YEAR_ROW,
    YEAR_UNKNOWN,
    NO_PARAMETER,
)
