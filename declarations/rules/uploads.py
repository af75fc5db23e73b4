"""Uploads: which files a person may hand in, judged by content, and archives opened without being fooled."""

import struct
import zlib
from collections.abc import Sequence
from datetime import date
from io import BytesIO
from re import compile as compile_pattern
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, LargeZipFile, ZipFile, ZipInfo

from kernel.refusal import Rule, Severity, Violation, gettext_noop

_SOURCE = "house rule: uploads are bounded by the parameters upload.* and message.max_bytes"

UPL_01 = Rule("UPL-01", Severity.REFUSE, gettext_noop("Choose at least one file."), _SOURCE)
UPL_02 = Rule(
    "UPL-02",
    Severity.REFUSE,
    gettext_noop("More than %(limit)s files were chosen; put them into one zip archive."),
    _SOURCE,
)
UPL_03 = Rule(
    "UPL-03",
    Severity.REFUSE,
    gettext_noop(
        "The files have %(count)s bytes together; at most %(limit)s bytes are taken at once. Upload in parts."
    ),
    _SOURCE,
)
UPL_04 = Rule("UPL-04", Severity.REFUSE, gettext_noop("%(name)s is empty."), _SOURCE)
UPL_05 = Rule(
    "UPL-05",
    Severity.REFUSE,
    gettext_noop("%(name)s is neither an XML message nor a zip archive; its content counts, not its ending."),
    _SOURCE,
)
UPL_06 = Rule(
    "UPL-06",
    Severity.REFUSE,
    gettext_noop(
        "%(name)s is larger than the %(limit)s bytes that a message may have; send its documents in "
        "several messages."
    ),
    _SOURCE,
)
UPL_07 = Rule(
    "UPL-07",
    Severity.REFUSE,
    gettext_noop("%(name)s is a zip archive that cannot be opened; make it again."),
    _SOURCE,
)
UPL_08 = Rule(
    "UPL-08",
    Severity.REFUSE,
    gettext_noop("%(name)s holds more than %(limit)s files; spread them over several archives."),
    _SOURCE,
)
UPL_09 = Rule(
    "UPL-09",
    Severity.REFUSE,
    gettext_noop(
        "%(name)s would grow to more than %(limit)s times its size when unpacked; no archive of messages "
        "does that."
    ),
    _SOURCE,
)
UPL_10 = Rule("UPL-10", Severity.REFUSE, gettext_noop("%(name)s holds no file."), _SOURCE)
UPL_11 = Rule(
    "UPL-11",
    Severity.REFUSE,
    gettext_noop("%(name)s is an archive inside an archive; put its files directly into one archive."),
    _SOURCE,
)
UPL_12 = Rule(
    "UPL-12",
    Severity.REFUSE,
    gettext_noop(
        "%(name)s cannot be unpacked: it is damaged, has a password or is packed in an unusual way. "
        "Make the archive again, plain and without a password."
    ),
    _SOURCE,
)
UPL_13 = Rule(
    "UPL-13",
    Severity.REFUSE,
    gettext_noop(
        "%(name)s could not be received because of a fault of the portal, which was recorded. "
        "Nothing of it was stored."
    ),
    _SOURCE,
)
UPL_14 = Rule(
    "UPL-14",
    Severity.REFUSE,
    gettext_noop("%(name)s was not received: whoever uploaded it no longer acts for the firm."),
    _SOURCE,
)
UPL_15 = Rule(
    "UPL-15",
    Severity.REFUSE,
    gettext_noop(
        "%(name)s was given up: receiving it broke off %(count)s times. Nothing of it was stored; send its "
        "documents in several smaller messages."
    ),
    _SOURCE,
)
RULES = (
    UPL_01, UPL_02, UPL_03, UPL_04, UPL_05, UPL_06, UPL_07, UPL_08, UPL_09, UPL_10, UPL_11, UPL_12, UPL_13,
    UPL_14, UPL_15,
)  # fmt: skip

_NUMBER = compile_pattern(r"U\d{8}\d{6}\Z")
_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
_DIRECTORY_ENTRY = b"PK\x01\x02"
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_SPACE = b" \t\r\n"
_NAME_LENGTH = 250
# What zipfile raises for archives that somebody damaged or forged.
_BROKEN = (BadZipFile, LargeZipFile, ValueError, OSError, RuntimeError, EOFError, struct.error, zlib.error)
# Others unpack a small input to any size at once.
_METHODS = frozenset({ZIP_STORED, ZIP_DEFLATED})
_ENCRYPTED = 0x1
_UTF8_NAME = 0x800
# How often a part may break off with its worker before it is given up.
MOST_ATTEMPTS = 3
_LITTER = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")


class Limits(NamedTuple):
    """What an upload may hold: bytes at once, chosen files, archive entries, growth, bytes of a message."""

    max_bytes: int
    max_chosen: int
    max_entries: int
    max_ratio: int
    message_bytes: int


def upload_no(on: date, *, serial: int) -> str:
    """The public number of an upload: U, day, six digits.

    Raises:
        ValueError: the day's serials are used up.
    """
    number = f"U{on:%Y%m%d}{serial:06d}"
    if not is_upload_no(number):
        raise ValueError(serial)
    return number


