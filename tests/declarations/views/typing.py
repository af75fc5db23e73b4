"""A declaration as somebody types it into the form."""

from declarations.samples import Declaration

NUMBER = "D20260512-7KQ2MXPA"


def typed(
    one: Declaration, *, version: int = 0, keys: tuple[str, ...] = (), **more: str
) -> dict[str, object]:
    """The fields of the form with this declaration's list in them."""
    head, lines = one.lst
    names = keys or tuple(str(n) for n in range(1, len(lines) + 1))
    data: dict[str, object] = {k: v for k, v in head.items() if k not in ("guid", "appTime")}
    for key, line in zip(names, lines, strict=True):
        data |= {f"lines-{key}-{name}": value for name, value in line.items() if name != "gnum"}
    return data | {"line": list(names), "version": str(version), "corrects": ""} | more
