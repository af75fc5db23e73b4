"""Cells of exported tables: a spreadsheet must read them as text, never as a formula."""

_RISKY = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(value: object) -> str:
    """The value as a cell; one that begins like a formula gets an apostrophe before it."""
    text = str(value)
    return f"'{text}" if text.startswith(_RISKY) else text
