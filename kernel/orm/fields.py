"""Column types of our own: the transaction number of feeds, and amounts that refuse a sixth place."""

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Func
from django.utils.translation import gettext_lazy

from kernel.money import PLACES

if TYPE_CHECKING:
    _Xid = models.Field[int, int]
    _Amount = models.DecimalField[Decimal, Decimal]
else:
    _Xid = models.Field
    _Amount = models.DecimalField


class Xid8Field(_Xid):
    """PostgreSQL's ``xid8``: the 64-bit number of the transaction that wrote the row."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """The column type."""
        return "xid8"

    def rel_db_type(self, connection: BaseDatabaseWrapper) -> str:
        """The column type of a reference."""
        return "xid8"

    def get_internal_type(self) -> str:
        """Our own name, so that Django takes it for none of its types."""
        return "Xid8Field"

    def from_db_value(self, value: str | int | None, expression: object, connection: object) -> int | None:
        """The driver knows no xid8 and hands over text."""
        return None if value is None else int(value)

    def to_python(self, value: Any) -> int | None:
        """An integer, or None."""
        try:
            return None if value is None else int(value)
        except (TypeError, ValueError):
            raise ValidationError(gettext_lazy("Not a transaction number.")) from None

    def get_prep_value(self, value: Any) -> Any:
        """Text, because PostgreSQL compares xid8 with a quoted literal but not with an integer."""
        value = super().get_prep_value(value)
        return str(value) if isinstance(value, int) else value


class CurrentXid(Func):
    """The number of the running transaction (the outermost one, also inside a savepoint)."""

    function = "pg_current_xact_id"
    arity = 0
    output_field = Xid8Field()


class SnapshotXmin(Func):
    """The oldest transaction still running: everything below it is visible to everybody or gone."""

    template = "pg_snapshot_xmin(pg_current_snapshot())"
    arity = 0
    output_field = Xid8Field()


class AmountField(_Amount):
    """A declared amount or quantity, N19,5; a sixth decimal place is refused instead of rounded."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_digits"] = 19
        kwargs["decimal_places"] = PLACES
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """Leave out what is fixed."""
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_digits"], kwargs["decimal_places"]
        return name, path, args, kwargs

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        """Raises ValueError where Django would round silently."""
        if isinstance(value, Decimal):
            refuse_sixth_place(value)
        return super().get_db_prep_save(value, connection)


def refuse_sixth_place(value: Decimal) -> str:
    """``value`` as plain text.

    Raises:
        ValueError: not finite, or more than five significant decimal places.
    """
    text = format(value, "f")
    point = text.find(".")
    tail = text[point + 1 + PLACES :] if point >= 0 else ""
    if not value.is_finite() or tail.strip("0"):
        raise ValueError(f"{value} has more than {PLACES} decimal places")
    return text
