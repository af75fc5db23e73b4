"""The few refusals that every room shares."""

from kernel.refusal import Rule, Severity, gettext_noop

BUSY = Rule(
    "SYS-01",
    Severity.REFUSE,
    gettext_noop("Somebody else is working on the same records at this moment. Please try again shortly."),
    "house rule: a lock is waited for three seconds, then said honestly",
)
MOVED_ON = Rule(
    "SYS-02",
    Severity.REFUSE,
    gettext_noop("The status has changed in the meantime, so this is no longer possible. Please look again."),
    "house rule: a status moves only along its flow and from the status that was seen",
)
FILE_TOO_LARGE = Rule(
    "SYS-03",
    Severity.REFUSE,
    gettext_noop("The file is larger than the %(limit)s bytes allowed."),
    "house rule: uploads are bounded by the parameter upload.max_bytes",
)
JOB_MOVED_ON = Rule(
    "SYS-04",
    Severity.REFUSE,
    gettext_noop("Another worker has already done this part of the job."),
    "house rule: each item of a job happens once",
)
_SHEETS = "house rule: spreadsheets are bounded by the parameters upload.* and bulk.*"
SHEET_NOT_XLSX = Rule(
    "SYS-05",
    Severity.REFUSE,
    gettext_noop("This is no XLSX workbook without macros; save the table as XLSX and choose it again."),
    _SHEETS,
)
SHEET_TOO_LARGE = Rule(
    "SYS-06",
    Severity.REFUSE,
    gettext_noop("The workbook is too large: at most %(limit)s bytes are read, unpacked within reason."),
    _SHEETS,
)
SHEET_BROKEN = Rule(
    "SYS-07",
    Severity.REFUSE,
    gettext_noop(
        "The workbook cannot be read: it is damaged, has a password, or cells stand far outside the table. "
        "Copy the rows into the template and choose that."
    ),
    _SHEETS,
)
SHEET_EMPTY = Rule(
    "SYS-08",
    Severity.REFUSE,
    gettext_noop("The first sheet has no row below its headings."),
    _SHEETS,
)
SHEET_TOO_MANY = Rule(
    "SYS-09",
    Severity.REFUSE,
    gettext_noop(
        "The first sheet has more than the %(limit)s rows that are read at once; use several files."
    ),
    _SHEETS,
)
CHANGED = Rule(
    "SYS-10",
    Severity.REFUSE,
    gettext_noop(
        "Somebody has changed this since you opened it. Nothing was overwritten, and what you typed is still "
        "here: save again to put it in place of theirs, or open the page anew to see theirs."
    ),
    "house rule: a form says which version it was opened on, and nobody's work is lost unseen",
)

RULES = (
    BUSY,
    MOVED_ON,
    FILE_TOO_LARGE,
    JOB_MOVED_ON,
    SHEET_NOT_XLSX,
    SHEET_TOO_LARGE,
    SHEET_BROKEN,
    SHEET_EMPTY,
    SHEET_TOO_MANY,
    CHANGED,
)
