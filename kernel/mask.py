"""Masking of personal values: what a page shows by default."""


def name(value: str) -> str:
    """``王小明`` becomes ``王**``: the first character stays."""
    return value[:1] + "*" * max(len(value) - 1, 1) if value else ""


def id_number(value: str) -> str:
    """``430102199001011234`` becomes ``430102********1234``; short ones keep two characters."""
    if len(value) < 12:
        return value[:2] + "*" * max(len(value) - 2, 1) if value else ""
    return value[:6] + "*" * (len(value) - 10) + value[-4:]


def phone(value: str) -> str:
    """``13812345678`` becomes ``138****5678``."""
    if len(value) < 8:
        return "*" * len(value)
    return value[:3] + "*" * (len(value) - 7) + value[-4:]


def email(value: str) -> str:
    """``zhou@firm.example`` becomes ``z***@firm.example``: the first character and the domain stay."""
    own, _, domain = value.rpartition("@")
    return f"{own[:1]}***@{domain}" if own else "*" * len(value)


def address(value: str) -> str:
    """The first six characters (province and city), the rest hidden."""
    return value[:6] + "****" if value else ""