def is_upload_no(text: str) -> bool:
    """Whether ``text`` has the format of an upload's number."""
    return text.isascii() and _NUMBER.match(text) is not None


def judge_upload(sizes: Sequence[int], *, limits: Limits) -> tuple[Violation, ...]:
    """Whether so many files of these sizes may be handed in at once."""
    if not sizes:
        return (Violation(UPL_01, "files"),)
    found = []
    if len(sizes) > limits.max_chosen:
        found.append(_at("files", UPL_02, limit=limits.max_chosen))
    if sum(sizes) > limits.max_bytes:
        found.append(_at("files", UPL_03, count=sum(sizes), limit=limits.max_bytes))
    return tuple(found)


def judge_file(data: bytes, *, name: str, limits: Limits) -> tuple[Violation, ...]:
    """Whether one handed-in file can be received, by its content; of an archive its directory only."""
    if not data.strip(_SPACE):
        return (_at("files", UPL_04, name=name),)
    if is_archive(data):
        return _judge_archive(data, name=name, limits=limits)
    return _judge_message(data, name=name, limits=limits)


def judge_attempts(attempts: int, *, name: str) -> tuple[Violation, ...]:
    """Whether a part may be tried once more, after so many attempts that ended with their worker."""
    return (_at("files", UPL_15, name=name, count=attempts),) if attempts >= MOST_ATTEMPTS else ()


def is_archive(data: bytes) -> bool:
    """Whether the content says that it is a zip archive."""
    return data.startswith(_ZIP_STARTS)


def entry_names(data: bytes) -> tuple[str, ...]:
    """Names of the files in an archive that ``judge_file`` has passed, in its order, safe to show.

    Names without the UTF-8 mark are read as what Chinese systems write.
    """
    with ZipFile(BytesIO(data)) as archive:
        return tuple(_shown(info) for info in _entries(archive))


def read_entry(data: bytes, *, index: int, name: str, limits: Limits) -> tuple[bytes, tuple[Violation, ...]]:
    """The bytes of one file of a judged archive, or why it cannot be received."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            info = _entries(archive)[index]
            if info.flag_bits & _ENCRYPTED or info.compress_type not in _METHODS:
                return b"", (_at("files", UPL_12, name=name),)
            if info.file_size > limits.message_bytes:
                return b"", (_at("files", UPL_06, name=name, limit=limits.message_bytes),)
            # The directory may lie about the size: no more is unpacked than a message may have.
            with archive.open(info) as entry:
                content = entry.read(limits.message_bytes + 1)
            if len(content) > limits.message_bytes:
                return b"", (_at("files", UPL_06, name=name, limit=limits.message_bytes),)
    except _BROKEN:
        return b"", (_at("files", UPL_12, name=name),)
    if not content.strip(_SPACE):
        return b"", (_at("files", UPL_04, name=name),)
    if is_archive(content):
        return b"", (_at("files", UPL_11, name=name),)
    return content, _judge_message(content, name=name, limits=limits)


def _judge_message(data: bytes, *, name: str, limits: Limits) -> tuple[Violation, ...]:
    plain = data
    for mark in _MARKS:
        plain = plain.removeprefix(mark)
    if plain.lstrip(_SPACE + b"\x00")[:1] != b"<":
        return (_at("files", UPL_05, name=name),)
    if len(data) > limits.message_bytes:
        return (_at("files", UPL_06, name=name, limit=limits.message_bytes),)
    return ()


def _judge_archive(data: bytes, *, name: str, limits: Limits) -> tuple[Violation, ...]:
    # Counted before zipfile reads the directory, which it would keep in memory as a whole.
    if data.count(_DIRECTORY_ENTRY) > limits.max_entries:
        return (_at("files", UPL_08, name=name, limit=limits.max_entries),)
    try:
        with ZipFile(BytesIO(data)) as archive:
            entries = _entries(archive)
    except _BROKEN:
        return (_at("files", UPL_07, name=name),)
    if not entries:
        return (_at("files", UPL_10, name=name),)
    if sum(info.file_size for info in entries) > limits.max_ratio * len(data):
        return (_at("files", UPL_09, name=name, limit=limits.max_ratio),)
    return ()


def _entries(archive: ZipFile) -> list[ZipInfo]:
    """The files of the archive, without folders and what desktops leave behind."""
    return [
        info
        for info in archive.infolist()
        if not info.is_dir()
        and not any(part in _LITTER or part.startswith("._") for part in info.filename.split("/"))
    ]


def _shown(info: ZipInfo) -> str:
    name = info.filename
    if not info.flag_bits & _UTF8_NAME:
        name = _decoded(name.encode("cp437", "replace"))
    parts = [
        "".join(c for c in part if c.isprintable()).strip() for part in name.replace("\\", "/").split("/")
    ]
    return "/".join(part for part in parts if part not in ("", ".", ".."))[-_NAME_LENGTH:] or "file"


def _decoded(raw: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("cp437")


def _at(path: str, rule: Rule, **args: object) -> Violation:
    return Violation(rule, path, args=tuple((key, str(value)) for key, value in args.items()))
