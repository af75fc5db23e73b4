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

RULES = (BUSY, MOVED_ON, FILE_TOO_LARGE, JOB_MOVED_ON)
