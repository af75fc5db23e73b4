"""Rules about files for bulk filing; what their rows say is judged by the law of the papers themselves."""

from kernel.refusal import Rule, Severity, gettext_noop

_HOUSE = "Rule of this portal: a spreadsheet is checked first, then taken over paper by paper"

NO_COLUMN = Rule(
    "BUL-01",
    Severity.REFUSE,
    gettext_noop("The column %(column)s is missing; start from the template and keep its headings."),
    _HOUSE,
)
RETURNS_DIFFER = Rule(
    "BUL-02",
    Severity.REFUSE,
    gettext_noop("The rows of document %(own_no)s name different documents whose goods come back."),
    _HOUSE,
)
TAKEN_ALREADY = Rule(
    "BUL-03", Severity.REFUSE, gettext_noop("This file has been taken over already."), _HOUSE
)
NOTHING_GOOD = Rule(
    "BUL-04", Severity.REFUSE, gettext_noop("There is no paper without errors in this file."), _HOUSE
)
KEPT_BACK = Rule(
    "BUL-05",
    Severity.REFUSE,
    gettext_noop(
        "%(count)s papers of this file have errors. Correct them and upload the file again, or say that they "
        "are to be left out."
    ),
    _HOUSE,
)
GIVEN_UP = Rule(
    "BUL-06",
    Severity.REFUSE,
    gettext_noop("Taking this paper over broke off %(count)s times; nothing of it was filed."),
    _HOUSE,
)
FAULT = Rule(
    "BUL-07",
    Severity.REFUSE,
    gettext_noop(
        "This paper could not be taken over because of a fault of the portal, which was recorded; nothing "
        "of it was filed."
    ),
    _HOUSE,
)
NO_FILE = Rule("BUL-08", Severity.REFUSE, gettext_noop("Choose a file."), _HOUSE)
BAD_DAY = Rule(
    "BUL-09", Severity.REFUSE, gettext_noop("%(element)s is no day; write it as 2026-05-31."), _HOUSE
)
NOT_YOURS_NOW = Rule(
    "BUL-10",
    Severity.REFUSE,
    gettext_noop("Whoever uploaded this file may no longer file for this ledger."),
    _HOUSE,
)

RULES = (
    NO_COLUMN, RETURNS_DIFFER, TAKEN_ALREADY, NOTHING_GOOD, KEPT_BACK, GIVEN_UP, FAULT, NO_FILE, BAD_DAY,
    NOT_YOURS_NOW,
)  # fmt: skip
