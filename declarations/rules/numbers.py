"""Numbers: the formats of what customs and the E-port give, and the check digit of postal parcels."""

from datetime import date
from re import compile as compile_pattern

LIST_LETTER, CANCEL_LETTER, RETURN_LETTER, ARRIVAL_LETTER = "B", "C", "T", "R"

_INVT = compile_pattern(r"\d{4}[12]\d{3}[IE]\d{9}\Z")
_PRE = compile_pattern(r"[BCTR](\d{8})\d{9}\Z")
_S10 = compile_pattern(r"[A-Z]{2}\d{9}[A-Z]{2}\Z")
_S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
_SERIALS = 10**9


def invt_no(customs_code: str, *, on: date, serial: int) -> str:
    """The list number that customs gives: office 4, year 4, I, 9 digits.

    Raises:
        ValueError: the office is not four digits or the year's serials are used up.

    Source: enterprise interface specification, CEB622 invtNo (49212020I046118061).
    """
    number = f"{customs_code}{on.year}I{_serial(serial)}"
    if not is_invt_no(number):
        raise ValueError(customs_code)
    return number


def pre_no(letter: str, *, on: date, serial: int) -> str:
    """The pre-entry number: a letter (B list, C cancellation, T return, R arrival), day, 9 digits.

    Raises:
        ValueError: another letter, or the day's serials are used up.

    Source: enterprise interface specification, CEB622 preNo (B20201208796651782).
    """
    number = f"{letter}{on:%Y%m%d}{_serial(serial)}"
    if not is_pre_no(number):
        raise ValueError(letter)
    return number


def entry_no(office: str, *, on: date, serial: int, imports: bool) -> str:
    """The number of an entry declaration: office 4, year 4, 1 import or 0 export, 9 digits.

    Raises:
        ValueError: the office is not four digits or the year's serials are used up.

    Source: shape of live declaration numbers (entry number, 18 digits).
    """
    if len(office) != 4 or not (office.isascii() and office.isdigit()):
        raise ValueError(office)
    return f"{office}{on.year}{int(imports)}{_serial(serial)}"


def entry_pre_no(*, on: date, serial: int, imports: bool) -> str:
    """The pre-entry number of an entry declaration: I or E and 17 digits (day 8, serial 9).

    Raises:
        ValueError: the day's serials are used up.

    Source: E/I and 17 digits in client code; how they are made up is this portal's own (UNVERIFIED).
    """
    return f"{'I' if imports else 'E'}{on:%Y%m%d}{_serial(serial)}"


def is_invt_no(text: str) -> bool:
    """Whether ``text`` has the format of a list number (import or export).

    Source: enterprise interface specification, CEB622 invtNo.
    """
    return text.isascii() and _INVT.match(text) is not None


def is_pre_no(text: str) -> bool:
    """Whether ``text`` has the format of a pre-entry number with a real day in it.

    Source: enterprise interface specification, CEB622 preNo.
    """
    found = _PRE.match(text) if text.isascii() else None
    if found is None:
        return False
    day = found.group(1)
    try:
        date(int(day[:4]), int(day[4:6]), int(day[6:]))
    except ValueError:
        return False
    return True


def has_s10_shape(text: str) -> bool:
    """Whether ``text`` looks like a postal parcel number: two letters, nine digits, two letters.

    Source: UPU S10.
    """
    return text.isascii() and _S10.match(text) is not None


def s10_check_digit(text: str) -> int:
    """The check digit that the eight digits of a number of S10 shape ask for.

    Source: UPU S10 (weights 8 6 4 2 3 5 9 7, modulus 11; 10 becomes 0, 11 becomes 5).
    """
    total = sum(int(digit) * weight for digit, weight in zip(text[2:10], _S10_WEIGHTS, strict=True))
    return {10: 0, 11: 5}.get(11 - total % 11, 11 - total % 11)


def _serial(serial: int) -> str:
    if not 0 < serial < _SERIALS:
        raise ValueError(f"serial {serial}")
    return f"{serial:09d}"
