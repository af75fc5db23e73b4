"""Codes of firms: the unified social credit code with its check character, and the customs code."""

from re import compile as compile_pattern

from kernel.refusal import Rule, Severity, Violation, gettext_noop

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
# How official codes look: what else a firm is called by must look like neither (POSIX and Python read both).
CUSTOMS_SHAPE = r"^[0-9A-Z]{10}$"
CREDIT_SHAPE = r"^[0-9A-HJ-NPQRTUWXY]{18}$"
_CUSTOMS = compile_pattern(r"[0-9A-Z]{10}")
_OFFICIAL = compile_pattern(r"[0-9A-Z]{10}|[0-9A-Z]{18}")

_GB = "GB 32100-2015 (from 2015-10-01), section 5: 18 characters, weights 3^(i-1) modulo 31"
_REGISTER = "GACC customs registration code: area, zone, nature and serial in ten digits or capital letters"

CREDIT_CODE_SHAPE = Rule(
    "IDN-01",
    Severity.REFUSE,
    gettext_noop("A unified social credit code has 18 digits or capital letters, without I, O, S, V and Z."),
    _GB,
)
CREDIT_CODE_CHECK = Rule(
    "IDN-02",
    Severity.REFUSE,
    gettext_noop("The check character of the unified social credit code is wrong: %(wanted)s is expected."),
    _GB,
)
CUSTOMS_CODE_SHAPE = Rule(
    "IDN-03",
    Severity.REFUSE,
    gettext_noop("A customs code has ten digits or capital letters."),
    _REGISTER,
)

RULES = (CREDIT_CODE_SHAPE, CREDIT_CODE_CHECK, CUSTOMS_CODE_SHAPE)


def check_character(body: str) -> str:
    """The 18th character of a credit code whose first seventeen are ``body``.

    Raises:
        ValueError: a character outside the alphabet, or not seventeen of them.
    """
    if len(body) != 17:
        raise ValueError(body)
    total = sum(weight * _ALPHABET.index(sign) for weight, sign in zip(_WEIGHTS, body, strict=True))
    return _ALPHABET[-total % 31]


def judge_credit_code(code: str, *, path: str = "creditCode") -> tuple[Violation, ...]:
    """Whether ``code`` is a well-formed unified social credit code."""
    if len(code) != 18 or any(sign not in _ALPHABET for sign in code):
        return (Violation(CREDIT_CODE_SHAPE, path),)
    wanted = check_character(code[:17])
    if code[17] != wanted:
        return (Violation(CREDIT_CODE_CHECK, path, args=(("wanted", wanted),)),)
    return ()


def looks_official(code: str) -> bool:
    """Whether ``code``, in capitals or not, could be somebody's customs code or credit code."""
    return _OFFICIAL.fullmatch(code.upper()) is not None


def judge_customs_code(code: str, *, path: str = "customsCode") -> tuple[Violation, ...]:
    """Whether ``code`` is a well-formed customs registration code."""
    return () if _CUSTOMS.fullmatch(code) else (Violation(CUSTOMS_CODE_SHAPE, path),)
