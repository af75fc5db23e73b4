"""What may be attached to a file: which kinds of file, how large, how many."""

from io import BytesIO
from re import compile as compile_pattern
from typing import NamedTuple
from zipfile import BadZipFile, ZipFile

from kernel.refusal import Rule, Severity, Violation, gettext_noop

PDF = "application/pdf"
PNG = "image/png"
JPEG = "image/jpeg"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEXT = "text/plain"
TYPES = (PDF, PNG, JPEG, XLSX, TEXT)

_HOUSE = "Rule of this portal: attachments are bounded by the parameters attachment.*"
_MAGIC = ((b"%PDF-", PDF), (b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG))
_WORKBOOK = frozenset({"[Content_Types].xml", "xl/workbook.xml"})
_MACROS = "xl/vbaProject.bin"
_MOST_ENTRIES = 2000
# Control characters but line ends and tabs, and those that turn the direction of what is read.
_CONTROL = compile_pattern("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")

WRONG_TYPE = Rule(
    "ATT-01",
    Severity.REFUSE,
    gettext_noop("%(name)s is no PDF, PNG, JPEG, XLSX or text file; only these can be attached."),
    _HOUSE,
)
TOO_LARGE = Rule(
    "ATT-02",
    Severity.REFUSE,
    gettext_noop("%(name)s is larger than the %(limit)s bytes that one attachment may have."),
    _HOUSE,
)
TOO_MANY = Rule(
    "ATT-03", Severity.REFUSE, gettext_noop("At most %(limit)s files can be attached here."), _HOUSE
)
EMPTY = Rule("ATT-04", Severity.REFUSE, gettext_noop("%(name)s is empty."), _HOUSE)
UNKNOWN = Rule("ATT-05", Severity.REFUSE, gettext_noop("There is no such attachment."), _HOUSE)
DAY_FULL = Rule(
    "ATT-06",
    Severity.REFUSE,
    gettext_noop("One person attaches at most %(limit)s bytes a day; go on tomorrow."),
    _HOUSE,
)

RULES = (WRONG_TYPE, TOO_LARGE, TOO_MANY, EMPTY, UNKNOWN, DAY_FULL)


class Limits(NamedTuple):
    """How large one attachment may be, how many one subject may have, how much one person sends a day."""

    max_bytes: int
    max_count: int
    day_bytes: int


class Given(NamedTuple):
    """One file as handed in; ``data`` may end one byte behind the limit, which is enough to refuse it."""

    name: str
    data: bytes


def content_type(data: bytes) -> str:
    """What the bytes are by their own marks, whatever the sender called them; empty for anything else."""
    for mark, kind in _MAGIC:
        if data.startswith(mark):
            return kind
    if data.startswith(b"PK\x03\x04"):
        return XLSX if _is_workbook(data) else ""
    return TEXT if _is_text(data) else ""


def judge_count(
    count: int, *, already: int, limits: Limits, path: str = "attachments"
) -> tuple[Violation, ...]:
    """Whether so many files fit beside ``already`` others; to be asked before one of them is read."""
    if already + count <= limits.max_count:
        return ()
    return (Violation(TOO_MANY, path, args=(("limit", str(limits.max_count)),)),)


def judge_day(sent: int, *, limits: Limits, path: str = "attachments") -> tuple[Violation, ...]:
    """Whether one person may send so many bytes on one day."""
    if sent <= limits.day_bytes:
        return ()
    return (Violation(DAY_FULL, path, args=(("limit", str(limits.day_bytes)),)),)


def judge_one(one: Given, *, limits: Limits, path: str = "attachments") -> tuple[Violation, ...]:
    """Why this file cannot be attached; empty when it can."""
    name = ("name", one.name)
    if not one.data:
        return (Violation(EMPTY, path, args=(name,)),)
    if len(one.data) > limits.max_bytes:
        return (Violation(TOO_LARGE, path, args=(name, ("limit", str(limits.max_bytes)))),)
    return () if content_type(one.data) else (Violation(WRONG_TYPE, path, args=(name,)),)


def _is_workbook(data: bytes) -> bool:
    """A spreadsheet without macros; other archives are none."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
    except (BadZipFile, NotImplementedError, ValueError):  # broken; a version or name it cannot read
        return False
    return len(names) <= _MOST_ENTRIES and _WORKBOOK.issubset(names) and _MACROS not in names


def _is_text(data: bytes) -> bool:
    """UTF-8 without control characters other than line ends and tabs."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return _CONTROL.search(text) is None
