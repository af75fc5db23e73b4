"""Identity: the number on a resident identity card, and the replaceable checker of who bears it."""

from datetime import date
from re import compile as compile_pattern
from typing import Protocol

_SHAPE = compile_pattern(r"[1-9]\d{16}[0-9X]\Z")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"


class IdentityChecker(Protocol):
    """Whoever can say that a name and an identity number belong together."""

    def verified(self, *, name: str, id_number: str) -> bool:
        """Whether the person is verified; False means only that nobody has said so."""
        ...


class Unverified:
    """The checker where no service is connected: nobody is verified, so the payer is the orderer.

    Source: 财关税〔2016〕18号 art. 5; GACC notice 194/2018.
    """

    def verified(self, *, name: str, id_number: str) -> bool:
        """Never."""
        return False


def is_identity_number(text: str) -> bool:
    """Whether ``text`` is a resident identity number: 18 characters, real birthday, check digit.

    A check digit of ten is a capital ``X``. ASCII digits only. Region codes are not checked: they
    change, and a number keeps the code of its first day.

    Source: GB 11643-1999.
    """
    if not text.isascii() or not _SHAPE.match(text):
        return False
    try:
        date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text, _WEIGHTS, strict=False))
    return _CHECK[total % 11] == text[17]
